"""The command for an office with a register: who is missed, who receives wrongly, whom to ask what, how many and how much."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eligibility.cli.options import AsOf, Lang, LangOption, Region, Root, Version, given_day, given_root, given_ruleset, mending, unknown
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.flatten import flatten
from eligibility.facts.profile import Profile
from eligibility.facts.read import check_supports, read_profile
from eligibility.rules.ruleset import Ruleset
from eligibility.text import Text

if TYPE_CHECKING:
    from eligibility.register.report import Report

NEEDED = ("polars", "xlsxwriter", "python_calamine", "matplotlib")


class TableEngine(StrEnum):
    """What answers a whole register."""

    POLARS = "polars"
    DUCKDB = "duckdb"
    SPARK = "spark"


class Picture(StrEnum):
    """The picture beside the output."""

    PNG = "png"
    SVG = "svg"
    NONE = "none"


def screen(
    register: Annotated[Path, typer.Argument(metavar="REGISTER", help="The register (名册): .csv, .xlsx or .parquet.")],
    out: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="OUT", help="The answers, .csv, .xlsx or .parquet; without it, only how columns are read.")
    ] = None,
    region: Region = None,
    version: Version = None,
    as_of: AsOf = None,
    engine: Annotated[TableEngine, typer.Option(help="What answers the register.")] = TableEngine.POLARS,
    locality: Annotated[Path | None, typer.Option(metavar="FILE.json", help="The locality part of a profile: standards, options adopted.")] = None,
    columns: Annotated[Path | None, typer.Option(metavar="FILE.yaml", help="The office's own headings and values.")] = None,
    support: Annotated[list[str] | None, typer.Option("--support", help="Only this support (may be repeated).")] = None,
    ids: Annotated[bool, typer.Option("--ids", help="Names, telephones and full numbers in the output; otherwise they are left out or masked.")] = False,
    complete: Annotated[bool, typer.Option("--complete-households", help="Everyone of each household is in the register.")] = False,
    ask: Annotated[bool, typer.Option("--missing/--no-missing", help="Work out what is still to be asked.")] = True,
    picture: Annotated[Picture, typer.Option(help="The picture beside the output.")] = Picture.PNG,
    master: Annotated[str | None, typer.Option(help="The Spark master, for --engine spark.")] = None,
    lang: LangOption = Lang.ZH,
    rulesets: Root = None,
) -> None:
    """Screen a register: entitled and not receiving, receiving and not entitled, undetermined and what to ask."""
    with mending(lang):
        _required()
        place, around = _locality(locality)
        day = given_day(as_of, Profile())
        ruleset = given_ruleset(place, region, version, day, rulesets or given_root(rulesets))
        constants = _constants(around, ruleset, day)
        for name in support or ():
            if name not in ruleset.supports or ruleset.supports[name].entity == "organisation":
                raise EligibilityError([unknown("--support", name, [one.id for one in ruleset.supports.values() if one.entity != "organisation"])])
        from eligibility.register.output import checked
        from eligibility.register.vocabulary import words_of

        words = words_of(ruleset, columns)
        if out is None:
            _proposed(register, words)
            return
        job = _Job(ruleset, day, constants, complete, engine.value, tuple(support or ()), ask, ids, picture, master, lang)
        job.run(register, words, checked(out))


class _Job:
    """One run of the command, as asked."""

    def __init__(
        self, ruleset: Ruleset, day: date, constants: Mapping[str, Any], complete: bool, engine: str, chosen: tuple[str, ...], ask: bool,
        ids: bool, picture: Picture, master: str | None, lang: Lang,
    ) -> None:  # fmt: skip
        self.ruleset, self.day, self.constants, self.complete = ruleset, day, constants, complete
        self.engine, self.chosen, self.ask, self.ids, self.picture, self.master = engine, chosen, ask, ids, picture, master
        self.language = lang.language

    def run(self, path: Path, words: Any, out: Path) -> None:
        from eligibility.register.frame import read_register
        from eligibility.register.output import staged
        from eligibility.register.report import Report
        from eligibility.register.screen import Job, focus_of, screen

        with staged(out) as folder:
            with _progress(0, self._say("读名册", "reading")) as _:
                register = read_register(path, words, self.day)
            supports = self.chosen or tuple(one.id for one in self.ruleset.supports.values() if one.entity != "organisation")
            focus = focus_of(register, self.ruleset, self.chosen)
            job = Job(self.ruleset, self.day, self.constants, self.complete, self.engine, supports, focus, self.ask)
            parts = folder / "parts"
            parts.mkdir()
            places = [name for name in ("county", "township") if name in register.about.columns]
            places += ["household.area"] if "household.area" in register.frame.columns else []
            with _progress(len(register.frame), self._say("判定", "screening")) as advance:
                screening = screen(register, job, parts, places, advance)
            report = Report(register, words, screening, job)
            with _progress(0, self._say("写出", "writing")) as _:
                notice = self._write(report, out, folder, places)
            written = [out.name, *sorted(file.name for file in folder.iterdir() if file.is_file() and file.name != out.name)]
        for line in report.lines(self.language):
            print(line)
        if notice is not None:
            print(f"! {notice[self.language]}")
        print(self._say("写出：", "written: ") + self._say("、", ", ").join(written))

    def _write(self, report: Report, out: Path, folder: Path, places: list[str]) -> Text | None:
        from eligibility.register import tables
        from eligibility.register.output import beside, write_csv

        self._answers(report, out, folder, places)
        write_csv(tables.errors(report.register, self.language), folder / beside(out, "errors", ".csv"))
        text = json.dumps(report.as_json(), ensure_ascii=False, indent=2)
        (folder / beside(out, "summary", ".json")).write_text(text, "utf-8")
        if self.ask:
            self._calls(report, out, folder)
        if self.picture is Picture.NONE or not report.focus:
            return None
        from eligibility.register.picture import draw

        drawn = folder / beside(out, "summary", f".{self.picture.value}")
        return draw(drawn, report.focus, self.ruleset, self._title(report), report.notices()[:4], self.language)

    def _title(self, report: Report) -> Text:
        persons, households = report.screening.persons, report.screening.households
        head = report.heading()
        return Text(f"名册筛查：{persons:,}人 {households:,}户\n{head.zh}", f"Register screened: {persons:,} persons, {households:,} households\n{head.en}")

    def _answers(self, report: Report, out: Path, folder: Path, places: list[str]) -> None:
        from eligibility.register import tables
        from eligibility.register.output import write_csv, write_xlsx
        from eligibility.register.report import breakdown_table, place_title

        target = folder / out.name
        if out.suffix.lower() == ".parquet":
            tables.plain_answers(report.screening, report.register, ids=self.ids).sink_parquet(target)
            return
        table = tables.answers(report.screening, report.register, self.ruleset, self.language, ids=self.ids)
        if out.suffix.lower() == ".csv":
            write_csv(table, target)
            return
        sheets = {self._say("结果", "answers"): table, self._say("汇总", "summary"): tables.summary(report, self.language)}
        sheets |= {place_title(place)[self.language]: breakdown_table(report, place, self.language) for place in places}
        write_xlsx(target, sheets)

    def _calls(self, report: Report, out: Path, folder: Path) -> None:
        from eligibility.register import tables
        from eligibility.register.output import beside, write_csv, write_xlsx

        table = tables.calls(report.screening, report.register, self.ruleset, self.language, ids=self.ids)
        if out.suffix.lower() == ".xlsx":
            write_xlsx(folder / beside(out, "calls", ".xlsx"), tables.by_township(table, self.language))
        else:
            write_csv(table, folder / beside(out, "calls", ".csv"))

    def _say(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en


def _required() -> None:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        names = ", ".join(missing)
        raise EligibilityError(
            [
                Problem(
                    "screen",
                    Text(f"读名册需要另外安装的组件（缺 {names}）。", f"needs parts that are not installed ({names})."),
                    Text("请运行：pip install 'eligibility[register]'", "Run: pip install 'eligibility[register]'"),
                )
            ]
        )


def _proposed(register: Path, words: Any) -> None:
    """How the columns would be read, as a file for --columns."""
    from eligibility.register.files import read_sheet
    from eligibility.register.report import proposal

    print(proposal(read_sheet(register, words).head.columns, words))


def _locality(path: Path | None) -> tuple[Profile, Profile]:
    """The profile that holds the locality only: the file has the locality itself, or a profile with a locality."""
    if path is None:
        return Profile(), Profile()
    where = path.name
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise EligibilityError([Problem(where, Text("找不到文件", "there is no such file"))]) from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError):
        raise EligibilityError([Problem(where, Text("不是可读的UTF-8编码JSON文件", "is not a JSON file in UTF-8 that can be read"))]) from None
    inner = content["locality"] if isinstance(content, dict) and "locality" in content else content
    profile = read_profile(json.dumps({"locality": inner}), where)
    return profile, profile


def _constants(profile: Profile, ruleset: Ruleset, day: date) -> dict[str, Any]:
    """The locality's facts by key."""
    problems = check_supports(profile, ruleset.catalogue, ruleset.options)
    if problems:
        raise EligibilityError(problems)
    household = flatten(profile.model_copy(update={"household": _EMPTY}), day).household
    assert household is not None
    return {key: value for key, value in household.values.items() if key.startswith("locality.")}


_EMPTY = read_profile('{"household": {}}').household


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
