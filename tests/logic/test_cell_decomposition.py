"""What conditions can tell apart: a sample in every cell, and no two cells alike."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.logic.cell_decomposition import cells_of, clusters, line_samples, points
from eligibility.logic.expr import Atom, Compare, Flag, Linear, Member, holds_at
from eligibility.logic.operators import Operator
from eligibility.logic.types import Boolean, Choice, Day, Fact, Number

FLAG, WORD = Fact("flag", Boolean()), Fact("word", Choice(("a", "b", "c")))
AGE, YEARS, DAY = Fact("age", Number("years")), Fact("years", Number("years", low=None)), Fact("day", Day())
INCOME, LINE = (Fact(name, Number("CNY", integral=False)) for name in ("income", "line"))


def bound(fact: Fact, op: Operator, value: str | int) -> Compare:
    return Compare(Linear(((fact, Decimal(1)),), Decimal(-int(value)) if isinstance(value, int) else -Decimal(value)), op)


def tied(factor: str, op: Operator, constant: str = "0") -> Compare:
    """income - factor x line + constant, compared with 0."""
    return Compare(Linear(((INCOME, Decimal(1)), (LINE, -Decimal(factor))), Decimal(constant)), op)


def test_a_truth_and_a_word() -> None:
    assert cells_of([FLAG], [Flag(FLAG)]).truths == {Flag(FLAG): (False, True)}
    first, second = Member(WORD, frozenset({"a"})), Member(WORD, frozenset({"a", "b"}))
    found = cells_of([WORD], [first, second])
    assert found.size == 3
    assert set(zip(*found.truths.values(), strict=True)) == {(True, True), (False, True), (False, False)}


def test_words_that_no_condition_tells_apart_share_a_cell() -> None:
    assert cells_of([WORD], [Member(WORD, frozenset({"a"}))]).size == 2


@pytest.mark.parametrize(
    ("fact", "low"), [(AGE, Fraction(0)), (YEARS, None), (DAY, Fraction(1)), (INCOME, Fraction(0))], ids=lambda one: str(one)[:20]
)
@given(st.lists(st.integers(-3, 40), min_size=1, max_size=4))
def test_a_sample_in_every_cell_of_a_line(fact: Fact, low: Fraction | None, bounds: list[int]) -> None:
    """Law: whatever values of the domain the conditions tell apart, a sample tells apart; none lies outside the domain."""
    atoms = [bound(fact, op, value) for value in bounds for op in Operator]
    samples = line_samples(fact, atoms)
    step = Fraction(1, 2) if fact is INCOME else Fraction(1)
    domain = [value for index in range(-12, 90) if (value := index * step) >= (low if low is not None else -99)]
    rows = {tuple(holds_at(atom, lambda _, value=value: value) for atom in atoms) for value in domain}  # type: ignore[misc]
    found = {tuple(holds_at(atom, lambda _, value=value: value) for atom in atoms) for value in samples}  # type: ignore[misc]
    assert found == rows
    assert all(low is None or value >= low for value in samples)
    assert fact is INCOME or all(value.denominator == 1 for value in samples)


FACTORS = st.sampled_from(["1", "1.5", "2"])
TIED = st.builds(tied, FACTORS, st.sampled_from(Operator), st.sampled_from(["0", "-1", "1"]))


@given(st.lists(TIED, min_size=1, max_size=3))
def test_a_sample_in_every_cell_of_a_plane(atoms: list[Compare]) -> None:
    """Law: the same of two amounts that are compared with each other, on a grid that meets every cell of these forms."""
    grid = [Fraction(index, 4) for index in range(26)]
    rows = {tuple(holds_at(atom, {INCOME: one, LINE: other}.__getitem__) for atom in atoms) for one, other in product(grid, repeat=2)}
    found = {tuple(holds_at(atom, dict(point).__getitem__) for atom in atoms) for point in points([INCOME, LINE], list(atoms))}
    assert found >= rows
    cells = cells_of([INCOME, LINE], atoms)
    assert set(zip(*cells.truths.values(), strict=True)) == {tuple(dict(zip(atoms, row, strict=True)).values()) for row in found}


def test_facts_that_share_a_comparison_stand_together() -> None:
    """Also through a third one; all others alone, in the order in which they appear."""
    third = Compare(Linear(((LINE, Decimal(1)), (AGE, Decimal(-1))), Decimal(0)), Operator.ABOVE)
    atoms: list[Atom] = [Flag(FLAG), tied("1", Operator.BELOW), Member(WORD, frozenset({"a"})), third]
    assert [set(group) for group in clusters(atoms)] == [{FLAG}, {INCOME, LINE, AGE}, {WORD}]


def test_what_differs_in_one_fact_alone() -> None:
    """Income above the line: each of the two can change the answer while the other stays."""
    found = cells_of([INCOME, LINE], [tied("1", Operator.ABOVE)])
    assert {fact: {frozenset(line) for line in lines} for fact, lines in found.apart.items()} == {
        INCOME: {frozenset({0, 1})}, LINE: {frozenset({0, 1})},
    }  # fmt: skip
