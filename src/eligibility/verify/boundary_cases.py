"""Worked cases on both sides of every bound: two households that differ in one answer, granted and refused.

In each pair everything else grants the support. The solver finds the pair, and the kernel decides both households before they
are written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, TypedDict, final

import yaml
import z3

from eligibility._json import JsonObject
from eligibility.decide.decision import decide
from eligibility.facts.profile import Profile
from eligibility.facts.vocabulary import counted, facts
from eligibility.logic.algebra import Collecting
from eligibility.logic.expr import Atom, Compare, Has, Quantity, facts_of
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.support import Route, SupportPart
from eligibility.verify import SECONDS
from eligibility.verify.dual_rail import Translator, members_needed, owner_of, symbols_of, whole_sum
from eligibility.verify.query import TRIES, QuerySolver, days_of
from eligibility.verify.symbols import Symbols
from eligibility.verify.term_values import SolverTruth
from eligibility.verify.witness import Data, holds_for, profile_and_day, profile_of, smallest_of

MOST_MEMBERS = 3
"""The most members of an example. (A proof may need more.)"""

Swap: TypeAlias = "tuple[z3.ExprRef, z3.ExprRef]"
"""A symbol of the first household, and that of the second in its place."""


@dataclass(frozen=True, slots=True)
class BoundaryPair:
    """A household that a route grants, and one that differs in one answer and is refused."""

    support: str
    subject: str
    route: str
    granted: Data
    refused: Data


def pairs(ruleset: Ruleset, support: SupportPart, *, seconds: int) -> Iterator[BoundaryPair]:
    """One pair for every atom of the routes that can decide the answer alone. Where another route also grants, there is no pair."""
    for route in support.routes:
        for owner, atom in dict.fromkeys(_Atoms(owner_of(support.entity))(route.when)):
            found = _pair(ruleset, support, route, owner, atom, seconds)
            if found is not None:
                yield found


@final
class _Atoms(Collecting[tuple[str, Atom]]):
    """The atoms of a condition with their owner. Atoms about members are taken for the first member."""

    def __init__(self, owner: str) -> None:
        self.owner = owner

    def atom(self, expr: Atom) -> tuple[tuple[str, Atom]]:
        return ((self.owner, expr),)

    def has(self, expr: Has) -> tuple[()]:
        return ()

    def quantity(self, expr: Quantity) -> Iterable[tuple[str, Atom]]:
        return _Atoms("m1")(expr.body)


def _pair(ruleset: Ruleset, support: SupportPart, route: Route, owner: str, atom: Atom, seconds: int) -> BoundaryPair | None:
    size, days = min(members_needed(ruleset, support.id), MOST_MEMBERS), days_of(ruleset.version, ruleset.period.last)
    symbols = symbols_of(size, days, ruleset, partial=False)
    rules, subject = Translator(ruleset, symbols), owner_of(support.entity)
    if "m1" in {owner, subject}:
        symbols.require(symbols.present["m1"])
    by_route = rules.unless_excluded(rules.truth(route.when, subject), support, subject).proved
    granted, holds = rules.granted(support.id, subject).proved, rules.truth(atom, owner).proved
    other, twins = _twins(symbols, owner, atom)
    here = z3.And(*symbols.constraints(), by_route)
    there = z3.substitute(z3.And(*symbols.constraints(), z3.Not(granted)), *twins)
    solver = QuerySolver(seconds)
    solver.add(here, there, _close(atom, owner, rules, twins), holds != z3.substitute(holds, *twins))

    def grants(profile: Profile, day: date) -> bool:
        return decide(profile, ruleset, as_of=day)[support.id, subject].routes[route.name].granted

    def refuses(profile: Profile, day: date) -> bool:
        return decide(profile, ruleset, as_of=day)[support.id, subject].status is Status.NOT_ELIGIBLE

    for _ in range(TRIES):
        if solver.check() != z3.sat:
            return None
        model = solver.model()
        both = [profile_of(model, symbols), profile_of(model, symbols, other)]
        if all(map(holds_for, both, (grants, refuses))):
            return BoundaryPair(support.id, subject, route.name, *smallest_of(both, [grants, refuses]))
        solver.add(z3.Or([twin != model.eval(twin, model_completion=True) for twin in other.values()]))
    return None


def _twins(symbols: Symbols, owner: str, atom: Atom) -> tuple[dict[tuple[str, str], z3.ExprRef], list[Swap]]:
    """Second symbols for the facts that may differ: those in the entry of the atom's first fact, and the household's counts of members."""
    first = symbols(owner, facts_of(atom)[0])
    other: dict[tuple[str, str], z3.ExprRef] = {}
    swaps = []
    for symbol in symbols.made():
        same = symbol.owner == first.owner and symbol.fact.answer == first.fact.answer
        if same or symbol.fact.key in counted():
            other[symbol.owner, symbol.fact.key] = twin = z3.Const(f"other {symbol.owner}.{symbol.fact.name}", symbol.value.sort())
            swaps.append((symbol.value, twin))
    for (holder, key), years in symbols.year_symbols().items():
        if holder == first.owner and facts()[key].answer == first.fact.answer:
            other[holder, f"{key}.years"] = twin = z3.Int(f"other {holder}.{key}.years")
            swaps.append((years, twin))
    return other, swaps


def _close(atom: Atom, owner: str, rules: Translator, twins: list[Swap]) -> SolverTruth:
    """The condition that a comparison is within one step of its bound in both households, and at most one step apart."""
    if not isinstance(atom, Compare):
        return z3.BoolVal(True)
    step = max(abs(factor) for _, factor in whole_sum(atom)[0])
    total, _ = rules.sum(atom, owner)
    other = z3.substitute(total, *twins)
    return z3.And(*(z3.And(one <= step, one >= -step) for one in (total, other, total - other)))


class RoutesExpected(TypedDict):
    """The statuses that a case expects of routes."""

    routes: dict[str, str]


class WrittenCase(TypedDict):
    case: str
    as_of: str
    profile: JsonObject
    expect: dict[str, RoutesExpected | str]


def as_cases(ruleset: Ruleset, found: list[BoundaryPair]) -> list[WrittenCase]:
    """The pairs as worked cases, each household once. They expect what the kernel decides."""
    cases: dict[str, WrittenCase] = {}
    for pair in found:
        subject = pair.subject
        for data, granted in ((pair.granted, True), (pair.refused, False)):
            profile = {key: value for key, value in data.items() if key != "as_of"}
            key = json.dumps(data, sort_keys=True, ensure_ascii=False)
            case = cases.setdefault(key, {"case": "", "as_of": str(data["as_of"]), "profile": profile, "expect": {}})
            answer = f"{pair.support}@{subject}"
            before = case["expect"].get(answer)
            if granted:
                route = {pair.route: _status(data, ruleset, pair)}
                case["expect"][answer] = {"routes": {**(before["routes"] if isinstance(before, dict) else {}), **route}}
            else:
                case["expect"][answer] = Status.NOT_ELIGIBLE.value
    for index, case in enumerate(cases.values()):
        case["case"] = f"bound_{index + 1:04}"
    return list(cases.values())


def _status(data: Data, ruleset: Ruleset, pair: BoundaryPair) -> str:
    profile, day = profile_and_day(data)
    return decide(profile, ruleset, as_of=day)[pair.support, pair.subject].routes[pair.route].value


def boundary_cases(ruleset: Ruleset, *, seconds: int = SECONDS) -> tuple[str, int]:
    """The text of a file for `cases/` with every pair of a version, and the number of its cases."""
    found = [pair for part in ruleset.parts for pair in pairs(ruleset, part, seconds=seconds)]
    cases = as_cases(ruleset, found)
    return yaml.safe_dump({"generated": True, "cases": cases}, allow_unicode=True, sort_keys=False, width=140), len(cases)
