"""Drafts of JSON: they are written as their plain data is, and nobody who has the plain data changes what is shared."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility._draft import Draft, Joined, Shared, draft_text, plain, plain_object
from eligibility._json import Json, json_text

SCALARS = st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from([0.5, -12.25])
PLAIN = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))
OBJECTS = st.dictionaries(st.text(min_size=1), PLAIN, min_size=1, max_size=3)


@st.composite
def drafts(draw: st.DrawFn) -> tuple[Draft, Json]:
    """A draft, and its plain data made without it."""
    parts = draw(st.lists(OBJECTS, max_size=3, unique_by=lambda part: next(iter(part))))
    named = [{f"{number}{name}": value for name, value in part.items()} for number, part in enumerate(parts)]
    whole = {name: value for part in named for name, value in part.items()}
    joined = Joined(*(Shared(part) if draw(st.booleans()) else part for part in named))
    other = draw(PLAIN)
    return {"joined": joined, "list": [Shared(other), joined, (other,)]}, {"joined": whole, "list": [other, whole, [other]]}


@given(drafts(), st.sampled_from([None, 0, 1, 2, 3]))
def test_a_draft_is_written_as_its_plain_data(made: tuple[Draft, Json], indent: int | None) -> None:
    """Byte for byte, at its first writing and again, with every indentation."""
    draft, data = made
    assert plain(draft) == data
    assert draft_text(draft, indent) == draft_text(draft, indent) == json_text(data, indent)


@pytest.mark.parametrize("indent", [None, 2])
def test_what_is_shared_is_written_for_each_depth(indent: int | None) -> None:
    shared = Shared({"a": {"b": [1]}})
    assert json.loads(draft_text([shared, [shared, {"c": shared}], Joined(shared, {"d": None})], indent)) == [
        {"a": {"b": [1]}}, [{"a": {"b": [1]}}, {"c": {"a": {"b": [1]}}}], {"a": {"b": [1]}, "d": None},
    ]  # fmt: skip
    assert draft_text(shared, indent) == json_text(shared.value, indent)


def test_plain_data_may_be_changed_by_who_has_it() -> None:
    shared = Shared({"a": [1]})
    found = plain_object(Joined(shared, {"b": shared}))
    found["a"] = found["b"] = None
    first = plain_object(shared)
    first["a"].append(2)  # type: ignore[union-attr]
    assert plain(Joined(shared)) == {"a": [1]}


def test_what_is_no_data_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        plain(object())  # type: ignore[arg-type]
    assert plain(Decimal("1.5")) == Decimal("1.5")


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("count", [0, 1, 3])
def test_what_is_made_while_it_is_written_is_a_list(count: int, indent: int | None) -> None:
    found = {"list": list(range(count))}
    assert draft_text({"list": iter(range(count))}, indent) == json_text(found, indent)
    assert plain({"list": iter(range(count))}) == found
