"""What is still to be asked: the facts that can change an open answer, and no others.

An open answer is written as one condition over the unknown facts of all subjects: the routes, with every support that
they demand opened into its own condition and every quantity into those of the members. `essential` then finds the
facts that matter. An unknown exclusion does not wait to be asked; it counts only through facts that the routes ask for
anyway.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from eligibility.decide.compiled import received_by
from eligibility.decide.run import compared
from eligibility.facts.flatten import Situation, Subject
from eligibility.facts.record import owner, read
from eligibility.logic.cell_decomposition import Value
from eligibility.logic.expr import (
    FALSE,
    TRUE,
    And,
    Compare,
    Const,
    Expr,
    Flag,
    Has,
    Linear,
    Member,
    Named,
    Not,
    Or,
    Quantity,
    compared_count,
    disjunction,
    facts_of,
    walk,
)
from eligibility.logic.relevance import Relevance, all_of, any_of, negated, reduce
from eligibility.logic.types import Boolean, Fact
from eligibility.rules.ruleset import Ruleset


class Questions:
    """The open conditions of one situation under one ruleset.

    Who asks about many situations may hand on one `relevance`, which remembers what was worked out.
    """

    def __init__(self, ruleset: Ruleset, situation: Situation, relevance: Relevance | None = None) -> None:
        self.ruleset = ruleset
        self.situation = situation
        self._relevance = relevance or Relevance()
        self._answers: dict[tuple[str, str, frozenset[Fact] | None], Expr] = {}

    def missing(self, support: str, subject: Subject) -> list[str]:
        """The profile paths whose answers can still change whether the support is granted."""
        return _paths(self._matter(self.open_condition(support, subject)))

    def worth_asking(self, support: str, subject: Subject, unknowable: Collection[str]) -> list[str]:
        """As `missing`, where some paths will never be answered: those whose answers can still settle the support without them."""
        condition = self.open_condition(support, subject)
        facts = {fact for node in walk(condition) for fact in facts_of(node)}
        knowable = frozenset(fact for fact in facts if fact.answer not in unknowable)
        if knowable == facts:
            return _paths(self._matter(condition))
        ways = [_proved(condition, knowable, positive=positive) for positive in (True, False)]
        return _paths(fact for way in ways for fact in self._matter(way))

    def open_condition(self, support: str, subject: Subject) -> Expr:
        """Whether a support is granted, over the unknown facts; an exclusion counts through what the routes ask anyway.

        Keys of facts are `OWNER|KEY`.
        """
        return self._answer(support, subject, self._matter(self._answer(support, subject, None)))

    def unless(self, supports: Iterable[tuple[str, Subject]]) -> list[str]:
        """The profile paths whose answers could exclude one of the supports."""
        facts: set[Fact] = set()
        for support, subject in supports:
            facts |= self._matter(self.open_exclusions(support, subject))
        return _paths(facts)

    def open_routes(self, support: str, subject: Subject) -> Expr:
        """Whether a route of a support holds, over the unknown facts, whatever its exclusions."""
        return any_of(self._open(route.when, subject, None) for route in self.ruleset.supports[support].routes)

    def open_exclusions(self, support: str, subject: Subject) -> Expr:
        """Whether a support is excluded, over the unknown facts."""
        return self._open(disjunction(list(self.ruleset.supports[support].unless)), subject, None)

    def condition(self, expr: Expr, subject: Subject) -> Expr:
        """An expression of a rule over the unknown facts alone: a constant where what is known decides it."""
        return self._open(expr, subject, None)

    def _matter(self, condition: Expr) -> frozenset[Fact]:
        return self._relevance.essential(condition)

    def _answer(self, support: str, subject: Subject, asked: frozenset[Fact] | None) -> Expr:
        """Whether a support is granted, over the unknown facts.

        An exclusion counts where it is proved, and through the facts in `asked`; None for none.
        """
        key = (support, subject.id, asked)
        if key not in self._answers:
            routes = any_of(self._open(route.when, subject, asked) for route in self.ruleset.supports[support].routes)
            proved = _proved(self.open_exclusions(support, subject), asked or frozenset(), positive=True)
            self._answers[key] = all_of([routes, negated(proved)])
        return self._answers[key]

    def _open(self, expr: Expr, subject: Subject, asked: frozenset[Fact] | None) -> Expr:
        """An expression of a rule with everything known put in, for one subject."""
        match expr:
            case Named(body=body):
                return self._open(body, subject, asked)
            case Not(arg):
                return negated(self._open(arg, subject, asked))
            case And(args):
                return all_of(self._open(arg, subject, asked) for arg in args)
            case Or(args):
                return any_of(self._open(arg, subject, asked) for arg in args)
            case Has(support):
                return self._has(support, subject, asked)
            case Quantity():
                return self._quantity(expr, asked)
        return reduce(_owned(expr, subject), lambda fact: self._known(fact, subject))

    def _has(self, support: str, subject: Subject, asked: frozenset[Fact] | None) -> Expr:
        holds = self._open(received_by(subject.kind, support, self.ruleset), subject, asked)
        if support not in self.ruleset.supports:
            return holds
        kind = self.ruleset.supports[support].entity
        if subject.kind == "person" and kind == "person":
            return any_of([holds, self._answer(support, subject, asked)])
        granted = [self._answer(support, other, asked) for other in self.situation.subjects(kind)]
        if kind == "person" and not self.situation.complete:
            granted.append(Flag(_rest(support, "household.members")))
        return any_of([holds, *granted])

    def _quantity(self, quantity: Quantity, asked: frozenset[Fact] | None) -> Expr:
        household = self.situation.household
        stated = household.values.get(quantity.stated.key) if household and quantity.stated else None
        if stated is not None:
            return Const(bool(compared(int(stated), int(stated), quantity)))
        holds = [self._open(quantity.body, person, asked) for person in self.situation.persons]
        rest: list[Expr] = []
        if not self.situation.complete:
            path = quantity.stated.key if quantity.stated and not holds else "household.members"
            rest = [Flag(_rest(f"{hash(quantity.body)}.{index}", path)) for index in range(quantity.bound + 1)]
        return _counted(quantity, [*holds, *rest])

    def _known(self, fact: Fact, subject: Subject) -> Value | None:
        return read(subject.values, fact.key.partition("|")[2])  # type: ignore[return-value]


def _owned(expr: Expr, subject: Subject) -> Expr:
    """The atom over facts that carry their owner and their profile path, so that each is one fact for all subjects."""

    def owned(fact: Fact) -> Fact:
        name = owner(fact, subject)
        return Fact(f"{name}|{fact.key}", fact.type, f"{name}.{fact.answer}")

    match expr:
        case Flag(fact):
            return Flag(owned(fact))
        case Member(fact, values):
            return Member(owned(fact), values)
        case Compare(total, op):
            return Compare(Linear(tuple((owned(fact), factor) for fact, factor in total.terms), total.constant), op)
    return expr


def _rest(name: str, path: str) -> Fact:
    """Someone who may be there beside the members that are listed, and of whom the condition called `name` holds."""
    return Fact(f"household|{path}#{name}", Boolean(), path)


def _counted(quantity: Quantity, holds: list[Expr]) -> Expr:
    """A count of conditions compared with a whole number, as one condition."""

    def at_least(number: int) -> Expr:
        table: list[Expr] = [TRUE, *(FALSE for _ in range(max(number, 0)))]
        for condition in holds:
            for reached in range(len(table) - 1, 0, -1):
                table[reached] = any_of([table[reached], all_of([condition, table[reached - 1]])])
        return table[-1] if number > 0 else TRUE

    return compared_count(quantity.op, quantity.bound, at_least, negated, lambda one, other: all_of([one, other]))


def _proved(expr: Expr, asked: frozenset[Fact], *, positive: bool) -> Expr:
    """When a condition over unknown facts is proved (or refuted) by those in `asked`, while the others stay unknown."""
    match expr:
        case Const(value):
            return Const(value is positive)
        case Not(arg):
            return _proved(arg, asked, positive=not positive)
        case And(args) | Or(args):
            parts = [_proved(arg, asked, positive=positive) for arg in args]
            return all_of(parts) if isinstance(expr, And) is positive else any_of(parts)
    if not set(facts_of(expr)) <= asked:
        return FALSE
    return expr if positive else Not(expr)


def _paths(facts: Iterable[Fact]) -> list[str]:
    return sorted({fact.answer for fact in facts})
