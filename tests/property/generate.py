"""Households at random over the whole vocabulary, much missing: for bulk runs, where a seed says everything."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache
from typing import Any

from eligibility.facts.profile import DibaoStandard, Household, Organisation, Person
from eligibility.facts.vocabulary import COMPONENTS, LOCAL_OPTIONS, OTHER_BENEFITS, facts
from eligibility.logic.types import Boolean, Choice, Day, Number

AGES = (0, 3, 6, 7, 15, 16, 17, 18, 40, 59, 60, 75)
COUNTS = (0, 1, 2, 13, 29, 30, 49, 50, 66, 67, 70, 200)
MONEY = ("0", "300", "479.99", "480", "480.01", "650", "719.9999", "720", "1079.99", "1080", "3000")
DATES = ("2019-05-31", "2021-06-01", "2022-06-01", "2023-12-31", "2024-06-01", "2025-01-01")
DERIVED = {"disabled_member", "severe_member", "employed_members", "size", "members", "id"}


class Generator:
    """Profiles from a seed. `density` is how likely a fact is known."""

    def __init__(self, seed: int, supports: Mapping[str, object]) -> None:
        self.random = random.Random(seed)
        self.supports = sorted(supports)

    def profile(self) -> dict[str, Any]:
        density = self.random.choice((0.1, 0.3, 0.6, 0.9))
        count = self.random.choice((0, 1, 1, 2, 3))
        household: dict[str, Any] = self._entries("household", density)
        if count:
            household["members"] = [self._person(f"m{index}", density) for index in range(1, count + 1)]
            if self.random.random() < 0.2:
                household["size"] = count + self.random.randint(0, 2)
        profile: dict[str, Any] = {"household": household, "locality": self._locality(density)}
        if self.random.random() < 0.3:
            profile["organisations"] = [{"id": "o1", **self._entries("organisation", density), **self._recognised(density)}]
        return profile

    def _person(self, name: str, density: float) -> dict[str, Any]:
        person = {"id": name, **self._entries("person", density), **self._recognised(density)}
        if self.random.random() < density:
            person["disabilities"] = self._disabilities()
        if person.get("disabilities") == [] and person.get("certified"):
            person["certified"] = False
        if self.random.random() < density:
            person["receives"] = self._some([*self.supports, *OTHER_BENEFITS], 3)
        if self.random.random() < density:
            person["age"] = self.random.choice(AGES)
            person.pop("birth_date", None)
        return lawful(person)

    def _disabilities(self) -> list[dict[str, Any]]:
        categories = self._some([*COMPONENTS, "multiple"], 2)
        return agreed([{"category": category, "grade": self.random.randint(1, 4)} for category in categories])

    def _recognised(self, density: float) -> dict[str, Any]:
        return {"recognised": self._some(self.supports, 4)} if self.random.random() < density else {}

    def _locality(self, density: float) -> dict[str, Any]:
        place: dict[str, Any] = {}
        if self.random.random() < density:
            place["options"] = {option: self.random.random() < 0.5 for option in LOCAL_OPTIONS if self.random.random() < density}
        if self.random.random() < density:
            areas = [area for area in DibaoStandard.model_fields if self.random.random() < 0.8]
            place["dibao_standard"] = {area: self.random.choice(("480", "720")) for area in areas}
        if self.random.random() < density:
            place["emergency_declared"] = self.random.random() < 0.5
        return place

    def _entries(self, entity: str, density: float) -> dict[str, Any]:
        return {name: self._value(kind) for name, kind in entries(entity).items() if self.random.random() < density}

    def _value(self, kind: Any) -> Any:
        match kind:
            case tuple():
                return self._some(kind, 3)
            case Boolean():
                return self.random.random() < 0.5
            case Choice(values=values):
                return self.random.choice(values)
            case Day():
                return self.random.choice(DATES)
            case Number(integral=True):
                return self.random.choice(COUNTS)
        return self.random.choice(MONEY)

    def _some(self, values: Any, most: int) -> list[Any]:
        return self.random.sample(list(values), self.random.randint(0, min(most, len(values))))


def lawful(person: dict[str, Any], year: int = 2024) -> dict[str, Any]:
    """The person without most of what the laws about ages rule out, so that the door takes children too.

    `year` is that of the day for which the household is made.
    """
    age = person["age"] if "age" in person else year - 1 - int(person["birth_date"][:4]) if "birth_date" in person else 99
    stage = person.get("student_stage", "none")
    out = {
        "employment": age < 16 and person.get("employment") != "employed",
        "student_stage": age < 5 and stage != "preschool",
        "service_status": age < 16,
        "insurances": age < 16 or stage != "none",
        **dict.fromkeys(("wants_work", "first_employment", "recent_graduate", "college_graduate"), age < 16),
        **dict.fromkeys(("occupations", "circumstances"), age < 16),
    }
    return {name: value for name, value in person.items() if not out.get(name)}


@cache
def entries(entity: str) -> Mapping[str, Any]:
    """The profile entries of an entity that are facts: a type, or the members of a set."""
    model = {"person": Person, "household": Household, "organisation": Organisation}[entity]
    found: dict[str, Any] = {}
    for key, fact in facts().items():
        owner, _, rest = key.partition(".")
        name, _, member = rest.partition(".")
        if owner != entity or name in DERIVED or name == "age" or name not in model.model_fields or member == "years":
            continue
        found[name] = (*found.get(name, ()), member) if member else fact.type
    return found


def agreed(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Disabilities of which *multiple* has the grade of the heaviest."""
    heaviest = min((line["grade"] for line in lines), default=None)
    return [{**line, "grade": heaviest} if line["category"] == "multiple" else line for line in lines]
