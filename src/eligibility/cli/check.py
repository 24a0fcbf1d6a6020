"""`eligibility check`: what applies to one household, after what, and what is still to be asked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from eligibility.cli.options import (
    AsOf,
    BookOption,
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
from eligibility.cli.output import put
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
    all_: Annotated[bool, typer.Option("--all", help="Show everything in full, what does not apply as well, and why.")] = False,
    member: Annotated[
        list[str] | None,
        typer.Option("--member", metavar="WHO", help="Only this member or organisation, by number or id (may be repeated)."),
    ] = None,
    brief: Annotated[bool, typer.Option("--brief", help="Only money and care, and what to ask first.")] = False,
    engine: EngineOption = None,
    book: BookOption = None,
    rulesets: Root = None,
) -> None:
    """Which supports apply now, which after what, what is still to be asked, and by which clause."""
    with mending(lang):
        decision = decided(profile, region, version, as_of, rulesets, book)
        if derived_again(engine):
            _derive_again(decision, lang)
        if format_ is Format.JSON:
            put(decision.to_json())
            return
        from eligibility.cli import hints, render
        from eligibility.views.first_view import FirstView
        from eligibility.views.report import Reporter
        from eligibility.views.subjects import subjects_named

        subjects = subjects_named(decision.situation, *(member or ()))
        if all_ or why:
            report = Reporter(decision, lang.language, why=why, refused=all_, rest=hints.ALL, only=subjects).report()
        else:
            report = FirstView(decision, lang.language, only=subjects, brief=brief, rest=hints.ALL).report()
        render.show(report, markdown_=format_ is Format.MARKDOWN)


def _derive_again(decision: Decision, lang: Lang) -> None:
    """The second derivation; where the live engine fails, a notice says that there is only one."""
    from eligibility.durable.cross_check import agree
    from eligibility.durable.host import LiveEngineError

    try:
        agree(decision)
    except LiveEngineError as failed:
        notice = Text("复核没有完成，以下结果只算了一遍，请留意", "the cross-check did not finish; these answers were computed once only")
        print(f"{notice[lang.language]} (durable_rules: {failed})", file=sys.stderr)
