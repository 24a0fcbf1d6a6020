"""Definitions after those that they name, and supports that wait for each other in a circle."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from eligibility.rules.dependency_order import check_cycles, defined_first


def ordered(**definitions: str) -> list[str]:
    entries: Any = {name: SimpleNamespace(shape=SimpleNamespace(is_=text)) for name, text in definitions.items()}
    return [name for name, _ in defined_first(entries)]


def test_a_definition_comes_after_those_that_it_names() -> None:
    assert ordered(a="b and c", b="c", c="certified") == ["c", "b", "a"]
    assert ordered(c="certified", b="c", a="b and c") == ["c", "b", "a"]


def test_those_that_name_no_other_keep_the_order_of_the_file() -> None:
    assert ordered(b="certified", a="tekun", c="b") == ["b", "a", "c"]


def test_only_whole_words_are_names() -> None:
    """`severe_member` names no `severe`."""
    assert ordered(x="severe_member", severe="certified") == ["x", "severe"]


def test_a_circle_keeps_the_order_of_the_file_and_loses_nobody() -> None:
    assert ordered(a="b", b="a", c="certified") == ["c", "a", "b"]
    assert ordered(a="a") == ["a"]


def cycles(**demands: str) -> set[tuple[str, ...]]:
    supports: Any = {name: SimpleNamespace(demands=set(text.split())) for name, text in demands.items()}
    return set(check_cycles(supports))


@pytest.mark.parametrize(
    ("demands", "found"),
    [
        ({"a": "b", "b": "c", "c": ""}, set()),
        ({"a": "a"}, {("a", "a")}),
        ({"a": "b", "b": "a"}, {("a", "b", "a")}),
        ({"a": "b c", "b": "a", "c": "a"}, {("a", "b", "a"), ("a", "c", "a")}),
        ({"c": "b", "b": "a", "a": "c"}, {("a", "c", "b", "a")}),
        ({"x": "a", "a": "b", "b": "a"}, {("a", "b", "a")}),
        ({"a": "elsewhere"}, set()),
        ({"a": "b c", "b": "d", "c": "d", "d": ""}, set()),
    ],
)
def test_each_circle_once_from_its_first_name(demands: dict[str, str], found: set[tuple[str, ...]]) -> None:
    """A support that the plan does not have is in no circle; two ways to one support are none."""
    assert cycles(**demands) == found
