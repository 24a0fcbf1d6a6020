"""The lowering: a ruleset's stages, and what the door derives from a profile, as columns over a register."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import lcm

from eligibility.bulk.columns import kind_of
from eligibility.bulk.plan import FIRST, OPEN, REFUSED, Coded, Level, Plan, Sheet, meanings
from eligibility.decide.compiled import Stage, granted_fact, program_of
from eligibility.facts.day import checked_day
from eligibility.facts.vocabulary import AS_OF, counted, facts
from eligibility.logic.expr import And, Compare, Const, Expr, Flag, Linear, Member, Named, Not, Or, Quantity, compared_count, disjunction
from eligibility.logic.terms import (
    FALSE,
    TRUE,
    UNKNOWN,
    Column,
    Literal,
    Ordinal,
    Tally,
    Term,
    Whole,
    Years,
    case,
    comparison,
    every,
    known,
    negation,
    one_of,
    some,
)
from eligibility.logic.types import Boolean, Choice, Day, Fact
from eligibility.rules.ruleset import Ruleset, Support

ROWS = "household.rows"
"""How many rows the household has."""

IMPLYING = ("person.receives.tekun", "person.receives.dibao")
"""What is received and implies a fact, as at the door."""

Constants = Mapping[str, object]


def readable(ruleset: Ruleset) -> tuple[str, ...]:
    """Every column of a register that bears on an answer of the ruleset, the line number and the household's key first."""
    return ruleset.once(_readable)


def _readable(ruleset: Ruleset) -> tuple[str, ...]:
    layouts = program_of(ruleset).layouts
    keys = {key for entity in ("person", "household") for key in layouts[entity]} | facts().keys()
    columns = {key for key in {*keys, *IMPLYING} if kind_of(key) is not None}
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

    `constants` are facts that are the same in every row, by key; a column of that name wins over them. With
    `complete` everyone of a household is taken to be listed where its size does not say that there are more. With
    `supports` the plan answers these alone.
    """
    return _Lowering(ruleset, frozenset(columns), as_of, constants or {}, complete).plan(supports)


class _Lowering:
    def __init__(self, ruleset: Ruleset, columns: frozenset[str], as_of: date, constants: Constants, complete: bool) -> None:
        self.ruleset = ruleset
        self.program = program_of(ruleset)
        self.columns = columns
        self.as_of = as_of
        self.constants = {**constants, AS_OF.key: checked_day(as_of).toordinal()}
        self.listed = complete
        self.sheet = Sheet()
        self.places: dict[Level, dict[str, Term]] = {level: {} for level in Level}
        self._truths: dict[tuple[Level, Expr], Term] = {}

    def plan(self, supports: Collection[str] | None) -> Plan:
        self._persons()
        self._household()
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

    # -- what the door derives

    def _persons(self) -> None:
        """Age, years since a day, and what a certificate, its end and receiving tekun say of each other."""
        person = self.places[Level.PERSON]
        given = self._given
        receives_tekun = given("person.receives.tekun")
        person["person.tekun"] = self._person("tekun", case([(receives_tekun, TRUE)], given("person.tekun")))
        until, grade = given("person.certificate_valid_until"), given("person.grade")
        expired = self._days([(until, 1)], "<", self.as_of.toordinal())
        uncertified = every([negation(known(given("person.certified"))), one_of(grade, [0])])
        person["person.certified"] = self._person("certified", case([(expired, FALSE), (uncertified, FALSE)], given("person.certified")))
        born = given("person.birth_date")
        years = Years(born) if isinstance(born, Column) else UNKNOWN
        person["person.age"] = self._person("age", case([(known(born), years)], given("person.age")))
        for key in facts():
            entity, _, name = key.partition(".")
            if name.endswith(".years"):
                day = given(key.removesuffix(".years"))
                level = Level.HOUSEHOLD if entity == "household" else Level.PERSON
                self.places[level][key] = self.sheet.note(level, f"derived.{key}", Years(day) if isinstance(day, Column) else UNKNOWN)

    def _person(self, name: str, term: Term) -> Term:
        return self.sheet.note(Level.PERSON, f"derived.person.{name}", term)

    def _household(self) -> None:
        """Who is listed, and the household facts that follow from the members."""
        household = self.places[Level.HOUSEHOLD]
        size, rows = self._given("household.size"), self.sheet.note(Level.HOUSEHOLD, ROWS, Tally(TRUE, False))
        as_many = comparison([(size, 1), (rows, -1)], "<=", 0)
        keyed = known(Column("household")) if self.listed and "household" in self.columns else FALSE
        self.complete = self._noted("complete", case([(as_many, TRUE), (known(size), FALSE)], keyed))
        household["household.size"] = self._noted("size", case([(known(size), size), (self.complete, rows)], UNKNOWN))
        dibao = self._tallied("receives.dibao", self._given("person.receives.dibao"))[0]
        household["household.dibao"] = self._noted(
            "dibao", case([(comparison([(dibao, 1)], ">=", 1), TRUE)], self._given("household.dibao"))
        )
        words = {one.body: one.name for one in self.ruleset.definitions.values() if one.entity == "person"}
        for key, body in counted().items():
            truth = self._truth(Named(words[body], body) if body in words else body, Level.PERSON)
            low, high = self._tallied(key, truth)
            stated = self._given(key)
            same = every([self.complete, comparison([(low, 1), (high, -1)], "==", 0)])
            none = every([self.complete, comparison([(high, 1)], "==", 0)])
            number = not isinstance(facts()[key].type, Boolean)
            decided = [(same, low)] if number else [(comparison([(low, 1)], ">=", 1), TRUE), (none, FALSE)]
            household[key] = self._noted(key.partition(".")[2], case(decided, stated))

    def _noted(self, name: str, term: Term) -> Term:
        return self.sheet.note(Level.HOUSEHOLD, f"derived.household.{name}", term)

    def _tallied(self, name: str, body: Term) -> tuple[Term, Term]:
        """How many of the listed satisfy it at least, and at most."""
        rows = Column(ROWS)
        if isinstance(body, Literal):
            return rows if body.value else Whole(0), Whole(0) if body.value is False else rows
        body = self.sheet.note(Level.PERSON, f"counted.{name}", body)
        low = self.sheet.note(Level.HOUSEHOLD, f"low.{name}", Tally(body, False))
        return low, self.sheet.note(Level.HOUSEHOLD, f"high.{name}", Tally(body, True))

    # -- quantities over members

    def _quantities(self) -> None:
        for quantity, key in self.program.quantities.items():
            stated = self._fact(quantity.stated, Level.HOUSEHOLD) if quantity.stated else UNKNOWN
            low, high = self._tallied(f"body.{self.program.bodies.index(quantity.body)}", self._truth(quantity.body, Level.PERSON))
            counted_truth = self._counted(low, high, quantity)
            truth = case(self._stated(quantity, stated), counted_truth)
            self.places[Level.HOUSEHOLD][key] = self.sheet.note(Level.HOUSEHOLD, key, truth)

    def _stated(self, quantity: Quantity, stated: Term) -> list[tuple[Term, Term]]:
        if quantity.stated is None:
            return []
        if isinstance(quantity.stated.type, Boolean):
            one, none = (_number_compared(number, quantity) for number in (1, 0))
            same = counted().get(quantity.stated.key) == quantity.body and (one, none) == (TRUE, FALSE)
            return [(TRUE, stated)] if same else [(stated, one), (negation(stated), none)]
        return [(known(stated), comparison([(stated, 1)], quantity.op, quantity.bound))]

    def _counted(self, low: Term, high: Term, quantity: Quantity) -> Term:
        """A count known to lie between two bounds, the upper one only where everyone is listed, compared."""

        def at_least(number: int) -> Term:
            fewer = every([self.complete, comparison([(high, 1)], "<", number)])
            return case([(comparison([(low, 1)], ">=", number), TRUE), (fewer, FALSE)], UNKNOWN)

        return compared_count(quantity.op, quantity.bound, at_least, negation, lambda a, b: every([a, b]))

    # -- supports

    def _stages(self) -> Sequence[Stage]:
        return [stage for stage in self.program.stages if stage.entity != "organisation"]

    def _answer(self, stage: Stage, support_id: str) -> Coded:
        level = Level(stage.entity)
        support = self.ruleset.supports[support_id]
        _, now, then, unless = next(place for place in stage.supports if place[0] == support_id)
        excluded = self._truth(stage.conditions[unless], level)
        routes_now = [self._truth(condition, level) for condition in stage.conditions[now]]
        routes_then = [self._truth(condition, level) for condition in stage.conditions[then]]
        waits = routes_now != routes_then
        any_then = some(routes_then)
        code = self._code(support, excluded, routes_now, routes_then if waits else [], any_then)
        if support_id in self.program.demanded:
            self._granted(support, level, case([(excluded, FALSE)], any_then))
        column = f"code.{support_id}"
        self.sheet.note(level, column, code, support_id, always=True)
        return Coded(support_id, level, column, meanings([route.name for route in support.routes], waits=waits))

    def _code(self, support: Support, excluded: Term, now: Sequence[Term], then: Sequence[Term], any_then: Term) -> Term:
        """The routes in the order in which an answer names one: proved before waiting, a stated test before other rules' ones."""
        order = sorted(range(len(support.routes)), key=lambda index: bool(support.routes[index].subject_to))
        proved = [(now[index], Whole(FIRST + index)) for index in order]
        waiting = [(then[index], Whole(FIRST + len(now) + index)) for index in order] if then else []
        return case([(excluded, Whole(REFUSED)), *proved, *waiting, (negation(known(any_then)), Whole(OPEN))], Whole(REFUSED))

    def _granted(self, support: Support, level: Level, granted: Term) -> None:
        """Tell those who demand a support whether it can be had: a person by itself or the household, the household by any member."""
        key = granted_fact(support.id).key
        own = self.places[level][key] = self.sheet.note(level, key, granted)
        if level is Level.PERSON:
            low, high = self._tallied(key, own)
            self.places[Level.HOUSEHOLD][key] = self.sheet.note(
                Level.HOUSEHOLD, f"any.{key}", self._counted(low, high, Quantity(disjunction([]), ">=", 1))
            )

    # -- conditions

    def _truth(self, expr: Expr, level: Level) -> Term:
        key = (level, expr)
        if key not in self._truths:
            self._truths[key] = self._write(expr, level)
        return self._truths[key]

    def _write(self, expr: Expr, level: Level) -> Term:
        match expr:
            case Const(value):
                return Literal(value)
            case Flag(fact):
                return self._fact(fact, level)
            case Named(name, body, shown):
                truth = self._truth(body, level)
                return truth if shown is not None else self.sheet.note(level, f"{level.value}.is.{name}", truth, name)
            case Not(arg):
                return negation(self._truth(arg, level))
            case And(args):
                return every(self._truth(arg, level) for arg in args)
            case Or(args):
                return some(self._truth(arg, level) for arg in args)
            case Member(fact, values):
                return self._member(fact, values, level)
            case Compare(total, op):
                return self._compare(total, op, level)
        raise TypeError(f"{type(expr).__name__} cannot be lowered: put it in as a fact first")

    def _member(self, fact: Fact, values: frozenset[str | int], level: Level) -> Term:
        assert isinstance(fact.type, Choice)
        constant = self.constants.get(fact.key)
        if constant is not None and fact.key not in self.columns:
            return Literal(constant in values)
        return one_of(self._fact(fact, level), [value for value in fact.type.values if value in values])

    def _compare(self, total: Linear, op: str, level: Level) -> Term:
        """Both sides times what makes every factor whole."""
        parts = [(self._number(fact, level), Fraction(factor)) for fact, factor in total.terms]
        constant = Fraction(total.constant)
        open_parts = [(part, factor) for part, factor in parts if not isinstance(part, Fraction)]
        constant += sum((part * factor for part, factor in parts if isinstance(part, Fraction)), Fraction(0))
        scale = lcm(constant.denominator, *(factor.denominator for _, factor in open_parts))
        return comparison([(part, int(factor * scale)) for part, factor in open_parts], op, int(-constant * scale))

    def _days(self, parts: Sequence[tuple[Term, int]], op: str, bound: int) -> Term:
        days = [(Ordinal(part) if isinstance(part, Column) else part, factor) for part, factor in parts]
        return comparison(days, op, bound)

    def _number(self, fact: Fact, level: Level) -> Term | Fraction:
        term = self._fact(fact, level)
        constant = self.constants.get(fact.key)
        if term == UNKNOWN and constant is not None:
            if not isinstance(constant, int | Decimal):
                raise TypeError(f"{fact.key}: a number beside a register is a whole number or a Decimal, so that it is exact")
            return Fraction(constant)
        return Ordinal(term) if isinstance(fact.type, Day) and isinstance(term, Column) else term

    # -- facts

    def _fact(self, fact: Fact, level: Level) -> Term:
        place = self.places[level].get(fact.key)
        if place is None and level is Level.PERSON:
            place = self.places[Level.HOUSEHOLD].get(fact.key)
        if place is not None:
            return place
        if level is Level.HOUSEHOLD and fact.entity == "person":
            return UNKNOWN
        return self._given(fact.key)

    def _given(self, key: str) -> Term:
        """What the register or the constants say."""
        if key in self.columns:
            return Column(key)
        constant = self.constants.get(key)
        if isinstance(constant, bool):
            return Literal(constant)
        return Whole(constant) if isinstance(constant, int) else UNKNOWN


def _number_compared(number: int, quantity: Quantity) -> Term:
    truth: bool = compared_count(quantity.op, quantity.bound, lambda bound: number >= bound, lambda part: not part, lambda a, b: a and b)
    return Literal(truth)
