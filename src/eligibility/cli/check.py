"""`eligibility check`: what applies to one household, after what, and what is still to be asked."""

from __future__ import annotations

import sys
from collections.abc import Collection
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
    unknown,
)
from eligibility.codes import ProblemCode
from eligibility.errors import SUBJECT_WORD, EligibilityError
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
            print(decision.to_json())
            return
        from eligibility.cli import hints, render
        from eligibility.views.first_view import FirstView
        from eligibility.views.report import Reporter

        subjects = _subjects(decision, member or ())
        if all_ or why:
            report = Reporter(decision, lang.language, why=why, refused=all_, rest=hints.ALL, only=subjects).report()
        else:
            report = FirstView(decision, lang.language, only=subjects, brief=brief, rest=hints.ALL).report()
        render.show(report, markdown_=format_ is Format.MARKDOWN)


def _subjects(decision: Decision, named: Collection[str]) -> Collection[str]:
    """The subjects named by --member: by id, by number, or by what they are called.

    Raises:
        EligibilityError: the profile has no such subject.
    """
    from eligibility.views.subjects import who_is

    found = {name: who_is(decision.situation, name) for name in named}
    known = [subject.id for subject in decision.situation.everyone]
    problems = [unknown(ProblemCode.UNKNOWN_SUBJECT, SUBJECT_WORD, name, known, listed=10) for name, one in found.items() if one is None]
    if problems:
        raise EligibilityError(problems)
    return [one for one in found.values() if one is not None]


def _derive_again(decision: Decision, lang: Lang) -> None:
    """The second derivation; where the live engine fails, a notice says that there is only one."""
    from eligibility.durable.cross_check import agree
    from eligibility.durable.host import LiveEngineError

    try:
        agree(decision)
    except LiveEngineError as failed:
        notice = Text("复核没有完成，以下结果只算了一遍，请留意", "the cross-check did not finish; these answers were computed once only")
        print(f"{notice[lang.language]} (durable_rules: {failed})", file=sys.stderr)
