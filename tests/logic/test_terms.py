"""The column language: compiled to Python it means what it says, and folding changes no meaning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import and_, or_
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from eligibility.logic.operators import Operator, compare
from eligibility.logic.term_kernel import compile_derivation
from eligibility.logic.terms import (
    FALSE_TERM,
    TRUE_TERM,
    UNKNOWN_TERM,
    CaseWhen,
    Column,
    Comparison,
    Every,
    Known,
    Negation,
    OneOf,
    Ordinal,
    Some,
    Tally,
    Term,
    TruthLiteral,
    Whole,
    Years,
    columns_of,
    every,
    may_hold,
    resolved,
    some,
)
from tests.logic.plain_terms import compile_terms

TRUTHS, NUMBERS = ("a", "b", "c"), ("n", "m")
VALUES: Mapping[str, tuple[Any, ...]] = {**dict.fromkeys(TRUTHS, (None, True, False)), **dict.fromkeys(NUMBERS, (None, 0, 1, 2, 3))}
COUNT = Tally(Column("a"), False)


def numbers() -> st.SearchStrategy[Term]:
    return st.one_of(
        st.sampled_from(NUMBERS).map(Column),
        st.integers(0, 3).map(Whole),
        st.just(COUNT),
        st.just(Years(Column("n"))),
        st.just(Ordinal(Column("m"))),
    )


def truths() -> st.SearchStrategy[Term]:
    """Terms that are a truth, of some depth."""
    compared = st.builds(
        lambda parts, op, bound: Comparison(tuple(parts), op, bound),
        st.lists(st.tuples(numbers(), st.sampled_from([1, -1, 2])), min_size=1, max_size=2),
        st.sampled_from(Operator),
        st.integers(-2, 4),
    )
    chosen = st.builds(lambda arg, values: OneOf(arg, tuple(sorted(values))), numbers(), st.sets(st.integers(0, 3), min_size=1))
    leaves = st.one_of(
        st.sampled_from(TRUTHS).map(Column), st.sampled_from([True, False, None]).map(TruthLiteral), compared, chosen, numbers().map(Known)
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            inner.map(Negation),
            inner.map(Known),
            st.lists(inner, min_size=1, max_size=3).map(lambda args: Every(tuple(args))),
            st.lists(inner, min_size=1, max_size=3).map(lambda args: Some(tuple(args))),
            st.builds(lambda test, then, default: CaseWhen(((test, then),), default), inner, inner, inner),
        ),
        max_leaves=8,
    )


def records() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})


def meaning(term: Term, record: Mapping[str, Any], tallies: Mapping[Tally, int]) -> Any:
    """What a term comes to, read off the tables of strong Kleene logic."""

    def of(part: Term) -> Any:
        return meaning(part, record, tallies)

    match term:
        case Column(name):
            return record[name]
        case TruthLiteral(value) | Whole(value):
            return value
        case Negation(arg):
            return None if of(arg) is None else not of(arg)
        case Every(args):
            return kleene([of(arg) for arg in args], and_, False)
        case Some(args):
            return kleene([of(arg) for arg in args], or_, True)
        case OneOf(arg, values):
            return None if of(arg) is None else of(arg) in values
        case Known(arg):
            return of(arg) is not None
        case Ordinal(arg):
            return of(arg)
        case Years(arg):
            return None if of(arg) is None else years(of(arg))
        case Tally():
            return tallies[term]
        case Comparison(parts, op, bound):
            held = [of(part) for part, _ in parts]
            if None in held:
                return None
            return compare(sum(factor * value for value, (_, factor) in zip(held, parts, strict=True)), op, bound)
        case CaseWhen(branches, default):
            return next((of(value) for test, value in branches if of(test) is True), of(default))
    raise AssertionError(term)


def kleene(values: list[Any], join: Callable[[bool, bool], bool], decides: bool) -> bool | None:
    if decides in values:
        return decides
    return None if None in values else not decides


def years(day: int) -> int:
    return day // 2


def compiled(term: Term, record: Mapping[str, Any], tallies: Mapping[Tally, int], names: Mapping[str, Term] | None = None) -> Any:
    return compile_terms([term], names=names, tallies=list(tallies))(record.get, years, list(tallies.values()))[0]


@given(truths(), records(), st.integers(0, 2))
def test_compiled_terms_mean_what_they_say(term: Term, record: dict[str, Any], count: int) -> None:
    tallies = {COUNT: count}
    assert compiled(term, record, tallies) is meaning(term, record, tallies)


@given(truths(), records(), st.integers(0, 2))
def test_a_derivation_collects_what_is_known_and_tells_what_holds(term: Term, record: dict[str, Any], count: int) -> None:
    """The derived fact only where it is known; the counted truth as it is; and whether the term holds, unknown being as good as false."""
    kernel = compile_derivation({"k": term}, [Column("named")], [term, Negation(Column("named"))], names={"named": term}, tallies=[COUNT])
    wanted = meaning(term, record, {COUNT: count})
    derived, counted, held = kernel(record.get, years, [count])
    assert derived == ({} if wanted is None else {"k": wanted})
    assert counted == (wanted,)
    assert [one is True for one in held] == [wanted is True, wanted is False]
    assert all(one in {True, False, None} for one in held)


@given(truths(), records(), st.integers(0, 2), st.sets(st.sampled_from([*TRUTHS, *NUMBERS])))
def test_what_is_decided_beforehand_is_folded_away_without_a_change(
    term: Term, record: dict[str, Any], count: int, known: set[str]
) -> None:
    """Columns that hold the same in every record may be put in; years and ordinals of days stay columns."""

    def column(name: str) -> Term:
        value = record[name]
        if name not in known or name in {"n", "m"}:
            return Column(name)
        return Whole(value) if isinstance(value, int) and not isinstance(value, bool) else TruthLiteral(value)

    tallies = {COUNT: count}
    assert meaning(resolved(term, column), record, tallies) is meaning(term, record, tallies)


@given(truths(), records(), st.integers(0, 2))
def test_what_cannot_hold_never_holds(term: Term, record: dict[str, Any], count: int) -> None:
    if not may_hold(term):
        assert meaning(term, record, {COUNT: count}) is not True


@given(truths(), truths(), records(), st.integers(0, 2))
def test_names_stand_for_their_terms(term: Term, named: Term, record: dict[str, Any], count: int) -> None:
    """A column that is a term itself has that term's value."""
    tallies = {COUNT: count}
    value = meaning(term, {**record, "a": meaning(named, record, tallies)}, tallies)
    assert (
        compiled(resolved(term, lambda name: Column("named") if name == "a" else Column(name)), record, tallies, {"named": named}) is value
    )


def test_folding_keeps_the_unknown() -> None:
    """Kleene: unknown joins are folded only by what decides them."""
    fact = Column("fact")
    assert every([UNKNOWN_TERM, FALSE_TERM, fact]) == FALSE_TERM
    assert some([UNKNOWN_TERM, TRUE_TERM, fact]) == TRUE_TERM
    assert every([TRUE_TERM, fact]) == fact
    assert every([UNKNOWN_TERM, fact]) not in (UNKNOWN_TERM, fact)
    assert not isinstance(some([UNKNOWN_TERM, fact]), TruthLiteral)
    assert columns_of(Tally(fact, True)) == {"fact"}
