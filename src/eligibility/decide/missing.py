"""Missing facts: those that can still change an open answer, and no others.

An open answer is written as one condition over the unknown facts of all subjects. It consists of the routes, in which every
required support is replaced by its own condition, and every quantity by conditions on the members. `essential` then finds
the facts that matter. An unknown exclusion is not asked about for its own sake: it counts only through facts that the
routes ask for anyway.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from sys import intern
from typing import final
from weakref import proxy

from eligibility.decide.alike import Alike, exchanged
from eligibility.decide.compiled import received_by
from eligibility.decide.patterns import Pattern, Patterns, Seen
from eligibility.decide.run import compared
from eligibility.facts.flatten import Situation, Subject
from eligibility.facts.key import EntryName, owned, owned_by, owner_of_key, unowned
from eligibility.facts.record import known_of, owner, read_value
from eligibility.logic.algebra import DualRail, OverFacts, Rails
from eligibility.logic.expr import (
    FALSE,
    TRUE,
    Atom,
    Compare,
    Const,
    Expr,
    Flag,
    Has,
    Not,
    Quantity,
    compared_count,
    facts_in,
    facts_of,
    renamed,
)
from eligibility.logic.relevance import Folding, Reducing, Relevance, folded_and, folded_not, folded_or
from eligibility.logic.types import Boolean, Fact
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import PartKey, SupportPart

_Opened = dict[int, tuple[Expr, Expr]]
"""What parts of rules have become, by the identity of a part. The part itself is kept, so that its identity stays its own."""


def household_relevance() -> Relevance:
    """The memory for the questions of households: the facts of one person or organisation are neighbours in its diagrams."""
    return Relevance(_owner)


def _owner(fact: Fact) -> str | None:
    name = owner_of_key(fact.key)
    return None if name in _SHARED else name


_SHARED = ("", "household", "locality")


class Questions:
    """The open conditions of one situation under one ruleset.

    A caller that asks about many situations may pass the same `relevance` each time: it remembers its results.
    """

    def __init__(self, ruleset: Ruleset, situation: Situation, relevance: Relevance | None = None) -> None:
        self.ruleset = ruleset
        self.situation = situation
        self._relevance = relevance or household_relevance()
        self._answers: dict[tuple[str, str, frozenset[Fact] | None], Expr] = {}
        self._counts: dict[tuple[Quantity, frozenset[Fact] | None], Expr] = {}
        self._excluded: dict[tuple[str, str], Expr] = {}
        self._openings: dict[tuple[str, frozenset[Fact] | None], _Opening] = {}
        self.patterns = ruleset.once(Patterns)
        self._seen: dict[str, Seen] = {}
        self._alike = Alike(ruleset, situation.persons)
        self._asked: dict[tuple[str, str, frozenset[str]], list[str]] = {}
        self._atoms: dict[str, _Opened] = {}
        self._facts: dict[str, dict[str, Fact]] = {}

    def missing(self, support: str, subject: Subject) -> list[str]:
        """The profile paths whose answers can still change whether the support is granted."""
        return self.worth_asking(support, subject, ())

    def worth_asking(self, support: str, subject: Subject, unknowable: Collection[str]) -> list[str]:
        """As `missing`, where some paths are never answered: the other paths whose answers can still settle the support alone."""
        never = frozenset(unknowable)
        if never and any(EntryName.of(path).owner in {subject.id, *_SHARED} for path in never):
            return self._asked_of(support, subject, never)
        pattern = self.pattern(self._part(support, subject), subject)
        if pattern is None:
            return self._asked_of(support, subject, never)
        own = subject.id
        found = self.patterns.missing.of(pattern, lambda: map(intern, unowned(self._asked_of(support, subject, frozenset()), own)))
        return sorted(owned_by(own, found))

    def pattern(self, part: SupportPart, subject: Subject) -> Pattern | None:
        """What a support's conditions can tell of a subject; None where that is not all on which its answer depends."""
        seen = self._seen.get(subject.id)
        if seen is None:
            this: Questions = proxy(self)  # which keeps what is seen
            seen = self._seen[subject.id] = Seen(self.patterns, subject, lambda quantity: this._count(quantity, None))
        return seen.pattern(part)

    def _asked_of(self, support: str, subject: Subject, never: frozenset[str]) -> list[str]:
        twin = self.alike(support, subject, never)
        key = support, twin.id, never
        found = self._asked.get(key)
        if found is None:
            found = self._asked[key] = paths(self._settling(self.open_condition(support, twin), never))
        return exchanged(found, twin, subject)

    def _settling(self, condition: Expr, unknowable: Collection[str]) -> frozenset[Fact]:
        """The facts that can still settle a condition without those that are never known."""
        settled = _settled(condition, unknowable)
        return self._matter(condition) if settled is None else self._matter(settled.proved) | self._matter(settled.refuted)

    def provable(self, condition: Expr, unknowable: Collection[str]) -> Expr:
        """The condition under which the facts that may be known prove an open condition."""
        settled = _settled(condition, unknowable)
        return condition if settled is None else settled.proved

    def alike(self, support: str, subject: Subject, unknowable: Collection[str] = ()) -> Subject:
        """The first person whom a support's rules cannot tell from another: what can be asked of one is what can be asked of the other."""
        if subject.kind != "person":
            return subject
        return self._alike.first(self._part(support, subject), subject, frozenset(unknowable))

    def open_condition(self, support: str, subject: Subject) -> Expr:
        """The condition on the unknown facts under which a support is granted. An exclusion counts only through facts of the routes.

        Keys of facts are `OWNER|KEY`.
        """
        return self._answer(support, subject, self._matter(self._answer(support, subject, None)))

    def unless(self, supports: Iterable[tuple[str, Subject]]) -> list[str]:
        """The profile paths whose answers could make an exclusion of one of the supports hold."""
        facts: set[Fact] = set()
        for support, subject in supports:
            facts |= self._matter(self.open_exclusions(support, subject))
        return paths(facts)

    def open_routes(self, support: str, subject: Subject) -> Expr:
        """The condition on the unknown facts under which a route of a support holds, apart from its exclusions."""
        return self._routes(self._part(support, subject), subject, None)

    def _routes(self, part: SupportPart, subject: Subject, asked: frozenset[Fact] | None) -> Expr:
        return folded_or(self._open(route.when, subject, asked) for route in part.routes)

    def open_exclusions(self, support: str, subject: Subject) -> Expr:
        """The condition on the unknown facts under which a support is excluded."""
        key = support, subject.id
        found = self._excluded.get(key)
        if found is None:
            unless = self._part(support, subject).unless
            found = self._excluded[key] = folded_or(self._open(condition, subject, None) for condition in unless)
        return found

    def _part(self, support: str, subject: Subject) -> SupportPart:
        return self.ruleset.once(_parts)[support, subject.kind]

    def condition(self, expr: Expr, subject: Subject) -> Expr:
        """An expression of a rule as a condition on the unknown facts; a constant where the known facts decide it."""
        return self._open(expr, subject, None)

    def that_matter(self, condition: Expr) -> list[str]:
        """The profile paths that can still change the truth of an open condition."""
        return paths(self._matter(condition))

    def owned(self, fact: Fact, subject: Subject) -> Fact:
        """A fact of a rule as the fact of its owner, with its profile path."""
        name = owner(fact, subject)
        return Fact(owned(name, fact.key), fact.type, f"{name}.{fact.answer}")

    def essential(self, condition: Expr) -> frozenset[Fact]:
        """The facts that can still change the truth of an open condition."""
        return self._matter(condition)

    def _matter(self, condition: Expr) -> frozenset[Fact]:
        return self._relevance.essential(condition)

    def _answer(self, support: str, subject: Subject, asked: frozenset[Fact] | None) -> Expr:
        """The condition on the unknown facts under which a support is granted.

        An exclusion counts where it is proved, and through the facts in `asked`. With None it counts only where it is proved.
        """
        key = (support, subject.id, asked)
        found = self._answers.get(key)
        if found is None:
            found = self._answers[key] = self._answered(support, subject, asked)
        return found

    def _answered(self, support: str, subject: Subject, asked: frozenset[Fact] | None) -> Expr:
        exclusions = self.open_exclusions(support, subject)
        depends = support in depending(self.ruleset)
        if asked is not None and not depends and isinstance(exclusions, Const):  # nothing in it depends on what is asked
            return self._answer(support, subject, None)
        routes = self._routes(self._part(support, subject), subject, asked if depends else None)
        if not isinstance(exclusions, Const):
            exclusions = _Settling(asked)(exclusions).proved if asked else FALSE
        return folded_and([routes, folded_not(exclusions)])

    def _open(self, expr: Expr, subject: Subject, asked: frozenset[Fact] | None) -> Expr:
        """An expression of a rule with all known facts put in, for one subject."""
        opening = self._openings.get((subject.id, asked))
        if opening is None:
            opening = self._openings[subject.id, asked] = _Opening(self, subject, asked)
        return opening(expr)

    def _count(self, expr: Quantity, asked: frozenset[Fact] | None) -> Expr:
        """A count of members as a condition. It is the same for every subject, so it is made once."""
        key = (expr, asked)
        if key not in self._counts:
            self._counts[key] = self._counted(expr, asked)
        return self._counts[key]

    def _counted(self, expr: Quantity, asked: frozenset[Fact] | None) -> Expr:
        household = self.situation.household
        stated = read_value(household.values, expr.stated.key) if household and expr.stated else None
        if stated is not None:
            return Const(bool(compared(int(stated), int(stated), expr)))
        holds = [self._open(expr.body, person, asked) for person in self.situation.persons]
        rest: list[Expr] = []
        if not self.situation.complete:
            path = expr.stated.key if expr.stated and not holds else "household.members"
            rest = [Flag(_rest(f"{hash(expr.body)}.{index}", path)) for index in range(expr.bound + 1)]
        return _counted(expr, [*holds, *rest])


class _Domains(dict[Compare, Expr]):
    """What the comparisons of one ruleset are where nothing is known. There are as many as its rules have comparisons."""

    def __init__(self, ruleset: Ruleset) -> None:
        super().__init__()


def _parts(ruleset: Ruleset) -> dict[PartKey, SupportPart]:
    return {part.key: part for part in ruleset.parts}


def depending(ruleset: Ruleset) -> frozenset[str]:
    """The supports with a route that requires another support, of the subject or of a member."""
    return ruleset.once(_depending)


def _depending(ruleset: Ruleset) -> frozenset[str]:
    return frozenset(part.id for part in ruleset.parts if part.demands)


@final
class _Opening(Folding):
    """Puts in the known facts of one subject, and replaces required supports and counts by their own conditions.

    Facts carry their owner and their profile path, so that a fact is the same one for all subjects. A part of a rule that many
    supports share (a definition) is opened once for each subject.
    """

    def __init__(self, questions: Questions, subject: Subject, asked: frozenset[Fact] | None) -> None:
        self.questions: Questions = proxy(questions)  # which keeps this: what is said of a household goes when it goes
        self.situation = questions.situation
        self.subject = subject
        self.asked = asked
        self._opened: _Opened = {}
        self._atoms = questions._atoms.setdefault(subject.id, {})
        self._reduced = Reducing(known_of(subject), questions.ruleset.once(_Domains))
        self._facts = questions._facts.setdefault(subject.id, {})

    def __call__(self, expr: Expr) -> Expr:
        found = self._opened.get(id(expr))
        if found is None:
            found = self._opened[id(expr)] = self._shared(expr) if isinstance(expr, Atom) else (expr, super().__call__(expr))
        return found[1]

    def _shared(self, expr: Atom) -> tuple[Expr, Expr]:
        """An atom: it is the same whatever is asked."""
        found = self._atoms.get(id(expr))
        if found is None:
            found = self._atoms[id(expr)] = expr, self.atom(expr)
        return found

    def atom(self, expr: Atom) -> Expr:
        rest = self._reduced.atom(expr)
        return renamed(rest, self._owned) if isinstance(rest, Atom) else rest

    def has(self, expr: Has) -> Expr:
        ruleset, subject, support = self.questions.ruleset, self.subject, expr.support
        holds = self(received_by(subject.kind, support, ruleset))
        return folded_or([holds, *(truth for part in ruleset.held(support) for truth in self._granted(part))])

    def _granted(self, part: SupportPart) -> Iterator[Expr]:
        """The conditions under which a required support is granted to those whom `has.` reads: any of them is enough."""
        if self.subject.kind == part.entity == "person":
            yield self.questions._answer(part.id, self.subject, self.asked)
            return
        yield from (self.questions._answer(part.id, other, self.asked) for other in self.situation.subjects(part.entity))
        if part.entity == "person" and not self.situation.complete:
            yield Flag(_rest(part.id, "household.members"))

    def quantity(self, expr: Quantity) -> Expr:
        return self.questions._count(expr, self.asked)

    def _owned(self, fact: Fact) -> Fact:
        found = self._facts.get(fact.key)
        if found is None:
            found = self._facts[fact.key] = self.questions.owned(fact, self.subject)
        return found


def _rest(name: str, path: str) -> Fact:
    """The fact that a possible further member, who is not listed, satisfies the condition called `name`."""
    return Fact(owned("household", f"{path}#{name}"), Boolean(), path)


def _counted(quantity: Quantity, holds: list[Expr]) -> Expr:
    """The comparison of a count of conditions with a whole number, as one condition."""

    def at_least(number: int) -> Expr:
        if number <= 0:
            return TRUE
        before: list[Expr] = [TRUE] * len(holds)  # for each condition: one fewer holds among those before it
        for _ in range(number - 1):
            parts = [folded_and(pair) for pair in zip(holds, before, strict=True)]
            before = [folded_or(parts[:index]) for index in range(len(holds))]
        return folded_or(folded_and(pair) for pair in zip(holds, before, strict=True))

    return compared_count(quantity.op, quantity.bound, at_least, folded_not, lambda one, other: folded_and([one, other]))


def _settled(condition: Expr, unknowable: Collection[str]) -> Rails[Expr] | None:
    """What proves and what refutes a condition without the facts that are never known; None where it reads none of these."""
    facts = frozenset(facts_in(condition)) if unknowable else frozenset()
    knowable = frozenset(fact for fact in facts if fact.answer not in unknowable)
    return None if knowable == facts else _Settling(knowable)(condition)


@final
class _Settling(DualRail[Expr], OverFacts[Rails[Expr]]):
    """When the facts in `asked` prove or refute a condition, while all other facts stay unknown."""

    def __init__(self, asked: frozenset[Fact]) -> None:
        self.asked = asked

    def const(self, value: bool) -> Rails[Expr]:
        return Rails(Const(value), Const(not value))

    def atom(self, expr: Atom) -> Rails[Expr]:
        return Rails(expr, Not(expr)) if self.asked.issuperset(facts_of(expr)) else Rails(FALSE, FALSE)

    def conjunction(self, args: list[Expr]) -> Expr:
        return folded_and(args)

    def disjunction(self, args: list[Expr]) -> Expr:
        return folded_or(args)


def paths(facts: Iterable[Fact]) -> list[str]:
    """The profile paths of facts."""
    return sorted({fact.answer for fact in facts})
