"""What registers must be so that they can be joined."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

import polars as pl

from eligibility.book.book import Book
from eligibility.bulk.register_schema import column_type
from eligibility.codes import ProblemCode
from eligibility.decide.notices import within
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.key import FactKey
from eligibility.facts.profile import Locality
from eligibility.facts.vocabulary import OTHER_BENEFITS, facts
from eligibility.i18n import Text
from eligibility.office.keys import keyed
from eligibility.office.office_file import RECEIVES, Office
from eligibility.office.parts import Part, supports_of
from eligibility.register.cell_parsers import Unreadable, parser_of
from eligibility.register.local_book import area_of, county_codes
from eligibility.register.spellings import SUPPORT_SETS, Words, is_support_entry, spelled, unknown_entry
from eligibility.register.titles import other_months
from eligibility.rules.ruleset import Ruleset

MANY = 20
"""From how many persons on two registers, nobody of whom stands on both, they are not taken to be of one county."""


def check_parts(office: Office, parts: Sequence[Part]) -> None:
    """Refuse registers that cannot be joined; the first of the parts is that of the persons.

    Raises:
        EligibilityError: one has no numbers by which people are known, is of another county or month, or pays what another one pays
            too, or the office file names what there is not.
    """
    problems = [problem for part in parts for problem in (*_no_keys(part), *_other_month(part))]
    problems += _paid_twice(parts[1:])
    problems += [problem for part in parts[1:] for problem in _absent_problems(office, part)]
    problems += [_unknown_entry(office, key) for key in office.decides if not _is_entry(key, parts[0].words)]
    problems = problems or [problem for part in parts[1:] for problem in _other_county(parts[0], part)]
    if problems:
        raise EligibilityError(problems)


def _no_keys(part: Part) -> Iterator[Problem]:
    """People are joined by numbers: a register that has none joins nobody."""
    if part.keys["key"].is_not_null().any():
        return
    columns = {column.target for column in part.register.columns}
    if columns & {"about.id_number", "certificate.number"}:
        said = Text(
            "没有一个可用的身份证号或残疾人证号，不能并入", "has no identity or certificate number that can be used, and joins nobody"
        )
    else:
        said = Text("没有身份证号或残疾人证号列，不能并入", "has no column of identity or certificate numbers, and joins nobody")
    if "about.head_number" in columns:
        mend = Text(
            "这份名单只有户主身份证号：请在 columns 里把那一列写成 about.id_number，按户主本人并入，全户都算。",
            "It has the numbers of heads alone: set that column to about.id_number in columns; heads are joined by them, and their "
            "households with them.",
        )
        yield Problem(ProblemCode.REGISTER_WITHOUT_KEY, part.listed.path.name, said, mend)
        return
    mend = Text(
        "请加上身份证号或残疾人证号（按文本填写）；已有而列名没有认出的，在 columns 里写明是哪一列；姓名不用来合并。",
        "Add one, as text, or say in columns which column it is where its heading is not recognised; names never join.",
    )
    yield Problem(ProblemCode.REGISTER_WITHOUT_KEY, part.listed.path.name, said, mend)


def _other_month(part: Part) -> Iterator[Problem]:
    """What is written in a list of payments about its month must be what the office file says."""
    told = frozenset(month for month in part.register.months if not month[1].startswith("Q"))
    stated = part.listed.month
    if stated is None or not told or not other_months(told, frozenset({(int(stated[:4]), str(int(stated[5:])))})):
        return
    names = sorted(f"{year}-{int(month):02d}" if year else f"{int(month)}" for year, month in told)
    zh = "、".join(name if "-" in name else f"{name}月" for name in names)
    said = Text(
        f"名册里写的是{zh}的发放，办公文件写的是{stated}", f"is of the payments of {', '.join(names)}, and the office file says {stated}"
    )
    mend = Text("请换成这个月的名册，或改正办公文件里的 month。", "Give the list of that month, or mend month in the office file.")
    yield Problem(ProblemCode.OTHER_MONTH, part.listed.path.name, said, mend)


def _paid_twice(parts: Sequence[Part]) -> Iterator[Problem]:
    """One support is paid by one list: two would be added up, or be two months."""
    seen: dict[str, Part] = {}
    for part in parts:
        if part.listed.role != "payments":
            continue
        for support in supports_of(part):
            first = seen.setdefault(support, part)
            if first is not part:
                title = part.words.ruleset.support_title(support)
                names = first.listed.path.name, part.listed.path.name
                said = Text(f"“{title.zh}”在{names[0]}里也有发放", f"pays {title.en}, which {names[0]} pays too")
                mend = Text("一项补贴一个月只用一份发放名册。", "Give one list for a support and a month.")
                yield Problem(ProblemCode.PAID_TWICE, names[1], said, mend)


def _other_county(first: Part, part: Part) -> Iterator[Problem]:
    """Registers of different counties by their own word, or because nobody of many stands on both."""
    mine, theirs = (_counties(one) for one in (first, part))
    keys, others = (set(one.keys["key"].drop_nulls()) for one in (first, part))
    gone = set(keyed(first.register.gone)["key"].drop_nulls())
    if mine and theirs and not mine & theirs:
        said = Text(
            f"是{'、'.join(sorted(theirs))}的名册，{first.listed.path.name}是{'、'.join(sorted(mine))}的",
            f"is of {', '.join(map(repr, sorted(theirs)))}, and {first.listed.path.name} of {', '.join(map(repr, sorted(mine)))}",
        )
    elif min(len(keys), len(others)) >= MANY and not (keys | gone) & others:
        said = Text(
            f"{len(others)}人中没有一人在{first.listed.path.name}里，像是另一个县的名册",
            f"has {len(others)} persons of whom none stands in {first.listed.path.name}: it may be another county's",
        )
    else:
        return
    mend = Text("请给同一个县的名册。", "Give registers of one county.")
    yield Problem(ProblemCode.OTHER_COUNTY, part.listed.path.name, said, mend)


def check_area(office: Office, ruleset: Ruleset, book: Book | None, parts: Sequence[Part]) -> None:
    """Refuse a register all of whose counties lie elsewhere than the office; a county that nothing here knows is none of another place.

    Raises:
        EligibilityError: naming what it says.
    """
    place = office.area or ruleset.adcode
    known = county_codes(book, ruleset.adcode) if book else {}
    own = {name for name, code in known.items() if code == place and not name.isdecimal()}
    own |= {spelled(ruleset.title.zh)} if place == ruleset.adcode else set()
    problems = []
    for part in parts:
        told = _counties(part)
        if told and all(_elsewhere(text, place, known, own) for text in told):
            names = sorted(told)
            said = Text(
                f"是{'、'.join(names)}的名册，办公文件的地区是{place}",
                f"is of {', '.join(map(repr, names))}, and the office file is of the area {place}",
            )
            mend = Text("请给本县的名册，或改正办公文件的 area。", "Give the registers of the county, or mend area in the office file.")
            problems.append(Problem(ProblemCode.OTHER_COUNTY, part.listed.path.name, said, mend))
    if problems:
        raise EligibilityError(problems)


def check_locality(office: Office, place: Locality) -> None:
    """Refuse the standards of another place than the office's.

    Raises:
        EligibilityError: the locality has the code of another place.
    """
    area, told = office.area, place.adcode
    if area is None or told is None or within(told, area) or within(area, told):
        return
    said = Text(
        f"locality 文件写的是{told}，办公文件的地区是{area}", f"has a locality file of {told}, and the office file is of the area {area}"
    )
    mend = Text(
        "请换成本地的 locality 文件，或改正办公文件的 area。", "Give the place's own locality file, or mend area in the office file."
    )
    raise EligibilityError([Problem(ProblemCode.OTHER_COUNTY, office.path.name, said, mend)])


def _elsewhere(text: str, place: str, known: Mapping[str, str], own: Collection[str]) -> bool:
    """Whether a county is known not to be the office's, by its code, or by its name where the office's own name is known."""
    plain = spelled(text)
    digits = re.match(r"\d{6}", plain)
    code = area_of(text, known) or (digits[0] if digits else None)
    if code is not None:
        return not (within(code, place) or within(place, code))
    one_county = not place.endswith("00")
    return one_county and bool(own) and not any(name in plain or plain in name for name in own)


def _counties(part: Part) -> set[str]:
    about = part.register.about
    return set(about["county"].drop_nulls().str.strip_chars()) if "county" in about.columns else set()


def _is_entry(key: str, words: Words) -> bool:
    return (
        key in facts() or key in SUPPORT_SETS or is_support_entry(key, words.ruleset) or any(name.startswith(f"{key}.") for name in facts())
    )


def _unknown_entry(office: Office, key: str) -> Problem:
    return unknown_entry(office.path.name, key, facts())


def _absent_problems(office: Office, part: Part) -> Iterator[Problem]:
    ruleset = part.words.ruleset
    for key, value in part.listed.absent.items():
        if key == RECEIVES:
            supports = value if isinstance(value, tuple) else (str(value),)
            known = (*ruleset.catalogue, *OTHER_BENEFITS)
            yield from (ruleset.no_support(name, office.path.name, known) for name in supports if ruleset.support_id(name) not in known)
        elif key not in facts() or FactKey.of(key).entity not in {"person", "household"}:
            yield _unknown_entry(office, key)
        elif isinstance(value, tuple) or absent_value(key, value, part.words) is None:
            said = Text(f"absent_means 的 {key} 不是可用的值", f"absent_means says of {key} what is no value of it")
            yield Problem(ProblemCode.WRONG_VALUE, office.path.name, said)


def absent_value(key: str, value: object, words: Words) -> object:
    """A value of `absent_means` as its fact holds it; None where it is no value of it."""
    if isinstance(value, bool):
        return value if column_type(key) == pl.Boolean else None
    try:
        return parser_of(key, words)(str(value))
    except Unreadable:
        return None
