"""A register's file to the register frame: one row per person, a typed column per fact, null for unknown.

Texts are read once per distinct text of a column, never line by line. What cannot be read is unknown and said; what
contradicts itself leaves its line (or its household) out and is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from eligibility.bulk.contradictions import of_persons
from eligibility.bulk.register_schema import column_type
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.days import checked_day
from eligibility.facts.derived import Contradiction
from eligibility.facts.flatten import Values
from eligibility.facts.key import FactKey
from eligibility.facts.vocabulary import OPEN_LISTS, OTHER_BENEFITS, facts
from eligibility.i18n import Text
from eligibility.register.cell_parsers import CODE, Unreadable, parser_of, read_set
from eligibility.register.column_settings import CellValue
from eligibility.register.disability import add_disabilities
from eligibility.register.duplicates import settle_duplicates
from eligibility.register.headings import SheetColumn
from eligibility.register.households import PLACES, add_households, agreeing
from eligibility.register.id_numbers import masked_place
from eligibility.register.incomes import doubt_incomes
from eligibility.register.lines import Box, SheetAccount
from eligibility.register.payments import add_payments, are_payments, doubt_unpaid, join_lines, joins_lines
from eligibility.register.progress import Advance, ProgressMonitor, ScreenStep
from eligibility.register.reading import Reading, looked_up
from eligibility.register.remarks import note_remarks
from eligibility.register.shown import shown_values
from eligibility.register.spellings import ABOUT, SUPPORT_SETS, Words, spelled, spelled_all
from eligibility.register.table import read_table
from eligibility.register.titles import Month, months_in


@dataclass(frozen=True, slots=True, repr=False)
class Register:
    """What was read: the frame for the engines, who the persons are, and what was wrong.

    `frame` holds `row`, `household` and a column per fact; `about` holds `row` and what is no fact (name, township …);
    `lines` is the number of persons in the file, those left out included; `accounts` say of each sheet in which box its
    lines ended. Where there are several sheets, `places` says the sheet and line of each `row`. `gone` are those who have left
    the register: `row`, what `about` says of them, the `reason` and, where a column tells it, the day as it is written (`left_on`).
    `months` are those of which it is, where a column tells it, or else a title.
    """

    name: str
    columns: tuple[SheetColumn, ...]
    frame: pl.DataFrame
    about: pl.DataFrame
    slips: pl.DataFrame
    lines: int
    notices: tuple[Text, ...]
    accounts: tuple[SheetAccount, ...] = ()
    places: pl.DataFrame | None = None
    gone: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema={"row": pl.Int64, "reason": pl.String}))
    months: frozenset[Month] = frozenset()

    def __repr__(self) -> str:
        return f"<Register of {self.lines} lines, {len(self.frame)} screened>"


def read_register(
    path: Path,
    words: Words,
    as_of: date,
    monitor: ProgressMonitor | None = None,
    *,
    complete: bool = False,
    sheets: Sequence[str] = (),
    constants: Values | None = None,
) -> Register:
    """Read a register for a day; the monitor is told how much of the file is opened, and the columns read.

    `complete`: everyone of each household is in it, where its size does not say otherwise. `sheets` are chosen by name. `constants` are
    the facts of the locality, with whose standards incomes are compared.

    Raises:
        EligibilityError: the file cannot be read, no headings are known in it, it holds no person, or something about it is
            not certain that must be said.
        Cancelled: the monitor has stopped the run.
        NotADay: the day is no date, or a datetime.
    """
    day = checked_day(as_of)
    monitor = monitor or ProgressMonitor()
    monitor.begin(ScreenStep.OPENING)
    table = read_table(path, words, sheets, monitor)
    if not sum(account.persons for account in table.accounts):
        said = Text("表头下面没有人", "has nobody below its headings")
        raise EligibilityError([Problem(ProblemCode.NO_PERSONS, path.name, said)])
    monitor.begin(ScreenStep.READING, len(table.columns))
    return RegisterReader(table, words, day, complete=complete, constants=constants).register(monitor.advance)


class RegisterReader(Reading):
    """Reads one table, column by column, to a register."""

    def register(self, advance: Advance = lambda _: None) -> Register:
        for column in self.columns:
            if column.used:
                self._read(column)
            advance(1)
        self._tekun_beside_dibao()
        self._dibao_by_status()
        if are_payments(self):
            add_payments(self)
        doubt_unpaid(self)
        add_disabilities(self)
        self._every()
        doubt_incomes(self, self.constants)
        note_remarks(self)
        if joins_lines(self):
            join_lines(self)
        else:
            settle_duplicates(self)
        about = self._about()
        add_households(self, about)
        self._several_persons()
        self._contradictions()
        about = about.with_columns(masked_place(name).alias(name) for name in PLACES if name in about.columns)
        left_out = pl.concat([pl.Series("row", [], dtype=pl.Int64), *self.left_out]).unique()
        kept = agreeing(self, self.frame.filter(~pl.col("row").is_in(left_out.implode())))
        for left in self.table.left:
            self.slips.rows(left.rows, "", left.why, "left_out")
        accounts = self._accounts()
        lines = sum(account.persons for account in accounts)
        notices = tuple(self.notices)
        places, gone, months = self.table.places, self._gone(), self._months()
        return Register(self.table.name, self.columns, kept, about, self._slips(), lines, notices, accounts, places, gone, months)

    def _months(self) -> frozenset[Month]:
        texts = self.texts("line.month")
        told = frozenset[Month]().union(*map(months_in, texts.drop_nulls().unique())) if texts is not None else frozenset[Month]()
        return told or self.table.months

    def _gone(self) -> pl.DataFrame:
        """Those who have left the register."""
        cells = self.table.gone
        named = {f"about.{name}": name for name in ABOUT} | {"certificate.number": "certificate", "line.left_on": "left_on"}
        wanted = {named[column.target]: f"c{column.index}" for column in reversed(self.columns) if column.target in named}
        told = [pl.col(place).str.strip_chars().alias(name) for name, place in wanted.items() if place in cells.columns]
        reason = pl.col("reason") if "reason" in cells.columns else pl.lit(None, pl.String).alias("reason")
        return cells.select("row", *told, reason)

    def _accounts(self) -> tuple[SheetAccount, ...]:
        """The accounts of the sheets, with the further lines of a person in boxes of their own."""
        accounts = self.table.accounts
        for box, rows in ((Box.JOINED, self.joined), (Box.DUPLICATE, self.duplicates)):
            if len(rows):
                counted = self._by_sheet(rows)
                accounts = tuple(account.with_further(box, counted.get(account.sheet, 0)) for account in accounts)
        return accounts

    def _by_sheet(self, rows: pl.Series) -> Mapping[str, int]:
        """How many of some lines stand on each sheet."""
        places = self.table.places
        if places is None:
            return {account.sheet: len(rows) for account in self.table.accounts[:1]}
        return dict(places.filter(pl.col("row").is_in(rows.implode()))["sheet"].value_counts().iter_rows())

    # -- columns

    def _read(self, column: SheetColumn) -> None:
        target = column.target or ""
        texts = self.cells[f"c{column.index}"]
        if target in self.words.several:
            self._several(column, texts)
        elif target.startswith(("about.", "certificate.", "disability.", "line.")):
            return
        elif column_type(target) is None:
            self._set(column, texts)
        else:
            parser = parser_of(target, self.words, column.heading, column.per)
            texts = self._without_codes(column, texts)
            values = self.parsed(texts, column.heading, parser, column_type(target))
            self.put(target, self._blank_is_no(column, values) if values.dtype == pl.Boolean else values)

    def _tekun_beside_dibao(self) -> None:
        """One person is not both on dibao and in extreme hardship: where columns of hardship say both, neither is known."""
        both = ["person.tekun", "household.dibao"]
        if not self.agreed.intersection(both) or not set(both) <= set(self.frame.columns):
            return
        rows = self.frame.filter(pl.all_horizontal(both))["row"]
        if len(rows):
            heading = next(column.heading for column in self.columns if column.target == "about.hardship")
            why = Text(
                "同时写了特困和低保，两者不能兼有，都按不知道处理",
                "says both extreme hardship and dibao, which exclude each other; both are taken as unknown",
            )
            self.slips.rows(rows, heading, why, "unknown")
            self.doubted.append(rows)
            self.frame = self.frame.with_columns(pl.when(~pl.col("row").is_in(rows.implode())).then(name).alias(name) for name in both)

    def _dibao_by_status(self) -> None:
        """Who is still on dibao by the status of just that has it."""
        for column in self.columns:
            if column.target == "line.standing" and "低保" in column.heading:
                on = spelled_all(self.cells[f"c{column.index}"]).is_in(["在保", "正常在保", "保障中", "享受", "享受中", "在享", "正常"])
                self.put("household.dibao", pl.DataFrame({"on": on}).select(pl.when("on").then(True).alias("v"))["v"])

    def _without_codes(self, column: SheetColumn, texts: pl.Series) -> pl.Series:
        """Digits that are no amounts and no more than yes and no are codes: which means what is for the office to say."""
        if column_type(column.target or "") != pl.Boolean:
            return texts
        distinct = texts.drop_nulls().unique()
        codes = [text for text in distinct if re.fullmatch(r"\d(\.0)?", spelled(text))]
        own = self.words.office.section("values").get(column.target or "")
        if own or {spelled(text)[0] for text in codes} <= {"0", "1"} or len(codes) < len(distinct):
            return texts
        self.slips.values(self.frame["row"], texts, column.heading, dict.fromkeys(codes, CODE))
        return pl.DataFrame({"t": texts}).select(pl.when(~pl.col("t").is_in(codes)).then("t").alias("t"))["t"]

    def _blank_is_no(self, column: SheetColumn, values: pl.Series) -> pl.Series:
        """Where the office says so, an empty cell is a no; one that cannot be read is not."""
        if column.target not in self.words.blank_means_no:
            return values
        empty = self.empty[f"c{column.index}"]
        return pl.DataFrame({"v": values, "e": empty}).select(pl.when("e").then(False).otherwise("v").alias("v"))["v"]

    def _several(self, column: SheetColumn, texts: pl.Series) -> None:
        told = self.words.several[column.target or ""].facts
        if column.target == "about.hardship" and "低保" in column.heading:
            classes = self.words.values.get("household.dibao", {})
            told = {**{text: {"household.dibao": value == "yes"} for text, value in classes.items()}, **told}
        found = {text: _facts_in(text, told) for text in texts.drop_nulls().unique()}
        why = Text("无法识别的类别", "is no kind that is known")
        if column.target == "about.hardship":
            why = Text("无法识别的困难类型", "is no kind of hardship that is known")
        self.slips.values(self.frame["row"], texts, column.heading, {text: why for text, entry in found.items() if entry is None})
        blank = _facts_in("无", told) if column.target in self.words.blank_means_no else None
        for key in dict.fromkeys(key for entry in told.values() for key in entry):
            values = {text: entry[key] for text, entry in found.items() if entry is not None and key in entry}
            read = looked_up(texts, values, column_type(key))
            if blank is not None and key in blank:
                frame = pl.DataFrame({"v": read, "e": self.empty[f"c{column.index}"]})
                read = frame.select(pl.when("e").then(pl.lit(blank[key])).otherwise("v").alias("v"))["v"]
            if read.is_not_null().any():
                self._put_agreeing(key, read, column)

    def _put_agreeing(self, key: str, values: pl.Series, column: SheetColumn) -> None:
        """What several columns of one kind tell: where two disagree it is unknown, and said."""
        before = self.frame[key] if key in self.frame.columns and key in self.agreed else None
        self.put(key, values)
        self.agreed.add(key)
        if before is not None:
            differs = (before != values).fill_null(False)
            why = Text("与另一列填的不一致，按不知道处理", "does not agree with another column; taken as unknown")
            self.slips.rows(self.frame["row"].filter(differs), column.heading, why, "unknown")
            kept = pl.DataFrame({"v": self.frame[key], "d": differs}).select(pl.when(~pl.col("d")).then("v").alias("v"))["v"]
            self.frame = self.frame.with_columns(kept.alias(key))

    def _set(self, column: SheetColumn, texts: pl.Series) -> None:
        """A list of members: one Boolean for each, closed where the whole list could be read and names all that is meant."""
        target = column.target or ""
        lists: dict[str, tuple[frozenset[str], bool]] = {}
        wrong: dict[str, Text] = {}
        for text in texts.drop_nulls().unique():
            try:
                lists[text] = (read_set(text, target, self.words), target not in OPEN_LISTS)
            except Unreadable as error:
                wrong[text] = error.text
                lists[text] = (error.partial, False)
        self.slips.values(self.frame["row"], texts, column.heading, wrong)
        listed = frozenset[str]().union(*(chosen for chosen, _ in lists.values()))
        for member in self._members(target):
            values = {text: True for text, (chosen, _) in lists.items() if member in chosen}
            values |= {
                text: False
                for text, (chosen, closed) in lists.items()
                if closed and member not in chosen and (member in listed or not chosen)
            }
            found = looked_up(texts, values, pl.Boolean)
            self.put(f"{target}.{member}", self._blank_is_no(column, found))

    def _members(self, target: str) -> list[str]:
        if target in SUPPORT_SETS:
            catalogue = self.words.ruleset.catalogue
            return [*catalogue, *OTHER_BENEFITS] if target == "person.receives" else list(catalogue)
        return [FactKey.of(key).member for key in facts() if key.startswith(f"{target}.") and not FactKey.of(key).is_years]

    def _every(self) -> None:
        """The facts that the office states for all persons; a certificate, of those only who are not said to have no disability."""
        for key, value in self.words.every.items():
            stated: pl.Expr = pl.lit(self._stated(key, value), dtype=column_type(key))
            if key == "person.certified" and "person.grade" in self.frame.columns:
                stated = pl.when(pl.col("person.grade").ne_missing(0)).then(stated)
            self.put(key, self.frame.with_columns(stated.alias("stated"))["stated"])

    def _stated(self, key: str, value: CellValue) -> object:
        """The value of a fact that the office states.

        Raises:
            EligibilityError: the fact has no such value, or is a list of several.
        """
        kind = column_type(key)
        if isinstance(value, bool) and kind == pl.Boolean:
            return value
        try:
            if kind is not None:
                return parser_of(key, self.words)(str(value))
            why = Text(
                "是几项的列表，请逐项写，如 person.needs.rehab: true", "is a list: write each by itself, such as person.needs.rehab: true"
            )
        except Unreadable as error:
            why = error.text
        raise EligibilityError([Problem(ProblemCode.WRONG_VALUE, f"{self.words.office.name} every.{key}", why)])

    # -- who they are

    def _about(self) -> pl.DataFrame:
        told = {name: self.texts(f"about.{name}") for name in ABOUT}
        told["certificate"] = self.texts("certificate.number")
        about = self.frame.select("row").with_columns(texts.alias(name) for name, texts in told.items() if texts is not None)
        doubted = pl.concat([pl.Series([], dtype=pl.Int64), *self.doubted])
        return about.with_columns(pl.col("row").is_in(doubted.implode()).alias("doubted")) if len(doubted) else about

    # -- contradictions of one line

    def _several_persons(self) -> None:
        """Several names or numbers in one cell: whose the line is, is not known."""
        for target, pattern in _SEVERAL_IN_ONE.items():
            texts = self.texts(target)
            if texts is not None:
                rows = self.cells.filter(texts.str.contains(pattern).fill_null(False))["row"]
                why = Text("一格里写了几个人，请改成一人一行", "names several persons in one cell: make it one line a person")
                if len(rows):
                    self.refuse(rows, self.heading(target), why)

    def _contradictions(self) -> None:
        """What the door refuses in one person leaves the line out; what only differs is noted."""
        for said, rows in of_persons(self.words.ruleset, self.frame, self.as_of):
            if isinstance(said, Contradiction):
                self.refuse(rows, self.heading(said.key), said.told)
            else:
                self.slips.rows(rows, self.heading(said.key), said.text, "noted")

    def _slips(self) -> pl.DataFrame:
        """What is wrong, without what may be somebody's name or number."""
        names: set[str] = set()
        for target in ("about.name", "about.head"):
            texts = self.texts(target)
            names |= set() if texts is None else set(texts.drop_nulls().unique())
        return shown_values(self.slips.frame(), self.columns, self.words, names)


_NUMBERS_IN_ONE = r"(?s)\d{17}[\dXx].*[^\d]\d{17}[\dXx]"
_SEVERAL_IN_ONE = {
    "about.name": r"[^\s、，,;；/]{2,}\s*[、，,;；/\n]\s*[^\s、，,;；/()（）]{2,}",
    "about.id_number": _NUMBERS_IN_ONE,
    "certificate.number": _NUMBERS_IN_ONE,
}
"""What a cell looks like that holds several persons."""


def _facts_in(text: str, told: Mapping[str, Mapping[str, CellValue]]) -> Mapping[str, CellValue] | None:
    """The facts that a text tells, also as a list; None where a name is not known, or two of them contradict each other."""
    plain = spelled(text)
    remark = re.fullmatch(r"([^()]+)\((全额|差额|[abc]类?|[一二三]类|[一二三]档|\d+元(/月)?)\)", plain)
    whole = told.get(plain, told.get(remark[1]) if remark else None)
    if whole is not None:
        return whole
    parts = [told.get(spelled(part)) for part in re.split(r"[、,，;；/+和及|\n\s]+", text) if part.strip()]
    found: dict[str, CellValue] = {}
    for part in parts:
        if part is None or any(found.get(key, value) != value for key, value in part.items()):
            return None
        found.update(part)
    return found if len(parts) > 1 else None
