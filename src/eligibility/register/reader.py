"""A register's file to the register frame: one row per person, a typed column per fact, null for unknown.

Texts are read once per distinct text of a column, never line by line. What cannot be read is unknown and said; what
contradicts itself leaves its line (or its household) out and is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from eligibility.bulk.register_schema import MONEY, column_type
from eligibility.facts.day import checked_day
from eligibility.facts.vocabulary import OTHER_BENEFITS, facts
from eligibility.i18n import Text
from eligibility.register.cell_parsers import Unreadable, parser_of
from eligibility.register.disability import add_disabilities
from eligibility.register.files import Sheet, read_sheet
from eligibility.register.headings import Column
from eligibility.register.households import add_households, agree
from eligibility.register.id_numbers import masked
from eligibility.register.issues import Slips
from eligibility.register.spellings import ABOUT, SETS, Words, spelled


@dataclass(frozen=True, slots=True, repr=False)
class Register:
    """What was read: the frame for the engines, who the persons are, and what was wrong.

    `frame` holds `row`, `household` and a column per fact; `about` holds `row` and what is no fact (name, township …);
    `lines` is the number of persons in the file, those left out included.
    """

    name: str
    columns: tuple[Column, ...]
    frame: pl.DataFrame
    about: pl.DataFrame
    slips: pl.DataFrame
    lines: int
    notices: tuple[Text, ...]

    def __repr__(self) -> str:
        return f"<Register of {self.lines} lines, {len(self.frame)} screened>"


def read_register(path: Path, words: Words, as_of: date) -> Register:
    """Read a register for a day.

    Raises:
        EligibilityError: the file cannot be read, or no headings are known in it.
        NotADay: the day is no date, or a datetime.
    """
    day = checked_day(as_of)
    return Reader(read_sheet(path, words), words, day).register()


class Reader:
    """Reads one sheet: the frame as it grows, what is wrong, and the lines left out."""

    def __init__(self, sheet: Sheet, words: Words, as_of: date) -> None:
        self.words = words
        self.as_of = as_of
        self.sheet = sheet
        self.columns = sheet.head.columns
        self.slips = Slips()
        self.notices: list[Text] = []
        self.frame = pl.DataFrame()
        self.left_out: list[pl.Series] = []

    def register(self) -> Register:
        cells = self._persons(self.sheet.cells)
        self.frame = cells.select("row")
        for column in self.columns:
            if column.used:
                self._read(column, cells)
        add_disabilities(self, cells)
        self._every()
        about = self._about(cells)
        add_households(self, about)
        self._contradictions()
        left_out = pl.concat([pl.Series("row", [], dtype=pl.Int64), *self.left_out]).unique()
        kept = agree(self, self.frame.filter(~pl.col("row").is_in(left_out.implode())), left_out)
        return Register(self.sheet.name, self.columns, kept, about, self._slips(), len(cells), tuple(self.notices))

    def drop(self, rows: pl.Series) -> None:
        """Leave these lines out."""
        self.left_out.append(rows)

    def heading(self, target: str) -> str:
        """The heading of the column that is read as an entry."""
        return next((column.heading for column in self.columns if column.target == target), target)

    def texts(self, target: str, cells: pl.DataFrame) -> pl.Series | None:
        """The cells of the column that is read as an entry, blank ones null."""
        for column in self.columns:
            if column.target == target:
                return self._told(cells[f"c{column.index}"])
        return None

    def put(self, key: str, values: pl.Series) -> None:
        """Put a fact's values in where nothing is known yet."""
        if key in self.frame.columns:
            values = self.frame[key].fill_null(values) if values.dtype == self.frame[key].dtype else self.frame[key]
        self.frame = self.frame.with_columns(values.alias(key))

    # -- lines

    def _persons(self, cells: pl.DataFrame) -> pl.DataFrame:
        """The lines that are persons: no blank ones, no sums or remarks, no repeated headings."""
        texts = [pl.col(name).str.strip_chars().replace("", None) for name in cells.columns if name != "row"]
        first = pl.coalesce(texts)
        words = "|".join(re.escape(word) for word in self.words.not_persons)
        headed = sum((pl.col(f"c{c.index}").eq_missing(pl.lit(c.heading)).cast(pl.Int32) for c in self.columns if c.used), pl.lit(0))
        kinds = cells.with_columns(first=first).select(
            pl.when(pl.col("first").is_null())
            .then(pl.lit("blank"))
            .when(pl.col("first").str.contains(f"^({words})"))
            .then(pl.lit("remark"))
            .when(headed >= 2)
            .then(pl.lit("heading"))
            .otherwise(pl.lit("person"))
            .alias("kind")
        )["kind"]
        remarks = cells.filter((kinds == "remark") | (kinds == "heading"))
        self.slips.rows(
            remarks["row"],
            "",
            Text("是合计、说明或重复的表头，不是一个人", "is a sum, a remark or a repeated heading, no person"),
            "left_out",
        )
        if self.sheet.long:
            long = pl.Series("row", self.sheet.long, dtype=pl.Int64)
            self.slips.rows(long, "", Text("本行的格数多于表头", "the line has more cells than there are headings"), "left_out")
            self.drop(long)
        return cells.filter(kinds == "person")

    # -- columns

    def _read(self, column: Column, cells: pl.DataFrame) -> None:
        target = column.target or ""
        texts = self._told(cells[f"c{column.index}"])
        if target in self.words.several:
            self._several(column, texts)
        elif target.startswith(("about.", "certificate.", "disability.")):
            return
        elif column_type(target) is None:
            self._set(column, texts)
        else:
            parser = parser_of(target, self.words, column.heading)
            values = self.parsed(texts, column.heading, parser, column_type(target))
            self.put(target, values.fill_null(False) if target in self.words.blank_means_no and values.dtype == pl.Boolean else values)

    def _told(self, texts: pl.Series) -> pl.Series:
        """Texts without the blanks around them; those that tell nothing are null."""
        plain = texts.str.strip_chars().alias("text")
        nothing = [text for text in plain.drop_nulls().unique() if spelled(text) in self.words.unknown]
        return pl.DataFrame(plain).select(pl.when(~pl.col("text").is_in(nothing)).then("text"))["text"]

    def parsed(self, texts: pl.Series, heading: str, parser: Callable[[str], Any], kind: Any) -> pl.Series:
        """The values of texts, each distinct one read once; what cannot be read is null and said."""
        values: dict[str, Any] = {}
        wrong: dict[str, Text] = {}
        for text in texts.drop_nulls().unique():
            try:
                values[text] = parser(text)
            except Unreadable as error:
                wrong[text] = error.text
        self.slips.values(self.frame["row"], texts, heading, wrong)
        return looked_up(texts, values, kind)

    def _several(self, column: Column, texts: pl.Series) -> None:
        told = self.words.several[column.target or ""].facts
        found = {text: told.get(spelled(text)) for text in texts.drop_nulls().unique()}
        why = Text("不是认识的困难类型", "is no kind of hardship that is known")
        self.slips.values(self.frame["row"], texts, column.heading, {text: why for text, entry in found.items() if entry is None})
        for key in dict.fromkeys(key for entry in told.values() for key in entry):
            values = {text: entry[key] for text, entry in found.items() if entry is not None and key in entry}
            self.put(key, looked_up(texts, values, column_type(key)))

    def _set(self, column: Column, texts: pl.Series) -> None:
        """A list of members: one Boolean for each, closed where the whole list could be read."""
        target = column.target or ""
        parser = parser_of(target, self.words)
        lists: dict[str, tuple[frozenset[str], bool]] = {}
        wrong: dict[str, Text] = {}
        for text in texts.drop_nulls().unique():
            try:
                lists[text] = (parser(text), True)
            except Unreadable as error:
                wrong[text] = error.text
                lists[text] = (error.partial, False)
        self.slips.values(self.frame["row"], texts, column.heading, wrong)
        blank = False if target in self.words.blank_means_no else None
        for member in self._members(target):
            values = {text: True for text, (chosen, _) in lists.items() if member in chosen}
            values |= {text: False for text, (chosen, closed) in lists.items() if closed and member not in chosen}
            found = looked_up(texts, values, pl.Boolean)
            if blank is not None:
                found = pl.DataFrame({"t": texts, "v": found}).select(pl.when(pl.col("t").is_null()).then(blank).otherwise("v"))["literal"]
            self.put(f"{target}.{member}", found)

    def _members(self, target: str) -> list[str]:
        if target in SETS:
            catalogue = self.words.ruleset.catalogue
            return [*catalogue, *OTHER_BENEFITS] if target == "person.receives" else list(catalogue)
        return [key.rpartition(".")[2] for key in facts() if key.startswith(f"{target}.") and not key.endswith(".years")]

    def _every(self) -> None:
        """The facts that the office states for all persons; a certificate, of those only who are not said to have no disability."""
        for key, value in self.words.every.items():
            given = value if isinstance(value, bool) else parser_of(key, self.words)(str(value))
            stated: pl.Expr = pl.lit(given, dtype=column_type(key))
            if key == "person.certified" and "person.grade" in self.frame.columns:
                stated = pl.when(pl.col("person.grade").ne_missing(0)).then(stated)
            self.put(key, self.frame.with_columns(stated.alias("stated"))["stated"])

    # -- who they are

    def _about(self, cells: pl.DataFrame) -> pl.DataFrame:
        told = {name: self.texts(f"about.{name}", cells) for name in ABOUT}
        told["certificate"] = self.texts("certificate.number", cells)
        return self.frame.select("row").with_columns(texts.alias(name) for name, texts in told.items() if texts is not None)

    # -- contradictions of one line

    def _contradictions(self) -> None:
        """What the door refuses in one person."""
        frame = self.frame
        if "person.birth_date" in frame.columns:
            late = frame.filter(pl.col("person.birth_date") > self.as_of)
            why = Text("出生日期晚于判定日期", "the date of birth is after the as-of date")
            self._refuse(late, self.heading("person.birth_date"), why)
        if {"person.grade", "person.certified"} <= set(frame.columns):
            none = frame.filter((pl.col("person.grade") == 0) & pl.col("person.certified"))
            why = Text("持有残疾人证，但写明没有残疾", "holds a certificate, but is said to have no disability")
            self._refuse(none, self.heading("person.certified"), why)
        if {"person.receives.tekun", "person.tekun"} <= set(frame.columns):
            tekun = frame.filter(pl.col("person.receives.tekun") & ~pl.col("person.tekun"))
            why = Text("已享受待遇中有特困供养，但特困供养对象填的是否", "receives tekun, but tekun is no")
            self._refuse(tekun, self.heading("person.tekun"), why)

    def _refuse(self, found: pl.DataFrame, heading: str, why: Text) -> None:
        self.slips.rows(found["row"], heading, why, "left_out")
        self.drop(found["row"])

    def _slips(self) -> pl.DataFrame:
        return self.slips.frame().with_columns(masked("value").alias("value"))


def looked_up(texts: pl.Series, values: Mapping[str, Any], kind: Any) -> pl.Series:
    """The value of each text; null where it has none."""
    if not values:
        return pl.Series("value", [None], dtype=kind).new_from_index(0, len(texts))
    held = [Decimal(value) for value in values.values()] if kind == MONEY else list(values.values())
    table = pl.DataFrame({"text": list(values), "value": pl.Series(held, dtype=kind)})
    return pl.DataFrame({"text": texts}).join(table, on="text", how="left", maintain_order="left")["value"]
