"""A register's file to the register frame: one row per person, a typed column per fact, null for unknown.

Texts are read once per distinct text of a column, never line by line. What cannot be read is unknown and said; what
contradicts itself leaves its line (or its household) out and is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from eligibility.bulk.contradictions import of_persons
from eligibility.bulk.register_schema import column_type
from eligibility.facts.days import checked_day
from eligibility.facts.derived import Contradiction
from eligibility.facts.key import FactKey
from eligibility.facts.vocabulary import OPEN_LISTS, OTHER_BENEFITS, facts
from eligibility.i18n import Text
from eligibility.register.cell_parsers import Unreadable, parser_of, read_set
from eligibility.register.disability import add_disabilities
from eligibility.register.files import read_sheet
from eligibility.register.headings import SheetColumn
from eligibility.register.households import add_households, agreeing
from eligibility.register.id_numbers import masked
from eligibility.register.progress import Advance, ProgressMonitor, ScreenStep
from eligibility.register.reading import Reading, looked_up
from eligibility.register.spellings import ABOUT, SUPPORT_SETS, Words, spelled


@dataclass(frozen=True, slots=True, repr=False)
class Register:
    """What was read: the frame for the engines, who the persons are, and what was wrong.

    `frame` holds `row`, `household` and a column per fact; `about` holds `row` and what is no fact (name, township …);
    `lines` is the number of persons in the file, those left out included.
    """

    name: str
    columns: tuple[SheetColumn, ...]
    frame: pl.DataFrame
    about: pl.DataFrame
    slips: pl.DataFrame
    lines: int
    notices: tuple[Text, ...]

    def __repr__(self) -> str:
        return f"<Register of {self.lines} lines, {len(self.frame)} screened>"


def read_register(path: Path, words: Words, as_of: date, monitor: ProgressMonitor | None = None, *, complete: bool = False) -> Register:
    """Read a register for a day; the monitor is told the columns read.

    `complete`: everyone of each household is in it, where its size does not say otherwise.

    Raises:
        EligibilityError: the file cannot be read, or no headings are known in it.
        Cancelled: the monitor has stopped the run.
        NotADay: the day is no date, or a datetime.
    """
    day = checked_day(as_of)
    monitor = monitor or ProgressMonitor()
    monitor.begin(ScreenStep.READING)
    sheet = read_sheet(path, words)
    monitor.begin(ScreenStep.READING, len(sheet.head.columns))
    return RegisterReader(sheet, words, day, complete=complete).register(monitor.advance)


class RegisterReader(Reading):
    """Reads one sheet, column by column, to a register."""

    def register(self, advance: Advance = lambda _: None) -> Register:
        cells = self._persons(self.sheet.cells)
        self.frame = cells.select("row")
        for column in self.columns:
            if column.used:
                self._read(column, cells)
            advance(1)
        add_disabilities(self, cells)
        self._every()
        about = self._about(cells)
        add_households(self, about)
        self._contradictions()
        left_out = pl.concat([pl.Series("row", [], dtype=pl.Int64), *self.left_out]).unique()
        kept = agreeing(self, self.frame.filter(~pl.col("row").is_in(left_out.implode())), left_out)
        return Register(self.sheet.name, self.columns, kept, about, self._slips(), len(cells), tuple(self.notices))

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

    def _read(self, column: SheetColumn, cells: pl.DataFrame) -> None:
        target = column.target or ""
        texts = self.told(cells[f"c{column.index}"])
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

    def _several(self, column: SheetColumn, texts: pl.Series) -> None:
        told = self.words.several[column.target or ""].facts
        found = {text: told.get(spelled(text)) for text in texts.drop_nulls().unique()}
        why = Text("不是认识的困难类型", "is no kind of hardship that is known")
        self.slips.values(self.frame["row"], texts, column.heading, {text: why for text, entry in found.items() if entry is None})
        for key in dict.fromkeys(key for entry in told.values() for key in entry):
            values = {text: entry[key] for text, entry in found.items() if entry is not None and key in entry}
            self.put(key, looked_up(texts, values, column_type(key)))

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
        blank = False if target in self.words.blank_means_no else None
        for member in self._members(target):
            values = {text: True for text, (chosen, _) in lists.items() if member in chosen}
            values |= {text: False for text, (chosen, closed) in lists.items() if closed and member not in chosen}
            found = looked_up(texts, values, pl.Boolean)
            if blank is not None:
                found = pl.DataFrame({"t": texts, "v": found}).select(pl.when(pl.col("t").is_null()).then(blank).otherwise("v"))["literal"]
            self.put(f"{target}.{member}", found)

    def _members(self, target: str) -> list[str]:
        if target in SUPPORT_SETS:
            catalogue = self.words.ruleset.catalogue
            return [*catalogue, *OTHER_BENEFITS] if target == "person.receives" else list(catalogue)
        return [FactKey.of(key).member for key in facts() if key.startswith(f"{target}.") and not FactKey.of(key).is_years]

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
        """What the door refuses in one person leaves the line out; what only differs is noted."""
        for said, rows in of_persons(self.words.ruleset, self.frame, self.as_of):
            if isinstance(said, Contradiction):
                self.refuse(rows, self.heading(said.key), said.told)
            else:
                self.slips.rows(rows, self.heading(said.key), said.text, "noted")

    def _slips(self) -> pl.DataFrame:
        return self.slips.frame().with_columns(masked("value").alias("value"))
