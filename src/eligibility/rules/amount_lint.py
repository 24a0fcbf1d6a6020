"""Checks on amounts: tiers and routes that overlap or leave a gap, ends that are wider than needed, parts of a fen, untested branches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import gcd
from typing import final

from eligibility.codes import RuleCheck
from eligibility.errors import RuleProblem
from eligibility.facts.flatten import Subject
from eligibility.facts.record import known_of
from eligibility.i18n import Text
from eligibility.logic.algebra import Rewriting
from eligibility.logic.amount import (
    AmountAlgebra,
    Bounded,
    Formula,
    Greatest,
    Least,
    Rounded,
    Rounding,
    Tiers,
    Times,
    Total,
    constant,
    inside,
    interval,
    reads_facts,
    subformulas,
)
from eligibility.logic.amount_comparison import compared
from eligibility.logic.expr import FALSE, TRUE, And, Expr, Flag, Has, Not, Or, Quantity, facts_in
from eligibility.logic.narrowing import narrowed
from eligibility.logic.operators import MIRRORED, Operator
from eligibility.logic.proof import Weighing
from eligibility.logic.relevance import essential, reduce
from eligibility.logic.truth import Truth
from eligibility.logic.types import Boolean, Fact, Number
from eligibility.rules.amounts import static
from eligibility.rules.cases import WorkedCase
from eligibility.rules.implications import situation_of
from eligibility.rules.load import Loaded
from eligibility.rules.located_yaml import Path_, Source
from eligibility.rules.support import Route, Support, SupportPart

FEN = Fraction(1, 100)
Place = tuple[Source, Path_]


def lint_amounts(loaded: Loaded, cases: Sequence[WorkedCase] | None) -> Iterator[RuleProblem]:
    """Every problem with the amounts of a version; in an amendment only with those of the supports that it adds or changes.

    Where the cases could not be read (None), nothing is said of what they test.
    """
    before = loaded.before.supports if loaded.before else {}
    for part in loaded.ruleset.parts:
        if before.get(part.id) == loaded.ruleset.supports[part.id]:
            continue
        old = before.get(part.id)
        for formula, routes, place in _written(part, loaded):
            if old is not None and _was_given(formula, routes, old):
                continue
            yield from lint_formula(formula, [route.when for route in routes], place)
            yield from _gaps(formula, routes, place)
            yield from _untested(formula, routes, part, place, loaded, cases) if cases is not None else ()
        yield from _overlapping(part, loaded)


def _was_given(formula: Formula, routes: Sequence[Route], before: Support) -> bool:
    """Whether a support stated an amount before, for routes that are as they were."""
    stated = any(formula in part.formulas for part in before.parts)
    return stated and all(any(route == one for part in before.parts for one in part.routes) for route in routes)


def lint_formula(formula: Formula, reaching: Sequence[Expr], place: Place) -> Iterator[RuleProblem]:
    """What is wrong with one amount, wherever it is written; `reaching` are the conditions of the routes that give it."""
    yield from _of_formula(formula, reaching, place)
    yield from _tied(formula, reaching, place)
    for found in subformulas(formula):
        if isinstance(found, Tiers):
            pairs = list(combinations([tier.when for tier in found.tiers], 2))
            if any(possible(And((when, *pair))) for when in reaching for pair in pairs):
                message = Text("有两档会同时成立", "two of the tiers can hold at once")
                yield _problem(place, RuleCheck.TIERS_OVERLAP, message, Text("让各档互相排斥", "make them exclude each other"))


def _written(part: SupportPart, loaded: Loaded) -> Iterator[tuple[Formula, Sequence[Route], Place]]:
    """Every amount that a part states, with the routes that give it, and its place."""
    shared = [route for route in part.routes if route.benefit is None]
    if part.benefit.formula is not None:
        source, at = loaded.place("support", part.id)
        yield part.benefit.formula, shared, (source, (*at, "benefit", "amount"))
    for route in part.routes:
        if route.benefit is not None and route.benefit.formula is not None:
            source, at = loaded.place("route", f"{part.id}.{route.name}")
            yield route.benefit.formula, [route], (source, (*at, "benefit", "amount"))


# -- one formula


def _of_formula(formula: Formula, reaching: Sequence[Expr], place: Place) -> Iterator[RuleProblem]:
    if _may_fall_below(formula, reaching):
        message = Text("数额可能小于0", "the amount may fall below 0")
        yield _problem(place, RuleCheck.AMOUNT_NEGATIVE, message, Text("写作 max(..., 0)", "write max(..., 0)"))
    if _Step()(formula) % FEN:
        message = Text("数额可能不足一分，却没有写怎样取整", "the amount may hold a part of a fen, and nothing says how it is rounded")
        mend = Text(
            "按原文补上 round；原文没有写的，写 round: {to: 0.01, how: half_up}",
            "add round as the text says it; where the text is silent, round: {to: 0.01, how: half_up}",
        )
        yield _problem(place, RuleCheck.AMOUNT_ROUNDING, message, mend)
    for fact in repeated(formula):
        message = Text(
            f"{fact.name} 在数额里朝相反方向用了不止一次：不知道它时，范围可能偏宽",
            f"{fact.name} is read more than once and in opposite directions: while it is unknown, the range may be wider than needed",
        )
        mend = Text("只用一次，或把各档写开", "read it once, or write the tiers out")
        yield _problem(place, RuleCheck.AMOUNT_REPEATS, message, mend)


def _may_fall_below(formula: Formula, reaching: Sequence[Expr]) -> bool:
    """Whether an amount may fall below 0 for anybody whom one of the routes reaches that give it."""
    found = static(formula)
    if found is None or (found.low is not None and found.low >= 0):
        return False
    negative = compared(formula, Operator.BELOW)
    return any(possible(And((when, negative))) for when in reaching)


def _tied(formula: Formula, reaching: Sequence[Expr], place: Place) -> Iterator[RuleProblem]:
    """Facts by which a route decides who gets an amount, and the amount how much, in a way that no interval can follow."""
    if not reads_facts(formula):
        return
    loose = dict.fromkeys(fact for when in reaching for fact in narrowed(formula, when).loose)
    for fact in (one for one in loose if one not in repeated(formula)):
        message = Text(
            f"{fact.name} 既决定谁能领，又决定数额：不知道它时，范围可能偏宽",
            f"{fact.name} decides both who gets the amount and how much it is: while it is unknown, the range may be wider than needed",
        )
        mend = Text("在途径里让它只与一个数比较，或把各档写开", "compare it in the route with a number alone, or write the tiers out")
        yield _problem(place, RuleCheck.AMOUNT_REPEATS, message, mend)


def _problem(place: Place, check: RuleCheck, message: Text, mend: Text) -> RuleProblem:
    source, at = place
    return source.problem(check, at, message, mend)


@final
class _Step(AmountAlgebra[Fraction]):
    """The step in which a number moves: whole numbers by one, money by the fen, a multiple by its factor."""

    def fact(self, fact: Fact) -> Fraction:
        return Fraction(1) if isinstance(fact.type, Number) and fact.type.integral else FEN

    def total(self, parts: Sequence[tuple[Fraction, Decimal]], constant: Decimal) -> Fraction:
        return _common([*(step * abs(Fraction(factor)) for step, factor in parts), abs(Fraction(constant))])

    def least(self, args: Sequence[Fraction]) -> Fraction:
        return _common(args)

    def greatest(self, args: Sequence[Fraction]) -> Fraction:
        return _common(args)

    def product(self, left: Fraction, right: Fraction) -> Fraction:
        return left * right

    def tiers(self, tiers: Sequence[tuple[Expr, Fraction]]) -> Fraction:
        return _common([step for _, step in tiers])

    def rounded(self, arg: Fraction, to: Decimal, how: Rounding) -> Fraction:
        return Fraction(to)

    def bounded(self, low: Fraction, high: Fraction | None) -> Fraction:
        return _common([low, *([] if high is None else [high])])


def _common(steps: Iterable[Fraction]) -> Fraction:
    """The largest step of which all are multiples."""
    found = Fraction(0)
    for step in steps:
        below = found.denominator * step.denominator
        found = Fraction(gcd(int(found * below), int(step * below)), below)
    return found


def repeated(formula: Formula) -> list[Fact]:
    """The facts that a formula reads in opposite directions, so that its interval may be wider than needed."""
    found: dict[Fact, list[str]] = {}
    for fact, direction in _readings(formula, 1):
        found.setdefault(fact, []).append(direction)
    return [fact for fact, read in found.items() if len(read) > 1 and set(read) not in ({"+"}, {"-"})]


def _readings(formula: Formula, sign: int) -> Iterator[tuple[Fact, str]]:
    """Every reading of a fact: upwards, downwards, or as what chooses between tiers."""
    match formula:
        case Total(parts):
            for part, factor in parts:
                turned = sign if factor > 0 else -sign
                if isinstance(part, Fact):
                    yield part, "+" if turned > 0 else "-"
                else:
                    yield from _readings(part, turned)
        case Least(args) | Greatest(args):
            for arg in args:
                yield from _readings(arg, sign)
        case Times(left, right):
            yield from _readings(left, sign)
            yield from _readings(right, sign)
        case Tiers(tiers):
            yield from ((fact, "?") for fact in dict.fromkeys(fact for tier in tiers for fact in facts_in(tier.when)))
            yield from _of_one(list(_readings(tier.value, sign)) for tier in tiers)
        case Rounded(arg):
            yield from _readings(arg, sign)
        case Bounded(low, high):
            yield from _readings(low if high is None else high, sign)


def _of_one(tiers: Iterable[list[tuple[Fact, str]]]) -> Iterator[tuple[Fact, str]]:
    """The readings of one tier only: for each fact those of the tier that reads it most."""
    most: dict[Fact, list[str]] = {}
    for readings in tiers:
        for fact in dict.fromkeys(fact for fact, _ in readings):
            read = [direction for one, direction in readings if one == fact]
            most[fact] = max(most.get(fact, []), read, key=len)
    yield from ((fact, direction) for fact, read in most.items() for direction in read)


# -- tiers and routes


def _gaps(formula: Formula, routes: Sequence[Route], place: Place) -> Iterator[RuleProblem]:
    for found in subformulas(formula):
        if isinstance(found, Tiers):
            none = Not(Or(tuple(tier.when for tier in found.tiers)))
            if any(possible(And((route.when, none))) for route in routes):
                message = Text("符合途径的人有的不在任何一档", "the tiers leave out some of those whom the route reaches")
                mend = Text("补上一档；不给的写 0", "add a tier; where nothing is given write 0")
                yield _problem(place, RuleCheck.TIERS_GAP, message, mend)


def _overlapping(part: SupportPart, loaded: Loaded) -> Iterator[RuleProblem]:
    """Routes of different amounts that can hold together, where nothing says what is given then."""
    if part.combine is not None:
        return
    for one, other in combinations(part.routes, 2):
        amounts = [part.benefit_of(route).formula for route in (one, other)]
        if None not in amounts and amounts[0] != amounts[1] and possible(And((one.when, other.when))):
            source, at = loaded.place("route", f"{part.id}.{other.name}")
            zh = f"{part.id} 的 {one.name} 和 {other.name} 数额不同，又能同时成立，没有写怎样合并"
            en = f"{one.name} and {other.name} of {part.id} state different amounts and can hold together; nothing says what is given then"
            mend = Text("写 combine: highest 或 sum，或让途径互相排斥", "write combine: highest or sum, or make them exclude each other")
            yield source.problem(RuleCheck.AMOUNTS_OVERLAP, at, Text(zh, en), mend)


def possible(condition: Expr) -> bool:
    """Whether some record satisfies a condition; required supports and counts of members are taken as facts of their own."""
    reduced = reduce(closed(condition), lambda _: None)
    return reduced == TRUE or (reduced != FALSE and bool(essential(reduced)))


def closed(condition: Expr) -> Expr:
    """The condition with required supports and counts of members as facts of their own."""
    return _Closing()(condition)


@final
class _Closing(Rewriting):
    """Replaces required supports and counts by facts."""

    def has(self, expr: Has) -> Expr:
        return Flag(Fact(f"has.{expr.support}", Boolean()))

    def quantity(self, expr: Quantity) -> Expr:
        return Flag(Fact(f"quantity.{hash(expr)}", Boolean()))


# -- worked cases


def _untested(
    formula: Formula, routes: Sequence[Route], part: SupportPart, place: Place, loaded: Loaded, cases: Sequence[WorkedCase]
) -> Iterator[RuleProblem]:
    """Tiers and the ends of min and max that no case with an expected amount reaches."""
    whens = [route.when for route in routes]
    branches = {key: said for node in subformulas(formula) for key, said in _branches(node) if _can_decide(*key, whens)}
    if not branches or loaded.ruleset.scenario is not None:
        return
    for case in cases:
        if any(one.support == part.id and "amount" in one.outcome for one in case.expectations):
            situation = situation_of(case.profile, loaded.ruleset, case.as_of)
            for subject in situation.subjects(part.entity):
                for key in _reached(formula, subject):
                    branches.pop(key, None)
    for said in branches.values():
        message = Text(f"没有案例的金额用到 {said.zh}", f"no case with an amount reaches {said.en}")
        yield _problem(
            place, RuleCheck.AMOUNT_NEVER_TESTED, message, Text("在 cases/ 里补一个带 amount 的案例", "add a case with an amount")
        )


def _branches(node: Formula) -> Iterator[tuple[tuple[Formula, int], Text]]:
    match node:
        case Tiers(tiers):
            yield from (((node, index), Text(f"第{index + 1}档", f"tier {index + 1}")) for index in range(len(tiers)))
        case Least(args):
            yield from (((node, index), Text(f"min 的第{index + 1}个数", f"number {index + 1} of min")) for index in range(len(args)))
        case Greatest(args):
            yield from (((node, index), Text(f"max 的第{index + 1}个数", f"number {index + 1} of max")) for index in range(len(args)))


_BEFORE: Mapping[tuple[type, bool], Operator] = {
    (Least, True): Operator.BELOW,
    (Least, False): Operator.AT_MOST,
    (Greatest, True): Operator.AT_LEAST,
    (Greatest, False): Operator.ABOVE,
}
"""How the number of min or max that counts compares with another one, which stands before it (True) or behind it: of equal ones the first
counts for min, the last for max."""


def _can_decide(node: Formula, index: int, whens: Sequence[Expr]) -> bool:
    """Whether a number of min or max can be the one that counts for anybody whom a route reaches. A tier can, or is told elsewhere."""
    if not isinstance(node, Least | Greatest):
        return True
    number, decides = constant(node.args[index]), []
    for place, other in enumerate(node.args):
        if place != index:
            op = _BEFORE[type(node), place < index]
            bound = constant(other)
            if number is not None:
                decides.append(compared(other, MIRRORED[op], number))
            elif bound is not None:
                decides.append(compared(node.args[index], op, bound))
    return any(possible(And((when, *decides))) for when in whens)


def _reached(formula: Formula, subject: Subject) -> Iterator[tuple[Formula, int]]:
    """The branches that decide the amount of a subject whose facts are known."""
    read = known_of(subject)

    def truth(when: Expr) -> Truth:
        return Weighing(read, lambda _: Truth.UNKNOWN)(when)

    def value(part: Formula) -> Fraction | None:
        found = interval(part, read, truth)
        return found.low if found is not None and found.exact else None

    waiting = [formula]
    while waiting:
        node = waiting.pop()
        match node:
            case Tiers(tiers):
                for index, tier in enumerate(tiers):
                    if truth(tier.when) is Truth.TRUE:
                        yield node, index
                        waiting.append(tier.value)
            case Least(args) | Greatest(args):
                known = [(number, index) for index, arg in enumerate(args) if (number := value(arg)) is not None]
                if len(known) == len(args):
                    index = (min if isinstance(node, Least) else max)(known)[1]
                    yield node, index
                    waiting.append(args[index])
            case _:
                waiting += inside(node)
