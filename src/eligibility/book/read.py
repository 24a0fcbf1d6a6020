"""Read a local book from its folder: one file an area, named by its code. All problems are reported at once, each at its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from eligibility._json import Json, JsonObject, mapping
from eligibility.book.areas import is_nested
from eligibility.book.book import Book
from eligibility.book.entries import (
    AreaBook,
    BookEntry,
    BookSource,
    Counter,
    Deadline,
    EntryHead,
    Option,
    Rate,
    Room,
    Standard,
)
from eligibility.book.shapes import (
    BookFile,
    BookSourceShape,
    CounterShape,
    DeadlineShape,
    OptionShape,
    RateShape,
    StandardShape,
    TermShape,
)
from eligibility.codes import ProblemCode, RuleCheck
from eligibility.errors import BookError, EligibilityError, Problem, RuleProblem, checked_type, meant
from eligibility.facts.vocabulary import LOCAL_OPTIONS
from eligibility.i18n import Text
from eligibility.rules.folders import layers
from eligibility.rules.labels import AREAS
from eligibility.rules.located_yaml import Path_, Source
from eligibility.rules.source_tree import SourceReader
from eligibility.rules.support import Paid
from eligibility.rules.support_elaboration import as_text
from eligibility.rules.validation import shaped
from eligibility.rules.version_lookup import rules_folder

T = TypeVar("T", bound=TermShape)

DIBAO_STANDARDS = ("dibao_standard.urban", "dibao_standard.rural")
"""The standards of a locality that are written in the profile by a name of their own."""

PATH = Text("文件夹的 Path", "the Path of a folder")

_PERSONAL = re.compile(r"(?<!\d)\d{17}[\dXx]")
"""An identity number, or the certificate number that begins with one."""


def load_book(path: Path, *, root: Path | None = None) -> Book:
    """The local book in a folder: every `.yaml` file in it is one area's. `root` is a folder of rulesets instead of the shipped one.

    Conditions in the book are read with the rules they are used with: `book_under` does that and reports what is wrong with them.

    Raises:
        EligibilityError: there is no such folder, or it holds no file of a book; or `root` holds no rulesets.
        BookError: listing every problem in the book's files.
        WrongArgument: one of them is no Path.
    """
    folder = checked_type(path, Path, "path", PATH)
    if not folder.is_dir():
        raise EligibilityError([Problem(ProblemCode.NO_SUCH_FOLDER, folder.name, Text("没有这个文件夹", "there is no such folder"))])
    files = sorted(folder.glob("*.yaml"))
    if not files:
        said = Text("里面没有标准册的文件", "holds no file of a local book")
        mend = Text("用 eligibility book new 写一个，例如 620702.yaml。", "Write one with eligibility book new, such as 620702.yaml.")
        raise EligibilityError([Problem(ProblemCode.NOT_A_BOOK, folder.name, said, mend)])
    reader = _Reader(folder, _known(rules_folder(root)))
    areas = [area for file in files if (area := reader.area(file)) is not None]
    if reader.problems:
        raise BookError(reader.problems)
    return Book({area.area: area for area in areas})


@dataclass(frozen=True, slots=True)
class _Known:
    """The names that entries may have, over all rulesets: supports, local options, standards with their units."""

    supports: frozenset[str]
    options: frozenset[str]
    standards: Mapping[str, str]


def _known(root: Path) -> _Known:
    reader = SourceReader(root)
    listed = reader.supports()
    supports = listed.mapping(("supports",)) if listed else {}
    heads = [mapping(reader.source(head).data) for layer in layers(root) for head in sorted(layer.glob("*/*/ruleset.yaml"))]
    options = frozenset(LOCAL_OPTIONS).union(*(mapping(head.get("options")) for head in heads))
    return _Known(frozenset(supports), options, _standards(reader, heads))


def _standards(reader: SourceReader, heads: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """The standards that a place can have, with the unit of each: national ones, and those that plans declare."""
    found = dict.fromkeys(DIBAO_STANDARDS, "CNY/person/month")
    for path in sorted(reader.base.glob("national/*/standards.yaml")):
        declared = mapping(mapping(reader.source(path).data).get("standards"))
        found |= {name: str(mapping(entry).get("unit")) for name, entry in declared.items()}
    for head in heads:
        found |= {name: str(mapping(entry).get("unit")) for name, entry in mapping(head.get("standards")).items()}
    return found


class _Reader:
    def __init__(self, folder: Path, known: _Known) -> None:
        self.files = SourceReader(folder)
        self.known = known
        self.problems: list[RuleProblem] = []

    def area(self, path: Path) -> AreaBook | None:
        """The area of a file; None if the file does not fit."""
        source = self.files.source(path)
        self._refuse_personal(source)
        shape = shaped(source, BookFile)
        self.problems += source.problems
        if shape is None:
            return None
        self._check_area(shape.area, path.stem, source)
        entries = _Entries(self, source, shape)
        return AreaBook(shape.area, as_text(shape.name), tuple(entries.all()), source)

    def problem(self, source: Source, check: RuleCheck, at: Path_, message: Text, mend: Text | None = None) -> None:
        self.problems.append(source.problem(check, at, message, mend))

    def _check_area(self, area: str, name: str, source: Source) -> None:
        if not is_nested(area):
            said = Text(f"{area} 不是省、市、县的代码", f"{area} is not the code of a province, a city or a county")
            mend = Text("省写作 620000，市写作 620700，县写作 620702", "a province is written 620000, a city 620700, a county 620702")
            self.problem(source, RuleCheck.AREA_NOT_NESTED, ("area",), said, mend)
        elif area != name:
            said = Text(f"文件名是 {name}，里面写的是 {area}", f"the file is named {name} and says {area}")
            mend = Text(f"把文件改名为 {area}.yaml，或改正 area", f"name the file {area}.yaml, or mend area")
            self.problem(source, RuleCheck.AREA_NOT_THE_FILE, ("area",), said, mend)

    def _refuse_personal(self, source: Source) -> None:
        """A number that belongs to a person has no place in a book, whatever it stands in; it is not repeated."""
        for path, value in _texts(source.data, ()):
            if _PERSONAL.search(value):
                said = Text("这里有身份证号或残疾人证号", "here stands an identity or certificate number")
                mend = Text("标准册里不写任何人的资料", "a local book holds nothing about any person")
                self.problem(source, RuleCheck.PERSONAL_NUMBER, path, said, mend)


class _Entries:
    """The entries of one file."""

    def __init__(self, reader: _Reader, source: Source, shape: BookFile) -> None:
        self.reader = reader
        self.source = source
        self.shape = shape
        self.sources = {name: _source(one) for name, one in shape.sources.items()}

    def all(self) -> Iterator[BookEntry]:
        shape, known = self.shape, self.reader.known
        yield from self._room("standards", shape.standards, known.standards, _standard)
        self._check_units()
        yield from self._room("options", shape.options, known.options, _option)
        yield from self._room("rates", shape.rates, known.supports, _rate)
        yield from self._room("counters", shape.counters, {*known.supports, *AREAS}, _counter)
        yield from self._room("deadlines", shape.deadlines, known.supports, _deadline)

    def _room(
        self, room: Room, terms: Mapping[str, tuple[T, ...]], names: Collection[str], made: Callable[[EntryHead, T], BookEntry]
    ) -> Iterator[BookEntry]:
        for name, shapes_ in terms.items():
            self._check_name(room, name, names)
            self._check_order(room, name, shapes_)
            days = sorted(shape.from_ for shape in shapes_)
            for index, shape in enumerate(shapes_):
                head = self._head(room, name, index, shape, days)
                if head is not None:
                    yield made(head, shape)

    def _head(self, room: Room, name: str, index: int, shape: TermShape, days: list[date]) -> EntryHead | None:
        at = (room, name, index)
        source = self.sources.get(shape.source)
        if source is None:
            said = Text(f"sources 里没有“{shape.source}”", f"sources has no {shape.source!r}")
            mend = meant(shape.source, self.sources, Text("把文件写进 sources", "add the document to sources"))
            self.reader.problem(self.source, RuleCheck.SOURCE_MISSING, (*at, "source"), said, mend)
            return None
        following = next((day for day in days if day > shape.from_), None)
        ends = [day for day in (shape.until, following - timedelta(days=1) if following else None) if day is not None]
        content = {key: _plain(value) for key, value in self.source.mapping(at).items() if key not in {"confirmed", "entered"}}
        hashed: JsonObject = {**content, "key": f"{room}.{name}", "area": self.shape.area, "source": source.as_json()}
        return EntryHead(room, name, self.shape.area, shape.from_, min(ends, default=None), source, hashed, (self.source, at))

    def _check_name(self, room: Room, name: str, names: Collection[str]) -> None:
        if name in names or (room == "rates" and name.partition(".")[0] in names):
            return
        check = RuleCheck.UNKNOWN_SUPPORT if room in {"rates", "counters", "deadlines"} else RuleCheck.UNKNOWN_NAME
        kinds = {"standards": ("标准", "standard"), "options": ("可选政策", "local option")}
        zh, en = kinds.get(room, ("项目", "support"))
        other = Text(f"可用：{'、'.join(names)}", f"one of {', '.join(names)}") if room == "standards" else None
        said = Text(f"没有“{name}”这个{zh}", f"unknown {en} {name!r}")
        self.reader.problem(self.source, check, (room, name, "key"), said, meant(name, names, other))

    def _check_units(self) -> None:
        """A standard is written in the unit that its name has."""
        for name, shapes_ in self.shape.standards.items():
            unit = self.reader.known.standards.get(name)
            for index, shape in enumerate(shapes_):
                if unit is not None and shape.unit != unit:
                    said = Text(f"{name} 的单位是 {unit}", f"{name} is in {unit}")
                    mend = Text(f"写 unit: {unit}，并按这个单位写数额", f"write unit: {unit}, and the amount in it")
                    self.reader.problem(self.source, RuleCheck.UNIT_MISMATCH, ("standards", name, index, "unit"), said, mend)

    def _check_order(self, room: Room, name: str, terms: tuple[TermShape, ...]) -> None:
        """Of one name one entry is in force on a day: it ends on its `until`, or else on the day before the next one begins."""
        numbered = sorted(enumerate(terms), key=lambda one: one[1].from_)
        for (_, earlier), (index, later) in pairwise(numbered):
            if later.from_ == earlier.from_ or (earlier.until is not None and later.from_ <= earlier.until):
                said = Text(f"{later.from_} 这天已有另一条在执行", f"another entry is in force on {later.from_}")
                mend = Text("一天只能有一条：改正日期", "one entry a day: mend the dates")
                self.reader.problem(self.source, RuleCheck.ENTRIES_OVERLAP, (room, name, index, "from"), said, mend)


# -- values


def _standard(head: EntryHead, shape: StandardShape) -> Standard:
    return Standard(head, shape.is_)


def _option(head: EntryHead, shape: OptionShape) -> Option:
    return Option(head, shape.is_)


def _rate(head: EntryHead, shape: RateShape) -> Rate:
    paid = Paid(shape.paid.from_, shape.paid.every) if shape.paid else None
    return Rate(head, shape.is_, shape.round, shape.unit, shape.where, shape.confirmed, paid)


def _counter(head: EntryHead, shape: CounterShape) -> Counter:
    hours = as_text(shape.hours) if shape.hours else None
    return Counter(head, as_text(shape.at), shape.phone, hours, tuple(map(as_text, shape.papers)))


def _deadline(head: EntryHead, shape: DeadlineShape) -> Deadline:
    return Deadline(head, _month_and_day(shape.opens), _month_and_day(shape.closes))


def _source(shape: BookSourceShape) -> BookSource:
    return BookSource(shape.document, shape.number, shape.issued, shape.met, shape.seen)


def _month_and_day(text: str) -> tuple[int, int]:
    return int(text[:2]), int(text[3:])


def _plain(value: object) -> Json:
    """A value of a file as JSON: dates as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return None if value is None else value if isinstance(value, bool | int) else str(value)


def _texts(data: object, at: Path_) -> Iterator[tuple[Path_, str]]:
    """Every text and whole number of a file's data, with its place."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield (*at, str(key), "key"), str(key)
            yield from _texts(value, (*at, str(key)))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, (*at, index))
    elif isinstance(data, str) or (isinstance(data, int) and not isinstance(data, bool)):
        yield at, str(data)
