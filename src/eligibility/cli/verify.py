"""`eligibility verify`: what is proved of the rules for every household."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from eligibility.cli.options import Lang, LangOption, Root, Seconds, Target, given_folders, mending
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.rules.version_lookup import load_ruleset


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
