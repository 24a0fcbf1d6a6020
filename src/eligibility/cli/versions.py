"""The commands about versions of the rules: what changed, for whom, and what is proved of them."""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eligibility._optional import needed
from eligibility.cli.options import (
    AsOf,
    Format,
    Lang,
    LangOption,
    Root,
    Target,
    given_day,
    given_folders,
    given_profile,
    given_root,
    mending,
)
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.profile import Locality, Profile
from eligibility.i18n import Text
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.version_lookup import load_ruleset

if TYPE_CHECKING:
    from eligibility.register.versions import Shift

VersionName = Annotated[str, typer.Argument(help="A version: REGION/DATE, REGION/SCENARIO, or its folder.")]
Seconds = Annotated[int, typer.Option(min=1, help="How long the solver may think about one question.")]


def diff(
    before: VersionName,
    after: VersionName,
    profile: Annotated[Path | None, typer.Option(metavar="PROFILE", help="Say why this household's answers changed.")] = None,
    register: Annotated[Path | None, typer.Option(metavar="REGISTER", help="Count who gains and who loses in a register.")] = None,
    locality: Annotated[Path | None, typer.Option(metavar="FILE.json", help="With --register: the locality part of a profile.")] = None,
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    format_: Annotated[Format, typer.Option("--format", help="For a reader, for a program, or Markdown.")] = Format.TABLE,
    seconds: Seconds = 20,
    rulesets: Root = None,
) -> None:
    """What is not the same in two versions: rules before and after, effects declared and proved, a household's answers, a register's."""
    with mending(lang):
        from eligibility.cli.difference import Reporter, same_region
        from eligibility.decide.answer_diff import between
        from eligibility.rules.ruleset_diff import changes

        old, new = _version(before, rulesets), _version(after, rulesets)
        same_region(old, new)
        given = given_profile(profile) if profile else None
        day = given_day(as_of, given or Profile())
        household = between(given, old, new, day) if given else None
        counted = _shifts(register, locality, old, new, day) if register else None
        reporter = Reporter(changes(old, new), lang.language, seconds=seconds)
        if format_ is Format.JSON:
            print(json.dumps(reporter.as_json(household, counted), ensure_ascii=False, indent=2))
            return
        for line in reporter.lines(household, counted, markdown=format_ is Format.MARKDOWN):
            print(line)


def verify(
    target: Target = None,
    root: Root = None,
    cases: Annotated[Path | None, typer.Option(metavar="DIR", help="Write boundary cases of every version into this folder.")] = None,
    remarks: Annotated[bool, typer.Option("--remarks", help="Print what is proved beside the problems.")] = False,
    seconds: Seconds = 20,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; otherwise one a processor.")] = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """Prove for every household: no route that never holds or lies in another, conflicts told, declared effects true."""
    with mending(lang):
        try:
            from eligibility.verify.verifier import verify_all
        except ImportError:
            message = Text("缺少求解器 z3。", "the solver z3 is not installed.")
            raise EligibilityError(
                [Problem("", message, Text("pip install 'eligibility[verify]'", "pip install 'eligibility[verify]'"))]
            ) from None
        started = time.monotonic()
        folders = given_folders(target, root)
        found = verify_all(folders, seconds=seconds, jobs=jobs)
        for one in found:
            for problem in one.problems:
                print(problem.text(), file=sys.stderr)
            print(f"{one.region}/{one.version}: {sum(one.proofs.values())} questions answered, {len(one.problems)} problems")
            if remarks:
                print(
                    "\n".join(f"    {remark}" for remark in [*(f"{name}: {effect}" for name, effect in one.effects.items()), *one.remarks])
                )
        print(f"{sum(sum(one.proofs.values()) for one in found)} questions in {time.monotonic() - started:.1f} s")
        if cases is not None:
            _write_cases(folders, cases, seconds)
        if any(one.problems for one in found):
            raise typer.Exit(1)


def _write_cases(folders: list[tuple[Path, Path]], into: Path, seconds: int) -> None:
    from eligibility.verify.boundary_cases import boundary_cases

    for folder, base in folders:
        ruleset = load_ruleset(folder, root=base)
        if ruleset.scenario is None:
            path = into / ruleset.region / ruleset.name / "bounds.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            text, number = boundary_cases(ruleset, seconds=seconds)
            path.write_text(text, "utf-8")
            print(f"{ruleset.region}/{ruleset.name}: {number} boundary cases")


def _shifts(path: Path, locality: Path | None, before: Ruleset, after: Ruleset, day: date) -> list[Shift]:
    """How many gain and lose in a register, read as the newer version reads it."""
    needed("polars", "register")
    from eligibility.register.locality import locality_constants, read_locality
    from eligibility.register.reader import read_register
    from eligibility.register.spellings import words_of
    from eligibility.register.versions import shifts

    register = read_register(path, words_of(after, None), day)
    place = read_locality(locality) if locality else Locality()
    return shifts(register.frame, before, after, day, locality_constants(place, after))


def _version(name: str, root: Path | None) -> Ruleset:
    """A version by its folder, or by region and name."""
    if Path(name).is_dir():
        return load_ruleset(Path(name).resolve(), root=root)
    region, _, version = name.partition("/")
    return load_ruleset(region, version or None, root=given_root(root))
