"""Conditions run by the live engine have the kernel's truths, whatever is missing, however many there are."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from itertools import product
from typing import Any, cast

import pytest

from eligibility.durable.compile import LiveKernel, compile_live, live_rules
from eligibility.durable.host import Host, LiveEngineError, Message, Pattern, host
from eligibility.logic.expr import FALSE, TRUE, And, Compare, Expr, Flag, Linear, Member, Named, Not, Or
from eligibility.logic.kernel import compile_conditions
from eligibility.logic.operators import Operator
from eligibility.logic.types import Boolean, Choice, Day, Fact, Number

FLAGS = [Fact(f"flag{index}", Boolean()) for index in range(400)]
A, B = (Fact(name, Boolean()) for name in "ab")
WHOLE, MONEY, DAY = Fact("n", Number("", integral=True)), Fact("m", Number("CNY", integral=False)), Fact("d", Day())


def agree(conditions: list[Expr], positions: Mapping[str, int], records: list[list[Any]]) -> None:
    live, kernel = compile_live(conditions, positions), compile_conditions(conditions, positions)
    for record in records:
        assert live(record) == kernel(record), record


def test_joins_are_the_kernels_whatever_is_unknown() -> None:
    """Over all truths of two facts; the same condition twice has its answer twice."""
    both, either = And((Flag(A), Flag(B))), Or((Flag(A), Not(Flag(B))))
    conditions = [both, either, Not(both), Not(Or((both, Not(either)))), Named("x", both), both, Flag(B)]
    agree(conditions, {"a": 0, "b": 1}, [list(pair) for pair in product((True, False, None), repeat=2)])


def test_what_is_always_the_same_needs_no_rule() -> None:
    live = compile_live([TRUE, FALSE, Or((Flag(A), TRUE)), And((Flag(A), FALSE)), Not(TRUE)], {"a": 0})
    assert live.packs == 0
    assert live([None]) == (True, False, True, False, False)
    assert compile_live([], {})([]) == ()


@pytest.mark.parametrize("op", list(Operator))
@pytest.mark.parametrize("fact", [WHOLE, MONEY, DAY])
def test_a_comparison_is_exact_on_both_sides_of_its_bound(op: Operator, fact: Fact) -> None:
    """And so is its denial; of an unknown number neither holds."""
    compared = Compare(Linear(((fact, 1),), -3), op)
    agree([compared, Not(compared)], {fact.key: 0}, [[2], [3], [4], [None]])


def test_a_sum_of_facts_is_compared_by_its_exact_sign() -> None:
    """A fraction of money too, and a single fact whose bound is no whole number."""
    share = Compare(Linear(((MONEY, 1), (WHOLE, -2)), Decimal("0.33")), Operator.AT_MOST)
    half = Compare(Linear(((WHOLE, 1),), Decimal("-0.5")), Operator.AT_LEAST)
    records = [[money, number] for money in (Decimal("0.5"), Decimal("0.51"), Decimal("1.67"), None) for number in (1, 0, None)]
    agree([share, Not(share), half, Not(half)], {"m": 0, "n": 1}, cast("list[list[Any]]", records))


def test_a_word_outside_a_set_is_known_not_to_be_in_it() -> None:
    """None of the values, and all of them, too."""
    fact = Fact("w", Choice(("urban", "rural", "pastoral")))
    conditions: list[Expr] = [Member(fact, frozenset(values)) for values in ((), ("urban",), ("urban", "rural"), fact.type.values)]  # type: ignore[union-attr]
    agree([*conditions, *map(Not, conditions)], {"w": 0}, [["urban"], ["rural"], ["pastoral"]])


def test_many_conditions_are_packed() -> None:
    """Four hundred conditions go into several sets and come out in their order."""
    conditions = [And((Flag(fact), Not(Flag(FLAGS[0])))) for fact in FLAGS]
    positions = {fact.key: index for index, fact in enumerate(FLAGS)}
    live = LiveKernel(live_rules(conditions, positions), host())
    assert live.packs > 10
    record = [False, *(index % 3 == 0 if index % 5 else None for index in range(1, 400))]
    assert live(record) == compile_conditions(conditions, positions)(record)


def test_conditions_too_large_for_one_rule_are_divided() -> None:
    """Their parts are answered first, as facts."""
    positions = {fact.key: index for index, fact in enumerate(FLAGS)}
    pairs = And(tuple(Or((Flag(FLAGS[2 * index]), Flag(FLAGS[2 * index + 1]))) for index in range(10)))
    wide = Or(tuple(Flag(fact) for fact in FLAGS[:120]))
    deep = Not(Or((pairs, And((wide, Not(pairs))), Not(wide))))
    conditions = [pairs, wide, deep, Flag(FLAGS[3])]
    live, kernel = LiveKernel(live_rules(conditions, positions), host()), compile_conditions(conditions, positions)
    rng = random.Random(1)
    for _ in range(30):
        record = [rng.choice((True, True, False, None)) for _ in FLAGS]
        assert live(record) == kernel(record)


def test_what_is_missing_neither_proves_nor_refutes() -> None:
    """A comparison of two facts of which one is missing is error 303 in the engine: the sign of their sum is told instead."""
    a, b = Fact("a", Number("CNY", integral=False)), Fact("b", Number("CNY", integral=False))
    less = Compare(Linear(((a, 1), (b, -1)), 0), Operator.BELOW)
    live = LiveKernel(live_rules([less, Not(less)], {"a": 0, "b": 1}), host())
    assert live([1, 2]) == (True, False)
    assert live([2, 2]) == (False, True)
    assert live([2, None]) == (None, None)
    assert live([None, None]) == (None, None)


def test_values_that_the_engine_confuses_are_apart() -> None:
    """'1', True and 1 compare equal in the engine: every property has one type."""
    word, number, flag = Fact("w", Choice(("1", "0"))), Fact("n", Choice((0, 1, 2))), Fact("f", Boolean())
    either = Or((Flag(flag), Member(number, frozenset({2}))))
    conditions = [Member(word, frozenset({"1"})), Member(number, frozenset({1})), Flag(flag), either]
    positions = {"w": 0, "n": 1, "f": 2}
    live, kernel = LiveKernel(live_rules(conditions, positions), host()), compile_conditions(conditions, positions)
    for record in (["1", 1, True], ["0", 0, False], ["1", 2, False], [None, 1, None], ["0", None, True]):
        assert live(record) == kernel(record)


def test_chinese_words() -> None:
    fact = Fact("w", Choice(("城镇", "农村")))
    live = LiveKernel(live_rules([Member(fact, frozenset({"农村"}))], {"w": 0}), host())
    assert [live([word])[0] for word in ("农村", "城镇", None)] == [True, False, None]


# -- how the engine is asked


class Told:
    """An engine that concludes what it is told to, and notes what it is asked."""

    def __init__(self, *fired: str) -> None:
        self.fired = frozenset(fired)
        self.asked: list[Message] = []
        self.names = 0

    def register(self, rules: Mapping[str, Pattern]) -> str:
        self.names += 1
        return f"rules{self.names}"

    def infer(self, name: str, message: Message) -> frozenset[str]:
        self.asked.append(message)
        return self.fired


def asking(engine: Told, *conditions: Expr) -> LiveKernel:
    return LiveKernel(live_rules(conditions, {"a": 0, "b": 1, "c": 2}), cast("Host", engine))


def test_only_what_rules_read_and_is_known_is_told_to_the_engine() -> None:
    engine = Told("T0")
    live = asking(engine, Flag(A), Flag(B))
    assert live([True, None, 7]) == (True, None)
    assert engine.asked == [{"f0": True}]


def test_the_same_message_is_asked_once() -> None:
    """A fact that no rule reads changes nothing; another truth does."""
    engine = Told("F0")
    live = asking(engine, Flag(A))
    for record in ([False, None, 1], [False, True, 2], [False, None, 1], [True, None, 1], [False, None, 1]):
        live(record)
    assert engine.asked == [{"f0": False}, {"f0": True}]


def test_equal_conditions_are_one_rule() -> None:
    engine = Told("T0")
    assert asking(engine, Flag(A), Flag(A))([True, None, None]) == (True, True)
    assert engine.names == 1


def test_a_condition_both_proved_and_refuted_is_no_answer() -> None:
    """The error names no facts."""
    with pytest.raises(LiveEngineError, match="both proved and refuted") as caught:
        asking(Told("T0", "F0"), Flag(A))([True, None, 34])
    assert "34" not in str(caught.value)


def test_a_condition_that_has_no_parts_to_divide_is_refused() -> None:
    """More values than one rule takes."""
    fact = Fact("w", Choice(tuple(f"v{index}" for index in range(200))))
    with pytest.raises(LiveEngineError, match="too large for the engine"):
        LiveKernel(live_rules([Member(fact, frozenset({"v0"}))], {"w": 0}), cast("Host", Told()))
