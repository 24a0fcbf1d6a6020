"""Changes of what a rule says beside its conditions: how binding it is, its clauses, who is in charge. They change no status.

A changed modality is noticed by a case that states it where the route is named, a changed clause by the ledger of clauses,
and a changed agency by the ledger alone, if it notices the agency's clause.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from eligibility.rules.clauses import Ledger, check_ledger
from eligibility.rules.ruleset import Route, Ruleset, Support
from eligibility.verify.mutation.judging import Judge

Part = Literal["modality", "cite", "agency"]
PARTS: tuple[Part, ...] = ("modality", "cite", "agency")


@dataclass(frozen=True, slots=True)
class Noticed:
    """How many changes of one part there are, and how many are noticed."""

    changes: int = 0
    noticed: int = 0

    def __add__(self, other: Noticed) -> Noticed:
        return Noticed(self.changes + other.changes, self.noticed + other.noticed)


def statements_noticed(judge: Judge, ledger: Ledger | None, supports: Collection[str]) -> dict[Part, Noticed]:
    """For each part, the changes over some supports and how many of them are noticed."""
    found = dict.fromkeys(PARTS, Noticed())
    for name in supports:
        support = judge.ruleset.supports[name]
        for part, noticed in (*_modalities(judge, support), *_clauses(judge.ruleset, ledger, support)):
            found[part] += Noticed(1, int(noticed))
    return found


def _modalities(judge: Judge, support: Support) -> Iterator[tuple[Part, bool]]:
    stated, answers = judge.stated[support.id], judge.base[support.id]
    for named in answers.named:
        yield "modality", bool(named & stated.modality)


def _clauses(ruleset: Ruleset, ledger: Ledger | None, support: Support) -> Iterator[tuple[Part, bool]]:
    """Each clause replaced by the next one of the ledger, and each agency taken out."""
    known = [locator for locator, clause in ledger.clauses.items() if not clause.heading] if ledger else []
    for route in support.routes:
        for index, locator in enumerate(route.cite):
            other = known[(known.index(locator) + 1) % len(known)] if locator in known else ""
            cite = (*route.cite[:index], other, *route.cite[index + 1 :])
            yield "cite", _told(ruleset, ledger, _with(support, route, replace(route, cite=cite)))
        if route.agency is not None:
            yield "agency", _told(ruleset, ledger, _with(support, route, replace(route, agency=None)))
    if support.agency is not None:
        yield "agency", _told(ruleset, ledger, replace(support, agency=None))


def _with(support: Support, old: Route, new: Route) -> Support:
    return replace(support, routes=tuple(new if route is old else route for route in support.routes))


def _told(ruleset: Ruleset, ledger: Ledger | None, support: Support) -> bool:
    """Whether the ledger of clauses has something to say that it did not say before."""
    if ledger is None:
        return False
    changed = replace(ruleset, supports={**ruleset.supports, support.id: support})
    return bool(set(check_ledger(ledger, changed)) - set(check_ledger(ledger, ruleset)))
