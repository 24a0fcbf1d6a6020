"""Facts implied by facts: what a law rules out for a person.

An implication refuses and never grants. While its `when` holds, its facts can have only the allowed values. So a condition
that needs another value becomes that condition *and not* `when`: it is refuted although the fact is unknown, and the fact
is not asked about. Conditions under `not`, and inside counts other than `>=`, stay as written: there an implied value would
open something. Exclusions stay too, because one that no longer holds would grant.

Engines see ordinary conditions. A profile that tells a ruled-out value contradicts itself (`contradictions`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import final

from eligibility.codes import ProblemCode
from eligibility.facts import labels
from eligibility.facts.derived import Contradiction, of_person
from eligibility.facts.derived_kernel import Laws, Rules, person_rules_under
from eligibility.facts.flatten import Situation, flatten
from eligibility.facts.key import FactKey
from eligibility.facts.profile import Profile
from eligibility.facts.vocabulary import AS_OF
from eligibility.i18n import Text
from eligibility.logic.algebra import RewritingAssertions
from eligibility.logic.expr import (
    Atom,
    Compare,
    Expr,
    Flag,
    Has,
    Member,
    Named,
    Not,
    Quantity,
    conjunction,
    conjuncts,
    disjunction,
    facts_in,
)
from eligibility.logic.operators import Operator
from eligibility.logic.types import Choice, Fact
from eligibility.rules.ruleset import Implication, Ruleset

GUARD = "implied."
"""The prefix of the name that the negated `when` of an implication has inside a guarded condition."""

# -- conditions that cannot hold


def guarded(condition: Expr, implications: Iterable[Implication]) -> Expr:
    """A route's condition in which every atom that an implication rules out holds only while its `when` does not.

    A condition that is guarded already stays as it is.
    """
    laws = list(implications)
    return _Guarding(laws)(condition) if laws else condition


def law_of(expr: Expr, ruleset: Ruleset) -> Implication | None:
    """The implication that a part of a guarded condition was written for; None for all other conditions."""
    return ruleset.implications.get(expr.name.removeprefix(GUARD)) if isinstance(expr, Named) and expr.name.startswith(GUARD) else None


@final
class _Guarding(RewritingAssertions):
    """Guards the atoms in positive places."""

    def __init__(self, implications: Iterable[Implication]) -> None:
        self._laws: dict[Fact, list[tuple[Implication, Expr]]] = {}
        self._guards: set[Expr] = set()
        for law in implications:
            guard = Named(f"{GUARD}{law.name}", Not(law.when))
            self._guards.add(guard)
            for fact in law.facts:
                self._laws.setdefault(fact, []).append((law, guard))

    def atom(self, expr: Atom) -> Expr:
        guards = [guard for fact in _fact_of(expr) for law, guard in self._laws.get(fact, ()) if excludes(law, expr)]
        return conjunction([expr, *guards]) if guards else expr

    def all_of(self, args: Iterable[Expr]) -> Expr:
        parts = conjuncts(args)
        return conjunction([part for index, part in enumerate(parts) if part not in self._guards or part not in parts[:index]])

    def has(self, expr: Has) -> Expr:
        return expr

    def quantity(self, expr: Quantity) -> Expr:
        return Quantity(self(expr.body), expr.op, expr.bound, expr.stated) if expr.op == Operator.AT_LEAST else expr


def excludes(law: Implication, atom: Atom) -> bool:
    """Whether an atom about one of the law's facts holds for none of the allowed values."""
    match atom:
        case Flag():
            return True not in law.allowed
        case Member(values=values):
            return values.isdisjoint(law.allowed)
    return False


def _fact_of(atom: Atom) -> tuple[Fact, ...]:
    return () if isinstance(atom, Compare) else (atom.fact,)


# -- contradictions


def contradictions(ruleset: Ruleset) -> tuple[Contradiction, ...]:
    """The values that a ruleset's implications rule out, as contradictions in one person's entries."""
    return ruleset.once(_contradictions)


def contradictions_of(rulesets: Iterable[Ruleset]) -> tuple[Contradiction, ...]:
    """The contradictions of several rulesets, each once."""
    return tuple(dict.fromkeys(one for ruleset in rulesets for one in contradictions(ruleset)))


def situation_of(profile: Profile, ruleset: Ruleset, as_of: date) -> Situation:
    """The flat records of a profile on a day, under the laws of a ruleset.

    Raises:
        ProfileError: the profile contradicts itself.
        NotADay: the day is not a date, or is a datetime.
    """
    return flatten(profile, as_of, ruleset.once(_person_rules))


def _person_rules(ruleset: Ruleset) -> Rules:
    reach = of_person(disjunction([law.when for law in ruleset.implications.values()]))
    return person_rules_under(Laws(reach, contradictions(ruleset)))


def _contradictions(ruleset: Ruleset) -> tuple[Contradiction, ...]:
    return tuple(_ruled_out(law, fact) for law in ruleset.implications.values() for fact in law.facts)


def _ruled_out(law: Implication, fact: Fact) -> Contradiction:
    """The fact is known to have a value that the law rules out."""
    named, beside = _member(fact), _titles(law.when)
    zh = f"{named.zh}与{beside.zh}不能同时成立：{law.title.zh}"
    en = f"{named.en}cannot stand beside the {beside.en}: {law.title.en}"
    term = of_person(conjunction([law.when, _other_value(fact, law.allowed)]))
    return Contradiction(ProblemCode.RULED_OUT_BY_LAW, fact.key, term, Text(zh, en), law.source)


def _member(fact: Fact) -> Text:
    """The label of a member of a set, to stand before what is said of it; empty for other facts, whose entry says enough."""
    entity, name, member = FactKey.of(fact.key).parts
    label = labels.label(entity, name, member)
    return Text(f"“{label.zh}”", f"{label.en} ") if member else Text("", "")


def _other_value(fact: Fact, allowed: frozenset[bool | int | str]) -> Expr:
    """The fact is known to have a value that is not allowed."""
    if isinstance(fact.type, Choice):
        return Member(fact, frozenset(fact.type.values) - allowed)
    return Flag(fact) if False in allowed else Not(Flag(fact))


def _titles(condition: Expr) -> Text:
    """The titles of the facts that a condition reads."""
    names = dict.fromkeys(FactKey.of(fact.key).entry for fact in facts_in(condition) if fact.key != AS_OF.key)
    titles = [labels.title("person", name) for name in names]
    return Text("、".join(title.zh for title in titles), " and the ".join(title.en for title in titles))
