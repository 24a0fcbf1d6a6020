"""`eligibility test`: the worked cases of rulesets, and with `--mutate` whether they notice small mistakes in the rules."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eligibility._optional import require_package
from eligibility.cli import hints
from eligibility.cli.options import Lang, LangOption, Root, Seconds, Target, given_folders, mending
from eligibility.rules.version_lookup import find

if TYPE_CHECKING:
    from eligibility.verify.mutation.run import Mutated


class Shape(StrEnum):
    """How the mutants are printed."""

    TABLE = "table"
    JSON = "json"


def test(
    target: Target = None,
    root: Root = None,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Write small mistakes into the rules, one at a time: a case must notice each of them.")
    ] = False,
    since: Annotated[
        str | None, typer.Option(metavar="REF", help="With --mutate: only supports whose rule is not the one at this git reference.")
    ] = None,
    format_: Annotated[Shape, typer.Option("--format", help="With --mutate: for a reader, or for a program.")] = Shape.TABLE,
    cases: Annotated[
        Path | None, typer.Option(metavar="DIR", help="With --mutate: write the cases that would notice the mistakes into this folder.")
    ] = None,
    seconds: Seconds = 20,
    jobs: Annotated[int | None, typer.Option(min=1, help="With --mutate: processes; otherwise one a processor.")] = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """Run the worked cases of rulesets; with --mutate, find the mistakes that none of them would notice."""
    _belongs(mutate, since, format_, cases)
    with mending(lang):
        folders = given_folders(target, root)
        passed = _cases_pass(folders, lang, silent=mutate)
        if mutate and passed:
            passed = _mutants_noticed(folders, since, format_, seconds, jobs, lang, cases)
        if not passed:
            raise typer.Exit(1)


def _belongs(mutate: bool, since: str | None, shape: Shape, cases: Path | None) -> None:
    if not mutate and (since is not None or shape is not Shape.TABLE or cases is not None):
        raise typer.BadParameter("--since, --format and --cases go with --mutate")


def _cases_pass(folders: list[tuple[Path, Path]], lang: Lang, *, silent: bool) -> bool:
    """Run the cases and print what fails, and unless `silent` a line for each version."""
    from eligibility.decide.run_cases import cases_summary, run_case
    from eligibility.rules.inherited_cases import case_files

    failed = 0
    for folder, base in folders:
        loaded = find(folder, root=base)
        ruleset, cases = loaded.ruleset, case_files(loaded).cases
        if ruleset.scenario is not None and not cases:
            continue
        failures = [failure for case in cases for failure in run_case(case, ruleset)]
        for failure in failures:
            print(failure.text(lang.language), file=sys.stderr)
        wrong = len({failure.case for failure in failures})
        failed += wrong
        if wrong or not silent:
            print(cases_summary(ruleset, len(cases) - wrong, wrong)[lang.language], file=sys.stderr if silent else sys.stdout)
    return not failed


def _mutants_noticed(
    folders: list[tuple[Path, Path]], since: str | None, shape: Shape, seconds: int, jobs: int | None, lang: Lang, into: Path | None
) -> bool:
    """Judge the mutants and print what was found; whether none survived, every declaration holds and every statement is noticed."""
    require_package("z3", "verify")
    from eligibility.verify.mutation.run import mutate_all
    from eligibility.views.models.mutation import MutantsModel
    from eligibility.views.mutation import lines, survivor_text, unnoticed_text

    found = mutate_all(_tasks(folders, since), seconds=seconds, jobs=jobs)
    if into is not None:
        _write_cases(found, into)
    if shape is Shape.JSON:
        print(json.dumps(MutantsModel.of_all(found).as_json(), ensure_ascii=False, indent=2))
        return all(one.clean for one in found)
    for one in found:
        for survivor in one.left:
            print(survivor_text(survivor, lang.language), file=sys.stderr)
        for statement in one.unnoticed:
            print(unnoticed_text(statement, lang.language), file=sys.stderr)
        for problem in one.problems:
            print(hints.told(problem, lang.language), file=sys.stderr)
        print("\n".join(lines(one, lang.language)))
    return all(one.clean for one in found)


def _write_cases(found: list[Mutated], into: Path) -> None:
    """Write a file of cases for each version with survivors that a case would notice."""
    from eligibility._atomic_write import write_files
    from eligibility.views.mutation import case_file

    texts = {f"{one.region}/{one.version}/mutants.yaml": case_file(one) for one in found}
    write_files(into, {name: text.encode() for name, text in texts.items() if text})


def _tasks(folders: list[tuple[Path, Path]], since: str | None) -> list[tuple[Path, Path, Collection[str] | None]]:
    """The versions to mutate. A scenario without cases of its own has none that could notice anything."""
    from eligibility.verify.mutation.since import changed_supports, rulesets_at

    kept = [
        (folder, base)
        for folder, base in folders
        if any((folder / "cases").glob("*.yaml")) or find(folder, root=base).ruleset.scenario is None
    ]
    if since is None:
        return [(folder, base, None) for folder, base in kept]
    tasks: list[tuple[Path, Path, Collection[str] | None]] = []
    for folder, base in kept:
        with rulesets_at(base, since) as before:
            tasks.append((folder, base, changed_supports(folder, base, before)))
    return tasks
