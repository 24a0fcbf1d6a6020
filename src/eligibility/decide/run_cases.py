"""Running worked cases: what came out against what was expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eligibility.decide.decision import Decision, decide
from eligibility.decide.outcome import Outcome, amount_json
from eligibility.errors import ProfileError
from eligibility.rules.cases import Case, Expectation
from eligibility.rules.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that was not met, in words for the rule's author."""

    case: str
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.case}: {self.message}"


def run_case(case: Case, ruleset: Ruleset) -> list[Failure]:
    """What a case gets wrong; empty when every expectation is met."""
    try:
        decision = decide(case.profile, ruleset, as_of=case.as_of)
    except ProfileError as error:
        return [Failure(case.name, case.file, case.line, problem.text("en")) for problem in error.problems]
    return [
        Failure(case.name, case.file, expectation.line, message)
        for expectation in case.expectations
        for message in _differences(expectation, decision)
    ]


def _differences(expectation: Expectation, decision: Decision) -> Iterator[str]:
    support = decision.ruleset.supports.get(expectation.support)
    if support is None:
        yield f"the ruleset has no {expectation.support}"
        return
    subjects = [subject.id for subject in decision.situation.subjects(support.entity)]
    if not expectation.subject and len(subjects) != 1:
        yield f"{expectation.support} is for a {support.entity} and the case has {len(subjects)}: write {expectation.support}@SUBJECT"
        return
    subject = expectation.subject or subjects[0]
    if subject not in subjects:
        yield f"the case has no {support.entity} {subject!r}"
        return
    outcome = decision[expectation.support, subject]
    for key, wanted in expectation.outcome.items():
        if key == "notes":
            yield from _unsaid(outcome, wanted)
            continue
        found = _found(outcome, key)
        if key == "routes":
            found = {name: found[name] for name in wanted if name in found}
        if _comparable(found) != _comparable(wanted):
            asked = f"; missing: {', '.join(outcome.missing)}" if key == "status" and outcome.missing else ""
            yield f"{expectation.support}@{subject} {key}: expected {wanted}, found {found}{asked}"


def _unsaid(outcome: Outcome, wanted: list[str]) -> Iterator[str]:
    """Words that no note of the outcome holds."""
    said = "\n".join(f"{text.zh}\n{text.en}" for text in outcome.notes)
    for words in wanted:
        if words not in said:
            yield f"{outcome.support}@{outcome.subject.id} notes: none says {words!r}"


def _found(outcome: Outcome, key: str) -> Any:
    match key:
        case "status":
            return outcome.status.value
        case "routes":
            return {name: status.value for name, status in outcome.routes.items()}
        case "met":
            return outcome.compliance.met if outcome.compliance else None
        case "shortfall":
            return outcome.compliance.shortfall if outcome.compliance else None
        case "amount":
            return amount_json(outcome.benefit.amount)
        case "conflicts":
            return [conflict.support for conflict in outcome.conflicts]
    return getattr(outcome, key)


def _comparable(value: Any) -> Any:
    """Lists of names compare without order, numbers by value."""
    if isinstance(value, list | tuple):
        return sorted(map(str, value))
    if isinstance(value, bool) or value is None or isinstance(value, dict):
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value)
