"""Worked cases: a profile and what must come out, beside the rules as data.

This module reads them; `eligibility.decide.run_cases` runs them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from eligibility.errors import ProfileError, RuleProblem, RulesetError
from eligibility.facts.profile import Profile
from eligibility.facts.read import read_profile
from eligibility.rules import yaml_schema
from eligibility.rules.located_yaml import Source, read_source
from eligibility.rules.status import GRANTED, Status
from eligibility.rules.validation import shaped

KEYS = ("status", "route", "routes", "after", "missing", "unless", "met", "shortfall", "modality", "conflicts", "notes", "amount")


@dataclass(frozen=True, slots=True)
class Expectation:
    """What one support must come to for one subject (empty: the only one of its kind); `outcome` holds what is given of `KEYS`."""

    support: str
    subject: str
    outcome: Mapping[str, Any]
    line: int


@dataclass(frozen=True, slots=True)
class Case:
    """A profile on a day, and what is expected of it."""

    name: str
    file: str
    line: int
    as_of: date
    profile: Profile
    expectations: tuple[Expectation, ...]


def read_cases(folder: Path) -> tuple[Case, ...]:
    """The cases of a version's folder, in the order of files and lines.

    Raises:
        RulesetError: listing everything wrong in the cases' files.
    """
    problems: list[RuleProblem] = []
    cases = [
        case for path in sorted((folder / "cases").glob("*.yaml")) for case in _file(path, f"{folder.parent.name}/{folder.name}", problems)
    ]
    seen: dict[str, Case] = {}
    for case in cases:
        first = seen.setdefault(case.name, case)
        if first is not case:
            where = f"{first.file}:{first.line}"
            problems.append(
                RuleProblem(
                    "case_twice", case.file, case.line, 1, f"the case {case.name} is written twice", f"rename it; the other is {where}"
                )
            )
    if problems:
        raise RulesetError(problems)
    return tuple(cases)


def _file(path: Path, version: str, problems: list[RuleProblem]) -> Iterator[Case]:
    source = read_source(path, f"{version}/cases/{path.name}")
    parsed = shaped(source, yaml_schema.CasesFile)
    problems += source.problems
    if parsed is None:
        return
    for index, shape in enumerate(parsed.cases):
        case = _case(shape, index, source, problems)
        if case is not None:
            yield case


def _case(shape: yaml_schema.CaseShape, index: int, source: Source, problems: list[RuleProblem]) -> Case | None:
    at = ("cases", index)
    try:
        profile = read_profile(json.dumps(_profile(shape), default=_plain), shape.case)
    except ProfileError as error:
        problems += [source.problem("case_profile", at, f"{shape.case}: {problem.text('en')}") for problem in error.problems]
        return None
    as_of = shape.as_of or profile.as_of
    if as_of is None:
        problems.append(source.problem("case_undated", at, f"{shape.case} names no day", "add as_of: 2024-06-01"))
        return None
    expectations = [_expectation(key, value, source, (*at, "expect", key), problems) for key, value in shape.expect.items()]
    line = source.places[at].line
    return Case(shape.case, source.name, line, as_of, profile, tuple(expectations))


def _expectation(key: str, value: Any, source: Source, at: tuple[str | int, ...], problems: list[RuleProblem]) -> Expectation:
    support, _, subject = key.partition("@")
    outcome: dict[str, Any] = {}
    if isinstance(value, str):
        outcome = {"status": value}
    elif isinstance(value, dict):
        outcome = value
    else:
        problems.append(source.problem("case_expectation", at, f"{key} must be a status or a mapping"))
    for name in outcome.keys() - set(KEYS):
        problems.append(source.problem("unknown_key", at, f"unknown key {name!r}", f"one of {', '.join(KEYS)}"))
    named = [outcome.get("status"), *(outcome.get("routes") or {}).values()]
    for status in named:
        if status is not None and status not in list(Status):
            problems.append(source.problem("unknown_value", at, f"{status!r} is no status", f"one of {', '.join(Status)}"))
    return Expectation(support, subject, outcome, source.places[at].line)


def _profile(shape: yaml_schema.CaseShape) -> dict[str, Any]:
    if shape.profile is not None:
        return shape.profile
    profile: dict[str, Any] = {}
    if shape.person is not None or shape.household is not None:
        household = dict(shape.household or {})
        if shape.person is not None:
            household["members"] = [{"id": "m1", **shape.person}, *household.get("members", [])]
        profile["household"] = household
    if shape.locality is not None:
        profile["locality"] = shape.locality
    if shape.organisation is not None:
        profile["organisations"] = [{"id": "o1", **shape.organisation}]
    return profile


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def covered(cases: tuple[Case, ...]) -> tuple[set[tuple[str, str]], set[tuple[str, str]], set[str]]:
    """What the expectations grant and refuse: granted routes, refused routes, and supports refused whole."""
    granted: set[tuple[str, str]] = set()
    refused: set[tuple[str, str]] = set()
    whole: set[str] = set()
    for expectation in (one for case in cases for one in case.expectations):
        outcome, support = expectation.outcome, expectation.support
        if outcome.get("route"):
            granted.add((support, outcome["route"]))
        if outcome.get("status") == Status.NOT_ELIGIBLE:
            whole.add(support)
        for route, status in (outcome.get("routes") or {}).items():
            if status in GRANTED:
                granted.add((support, route))
            elif status == Status.NOT_ELIGIBLE:
                refused.add((support, route))
    return granted, refused, whole
