"""The facts that matter to a condition, against trying every completion; and how diagrams grow with the members."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.logic import relevance
from eligibility.logic.cell_decomposition import clusters
from eligibility.logic.expr import FALSE, TRUE, And, Compare, Expr, Flag, Linear, Not, Or, holds_at
from eligibility.logic.mdd import Diagram
from eligibility.logic.proof import prove
from eligibility.logic.relevance import Relevance, essential, folded_and, folded_or
from eligibility.logic.truth import Truth
from eligibility.logic.types import Boolean, Fact, Number

MEMBERS = ("a", "b", "c")
FLAGS = [Fact(f"{owner}|{name}", Boolean()) for owner in (*MEMBERS, "household") for name in ("x", "y")]


def owner_of(fact: Fact) -> str | None:
    owner = fact.key.partition("|")[0]
    return None if owner == "household" else owner


def conditions() -> st.SearchStrategy[Expr]:
    leaves = st.sampled_from([Flag(fact) for fact in FLAGS])
    return st.recursive(
        leaves,
        lambda parts: st.one_of(
            parts.map(Not),
            st.lists(parts, min_size=2, max_size=3).map(lambda args: folded_and(args)),
            st.lists(parts, min_size=2, max_size=3).map(lambda args: folded_or(args)),
        ),
        max_leaves=8,
    )


@given(conditions())
def test_a_fact_is_essential_if_two_of_its_values_differ_in_some_completion(condition: Expr) -> None:
    def truth(values: dict[Fact, bool]) -> bool:
        return prove(condition, values.get, lambda _: Truth.UNKNOWN).truth is Truth.TRUE

    expected = set()
    for values in product([False, True], repeat=len(FLAGS)):
        completion = dict(zip(FLAGS, values, strict=True))
        here = truth(completion)
        expected |= {fact for fact in FLAGS if fact not in expected and truth({**completion, fact: not completion[fact]}) != here}
    assert Relevance(owner_of).essential(condition) == expected == essential(condition)


def at_least_two(members: int) -> Expr:
    """At least two members satisfy a condition of their own that also reads a fact of the household."""
    shared = Flag(Fact("household|poor", Boolean()))
    holds = [
        And((Flag(Fact(f"m{one}|disabled", Boolean())), Or((shared, Flag(Fact(f"m{one}|alone", Boolean())))))) for one in range(members)
    ]
    return folded_or(And((holds[one], folded_or(holds[:one]))) for one in range(1, members))


def nodes(condition: Expr, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many nodes the diagrams of a condition hold."""
    made: list[Diagram] = []

    def recorded(sizes: list[int]) -> Diagram:
        made.append(Diagram(sizes))
        return made[-1]

    monkeypatch.setattr(relevance, "Diagram", recorded)
    Relevance(owner_of).essential(condition)
    return sum(len(diagram._levels) for diagram in made)


def test_diagrams_grow_with_the_members_and_not_with_their_combinations(monkeypatch: pytest.MonkeyPatch) -> None:
    ten, twenty = nodes(at_least_two(10), monkeypatch), nodes(at_least_two(20), monkeypatch)
    assert twenty < 5 * ten


def test_facts_that_share_a_comparison_are_one_cluster_in_order_of_appearance() -> None:
    a, b, c, d = (Fact(name, Number("CNY")) for name in "abcd")
    one = Compare(Linear(((a, 1), (b, -1)), 0), "<")
    other = Compare(Linear(((c, 1), (b, -1)), 0), "<")
    alone = Compare(Linear(((d, 1),), 0), "<")
    assert [set(group) for group in clusters([alone, one, Compare(Linear(((c, 1),), -5), "<"), other])] == [{d}, {a, b, c}]


def test_constants_have_no_essential_facts() -> None:
    assert essential(TRUE) == essential(FALSE) == frozenset()
    assert holds_at(Flag(FLAGS[0]), {FLAGS[0]: True}.get)
