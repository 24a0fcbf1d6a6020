"""The command for an office with a register: who is missed, who receives wrongly, whom to ask what, how many and how much."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from eligibility._optional import needed
from eligibility.cli import hints
from eligibility.cli.options import AsOf, Lang, LangOption, Region, Root, Version, given_day, given_ruleset, mending, unknown
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.flatten import locality_values
from eligibility.facts.profile import Profile
from eligibility.facts.read import check_supports, read_profile
from eligibility.i18n import Text
from eligibility.rules.ruleset import Ruleset

if TYPE_CHECKING:
    from eligibility.register.options import Job
    from eligibility.register.reader import Register
    from eligibility.register.spellings import Words

NEEDED = ("polars", "xlsxwriter", "python_calamine")


class TableEngine(StrEnum):
    """What answers a whole register."""

    POLARS = "polars"
    DUCKDB = "duckdb"
    SPARK = "spark"

    @property
    def literal(self) -> Literal["polars", "duckdb", "spark"]:
        return "polars" if self is TableEngine.POLARS else "duckdb" if self is TableEngine.DUCKDB else "spark"


class Picture(StrEnum):
    """The picture beside the output."""

    PNG = "png"
    SVG = "svg"
    NONE = "none"


def screen(
    register: Annotated[Path, typer.Argument(metavar="REGISTER", help="The register (名册): .csv, .xlsx or .parquet.")],
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
    columns: Annotated[Path | None, typer.Option(metavar="FILE.yaml", help="The office's own headings and values.")] = None,
    support: Annotated[list[str] | None, typer.Option("--support", help="Only this support (may be repeated).")] = None,
    ids: Annotated[
        bool, typer.Option("--ids", help="Names, telephones and full numbers in the output; otherwise they are left out or masked.")
    ] = False,
    complete: Annotated[bool, typer.Option("--complete-households", help="Everyone of each household is in the register.")] = False,
    ask: Annotated[bool, typer.Option("--missing/--no-missing", help="Work out what is still to be asked.")] = True,
    picture: Annotated[Picture, typer.Option(help="The picture beside the output.")] = Picture.PNG,
    master: Annotated[str, typer.Option(help="The Spark master, for --engine spark.")] = "local[*]",
    lang: LangOption = Lang.ZH,
    rulesets: Root = None,
) -> None:
    """Screen a register: entitled and not receiving, receiving and not entitled, undetermined and what to ask."""
    with mending(lang):
        _required(picture)
        place = given_locality(locality)
        day = given_day(as_of, Profile())
        ruleset = given_ruleset(place, region, version, day, rulesets)
        constants = locality_facts(place, ruleset)
        _known(support or (), ruleset)
        from eligibility.register.spellings import words_of
        from eligibility.register.staging import checked

        words = words_of(ruleset, columns)
        if out is None:
            _proposed(register, words)
            return
        asked = _Asked(ruleset, day, constants, complete, engine.literal, tuple(support or ()), ask, ids, picture.value, master, lang)
        _run(asked, register, words, checked(out, register))


def _known(chosen: Iterable[str], ruleset: Ruleset) -> None:
    """Refuse a support that persons and households cannot have under the ruleset."""
    known = [one.id for one in ruleset.supports.values() if one.entity != "organisation"]
    problems = [unknown(ProblemCode.UNKNOWN_SUPPORT, "--support", name, known) for name in chosen if name not in known]
    if problems:
        raise EligibilityError(problems)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One run of the command, as asked."""

    ruleset: Ruleset
    day: date
    constants: Mapping[str, Any]
    complete: bool
    engine: Literal["polars", "duckdb", "spark"]
    chosen: tuple[str, ...]
    ask: bool
    ids: bool
    picture: str
    master: str
    lang: Lang


def _run(asked: _Asked, path: Path, words: Words, out: Path) -> None:
    """Read, screen, write; then print what came of it."""
    from eligibility.register.reader import read_register
    from eligibility.register.report import Report
    from eligibility.register.screen import screen
    from eligibility.register.staging import staged
    from eligibility.register.write import Files

    language = asked.lang.language
    with staged(out) as folder:
        with _progress(0, Text("读名册", "reading")[language]):
            register = read_register(path, words, asked.day)
        job = _job(asked, register)
        parts = folder / "parts"
        parts.mkdir()
        with _progress(len(register.frame), Text("判定", "screening")[language]) as advance:
            report = Report(register, words, screen(register, job, parts, _places(register), advance), job)
        with _progress(0, Text("写出", "writing")[language]):
            notice = Files(report, out, folder, language, asked.ids, asked.picture).write()
        written = [out.name, *sorted(file.name for file in folder.iterdir() if file.is_file() and file.name != out.name)]
    for line in report.lines(language, hints.notices()):
        print(line)
    if notice is not None:
        print(notice[language], file=sys.stderr)
    print(Text("写出：" + "、".join(written), "written: " + ", ".join(written))[language])


def _job(asked: _Asked, register: Register) -> Job:
    from eligibility.register.options import Job
    from eligibility.register.screen import focus_of

    known = asked.ruleset.supports.values()
    supports = asked.chosen or tuple(one.id for one in known if one.entity != "organisation")
    focus = focus_of(register, asked.ruleset, asked.chosen)
    return Job(asked.ruleset, asked.day, asked.constants, asked.complete, asked.engine, supports, focus, asked.ask, asked.master)


def _places(register: Register) -> list[str]:
    """By what the counts are broken down: county and township where the register has them, urban and rural."""
    places = [name for name in ("county", "township") if name in register.about.columns]
    return [*places, *(name for name in ["household.area"] if name in register.frame.columns)]


def _required(picture: Picture) -> None:
    """Refuse to begin where a part is not installed."""
    for module in (*NEEDED, *(["matplotlib"] if picture is not Picture.NONE else [])):
        needed(module, "register")


def _proposed(register: Path, words: Words) -> None:
    """How the columns would be read, as a file for --columns."""
    from eligibility.register.files import read_sheet
    from eligibility.register.report import proposal

    print(proposal(read_sheet(register, words).head.columns, words))


def given_locality(path: Path | None) -> Profile:
    """The profile that holds the locality only: the file has the locality itself, or a profile with a locality."""
    if path is None:
        return Profile()
    where = path.name
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise EligibilityError([Problem(ProblemCode.NO_SUCH_FILE, where, Text("找不到文件", "there is no such file"))]) from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError):
        said = Text("不是可读的UTF-8编码JSON文件", "is not a JSON file in UTF-8 that can be read")
        raise EligibilityError([Problem(ProblemCode.NOT_JSON, where, said)]) from None
    inner = content["locality"] if isinstance(content, dict) and "locality" in content else content
    return read_profile(json.dumps({"locality": inner}), where)


def locality_facts(profile: Profile, ruleset: Ruleset) -> dict[str, Any]:
    """The locality's facts by key."""
    problems = check_supports(profile, ruleset.catalogue, ruleset.options)
    if problems:
        raise EligibilityError(problems)
    return locality_values(profile)


@contextmanager
def _progress(total: int, title: str) -> Iterator[Callable[[int], None]]:
    """A bar with lines a second and the time that is left, on a terminal; silent elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    speed = TextColumn("{task.fields[speed]}")
    columns = [SpinnerColumn(), TextColumn("{task.description}")]
    columns += [BarColumn(), MofNCompleteColumn(), speed, TimeRemainingColumn()] if total else []
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total or None, speed="")

        def advance(count: int) -> None:
            bar.advance(task, count)
            rate = bar.tasks[0].speed
            bar.update(task, speed=f"{rate:,.0f}/s" if rate else "")

        yield advance
