"""`eligibility test`: the worked cases of rulesets."""

from __future__ import annotations

import sys

import typer

from eligibility.cli.options import Lang, LangOption, Root, Target, given_folders, mending
from eligibility.rules.version_lookup import find


def test(target: Target = None, root: Root = None, lang: LangOption = Lang.ZH) -> None:
    """Run the worked cases of rulesets."""
    with mending(lang):
        from eligibility.decide.run_cases import cases_summary, run_case
        from eligibility.rules.cases import read_cases

        failed = 0
        for folder, base in given_folders(target, root):
            ruleset = find(folder, root=base).ruleset
            cases = read_cases(folder)
            if ruleset.scenario is not None and not cases:
                continue
            failures = [failure for case in cases for failure in run_case(case, ruleset)]
            for failure in failures:
                print(failure.text(lang.language), file=sys.stderr)
            wrong = len({failure.case for failure in failures})
            failed += wrong
            print(cases_summary(ruleset, len(cases) - wrong, wrong)[lang.language])
        if failed:
            raise typer.Exit(1)
