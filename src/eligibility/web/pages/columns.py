"""How a register's columns are read, as a form to be mended: what was proposed, what the office says instead, and the file that says so."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from eligibility._json import mapping
from eligibility._yaml import read_own
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Language, Text
from eligibility.register.column_settings import ASK, IGNORE
from eligibility.register.spellings import words_of
from eligibility.rules.ruleset import Ruleset

INCOME = "household.monthly_income_per_capita"
"""The entry of which it must be said over what time it is."""

NOT_USED = Text("不用这一列", "leave it aside")
"""What stands in the form for a column that is left aside."""

_NO_ENTRY = Text("没有这样的项，请从列出的里面选", "is no entry: choose one of those listed")

_LINE = re.compile(r"^  ([A-Z]+): (\{.*\})  # (.*)$")


@dataclass(frozen=True, slots=True, repr=False)
class ProposedColumn:
    """A column: its letter, its heading, what it is read as (empty: to be settled), some of its values with what is personal masked."""

    letter: str
    heading: str
    read: str
    per: str
    note: str
    samples: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<ProposedColumn {self.letter}>"

    @property
    def place(self) -> Text:
        """The column by letter and heading."""
        return Text(f"{self.letter}列“{self.heading}”", f"column {self.letter} “{self.heading}”")

    @property
    def asked(self) -> bool:
        """Whether it must be said what it is."""
        return self.read == ASK

    @property
    def ignored(self) -> bool:
        """Whether it is left aside."""
        return self.read == IGNORE


class Proposal:
    """A proposal of settings, and the entries that its columns may be read as."""

    def __init__(self, settings: str, samples: Mapping[str, list[str]], ruleset: Ruleset) -> None:
        self.settings = settings
        self._samples = samples
        self.ruleset = ruleset

    @cached_property
    def columns(self) -> tuple[ProposedColumn, ...]:
        """The columns in their order."""
        return tuple(self._column(found) for line in self.settings.splitlines() if (found := _LINE.match(line)))

    @cached_property
    def notices(self) -> tuple[str, ...]:
        """What is not certain about the file."""
        return tuple(line.removeprefix("# ") for line in self.settings.splitlines() if line.startswith("# "))

    @cached_property
    def entries(self) -> Mapping[str, Text]:
        """Every entry that a column may be read as, with what it is called."""
        words = words_of(self.ruleset, None)
        named = {*words.headings.values(), *(f"person.receives.{support}" for support in self.ruleset.catalogue)}
        return {entry: words.title(entry) for entry in sorted(named) if entry != IGNORE}

    def title(self, column: ProposedColumn, language: Language) -> str:
        """What stands in the form for a column."""
        if column.asked:
            return ""
        if column.ignored:
            return NOT_USED[language]
        found = self.entries.get(column.read)
        return found[language] if found else column.read

    def wrong(self, given: Mapping[str, str]) -> dict[str, Text]:
        """What is wrong with what the office says of its columns, by letter."""
        return {one.letter: _NO_ENTRY for one in self.columns if self._entry(given.get(one.letter)) is None}

    def mended(self, given: Mapping[str, str], per: Mapping[str, str]) -> str:
        """The settings with what the office says of its columns, by letter.

        Raises:
            EligibilityError: naming each column of which what is given is no entry.
        """
        problems, lines = [], []
        for line in self.settings.splitlines():
            found = _LINE.match(line)
            if found is None:
                lines.append(line)
                continue
            column = self._column(found)
            read = self._entry(given.get(column.letter))
            if read is None:
                problems.append(self._no_entry(column))
                continue
            period = per.get(column.letter, "") if read == INCOME else ""
            written = {"heading": column.heading, "read": read, **({"per": period} if period in {"month", "year"} else {})}
            lines.append(f"  {column.letter}: {json.dumps(written, ensure_ascii=False)}")
        if problems:
            raise EligibilityError(problems)
        return "\n".join(lines) + "\n"

    # -- internals

    def _entry(self, given: str | None) -> str | None:
        """What was given for a column, as settings have it; None where it is no entry."""
        text = (given or "").strip()
        if not text:
            return ASK
        if NOT_USED.is_called(text) or text == IGNORE:
            return IGNORE
        if text in self.entries:
            return text
        return next((entry for entry, title in self.entries.items() if title.is_called(text)), None)

    def _no_entry(self, column: ProposedColumn) -> Problem:
        return Problem(ProblemCode.UNKNOWN_COLUMN, column.place, _NO_ENTRY)

    def _column(self, found: re.Match[str]) -> ProposedColumn:
        letter, written, note = found.groups()
        data = mapping(read_own(written))
        read = str(data["read"])
        samples = tuple(self._samples.get(letter, ()))
        return ProposedColumn(letter, str(data["heading"]), read, str(data.get("per") or ""), note, samples)
