"""The cases of a version: its own, and in an amendment those of the version it amends, as far as they speak of what it leaves alone.

An expectation is kept whole where neither the support nor anything that it depends on was changed. Of a support that was changed
itself, what is expected of the routes that are as before, and how binding they are, is kept, as long as its exclusions are as before too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from eligibility.rules.amend import changed, route_left_alone, touched
from eligibility.rules.cases import CaseFiles, Expectation, Expected, WorkedCase, read_case_files
from eligibility.rules.load import Loaded
from eligibility.rules.located_yaml import Reading, read_source
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import GRANTED, Status
from eligibility.rules.support import Support


def case_files(loaded: Loaded, read: Reading = read_source) -> CaseFiles:
    """The cases that a version answers for, its own first, and its own declared equivalents. `read` reads each file.

    Raises:
        RulesetError: listing every problem in the case files.
    """
    own = read_case_files(loaded.written.folder, read)
    names = {case.name for case in own.cases}
    inherited = tuple(case for case in _inherited(loaded, read) if case.name not in names)
    return replace(own, cases=(*own.cases, *inherited))


def _inherited(loaded: Loaded, read: Reading) -> Iterator[WorkedCase]:
    """The cases of the amended version, with what still holds of their expectations. A scenario takes over none."""
    base = loaded.base
    if base is None or loaded.ruleset.scenario is not None:
        return
    moved, reached = changed(base.ruleset, loaded.ruleset), touched(base.ruleset, loaded.ruleset)
    for case in case_files(base, read).cases:
        kept = [left for one in case.expectations if (left := _left_alone(one, base.ruleset, loaded.ruleset, moved, reached)) is not None]
        if kept:
            yield replace(case, expectations=tuple(kept))


def _left_alone(one: Expectation, before: Ruleset, after: Ruleset, moved: set[str], reached: set[str]) -> Expectation | None:
    """What still holds of an expectation; None where nothing does. Conflicts are with supports that may have changed."""
    if one.support not in reached:
        kept = Expected(**one.outcome)
        kept.pop("conflicts", None)
        return replace(one, outcome=kept) if kept else None
    was, now = before.supports.get(one.support), after.supports.get(one.support)
    if was is None or now is None or (before.behind(one.support) | after.behind(one.support)) - {one.support} & moved:
        return None
    routes = {name: status for name, status in _of_routes(one.outcome, was).items() if route_left_alone(name, was, now)}
    if not routes:
        return None
    modality = {name: word for name, word in _modalities(one.outcome).items() if name in routes}
    return replace(one, outcome=Expected(routes=routes, modality=modality) if modality else Expected(routes=routes))


def _modalities(outcome: Expected) -> dict[str, str]:
    """What an expectation says of how binding single routes are: by route, or of the one that it names."""
    stated, route = outcome.get("modality"), outcome.get("route")
    if isinstance(stated, str):
        return {route: stated} if route else {}
    return dict(stated or {})


def _of_routes(outcome: Expected, support: Support) -> dict[str, str]:
    """What an expectation says of single routes. A refusal of the whole says that each is refused, where nothing excludes."""
    found: dict[str, str] = {}
    status, route = outcome.get("status"), outcome.get("route")
    if status == Status.NOT_ELIGIBLE and not any(part.unless for part in support.parts) and len(support.parts) == 1:
        found |= {one.name: status for one in support.routes}
    if status in GRANTED and route and status:
        found[route] = status
    return {**found, **(outcome.get("routes") or {})}
