"""What a household can apply for, each support once, and who shares it: money first, and what opens another before it.

A *claim* is a support that the plan binds somebody to give and that can be applied for, now or after another one.
What a plan only promotes, encourages or aims at is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from eligibility._dataclass import dataclass
from eligibility.book.entries import Counter, Deadline, Rate
from eligibility.decide.change_dates import last_days
from eligibility.decide.decision import Decision
from eligibility.decide.outcome import Outcome
from eligibility.decide.standing import Standing
from eligibility.facts.flatten import Subject
from eligibility.i18n import Text
from eligibility.rules.labels import SOFT
from eligibility.rules.status import Status
from eligibility.rules.support import Amount, Benefit, Paid
from eligibility.rules.words import Area, BenefitUnit
from eligibility.views.amounts import narrowing
from eligibility.views.tiers import KINDS_FIRST, Tier, tier_of

FAMILY = frozenset({"person", "household"})
"""The subjects of a family's claims."""

Naming = Callable[[Iterable[Subject]], tuple[Text, ...]]
"""How a face names the people of one line."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything about a claim that may differ between members: those with the same terms share a line.

    `narrowed_by` names the facts that would tell the amount more exactly. `until` is the last day on which it still applies,
    where that comes within the plan's period; `opens` what becomes available with it; `standing` what it rests on, without
    the members' own paths. `rate`, `counter` and `window` are the local book's: by which entry it pays, where and between which
    days of the year one applies; `paid` says from which month, and `paid_by` by which national document, where one says it.
    """

    benefit: Benefit
    amount: Amount | None
    unit: BenefitUnit | None
    narrowed_by: tuple[Text, ...]
    agency: Text | None
    papers: tuple[Text, ...]
    until: date | None
    clauses: tuple[str, ...]
    opens: tuple[Text, ...]
    after: tuple[Text, ...]
    conditions: tuple[Text, ...]
    standing: Standing
    rate: Rate | None = None
    counter: Counter | None = None
    window: Deadline | None = None
    paid: Paid | None = None
    paid_by: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """What could still exclude a claim and is not known; of whom, where it is not of all whose claim it is."""

    title: Text
    who: tuple[Text, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Claim:
    """A support that can be applied for, and for whom: in words, and as the outcomes that are granted on the same terms.

    Its representation names nobody.
    """

    support: str
    title: Text
    area: Area
    who: tuple[Text, ...]
    terms: Terms
    checks: tuple[Check, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def unasked(self) -> bool:
        """Whether an office does it of its own accord, and nothing waits for it: there is nothing to apply for."""
        return _comes_unasked(self.outcomes[0], self.terms.opens)

    def __repr__(self) -> str:
        return f"<Claim {self.support} (for {len(self.outcomes)})>"


@dataclass(frozen=True, slots=True)
class Alternative:
    """Two supports that one person cannot receive together, for whom, and which of them the rule calls better.

    `held` is true where the other one is received already: then the first is no claim of its own.
    """

    title: Text
    other: Text
    who: tuple[Text, ...]
    reason: Text
    better: Text | None
    held: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A support that is received already."""

    title: Text
    who: tuple[Text, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Claims:
    """The claims in the order in which they matter, those to be verified first at the end; what excludes what, what is received.

    `offered` are the supports that the plan only promotes, encourages or aims at. The representation names nobody.
    """

    claims: tuple[Claim, ...]
    alternatives: tuple[Alternative, ...]
    offered: tuple[Text, ...]
    held: tuple[Held, ...]

    @property
    def offers(self) -> int:
        """How many supports are only promoted, encouraged or aimed at."""
        return len(self.offered)

    def __repr__(self) -> str:
        return f"<Claims ({len(self.claims)})>"


def claims_of(decision: Decision, naming: Naming, subjects: Collection[str] = FAMILY) -> Claims:
    """The claims of a decision, for subjects of some kinds: a family's, unless others are named."""
    return _Claims(decision, naming).of([outcome for outcome in decision if outcome.subject.kind in subjects])


def opened(decision: Decision, outcome: Outcome, claims: Collection[Outcome]) -> list[Outcome]:
    """Of some claims those that wait for this one."""
    return [other for other in decision.opens(outcome) if other in claims]


class _Claims:
    def __init__(self, decision: Decision, naming: Naming) -> None:
        self.decision = decision
        self.naming = naming

    def of(self, outcomes: list[Outcome]) -> Claims:
        decision = self.decision
        possible = [one for one in outcomes if one.status is not Status.NOT_ELIGIBLE]
        held = dict.fromkeys(one for one in possible if decision.evaluation.receives(one.support, one.subject))
        granted = [one for one in possible if one.status.granted and one not in held]
        firm = {one for one in granted if one.modality not in SOFT}
        needed = {key for one in firm for key in _opening(decision, one)}
        wanted = dict.fromkeys(one for one in granted if one in firm or (one.support, one.subject.id) in needed)
        alternatives = list(self._alternatives(wanted))
        barred = {one for one, alternative in alternatives if alternative.held}
        return Claims(
            claims=tuple(self._claims([one for one in wanted if one not in barred])),
            alternatives=tuple(dict.fromkeys(alternative for _, alternative in alternatives)),
            offered=tuple(dict.fromkeys(one.rule.title for one in granted if one not in wanted)),
            held=tuple(self._held(held)),
        )

    def _claims(self, outcomes: list[Outcome]) -> list[Claim]:
        lasts = last_days(self.decision, {(one.support, one.subject.id) for one in outcomes}, self.decision.ruleset.period.last)
        shared: dict[tuple[str, Terms], list[Outcome]] = {}
        for outcome in outcomes:
            last = lasts.get((outcome.support, outcome.subject.id))
            shared.setdefault((outcome.support, self._terms(outcome, outcomes, last)), []).append(outcome)
        ranked = sorted(shared.items(), key=lambda item: _rank(item[1][0], item[0][1], opened(self.decision, item[1][0], outcomes)))
        return [self._claim(support, terms, same) for (support, terms), same in ranked]

    def _claim(self, support: str, terms: Terms, same: list[Outcome]) -> Claim:
        rule, who = same[0].rule, self.naming(one.subject for one in same)
        return Claim(support, rule.title, rule.area, who, terms, tuple(self._checks(same)), tuple(same))

    def _terms(self, outcome: Outcome, claims: list[Outcome], until: date | None) -> Terms:
        ruleset = self.decision.ruleset
        return Terms(
            benefit=outcome.benefit,
            amount=outcome.amount.stated,
            unit=outcome.amount.unit or outcome.benefit.unit,
            narrowed_by=narrowing(outcome),
            agency=outcome.agency.text if outcome.agency else None,
            papers=tuple(paper.text for paper in outcome.papers),
            until=until,
            clauses=tuple(citation["locator"] for citation in outcome.citations),
            opens=tuple(dict.fromkeys(other.rule.title for other in opened(self.decision, outcome, claims))),
            after=tuple(ruleset.support_title(support) for support in outcome.after),
            conditions=(*outcome.subject_to, *outcome.demands),
            standing=replace(outcome.standing, missing=()) if outcome.standing.missing else outcome.standing,
            rate=outcome.local.rate if outcome.local and outcome.amount.stated else None,
            counter=outcome.counter,
            window=outcome.window,
            paid=outcome.paid,
            paid_by=outcome.national_paid.source.name if outcome.national_paid else None,
        )

    def _checks(self, same: list[Outcome]) -> Iterator[Check]:
        unknown = [outcome.exclusions for outcome in same]
        for title in dict.fromkeys(title for titles in unknown for title in titles):
            of = [outcome.subject for outcome, titles in zip(same, unknown, strict=True) if title in titles]
            yield Check(title, self.naming(of) if len(of) < len(same) else ())

    def _alternatives(self, claims: Iterable[Outcome]) -> Iterator[tuple[Outcome, Alternative]]:
        """What cannot be received together: each pair of claims once, and every claim that conflicts with a support already received."""
        title, seen = self.decision.ruleset.support_title, set()
        for outcome in claims:
            for conflict in outcome.conflicts:
                pair = frozenset({outcome.support, conflict.support}), outcome.subject.id
                if pair not in seen:
                    seen.add(pair)
                    better = title(conflict.better) if conflict.better else None
                    held = self.decision.evaluation.receives(conflict.support, outcome.subject)
                    who = self.naming([outcome.subject])
                    yield outcome, Alternative(outcome.rule.title, title(conflict.support), who, conflict.reason, better, held)

    def _held(self, outcomes: Collection[Outcome]) -> Iterator[Held]:
        for support in dict.fromkeys(one.support for one in outcomes):
            same = [one for one in outcomes if one.support == support]
            yield Held(same[0].rule.title, self.naming(one.subject for one in same))


def _opening(decision: Decision, outcome: Outcome) -> Iterator[tuple[str, str]]:
    """The outcomes that must be granted before this one."""
    return ((support, holder.id) for support, holder in decision.evaluation.holders(outcome.after, outcome.subject))


def _comes_unasked(outcome: Outcome, opens: Collection[object]) -> bool:
    return tier_of(outcome.rule) is Tier.OFFICE and not opens


def _rank(outcome: Outcome, terms: Terms, waiting: list[Outcome]) -> tuple[bool, bool, int, bool, bool, Fraction, bool, int]:
    """Money before the rest (an amount is money whatever it is for), and what is sure before what has conditions left to other rules.

    What an ended plan alone gives comes last, and before it what an office does unasked. Of equals, the larger sums of money first.

    What opens others ranks as the best of them, so that it stands before what waits for it.
    """
    kind = min(0 if one.amount.stated else KINDS_FIRST.index(one.benefit.kind) for one in (outcome, *waiting))
    unsure = all(one.subject_to or one.demands for one in (outcome, *waiting))
    unasked = _comes_unasked(outcome, waiting)
    return terms.standing.to_verify, unasked, kind, unsure, not waiting, -_least(outcome), outcome.amount.stated is None, len(terms.after)


def _least(outcome: Outcome) -> Fraction:
    """The least that is given, where it is money."""
    found = outcome.amount.interval
    return found.low or Fraction(0) if found is not None and outcome.benefit.kind == "cash" else Fraction(0)
