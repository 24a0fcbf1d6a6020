"""What weighs most to a household, in its own words: it puts answers and questions in order, and leaves out none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from eligibility.decide.outcome import Outcome
from eligibility.facts.record import read_value
from eligibility.i18n import Text
from eligibility.rules.words import MONEY, Area

ADULT = 18
"""The age in years from which a person is no child."""


class Concern(StrEnum):
    """A thing that may weigh most."""

    CARE = "care"
    MONEY = "money"
    CHILD_REHABILITATION = "child_rehabilitation"
    WORK = "work"
    SCHOOL = "school"
    HOUSING = "housing"
    CERTIFICATE = "certificate"

    @property
    def label(self) -> Text:
        """The concern as a family says it."""
        return _LABELS[self]


_LABELS: Mapping[Concern, Text] = {
    Concern.CARE: Text("有人照料", "Someone to care for us"),
    Concern.MONEY: Text("钱不够用", "Money"),
    Concern.CHILD_REHABILITATION: Text("孩子康复", "A child's rehabilitation"),
    Concern.WORK: Text("找工作、做生意", "Work or a business"),
    Concern.SCHOOL: Text("上学", "School"),
    Concern.HOUSING: Text("住房", "Housing"),
    Concern.CERTIFICATE: Text("办残疾人证", "A disability certificate"),
}

_AREAS: Mapping[Concern, frozenset[Area]] = {
    Concern.CARE: frozenset({"care"}),
    Concern.CHILD_REHABILITATION: frozenset({"rehabilitation"}),
    Concern.WORK: frozenset({"employment"}),
    Concern.SCHOOL: frozenset({"education"}),
    Concern.HOUSING: frozenset({"housing"}),
    Concern.CERTIFICATE: frozenset({"administration"}),
}
"""The areas of the supports that a concern is about; money is told by what a support gives."""


def touches(concerns: Collection[Concern], outcome: Outcome) -> bool:
    """Whether an answer is about one of the concerns."""
    return any(_about(concern, outcome) for concern in concerns)


def _about(concern: Concern, outcome: Outcome) -> bool:
    if concern is Concern.MONEY:
        return outcome.rule.benefit.kind in MONEY
    if concern is Concern.CHILD_REHABILITATION and _grown_up(outcome):
        return False
    return outcome.rule.area in _AREAS[concern]


def _grown_up(outcome: Outcome) -> bool:
    """Whether the answer is for somebody who is known to be no child."""
    age = read_value(outcome.subject.values, "person.age")
    return age is not None and int(age) >= ADULT
