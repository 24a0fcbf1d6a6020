"""The facts that matter to a condition, against trying every completion; and how diagrams grow with the members."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.logic import relevance
from eligibility.logic.cell_decomposition import clusters
from eligibility.logic.expr import FALSE, TRUE, And, Compare, Expr, Flag, Linear, Member, Not, Or, holds_at
from eligibility.logic.mdd import Diagram
from eligibility.logic.proof import prove
from eligibility.logic.relevance import Relevance, essential, folded_and, folded_or
from eligibility.logic.truth import Truth
from eligibility.logic.types import Boolean, Choice, Fact, Number

MEMBERS = ("a", "b", "c")
FLAGS = [Fact(f"{owner}|{name}", Boolean()) for owner in (*MEMBERS, "household") for name in ("x", "y")]


def owner_of(fact: Fact) -> str | None:
    owner = fact.key.partition("|")[0]
    return None if owner == "household" else owner


def conditions(leaves: Sequence[Expr] = tuple(map(Flag, FLAGS))) -> st.SearchStrategy[Expr]:
    return st.recursive(
        st.sampled_from(leaves),
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


GRADE = Fact("a|grade", Choice((1, 2, 3)))
AGE = Fact("b|age", Number("years"))
LEAVES: list[Expr] = [
    *map(Flag, FLAGS[:3]),
    *(Member(GRADE, frozenset(values)) for values in ((1,), (2,), (1, 3))),
    *(Compare(Linear(((AGE, Decimal(1)),), Decimal(-bound)), op) for bound, op in ((1, ">="), (2, "<"), (3, "<="))),
]


@given(conditions(LEAVES))
def test_what_no_value_of_a_fact_can_make_true_hides_the_facts_beside_it(condition: Expr) -> None:
    """A grade that is in no set, and an age between two bounds that cross, make parts of a condition constant."""
    domains = {**dict.fromkeys(FLAGS[:3], (False, True)), GRADE: (1, 2, 3), AGE: range(5)}
    records = [dict(zip(domains, values, strict=True)) for values in product(*domains.values())]
    truths = [prove(condition, record.get, lambda _: Truth.UNKNOWN).truth for record in records]
    expected = set()
    for fact in domains:
        lines: dict[tuple[object, ...], set[Truth]] = {}
        for record, truth in zip(records, truths, strict=True):
            lines.setdefault(tuple(value for other, value in record.items() if other != fact), set()).add(truth)
        expected |= {fact} if any(len(line) > 1 for line in lines.values()) else set()
    assert Relevance(owner_of).essential(condition) == expected


def test_parts_that_share_no_fact_and_what_all_parts_have_in_common_need_no_diagram(monkeypatch: pytest.MonkeyPatch) -> None:
    """`(A or B) and C or (A or B) and D` is `(A or B) and (C or D)`, whose every fact is read once."""
    a, b, c, d = map(Flag, FLAGS[:4])
    either = Or((a, b))
    assert nodes(Or((And((either, c)), And((either, d)))), monkeypatch) == 0
    assert nodes(Or((And((a, b)), And((a, c)), And((b, c)), d)), monkeypatch) > 0


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
