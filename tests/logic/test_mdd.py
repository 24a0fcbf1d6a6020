"""Diagrams: equal functions are one node, and a node tests exactly what its function depends on."""

from __future__ import annotations

import sys
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from eligibility.logic.mdd import FALSE_NODE, TRUE_NODE, Diagram

SIZES = (2, 3, 2)

Term = tuple[str, "Term", "Term"] | tuple[str, "Term"] | tuple[int, tuple[bool, ...]]


def atoms() -> st.SearchStrategy[Term]:
    return st.sampled_from(range(len(SIZES))).flatmap(
        lambda level: st.tuples(st.just(level), st.tuples(*[st.booleans()] * SIZES[level]))  # type: ignore[arg-type]
    )


def terms() -> st.SearchStrategy[Term]:
    return st.recursive(
        atoms(),
        lambda inner: st.one_of(st.tuples(st.just("not"), inner), st.tuples(st.sampled_from(["and", "or"]), inner, inner)),
        max_leaves=8,
    )


def drawn(term: Term, diagram: Diagram) -> int:
    match term:
        case ("not", inner):
            return diagram.negated(drawn(inner, diagram))
        case ("and", one, other):
            return diagram.both(drawn(one, diagram), drawn(other, diagram))
        case ("or", one, other):
            return diagram.either(drawn(one, diagram), drawn(other, diagram))
        case (int(level), truths):
            return diagram.atom(level, truths)
    raise AssertionError(term)


def truth(term: Term, values: tuple[int, ...]) -> bool:
    match term:
        case ("not", inner):
            return not truth(inner, values)
        case ("and", one, other):
            return truth(one, values) and truth(other, values)
        case ("or", one, other):
            return truth(one, values) or truth(other, values)
        case (int(level), truths):
            return bool(truths[values[level]])
    raise AssertionError(term)


def table(term: Term) -> dict[tuple[int, ...], bool]:
    return {values: truth(term, values) for values in product(*map(range, SIZES))}


@given(terms(), terms())
def test_equal_functions_are_one_node(one: Term, other: Term) -> None:
    """Two functions are the same node exactly where they agree on all values; false and true are 0 and 1."""
    diagram = Diagram(SIZES)
    first, second = drawn(one, diagram), drawn(other, diagram)
    assert (first == second) is (table(one) == table(other))
    assert (first == TRUE_NODE) is all(table(one).values())
    assert (first == FALSE_NODE) is not any(table(one).values())


@given(terms())
def test_branches_name_what_the_function_depends_on(term: Term) -> None:
    """A level is among the branches exactly where its variable changes the truth for some values of the others."""
    diagram = Diagram(SIZES)
    tested = {level for level, _ in diagram.branches(drawn(term, diagram))}
    truths = table(term)
    for level in range(len(SIZES)):
        rests = {values[:level] + values[level + 1 :] for values in truths}
        depends = any(len({truths[values] for values in truths if values[:level] + values[level + 1 :] == rest}) > 1 for rest in rests)
        assert (level in tested) is depends


def test_more_levels_than_the_stack_of_python_holds() -> None:
    """A household of a hundred has more: nothing recurses."""
    levels = 3 * sys.getrecursionlimit()
    diagram = Diagram([2] * levels)
    every, some = TRUE_NODE, FALSE_NODE
    for level in reversed(range(levels)):
        every, some = diagram.both(diagram.atom(level, [False, True]), every), diagram.either(diagram.atom(level, [False, True]), some)
    assert diagram.both(every, some) == every
    assert diagram.either(every, some) == some
    assert diagram.both(every, diagram.negated(some)) == FALSE_NODE
    assert diagram.negated(diagram.negated(every)) == every
    assert diagram.either(diagram.negated(every), every) == TRUE_NODE
