"""`eligibility remedy`: what would have to be found or changed for a support to be granted."""

from __future__ import annotations

from eligibility.cli.options import (
    AsOf,
    BookOption,
    Format,
    FormatOption,
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
    mending,
)
from eligibility.cli.output import put_json


def remedy(
    profile: ProfilePath,
    support: SupportId,
    subject: SubjectId = None,
    region: Region = None,
    version: Version = None,
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    format_: FormatOption = Format.TABLE,
    book: BookOption = None,
    rulesets: Root = None,
) -> None:
    """What would change an answer: the fewest facts whose answer or change would grant a support."""
    with mending(lang):
        from eligibility.guidance.remedy import remedies

        decision = decided(profile, region, version, as_of, rulesets, book)
        support = decision.ruleset.known_support(support)
        outcomes = chosen(decision, support, subject)
        if format_ is Format.JSON:
            found = {one.subject.id: [way.as_json() for way in remedies(decision, support, one.subject.id)] for one in outcomes}
            put_json({"support": support, "remedies": found})
            return
        from eligibility.cli import render
        from eligibility.views.guidance import remedy_report

        render.show(remedy_report(decision, outcomes, lang.language), markdown_=format_ is Format.MARKDOWN)
