"""Why one household's answers are not the same under two versions of the rules, or as they once were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.decide.decision import Decision, decide
from eligibility.decide.outcome import Outcome
from eligibility.facts.profile import Profile
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status


@dataclass(frozen=True, slots=True)
class Answer:
    """What an outcome said: status, route, the status of every route, and what it gave."""

    status: Status
    route: str | None
    routes: Mapping[str, Status]
    benefit: Any

    @classmethod
    def of(cls, outcome: Outcome) -> Answer:
        """The answer of an outcome."""
        return cls(outcome.status, outcome.route, outcome.routes, outcome.as_json()["benefit"])

    @classmethod
    def read(cls, outcome: Mapping[str, Any]) -> Answer:
        """The answer of an outcome in a decision's JSON."""
        routes = {name: Status(route["status"]) for name, route in outcome["routes"].items()}
        return cls(Status(outcome["status"]), outcome["route"], routes, outcome["benefit"])


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that is not the same: before and after, None where there is none, and the routes that made the difference."""

    support: str
    subject: str
    before: Answer | None
    after: Answer | None

    @property
    def routes(self) -> list[str]:
        """The routes whose own answers are not the same."""
        before, after = (one.routes if one else {} for one in (self.before, self.after))
        return [name for name in {**before, **after} if before.get(name) != after.get(name)]


Answers = Mapping[tuple[str, str], Answer]


def answers_of(decision: Decision) -> dict[tuple[str, str], Answer]:
    """Every answer of a decision, by support and subject."""
    return {(outcome.support, outcome.subject.id): Answer.of(outcome) for outcome in decision}


def differences(before: Answers, after: Answers) -> list[Difference]:
    """The answers that are not the same; what was refused and is not there any more (or is new and refused) is no difference."""
    found = []
    for support, subject in {**before, **after}:
        old, new = before.get((support, subject)), after.get((support, subject))
        if old != new and {one.status for one in (old, new) if one} != {Status.NOT_ELIGIBLE}:
            found.append(Difference(support, subject, old, new))
    return found


def between(profile: Profile, before: Ruleset, after: Ruleset, as_of: date) -> list[Difference]:
    """The answers of one household that two versions give differently on one day.

    Raises:
        ProfileError: as `decide`.
    """
    return differences(*(answers_of(decide(profile, ruleset, as_of=as_of)) for ruleset in (before, after)))
