"""A condition too large for an engine: split, it means what it meant, and every part fits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.logic import Fact
from eligibility.logic.expr import And, Const, Expr, Flag, Member, Named, Not, Or, walk
from eligibility.logic.split import GROUP, split
from eligibility.logic.types import Boolean, Choice
from tests.property.strategies import expressions, records
from tests.reference import evaluate


def small(most: int) -> Callable[[Expr], bool]:
    """Fits a condition of a few nodes; a group of parts always does. As for an engine, a negation takes no room."""
    return lambda expr: sum(not isinstance(node, Not) for node in walk(expr)) <= most


class Facts:
    """Makes the facts that stand for parts, and keeps what each means."""

    def __init__(self) -> None:
        self.meaning: dict[str, Expr] = {}

    def __call__(self, part: Expr) -> Fact:
        key = f"part{len(self.meaning)}"
        self.meaning[key] = part
        return Fact(key, Boolean())

    def value(self, record: dict[str, object]) -> Callable[[Fact], object]:
        return lambda fact: evaluate(self.meaning[fact.key], self.value(record)) if fact.key in self.meaning else record.get(fact.key)


@given(expressions(leaves=20), records(), st.integers(GROUP + 1, 3 * GROUP))
def test_it_means_what_it_meant(expr: Expr, record: dict[str, object], most: int) -> None:
    """Law: with its parts answered, the split condition has the truth of the whole, and it fits."""
    facts, fits = Facts(), small(most)
    found = split(expr, fits, facts)
    assert fits(found)
    assert evaluate(found, facts.value(record)) is evaluate(expr, facts.value(record))


def negated(expr: Expr, times: int) -> Expr:
    return negated(Not(expr), times - 1) if times else expr


def test_however_often_parts_are_negated() -> None:
    """Each of them is as large as what it negates: three facts stay three, three joins become three facts."""
    flags = tuple(Flag(Fact(f"f{index}", Boolean())) for index in range(9))
    three = And(tuple(negated(flag, 5) for flag in flags[:3]))
    assert split(three, small(4), Facts()) is three
    facts = Facts()
    found = split(And(tuple(negated(Or(flags[index : index + 3]), 5) for index in (0, 3, 6))), small(4), facts)
    assert small(4)(found)
    assert list(facts.meaning.values()) == [Or(flags[index : index + 3]) for index in (0, 3, 6)]


def test_what_fits_stays_as_it_is() -> None:
    facts = Facts()
    expr = And((Flag(Fact("a", Boolean())), Flag(Fact("b", Boolean()))))
    assert split(expr, small(3), facts) is expr
    assert not facts.meaning


def test_a_long_join_is_grouped() -> None:
    """Of forty conditions sixteen stay together."""
    parts = tuple(Flag(Fact(f"f{index}", Boolean())) for index in range(40))
    facts = Facts()
    found = split(Or(parts), small(GROUP), facts)
    assert isinstance(found, Or) and len(found.args) == 3
    assert [len(part.args) for part in facts.meaning.values() if isinstance(part, Or)] == [16, 16, 8]


def test_choices_of_several_values_become_facts() -> None:
    """Each value is a branch for an engine, so that two choices without further parts can be too many together."""
    first, second = (Member(Fact(name, Choice(tuple("abcdefgh"))), frozenset("abcdef")) for name in ("x", "y"))
    facts = Facts()
    found = split(And((first, Not(second))), lambda expr: sum(isinstance(node, Member) for node in walk(expr)) < 2, facts)
    assert found == And((Flag(Fact("part0", Boolean())), Not(Flag(Fact("part1", Boolean())))))
    assert list(facts.meaning.values()) == [first, second]


def test_a_definition_and_a_negation_are_opened() -> None:
    inner = And(tuple(Named(f"w{index}", Flag(Fact(f"f{index}", Boolean()))) for index in range(4)))
    facts = Facts()
    found = split(Not(Named("word", inner)), small(6), facts)
    assert found == Not(And(tuple(Flag(Fact(f"part{index}", Boolean())) for index in range(4))))


def test_a_join_of_facts_is_not_split_for_ever() -> None:
    flag = Flag(Fact("f", Boolean()))
    with pytest.raises(ValueError, match="And of 2 facts has no parts to split"):
        split(And((flag, Not(flag))), lambda _: False, Facts())


@pytest.mark.parametrize("expr", [Flag(Fact("a", Boolean())), Const(True)])
def test_what_has_no_parts_cannot_be_split(expr: Expr) -> None:
    with pytest.raises(ValueError, match="has no parts to split"):
        split(expr, lambda _: False, Facts())
