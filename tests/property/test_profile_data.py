"""Data from Python reads exactly as the same JSON does: what one way accepts or refuses, every other way does alike."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

import eligibility as el
from eligibility.errors import Problem
from eligibility.facts.problems import problems_of
from eligibility.facts.profile import Model
from tests.conftest import examples

SOME = settings(max_examples=examples(40))
TEXTS: dict[str, tuple[str, ...]] = {
    "id": ("m1", "m2", "o1"),
    "adcode": ("620702", "990000"),
    "certificate_no": ("65230119900101000543",),
    "receives": ("dibao", "work_injury_nursing"),
    "recognised": ("dibao",),
    "dont_know": ("locality.adcode", "household.dibao", "m1.age"),
    "options": ("village_care", "own_option"),
    "standards": ("minimum_wage", "own_standard"),
    **dict.fromkeys(("costs", "amounts", "applied_on"), ("home", "work_injury_nursing")),
}
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(date.isoformat)
AMOUNTS = st.one_of(
    st.integers(0, 5000),
    st.floats(0, 1e6, allow_nan=False),
    st.decimals(0, 5000, places=2).map(str),
    st.sampled_from([739.9999, 0.1, 1e-7, 1e22, "455.50"]),
)


def entries(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    """The data of a model with some of its entries, as JSON has it."""
    hints = get_type_hints(model, include_extras=True)
    kinds = {name: values(hints[name], name) for name in model.model_fields}
    needed = {name: kind for name, kind in kinds.items() if model.model_fields[name].is_required()}
    return st.fixed_dictionaries(needed, optional={name: kind for name, kind in kinds.items() if name not in needed})


def values(kind: Any, name: str) -> st.SearchStrategy[Any]:
    """Values of an annotation, as JSON has them; `name` is that of the entry."""
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return values(args[0], name)
    if origin in (Union, UnionType):
        return st.one_of(*(values(part, name) for part in args))
    if origin is Literal:
        return st.sampled_from(args)
    if origin in (tuple, frozenset):
        return st.lists(values(args[0], name), max_size=2)
    if origin is dict:
        return st.dictionaries(values(args[0], name), values(args[1], name), max_size=2)
    if isinstance(kind, type) and issubclass(kind, Model):
        return entries(kind)
    plain = {bool: st.booleans(), int: st.integers(1, 4), date: DAYS, Decimal: AMOUNTS, NoneType: st.none()}
    return plain[kind] if kind in plain else st.sampled_from(TEXTS[name])


ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), DAYS, st.sampled_from(["m1", "rehab", "张三"])),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=5), inner, max_size=2)),
    max_leaves=4,
)

KEYS = st.one_of(st.text(max_size=6), st.sampled_from(["houshold", "as_off", "[key]", "household.dibao", 1, None, True]))
"""Keys that a profile does not have, also such as JSON writes otherwise."""


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every entry of some data, as its holder and its key or index."""
    for key, value in list(data.items() if isinstance(data, dict) else enumerate(data)):
        yield data, key
        if isinstance(value, dict | list):
            yield from places(value)


@st.composite
def broken(draw: st.DrawFn) -> Any:
    """The data of a profile with something else in one or two places, or with an entry too many or too few."""
    data = deepcopy(draw(entries(el.Profile)))
    for _ in range(draw(st.integers(1, 2))):
        found = list(places(data))
        if not found or draw(st.booleans()):
            data[draw(KEYS)] = draw(ANYTHING)
            continue
        holder, key = draw(st.sampled_from(found))
        if isinstance(holder, dict) and draw(st.integers(0, 4)) == 0:
            del holder[key]
        else:
            holder[key] = draw(ANYTHING)
    return data


def from_python(data: Any) -> el.Profile | list[Problem]:
    try:
        return el.Profile.model_validate(data)
    except ValidationError as error:
        return problems_of(error)


def nested(data: Any) -> el.Profile | list[Problem]:
    """As a part of something else, where pydantic calls the model itself."""
    try:
        return TypeAdapter(el.Profile).validate_python(data)
    except ValidationError as error:
        return problems_of(error)


def from_json(text: str) -> el.Profile | list[Problem]:
    try:
        return el.Profile.model_validate_json(text)
    except ValidationError as error:
        return problems_of(error)


def read(text: str) -> el.Profile | list[Any]:
    try:
        return el.read_profile(text)
    except el.ProfileError as error:
        return list(error.problems)


def alike(data: Any) -> el.Profile | list[Problem]:
    text = json.dumps(data)
    wanted = read(text)
    assert from_python(data) == wanted
    assert nested(data) == wanted
    assert from_json(text) == wanted
    return wanted


@SOME
@given(entries(el.Profile))
def test_data_reads_as_its_json(data: dict[str, Any]) -> None:
    alike(data)


@SOME
@given(broken())
def test_broken_data_is_refused_as_its_json(data: dict[str, Any]) -> None:
    """The same problems in the same order, with codes, paths and words."""
    alike(data)


@SOME
@given(ANYTHING)
def test_what_is_no_profile_is_refused_as_its_json(data: Any) -> None:
    alike(data)


@SOME
@given(entries(el.Profile))
def test_a_profile_reads_back_from_its_own_dump(data: dict[str, Any]) -> None:
    """What `model_dump` gives, with days, amounts, tuples and sets of Python, is the same profile again."""
    profile = from_python(data)
    if isinstance(profile, el.Profile):
        assert el.Profile.model_validate(profile.model_dump(exclude_unset=True)) == profile
        assert el.Profile.model_validate(profile) is profile
