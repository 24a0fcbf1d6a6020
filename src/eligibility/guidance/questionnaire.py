"""The full form: every fact that some rule of a region reads for a household. Also the facts that concern few people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import final

from eligibility._json import Json
from eligibility.decide.compiled import received_by
from eligibility.facts.flatten import RecordValue, Situation
from eligibility.facts.record import read_value
from eligibility.logic.algebra import Collecting
from eligibility.logic.expr import Atom, Has, Quantity, facts_of
from eligibility.logic.types import Fact
from eligibility.rules.ruleset import Ruleset

MEMBERS = "household.members"
"""The profile path of the list of members. An interview first asks how many they are."""

NOBODY: Mapping[str, Json] = {
    **dict.fromkeys(("service_status", "pregnancy"), "none"),
    **dict.fromkeys(("tekun", "orphan", "unattended_child", "autism", "diagnosed", "guardianship", "recent_graduate"), False),
    **dict.fromkeys(("college_graduate",), False),
    **{name: [] for name in ("disabilities", "conditions", "circumstances", "legal_matter", "recognised", "occupations", "needs")},
    **{name: [] for name in ("receives", "equipment")},
}
"""Facts that concern few people, each with the answer for everyone else. They are asked about all members at once."""


AFTER: Mapping[str, str] = dict.fromkeys(("dibao_margin", "low_income", "economic_difficulty"), "dibao")
"""Entries that are asked after another of the same owner, where that is still to be asked: who is in dibao is asked first."""

SCHOOL_ENDS = 30
"""From this age on, in years, hardly anybody is in school."""

AT_WORK = frozenset({"employed", "self_employed", "flexible", "farming", "public_post"})


def concerns_few(entry: str, values: Mapping[str, RecordValue]) -> bool:
    """Whether a question about a person is hardly ever worth much, by what is known of the person: school, of those at work or long
    grown up. It is asked all the same, after the others."""
    age = read_value(values, "person.age")
    grown_up = isinstance(age, int) and age >= SCHOOL_ENDS
    return entry == "student_stage" and (grown_up or read_value(values, "person.employment") in AT_WORK)


def full_form(ruleset: Ruleset, situation: Situation) -> list[str]:
    """The profile paths of the full form: what routes and exclusions read, once for each person, the household, the locality
    and each organisation. Supports for organisations count only where the profile has an organisation."""
    owners = {
        "person": [person.id for person in situation.persons],
        "household": ["household"],
        "locality": ["locality"],
        "organisation": [body.id for body in situation.organisations],
    }
    reading = _FactsRead(ruleset)
    paths: dict[str, None] = {}
    for part in ruleset.parts:
        if situation.subjects(part.entity):
            for expr in part.conditions:
                for fact in reading(expr):
                    paths.update((f"{owner}.{fact.answer}", None) for owner in owners.get(fact.entity, ()))
    return list(paths)


@final
class _FactsRead(Collecting[Fact]):
    """The facts that an expression reads. For a required support these are the facts that say that it is received."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset

    def atom(self, expr: Atom) -> tuple[Fact, ...]:
        return facts_of(expr)

    def has(self, expr: Has) -> Iterable[Fact]:
        return self(received_by("person", expr.support, self.ruleset))

    def quantity(self, expr: Quantity) -> Iterable[Fact]:
        return self(expr.body)
