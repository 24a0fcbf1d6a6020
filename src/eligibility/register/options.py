"""What is asked of a screening."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from eligibility._optional import require_package
from eligibility.book.book import Book, checked_book
from eligibility.book.bound import LocalBook
from eligibility.bulk.engines import ENGINES, BulkEngine
from eligibility.errors import EligibilityError, one_of
from eligibility.facts.days import checked_day
from eligibility.facts.flatten import Values
from eligibility.facts.profile import Locality
from eligibility.i18n import Language
from eligibility.register.locality import locality_constants
from eligibility.rules.ruleset import Ruleset, checked_ruleset

PictureFormat = Literal["png", "svg"]
CallsFormat = Literal[".csv", ".xlsx"]

PACKAGES = ("polars", "python_calamine")
"""The packages that reading and writing registers needs in addition."""


@dataclass(frozen=True, slots=True)
class ScreenOptions:
    """How a register's file is screened.

    Args:
        book: the office's own local book. A column of counties tells which area of it speaks for a line; the other lines lie in the
            locality's `adcode`, or in the ruleset's own area.
        columns: the office's own headings and values, a YAML file.
        inputs: files read for the options, which no output may replace.
        sheets: only these sheets of a workbook; otherwise all that are registers of one form.
        supports: only these; otherwise all of persons and households.
        complete: everyone of each household is in the register.
        engine: what answers; `master` is Spark's.
        ask: work out what is still to be asked, and whom to call.
        ids: write names, telephones and whole numbers; otherwise they are left out or masked.
        calls: the format of the list of calls; None for Excel where the answers are, otherwise CSV.
        picture: the format of the picture beside the answers, None for no picture.
        language: of everything that is written.

    Raises:
        EligibilityError: there is no such engine, format of calls, picture or language.
        NotADay: `as_of` is no date, or a datetime.
    """

    ruleset: Ruleset
    as_of: date
    locality: Locality = field(default_factory=Locality)
    book: Book | None = None
    columns: Path | None = None
    inputs: tuple[Path, ...] = ()
    sheets: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    complete: bool = False
    engine: BulkEngine = "polars"
    master: str = "local[*]"
    ask: bool = True
    ids: bool = False
    calls: CallsFormat | None = None
    picture: PictureFormat | None = "png"
    language: Language = "zh"

    def __post_init__(self) -> None:
        checked_ruleset(self.ruleset)
        checked_day(self.as_of)
        if self.book is not None:
            checked_book(self.book)
        problems = [*one_of("engine", self.engine, ENGINES), *one_of("language", self.language, get_args(Language))]
        if self.calls is not None:
            problems += one_of("calls", self.calls, get_args(CallsFormat))
        if self.picture is not None:
            problems += one_of("picture", self.picture, get_args(PictureFormat))
        if problems:
            raise EligibilityError(problems)

    def check(self, setting: str = "supports") -> None:
        """Refuse what the ruleset does not have; `setting` is where the supports were chosen.

        Raises:
            EligibilityError: the locality names an option, or `supports` a support, that there is not for persons and households.
        """
        locality_constants(self.locality, self.ruleset)
        check_answerable(self.supports, self.ruleset, setting)


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked of a screening, once the register is read.

    `constants` are the locality's facts by key; `local` is what the local book says there; `supports` the supports to be answered,
    `focus` those that the table,
    the picture and the calls are about; `ask` whether what is missing is worked out;
    `master` is Spark's.

    Raises:
        NotADay: `as_of` is no date, or a datetime.
    """

    ruleset: Ruleset
    as_of: date
    constants: Values
    complete: bool
    engine: BulkEngine
    supports: tuple[str, ...]
    focus: tuple[str, ...]
    ask: bool = True
    master: str = "local[*]"
    local: LocalBook | None = None

    def __post_init__(self) -> None:
        checked_day(self.as_of)


def answerable(ruleset: Ruleset) -> tuple[str, ...]:
    """The supports that persons and households can have: a register has no organisations."""
    return tuple(one.id for one in ruleset.supports.values() if one.held)


def require_packages(picture: PictureFormat | None) -> None:
    """Refuse to begin where a part is not installed.

    Raises:
        EligibilityError: naming the command that installs it.
    """
    for module in (*PACKAGES, *(["matplotlib"] if picture else [])):
        require_package(module, "register")


def check_answerable(supports: Iterable[str], ruleset: Ruleset, setting: str) -> None:
    """Refuse supports that persons and households cannot have under a ruleset; `setting` names what they were given as.

    Raises:
        EligibilityError: naming each, with the nearest right name.
    """
    known = answerable(ruleset)
    problems = [ruleset.no_support(name, setting, known) for name in supports if name not in known]
    if problems:
        raise EligibilityError(problems)
