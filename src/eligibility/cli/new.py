"""`eligibility new`: the files of a new version from the text of its plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from eligibility.cli.options import Lang, LangOption, given_day, mending
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem, RuleProblem
from eligibility.facts.profile import Profile
from eligibility.i18n import Text


def new(
    region: Annotated[str, typer.Argument(metavar="REGION", help="The region's id: small letters, digits and _.")],
    from_: Annotated[Path, typer.Option("--from", metavar="FILE.txt", help="The text of the plan, or of the document that amends it.")],
    rulesets: Annotated[Path, typer.Option("--rulesets", metavar="DIR", help="The folder of your rulesets; it need not exist.")],
    adcode: Annotated[str | None, typer.Option(metavar="CODE", help="The region's area code, six digits.")] = None,
    date: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day from which the version answers; otherwise that at the head of the text.")
    ] = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """Begin a ruleset: its head, every numbered clause of the text, the ledger and stubs of cases, all marked todo."""
    with mending(lang):
        from eligibility.authoring.skeleton import begin, steps
        from eligibility.rules.clauses import plan_text

        if not from_.is_file():
            said = Text("没有这个文件", "there is no such file")
            raise EligibilityError([Problem(ProblemCode.NO_SUCH_FILE, "--from", said)])
        day = given_day(date, Profile(), "--date") if date is not None else None
        try:
            begun = begin(region, plan_text(from_), rulesets, adcode=adcode, day=day)
        except EligibilityError as error:
            raise EligibilityError(list(map(_by_date, error.problems))) from None
        for line in steps(begun):
            print(line[lang.language])
        version = f"{region}/{begun.folder.name}"
        text = f"sources/{version}.txt" if begun.amends else f"sources/{region}.txt"
        print(
            Text(
                f"接着：把原文存为 {text}，再运行\n  eligibility lint {version} --rulesets {rulesets} --sources sources",
                f"next: keep the text as {text}, then run\n  eligibility lint {version} --rulesets {rulesets} --sources sources",
            )[lang.language]
        )


def _by_date(problem: Problem | RuleProblem) -> Problem | RuleProblem:
    """The one thing that may be missing is the day: it is called by its option."""
    if isinstance(problem, Problem) and problem.code is ProblemCode.MISSING:
        return replace(problem, at="--date")
    return problem
