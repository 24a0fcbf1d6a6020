"""A month of an office worked out: the registers read and joined, and the answers for everyone in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from eligibility.book.book import Book
from eligibility.book.read import load_book
from eligibility.bulk import evaluate
from eligibility.bulk.evaluation import AMOUNT_COLUMNS
from eligibility.facts.flatten import Values
from eligibility.facts.profile import Locality
from eligibility.i18n import Language
from eligibility.office.checks import check_area, check_locality
from eligibility.office.join import Joined, joined
from eligibility.office.office_file import ListedRegister, Office
from eligibility.office.parts import numbered
from eligibility.register.local_book import LineJobs, jobs_by_area
from eligibility.register.locality import locality_constants, read_locality
from eligibility.register.options import Job, ScreenOptions
from eligibility.register.progress import ProgressMonitor, ScreenStep
from eligibility.register.reader import Register, read_register
from eligibility.register.report import ScreenReport
from eligibility.register.reporter import report_of
from eligibility.register.run import breakdown_places, job_of
from eligibility.register.screen import Screening, focus_of, screen_register
from eligibility.register.spellings import Words, words_of
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.version_lookup import chosen_version, load_ruleset, rules_folder


@dataclass(frozen=True, slots=True)
class MonthOptions:
    """How an office's month is worked out and written.

    Args:
        supports: only these; otherwise those of whose receipt the registers tell, or, with `all_supports`, all.
        ask: work out what is still to be asked.
        ids: write names, telephones and whole numbers; otherwise they are left out or masked.
        language: of everything that is written.
        root: a folder of rulesets instead of the shipped one.
        book: a local book where the office file names none.
    """

    supports: tuple[str, ...] = ()
    all_supports: bool = False
    ask: bool = True
    ids: bool = False
    language: Language = "zh"
    root: Path | None = None
    book: Path | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What answers on a day: the ruleset, the place as the office gives it, and the local book."""

    ruleset: Ruleset
    place: Locality
    book: Book | None

    def on(self, office: Office, day: date, options: MonthOptions) -> Rules:
        """The same with the version of the rules of another day.

        Raises:
            EligibilityError: no version of the rules was published by the day.
        """
        name = chosen_version(rules_folder(options.root), office.region, office.version, day)
        if name == self.ruleset.name:
            return self
        return replace(self, ruleset=load_ruleset(office.region, office.version, as_of=day, root=options.root))


@dataclass(frozen=True, slots=True, repr=False)
class Month:
    """A month worked out. `rules` are those of its day, `screen` what was asked of the screening, `jobs` what is asked of each line."""

    office: Office
    rules: Rules
    screen: ScreenOptions
    jobs: LineJobs
    joined: Joined
    screening: Screening
    report: ScreenReport

    def __repr__(self) -> str:
        return f"<Month {self.office.month} of {self.rules.ruleset.region}, {self.screening.persons} persons>"

    @property
    def register(self) -> Register:
        return self.joined.register

    @property
    def job(self) -> Job:
        """What is asked of every line that lies in the office's own place."""
        return self.jobs.whole

    def jobs_on(self, rules: Rules, day: date) -> LineJobs:
        """What would be asked of each line on another day, by the rules and the local book of that day."""
        screen = replace(self.screen, ruleset=rules.ruleset, as_of=day)
        job = replace(self.job, ruleset=rules.ruleset, as_of=day, constants=locality_constants(screen.locality, rules.ruleset), local=None)
        return jobs_by_area(job, self.register, screen)


def answered(persons: pl.DataFrame, jobs: LineJobs, day: date, supports: Sequence[str], *, refused: bool = False) -> pl.DataFrame:
    """The answers of some persons, each by its own job, on a day: `row`, `subject`, `support`, `status` and both ends of the amount."""
    found = []
    for _, job, rows in jobs.split(persons):
        known = [name for name in supports if name in job.ruleset.supports]
        answers = evaluate(
            job.ruleset, rows.lazy(), day, job.constants, job.complete, engine=job.engine, refused=refused, master=job.master,
            supports=known, amounts=True, local=job.local,
        )  # fmt: skip
        found.append(answers.select("row", pl.col("subject", "support", "status").cast(pl.String), *AMOUNT_COLUMNS).collect())
    return pl.concat(found)


def rules_on(office: Office, day: date, options: MonthOptions) -> Rules:
    """What answers on a day.

    Raises:
        EligibilityError: there is no such region, the locality or the local book cannot be read, or the locality is another place's.
        BookError: the local book has mistakes.
    """
    ruleset = load_ruleset(office.region, office.version, as_of=day, root=options.root)
    place = read_locality(office.locality) if office.locality else Locality()
    if office.area is not None:
        check_locality(office, place)
        place = place.model_copy(update={"adcode": office.area})
    folder = office.book or options.book
    return Rules(ruleset, place, load_book(folder, root=options.root) if folder else None)


def worked_out(office: Office, options: MonthOptions, folder: Path, monitor: ProgressMonitor) -> Month:
    """Read the registers, join them and answer them; parts of the answers are written to a folder.

    Raises:
        EligibilityError: a file cannot be read, something about a register is not certain, or the registers cannot be joined.
        BookError: the local book has mistakes.
        Cancelled: the run was stopped.
    """
    rules = rules_on(office, office.as_of, options)
    ruleset = rules.ruleset
    constants = locality_constants(rules.place, ruleset)
    registers = [_read(office, listed, ruleset, monitor, constants) for listed in (office.persons, *office.others)]
    parts = numbered(registers)
    check_area(office, ruleset, rules.book, parts)
    whole = joined(office, parts)
    register = whole.register
    told = focus_of(register, ruleset, ())
    screen = ScreenOptions(
        ruleset=ruleset,
        as_of=office.as_of,
        locality=rules.place,
        book=rules.book,
        inputs=office.inputs,
        supports=options.supports or (() if options.all_supports else told),
        complete=office.complete,
        ask=options.ask,
        ids=options.ids,
        picture=None,
        language=options.language,
    )
    screen.check()
    job = job_of(screen, register)
    jobs = jobs_by_area(replace(job, focus=told) if options.all_supports else job, register, screen)
    monitor.begin(ScreenStep.DECIDING, len(register.frame))
    screening = screen_register(register, jobs, folder, breakdown_places(register), monitor.advance)
    monitor.finish()
    return Month(office, rules, screen, jobs, whole, screening, report_of(register, registers[0][2], screening, jobs))


def _read(
    office: Office, listed: ListedRegister, ruleset: Ruleset, monitor: ProgressMonitor, constants: Values
) -> tuple[ListedRegister, Register, Words]:
    words = words_of(ruleset, office.settings(listed))
    read = read_register(listed.path, words, office.as_of, monitor, complete=office.complete, sheets=listed.sheets, constants=constants)
    monitor.finish()
    return listed, read, words
