"""`eligibility verify`: what is proved of the rules for every household."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from eligibility.cli import hints
from eligibility.cli.options import Lang, LangOption, Root, Seconds, Target, given_folders, mending
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.rules.version_lookup import load_ruleset


def verify(
    target: Target = None,
    root: Root = None,
    cases: Annotated[Path | None, typer.Option(metavar="DIR", help="Write boundary cases of every version into this folder.")] = None,
    remarks: Annotated[bool, typer.Option("--remarks", help="Print what is proved, as well as the problems.")] = False,
    seconds: Seconds = 20,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; otherwise one a processor.")] = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """Prove for every household: no route that never holds or lies in another, conflicts told, declared effects true."""
    with mending(lang):
        try:
            from eligibility.verify.verifier import verify_all
        except ImportError:
            message = Text("没有安装求解器 z3", "the solver z3 is not installed")
            mend = Text("请运行：pip install 'eligibility[verify]'", "Run: pip install 'eligibility[verify]'")
            raise EligibilityError([Problem(ProblemCode.PACKAGE_MISSING, "", message, mend)]) from None
        started = time.monotonic()
        folders = given_folders(target, root)
        found = verify_all(folders, seconds=seconds, jobs=jobs)
        for one in found:
            for problem in one.problems:
                print(hints.told(problem, lang.language), file=sys.stderr)
            print(one.summary[lang.language])
            for text in one.proved if remarks else ():
                print(f"    {text[lang.language]}")
        asked, took = sum(sum(one.proofs.values()) for one in found), f"{time.monotonic() - started:.1f}"
        print(Text(f"共{asked}个问题，用时{took}秒", f"{asked} questions in {took} s")[lang.language])
        if cases is not None:
            _write_cases(folders, cases, seconds, lang)
        if any(one.problems for one in found):
            raise typer.Exit(1)


def _write_cases(folders: list[tuple[Path, Path]], into: Path, seconds: int, lang: Lang) -> None:
    from eligibility._atomic_write import write_files
    from eligibility.verify.boundary_cases import boundary_cases

    for folder, base in folders:
        ruleset = load_ruleset(folder, root=base)
        if ruleset.scenario is None:
            text, number = boundary_cases(ruleset, seconds=seconds)
            write_files(into, {f"{ruleset.region}/{ruleset.name}/bounds.yaml": text.encode()})
            zh = f"{ruleset.title.zh} {ruleset.name}：写出{number}个边界案例"
            print(Text(zh, f"{ruleset.region}/{ruleset.name}: {number} boundary cases")[lang.language])
