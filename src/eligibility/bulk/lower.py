"""Lowering: the stages of a ruleset, and the facts derived from others, as columns over a register."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import lcm
from typing import final

from eligibility.book.bound import LocalBook
from eligibility.bulk.amount_terms import AmountTerms, Ends, above_nothing, joined, noted, nothing, together
from eligibility.bulk.columns import kind_of
from eligibility.bulk.constants import Constants, checked_constants
from eligibility.bulk.plan import FIRST, OPEN, REFUSED, AmountColumns, Coded, Level, Plan, PlanDraft, meanings
from eligibility.codes import ProblemCode
from eligibility.decide.amounts import CLAIMED, where_it_holds
from eligibility.decide.compiled import Stage, core_conditions, granted_fact, program_of, tier_condition
from eligibility.decide.standing import rests_by_rules
from eligibility.errors import WrongArgument, checked_type, not_of_type
from eligibility.facts import derived
from eligibility.facts.days import checked_day
from eligibility.facts.vocabulary import AS_OF, counted, facts
from eligibility.i18n import Text
from eligibility.logic.amount import conditions_in, numbers_read
from eligibility.logic.expr import Expr, Named, Quantity, compared_count, disjunction, facts_in, walk
from eligibility.logic.lowering import FactLowering
from eligibility.logic.operators import Operator
from eligibility.logic.terms import (
    FALSE_TERM,
    TRUE_TERM,
    UNKNOWN_TERM,
    Column,
    Tally,
    Term,
    TruthLiteral,
    Whole,
    case,
    comparison,
    every,
    known,
    negation,
    resolved,
    some,
)
from eligibility.logic.types import Boolean, Fact
from eligibility.rules.ruleset import Ruleset, checked_ruleset
from eligibility.rules.support import Benefit, Route, SupportPart
from eligibility.rules.words import BenefitUnit, RestsOn


def columns_read(ruleset: Ruleset, local: LocalBook | None = None) -> tuple[str, ...]:
    """Every column of a register that can affect an answer of the ruleset, after the row number and the household's key."""
    return ruleset.once(_readable) if local is None else _readable(ruleset, local)


def _readable(ruleset: Ruleset, local: LocalBook | None = None) -> tuple[str, ...]:
    layouts = program_of(ruleset).layouts
    keys = {key for entity in ("person", "household") for key in layouts[entity]} | facts().keys()
    keys |= {fact.key for core in ruleset.cores() for fact in facts_in(core)}
    formulas = [*(formula for part in ruleset.parts for formula in part.formulas), *(local.formulas() if local else ())]
    keys |= {fact.key for _, when in (local.conditions() if local else ()) for fact in facts_in(when)}
    keys |= {fact.key for formula in formulas for fact in numbers_read(formula)}
    keys |= {fact.key for formula in formulas for when in conditions_in(formula) for fact in facts_in(when)}
    columns = {key for key in keys | derived.given_columns() if kind_of(key) is not None}
    reads = (lower(ruleset, {*columns, "household"}, day, amounts=True, local=local).reads.values() for day in _days_of_cores(ruleset))
    return ("row", "household", *sorted(frozenset[str]().union(*(found for each in reads for found in each)) - {"household"}))


def _days_of_cores(ruleset: Ruleset) -> set[date]:
    """A day in the plan's period, and days after it on which every national core is read."""
    after = ruleset.period.last + timedelta(days=1)
    begins = {day for version in ruleset.bases for basis in version.entries.values() for source in basis.sources if (day := source.since)}
    return {ruleset.period.last, after, *(max(day, after) for day in begins | {version.since for version in ruleset.bases})}


def lower(
    ruleset: Ruleset,
    columns: Iterable[str],
    as_of: date,
    constants: Constants | None = None,
    *,
    complete: bool = False,
    supports: Collection[str] | None = None,
    amounts: bool = False,
    local: LocalBook | None = None,
) -> Plan:
    """The plan of a ruleset for a register that has these columns.

    `constants` are facts that are the same in every row, by key; a column of the same name takes precedence. With
    `complete` every household is treated as fully listed, unless its size says that there are more members. With
    `supports` the plan answers only these; with `amounts` it works out how much they give, where rules state it. `local` is
    what the local book says in the register's place on the day: its rates, and what answers rest on by it. Standards and options
    of the book are constants like any others.

    Raises:
        EligibilityError: a constant is none of a fact, or there is no such support.
        WrongArgument: something is of another type than this takes.
    """
    given = checked_constants(constants, checked_ruleset(ruleset))
    checked_type(complete, bool, "complete", Text("True 或 False", "True or False"))
    if local is not None:
        checked_type(local, LocalBook, "local", LOCAL, LOCAL_MEND)
    wanted = checked_supports(supports, ruleset)
    return Lowering(ruleset, frozenset(columns), as_of, given, complete, local).plan(wanted, amounts=amounts)


LOCAL = Text("一地的标准 LocalBook", "a LocalBook")
LOCAL_MEND = Text("由 book_under(book, ruleset).at(地方, 日期) 得到。", "book_under(book, ruleset).at(area, day) gives one.")
SUPPORTS = Text("项目编号的列表", "a list of ids of supports")
"""What arguments must be, and how they are had."""


def checked_supports(supports: Collection[str] | None, ruleset: Ruleset) -> frozenset[str] | None:
    """The supports that are asked for, checked to be those of a ruleset; None where all are.

    Raises:
        UnknownOutcome: there is no such support.
        WrongArgument: they are no list of texts.
    """
    if supports is None:
        return None
    given = None if isinstance(supports, str | bytes | Mapping) or not isinstance(supports, Iterable) else frozenset(supports)
    if given is None or not all(isinstance(support, str) for support in given):
        raise WrongArgument([not_of_type(ProblemCode.WRONG_TYPE, "supports", SUPPORTS, supports)])
    return frozenset(map(ruleset.known_support, given))


def benefit_of(part: SupportPart, route: Route, local: LocalBook | None) -> Benefit:
    """What a route gives, by the local book or the plan."""
    return local.benefit(part, route) if local is not None else part.benefit_of(route)


def units_of(part: SupportPart, local: LocalBook | None) -> tuple[BenefitUnit | None, ...]:
    """The units of a support's amounts, each once."""
    if local is not None:
        return tuple(dict.fromkeys(unit for route in part.routes for unit in local.units(part, route)))
    given = (part.benefit_of(route) for route in part.routes)
    return tuple(dict.fromkeys(one.unit for one in given if one.formula is not None))


CORE_WORDS: Sequence[RestsOn] = ("ended_plan", "scheme", "national")
"""What answers rest on where a national core is refuted, open or proved."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """The truths of one part of a support: its exclusions, its routes now, and then where they differ, and any route then."""

    part: SupportPart
    level: Level
    excluded: Term
    now: Sequence[Term]
    then: Sequence[Term]
    any_then: Term

    @property
    def any_now(self) -> Term:
        """Whether any route holds now."""
        return some(self.now)

    def branches(self) -> Iterator[tuple[Term, int]]:
        """The code of the route that an answer names, the first that holds; the last always does. Proved routes come before waiting
        ones; routes that state a test come before those left to other rules."""
        order = sorted(range(len(self.part.routes)), key=lambda index: bool(self.part.routes[index].subject_to))
        yield self.excluded, REFUSED
        yield from ((self.now[index], FIRST + index) for index in order)
        yield from ((self.then[index], FIRST + len(self.now) + index) for index in (order if self.then else ()))
        yield negation(known(self.any_then)), OPEN
        yield TRUE_TERM, REFUSED


class Lowering:
    """A ruleset over the columns of one register: first the facts that follow from the given ones, then what is asked for."""

    def __init__(
        self, ruleset: Ruleset, columns: frozenset[str], as_of: date, constants: Constants, complete: bool, local: LocalBook | None = None
    ) -> None:
        self.ruleset = ruleset
        self.local = local
        self.program = program_of(ruleset)
        self.columns = columns
        self.as_of = as_of
        self.constants = {**constants, AS_OF.key: checked_day(as_of).toordinal()}
        self.listed = complete
        self.sheet = PlanDraft()
        self.counted: dict[Quantity, str] = {}
        self.places: dict[Level, dict[str, Term]] = {level: {} for level in Level}
        self._terms = {level: _Terms(self, level) for level in Level}

    def plan(self, supports: Collection[str] | None, *, amounts: bool = False) -> Plan:
        self._derive()
        self._quantities()
        needed = None if supports is None else {*supports, *self.program.demanded}
        drafts = [
            self._drafted(stage, support)
            for stage in self._stages()
            for support, *_ in stage.supports
            if needed is None or support in needed
        ]
        answers = [self._coded(draft) for draft in drafts if supports is None or draft.part.id in supports]
        stating = [draft for draft in drafts if amounts and self._one_unit(draft.part) and (supports is None or draft.part.id in supports)]
        ends = [self._amount(draft) for draft in stating]
        columns = [(one.level, one.column) for one in answers] + [(one.level, end) for one in ends for end in (one.low, one.high)]
        layers = self.sheet.layers({level: frozenset(name for at, name in columns if at is level) for level in Level})
        return Plan(self.sheet.reads(), layers, tuple(answers), tuple(ends))

    # -- derived facts

    def _derive(self) -> None:
        """Add a column for every derived fact: first of persons, then of the household, with its counts of members."""
        for key, term in derived.person().items():
            self.places[Level.PERSON][key] = self.sheet.note(Level.PERSON, derived.PREFIX + key, self._of_person(term))
        self._name_counted()
        for key, term in derived.household().items():
            self.places[Level.HOUSEHOLD][key] = self.sheet.note(Level.HOUSEHOLD, derived.PREFIX + key, self._of_household(key, term))

    def _name_counted(self) -> None:
        """Name a count of the household after its definition, where it has one."""
        words = {one.body: one.name for one in self.ruleset.definitions.values() if one.entity == "person"}
        for body in counted().values():
            self._truth(Named(words[body], body) if body in words else body, Level.PERSON)

    def _of_person(self, term: Term) -> Term:
        """A person's term over the columns that exist."""
        return resolved(term, lambda name: self._column(name, Level.PERSON))

    def _of_household(self, key: str, term: Term) -> Term:
        """A household's term, with its counts as columns that are named after the derived fact."""

        def tally(counted: Tally) -> Term:
            return self._tallied(key, self._of_person(counted.arg))[counted.possible]

        return resolved(term, lambda name: self._column(name, Level.HOUSEHOLD), tally)

    def _column(self, name: str, level: Level) -> Term:
        if name == derived.HOUSEHOLD_LISTED:
            return known(Column("household")) if self.listed and "household" in self.columns else FALSE_TERM
        key = name.removeprefix(derived.PREFIX)
        return self.places[level][key] if key != name else self._given(key)

    def _tallied(self, name: str, body: Term) -> tuple[Term, Term]:
        """The least and the largest number of listed members that can satisfy a term."""
        if isinstance(body, TruthLiteral):
            rows = self.sheet.note(Level.HOUSEHOLD, "household.rows", Tally(TRUE_TERM, False))
            return rows if body.value else Whole(0), Whole(0) if body.value is False else rows
        column = self.sheet.note(Level.PERSON, f"counted.{name}", body)
        low = self.sheet.note(Level.HOUSEHOLD, f"low.{name}", Tally(column, False))
        return low, self.sheet.note(Level.HOUSEHOLD, f"high.{name}", Tally(column, True))

    # -- quantities over members

    def _quantities(self) -> None:
        read = [when for _, when in (self.local.conditions() if self.local else ())]
        own = dict.fromkeys(node for when in read for node in walk(when, members=False) if isinstance(node, Quantity))
        self.counted = {one: f"quantity.book.{index}" for index, one in enumerate(own) if one not in self.program.quantities}
        bodies = dict.fromkeys([*self.program.bodies, *(one.body for one in self.counted)])
        places = {body: index for index, body in enumerate(bodies)}
        for quantity, key in {**self.program.quantities, **self.counted}.items():
            stated = self.fact(quantity.stated, Level.HOUSEHOLD) if quantity.stated else UNKNOWN_TERM
            low, high = self._tallied(f"body.{places[quantity.body]}", self._truth(quantity.body, Level.PERSON))
            counted_truth = self._counted(low, high, quantity)
            truth = case(self._stated(quantity, stated), counted_truth)
            self.places[Level.HOUSEHOLD][key] = self.sheet.note(Level.HOUSEHOLD, key, truth)

    def _stated(self, quantity: Quantity, stated: Term) -> list[tuple[Term, Term]]:
        if quantity.stated is None:
            return []
        if isinstance(quantity.stated.type, Boolean):
            one, none = (_number_compared(number, quantity) for number in (1, 0))
            same = counted().get(quantity.stated.key) == quantity.body and (one, none) == (TRUE_TERM, FALSE_TERM)
            return [(TRUE_TERM, stated)] if same else [(stated, one), (negation(stated), none)]
        return [(known(stated), comparison([(stated, 1)], quantity.op, quantity.bound))]

    def _counted(self, low: Term, high: Term, quantity: Quantity) -> Term:
        """The comparison of a count that lies between two bounds. The upper bound holds only where all members are listed."""

        def at_least(number: int) -> Term:
            fewer = every([self.places[Level.HOUSEHOLD][derived.HOUSEHOLD_COMPLETE], comparison([(high, 1)], Operator.BELOW, number)])
            return case([(comparison([(low, 1)], Operator.AT_LEAST, number), TRUE_TERM), (fewer, FALSE_TERM)], UNKNOWN_TERM)

        return compared_count(quantity.op, quantity.bound, at_least, negation, lambda a, b: every([a, b]))

    # -- supports

    def _stages(self) -> Sequence[Stage]:
        return [stage for stage in self.program.stages if stage.entity != "organisation"]

    def _drafted(self, stage: Stage, support_id: str) -> _Draft:
        """The truths of a support for the subjects of a stage; whether it can be granted is noted for those that depend on it."""
        level = Level(stage.entity)
        part = self.ruleset.part(support_id, stage.entity)
        assert part is not None
        _, now, then, unless = next(place for place in stage.supports if place[0] == support_id)
        excluded = self._truth(stage.conditions[unless], level)
        routes_now = [self._truth(condition, level) for condition in stage.conditions[now]]
        routes_then = [self._truth(condition, level) for condition in stage.conditions[then]]
        any_then = some(routes_then)
        if support_id in self.program.demanded:
            self._granted(part, level, case([(excluded, FALSE_TERM)], any_then))
        return _Draft(part, level, excluded, routes_now, routes_then if routes_now != routes_then else [], any_then)

    def _coded(self, draft: _Draft) -> Coded:
        """The column of a support's codes. Where a national core decides what answers rest on, every code is there three times."""
        part, level = draft.part, draft.level
        rests_on, core = rests_by_rules(self.ruleset, part.key, self.as_of)
        carried = self._carried(draft) if rests_on != "plan" else {}
        words: Sequence[RestsOn] = (*((rests_on,) if core is None else CORE_WORDS), *(("book",) if carried else ()))
        meant = meanings([route.name for route in part.routes], words, waits=bool(draft.then))
        branches = list(self._parted(draft, core, carried, len(meant) // len(words)))
        column = f"code.{part.id}" if len(self.ruleset.held(part.id)) == 1 else f"code.{part.id}.{level.value}"
        self.sheet.note(level, column, case([(test, Whole(code)) for test, code in branches], UNKNOWN_TERM), part.id, always=True)
        return Coded(part.id, level, column, meant)

    def _parted(self, draft: _Draft, core: Expr | None, carried: Mapping[int, Term], count: int) -> Iterator[tuple[Term, int]]:
        """The codes of a support, `count` for each word: by whether a national core is proved, the local book carries the answer
        (`carried` by code), or the core is refuted or open."""
        proved = self._core(draft, core) if core is not None else FALSE_TERM
        book = count * (1 if core is None else len(CORE_WORDS))
        for test, code in draft.branches():
            if core is not None:
                yield every([test, proved]), code + 2 * count
            if code in carried:
                yield every([test, carried[code]]), code + book
            if core is not None:
                yield every([test, negation(proved)]), code
            yield test, code + (0 if core is None else count)

    def _carried(self, draft: _Draft) -> dict[int, Term]:
        """By code of an answer: whether an entry of the local book carries it, a rate that may speak or an adopted option."""
        if self.local is None:
            return {}
        by_route = [self._carries(draft, route) for route in draft.part.routes]
        found = {FIRST + index: term for index, term in enumerate(by_route)}
        found |= {FIRST + len(by_route) + index: term for index, term in enumerate(by_route) if draft.then}
        then = draft.then or draft.now
        rates = [self._speaks(draft, route) for route in draft.part.routes]
        found[OPEN] = some(every([not_true(negation(holds)), term]) for holds, term in zip(then, rates, strict=True))
        return {code: term for code, term in found.items() if term != FALSE_TERM}

    def _carries(self, draft: _Draft, route: Route) -> Term:
        """Whether an entry carries an answer by a route."""
        assert self.local is not None
        return some(self._may(when, draft.level) for when in self.local.carrying(draft.part, route))

    def _speaks(self, draft: _Draft, route: Route) -> Term:
        """Whether a rate may speak for a subject of a route."""
        assert self.local is not None
        return some(self._may(bound.where, draft.level) for bound in self.local.rates(draft.part.id, route.name))

    def _may(self, when: Expr | None, level: Level) -> Term:
        """Whether a condition is not refuted."""
        return TRUE_TERM if when is None else not_true(negation(self._tier(level)(when)))

    def _core(self, draft: _Draft, core: Expr) -> Term:
        """The truth of a national core: for a support that can be had now as things are, for others once what can be granted is."""
        now, then = (self._truth(one, draft.level) for one in core_conditions(core, draft.part.entity, self.ruleset))
        had = case([(draft.excluded, FALSE_TERM)], some(draft.now))
        return self.sheet.note(draft.level, f"core.{draft.part.id}", then if now == then else case([(had, now)], then))

    # -- amounts

    def _amount(self, draft: _Draft) -> AmountColumns:
        """Both ends of a support's amounts, over the routes that hold and those still open, as columns of their own."""
        part, level = draft.part, draft.level
        routes = list(self._route_ends(draft))
        scale = lcm(*(ends.scale for *_, ends in routes))
        proved, open_ = nothing(scale), nothing(scale)
        for index, (holds, maybe, ends) in enumerate(routes):
            name, fine = f"amount.{part.id}.{index}", ends.at(scale)
            without = negation(ends.has)
            proved = noted(self._note(level), f"{name}.proved", joined(proved, fine, some([not_true(holds), without]), part.combine))
            left_out = some([not_true(maybe), without])
            open_ = noted(self._note(level), f"{name}.open", joined(open_, fine, left_out, part.combine, floor=True))
        bare = len(routes) < len(part.routes) or any(ends.has != TRUE_TERM for *_, ends in routes)
        low, high = together(proved, open_, part.combine, some([draft.any_now, draft.any_then]) if bare else FALSE_TERM)
        refused = some([draft.excluded, every([not_true(draft.any_now), negation(draft.any_then)])])
        stem = f"{part.id}.amount" if len(self.ruleset.held(part.id)) == 1 else f"{part.id}.{level.value}.amount"
        for end, term in (("low", low), ("high", high)):
            self.sheet.note(level, f"{stem}.{end}", case([(refused, UNKNOWN_TERM)], term), always=True)
        unit = units_of(part, self.local)[0]
        return AmountColumns(part.id, level, f"{stem}.low", f"{stem}.high", scale, unit or "")

    def _one_unit(self, part: SupportPart) -> bool:
        """Whether a support states amounts, all in one unit: others have no common column."""
        return len(units_of(part, self.local)) == 1

    def _route_ends(self, draft: _Draft) -> Iterator[tuple[Term, Term, Ends]]:
        """For each route that states an amount: whether it holds, whether a claim may still follow from it, and its ends."""
        part, level = draft.part, draft.level
        terms = AmountTerms(lambda fact: self._number(fact, level), self._tier(level), self._note(level))
        for index, route in enumerate(part.routes):
            formula = benefit_of(part, route, self.local).formula
            if formula is None:
                continue
            now, then = draft.now[index], (draft.then or draft.now)[index]
            holds = now if not draft.then else case([(draft.any_now, now)], then)
            maybe = every([not_true(holds), not_true(negation(then))]) if route.modality in CLAIMED else FALSE_TERM
            yield holds, maybe, above_nothing(terms.named(f"amount.{part.id}.{index}", where_it_holds(formula, route, self.ruleset)))

    def _tier(self, level: Level) -> Callable[[Expr], Term]:
        return lambda when: self._truth(tier_condition(when, level.value, self.ruleset, self.counted), level)

    def _note(self, level: Level) -> Callable[[str, Term], Term]:
        return lambda name, term: self.sheet.note(level, f"{level.value}.{name}", term)

    def _number(self, fact: Fact, level: Level) -> Term | Decimal | int:
        """The term of a number, or its constant value."""
        term = self.fact(fact, level)
        constant = self.constants.get(fact.key) if term == UNKNOWN_TERM else None
        return constant if isinstance(constant, Decimal | int) else term

    def _granted(self, part: SupportPart, level: Level, granted: Term) -> None:
        """Add the columns that tell whether a support can be granted: for a person from itself or its household, for a household from
        itself or any member."""
        key, alone = granted_fact(part.id).key, len(self.ruleset.held(part.id)) == 1
        own = self.sheet.note(level, key if alone else f"{level.value}.{key}", granted)
        for reader in (Level.PERSON, Level.HOUSEHOLD) if level is Level.HOUSEHOLD else (Level.PERSON,):
            self._or_granted(reader, key, own)
        if level is Level.HOUSEHOLD:
            return
        low, high = self._tallied(key, own)
        of_any = self._counted(low, high, Quantity(disjunction([]), Operator.AT_LEAST, 1))
        self._or_granted(Level.HOUSEHOLD, key, self.sheet.note(Level.HOUSEHOLD, f"any.{key}", of_any))

    def _or_granted(self, level: Level, key: str, granted: Term) -> None:
        """Let a support count as granted for the subjects of a level where a term holds, in addition to what was said before."""
        before = self.places[level].get(key)
        self.places[level][key] = (
            granted if before is None else self.sheet.note(level, f"{level.value}.either.{key}", some([before, granted]))
        )

    # -- conditions

    def _truth(self, expr: Expr, level: Level) -> Term:
        return self._terms[level](expr)

    # -- facts

    def fact(self, fact: Fact, level: Level) -> Term:
        place = self.places[level].get(fact.key)
        if place is None and level is Level.PERSON:
            place = self.places[Level.HOUSEHOLD].get(fact.key)
        if place is not None:
            return place
        if level is Level.HOUSEHOLD and fact.entity == "person":
            return UNKNOWN_TERM
        return self._given(fact.key)

    def _given(self, key: str) -> Term:
        """The term of a fact that the register or the constants give."""
        if key in self.columns:
            return Column(key)
        constant = self.constants.get(key)
        if isinstance(constant, bool):
            return TruthLiteral(constant)
        return Whole(constant) if isinstance(constant, int) else UNKNOWN_TERM


@final
class _Terms(FactLowering):
    """Conditions as terms over the rows of one level."""

    def __init__(self, lowering: Lowering, level: Level) -> None:
        super().__init__()
        self.lowering = lowering
        self.level = level

    def fact(self, fact: Fact) -> Term:
        return self.lowering.fact(fact, self.level)

    def constant(self, fact: Fact) -> object:
        return self.lowering.constants.get(fact.key) if self.fact(fact) == UNKNOWN_TERM else None

    def named(self, expr: Named, body: Callable[[], Term]) -> Term:
        truth = body()
        if expr.shown is not None:
            return truth
        return self.lowering.sheet.note(self.level, f"{self.level.value}.is.{expr.name}", truth, expr.name)


def not_true(truth: Term) -> Term:
    """Whether a truth does not hold: it is false, or unknown."""
    return negation(every([known(truth), truth]))


def _number_compared(number: int, quantity: Quantity) -> Term:
    truth: bool = compared_count(quantity.op, quantity.bound, lambda bound: number >= bound, lambda part: not part, lambda a, b: a and b)
    return TruthLiteral(truth)
