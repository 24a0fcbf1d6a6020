"""Engines over expressions are algebras, and the algebras that they are built on keep their laws."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, final

import pytest
from hypothesis import given

import eligibility
from eligibility.logic.algebra import Algebra, Collecting, DualRail, Memoised, OverFacts, Rails, Rewriting, Sharing, UnresolvedError
from eligibility.logic.expr import (
    FALSE,
    TRUE,
    And,
    Atom,
    Expr,
    Flag,
    Has,
    Named,
    Not,
    Or,
    Quantity,
    atoms_in,
    walk,
)
from eligibility.logic.term_algebra import TermAlgebra
from eligibility.logic.types import Boolean, Fact
from tests.property.strategies import expressions, records
from tests.reference import evaluate

SOURCE = Path(eligibility.__file__).parent
ENGINES = {
    "bulk.lower._Terms",
    "decide.compiled._Resolving",
    "decide.explain._Paths",
    "decide.explain._Saying",
    "decide.missing._Opening",
    "decide.missing._Settling",
    "decide.opening._FewestSupports",
    "decide.standing._Received",
    "durable.compile._Patterns",
    "facts.derived._Derived",
    "guidance.cliff._Comparisons",
    "guidance.implicants._Ways",
    "guidance.prospects.Prospects",
    "guidance.questionnaire._FactsRead",
    "logic.algebra.Sharing",
    "logic.kernel._Writer",
    "logic.narrowing._Putting",
    "logic.proof.Weighing",
    "logic.relevance._Drawing",
    "logic.relevance.Reducing",
    "register.mattering._Truths",
    "register.missing._Reading",
    "rules.implications._Guarding",
    "rules.amount_lint._Closing",
    "rules.prose.Prose",
    "verify.boundary_cases._Atoms",
    "verify.dual_rail._About",
    "verify.mutation.bit_reading.BitReading",
    "verify.mutation.mutants._Redefining",
}
TERM_ENGINES = {"bulk.sql.SqlTerms", "bulk.to_polars.PolarsWriter", "logic.term_kernel._Writer", "verify.symbols._Asked"}
A, B = (Flag(Fact(name, Boolean())) for name in "ab")


def engines(base: type[Any] = Algebra) -> dict[str, type[Any]]:
    """Every class of the library that answers all kinds of nodes and has no class below it, by its module and name."""
    for module in walk_packages([str(SOURCE)], "eligibility."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    found: dict[str, type[Any]] = {}
    waiting = [base]
    while waiting:
        subclasses = waiting.pop().__subclasses__()
        waiting += subclasses
        ours = (one for one in subclasses if one.__module__.startswith("eligibility.") and _answers_all(one))
        found |= {f"{one.__module__.removeprefix('eligibility.')}.{one.__name__}": one for one in ours}
    return found


def _answers_all(engine: type[Any]) -> bool:
    return not inspect.isabstract(engine) and not engine.__subclasses__()


@pytest.mark.parametrize(("base", "expected"), [(Algebra, ENGINES), (TermAlgebra, TERM_ENGINES)])
def test_engines_are_final(base: type[Any], expected: set[str]) -> None:
    """Only where an engine is final does the type checker name it as soon as a kind of node has no answer."""
    found = engines(base)
    assert set(found) == expected
    assert {name for name, engine in found.items() if getattr(engine, "__final__", False)} == expected


def _matched(tree: ast.AST) -> Iterator[str]:
    """The classes that a module matches on, or asks of by `isinstance`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.MatchClass):
            yield ast.unparse(node.cls)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "isinstance":
            yield from (part.id for part in ast.walk(node.args[1]) if isinstance(part, ast.Name))


def test_only_logic_takes_conditions_apart() -> None:
    """No other module matches on joins and denials: what it makes of them it says as an algebra."""
    outside = [path for path in SOURCE.rglob("*.py") if path.parent != SOURCE / "logic"]
    wrong = {path.name for path in outside if {"And", "Or", "Not"} & set(_matched(ast.parse(path.read_text("utf-8"))))}
    assert not wrong


def test_only_logic_takes_terms_apart() -> None:
    """No other module matches on joins and denials of terms: what it makes of them it says as an algebra."""
    outside = [path for path in SOURCE.rglob("*.py") if path.parent != SOURCE / "logic"]
    wrong = {path.name for path in outside if {"Every", "Some", "Negation", "Known"} & set(_matched(ast.parse(path.read_text("utf-8"))))}
    assert not wrong


@final
class _Kleene(DualRail[bool], OverFacts[Rails[bool]]):
    def __init__(self, record: dict[str, Any]) -> None:
        self.record = record

    def const(self, value: bool) -> Rails[bool]:
        return Rails(value, not value)

    def atom(self, expr: Atom) -> Rails[bool]:
        truth = evaluate(expr, lambda fact: self.record[fact.key])
        return Rails(truth is True, truth is False)

    def conjunction(self, args: list[bool]) -> bool:
        return all(args)

    def disjunction(self, args: list[bool]) -> bool:
        return any(args)


@given(expressions(), records())
def test_two_rails_are_kleene_logic(expr: Expr, record: dict[str, Any]) -> None:
    """With two truth values on two rails, proved is true, refuted is false, and unknown where both fail."""
    rails, truth = _Kleene(record)(expr), evaluate(expr, lambda fact: record[fact.key])
    assert (rails.proved, rails.refuted) == (truth is True, truth is False)


@final
class _Counting(Memoised[int], OverFacts[int]):
    """Counts how often an atom is asked for; joins stop at the first."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Atom] = []

    def const(self, value: bool) -> int:
        return int(value)

    def atom(self, expr: Atom) -> int:
        self.asked.append(expr)
        return 1

    def negation(self, arg: int) -> int:
        return -arg

    def all_of(self, args: Iterable[int]) -> int:
        return next(iter(args))

    def any_of(self, args: Iterable[int]) -> int:
        return sum(args)


def test_parts_are_made_as_they_are_asked_for() -> None:
    """A join may stop before its last part, and what an engine remembers is made once."""
    counting = _Counting()
    assert counting(And((A, B))) == 1
    assert counting.asked == [A]
    assert counting(Or((A, Not(A), Named("a", A)))) == 1
    assert counting.asked == [A]


@pytest.mark.parametrize("expr", [Has("dibao"), Not(Quantity(A, ">=", 1))])
def test_what_is_no_fact_is_refused(expr: Expr) -> None:
    """An engine over facts does not guess what a demanded support or a count means."""
    with pytest.raises(UnresolvedError, match="put it in as a fact first"):
        _Counting()(expr)


@final
class _Closing(Rewriting):
    def has(self, expr: Has) -> Expr:
        return A

    def quantity(self, expr: Quantity) -> Expr:
        return B


@given(expressions(tied=True))
def test_rewriting_keeps_conditions_on_facts(expr: Expr) -> None:
    """Where nothing is demanded or counted, the expression is the same again."""
    assert _Closing()(expr) == expr


def test_rewriting_puts_in_supports_and_counts() -> None:
    """They are replaced wherever they stand, under a name too."""
    expr = Or((Named("n", Not(Has("dibao")), A), And((Quantity(A, ">=", 1), TRUE))))
    assert _Closing()(expr) == Or((Named("n", Not(A), A), And((B, TRUE))))


@given(expressions(tied=True), expressions(tied=True))
def test_sharing_copies_equal_parts_as_one_object(one: Expr, other: Expr) -> None:
    sharing = Sharing()
    copies = sharing(one), sharing(other)
    assert copies == (one, other)
    assert sharing(one) is copies[0]
    parts = [node for copy in copies for node in walk(copy) if node not in (TRUE, FALSE)]
    assert len({id(node) for node in parts}) == len(set(parts))


@final
class _Atoms(Collecting[Atom]):
    def atom(self, expr: Atom) -> Iterable[Atom]:
        return (expr,)

    def has(self, expr: Has) -> Iterable[Atom]:
        return ()

    def quantity(self, expr: Quantity) -> Iterable[Atom]:
        return self(expr.body)


@given(expressions(tied=True))
def test_collecting_keeps_the_written_order(expr: Expr) -> None:
    """What is collected comes in the order of the text, as often as it stands there."""
    assert list(_Atoms()(expr)) == list(atoms_in(expr))
