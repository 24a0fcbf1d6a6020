"""`eligibility explain`: the proof of one answer."""

from __future__ import annotations

from eligibility.cli.options import (
    AsOf,
    BookOption,
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


def explain(
    profile: ProfilePath,
    support: SupportId,
    subject: SubjectId = None,
    region: Region = None,
    version: Version = None,
    as_of: AsOf = None,
    lang: LangOption = Lang.ZH,
    book: BookOption = None,
    rulesets: Root = None,
) -> None:
    """Why one answer is what it is: every route, condition and fact, with the clauses."""
    with mending(lang):
        from eligibility.views.report import Reporter

        decision = decided(profile, region, version, as_of, rulesets, book)
        reporter = Reporter(decision, lang.language)
        for line in reporter.told():
            print(line)
        for outcome in chosen(decision, support, subject):
            print(reporter.explained(outcome))
