"""Changes of what a rule says beside its conditions: how binding it is, its clauses, who is in charge. They change no status.

A changed modality or agency is noticed by a case that states it: for the named route, where the route is named, or for each
route by name. A changed clause is noticed by the ledger of clauses, which names what cites each of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from eligibility.errors import RuleProblem, Span
from eligibility.rules.clauses import Ledger, check_ledger, own_document
from eligibility.rules.load import Loaded
from eligibility.rules.support import Route, SupportPart
from eligibility.verify.mutation.bit_reading import Answers
from eligibility.verify.mutation.judging import Judge, Stated
from eligibility.verify.mutation.mutants import part_before

Part = Literal["modality", "cite", "agency"]
PARTS: tuple[Part, ...] = ("modality", "cite", "agency")


@dataclass(frozen=True, slots=True)
class Noticed:
    """How many changes of one part there are, and how many are noticed."""

    changes: int = 0
    noticed: int = 0

    def __add__(self, other: Noticed) -> Noticed:
        return Noticed(self.changes + other.changes, self.noticed + other.noticed)


@dataclass(frozen=True, slots=True)
class Unnoticed:
    """A modality, clause or agency that can be changed without anything noticing: what is said, of which route, and where.

    The route is empty where the agency is that of the whole support.
    """

    part: Part
    support: str
    route: str
    said: str
    file: str
    span: Span


def statements_noticed(
    judge: Judge, loaded: Loaded, ledger: Ledger | None, supports: Collection[str]
) -> tuple[dict[Part, Noticed], list[Unnoticed]]:
    """For each part, the changes over some supports and how many of them are noticed; and those that are not."""
    counts, left = dict.fromkeys(PARTS, Noticed()), []
    clauses = _Clauses(loaded, ledger)
    for part in (one for one in loaded.ruleset.parts if one.id in supports):
        for kind, route, said, noticed in (*_in_cases(judge, part, *part_before(loaded, part)), *clauses.of(part)):
            counts[kind] += Noticed(1, int(noticed))
            if not noticed:
                source, at = loaded.place("route", f"{part.id}.{route}") if route else loaded.place("support", part.id)
                left.append(Unnoticed(kind, part.id, route, said, source.name, source.place((*at, kind) if route else at)))
    return counts, left


Change = tuple[Part, str, str, bool]
"""What is changed, the route (empty: the whole support), what is said there, and whether the change is noticed."""


def _in_cases(judge: Judge, part: SupportPart, before: SupportPart | None, routes: Mapping[str, Route]) -> Iterator[Change]:
    """Every modality and agency, exchanged for another: a case must state it. What an amendment leaves alone is none of its."""
    stated, answers = judge.stated[part.key], judge.base[part]
    for route, named in zip(part.routes, answers.named, strict=True):
        was = routes.get(route.name)
        if was is None or was.modality != route.modality:
            yield "modality", route.name, route.modality, bool(named & stated.modality) or ("modality", route.name) in stated.by_route
        if route.agency is not None and (was is None or was.agency != route.agency):
            yield "agency", route.name, route.agency.text.zh, bool(named & stated.agency) or ("agency", route.name) in stated.by_route
    if part.agency is not None and (before is None or before.agency != part.agency):
        yield "agency", "", part.agency.text.zh, bool(_for_all(part, answers, stated))


def _for_all(part: SupportPart, answers: Answers, stated: Stated) -> int:
    """The positions at which the agency of the whole support is stated, no route with its own being named."""
    own = 0
    for route, named in zip(part.routes, answers.named, strict=True):
        own |= named if route.agency is not None else 0
    return stated.agency & ~own


class _Clauses:
    """Each citation of the version's own document, of routes and of agencies, exchanged for the next clause of the ledger.

    In a ledger of one clause it is exchanged for none.
    """

    def __init__(self, loaded: Loaded, ledger: Ledger | None) -> None:
        self.ruleset, self.ledger = loaded.ruleset, ledger
        self.known = [locator for locator, clause in ledger.clauses.items() if not clause.heading] if ledger else []
        self.before: set[RuleProblem] = set(check_ledger(ledger, loaded.ruleset)) if ledger else set()
        self.own = own_document(loaded.ruleset)

    def of(self, part: SupportPart) -> Iterator[Change]:
        for route in part.routes:
            for locator, cite in self._others(route.document, route.cite):
                yield "cite", route.name, locator, self._told(part, _with(part, route, replace(route, cite=cite)))
            for locator, cite in self._others(route.agency.document, route.agency.cite) if route.agency else ():
                other = replace(route, agency=replace(route.agency, cite=cite)) if route.agency else route
                yield "cite", route.name, locator, self._told(part, _with(part, route, other))
        for locator, cite in self._others(part.agency.document, part.agency.cite) if part.agency else ():
            yield "cite", "", locator, self._told(part, replace(part, agency=replace(part.agency, cite=cite))) if part.agency else False

    def _others(self, document: str, cite: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
        for index, locator in enumerate(cite if document == self.own else ()):
            after = self.known.index(locator) + 1 if locator in self.known else 0
            other = (*self.known[after:], *self.known[:after], "")[0]
            yield locator, (*cite[:index], "" if other == locator else other, *cite[index + 1 :])

    def _told(self, old: SupportPart, new: SupportPart) -> bool:
        """Whether the ledger has something to say that it did not say before."""
        if self.ledger is None:
            return False
        support = self.ruleset.supports[old.id]
        parts = tuple(new if part is old else part for part in support.parts)
        changed = replace(self.ruleset, supports={**self.ruleset.supports, support.id: replace(support, parts=parts)})
        return any(problem not in self.before for problem in check_ledger(self.ledger, changed))


def _with(part: SupportPart, old: Route, new: Route) -> SupportPart:
    return replace(part, routes=tuple(new if route is old else route for route in part.routes))
