"""Differences between two sets of answers for one household: under two versions of the rules, or then and now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from eligibility._dataclass import dataclass
from eligibility._json import Json
from eligibility.book.book import Book
from eligibility.decide.decision import Decision, decide
from eligibility.decide.outcome import Outcome
from eligibility.decide.recorded import RecordedOutcome
from eligibility.facts.profile import Profile
from eligibility.logic.amount import Interval
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of an outcome: its status, the granting route, the status of every route, and the benefit."""

    status: Status
    route: str | None
    routes: Mapping[str, Status]
    benefit: Json

    @property
    def kind(self) -> str:
        """The kind of benefit; empty where a record does not say it."""
        return str(self.benefit.get("kind", "")) if isinstance(self.benefit, Mapping) else ""

    @property
    def amount(self) -> Interval | None:
        """How much is granted; None where nothing is, where nothing bounds it, or where a record does not say it."""
        found = self.benefit.get("amount") if isinstance(self.benefit, Mapping) and self.status.granted else None
        match found:
            case {"exactly": number}:
                return Interval(_number(number), _number(number))
            case {"at_least": number}:
                return Interval(_number(number), None)
            case {"at_most": number}:
                return Interval(Fraction(0), _number(number))
            case {"between": [low, high]}:
                return Interval(_number(low), _number(high))
        return None

    @property
    def unit(self) -> str | None:
        """The unit of the amount."""
        found = self.benefit.get("unit") if isinstance(self.benefit, Mapping) else None
        return found if isinstance(found, str) else None

    @classmethod
    def of(cls, outcome: Outcome) -> Answer:
        """The answer of an outcome."""
        return cls(outcome.status, outcome.route, outcome.routes, _given(outcome.benefit_json()))

    @classmethod
    def read(cls, outcome: RecordedOutcome) -> Answer:
        """The answer of an outcome in a decision's JSON."""
        return cls(outcome.status, outcome.route, {name: route.status for name, route in outcome.routes.items()}, _given(outcome.benefit))


def _number(number: Json) -> Fraction:
    return Fraction(str(number))


def _given(benefit: Json) -> Json:
    """What is given and how much, without what would tell it more exactly."""
    return {key: benefit.get(key) for key in ("kind", "amount", "unit")} if isinstance(benefit, Mapping) else benefit


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that differs: `before` and `after`. None means that there is no such answer on that side."""

    support: str
    subject: str
    before: Answer | None
    after: Answer | None

    @property
    def routes(self) -> list[str]:
        """The routes whose own status differs."""
        before, after = (one.routes if one else {} for one in (self.before, self.after))
        return [name for name in {**before, **after} if before.get(name) != after.get(name)]


Answers = Mapping[tuple[str, str], Answer]


def answers_of(decision: Decision) -> dict[tuple[str, str], Answer]:
    """Every answer of a decision, by support and subject."""
    return {(outcome.support, outcome.subject.id): Answer.of(outcome) for outcome in decision}


def differences(before: Answers, after: Answers) -> list[Difference]:
    """The answers that differ. A refused support that is removed does not count as a difference, nor does a new one that is refused."""
    found = []
    for support, subject in {**before, **after}:
        old, new = before.get((support, subject)), after.get((support, subject))
        if old != new and {one.status for one in (old, new) if one} != {Status.NOT_ELIGIBLE}:
            found.append(Difference(support, subject, old, new))
    return found


def between(profile: Profile, before: Ruleset, after: Ruleset, as_of: date, book: Book | None = None) -> list[Difference]:
    """The answers for one household that differ between two versions of the rules on one day.

    Raises:
        ProfileError: as `decide`.
    """
    return differences(*(answers_of(decide(profile, ruleset, as_of=as_of, book=book)) for ruleset in (before, after)))
