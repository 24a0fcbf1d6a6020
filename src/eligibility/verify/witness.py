"""Turn what the solver found into a profile that `check` reads, reduced as far as possible."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import TypeAlias

import z3

from eligibility._json import Json, JsonObject, Scalar
from eligibility.errors import EntryPath, ProfileError
from eligibility.facts.entries import entry_saying
from eligibility.facts.key import FactKey
from eligibility.facts.profile import Profile
from eligibility.facts.profile_edit import put_entry
from eligibility.facts.read import read_profile
from eligibility.facts.vocabulary import AS_OF, OPEN_LISTS, answer_of
from eligibility.logic.types import Boolean, Choice, Day, Fact, Number
from eligibility.verify.domain import range_of
from eligibility.verify.symbols import DAY, HOUSEHOLD, ORGANISATION, Symbols
from eligibility.verify.term_values import SolverTruth

Holds = Callable[[Profile, date], bool]
Data = JsonObject
Other: TypeAlias = "Mapping[tuple[str, str], z3.ExprRef]"
"""Other values for some symbols, by owner and the key of the fact."""


def profile_of(model: z3.ModelRef, symbols: Symbols, other: Other | None = None) -> Data:
    """The profile of a model, as JSON data: the known values of its symbols. Unknown facts are left out.

    `other` replaces the values of some symbols.
    """
    today = date.fromordinal(_whole(model, symbols(DAY, AS_OF).value))
    owners = {owner: _entries(flat, today) for owner, flat in _said(model, symbols, other or {}).items()}
    household: Data = {**owners.get(HOUSEHOLD, {})}
    members: list[JsonObject] = [{"id": name, **owners.get(name, {})} for name in symbols.members if _true(model, symbols.present[name])]
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
    if ORGANISATION in owners:
        data["organisations"] = [{"id": ORGANISATION, **owners[ORGANISATION]}]
    return data


def _said(model: z3.ModelRef, symbols: Symbols, other: Other) -> dict[str, dict[str, Scalar]]:
    """The known entries of a model, by owner and key. Where only the years since a day matter, they replace the day."""
    found: dict[str, dict[str, Scalar]] = {}
    for symbol in symbols.made():
        if symbol.owner == DAY or not _true(model, symbol.known):
            continue
        key, years = symbol.fact.key, symbols.years_since(symbol)
        flat = found.setdefault(symbol.owner, {})
        if years is not None:
            flat[f"{key}.years"] = _whole(model, other.get((symbol.owner, f"{key}.years"), years))
        else:
            flat[key] = _value(model, symbol.fact, other.get((symbol.owner, key), symbol.value))
    return found


def _entries(flat: Mapping[str, Scalar], today: date) -> Data:
    """The entries of one owner from flat facts. A date of birth takes precedence over an age."""
    groups: dict[str, dict[str, Scalar]] = {}
    for key, value in flat.items():
        groups.setdefault(answer_of(key), {})[key] = value
    if "person.age" in groups.get("birth_date", {}) and len(groups["birth_date"]) > 1:
        del groups["birth_date"]["person.age"]
    own: Data = {}
    for name, facts in groups.items():
        said = entry_saying(name, facts, None, today, rest_is_none=False)
        put_entry(own, "age" if name == "birth_date" and isinstance(said, int) else name, said)
    return own | _closing(flat)


def _closing(flat: Mapping[str, Scalar]) -> Data:
    """What closes the open lists of which some member is known not to be meant."""
    lists = {FactKey.of(key).set_key for key, value in flat.items() if value is False} & OPEN_LISTS.keys()
    return {FactKey.of(OPEN_LISTS[name]).entry: True for name in lists}


def _value(model: z3.ModelRef, fact: Fact, value: z3.ExprRef) -> Scalar:
    match fact.type:
        case Boolean():
            return _true(model, value)
        case Choice(values):
            return values[_whole(model, value)]
        case Day():
            return _whole(model, value)
        case Number() as kind:
            number = Decimal(_whole(model, value)) / range_of(kind).scale
            return int(number) if number == number.to_integral_value() else float(number)


def _true(model: z3.ModelRef, truth: SolverTruth) -> bool:
    return truth if isinstance(truth, bool) else bool(z3.is_true(model.eval(truth, model_completion=True)))


def _whole(model: z3.ModelRef, value: z3.ExprRef) -> int:
    return int(model.eval(value, model_completion=True).as_long())


# -- reduction


def profile_and_day(data: Data) -> tuple[Profile, date]:
    """Read a profile and its day from JSON data.

    Raises:
        ProfileError: the profile contradicts itself.
    """
    return read_profile(json.dumps(data), "witness"), date.fromisoformat(str(data["as_of"]))


def holds_for(data: Data, holds: Holds) -> bool:
    """Whether a property holds for a profile's data. It does not hold where the profile is refused or lacks the subject."""
    try:
        return holds(*profile_and_day(data))
    except (ProfileError, KeyError):
        return False


def smallest(data: Data, holds: Holds) -> Data:
    """The data without everything that the property does not need: no further single entry can be left out."""
    return smallest_of([data], [holds])[0]


def smallest_of(profiles: Sequence[Data], holds: Sequence[Holds]) -> list[Data]:
    """Profiles that belong together, reduced alike: an entry is left out of all of them while each keeps its property."""
    kept = list(profiles)
    for path in sorted(_paths(kept[0]), key=len):
        smaller = [_without(data, path) or data for data in kept]
        if smaller != kept and all(map(holds_for, smaller, holds)):
            kept = smaller
    return kept


def _paths(data: Json, path: EntryPath = ()) -> Iterator[EntryPath]:
    """Every entry that may be left out. Lists are walked from the end, so that positions stay valid."""
    items: Iterable[tuple[str | int, Json]]
    items = data.items() if isinstance(data, dict) else reversed(list(enumerate(data))) if isinstance(data, list) else ()
    for key, value in items:
        if key not in {"as_of", "id", "category"}:
            yield (*path, key)
        yield from _paths(value, (*path, key))


def _without(data: Data, path: EntryPath) -> Data | None:
    smaller = deepcopy(data)
    at: Json = smaller
    for key in path[:-1]:
        if isinstance(at, dict) and key in at:
            at = at[str(key)]
        elif isinstance(at, list) and isinstance(key, int) and key < len(at):
            at = at[key]
        else:
            return None
    last = path[-1]
    if isinstance(at, dict) and last in at:
        del at[str(last)]
    elif isinstance(at, list) and isinstance(last, int) and last < len(at):
        del at[last]
    else:
        return None
    return smaller
