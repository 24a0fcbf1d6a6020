"""The commands about one household: what applies, why, under which plan, and whether it is still so."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eligibility.cli.options import (
    AsOf,
    Engine,
    Format,
    Lang,
    LangOption,
    ProfilePath,
    Region,
    Root,
    SubjectId,
    SupportId,
    Version,
    chosen,
    decided,
    given_day,
    given_profile,
    given_root,
    mending,
    name_or_folder,
)
from eligibility.i18n import Text
from eligibility.rules.version_lookup import load_ruleset, regions

if TYPE_CHECKING:
    from eligibility.decide.decision import Decision


def check(
    profile: ProfilePath,
    region: Region = None,
    version: Version = None,
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    format_: Annotated[Format, typer.Option("--format", help="For a reader, for a program, or Markdown.")] = Format.TABLE,
    why: Annotated[bool, typer.Option("--why", help="Add the proof of every answer shown.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Show what does not apply as well, and why.")] = False,
    engine: Annotated[Engine, typer.Option(help="Derive by the kernel and again by durable_rules, or by the kernel alone.")] = Engine.BOTH,
    rulesets: Root = None,
) -> None:
    """Which supports apply now, which after what, what is still to be asked, and by which clause."""
    with mending(lang):
        decision = decided(profile, region, version, as_of, rulesets)
        if engine is Engine.BOTH:
            _derive_again(decision, lang)
        if format_ is Format.JSON:
            print(decision.to_json())
            return
        from eligibility.cli import render
        from eligibility.cli.report import Reporter

        report = Reporter(decision, lang.language, why=why, refused=all_).report()
        render.show(report, markdown_=format_ is Format.MARKDOWN)


def explain(
    profile: ProfilePath,
    support: SupportId,
    subject: SubjectId = None,
    region: Region = None,
    version: Version = None,
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    rulesets: Root = None,
) -> None:
    """Why one answer is what it is: every route, condition and fact, with the clauses."""
    with mending(lang):
        from eligibility.cli.report import Reporter

        decision = decided(profile, region, version, as_of, rulesets)
        reporter = Reporter(decision, lang.language)
        for outcome in chosen(decision, support, subject):
            print(reporter.explained(outcome))


def compare(
    profile: ProfilePath,
    regions_: Annotated[str, typer.Option("--regions", metavar="A,B,...", help="Regions to compare; otherwise all.")] = "",
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    format_: Annotated[Format, typer.Option("--format", help="For a reader, for a program, or Markdown.")] = Format.TABLE,
    rulesets: Root = None,
) -> None:
    """The same household under several plans side by side, what differs first."""
    with mending(lang):
        from eligibility.cli.comparison import Comparison, print_comparison

        given, base = given_profile(profile), given_root(rulesets)
        day = given_day(as_of, given)
        named = [name.strip() for name in regions_.split(",") if name.strip()] or regions(base)
        comparison = Comparison.of(given, {name: load_ruleset(name_or_folder(name), as_of=day, root=base) for name in named}, day)
        if format_ is Format.JSON:
            print(json.dumps(comparison.as_json(), ensure_ascii=False, indent=2))
        else:
            print_comparison(comparison, lang.language, markdown=format_ is Format.MARKDOWN)


def replay(
    receipt: Annotated[Path, typer.Argument(metavar="RECEIPT", help="A receipt, or the JSON of the decision it stands in.")],
    profile: ProfilePath,
    lang: LangOption = Lang.ZH,
    rulesets: Root = None,
) -> None:
    """Whether today's files still give the answer of a receipt, and otherwise which change made it another; status 1 then."""
    with mending(lang):
        from eligibility.cli.replaying import Replay

        told = Replay.of(receipt, given_profile(profile), given_root(rulesets), lang.language)
        for line in told.lines():
            print(line)
        if not told.stands:
            raise typer.Exit(1)


def _derive_again(decision: Decision, lang: Lang) -> None:
    """The second derivation; where the live engine is missing or fails, a notice says that there is only one."""
    from eligibility.durable.cross_check import agree
    from eligibility.durable.host import LiveEngineError, LiveEngineMissing

    try:
        agree(decision)
    except LiveEngineMissing as missing:
        print(missing.text(lang.language), file=sys.stderr)
    except LiveEngineError as failed:
        notice = Text("第二次推导失败，以下回答只由内核推导", "the second derivation failed, and these answers are the kernel's alone")
        print(f"{notice[lang.language]} (durable_rules: {failed})", file=sys.stderr)
