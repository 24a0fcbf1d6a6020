"""The words of registers: which headings and values mean which entry, from the library's file and the office's own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Literal, NamedTuple, TypedDict, cast, get_args

import polars as pl

from eligibility._yaml import read_own
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem, did_you_mean, is_name
from eligibility.facts import labels
from eligibility.facts.certificate import Category
from eligibility.facts.key import FactKey, entry_and_member
from eligibility.facts.vocabulary import BY_NAME, OTHER_BENEFITS, facts
from eligibility.i18n import Text
from eligibility.logic.types import Choice
from eligibility.register.column_settings import ASK, CellValue, ColumnSettings, NamedColumn, read_settings
from eligibility.rules.ruleset import Ruleset

ABOUT = (
    "name",
    "id_number",
    "phone",
    "household",
    "head",
    "head_number",
    "township",
    "village",
    "group",
    "county",
    "address",
    "bank",
    "account",
)
"""What a register says of a person that is no fact of the rules."""
LINE_ENTRIES = ("line.standing", "line.left_on", "line.remarks", "line.number", "line.support", "line.amount", "line.payment", "line.month")
"""What a register says of a line: whether the person is still in it, remarks, a number of either kind, and, where a line is a payment,
of which support, how much, whether it was paid, and for which month."""
CERTIFICATE_PARTS = (
    "certificate.number",
    "certificate.status",
    "disability.category",
    "disability.grade",
    "disability.both",
    "disability.details",
    "disability.multiple",
)
"""Columns that together tell the certificate and the disabilities."""
SUPPORT_SETS = ("person.receives", "person.recognised")
"""Sets whose members are the supports of a ruleset."""
OF_SUPPORTS = (*SUPPORT_SETS, *(name for name in BY_NAME if name.startswith("person.")))
"""Entries that are told support by support."""
IGNORED = "ignored"
REFUSED = r"不同意|不合格|不予|未批准|未获批|驳回|不通过|未通过|不符合|暂缓|未年审|未复核|未核实|未认证"
"""What decisions of an office call a refusal, or one that is still to come."""
GONE = (
    r"死|亡|去世|病故|已故|逝世|身故|离世|过世|火化|人已?不在|注销|销户|撤销|作废|失效|过期|已到期|冻结|取消|退出|退保|终止|暂停|停止|停发|停保"
    r"|停$|\d停|不再享受|未通过|不符合|已迁|迁出|迁走|迁移|迁至|迁往|迁到|转出|外迁|出国|服刑|判刑|羁押|收监|失踪|失联|转为?(特困|五保)|转入机构"
    rf"|{REFUSED}"
)
"""What statuses call leaving, pausing and invalid certificates, as it stands within a remark."""


_ASKED_OF_STANDING = (
    (r"是否(健在|在世|生存)$", "stays", "died"),
    (r"是否已?(死亡|去世|身故)$", "died", "stays"),
    (r"是否已?注销$", "cancelled", "stays"),
    (r"是否已?迁出$", "moved", "stays"),
    (r"是否在[册保]$", "stays", None),
)
"""Headings that ask one thing of the person, and what yes and no mean there; without a reason a no is asked."""

_SECOND_SCRIPT = r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff\u0f00-\u0fff\u1800-\u18af]+"
"""The second writing of a bilingual heading: Arabic (Uyghur, Kazakh), Tibetan or Mongolian."""


class SeveralLine(TypedDict):
    """The texts that tell some facts."""

    says: Sequence[str]
    facts: Mapping[str, CellValue]


class SeveralSection(TypedDict):
    """The headings of a column that tells several facts, and its texts."""

    headings: Sequence[str]
    values: Sequence[SeveralLine]


class Level(IntEnum):
    """How surely a heading means an entry: by itself only among others, by what is left of it, as it stands, by the office's word."""

    SHORT = 1
    DERIVED = 2
    EXACT = 3
    OFFICE = 4


class Meaning(NamedTuple):
    """The entry that a heading means, and how surely."""

    target: str
    level: Level


class Sections(TypedDict, total=False):
    """A file of words, section by section; the last two are the office's alone."""

    headings: Mapping[str, Sequence[str]]
    short: Mapping[str, Sequence[str]]
    paid: Mapping[str, Sequence[str]]
    supports: Mapping[str, Sequence[str]]
    together: Mapping[str, Sequence[str]]
    several: Mapping[str, SeveralSection]
    values: Mapping[str, Mapping[CellValue, Sequence[str]]]
    yes: Sequence[str]
    no: Sequence[str]
    nothing: Sequence[str]
    unknown: Sequence[str]
    ignored: Sequence[str]
    not_persons: Sequence[str]
    every: Mapping[str, CellValue]
    blank_means_no: Sequence[str]


@dataclass(frozen=True, slots=True)
class Several:
    """A column whose values tell several facts: text to facts."""

    facts: Mapping[str, Mapping[str, CellValue]]


@dataclass(frozen=True)
class Words:
    """Everything a register reader knows of spellings, for one ruleset.

    `every` holds facts that the office states for all persons of the register; `blank_means_no` the columns in which
    it says that an empty cell is a no.
    """

    ruleset: Ruleset
    headings: Mapping[str, str]
    short: Mapping[str, str]
    paid: tuple[tuple[str, str], ...]
    several: Mapping[str, Several]
    values: Mapping[str, Mapping[str, CellValue]]
    yes: frozenset[str]
    no: frozenset[str]
    nothing: frozenset[str]
    unknown: frozenset[str]
    not_persons: tuple[str, ...]
    supports: Mapping[str, str]
    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    every: Mapping[str, CellValue] = field(default_factory=dict)
    blank_means_no: frozenset[str] = frozenset()
    office: ColumnSettings = field(default_factory=ColumnSettings)

    def target(self, heading: str) -> str | None:
        """The entry that a heading means; None where it is not known."""
        found = self.meaning(heading)
        return found.target if found else None

    def meaning(self, heading: str) -> Meaning | None:
        """The entry that a heading means, and how surely; None where it is not known."""
        plain = spelled(heading)
        if plain not in self.named:
            plain = re.sub(_SECOND_SCRIPT, "", plain) or plain
        if plain in self.named:
            return Meaning(self.named[plain].read or IGNORED, Level.OFFICE)
        for form, level in forms(plain):
            found = self._known(form, level, plain)
            if found:
                return found
        return None

    def standing(self, heading: str) -> Mapping[str, CellValue]:
        """What the texts of a column of statuses mean, spelled; a heading that asks one thing (是否健在) says what yes and no mean."""
        known = self.values["line.standing"]
        plain = spelled(heading)
        for pattern, yes, no in _ASKED_OF_STANDING:
            if re.search(pattern, plain):
                own = {**dict.fromkeys(self.yes, yes), **dict.fromkeys(self.no, no)} if no else dict.fromkeys(self.yes, yes)
                return {**own, **known}
        return known

    def _known(self, form: str, level: Level, plain: str) -> Meaning | None:
        if form in self.short:
            return Meaning(self.short[form], Level.SHORT)
        target = self.headings.get(form) or self._support(form, plain)
        if target:
            return Meaning(target, level)
        for word, kind in self.paid:
            base = form.removesuffix(word)
            if base != form and (found := self._paid(base, kind)):
                return found
        return Meaning(self.members[form], level) if form in self.members else None

    def _paid(self, base: str, kind: str) -> Meaning | None:
        """What an amount, a standard or a number of months beside the name of a support means: only what is paid tells a
        receipt, and the day of its end that somebody should look."""
        level = Level.SHORT if base in self.short else Level.DERIVED
        target = self.short.get(base) or self._support(base, base)
        if target is None or not target.startswith(tuple(f"{name}." for name in SUPPORT_SETS)):
            return None
        if kind == "amount":
            return Meaning(target, level)
        return Meaning("line.left_on" if kind == "ended" else IGNORED, Level.DERIVED)

    def _support(self, form: str, plain: str) -> str | None:
        support = self.supports.get(form)
        if support is None:
            return None
        return f"person.recognised.{support}" if "认定" in plain else f"person.receives.{support}"

    @cached_property
    def named(self) -> Mapping[str, NamedColumn]:
        """The columns that the office names by their headings, without those that are still to be settled."""
        return {spelled(heading): column for heading, column in self.office.by_heading.items() if column.read != ASK}

    @cached_property
    def members(self) -> Mapping[str, str]:
        """Members of sets by their labels, where a label means one thing only."""
        found: dict[str, list[str]] = {}
        for key in facts():
            entity, name, member = FactKey.of(key).parts
            if entity not in {"person", "household"} or not member or member == "years":
                continue
            label = labels.label(entity, name, member)
            for form in {spelled(label.zh), spelled(label.en)}:
                found.setdefault(form, []).append(key)
                if name == "needs":
                    found.setdefault(f"{form}需求", []).append(key)
        return {form: keys[0] for form, keys in found.items() if len(keys) == 1}

    def title(self, target: str) -> Text:
        """What an entry is called."""
        entity, rest = FactKey.of(target).pair
        if target in TITLES:
            return TITLES[target]
        if target in self.several:
            return Text("困难类型（一列说明几项情况）", "kind of hardship (one column, several facts)")
        name, member = entry_and_member(rest)
        head = labels.title(entity, name)
        if not member:
            return head
        label = self.ruleset.support_title(member) if f"{entity}.{name}" in OF_SUPPORTS else labels.label(entity, name, member)
        return Text(f"{head.zh}：{label.zh}", f"{head.en}: {label.en}")


TITLES: Mapping[str, Text] = {
    "about.name": Text("姓名（不作判定）", "name (not used)"),
    "about.id_number": Text("身份证号（出生日期、性别）", "identity number (date of birth, sex)"),
    "about.phone": Text("电话（不作判定）", "telephone (not used)"),
    "about.household": Text("户的编号", "household key"),
    "about.head": Text("户主", "head of household"),
    "about.township": Text("乡镇（街道）", "township"),
    "about.village": Text("村（社区）", "village"),
    "about.group": Text("村民小组", "group of a village"),
    "about.county": Text("县（市、区）", "county"),
    "about.address": Text("地址（不作判定）", "address (not used)"),
    "about.bank": Text("开户银行（不作判定）", "bank (not used)"),
    "about.account": Text("银行账号（不作判定）", "bank account (not used)"),
    "about.disabled": Text("是否残疾", "whether disabled"),
    "about.child_kind": Text("儿童类别（孤儿、事实无人抚养）", "kind of child (orphan, de facto unattended)"),
    "about.head_number": Text("户主身份证号（户的编号）", "identity number of the head (household key)"),
    "line.standing": Text("是否仍在册（注销、死亡、停保、迁出）", "whether still in the register (cancelled, died, stopped, moved)"),
    "line.left_on": Text("离开名册的日期（填了的请核对）", "the day of leaving (those who have one are told)"),
    "line.remarks": Text("备注（提到死亡、迁出的请核对）", "remarks (death and leaving are told)"),
    "line.number": Text("证件号码", "number of a document"),
    "line.support": Text("本行发放的补贴", "the support that the line pays"),
    "line.amount": Text("本行发放的金额", "the amount that the line pays"),
    "line.payment": Text("本行是否发放", "whether the line was paid"),
    "line.month": Text("发放月份", "the month of the payment"),
    "certificate.number": Text("残疾人证号", "certificate number"),
    "certificate.status": Text("残疾人证状态", "status of the certificate"),
    "disability.category": Text("残疾类别", "disability category"),
    "disability.grade": Text("残疾等级", "disability grade"),
    "disability.both": Text("残疾类别及等级", "disability category and grade"),
    "disability.details": Text("残疾详情（各类别及等级）", "disability details (each category and grade)"),
    "disability.multiple": Text("是否多重残疾", "whether several disabilities"),
    IGNORED: Text("不使用", "left aside"),
}


_RARE = r"[^\x00-\x7f“”‘’—…·√×\x{2460}-\x{249b}\x{3000}-\x{303f}\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}\x{ff01}-\x{ff5e}]"
"""A character beside plain ones, Chinese ones and their marks: of others Python and Polars may know different Unicode versions, and
other small letters."""


def spelled(text: str) -> str:
    """A spelling without what does not matter: width, blanks, case, quotation marks."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s*“”\"'：:\u200b-\u200f\u2060\ufeff\xad]+", "", plain.replace("_", ""))


def spelled_all(texts: pl.Series) -> pl.Series:
    """A whole column spelled as `spelled` does: at one stroke where the texts are of characters on which all Unicode tables agree."""
    found = texts.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"[\s\x1c-\x1f*“”\"'：:_]+", "")
    rare = texts.str.contains(_RARE).fill_null(False)
    return found.scatter(rare.arg_true(), [spelled(text) for text in texts.filter(rare)])


def forms(heading: str) -> Iterator[tuple[str, Level]]:
    """A spelled heading as it stands, then without its remarks in brackets, then without the words around the noun."""
    yield heading, Level.EXACT
    bare = re.sub(
        r"\((元|万元|人民币|元/月|元/年|是/否|必填|选填|是否|√|有/无|年月日|周岁|岁)[^)]*\)|\(元[^)]*\)|\((单位)?[^()]*元[^()]*\)|[*]",
        "",
        heading,
    )
    yield bare, Level.EXACT
    yield re.sub(r"^(19|20)\d\d年度?", "", bare), Level.DERIVED
    core = re.sub(r"^(其中)?(目前|现在|现|本月|当月|本期|本次)?(是否|有无|能否)?(已)?(享受|领取|纳入|属于|为|是)?(了)?", "", bare)
    core = re.sub(r"(享受|领取)?(情况|状况|与否)$|\(?(是否|是/否)\)?$", "", core)
    yield core, Level.DERIVED
    yield f"{core}家庭", Level.DERIVED
    yield re.sub(r"(享受|领取)$", "", core), Level.DERIVED
    plain = re.sub(r"^\(?(\d{1,2}|[一二三四五六七八九十]{1,2})[.、)]", "", bare)
    yield plain, Level.DERIVED
    yield re.sub(r"(?<=\D)\(?([1-9]|[一二三四五])\)?$", "", plain), Level.DERIVED
    yield re.sub(r"^[a-z]\d{1,2}[-.、)]?(?=[\u4e00-\u9fff])", "", bare), Level.DERIVED
    own = _OF_THE_PERSON.fullmatch(bare)
    if own:
        yield own[1], Level.EXACT
    yield re.sub(r"\((?![^)]*(应|拟|标准|停|原|上|去|申请|月数|年|户主))[^)]*\)$", "", plain), Level.DERIVED


_OF_THE_PERSON = re.compile(
    r"(?:被监护人|患者|精神障碍患者|学生|残疾学生|老人|老年人|职工|残疾职工|员工|残疾员工|残疾人|儿童|残疾儿童|服务对象|托养对象|托养人员|补贴对象|享受对象"
    r"|救助对象|受助人|受助对象|受助儿童|学员|对象|申请人|本人|持证人|成员|家庭成员)的?"
    r"(姓名|性别|年龄|出生日期|出生年月日?|身份证号码?|公民身份号码|证件号码?|残疾人?证号码?|残疾人?证编号|残疾类[别型]|残疾等级|残疾级别|联系电话|联系方式"
    r"|手机号码?|家庭住址|户籍地址)"
)
"""Headings that say whose name, number or grade it is, where that is the person of the line."""


@cache
def _shipped() -> Sections:
    return cast("Sections", read_own(files("eligibility.register").joinpath("columns.yaml").read_text("utf-8")))


def words_of(ruleset: Ruleset, office: Path | ColumnSettings | None = None) -> Words:
    """The words for one ruleset, the office's own file before the library's.

    Raises:
        EligibilityError: the office's file cannot be read or names what there is not.
    """
    settings = office if isinstance(office, ColumnSettings) else read_settings(office) if office else ColumnSettings()
    own = cast("Sections", {name: entry for name, entry in settings.content.items() if entry is not None})
    layers = [own, _shipped()]
    named = _support_names(ruleset, layers)
    several = {target: _several(entry) for layer in reversed(layers) for target, entry in layer.get("several", {}).items()}
    made = Words(
        ruleset=ruleset,
        headings=_headings(layers),
        short=_short(layers),
        paid=_paid_words(layers),
        several=several,
        values=_value_spellings(layers),
        yes=_spellings(layers, "yes"),
        no=_spellings(layers, "no"),
        nothing=_spellings(layers, "nothing"),
        unknown=_spellings(layers, "unknown"),
        not_persons=tuple(str(word) for layer in layers for word in layer.get("not_persons", ())),
        supports=named,
        together={spelled(name): tuple(supports) for name, supports in _shipped().get("together", {}).items()},
        every=dict(own.get("every", {})),
        blank_means_no=frozenset(map(str, own.get("blank_means_no", ()))),
        office=settings,
    )
    _check_office(made, settings)
    return made


def _short(layers: Iterable[Sections]) -> dict[str, str]:
    """The headings that mean something only among others of a register of disabled persons; the office's own words are never short."""
    own, shipped = layers
    named = {spelled(str(heading)) for headings in own.get("headings", {}).values() for heading in headings}
    named |= {spelled(str(name)) for names in own.get("supports", {}).values() for name in names}
    found = {spelled(heading): target for target, headings in shipped.get("short", {}).items() for heading in headings}
    return {heading: target for heading, target in found.items() if heading not in named}


def _paid_words(layers: Iterable[Sections]) -> tuple[tuple[str, str], ...]:
    """The words beside the name of a support that tell what a column of it holds, long ones first."""
    words = [(spelled(word), kind) for layer in layers for kind, words in layer.get("paid", {}).items() for word in words]
    return tuple(sorted(words, key=lambda pair: -len(pair[0])))


def _spellings(layers: Iterable[Sections], name: Literal["yes", "no", "nothing", "unknown"]) -> frozenset[str]:
    return frozenset(spelled(str(word)) for layer in layers for word in layer.get(name, ()))


def _headings(layers: Iterable[Sections]) -> dict[str, str]:
    found: dict[str, str] = {}
    for layer in layers:
        for target, headings in layer.get("headings", {}).items():
            for heading in headings:
                found.setdefault(spelled(str(heading)), target)
        for target, entry in layer.get("several", {}).items():
            for heading in entry["headings"]:
                found.setdefault(spelled(str(heading)), target)
        for heading in layer.get("ignored", ()):
            found.setdefault(spelled(str(heading)), IGNORED)
    for target in readable_entries():
        entity, name = FactKey.of(target).pair
        if entity in {"person", "household", "locality"} and "." not in name:
            title = labels.title(entity, name)
            for heading in (target, name, title.zh, title.en):
                found.setdefault(spelled(heading), target)
        found.setdefault(spelled(target), target)
    return found


def readable_entries() -> list[str]:
    """Every entry that a column can be read as, but for single supports."""
    keys = [key for key in facts() if FactKey.of(key).entity in {"person", "household", "locality"} and not FactKey.of(key).is_years]
    sets = {named.set_key for named in map(FactKey.of, keys) if named.member and named.entity != "locality"}
    return [*keys, *sorted(sets), *SUPPORT_SETS, *(f"about.{name}" for name in ABOUT), *CERTIFICATE_PARTS, *LINE_ENTRIES]


def _support_names(ruleset: Ruleset, layers: Iterable[Sections]) -> dict[str, str]:
    found: dict[str, str] = {}
    known = {*ruleset.catalogue, *OTHER_BENEFITS}
    for layer in layers:
        for support, names in layer.get("supports", {}).items():
            if support in known:
                for name in names:
                    found.setdefault(spelled(str(name)), support)
    for support in known:
        title = labels.label("person", "receives", support) if support in OTHER_BENEFITS else ruleset.support_title(support)
        for name in (support, title.zh, title.en, f"receives.{support}"):
            found.setdefault(spelled(name), support)
    return found


def _value_spellings(layers: Iterable[Sections]) -> dict[str, dict[str, CellValue]]:
    """For every choice and part: spelling to value; the vocabulary's own labels count everywhere."""
    found: dict[str, dict[str, CellValue]] = {}
    for layer in layers:
        for target, spellings in layer.get("values", {}).items():
            mine = found.setdefault(target, {})
            for value, texts in spellings.items():
                for text in texts:
                    mine.setdefault(spelled(str(text)), int(value) if str(value).isdigit() else value)
    for key, fact in facts().items():
        if isinstance(fact.type, Choice) and not key.startswith("person.grade"):
            entity, name = FactKey.of(key).pair
            _add_labels(found.setdefault(key, {}), entity, name, fact.type.values)
    _add_labels(found.setdefault("disability.category", {}), "person", "disabilities", get_args(Category))
    return found


def _add_labels(spellings: dict[str, CellValue], entity: str, name: str, values: Iterable[str | int]) -> None:
    for value in values:
        label = labels.label(entity, name, str(value))
        for text in (str(value), label.zh, label.en):
            spellings.setdefault(spelled(text), value)


def _several(entry: SeveralSection) -> Several:
    return Several({spelled(str(text)): line["facts"] for line in entry["values"] for text in line["says"]})


# -- the office's own file


def _check_office(made: Words, settings: ColumnSettings) -> None:
    """Every entry that the office's file names must exist."""
    columns = [*settings.by_letter.values(), *settings.by_heading.values()]
    named = [column.read for column in columns if column.read not in {None, ASK}]
    named += [*settings.section("headings"), *settings.section("values"), *made.every, *made.blank_means_no]
    problems = [_unstatable(settings.name, key) for key in made.every if FactKey.of(key).entity not in {"person", "household", "locality"}]
    problems += _wrong_facts(made, settings)
    supports = {*made.ruleset.catalogue, *OTHER_BENEFITS}
    problems += [unknown_entry(settings.name, str(name), supports) for name in settings.section("supports") if name not in supports]
    known = {*readable_entries(), *made.several, IGNORED}
    for target in named:
        if str(target) in known or is_support_entry(str(target), made.ruleset):
            continue
        problems.append(unknown_entry(settings.name, str(target), known))
    if problems:
        raise EligibilityError(problems)


def is_support_entry(target: str, ruleset: Ruleset) -> bool:
    """Whether an entry is told of one support: its receipt or recognition, what it pays or costs, when it was applied for."""
    head, _, support = target.rpartition(".")
    return head in OF_SUPPORTS and support in {*ruleset.catalogue, *OTHER_BENEFITS}


def _wrong_facts(made: Words, settings: ColumnSettings) -> Iterator[Problem]:
    """What a column of several facts says must be facts."""
    for target in settings.section("several"):
        for line in made.several[target].facts.values():
            for key in line:
                if key not in facts() and not is_support_entry(key, made.ruleset):
                    yield unknown_entry(settings.name, key, facts())


def unknown_entry(where: str, key: str, known: Iterable[str]) -> Problem:
    """The problem of an entry that there is not. What looks like none of the vocabulary may be a person's name and is not repeated."""
    said = Text(f"没有“{key}”这一项", f"there is no entry {key}") if is_name(key) else _NO_SUCH_ENTRY
    return Problem(ProblemCode.UNKNOWN_FACT, where, said, *did_you_mean(key, known))


_NO_SUCH_ENTRY = Text("写了没有的一项", "names an entry that there is not")


def _unstatable(where: str, key: str) -> Problem:
    named = Text(f"，不能写“{key}”", f", not {key}") if is_name(key) else Text("", "")
    return Problem(ProblemCode.NOT_A_FACT, where, Text(f"every 里只能写情况{named.zh}", f"every may state facts only{named.en}"))
