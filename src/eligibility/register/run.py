"""Screen a register's file, from reading it to writing all output files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from eligibility.i18n import Text
from eligibility.register.local_book import jobs_by_area
from eligibility.register.locality import locality_constants
from eligibility.register.options import Job, ScreenOptions, answerable, require_packages
from eligibility.register.outline import read_outline
from eligibility.register.progress import CancelSignal, ProgressMonitor, ScreenProgress, ScreenStep
from eligibility.register.proposal import proposal
from eligibility.register.reader import Register, read_register
from eligibility.register.report import ScreenReport
from eligibility.register.reporter import report_of
from eligibility.register.samples import samples_of
from eligibility.register.screen import focus_of, screen_register
from eligibility.register.spellings import words_of
from eligibility.register.staging import checked, staged
from eligibility.register.write import ScreenFiles


@dataclass(frozen=True, slots=True)
class ScreenResult:
    """What came of a screening: its numbers, and the files that were written, the answers first.

    `notice` says where a file is not as was asked: a picture without a Chinese font is in English.
    """

    report: ScreenReport
    files: tuple[Path, ...]
    notice: Text | None = None


def screen_file(
    path: Path,
    options: ScreenOptions,
    out: Path,
    progress: Callable[[ScreenProgress], None] | None = None,
    cancel: CancelSignal | None = None,
) -> ScreenResult:
    """Read a register's file, answer it, and write the answers with what goes beside them: all files or none.

    Args:
        out: the answers, by the suffix of its name as CSV, Excel or Parquet; the other files are named after it.
        progress: told how far each step has come, in this thread, often: it should return at once.
        cancel: looked at between batches and files; once it is set the run stops.

    Raises:
        EligibilityError: a file cannot be read or written, a package is missing, or the options do not fit the ruleset.
        Cancelled: the run was stopped; nothing of it is left.
    """
    require_packages(options.picture)
    options.check()
    words = words_of(options.ruleset, options.columns)
    checked(out, path, options.columns, *options.inputs)
    monitor = ProgressMonitor(progress, cancel)
    with staged(out) as folder:
        constants = locality_constants(options.locality, options.ruleset)
        register = read_register(path, words, options.as_of, monitor, complete=options.complete, sheets=options.sheets, constants=constants)
        monitor.finish()
        jobs = jobs_by_area(job_of(options, register), register, options)
        parts = folder / "parts"
        parts.mkdir()
        monitor.begin(ScreenStep.DECIDING, len(register.frame))
        screening = screen_register(register, jobs, parts, breakdown_places(register), monitor.advance)
        monitor.finish()
        report = report_of(register, words, screening, jobs)
        files = ScreenFiles(register, screening, report, options, out)
        notice = files.write(folder, monitor)
        monitor.finish()
    return ScreenResult(report, tuple(out.parent / name for name in files.names()), notice)


@dataclass(frozen=True, slots=True, repr=False)
class ColumnProposal:
    """How each column of a register would be read, as a file of `ScreenOptions.columns` to be mended, and some of its values by the
    column's letters, with what is personal masked. Its representation shows nothing of the file.
    """

    settings: str
    samples: Mapping[str, list[str]]

    def __repr__(self) -> str:
        return f"<ColumnProposal of {len(self.samples)} columns>"


def proposed_columns(path: Path, options: ScreenOptions) -> ColumnProposal:
    """How each column of a register's file would be read; nothing is screened.

    Raises:
        EligibilityError: a file cannot be read, or the options do not fit the ruleset.
    """
    options.check()
    words = words_of(options.ruleset, options.columns)
    outline = read_outline(path, words, options.sheets)
    return ColumnProposal(proposal(outline, words, options.sheets), samples_of(outline, words))


def propose_columns(path: Path, options: ScreenOptions) -> str:
    """How each column of a register's file would be read, as a file of `ScreenOptions.columns` to be mended; nothing is screened.

    Raises:
        EligibilityError: a file cannot be read, or the options do not fit the ruleset.
    """
    return proposed_columns(path, options).settings


def job_of(options: ScreenOptions, register: Register) -> Job:
    """What is asked of the screening of a register."""
    ruleset = options.ruleset
    return Job(
        ruleset=ruleset,
        as_of=options.as_of,
        constants=locality_constants(options.locality, ruleset),
        complete=options.complete,
        engine=options.engine,
        supports=options.supports or answerable(ruleset),
        focus=focus_of(register, ruleset, options.supports),
        ask=options.ask,
        master=options.master,
    )


def breakdown_places(register: Register) -> list[str]:
    """By what the counts are broken down: county and township where the register has them, urban and rural."""
    places = [name for name in ("county", "township") if name in register.about.columns]
    return [*places, *(name for name in ["household.area"] if name in register.frame.columns)]
