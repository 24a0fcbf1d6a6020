"""From what the solver found to a profile that `check` reads, made as small as it can be."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import z3
from dateutil.relativedelta import relativedelta

from eligibility.errors import ProfileError
from eligibility.facts.profile import Profile
from eligibility.facts.read import read_profile
from eligibility.facts.vocabulary import AS_OF
from eligibility.logic.types import Boolean, Choice, Day, Fact, Number
from eligibility.verify.domain import range_of
from eligibility.verify.symbols import DAY, HOUSEHOLD, Symbol, Symbols

Holds = Callable[[Profile, date], bool]
Data = dict[str, Any]
Other = Mapping[tuple[str, str], Any]
"""Other values for symbols, by owner and the key of the fact."""


def profile_of(model: z3.ModelRef, symbols: Symbols, other: Other | None = None) -> Data:
    """The profile, as JSON data, that says what a model says of the symbols and leaves out what it does not know.

    `other` gives other values for some symbols, by owner and fact.
    """
    today = date.fromordinal(_whole(model, symbols(DAY, AS_OF).value))
    owners: dict[str, Data] = {}
    for symbol in symbols.made():
        if symbol.owner != DAY and _true(model, symbol.known):
            _say(owners.setdefault(symbol.owner, {}), _entry(model, symbols, symbol, today, other or {}))
    for own in owners.values():
        _disabilities(own)
    household: Data = {**owners.get(HOUSEHOLD, {})}
    members = [{"id": name, **owners.get(name, {})} for name in symbols.members if _true(model, symbols.present[name])]
    complete = _true(model, symbols.complete)
    if members or complete:
        household["members"] = members
        if not complete:
            household.setdefault("size", len(members) + 1)
    data: Data = {"as_of": today.isoformat()}
    if "locality" in owners:
        data["locality"] = owners["locality"]
    if household:
        data["household"] = household
    if "o1" in owners:
        data["organisations"] = [{"id": "o1", **owners["o1"]}]
    return data


def _entry(model: z3.ModelRef, symbols: Symbols, symbol: Symbol, today: date, other: Other) -> tuple[Fact, Any]:
    """The fact of a symbol, and its value as a profile has it. Where only the years since a day count, a day so many years back."""
    key = symbol.fact.key
    years = symbols.years_since(symbol)
    if years is not None:
        number = _whole(model, other.get((symbol.owner, f"{key}.years"), years))
        return symbol.fact, (today - relativedelta(years=number)).isoformat()
    return symbol.fact, _value(model, symbol.fact, other.get((symbol.owner, key), symbol.value))


def _say(own: Data, entry: tuple[Fact, Any]) -> None:
    fact, value = entry
    name, _, member = fact.name.partition(".")
    if name.startswith("grade"):
        own.setdefault("grades", {})[name.removeprefix("grade").lstrip("_")] = value
    elif name == "dibao_standard" or name == "options":
        own.setdefault(name, {})[member] = value
    elif member:
        own.setdefault(name, [])
        if value:
            own[name].append(member)
    elif name != "age" or "birth_date" not in own:
        own[name] = value
    if name == "birth_date":
        own.pop("age", None)


def _disabilities(own: Data) -> None:
    """Flat grades as the list of disabilities: a component of unknown grade is written without one."""
    grades = own.pop("grades", None)
    if grades is None:
        return
    heaviest = grades.pop("", None)
    listed = [{"category": category, "grade": grade} for category, grade in grades.items() if grade]
    if heaviest and heaviest not in [line["grade"] for line in listed]:
        category = "multiple" if len(grades) < 6 and grades else "visual"
        listed.append({"category": category, "grade": heaviest})
    own["disabilities"] = listed


def _value(model: z3.ModelRef, fact: Fact, value: Any) -> Any:
    match fact.type:
        case Boolean():
            return _true(model, value)
        case Choice(values):
            return values[_whole(model, value)]
        case Day():
            return date.fromordinal(_whole(model, value)).isoformat()
        case Number() as kind:
            number = Decimal(_whole(model, value)) / range_of(kind).scale
            return int(number) if number == number.to_integral_value() else float(number)


def _true(model: z3.ModelRef, truth: Any) -> bool:
    return truth if isinstance(truth, bool) else bool(z3.is_true(model.eval(truth, model_completion=True)))


def _whole(model: z3.ModelRef, value: Any) -> int:
    return int(model.eval(value, model_completion=True).as_long())


# -- smaller


def read(data: Data) -> tuple[Profile, date]:
    """The profile of JSON data and its day.

    Raises:
        ProfileError: it contradicts itself.
    """
    return read_profile(json.dumps(data), "witness"), date.fromisoformat(data["as_of"])


def holds_for(data: Data, holds: Holds) -> bool:
    """Whether a property holds for a profile's data; not for one that is refused, or that lacks the subject."""
    try:
        return holds(*read(data))
    except (ProfileError, KeyError):
        return False


def smallest(data: Data, holds: Holds) -> Data:
    """The data with everything left out that the property does not need: nothing more can be left out singly."""
    return smallest_of([data], [holds])[0]


def smallest_of(profiles: Sequence[Data], holds: Sequence[Holds]) -> list[Data]:
    """Profiles that belong together, with the same left out of all of them while each keeps its property."""
    kept = list(profiles)
    for path in sorted(_paths(kept[0]), key=len):
        smaller = [_without(data, path) or data for data in kept]
        if smaller != kept and all(map(holds_for, smaller, holds)):
            kept = smaller
    return kept


def _paths(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every entry that may be left out, the last of a list first, so that positions stay what they were."""
    items = data.items() if isinstance(data, dict) else reversed(list(enumerate(data))) if isinstance(data, list) else ()
    for key, value in items:
        if key not in {"as_of", "id", "category"}:
            yield (*path, key)
        yield from _paths(value, (*path, key))


def _without(data: Data, path: tuple[Any, ...]) -> Data | None:
    smaller = deepcopy(data)
    at: Any = smaller
    for key in path[:-1]:
        if not (isinstance(at, dict) and key in at) and not (isinstance(at, list) and isinstance(key, int) and key < len(at)):
            return None
        at = at[key]
    if (isinstance(at, dict) and path[-1] in at) or (isinstance(at, list) and path[-1] < len(at)):
        del at[path[-1]]
        return smaller
    return None
