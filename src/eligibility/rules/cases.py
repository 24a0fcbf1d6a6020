"""Worked cases: profiles with their expected outcomes, kept as data beside the rules; and mutants that are declared equivalent.

This module reads them; `eligibility.decide.run_cases` runs the cases, `eligibility.verify.mutation` checks the declarations.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypedDict, cast

from eligibility._dataclass import dataclass
from eligibility.codes import ProblemCode, RuleCheck
from eligibility.errors import EntryPath, Problem, ProfileError, RuleProblem, RulesetError, Span, meant
from eligibility.facts.profile import Profile
from eligibility.facts.read import read_profile
from eligibility.facts.vocabulary import SubjectKind
from eligibility.i18n import Text
from eligibility.rules import yaml_schema
from eligibility.rules.labels import MODALITIES
from eligibility.rules.located_yaml import Path_, Reading, Source, read_source
from eligibility.rules.status import GRANTED, Status
from eligibility.rules.support import PartKey, Support
from eligibility.rules.validation import shaped


class Expected(TypedDict, total=False):
    """What a case says of one outcome, as it is written."""

    status: str
    route: str | None
    routes: Mapping[str, str]
    after: Sequence[str]
    missing: Sequence[str]
    unless: Sequence[str]
    met: bool | None
    shortfall: object
    modality: str | Mapping[str, str]
    agency: str | Mapping[str, str] | None
    conflicts: Sequence[str]
    notes: Sequence[str]
    amount: object
    amount_missing: Sequence[str]


OUTCOME_KEYS = tuple(Expected.__annotations__)


@dataclass(frozen=True, slots=True)
class Expectation:
    """The expected outcome of one support for one subject (empty: the only one of its kind). `outcome` holds some of `OUTCOME_KEYS`."""

    support: str
    subject: str
    outcome: Expected
    span: Span


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """A profile on a day, and the expected outcomes. `generated`: a program wrote it, from what the rules say."""

    name: str
    file: str
    span: Span
    as_of: date
    profile: Profile
    expectations: tuple[Expectation, ...]
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A mutant that is declared to change no answer. `condition` is the hash of what is mutated; `route` may be empty."""

    owner: str
    route: str
    mutant: str
    condition: str
    reason: Text
    file: str
    span: Span


@dataclass(frozen=True, slots=True)
class Stub:
    """A case that is still to be written: the clause that it is about, and its place."""

    clause: str
    file: str
    span: Span


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """What the case files of a version hold. `todo`: the cases that are still to be written."""

    cases: tuple[WorkedCase, ...]
    equivalents: tuple[Equivalent, ...]
    todo: tuple[Stub, ...] = ()


def read_cases(folder: Path) -> tuple[WorkedCase, ...]:
    """The cases of a version's folder, in the order of files and lines.

    Raises:
        RulesetError: listing every problem in the case files.
    """
    return read_case_files(folder).cases


def read_case_files(folder: Path, read: Reading = read_source) -> CaseFiles:
    """The cases and the declared equivalents of a version's folder, in the order of files and lines. `read` reads each file.

    Raises:
        RulesetError: listing every problem in the case files.
    """
    problems: list[RuleProblem] = []
    found = [read_case_file(path, problems, read) for path in sorted((folder / "cases").glob("*.yaml"))]
    cases = [case for one in found for case in one.cases]
    problems += _twice(cases)
    if problems:
        raise RulesetError(problems)
    return CaseFiles(
        tuple(cases), tuple(each for one in found for each in one.equivalents), tuple(each for one in found for each in one.todo)
    )


def read_case_file(path: Path, problems: list[RuleProblem], read: Reading = read_source) -> CaseFiles:
    """The cases and the declared equivalents of one file, as far as they can be read. What is wrong is added to `problems`."""
    version = path.parents[1]
    source = read(path, f"{version.parent.name}/{version.name}/cases/{path.name}")
    parsed = shaped(source, yaml_schema.CasesFile)
    problems += source.problems
    if parsed is None:
        return CaseFiles((), ())
    stubs = ((shape.todo, ("cases", index, "case")) for index, shape in enumerate(parsed.cases))
    todo = tuple(Stub(clause, source.name, source.place(at)) for clause, at in stubs if clause is not None)
    return CaseFiles(tuple(_cases(parsed, source, problems)), tuple(_equivalents(parsed, source)), todo)


def _twice(cases: Iterable[WorkedCase]) -> Iterator[RuleProblem]:
    """Names that two cases have."""
    seen: dict[str, WorkedCase] = {}
    for case in cases:
        first = seen.setdefault(case.name, case)
        if first is not case:
            where = f"{first.file}:{first.span.line}"
            message = Text(f"案例 {case.name} 写了两次", f"the case {case.name} is written twice")
            mend = Text(f"改名；另一个在 {where}", f"rename it; the other is {where}")
            yield RuleProblem(RuleCheck.CASE_TWICE, case.file, case.span, message, mend)


def _cases(parsed: yaml_schema.CasesFile, source: Source, problems: list[RuleProblem]) -> Iterator[WorkedCase]:
    for index, shape in enumerate(parsed.cases):
        case = _case(shape, index, source, problems, generated=parsed.generated) if shape.todo is None else None
        if case is not None:
            yield case


def _equivalents(parsed: yaml_schema.CasesFile, source: Source) -> Iterator[Equivalent]:
    for index, shape in enumerate(parsed.equivalent):
        owner, reason = shape.support or shape.definition or "", Text(shape.reason.zh, shape.reason.en)
        span = source.place(("equivalent", index, "mutant"))
        yield Equivalent(owner, shape.route or "", shape.mutant, shape.condition, reason, source.name, span)


def _case(shape: yaml_schema.CaseShape, index: int, source: Source, problems: list[RuleProblem], *, generated: bool) -> WorkedCase | None:
    at = ("cases", index)
    try:
        profile = read_profile(json.dumps(_profile(shape), default=_plain), shape.case)
    except ProfileError as error:
        problems += [_of_profile(problem, shape, source, at) for problem in error.problems if isinstance(problem, Problem)]
        return None
    as_of = shape.as_of or profile.as_of
    if as_of is None:
        message = Text(f"案例 {shape.case} 没有写日期", f"{shape.case} names no day")
        mend = Text("补上 as_of: 2024-06-01", "add as_of: 2024-06-01")
        problems.append(source.problem(RuleCheck.CASE_UNDATED, (*at, "case"), message, mend))
        return None
    expectations = [_expectation(key, value, source, (*at, "expect", key), problems) for key, value in shape.expect.items()]
    place = source.place((*at, "case"))
    return WorkedCase(shape.case, source.name, place, as_of, profile, tuple(expectations), generated or shape.generated)


def _of_profile(problem: Problem, shape: yaml_schema.CaseShape, source: Source, at: Path_) -> RuleProblem:
    """A problem with a case's profile, placed at the entry."""
    path = _written_at(problem.path or (), shape)
    said = replace(problem, at=path)
    message = Text(f"案例 {shape.case}：{said.said('zh')}", f"{shape.case}: {said.said('en')}")
    mend = Text(problem.mend.zh.rstrip("。"), problem.mend.en.rstrip(".")) if problem.mend else None
    return source.problem(RuleCheck.CASE_PROFILE, _wrong_key(problem, source, (*at, *path)), message, mend)


def _wrong_key(problem: Problem, source: Source, at: Path_) -> Path_:
    """The place of an unknown key in a mapping; for any other problem the place itself."""
    keys = (path for path in source.nodes if len(path) == len(at) + 2 and path[: len(at)] == at and path[-1] == "key")
    named = (path for path in keys if problem.code is ProblemCode.UNKNOWN_KEY and f"{path[-2]!r}" in problem.message.en)
    return next(named, at)


def _written_at(path: EntryPath, shape: yaml_schema.CaseShape) -> Path_:
    """The path in the case file of an entry of its profile."""
    if shape.profile is not None:
        return ("profile", *path)
    if shape.person is not None and path[:3] == ("household", "members", 0):
        return ("person", *path[3:])
    if shape.organisation is not None and path[:2] == ("organisations", 0):
        return ("organisation", *path[2:])
    return path


def _expectation(key: str, value: object, source: Source, at: Path_, problems: list[RuleProblem]) -> Expectation:
    support, _, subject = key.partition("@")
    outcome: dict[str, object] = {}
    if isinstance(value, str):
        outcome = {"status": value}
    elif isinstance(value, dict):
        outcome = value
    else:
        message = Text(f"{key} 应为一个结果，或一组键和值", f"{key} must be a status or a mapping")
        problems.append(source.problem(RuleCheck.CASE_EXPECTATION, at, message))
    for name in outcome.keys() - set(OUTCOME_KEYS):
        message = Text(f"没有“{name}”这个键", f"unknown key {name!r}")
        problems.append(
            source.problem(RuleCheck.UNKNOWN_KEY, (*at, name, "key"), message, meant(name, OUTCOME_KEYS, _one_of(OUTCOME_KEYS)))
        )
    named: dict[Path_, object] = {("status",): outcome.get("status")}
    routes = outcome.get("routes") or {}
    if not isinstance(routes, dict):
        message = Text(f"{key} 的 routes 应为一组途径和结果", f"the routes of {key} must be a mapping of routes to statuses")
        problems.append(source.problem(RuleCheck.CASE_EXPECTATION, (*at, "routes"), message))
        routes = {}
    named |= {("routes", name): status for name, status in routes.items()}
    problems += _modalities(outcome.get("modality"), source, (*at, "modality"))
    for place, status in named.items():
        if status is not None and status not in list(Status):
            message = Text(f"没有“{status}”这个结果", f"{status!r} is no status")
            mend = meant(str(status), Status, _one_of(Status))
            problems.append(source.problem(RuleCheck.UNKNOWN_VALUE, (*at, *place), message, mend))
    return Expectation(support, subject, cast("Expected", outcome), source.place((*at, "key")))


def _modalities(stated: object, source: Source, at: Path_) -> Iterator[RuleProblem]:
    """Words that are no modality, of the named route or of each route in a mapping."""
    by_place = {(*at, name): word for name, word in stated.items()} if isinstance(stated, dict) else {at: stated}
    for place, word in by_place.items():
        if word is not None and word not in MODALITIES:
            message = Text(f"没有“{word}”这种约束力", f"{word!r} is no modality")
            yield source.problem(RuleCheck.UNKNOWN_VALUE, place, message, meant(str(word), MODALITIES, _one_of(MODALITIES)))


def _one_of(words: Iterable[str]) -> Text:
    return Text(f"可用：{'、'.join(words)}", f"one of {', '.join(words)}")


def _profile(shape: yaml_schema.CaseShape) -> dict[str, object]:
    if shape.profile is not None:
        return shape.profile
    profile: dict[str, object] = {}
    if shape.person is not None or shape.household is not None:
        household = dict(shape.household or {})
        if shape.person is not None:
            others = household.get("members", [])
            household["members"] = [{"id": "m1", **shape.person}, *others] if isinstance(others, list) else others
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


def by_hand(cases: Iterable[WorkedCase]) -> set[str]:
    """The supports of which a case that was written by hand expects something."""
    return {one.support for case in cases if not case.generated for one in case.expectations}


def covered(
    cases: tuple[WorkedCase, ...], supports: Mapping[str, Support]
) -> tuple[set[tuple[str, str]], set[tuple[str, str]], set[PartKey]]:
    """What the expectations cover: granted routes, refused routes, and supports that are refused as a whole for a kind of subject."""
    granted: set[tuple[str, str]] = set()
    refused: set[tuple[str, str]] = set()
    whole: set[PartKey] = set()
    for case, expectation in ((one, each) for one in cases for each in one.expectations):
        outcome, support = expectation.outcome, expectation.support
        if named := outcome.get("route"):
            granted.add((support, named))
        if outcome.get("status") == Status.NOT_ELIGIBLE:
            whole |= {(support, kind) for kind in _kinds(case, expectation, supports)}
        for route, status in (outcome.get("routes") or {}).items():
            if status in GRANTED:
                granted.add((support, route))
            elif status == Status.NOT_ELIGIBLE:
                refused.add((support, route))
    return granted, refused, whole


def _kinds(case: WorkedCase, expectation: Expectation, supports: Mapping[str, Support]) -> Iterator[SubjectKind]:
    """The kind of the subject that an expectation is about; without a subject, that of the only one whom the support is for."""
    profile, known = case.profile, supports.get(expectation.support)
    subjects: dict[SubjectKind, list[str]] = {
        "person": [member.id for member in (profile.household.members if profile.household else None) or ()],
        "household": ["household"] if profile.household else [],
        "organisation": [body.id for body in profile.organisations],
    }
    for kind in known.kinds if known else ():
        if expectation.subject in subjects[kind] or (not expectation.subject and subjects[kind]):
            yield kind
