"""The commands for those who write rules: listing, reading, checking and pinning rulesets, and running their cases."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from eligibility.cli.options import (
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
    name_or_folder,
    unknown,
)
from eligibility.errors import EligibilityError
from eligibility.facts.profile import Profile
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
        ruleset = load_ruleset(name_or_folder(region), version, as_of=None if version else day, root=given_root(root))
        if support is not None and support not in ruleset.supports:
            raise EligibilityError([unknown("SUPPORT", support, ruleset.supports)])
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
            print(problem.text(), file=sys.stderr)
        for one in found:
            print(f"{one.region}/{one.version}: {len(one.problems)} problems")
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
            print(f"{folder.parent.name}/{folder.name}: {changed} fingerprints written")


def test(target: Target = None, root: Root = None, lang: LangOption = Lang.ZH) -> None:
    """Run the worked cases of rulesets."""
    with mending(lang):
        from eligibility.decide.run_cases import run_case
        from eligibility.rules.cases import read_cases

        failed = 0
        for folder, base in given_folders(target, root):
            ruleset = find(folder, root=base).ruleset
            cases = read_cases(folder)
            if ruleset.scenario is not None and not cases:
                continue
            failures = [failure for case in cases for failure in run_case(case, ruleset)]
            for failure in failures:
                print(failure, file=sys.stderr)
            wrong = len({failure.case for failure in failures})
            failed += wrong
            print(f"{ruleset.region}/{ruleset.name}: {len(cases) - wrong} passed, {wrong} failed")
        if failed:
            raise typer.Exit(1)


def schema(
    what: Annotated[Schema, typer.Argument(help="The profile as JSON Schema, or the facts with their questions.")] = Schema.PROFILE,
) -> None:
    """The shape of a profile as JSON Schema, or the list of facts with types, units, titles and questions."""
    from eligibility.facts.schema import facts_listing, profile_schema

    content = profile_schema() if what is Schema.PROFILE else facts_listing()
    print(json.dumps(content, ensure_ascii=False, indent=2))
