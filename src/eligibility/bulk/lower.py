"""Lowering: the stages of a ruleset, and the facts derived from others, as columns over a register."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import final

from eligibility.bulk.columns import kind_of
from eligibility.bulk.plan import FIRST, OPEN, REFUSED, Coded, Level, Plan, PlanDraft, meanings
from eligibility.decide.compiled import Stage, granted_fact, program_of
from eligibility.facts import derived
from eligibility.facts.days import checked_day
from eligibility.facts.flatten import RecordValue
from eligibility.facts.vocabulary import AS_OF, counted, facts
from eligibility.logic.expr import Expr, Named, Quantity, compared_count, disjunction
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
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import SupportPart

Constants = Mapping[str, RecordValue | None]


def columns_read(ruleset: Ruleset) -> tuple[str, ...]:
    """Every column of a register that can affect an answer of the ruleset, after the row number and the household's key."""
    return ruleset.once(_readable)


def _readable(ruleset: Ruleset) -> tuple[str, ...]:
    layouts = program_of(ruleset).layouts
    keys = {key for entity in ("person", "household") for key in layouts[entity]} | facts().keys()
    columns = {key for key in keys | derived.given_columns() if kind_of(key) is not None}
    plan = lower(ruleset, {*columns, "household"}, date(2000, 1, 1))
    return ("row", "household", *sorted(frozenset[str]().union(*plan.reads.values()) - {"household"}))


def lower(
    ruleset: Ruleset,
    columns: Iterable[str],
    as_of: date,
    constants: Constants | None = None,
    *,
    complete: bool = False,
    supports: Collection[str] | None = None,
) -> Plan:
    """The plan of a ruleset for a register that has these columns.

    `constants` are facts that are the same in every row, by key; a column of the same name takes precedence. With
    `complete` every household is treated as fully listed, unless its size says that there are more members. With
    `supports` the plan answers only these.
    """
    return Lowering(ruleset, frozenset(columns), as_of, constants or {}, complete).plan(supports)


class Lowering:
    """A ruleset over the columns of one register: first the facts that follow from the given ones, then what is asked for."""

    def __init__(self, ruleset: Ruleset, columns: frozenset[str], as_of: date, constants: Constants, complete: bool) -> None:
        self.ruleset = ruleset
        self.program = program_of(ruleset)
        self.columns = columns
        self.as_of = as_of
        self.constants = {**constants, AS_OF.key: checked_day(as_of).toordinal()}
        self.listed = complete
        self.sheet = PlanDraft()
        self.places: dict[Level, dict[str, Term]] = {level: {} for level in Level}
        self._terms = {level: _Terms(self, level) for level in Level}

    def plan(self, supports: Collection[str] | None) -> Plan:
        self._derive()
        self._quantities()
        needed = None if supports is None else {*supports, *self.program.demanded}
        answers = [
            self._answer(stage, support)
            for stage in self._stages()
            for support, *_ in stage.supports
            if needed is None or support in needed
        ]
        if supports is not None:
            answers = [answer for answer in answers if answer.support in supports]
        wanted = {level: frozenset(one.column for one in answers if one.level is level) for level in Level}
        layers = self.sheet.layers(wanted)
        return Plan(self.sheet.reads(), layers, tuple(answers))

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
        for quantity, key in self.program.quantities.items():
            stated = self.fact(quantity.stated, Level.HOUSEHOLD) if quantity.stated else UNKNOWN_TERM
            low, high = self._tallied(f"body.{self.program.bodies.index(quantity.body)}", self._truth(quantity.body, Level.PERSON))
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

    def _answer(self, stage: Stage, support_id: str) -> Coded:
        level = Level(stage.entity)
        part = self.ruleset.part(support_id, stage.entity)
        assert part is not None
        _, now, then, unless = next(place for place in stage.supports if place[0] == support_id)
        excluded = self._truth(stage.conditions[unless], level)
        routes_now = [self._truth(condition, level) for condition in stage.conditions[now]]
        routes_then = [self._truth(condition, level) for condition in stage.conditions[then]]
        waits = routes_now != routes_then
        any_then = some(routes_then)
        code = self._code(part, excluded, routes_now, routes_then if waits else [], any_then)
        if support_id in self.program.demanded:
            self._granted(part, level, case([(excluded, FALSE_TERM)], any_then))
        column = f"code.{support_id}" if len(self.ruleset.held(support_id)) == 1 else f"code.{support_id}.{level.value}"
        self.sheet.note(level, column, code, support_id, always=True)
        return Coded(support_id, level, column, meanings([route.name for route in part.routes], waits=waits))

    def _code(self, part: SupportPart, excluded: Term, now: Sequence[Term], then: Sequence[Term], any_then: Term) -> Term:
        """The code of the route that an answer names. Proved routes come before waiting ones; routes that state a test come before
        those left to other rules."""
        order = sorted(range(len(part.routes)), key=lambda index: bool(part.routes[index].subject_to))
        proved = [(now[index], Whole(FIRST + index)) for index in order]
        waiting = [(then[index], Whole(FIRST + len(now) + index)) for index in order] if then else []
        return case([(excluded, Whole(REFUSED)), *proved, *waiting, (negation(known(any_then)), Whole(OPEN))], Whole(REFUSED))

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


def _number_compared(number: int, quantity: Quantity) -> Term:
    truth: bool = compared_count(quantity.op, quantity.bound, lambda bound: number >= bound, lambda part: not part, lambda a, b: a and b)
    return TruthLiteral(truth)
