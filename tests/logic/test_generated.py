"""Generated functions can be written down as a module's text, with their constants, and mean the same there."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from types import FunctionType
from typing import cast

import pytest

from eligibility.logic.generated import define, is_generated, written

CONSTANTS = {
    "k0": {None: None, "farming": True, 2: False},
    "k1": frozenset({"b", "a"}),
    "k2": Decimal("0.10"),
    "k3": Fraction(1, 3),
    "k4": -7,
    "k5": frozenset(),
    "k6": ("a", 1),
}
SOURCE = "def found(x):\n    return (k0[x], x in k1, k2 * 3, k3 * 3, k4, k5, k6)"


def made(constants: dict[str, object] = CONSTANTS) -> FunctionType:
    return cast("FunctionType", define("found", SOURCE, constants, "<test>"))


def test_a_written_function_is_the_same_function() -> None:
    text = written(made(), "f3")
    namespace = {"Decimal": Decimal, "Fraction": Fraction}
    exec(text, namespace)  # noqa: S102 - what was generated
    function = cast("FunctionType", namespace["f3"])
    assert function("farming") == made()("farming") == (True, False, Decimal("0.30"), 1, -7, frozenset(), ("a", 1))
    assert "frozenset({'a', 'b'})" in text, "the order of a set is no accident of the process"


def test_what_was_generated_is_told_from_what_was_written() -> None:
    assert is_generated(made())
    assert isinstance(made, FunctionType) and not is_generated(made)


def test_a_constant_that_has_no_text_is_refused() -> None:
    with pytest.raises(TypeError, match="list"):
        written(made({**CONSTANTS, "k5": []}), "f0")
