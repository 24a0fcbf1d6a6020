"""From flat facts back to the entries of a profile: what an entry must say so that these facts follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from eligibility.facts.derived import GRADE, PARTS
from eligibility.facts.profile_edit import NESTED
from eligibility.facts.vocabulary import COMPONENTS, fact_of
from eligibility.logic.types import Day

Line = dict[str, Any]


def entry_saying(name: str, flat: Mapping[str, Any], before: Any, as_of: date, *, rest_is_none: bool) -> Any:
    """What the entry `name` must hold so that flat facts have these values, by key.

    `before` is what the entry holds already: lines and members of sets are added to it. Days are given by their ordinal
    or by full years, an age as a whole number. With `rest_is_none` categories of disability that no fact is about are
    none, otherwise they stay unknown where that can be said.
    """
    if name == "disabilities":
        return disability_lines(flat, before or [], rest_is_none=rest_is_none)
    for key, value in flat.items():
        if key == "person.age":
            return int(value)
        if key.endswith(".years"):
            return (as_of - relativedelta(years=int(value))).isoformat()
        if fact_of(key).type == Day():
            return date.fromordinal(int(value)).isoformat()
    if all(key.count(".") == 2 for key in flat) and name.partition(".")[0] not in NESTED:
        return sorted(_members(flat, before or ()))
    return next(iter(flat.values()))


def _members(flat: Mapping[str, Any], before: Iterable[str]) -> set[str]:
    said = {key.rpartition(".")[2]: holds for key, holds in flat.items()}
    return {member for member in before if said.get(member, True)} | {member for member, holds in said.items() if holds}


def disability_lines(flat: Mapping[str, Any], before: list[Line], *, rest_is_none: bool) -> list[Line]:
    """Lines of a certificate that give these flat grades, added to those that are there."""
    lines = deepcopy(before)
    for category, key in zip(COMPONENTS, PARTS, strict=True):
        if flat.get(key):
            _line(lines, category)["grade"] = int(flat[key])
    heaviest = int(flat.get(GRADE) or 0)
    if heaviest and heaviest not in {line.get("grade") for line in lines}:
        bare = next((line for line in lines if line.get("grade") is None), None)
        (_line(lines, _further(flat, rest_is_none=rest_is_none)) if bare is None else bare)["grade"] = heaviest
    return lines


def _further(flat: Mapping[str, Any], *, rest_is_none: bool) -> str:
    """The category of a line that no fact is about; *multiple* leaves the others unknown."""
    told = {key for key in PARTS if key in flat}
    if told and not rest_is_none and len(told) < len(PARTS):
        return "multiple"
    return next((category for category in ("physical", *COMPONENTS) if f"person.grade_{category}" not in told), "physical")


def _line(lines: list[Line], category: str) -> Line:
    for line in lines:
        if line["category"] == category:
            return line
    lines.append({"category": category})
    return lines[-1]
