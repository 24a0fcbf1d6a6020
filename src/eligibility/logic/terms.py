"""Terms: a small closed language for computed columns. Both Polars and SQL are generated from it.

Truths are three-valued (NULL is unknown) and combine by Kleene's tables, which SQL uses too. The functions in lower
case build terms and fold away what is already decided. They never decide what the kernel leaves open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import assert_never

from eligibility._dataclass import dataclass
from eligibility.logic.operators import Operator, compare


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the register or of an earlier step."""

    name: str


@dataclass(frozen=True, slots=True)
class TruthLiteral:
    """The same truth in every row. None is unknown, for numbers too."""

    value: bool | None


@dataclass(frozen=True, slots=True)
class Whole:
    """The same whole number in every row."""

    value: int


@dataclass(frozen=True, slots=True)
class Negation:
    arg: Term


@dataclass(frozen=True, slots=True)
class Every:
    """Kleene's and."""

    args: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Kleene's or."""

    args: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value of a choice is in a set of values."""

    arg: Term
    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A day by its proleptic ordinal."""

    arg: Column


@dataclass(frozen=True, slots=True)
class Comparison:
    """A sum of whole multiples compared with a whole number: `sum op bound`. It is unknown if a part is unknown."""

    parts: tuple[tuple[Term, int], ...]
    op: Operator
    bound: int


@dataclass(frozen=True, slots=True)
class Known:
    """Whether a value is known. This is never unknown itself."""

    arg: Term


@dataclass(frozen=True, slots=True)
class CaseWhen:
    """The value of the first branch whose condition is true, otherwise the default."""

    branches: tuple[tuple[Term, Term], ...]
    default: Term


@dataclass(frozen=True, slots=True)
class Years:
    """The full years from a day to the as-of date, as `facts.days.full_years` counts them."""

    arg: Column


@dataclass(frozen=True, slots=True)
class Tally:
    """The number of the household's rows in which a truth is true, or with `possible` is not false."""

    arg: Term
    possible: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole number: a sum of whole multiples and a constant. It is unknown if a part is unknown."""

    parts: tuple[tuple[Term, int], ...]
    constant: int


@dataclass(frozen=True, slots=True)
class Product:
    """The product of two whole numbers, unknown if one of them is."""

    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Lower:
    """The smaller of two whole numbers, unknown if one of them is."""

    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Higher:
    """The greater of two whole numbers, unknown if one of them is."""

    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Divided:
    """How many times a whole number, larger than 0, goes into another: rounded down, below 0 too."""

    arg: Term
    by: int


@dataclass(frozen=True, slots=True)
class Shifted:
    """Money times a power of ten, as a whole number."""

    arg: Term
    by: int


Number = Sum | Product | Lower | Higher | Divided | Shifted
"""The terms that are whole numbers worked out from others."""

Term = Column | TruthLiteral | Whole | Negation | Every | Some | OneOf | Ordinal | Comparison | Known | CaseWhen | Years | Tally | Number

TRUE_TERM = TruthLiteral(True)
FALSE_TERM = TruthLiteral(False)
UNKNOWN_TERM = TruthLiteral(None)


def negation(arg: Term) -> Term:
    """Not."""
    if isinstance(arg, TruthLiteral):
        return UNKNOWN_TERM if arg.value is None else TruthLiteral(not arg.value)
    return arg.arg if isinstance(arg, Negation) else Negation(arg)


def every(args: Iterable[Term]) -> Term:
    """And: false if one part is false. Each part occurs once."""
    kept = [arg for arg in dict.fromkeys(args) if arg != TRUE_TERM]
    if FALSE_TERM in kept:
        return FALSE_TERM
    return TRUE_TERM if not kept else kept[0] if len(kept) == 1 else Every(tuple(kept))


def some(args: Iterable[Term]) -> Term:
    """Or: true if one part is true. Each part occurs once."""
    kept = [arg for arg in dict.fromkeys(args) if arg != FALSE_TERM]
    if TRUE_TERM in kept:
        return TRUE_TERM
    return FALSE_TERM if not kept else kept[0] if len(kept) == 1 else Some(tuple(kept))


def one_of(arg: Term, values: Sequence[str | int]) -> Term:
    """Membership; unknown if the value is unknown."""
    return UNKNOWN_TERM if arg == UNKNOWN_TERM else OneOf(arg, tuple(values))


def comparison(parts: Sequence[tuple[Term, int]], op: Operator, bound: int) -> Term:
    """A comparison with constant numbers put in."""
    if any(part == UNKNOWN_TERM for part, _ in parts):
        return UNKNOWN_TERM
    known = sum(factor * part.value for part, factor in parts if isinstance(part, Whole))
    rest = tuple((part, factor) for part, factor in parts if not isinstance(part, Whole))
    return Comparison(rest, op, bound - known) if rest else TruthLiteral(compare(known, op, bound))


def known(arg: Term) -> Term:
    """Whether the value is known."""
    if isinstance(arg, TruthLiteral | Whole):
        return TruthLiteral(arg.value is not None)
    return Known(arg)


def case(branches: Iterable[tuple[Term, Term]], default: Term) -> Term:
    """The first branch that holds. Branches that cannot hold or cannot matter are left out."""
    kept: list[tuple[Term, Term]] = []
    for condition, value in branches:
        if condition == TRUE_TERM:
            default = value
            break
        if not isinstance(condition, TruthLiteral):
            kept.append((condition, value))
    while kept and kept[-1][1] == default:
        kept.pop()
    return CaseWhen(tuple(kept), default) if kept else default


def inside(term: Term) -> tuple[Term, ...]:
    """The direct parts of the term."""
    match term:
        case Negation(arg) | OneOf(arg) | Ordinal(arg) | Known(arg) | Years(arg) | Tally(arg) | Divided(arg) | Shifted(arg):
            return (arg,)
        case Product(left, right) | Lower(left, right) | Higher(left, right):
            return (left, right)
        case Every(args) | Some(args):
            return args
        case Comparison(parts) | Sum(parts):
            return tuple(part for part, _ in parts)
        case CaseWhen(branches, default):
            return (*(part for branch in branches for part in branch), default)
        case Column() | TruthLiteral() | Whole():
            return ()
    assert_never(term)


def subterms(term: Term) -> Iterator[Term]:
    """The term and all terms inside it, outermost first."""
    yield term
    for part in inside(term):
        yield from subterms(part)


def columns_of(term: Term) -> set[str]:
    """The columns that a term reads."""
    return {part.name for part in subterms(term) if isinstance(part, Column)}


def replaced(term: Term, names: Mapping[Term, Column]) -> Term:
    """The term with every named part replaced by its column, outermost first."""
    column = names.get(term)
    return replaced_inside(term, names) if column is None else column


def replaced_inside(term: Term, names: Mapping[Term, Column]) -> Term:
    """The term with every named part within it replaced by its column; the term itself stays."""

    def inner(part: Term) -> Term:
        return replaced(part, names)

    match term:
        case Negation(arg):
            return Negation(inner(arg))
        case Known(arg):
            return Known(inner(arg))
        case Tally(arg, possible):
            return Tally(inner(arg), possible)
        case Every(args):
            return Every(tuple(map(inner, args)))
        case Some(args):
            return Some(tuple(map(inner, args)))
        case CaseWhen(branches, default):
            return CaseWhen(tuple((inner(test), inner(value)) for test, value in branches), inner(default))
        case Sum() | Product() | Lower() | Higher() | Divided() | Shifted():
            return rebuilt(term, inner)
        case Column() | TruthLiteral() | Whole() | OneOf() | Ordinal() | Comparison() | Years():
            return term
    assert_never(term)


def rebuilt(term: Number, turn: Callable[[Term], Term]) -> Number:
    """A worked out number with each of its parts turned."""
    match term:
        case Sum(parts, constant):
            return Sum(tuple((turn(part), factor) for part, factor in parts), constant)
        case Product(left, right):
            return Product(turn(left), turn(right))
        case Lower(left, right):
            return Lower(turn(left), turn(right))
        case Higher(left, right):
            return Higher(turn(left), turn(right))
        case Divided(arg, by):
            return Divided(turn(arg), by)
        case Shifted(arg, by):
            return Shifted(turn(arg), by)


def may_hold(term: Term) -> bool:
    """Whether a truth may be true, judged by its decided parts alone."""
    match term:
        case TruthLiteral(value):
            return value is True
        case Every(args):
            return all(map(may_hold, args))
        case Some(args):
            return any(map(may_hold, args))
    return True


def resolved(term: Term, column: Callable[[str], Term], tally: Callable[[Tally], Term] = lambda tally: tally) -> Term:
    """The term with every column and tally replaced as the functions say. What this decides is folded away.

    The years since a day, and its ordinal, stay open only if the day is still a column.
    """

    def inner(part: Term) -> Term:
        return resolved(part, column, tally)

    match term:
        case Column(name):
            return column(name)
        case TruthLiteral() | Whole():
            return term
        case Negation(arg):
            return negation(inner(arg))
        case Known(arg):
            return known(inner(arg))
        case Every(args):
            return every(map(inner, args))
        case Some(args):
            return some(map(inner, args))
        case OneOf(arg, values):
            return one_of(inner(arg), values)
        case Comparison(parts, op, bound):
            return comparison([(inner(part), factor) for part, factor in parts], op, bound)
        case CaseWhen(branches, default):
            return case([(inner(test), inner(value)) for test, value in branches], inner(default))
        case Ordinal(arg):
            day = column(arg.name)
            return Ordinal(day) if isinstance(day, Column) else day
        case Years(arg):
            day = column(arg.name)
            return Years(day) if isinstance(day, Column) else UNKNOWN_TERM
        case Tally():
            return tally(term)
        case Sum() | Product() | Lower() | Higher() | Divided() | Shifted():
            return rebuilt(term, inner)
    assert_never(term)
