"""What a family's card can say, all of it, in the order in which it matters. What fits on the page is chosen later.

A *claim* is a support that the plan binds somebody to give and that the family can apply for, now or after another one.
What a plan only promotes, encourages or aims at is counted. Nobody is named unless names are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from eligibility.decide.change_dates import last_days
from eligibility.decide.decision import Decision, Question
from eligibility.decide.outcome import Outcome
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.flatten import Subject
from eligibility.i18n import Text, nearest
from eligibility.rules.labels import SOFT
from eligibility.rules.ruleset import Benefit
from eligibility.rules.status import Status

KINDS_FIRST = ("cash", "insurance", "waiver", "in_kind", "award", "service", "priority", "rule")
"""Claims by what they give: money first."""

LONGEST_NAME = 20
"""How many characters a name on the card may have."""

OFFICE = frozenset({"recognised", "applied"})
"""Facts of a person that the office knows rather than the family."""


@dataclass(frozen=True, slots=True)
class Member:
    """Someone of the family, by number unless a name or the ids were asked for."""

    id: str
    label: Text
    named: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Two supports that cannot be had together, for whom, and which of them the rule calls better.

    `held` is true where the other one is received already: then the first is no claim of its own.
    """

    title: Text
    other: Text
    who: tuple[Text, ...]
    reason: Text
    better: Text | None
    held: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything about a claim that may differ between members: those with the same terms share a line.

    `until` is the last day on which it still applies, where that comes within the plan's period; `opens` what becomes
    available with it.
    """

    benefit: Benefit
    agency: Text | None
    papers: tuple[Text, ...]
    until: date | None
    clauses: tuple[str, ...]
    opens: tuple[Text, ...]
    after: tuple[Text, ...]
    conditions: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """What could still exclude a claim and is not known; of whom, where it is not of all whose claim it is."""

    title: Text
    who: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A support that the family can apply for, and for whom."""

    support: str
    title: Text
    area: str
    who: tuple[Text, ...]
    terms: Terms
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What the family should know of the whole answer, and about whom; nobody where it is about all."""

    text: Text
    who: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A support that is received already."""

    title: Text
    who: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the family can answer, and about whom; nobody where it is about all."""

    text: Text
    who: tuple[Text, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """All that a card can say. Its representation shows nothing of the family."""

    place: Text
    document: str
    day: date
    until: date
    notices: tuple[Notice, ...]
    members: tuple[Member, ...]
    claims: tuple[Claim, ...]
    choices: tuple[Choice, ...]
    offers: int
    held: tuple[Held, ...]
    questions: tuple[Asked, ...]
    office_questions: int

    def __repr__(self) -> str:
        return f"<Card {self.document} {self.day} ({len(self.claims)} claims)>"


def card_of(decision: Decision, names: Mapping[str, str] | None = None, *, ids: bool = False) -> Card:
    """The card of a decided household, with `names` by member id, or with the profile's own ids.

    Raises:
        EligibilityError: the profile has no household, or a name is for nobody or too long.
    """
    return _Writer(decision, names or {}, ids=ids).card()


class _Writer:
    def __init__(self, decision: Decision, names: Mapping[str, str], *, ids: bool) -> None:
        self.decision = decision
        self.people = decision.situation.persons
        _check(self.people, decision, names)
        self.members = tuple(_member(index, person.id, names, ids=ids) for index, person in enumerate(self.people, 1))
        self.labels = {member.id: member.label for member in self.members}

    def card(self) -> Card:
        decision, ruleset = self.decision, self.decision.ruleset
        family = [outcome for outcome in decision if outcome.subject.kind != "organisation"]
        held = [one for one in family if one.status is not Status.NOT_ELIGIBLE and decision.evaluation.receives(one.support, one.subject)]
        granted = [one for one in family if one.status.granted and one not in held]
        firm = [one for one in granted if one.modality not in SOFT]
        needed = {key for one in firm for key in _opening(decision, one)}
        wanted = [one for one in granted if one in firm or (one.support, one.subject.id) in needed]
        choices = list(self._choices(wanted))
        barred = [one for one, choice in choices if choice.held]
        claims = [one for one in wanted if one not in barred]
        asked = [question for question in decision.to_ask if _for_family(question)]
        return Card(
            place=ruleset.title,
            document=ruleset.document.name,
            day=decision.as_of,
            until=ruleset.period.last,
            notices=tuple(self._notices()),
            members=self.members,
            claims=tuple(self._claims(claims)),
            choices=tuple(dict.fromkeys(choice for _, choice in choices)),
            offers=len({one.support for one in granted if one not in wanted}),
            held=tuple(self._held(held)),
            questions=tuple(self._asked(asked)),
            office_questions=len({question.path for question in decision.to_ask}) - len({question.path for question in asked}),
        )

    def _notices(self) -> Iterator[Notice]:
        """What concerns the whole answer or some members; the deadlines of duties are for those who have them."""
        about: dict[Text, list[Text]] = {}
        for notice in self.decision.notices:
            label = self.labels.get(notice.subject)
            if label is not None or not notice.subject:
                about.setdefault(notice.text, []).extend([label] if label else [])
        return (Notice(text, self._ordered(who)) for text, who in about.items())

    def _claims(self, outcomes: list[Outcome]) -> list[Claim]:
        lasts = last_days(self.decision, {(one.support, one.subject.id) for one in outcomes}, self.decision.ruleset.period.last)
        shared: dict[tuple[str, Terms], list[Outcome]] = {}
        for outcome in outcomes:
            last = lasts.get((outcome.support, outcome.subject.id))
            shared.setdefault((outcome.support, self._terms(outcome, outcomes, last)), []).append(outcome)
        ranked = sorted(shared.items(), key=lambda item: _rank(item[1][0], item[0][1], self._opened(item[1][0], outcomes)))
        return [
            Claim(support, same[0].rule.title, same[0].rule.area, self._who(one.subject for one in same), terms, tuple(self._checks(same)))
            for (support, terms), same in ranked
        ]

    def _terms(self, outcome: Outcome, claims: list[Outcome], until: date | None) -> Terms:
        ruleset = self.decision.ruleset
        return Terms(
            benefit=outcome.benefit,
            agency=outcome.agency.text if outcome.agency else None,
            papers=tuple(paper.text for paper in outcome.papers),
            until=until,
            clauses=tuple(citation["locator"] for citation in outcome.citations),
            opens=tuple(dict.fromkeys(other.rule.title for other in self._opened(outcome, claims))),
            after=tuple(ruleset.support_title(support) for support in outcome.after),
            conditions=tuple(outcome.subject_to),
        )

    def _checks(self, same: list[Outcome]) -> Iterator[Check]:
        unknown = [dict.fromkeys(outcome.titled(path) for path in outcome.unless) for outcome in same]
        for title in dict.fromkeys(title for titles in unknown for title in titles):
            of = [outcome.subject for outcome, titles in zip(same, unknown, strict=True) if title in titles]
            yield Check(title, self._who(of) if len(of) < len(same) else ())

    def _opened(self, outcome: Outcome, claims: list[Outcome]) -> list[Outcome]:
        return [other for other in self.decision.opens(outcome) if other in claims]

    def _choices(self, claims: list[Outcome]) -> Iterator[tuple[Outcome, Choice]]:
        """What cannot be had together: of two claims each pair once, and every claim that something received stands against."""
        title, seen = self.decision.ruleset.support_title, set()
        for outcome in claims:
            for conflict in outcome.conflicts:
                pair = frozenset({outcome.support, conflict.support}), outcome.subject.id
                if pair not in seen:
                    seen.add(pair)
                    better = title(conflict.better) if conflict.better else None
                    held = self.decision.evaluation.receives(conflict.support, outcome.subject)
                    who = self._who([outcome.subject])
                    yield outcome, Choice(outcome.rule.title, title(conflict.support), who, conflict.reason, better, held)

    def _held(self, outcomes: list[Outcome]) -> Iterator[Held]:
        for support in dict.fromkeys(one.support for one in outcomes):
            same = [one for one in outcomes if one.support == support]
            yield Held(same[0].rule.title, self._who(one.subject for one in same))

    def _asked(self, questions: list[Question]) -> list[Asked]:
        about: dict[Text, list[Text]] = {}
        for question in questions:
            label = self.labels.get(question.path.partition(".")[0])
            about.setdefault(question.wording(self.decision.ruleset), []).extend([label] if label else [])
        return [Asked(text, self._ordered(who)) for text, who in about.items()]

    def _who(self, subjects: Iterable[Subject]) -> tuple[Text, ...]:
        return self._ordered([self.labels.get(subject.id, Text("全家", "Household")) for subject in subjects])

    def _ordered(self, labels: list[Text]) -> tuple[Text, ...]:
        """Members in the order of the family; one word where it is all of several."""
        if len(labels) == len(self.members) > 2:
            return (Text("每位成员", "Everyone"),)
        order = [member.label for member in self.members]
        return tuple(sorted(labels, key=lambda label: order.index(label) if label in order else -1))


def _check(people: tuple[Subject, ...], decision: Decision, names: Mapping[str, str]) -> None:
    if not people and decision.situation.household is None:
        mend = Text("单位的责任用 check 查看。", "For the duties of organisations use check.")
        raise EligibilityError(
            [Problem("household", Text("没有家庭资料，明白卡是给家庭的。", "there is no household, and the card is for a family."), mend)]
        )
    known = [person.id for person in people]
    problems = []
    for name, text in names.items():
        if name not in known:
            near = nearest(name, known)
            known_as = Text(f"是否想写 {near}？", f"Did you mean {near}?") if near else None
            problems.append(Problem("--name", Text(f"家里没有 {name!r}。", f"there is no member {name!r}."), known_as))
        elif not 0 < len(text) <= LONGEST_NAME or not text.isprintable():
            said = Text(f"{name} 的名字应有1至{LONGEST_NAME}个字。", f"the name for {name} must have 1 to {LONGEST_NAME} characters.")
            problems.append(Problem("--name", said))
    if problems:
        raise EligibilityError(problems)


def _member(index: int, name: str, names: Mapping[str, str], *, ids: bool) -> Member:
    if name in names:
        return Member(name, Text(names[name], names[name]), named=True)
    return Member(name, Text(name, name) if ids else Text(f"成员{index}", f"Member {index}"), named=ids)


def _opening(decision: Decision, outcome: Outcome) -> Iterator[tuple[str, str]]:
    """The outcomes that must be granted before this one."""
    return ((support, holder.id) for support, holder in decision.evaluation.holders(outcome.after, outcome.subject))


def _for_family(question: Question) -> bool:
    owner, _, name = question.path.partition(".")
    return owner != "locality" and question.entity() != "organisation" and name not in OFFICE


def _rank(outcome: Outcome, terms: Terms, opened: list[Outcome]) -> tuple[int, bool, bool, bool, int]:
    """Money before the rest (an amount is money whatever it is for), and what is sure before what has conditions left to other rules.

    Of equals, those whose amount the plan states.

    What opens others ranks as the best of them, so that it stands before what waits for it.
    """
    kind = min(0 if one.benefit.amount else KINDS_FIRST.index(one.benefit.kind) for one in (outcome, *opened))
    return kind, all(one.subject_to for one in (outcome, *opened)), not opened, outcome.benefit.amount is None, len(terms.after)
