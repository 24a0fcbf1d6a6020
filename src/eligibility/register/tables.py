"""The tables that an office opens: answers, errors and calls, in its language, ids hidden unless asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import product
from typing import TypeVar

import polars as pl

from eligibility.bulk.lazy_parts import lazy_parts
from eligibility.facts import labels
from eligibility.facts.key import EntryName
from eligibility.i18n import Language, Text
from eligibility.register.answer_table import Listed, words_type
from eligibility.register.call_list import path_lists, path_question, person_text
from eligibility.register.gaps import GAPS, answers_schema
from eligibility.register.id_numbers import masked_number
from eligibility.register.issues import TREATMENTS
from eligibility.register.money import Sum
from eligibility.register.reader import Register
from eligibility.register.report import ScreenReport
from eligibility.register.screen import Screening
from eligibility.register.summary import WIDER, PlaceCounts
from eligibility.register.workbook import NUMBER, TEXT
from eligibility.rules.labels import AREAS, RESTS_ON, STATUSES
from eligibility.rules.prose import route_name
from eligibility.rules.ruleset import Ruleset

HEADINGS: Mapping[str, Text] = {
    "row": Text("行号", "row"),
    "sheet": Text("工作表", "sheet"),
    "line": Text("表内行号", "line of the sheet"),
    "doubted": Text("请核对", "please compare"),
    "home": Text("户（首行号）", "household (first row)"),
    "county": Text("县（市、区）", "county"),
    "township": Text("乡镇（街道）", "township"),
    "village": Text("村（社区）", "village"),
    "certificate": Text("残疾人证号", "certificate number"),
    "name": Text("姓名", "name"),
    "id_number": Text("身份证号", "identity number"),
    "phone": Text("联系电话", "telephone"),
    "subject": Text("对象", "subject"),
    "area": Text("领域", "area"),
    "title": Text("项目", "support"),
    "support": Text("项目编号", "support id"),
    "status": Text("判定", "answer"),
    "route": Text("途径", "route"),
    "rests_on": Text("依据现状", "rests on"),
    "received": Text("已享受", "received"),
    "gap": Text("比对结果", "compared"),
    "clause": Text("依据条款", "clauses"),
    "paid": Text("实发金额", "paid"),
    "amount_low": Text("金额下限", "amount, at least"),
    "amount_high": Text("金额上限", "amount, at most"),
    "missing": Text("还要问", "still to be asked"),
    "because": Text("不符合的原因", "why refused"),
    "column": Text("列", "column"),
    "value": Text("内容", "value"),
    "why": Text("原因", "why"),
    "effect": Text("处理", "what was done"),
    "questions": Text("问题", "questions"),
    "decides": Text("问完可定（项）", "answers decided"),
    "open": Text("待定（项）", "answers open"),
    "supports": Text("可定的项目", "supports decided"),
}
_SUBJECT_WORDS = {"person": Text("本人", "person"), "household": Text("家庭", "household")}
_OPEN_PLACES = ("county", "township", "village")
_SHEET_PLACES = ("sheet", "line")
_PERSONAL = ("name", "id_number", "phone")


def who(register: Register, *, ids: bool) -> pl.LazyFrame:
    """Each line with where it is, and who it is: the certificate's number masked, or, where asked for, everything.

    `doubted` is there where remarks speak of death or leaving; sheet and line where there are several sheets.
    """
    about = register.about if register.places is None else register.about.join(register.places, on="row", how="left", maintain_order="left")
    columns = [name for name in _SHEET_PLACES if name in about.columns]
    columns += [name for name in _OPEN_PLACES if name in about.columns]
    shown: list[str | pl.Expr] = ["row", *columns]
    shown += [name for name in _PERSONAL if ids and name in about.columns]
    if "certificate" in about.columns:
        shown.append("certificate" if ids else masked_number("certificate").alias("certificate"))
    if "doubted" in about.columns:
        shown.append("doubted")
    return about.lazy().select(shown)


def answers(screening: Screening, register: Register, ruleset: Ruleset, language: Language, *, ids: bool) -> pl.LazyFrame:
    """One line a person (or household) and support that is not refused, or that is received though it is refused; in words."""
    people = who(register, ids=ids).collect()

    def lines(part: Listed) -> pl.DataFrame:
        return part.rows.with_columns(part.of_lists().alias("asked"))

    columns = _answer_columns(people.columns[1:], ruleset, language)
    return _in_slices(screening, people, lines, lambda lists: path_lists(lists, ruleset, language), columns)


def _answer_columns(places: Sequence[str], ruleset: Ruleset, language: Language) -> list[pl.Expr]:
    words, coded = _Words(language), _Coded(ruleset, language)
    return [
        *(words.yes_no(name) if name == "doubted" else pl.col(name).alias(HEADINGS[name][language]) for name in ("row", "home", *places)),
        coded.of("subject", _SUBJECT_WORDS),
        coded.of("support", {support: AREAS[rule.area] for support, rule in ruleset.supports.items()}, "area"),
        coded.of("support", {support: ruleset.support_title(support) for support in ruleset.supports}, "title"),
        coded.of("status", STATUSES),
        coded.routes(),
        coded.clauses(),
        coded.of("rests_on", RESTS_ON),
        words.yes_no("received"),
        coded.of("gap", GAPS),
        *(end.cast(pl.Float64).alias(HEADINGS[name][language]) for name, end in ends().items()),
        pl.col("asked").alias(HEADINGS["missing"][language]),
        pl.col(f"because_{language}").alias(HEADINGS["because"][language]),
        pl.col("support").alias(HEADINGS["support"][language]),
    ]


_Codes = tuple[str | None, ...]
"""What a line has in some columns of codes."""


class _Coded:
    """Columns of words for the codes of answers."""

    def __init__(self, ruleset: Ruleset, language: Language) -> None:
        self._ruleset = ruleset
        self._language = language
        self._codes = {name: kind.categories for name, kind in answers_schema(ruleset).items() if isinstance(kind, pl.Enum)}

    def of(self, name: str, texts: Mapping[Code, Text], heading: str = "") -> pl.Expr:
        """The word for each code of a column."""
        return self._worded(heading or name, (name,), {(str(code),): text[self._language] for code, text in texts.items()})

    def routes(self) -> pl.Expr:
        """By which route of several a support is granted; nothing where it has only one."""
        named: dict[_Codes, str] = {
            (part.id, route.name): route_name(part, route.name, self._ruleset)[self._language]
            for part in self._ruleset.parts
            if len(part.routes) > 1
            for route in part.routes
        }
        return self._worded("route", ("support", "route"), named)

    def clauses(self) -> pl.Expr:
        """The clauses of the route that an answer names, or, where it names none, of all routes of the support."""
        comma, own = Text("；", "; ")[self._language], self._ruleset.document.name
        said: dict[_Codes, str] = {}
        for part in self._ruleset.parts:
            cited = [(None, part.citations), *((route.name, route.clauses) for route in part.routes)]
            for route, clauses in cited:
                named = (locator if document in {"", own} else f"{document} {locator}" for document, locator in clauses)
                said[part.id, part.entity, route] = comma.join(named)
        return self._worded("clause", ("support", "subject", "route"), said)

    def _worded(self, heading: str, names: Sequence[str], words: Mapping[_Codes, str]) -> pl.Expr:
        """The word for what each line has in some columns of codes. The words of all codes stand in a list, with null as the last code."""
        codes = [(*self._codes[name], None) for name in names]
        said = pl.Series([words.get(key) for key in product(*codes)], dtype=words_type(words.values()))
        place = pl.lit(0, pl.UInt32)
        for name, known in zip(names, codes, strict=True):
            place = place * len(known) + pl.col(name).to_physical().cast(pl.UInt32).fill_null(len(known) - 1)
        return pl.lit(said).gather(place).alias(HEADINGS[heading][self._language])


def ends() -> dict[str, pl.Expr]:
    """Both ends of an amount, empty where nothing bounds it, and what is paid now."""
    low, high = pl.col("amount_low"), pl.col("amount_high")
    return {"amount_low": pl.when((low > 0) | high.is_not_null()).then(low), "amount_high": high, "paid": pl.col("paid")}


def plain_answers(screening: Screening, register: Register, *, ids: bool) -> pl.LazyFrame:
    """The same in codes, for programs: what `missing` lists are paths."""
    return _in_slices(screening, who(register, ids=ids).collect(), Listed.plain)


SLICE = 50_000
"""Answers that are put into words at once."""


def _in_slices(
    screening: Screening,
    people: pl.DataFrame,
    lines: Callable[[Listed], pl.DataFrame],
    words: Callable[[pl.Series], pl.Series] = lambda lists: lists,
    columns: Sequence[pl.Expr] = (pl.all(),),
) -> pl.LazyFrame:
    """Columns of the answers with who each is about, slice by slice as they are consumed: no more than a part and a few slices are in
    memory. `lines` makes the lines of a slice, in which lists stand as `words` makes them.
    """

    def slices() -> Iterator[pl.DataFrame]:
        for part in screening.parts:
            found = part.read()
            mine, lists = _people_of(found.rows, people), words(found.lists)
            for rows in found.rows.iter_slices(SLICE):
                yield told(Listed(rows, lists), mine)

    def told(part: Listed, about: pl.DataFrame) -> pl.DataFrame:
        return lines(part).join(about, on="row", how="left", maintain_order="left").select(columns)

    empty = screening.parts[0].empty()
    return lazy_parts(slices, told(Listed(empty.rows, words(empty.lists)), people.clear()).schema)


def _people_of(answers: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    return people.filter(pl.col("row").is_in(answers["row"].unique().implode()))


def errors(register: Register, language: Language) -> pl.LazyFrame:
    """What was wrong, line by line."""
    words = _Words(language)
    slips = register.slips.lazy()
    sheets: tuple[str, ...] = ()
    if register.places is not None:
        slips, sheets = slips.join(register.places.lazy(), on="row", how="left", maintain_order="left"), _SHEET_PLACES
    return slips.select(
        *(pl.col(name).alias(HEADINGS[name][language]) for name in ("row", *sheets, "column", "value")),
        pl.col(language).alias(HEADINGS["why"][language]),
        words.of("effect", TREATMENTS),
    )


def calls(screening: Screening, register: Register, ruleset: Ruleset, language: Language, *, ids: bool) -> pl.LazyFrame:
    """One line a household: by township, first those where the questions decide most."""
    paths = screening.calls["questions"].explode().drop_nulls().unique().to_list()
    persons = _persons(register, {int(owner) for path in paths if (owner := EntryName.of(path).owner).isdigit()})
    asked = {path: path_question(path, ruleset, language, persons) for path in paths}
    joined = [_as_numbered_list([asked[path] for path in paths]) for paths in screening.calls["questions"]]
    comma = "；" if language == "zh" else "; "
    named = [comma.join(ruleset.support_title(support)[language] for support in supports) for supports in screening.calls["supports"]]
    table = screening.calls.lazy().with_columns(questions=pl.Series(joined, dtype=pl.String), supports=pl.Series(named, dtype=pl.String))
    people = who(register, ids=ids)
    places = [name for name in people.collect_schema().names() if name in ("county", "township")]
    table = table.join(people, on="row", how="left").sort(*places, "decides", "row", descending=[*(False for _ in places), True, False])
    columns = [*people.collect_schema().names(), "questions", "decides", "open", "supports"]
    order = ["county", "township", "village", "row", *[name for name in columns if name not in ("row", *_OPEN_PLACES)]]
    words = _Words(language)
    return table.select(
        words.yes_no(name) if name == "doubted" else pl.col(name).alias(HEADINGS["home" if name == "row" else name][language])
        for name in order
        if name in columns
    )


def _persons(register: Register, lines: Collection[int]) -> dict[int, Text]:
    """What is known of whom some lines are about."""
    alone, frame = pl.col("household").is_null(), register.frame
    found = frame.select(
        "row",
        place=pl.when(alone).then(1).otherwise(pl.int_range(pl.len()).over("household") + 1),
        of=pl.when(alone).then(1).otherwise(pl.len().over("household")),
        sex=pl.col("person.sex").cast(pl.String) if "person.sex" in frame.columns else None,
        born=pl.col("person.birth_date") if "person.birth_date" in frame.columns else None,
    ).filter(pl.col("row").is_in(list(lines)))
    return {row: person_text(row, place, of, sex, born.year if born else None) for row, place, of, sex, born in found.iter_rows()}


def summary(report: ScreenReport, language: Language) -> pl.LazyFrame:
    """The numbers of every support, those that the summary is about first."""
    zh = language == "zh"
    supports = sorted(report.supports, key=lambda counts: counts.support not in report.focus)
    rows = [
        {
            HEADINGS["title"][language]: counts.title[language],
            HEADINGS["subject"][language]: _SUBJECT_WORDS[counts.subject][language],
            **{STATUSES[status][language]: count for status, count in counts.statuses.items()},
            "已享受" if zh else "receiving": counts.received,
            **{GAPS[gap][language]: count for gap, count in counts.gaps.items()},
            **_money("符合" if zh else "entitled", counts.entitled, language),
            **_money("应享未享" if zh else "missed", counts.missed, language),
        }
        for counts in supports
    ]
    table = pl.LazyFrame(rows, infer_schema_length=None)
    return table.with_columns(pl.col(pl.Null).cast(pl.Float64))


def _money(what: str, found: Sum, language: Language) -> dict[str, float | None]:
    """Both ends of a sum of money as numbers; an end that nothing states is empty."""
    heads = ("元/月，至少", "元/月，至多") if language == "zh" else ("yuan/month, at least", "yuan/month, at most")
    ends = (found.low, found.high) if found.stated else (None, None)
    return {f"{what} {head}": None if end is None else float(end) for head, end in zip(heads, ends, strict=True)}


def place_title(place: str) -> Text:
    """What a breakdown is by."""
    return labels.title("household", "area") if place == "household.area" else HEADINGS[place]


def place_label(place: str, name: str) -> Text:
    """One place of a breakdown."""
    if not name:
        return Text("（未填）", "(not given)")
    return labels.label("household", "area", name) if place == "household.area" else Text(name, name)


def breakdown(report: ScreenReport, place: str, language: Language) -> pl.LazyFrame:
    """One breakdown: a line a place and support; counts are numbers, and what is hidden is said in a word."""
    return breakdown_of(report, place, report.by_place[place], language)


def breakdown_of(report: ScreenReport, place: str, entries: Sequence[PlaceCounts], language: Language) -> pl.LazyFrame:
    """A breakdown of other counts than the report's own."""
    titles_of = {counts.support: counts.title[language] for counts in report.focused}
    within = WIDER.get(place) if any(entry.within for entry in entries) else None
    rows = [
        {
            **({HEADINGS[within][language]: place_label(within, entry.within)[language]} if within else {}),
            place_title(place)[language]: place_label(place, entry.place)[language],
            "人数" if language == "zh" else "persons": _shown(entry.people, language),
            "项目" if language == "zh" else "support": titles_of[support],
            **{GAPS[gap][language]: _shown(count, language) for gap, count in counts.items()},
        }
        for entry in entries
        for support, counts in entry.supports.items()
    ]
    return pl.LazyFrame(rows, infer_schema_length=None)


HIDDEN_COUNT = Text("不公开", "hidden")
"""What stands in place of a count that may point at a person, or that would tell such a one."""


def _shown(count: int | None, language: Language) -> dict[str, int | str | None]:
    return {NUMBER: count, TEXT: HIDDEN_COUNT[language] if count is None else None}


def by_township(table: pl.LazyFrame, language: Language, most: int = 60) -> Mapping[str, pl.LazyFrame]:
    """The calls with a sheet for each township; one sheet where there are none, or very many."""
    heading = HEADINGS["township"][language]
    if heading not in table.collect_schema():
        return {"名单" if language == "zh" else "calls": table}
    names = table.select(pl.col(heading).fill_null("").unique().sort()).collect()[heading].to_list()
    if len(names) > most or not names:
        return {"名单" if language == "zh" else "calls": table}
    return {name or "-": table.filter(pl.col(heading).fill_null("") == name) for name in names}


def _as_numbered_list(texts: Sequence[str]) -> str:
    return " ".join(f"{number}. {text}" for number, text in enumerate(texts, 1))


Code = TypeVar("Code", bound=str)


class _Words:
    """Codes as words of a language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def of(self, name: str, texts: Mapping[Code, Text], heading: str = "") -> pl.Expr:
        table = {str(code): text[self._language] for code, text in texts.items()}
        said: Callable[..., pl.Expr] = pl.col(name).replace_strict
        return said(list(table), list(table.values()), default=None, return_dtype=pl.String).alias(
            HEADINGS[heading or name][self._language]
        )

    def yes_no(self, name: str) -> pl.Expr:
        yes, no = ("是", "否") if self._language == "zh" else ("yes", "no")
        return pl.when(pl.col(name)).then(pl.lit(yes)).when(~pl.col(name)).then(pl.lit(no)).alias(HEADINGS[name][self._language])
