"""Plain data taken apart: what is missing is empty, and what is added is part of its holder."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from eligibility._json import (
    Json,
    JsonObject,
    json_hash,
    json_text,
    listed,
    mapping,
    object_at,
    object_in,
    objects,
    objects_in,
    ordered_hash,
    words,
)


@pytest.mark.parametrize("read", [objects, words, listed])
def test_no_value_is_an_empty_list(read: Callable[[object], object]) -> None:
    assert read(None) == []
    assert read([{"a": 1}]) == [{"a": 1}]
    with pytest.raises(AssertionError):
        read({"a": 1})


def test_no_value_is_an_empty_mapping() -> None:
    assert mapping(None) == {}
    assert mapping({"a": 1}) == {"a": 1}
    with pytest.raises(AssertionError):
        mapping([1])


def test_what_is_only_read_is_not_added() -> None:
    holder: JsonObject = {"there": {"a": 1}}
    assert (object_at(holder, "there"), object_at(holder, "gone")) == ({"a": 1}, {})
    assert holder == {"there": {"a": 1}}


def test_what_is_added_is_part_of_its_holder() -> None:
    holder: JsonObject = {}
    object_in(holder, "household")["area"] = "rural"
    objects_in(holder, "organisations").append({"id": "o1"})
    object_in(holder, "household")["dibao"] = True
    assert holder == {"household": {"area": "rural", "dibao": True}, "organisations": [{"id": "o1"}]}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "value",
    [{}, [], {"a": []}, {"a": {"b": [1, True, None, ["x"]]}}, '\x00\x1f\x7f\u2028\n\t"\\/残', [10**25, -3], {"残": "疾"}],
)
def test_json_is_written_as_python_writes_it(value: Json, indent: int | None) -> None:
    """Byte for byte, whatever the nesting and the signs."""
    assert json_text(value, indent) == json.dumps(value, ensure_ascii=False, indent=indent)


def test_lists_of_words_stand_for_sets_in_a_hash() -> None:
    """A list that holds anything else keeps its order."""
    assert json_hash({"b": ["y", "x"], "a": 1}) == json_hash({"a": 1, "b": ["x", "y"]}) == ordered_hash({"a": 1, "b": ["x", "y"]})
    assert json_hash({"b": ["y", 1, "x"]}) != json_hash({"b": ["x", 1, "y"]})
    assert ordered_hash(["y", "x"]) != ordered_hash(["x", "y"])
