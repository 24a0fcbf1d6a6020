"""The commands for those who write rules: listing, reading, checking and pinning rulesets, and running their cases."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from eligibility.cli import hints
from eligibility.cli.options import (
    SUPPORT,
    AsOf,
    Lang,
    LangOption,
    Root,
    Schema,
    Sources,
    Target,
    Version,
    given_day,
    given_folders,
    given_root,
    given_sources,
    mending,
    unknown,
)
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError
from eligibility.facts.profile import Profile
from eligibility.i18n import Text
from eligibility.rules.version_lookup import find, load_ruleset, names, regions


def rulesets(context: typer.Context, root: Root = None, lang: LangOption = Lang.ZH) -> None:
    """The regions and versions that there are, one line each: status, period, supports, routes, and the ledger of clauses."""
    if context.invoked_subcommand is not None:
        return
    with mending(lang):
        from eligibility.cli.listing import line

        base = given_root(root)
        for region in regions(base):
            for name in names(base, region):
                print(line(base / region / name, load_ruleset(region, name, root=base), lang.language))


def show(
    region: Annotated[str, typer.Argument(help="A region, or the folder of a version.")],
    support: Annotated[str | None, typer.Argument(help="One support; otherwise all.")] = None,
    version: Version = None,
    as_of: AsOf = None,
    root: Root = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """The rules as a person reads them: who, by which route, under which clause, with figures and exclusions."""
    with mending(lang):
        from eligibility.cli.listing import described

        day = given_day(as_of, Profile())
        ruleset = load_ruleset(region, version, as_of=None if version else day, root=given_root(root))
        if support is not None and support not in ruleset.supports:
            raise EligibilityError([unknown(ProblemCode.UNKNOWN_SUPPORT, SUPPORT, support, ruleset.supports)])
        chosen = [ruleset.supports[support]] if support else list(ruleset.supports.values())
        print("\n\n".join(described(one, ruleset, lang.language) for one in chosen))


def lint(target: Target = None, root: Root = None, sources: Sources = None, lang: LangOption = Lang.ZH) -> None:
    """Check rulesets: names, types, citations, cycles, the ledger of clauses, what is unused and what has no case."""
    with mending(lang):
        from eligibility.rules.lint import lint as lint_one
        from eligibility.rules.lint import lint_all

        folders = given_folders(target, root)
        texts = given_sources(sources)
        found = lint_all(given_root(root), texts) if target is None else [lint_one(folder, base, texts) for folder, base in folders]
        problems = [problem for one in found for problem in one.problems]
        for problem in problems:
            print(hints.told(problem, lang.language), file=sys.stderr)
        for one in found:
            print(one.summary[lang.language])
        if problems:
            raise typer.Exit(1)


def pin(
    target: Annotated[str, typer.Argument(metavar="REGION", help="A region or a version's folder.")],
    sources: Annotated[Path, typer.Option(metavar="DIR", help="The folder of the plans' texts, REGION.txt.")],
    root: Root = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """Write the fingerprint of every clause into clauses.yaml, after the text was read."""
    with mending(lang):
        from eligibility.rules.pin import pin_folder

        for folder, _ in given_folders(target, root):
            changed = pin_folder(folder, given_sources(sources) or sources)
            version = f"{folder.parent.name}/{folder.name}"
            print(Text(f"{version}：写入{changed}个指纹", f"{version}: {changed} fingerprints written")[lang.language])


def test(target: Target = None, root: Root = None, lang: LangOption = Lang.ZH) -> None:
    """Run the worked cases of rulesets."""
    with mending(lang):
        from eligibility.decide.run_cases import run_case, summary
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
            print(summary(ruleset, len(cases) - wrong, wrong)[lang.language])
        if failed:
            raise typer.Exit(1)


def schema(
    what: Annotated[Schema, typer.Argument(help="A shape as JSON Schema, or the facts with their questions.")] = Schema.PROFILE,
) -> None:
    """The shape of a profile, decision, question or problem as JSON Schema, or all facts with types, units and questions."""
    print(json.dumps(_described(what), ensure_ascii=False, indent=2))


def _described(what: Schema) -> dict[str, Any] | list[dict[str, Any]]:
    from eligibility.facts.schema import facts_listing, profile_schema

    match what:
        case Schema.PROFILE:
            return profile_schema()
        case Schema.FACTS:
            return facts_listing()
    from eligibility.views import models

    shapes: dict[Schema, type[models.ViewModel]] = {
        Schema.DECISION: models.DecisionFull,
        Schema.QUESTION: models.QuestionModel,
        Schema.PROBLEM: models.ProblemModel,
    }
    return models.json_schema(shapes[what])
