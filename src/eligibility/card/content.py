"""What a family's card can say, all of it, in the order in which it matters. What fits on the page is chosen later.

Nobody is named unless names are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from eligibility._dataclass import dataclass
from eligibility.card.people import people_labels
from eligibility.codes import ProblemCode
from eligibility.decide.decision import Decision, Question
from eligibility.decide.outcome import Outcome
from eligibility.decide.totals import firm_totals, in_total
from eligibility.errors import PROFILE_WORD, EligibilityError, Problem, did_you_mean, is_name
from eligibility.facts.flatten import Subject
from eligibility.facts.key import EntryName
from eligibility.i18n import Text
from eligibility.logic.amount import Interval
from eligibility.rules.words import BenefitUnit
from eligibility.views.audience import for_family
from eligibility.views.claims import FAMILY, Alternative, Claim, Held, claims_of

LONGEST_NAME = 60
"""How many characters a name on the card may have."""

NAMES = Text("卡上的名字", "names on the card")
"""What errors call the names that are given for a card."""

MONTHLY: BenefitUnit = "CNY/month"
"""The unit of what is added up."""

OF_THE_BOOK = frozenset({"rate_not_confirmed", "rate_outside", "locality_differs", "book_without_area", "book_elsewhere"})
"""Notices about the office's own local book, which the family cannot act on."""

TO_ASK_AGAIN = frozenset({"rate_not_confirmed", "rate_outside"})
"""Those of them by which an amount on the card may have changed."""


@dataclass(frozen=True, slots=True)
class CardMember:
    """Someone of the family: as the family knows them, unless a name or the ids were asked for."""

    id: str
    label: Text
    named: bool


@dataclass(frozen=True, slots=True)
class CardNotice:
    """What the family should know of the whole answer, and about whom; nobody where it is about all."""

    text: Text
    who: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class CardQuestion:
    """A question that the family can answer, and about whom; nobody where it is about all."""

    text: Text
    who: tuple[Text, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """All that a card can say. `ask_amounts`: an amount of the local book may have changed. `total`: what the claims come to a month,
    with what is received already, where several state an amount a month; what is to be verified first is not in it.

    The representation shows nothing of the family.
    """

    place: Text
    document: str
    day: date
    until: date
    notices: tuple[CardNotice, ...]
    members: tuple[CardMember, ...]
    claims: tuple[Claim, ...]
    choices: tuple[Alternative, ...]
    offered: tuple[Text, ...]
    held: tuple[Held, ...]
    questions: tuple[CardQuestion, ...]
    office_questions: int
    ended: bool
    ask_amounts: bool = False
    total: Interval | None = None

    @property
    def offers(self) -> int:
        """How many supports the plan only promotes, encourages or aims at."""
        return len(self.offered)

    @property
    def lasting(self) -> int:
        """How many claims are no longer to be verified before anything else; they stand first."""
        return sum(not claim.terms.standing.to_verify for claim in self.claims)

    @property
    def to_apply(self) -> int:
        """How many of these are applied for; what an office does of its own accord stands behind them."""
        return sum(not claim.terms.standing.to_verify and not claim.unasked for claim in self.claims)

    def __repr__(self) -> str:
        return f"<Card {self.document} {self.day} ({len(self.claims)} claims)>"


def card_of(decision: Decision, names: Mapping[str, str] | None = None, *, ids: bool = False) -> Card:
    """The card of a decided household, with `names` by member id, or with the profile's own ids.

    Raises:
        EligibilityError: the profile has no household, or a name is for nobody or too long.
    """
    return _CardMaker(decision, names or {}, ids=ids).card()


class _CardMaker:
    def __init__(self, decision: Decision, names: Mapping[str, str], *, ids: bool) -> None:
        self.decision = decision
        self.people = decision.situation.persons
        _check_names(self.people, decision, names)
        known = people_labels((decision.profile.household.members if decision.profile.household else None) or (), self.people)
        self.members = tuple(_card_member(person.id, known[person.id], names, ids=ids) for person in self.people)
        self.labels = {member.id: member.label for member in self.members}

    def card(self) -> Card:
        decision, ruleset = self.decision, self.decision.ruleset
        found = claims_of(decision, self._who)
        asked = [question for question in decision.to_ask if for_family(question.path, question.entity())]
        return Card(
            place=ruleset.title,
            document=ruleset.document.name,
            day=decision.as_of,
            until=ruleset.period.last,
            ended=ruleset.ended(decision.as_of),
            total=_monthly(decision),
            ask_amounts=any(notice.code in TO_ASK_AGAIN for notice in decision.notices),
            notices=tuple(self._notices()),
            members=self.members,
            claims=found.claims,
            choices=found.alternatives,
            offered=found.offered,
            held=found.held,
            questions=tuple(self._asked(asked)),
            office_questions=len({question.path for question in decision.to_ask}) - len({question.path for question in asked}),
        )

    def _notices(self) -> Iterator[CardNotice]:
        """What concerns the whole answer or some members; the deadlines of duties are for those who have them."""
        about: dict[Text, list[Text]] = {}
        for notice in (one for one in self.decision.notices if one.code not in OF_THE_BOOK):
            label = self.labels.get(notice.subject)
            if label is not None or not notice.subject:
                about.setdefault(notice.text, []).extend([label] if label else [])
        return (CardNotice(text, self._ordered(who)) for text, who in about.items())

    def _asked(self, questions: list[Question]) -> list[CardQuestion]:
        about: dict[Text, list[Text]] = {}
        for question in questions:
            label = self.labels.get(EntryName.of(question.path).owner)
            about.setdefault(question.wording(self.decision.ruleset), []).extend([label] if label else [])
        return [CardQuestion(text, self._ordered(who)) for text, who in about.items()]

    def _who(self, subjects: Iterable[Subject]) -> tuple[Text, ...]:
        return self._ordered([self.labels.get(subject.id, Text("全家", "Household")) for subject in subjects])

    def _ordered(self, labels: list[Text]) -> tuple[Text, ...]:
        """Members in the order of the family; one word where it is all of several."""
        if len(labels) == len(self.members) > 2:
            return (Text("每个人", "Everyone"),)
        order = [member.label for member in self.members]
        return tuple(sorted(labels, key=lambda label: order.index(label) if label in order else -1))


def _monthly(outcomes: Iterable[Outcome]) -> Interval | None:
    """What a family's claims come to a month, as every face counts it, with what it receives already; None for a single claim."""
    counted = [one for one in outcomes if one.subject.kind in FAMILY and in_total(one)]
    several = sum(one.amount.unit == MONTHLY for one in counted) > 1
    return firm_totals(counted).get(MONTHLY) if several else None


def _check_names(people: tuple[Subject, ...], decision: Decision, names: Mapping[str, str]) -> None:
    if not people and decision.situation.household is None:
        said = Text("没有家庭，明白卡是给家庭的", "holds no household, and the card is for a family")
        mend = Text("单位请看判定结果。", "For an organisation see the decision.") if decision.situation.organisations else None
        raise EligibilityError([Problem(ProblemCode.NO_HOUSEHOLD, PROFILE_WORD, said, mend)])
    known = [person.id for person in people]
    problems = []
    for name, text in names.items():
        if name not in known:
            shown = Text(f"家里没有“{name}”", f"there is no member {name!r}")
            said = shown if is_name(name) else Text("家里没有这个编号的成员", "there is no member of that id")
            problems.append(Problem(ProblemCode.NAME_FOR_NOBODY, NAMES, said, *did_you_mean(name, known)))
        elif not 0 < len(text) <= LONGEST_NAME or not text.replace("\u3000", " ").isprintable():
            said = Text(f"“{name}”的名字应有1至{LONGEST_NAME}个字", f"the name for {name} must have 1 to {LONGEST_NAME} characters")
            problems.append(Problem(ProblemCode.WRONG_PRINTED_NAME, NAMES, said))
    if problems:
        raise EligibilityError(problems)


def _card_member(name: str, known: Text, names: Mapping[str, str], *, ids: bool) -> CardMember:
    if name in names:
        return CardMember(name, Text(names[name], names[name]), named=True)
    return CardMember(name, Text(name, name) if ids else known, named=ids)
