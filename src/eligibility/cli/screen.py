"""`eligibility screen`, for an office with a register: who is missed, who receives wrongly, whom to ask what, how many and how much."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from eligibility.cli import hints
from eligibility.cli.options import (
    AsOf,
    BookOption,
    Lang,
    LangOption,
    Region,
    Root,
    Version,
    given_book,
    given_day,
    given_ruleset,
    mending,
)
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.profile import Locality, Profile
from eligibility.i18n import Language, Text

if TYPE_CHECKING:
    from eligibility.register.options import ScreenOptions
    from eligibility.register.progress import ScreenProgress, ScreenStep


LINE_SECONDS = 3.0
"""How long a run may be silent where there is no terminal."""


class TableEngine(StrEnum):
    """What answers a whole register."""

    POLARS = "polars"
    DUCKDB = "duckdb"
    SPARK = "spark"

    @property
    def literal(self) -> Literal["polars", "duckdb", "spark"]:
        return "polars" if self is TableEngine.POLARS else "duckdb" if self is TableEngine.DUCKDB else "spark"


class Picture(StrEnum):
    """The picture written next to the output."""

    PNG = "png"
    SVG = "svg"
    NONE = "none"

    @property
    def literal(self) -> Literal["png", "svg"] | None:
        return "png" if self is Picture.PNG else "svg" if self is Picture.SVG else None


def screen(
    register: Annotated[
        list[Path],
        typer.Argument(
            metavar="REGISTER...", help="The register (名册), or an office file (.yaml) that names several; with --join, several."
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="OUT", help="The answers, .csv, .xlsx or .parquet; without it, only how columns are read."),
    ] = None,
    region: Region = None,
    version: Version = None,
    as_of: AsOf = None,
    engine: Annotated[TableEngine, typer.Option(help="What answers the register.")] = TableEngine.POLARS,
    locality: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="The locality part of a profile: standards, options adopted.")
    ] = None,
    columns: Annotated[Path | None, typer.Option(metavar="FILE.yaml", help="The office's own file: columns, values, what counts.")] = None,
    columns_out: Annotated[
        Path | None, typer.Option(metavar="FILE.yaml", help="Write how the register is read, as a file for --columns.")
    ] = None,
    sheet: Annotated[list[str] | None, typer.Option("--sheet", help="Only this sheet of a workbook (may be repeated).")] = None,
    support: Annotated[list[str] | None, typer.Option("--support", help="Only this support (may be repeated).")] = None,
    all_supports: Annotated[
        bool, typer.Option("--all-supports", help="With an office file: all supports, not only those of whose receipt its registers tell.")
    ] = False,
    since: Annotated[
        Path | None, typer.Option("--since", metavar="MONTH.parquet", help="With an office file: the kept month to compare with.")
    ] = None,
    join: Annotated[
        bool, typer.Option("--join", help="Write the office file that several registers would make, and screen nothing.")
    ] = False,
    ids: Annotated[
        bool, typer.Option("--ids", help="Names, telephones and full numbers in the output; otherwise they are left out or masked.")
    ] = False,
    complete: Annotated[bool, typer.Option("--complete-households", help="Everyone of each household is in the register.")] = False,
    ask: Annotated[bool, typer.Option("--missing/--no-missing", help="Work out what is still to be asked.")] = True,
    picture: Annotated[Picture, typer.Option(help="The picture written next to the output.")] = Picture.PNG,
    master: Annotated[str, typer.Option(help="The Spark master, for --engine spark.")] = "local[*]",
    lang: LangOption = Lang.ZH,
    book: BookOption = None,
    rulesets: Root = None,
) -> None:
    """Screen a register: entitled and not receiving, receiving and not entitled, undetermined and what to ask."""
    with mending(lang):
        from eligibility.register.locality import read_locality
        from eligibility.register.options import ScreenOptions, require_packages

        if join or len(register) > 1 or register[0].suffix.lower() in (".yaml", ".yml"):
            told = {
                "--region": region, "--version": version, "--as-of": as_of, "--locality": locality, "--columns": columns,
                "--columns-out": columns_out, "--sheet": sheet, "--complete-households": complete or None,
            }  # fmt: skip
            given = [name for name, value in told.items() if value is not None]
            asked = OfficeCall(register, out, since, given, tuple(support or ()), all_supports, ask, ids, lang.language, rulesets, book)
            with mending(lang, office=True):
                _join(asked, region, as_of) if join else _office(asked)
            return
        _refuse_month_options(since, all_supports=all_supports)
        [one] = register
        require_packages(picture.literal)
        place = read_locality(locality) if locality else Locality()
        day = given_day(as_of, Profile())
        ruleset = given_ruleset(Profile(locality=place), region, version, day, rulesets)
        options = ScreenOptions(
            ruleset=ruleset,
            as_of=day,
            locality=place,
            book=given_book(book, rulesets),
            columns=columns,
            inputs=tuple(file for file in (locality,) if file is not None),
            sheets=tuple(sheet or ()),
            supports=tuple(ruleset.support_id(name) for name in support or ()),
            complete=complete,
            engine=engine.literal,
            master=master,
            ask=ask,
            ids=ids,
            picture=picture.literal,
            language=lang.language,
        )
        options.check("--support")
        if columns_out is not None:
            _write_proposal(one, options, columns_out, out)
        elif out is None:
            _propose(one, options)
        if out is not None:
            _screen(one, options, out)


@dataclass(frozen=True, slots=True)
class OfficeCall:
    """What the command was given for an office's month. `given` are the options that the office file says itself."""

    files: list[Path]
    out: Path | None
    since: Path | None
    given: list[str]
    supports: tuple[str, ...]
    all_supports: bool
    ask: bool
    ids: bool
    language: Language
    root: Path | None
    book: Path | None


def _office(call: OfficeCall) -> None:
    """Work out an office's month; print what came of it.

    Raises:
        EligibilityError: several registers without an office file, or what the office file says was given beside it, or no output.
    """
    from eligibility.office.month import MonthOptions
    from eligibility.office.office_file import is_office_file, read_office
    from eligibility.office.run import screen_office
    from eligibility.rules.version_lookup import load_ruleset

    if len(call.files) > 1 or not is_office_file(call.files[0]):
        said = Text("几份名册要用一份办公文件来说明各是什么", "several registers need an office file that says what each is of")
        mend = Text("先用 --join -o 文件.yaml 写出办公文件，改好后筛查它。", "Write one with --join -o FILE.yaml, mend it, and screen it.")
        raise EligibilityError([Problem(ProblemCode.OFFICE_FILE_EXPECTED, "REGISTER", said, mend)])
    if call.given:
        said = Text("已写在办公文件里，不能再用选项给出", "is said by the office file and not by an option")
        raise EligibilityError([Problem(ProblemCode.WRONG_VALUE, name, said) for name in call.given])
    office = read_office(call.files[0])
    if call.out is None:
        said = Text("办公文件要写明输出，如 -o 2026-11.xlsx", "an office file needs an output, such as -o 2026-11.xlsx")
        raise EligibilityError([Problem(ProblemCode.NOT_STATED, "-o", said)])
    ruleset = load_ruleset(office.region, office.version, as_of=office.as_of, root=call.root)
    options = MonthOptions(
        supports=tuple(ruleset.support_id(name) for name in call.supports),
        all_supports=call.all_supports,
        ask=call.ask,
        ids=call.ids,
        language=call.language,
        root=call.root,
        book=call.book,
    )
    with _bars(call.language) as progress:
        result = screen_office(office, call.out, options, call.since, progress)
    print(result.text(call.language))
    if result.notice is not None:
        print(result.notice[call.language], file=sys.stderr)
    names = [file.name for file in result.files]
    print(Text("写出：" + "、".join(names), "written: " + ", ".join(names))[call.language])


def _join(call: OfficeCall, region: str | None, as_of: str | None) -> None:
    """Write the office file that some registers would make.

    Raises:
        EligibilityError: there is no output, it is no office file, or it would replace a register.
    """
    from eligibility._atomic_write import unwritable, write_whole
    from eligibility.office.office_file import is_office_file
    from eligibility.office.proposal import office_proposal
    from eligibility.register.staging import check_replaced

    if call.out is None or not is_office_file(call.out):
        said = Text("--join 要用 -o 写出一份 .yaml 文件", "--join writes an office file: give -o with a name that ends in .yaml")
        raise EligibilityError([Problem(ProblemCode.UNKNOWN_FORMAT, "-o", said)])
    other = [name for name in call.given if name not in {"--region", "--as-of"}]
    if other:
        said = Text("不能与 --join 同用", "is not for --join")
        raise EligibilityError([Problem(ProblemCode.WRONG_VALUE, name, said) for name in other])
    for path in call.files:
        check_replaced(call.out, path)
    day = given_day(as_of, Profile())
    ruleset = given_ruleset(Profile(), region, None, day, call.root)
    text = office_proposal(call.files, ruleset, day, call.out)
    try:
        write_whole(call.out, text.encode(), private=False)
    except OSError as error:
        raise unwritable(call.out.name, error) from None
    print(Text(f"写出：{call.out.name}", f"written: {call.out.name}")[call.language])


def _refuse_month_options(since: Path | None, *, all_supports: bool) -> None:
    """Refuse what only a month of an office has."""
    given = [name for name, value in (("--since", since is not None), ("--all-supports", all_supports)) if value]
    said = Text("只用于办公文件（.yaml）", "is for an office file (.yaml) only")
    if given:
        raise EligibilityError([Problem(ProblemCode.OFFICE_FILE_EXPECTED, name, said) for name in given])


def _propose(register: Path, options: ScreenOptions) -> None:
    """Print how the columns would be read, as a file for --columns."""
    from eligibility.register.run import propose_columns

    print(propose_columns(register, options))


def _write_proposal(register: Path, options: ScreenOptions, path: Path, out: Path | None) -> None:
    """Write how the register would be read; never over a file that is read, nor over one that the screening writes."""
    from eligibility._atomic_write import unwritable, write_whole
    from eligibility.register.run import propose_columns
    from eligibility.register.staging import check_apart, check_replaced

    check_replaced(path, register, options.columns, *options.inputs)
    if out is not None:
        check_apart(path, out)
    text = propose_columns(register, options)
    try:
        write_whole(path, f"{text}\n".encode(), private=False)
    except OSError as error:
        raise unwritable(path.name, error) from None
    print(Text(f"写出：{path.name}", f"written: {path.name}")[options.language])


def _screen(register: Path, options: ScreenOptions, out: Path) -> None:
    """Screen the register; print what came of it."""
    from eligibility.register.run import screen_file

    language = options.language
    with _bars(language) as progress:
        result = screen_file(register, options, out, progress)
    print(result.report.text(language, hints.notices()))
    if result.notice is not None:
        print(result.notice[language], file=sys.stderr)
    names = [file.name for file in result.files]
    print(Text("写出：" + "、".join(names), "written: " + ", ".join(names))[language])


class _SlowLines:
    """Tells on stderr how far a long run has come: a line every few seconds, none of a short one."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._told = time.monotonic()

    def __call__(self, progress: ScreenProgress) -> None:
        now = time.monotonic()
        if now - self._told < LINE_SECONDS:
            return
        self._told = now
        share = f" {progress.done:,}/{progress.total:,}" if progress.total else ""
        with suppress(OSError):  # the answer does not depend on whether anybody can be told how far it is
            print(f"{progress.step.label[self._language]}{share}", file=sys.stderr, flush=True)


@contextmanager
def _bars(language: Language) -> Iterator[Callable[[ScreenProgress], None] | None]:
    """A bar for each step with units a second and the time that is left, on a terminal; elsewhere a line every few seconds."""
    if not sys.stderr.isatty():
        yield _SlowLines(language)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeRemainingColumn

    columns = [SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    columns += [TextColumn("{task.fields[speed]}"), TimeRemainingColumn()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[ScreenStep, TaskID] = {}

        def show(progress: ScreenProgress) -> None:
            if progress.step not in tasks:
                tasks[progress.step] = bars.add_task(progress.step.label[language], total=None, speed="")
            task = tasks[progress.step]
            bars.update(task, completed=progress.done, total=progress.total or None)
            rate = bars.tasks[task].speed
            bars.update(task, speed=f"{rate:,.0f}/s" if rate else "")

        yield show
