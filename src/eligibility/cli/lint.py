"""`eligibility lint`: rulesets checked for their author."""

from __future__ import annotations

import sys

import typer

from eligibility.cli.options import Lang, LangOption, Root, Sources, Target, given_folders, given_root, given_sources, mending


def lint(target: Target = None, root: Root = None, sources: Sources = None, lang: LangOption = Lang.ZH) -> None:
    """Check rulesets: names, types, citations, cycles, the ledger of clauses, what is unused and what has no case."""
    with mending(lang):
        from eligibility.cli import hints
        from eligibility.rules.lint import lint as lint_one
        from eligibility.rules.lint import lint_all

        folders = given_folders(target, root)
        texts = given_sources(sources)
        found = lint_all(given_root(root), texts) if target is None else [lint_one(folder, base, texts) for folder, base in folders]
        problems = [problem for one in found for problem in one.problems]
        for told in dict.fromkeys(hints.told(problem, lang.language) for problem in problems):
            print(told, file=sys.stderr)
        for one in found:
            print(one.summary[lang.language])
        if problems:
            raise typer.Exit(1)
