"""Changes of what a rule says beside its conditions: how binding it is, its clauses, who is in charge. They change no status.

A changed modality is noticed by a case that states it where the route is named, a changed clause by the ledger of clauses,
and a changed agency by the ledger alone, if it notices the agency's clause.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from eligibility.rules.clauses import Ledger, check_ledger
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import Route, SupportPart
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
    for part in (one for one in judge.ruleset.parts if one.id in supports):
        for kind, noticed in (*_modalities(judge, part), *_clauses(judge.ruleset, ledger, part)):
            found[kind] += Noticed(1, int(noticed))
    return found


def _modalities(judge: Judge, part: SupportPart) -> Iterator[tuple[Part, bool]]:
    stated, answers = judge.stated[part.key], judge.base[part]
    for named in answers.named:
        yield "modality", bool(named & stated.modality)


def _clauses(ruleset: Ruleset, ledger: Ledger | None, part: SupportPart) -> Iterator[tuple[Part, bool]]:
    """Each clause replaced by the next one of the ledger, and each agency taken out."""
    known = [locator for locator, clause in ledger.clauses.items() if not clause.heading] if ledger else []
    for route in part.routes:
        for index, locator in enumerate(route.cite):
            other = known[(known.index(locator) + 1) % len(known)] if locator in known else ""
            cite = (*route.cite[:index], other, *route.cite[index + 1 :])
            yield "cite", _told(ruleset, ledger, part, _with(part, route, replace(route, cite=cite)))
        if route.agency is not None:
            yield "agency", _told(ruleset, ledger, part, _with(part, route, replace(route, agency=None)))
    if part.agency is not None:
        yield "agency", _told(ruleset, ledger, part, replace(part, agency=None))


def _with(part: SupportPart, old: Route, new: Route) -> SupportPart:
    return replace(part, routes=tuple(new if route is old else route for route in part.routes))


def _told(ruleset: Ruleset, ledger: Ledger | None, old: SupportPart, new: SupportPart) -> bool:
    """Whether the ledger of clauses has something to say that it did not say before."""
    if ledger is None:
        return False
    support = ruleset.supports[old.id]
    parts = tuple(new if part is old else part for part in support.parts)
    changed = replace(ruleset, supports={**ruleset.supports, support.id: replace(support, parts=parts)})
    return bool(set(check_ledger(ledger, changed)) - set(check_ledger(ledger, ruleset)))
