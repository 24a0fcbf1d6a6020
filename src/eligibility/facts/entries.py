"""The inverse of flattening: from flat facts to a profile entry from which they follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date

from dateutil.relativedelta import relativedelta

from eligibility._json import Json, JsonObject, Scalar, objects, words
from eligibility.facts.derived import COMPONENT_GRADES, GRADE
from eligibility.facts.key import FactKey, entry_and_member
from eligibility.facts.profile_edit import NESTED
from eligibility.facts.vocabulary import COMPONENTS, fact_of
from eligibility.logic.types import Day

DisabilityLine = JsonObject


def entry_saying(name: str, flat: Mapping[str, Scalar], before: Json, as_of: date, *, rest_is_none: bool) -> Json:
    """The value of the entry `name` from which the flat facts, by key, follow.

    `before` is the entry's present value: lines and members of sets are added to it. Days are given by their ordinal or
    by full years, an age as a whole number. With `rest_is_none`, categories of disability without a fact become none;
    otherwise they stay unknown if an entry can express that.
    """
    if name == "disabilities":
        return disability_lines(flat, objects(before), rest_is_none=rest_is_none)
    for key, value in flat.items():
        if key == "person.age":
            return int(value)
        if FactKey.of(key).is_years:
            return (as_of - relativedelta(years=int(value))).isoformat()
        if fact_of(key).type == Day():
            return date.fromordinal(int(value)).isoformat()
    if all(FactKey.of(key).member for key in flat) and entry_and_member(name)[0] not in NESTED:
        return sorted(_members(flat, words(before)))
    return next(iter(flat.values()))


def _members(flat: Mapping[str, Scalar], before: Iterable[str]) -> set[str]:
    said = {FactKey.of(key).member: holds for key, holds in flat.items()}
    return {member for member in before if said.get(member, True)} | {member for member, holds in said.items() if holds}


def disability_lines(flat: Mapping[str, Scalar], before: list[DisabilityLine], *, rest_is_none: bool) -> list[DisabilityLine]:
    """The certificate lines `before`, with lines added that give these flat grades."""
    lines = deepcopy(before)
    for category, key in zip(COMPONENTS, COMPONENT_GRADES, strict=True):
        if flat.get(key):
            _line(lines, category)["grade"] = int(flat[key])
    heaviest = int(flat.get(GRADE) or 0)
    if heaviest and heaviest not in {line.get("grade") for line in lines}:
        bare = next((line for line in lines if line.get("grade") is None), None)
        (_line(lines, _further(flat, rest_is_none=rest_is_none)) if bare is None else bare)["grade"] = heaviest
    return lines


def _further(flat: Mapping[str, Scalar], *, rest_is_none: bool) -> str:
    """A category without a fact; *multiple* leaves the other categories unknown."""
    told = {key for key in COMPONENT_GRADES if key in flat}
    if told and not rest_is_none and len(told) < len(COMPONENT_GRADES):
        return "multiple"
    return next((category for category in ("physical", *COMPONENTS) if f"person.grade_{category}" not in told), "physical")


def _line(lines: list[DisabilityLine], category: str) -> DisabilityLine:
    for line in lines:
        if line["category"] == category:
            return line
    lines.append({"category": category})
    return lines[-1]
