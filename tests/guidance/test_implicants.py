"""The smallest ways to make a condition hold."""

from __future__ import annotations

from itertools import chain, combinations

from hypothesis import given

from eligibility.guidance.implicants import SATISFIED, Way, entries, in_fixed_order, ways
from eligibility.logic.expr import And, Atom, Compare, Const, Expr, Flag, Member, Named, Not, Or, walk
from eligibility.logic.types import Boolean, Choice, Fact
from tests.property.strategies import expressions

A, B, C = (Flag(Fact(f"person.{name}", Boolean(), name)) for name in "abc")


def found(expr: Expr, most: int = 9, **known: bool) -> list[set[str]]:
    """The ways, each as the names that must hold, with a minus where they must not."""

    def now(atom: Atom) -> bool | None:
        return known.get(atom.fact.name) if isinstance(atom, Flag) else None

    return [{f"{'' if holds else '-'}{atom.fact.name}" for atom, holds in way if isinstance(atom, Flag)} for way in ways(expr, now, most)]


def test_what_holds_already_costs_nothing() -> None:
    assert found(And((A, B)), a=True, b=True) == [set()]
    assert found(And((A, B)), a=True) == [{"b"}]
    assert found(And((A, B)), a=False) == [{"a", "b"}]


def test_the_smallest_come_first_and_none_contains_another() -> None:
    assert found(Or((And((A, B)), C, And((C, A))))) == [{"c"}, {"a", "b"}]


def test_a_negation_asks_for_the_contrary() -> None:
    assert found(Not(Or((A, B)))) == [{"-a", "-b"}]
    assert found(Not(And((A, B)))) == [{"-a"}, {"-b"}]


def test_no_way_contradicts_itself() -> None:
    assert found(And((A, Not(A)))) == []
    assert found(Or((And((A, Not(A))), B))) == [{"b"}]


def test_no_more_entries_than_are_allowed() -> None:
    assert found(And((A, B, C)), most=2) == []
    assert found(And((A, B, C)), most=2, a=True) == [{"b", "c"}]


def test_entries_are_counted_and_not_conditions() -> None:
    """Two grades stand in one list of disabilities: they are one entry."""
    grades = [Member(Fact(f"person.grade_{name}", Choice((0, 1)), "disabilities"), frozenset({1})) for name in ("mental", "visual")]
    (way,) = ways(And(tuple(grades)), lambda _: None, 1)
    assert entries(way) == {"disabilities"} and len(way) == 2


def test_constants() -> None:
    assert (found(Const(True)), found(Const(False)), found(Named("word", A))) == ([set()], [], [{"a"}])


def truth(expr: Expr, told: dict[Atom, bool]) -> bool | None:
    """Kleene's truth of a condition, with atoms as they are told."""
    match expr:
        case Const(value):
            return value
        case Not(arg):
            inner = truth(arg, told)
            return None if inner is None else not inner
        case Named(body=body):
            return truth(body, told)
        case And(args) | Or(args):
            parts, decides = [truth(arg, told) for arg in args], isinstance(expr, Or)
            return decides if decides in parts else None if None in parts else not decides
    assert isinstance(expr, Flag | Member | Compare)
    return told.get(expr)


def by_brute_force(expr: Expr) -> set[Way]:
    """The least sets of signed atoms that prove a condition."""
    atoms = list(dict.fromkeys(node for node in walk(expr) if isinstance(node, Flag | Member | Compare)))
    proving: list[Way] = []
    for chosen in chain.from_iterable(combinations(atoms, size) for size in range(len(atoms) + 1)):
        for signs in range(2 ** len(chosen)):
            way = frozenset((atom, bool(signs >> place & 1)) for place, atom in enumerate(chosen))
            if truth(expr, dict(way)) is True and not any(other <= way for other in proving):
                proving.append(way)
    return set(proving)


@given(expressions(leaves=5))
def test_exactly_the_least_proofs(expr: Expr) -> None:
    """Law: every set of conditions that proves the whole, and of which no part is enough, and no other."""
    computed = ways(expr, lambda _: None, 99)
    assert set(computed) == by_brute_force(expr)
    assert len(computed) == len(set(computed))


@given(expressions(leaves=5))
def test_the_order_is_that_of_the_names_and_not_of_the_process(expr: Expr) -> None:
    computed = ways(expr, lambda _: None, 99)
    assert [len(entries(way)) for way in computed] == sorted(len(entries(way)) for way in computed)
    assert all(in_fixed_order(way) == in_fixed_order(frozenset(reversed(in_fixed_order(way)))) for way in computed)
    assert SATISFIED not in computed[1:]
