"""`eligibility check`: what applies to one household, after what, and what is still to be asked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from eligibility.cli.options import (
    AsOf,
    EngineOption,
    Format,
    FormatOption,
    Lang,
    LangOption,
    ProfilePath,
    Region,
    Root,
    Version,
    decided,
    derived_again,
    mending,
)
from eligibility.i18n import Text

if TYPE_CHECKING:
    from eligibility.decide.decision import Decision


def check(
    profile: ProfilePath,
    region: Region = None,
    version: Version = None,
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    format_: FormatOption = Format.TABLE,
    why: Annotated[bool, typer.Option("--why", help="Add the proof of every answer shown.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Show what does not apply as well, and why.")] = False,
    engine: EngineOption = None,
    rulesets: Root = None,
) -> None:
    """Which supports apply now, which after what, what is still to be asked, and by which clause."""
    with mending(lang):
        decision = decided(profile, region, version, as_of, rulesets)
        if derived_again(engine):
            _derive_again(decision, lang)
        if format_ is Format.JSON:
            print(decision.to_json())
            return
        from eligibility.cli import hints, render
        from eligibility.views.report import Reporter

        report = Reporter(decision, lang.language, why=why, refused=all_, rest=hints.ALL).report()
        render.show(report, markdown_=format_ is Format.MARKDOWN)


def _derive_again(decision: Decision, lang: Lang) -> None:
    """The second derivation; where the live engine fails, a notice says that there is only one."""
    from eligibility.durable.cross_check import agree
    from eligibility.durable.host import LiveEngineError

    try:
        agree(decision)
    except LiveEngineError as failed:
        notice = Text("第二次推导失败，以下回答只由内核推导", "the second derivation failed, and these answers are the kernel's alone")
        print(f"{notice[lang.language]} (durable_rules: {failed})", file=sys.stderr)
