"""Run worked cases: compare their outcomes with what they expect."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from eligibility._dataclass import dataclass
from eligibility.decide.answer_form import amount_json
from eligibility.decide.decision import Decision, decide
from eligibility.decide.outcome import Outcome
from eligibility.errors import Problem, ProfileError, RuleProblem
from eligibility.i18n import Language, Text
from eligibility.rules.cases import Expectation, WorkedCase
from eligibility.rules.labels import SUBJECT_LABELS
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import Route


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that was not met, in words for the rule's author. `support` is empty where the case itself cannot be run."""

    case: str
    file: str
    line: int
    message: Text
    support: str = ""

    def text(self, language: Language) -> str:
        """The failure with its place in the case file."""
        return f"{self.file}:{self.line}: {self.case}{'：' if language == 'zh' else ': '}{self.message[language]}"

    def __str__(self) -> str:
        return self.text("en")


def cases_summary(ruleset: Ruleset, passed: int, failed: int) -> Text:
    """One line: how many cases of a version passed and failed."""
    return Text(
        f"{ruleset.title.zh} {ruleset.name}：{passed}个案例通过，{failed}个未通过",
        f"{ruleset.region}/{ruleset.name}: {passed} passed, {failed} failed",
    )


def run_case(case: WorkedCase, ruleset: Ruleset) -> list[Failure]:
    """The expectations of a case that are not met; empty when all are."""
    try:
        decision = decide(case.profile, ruleset, as_of=case.as_of)
    except ProfileError as error:
        return [Failure(case.name, case.file, case.span.line, _said(problem)) for problem in error.problems]
    return [
        Failure(case.name, case.file, expectation.span.line, message, expectation.support)
        for expectation in case.expectations
        for message in _differences(expectation, decision)
    ]


def _said(problem: Problem | RuleProblem) -> Text:
    return Text(problem.text("zh"), problem.text("en"))


def _differences(expectation: Expectation, decision: Decision) -> Iterator[Text]:
    support = decision.ruleset.supports.get(expectation.support)
    if support is None:
        yield Text(f"规则里没有 {expectation.support}", f"the ruleset has no {expectation.support}")
        return
    subjects = [subject.id for kind in support.kinds for subject in decision.situation.subjects(kind)]
    kinds = Text("、".join(SUBJECT_LABELS[kind].zh for kind in support.kinds), " and ".join(f"{kind}s" for kind in support.kinds))
    if not expectation.subject and len(subjects) != 1:
        name, count = expectation.support, len(subjects)
        yield Text(
            f"{name} 是给{kinds.zh}的，案例里有{count}个：请写 {name}@SUBJECT",
            f"{name} is for {kinds.en} and the case has {count}: write {name}@SUBJECT",
        )
        return
    subject = expectation.subject or subjects[0]
    if subject not in subjects:
        yield Text(f"案例的{kinds.zh}里没有“{subject}”", f"the case has no {subject!r} among the {kinds.en}")
        return
    outcome = decision[expectation.support, subject]
    for key, wanted in expectation.outcome.items():
        if key == "notes":
            yield from _unsaid(outcome, expectation.outcome["notes"])
            continue
        found = _found(outcome, key)
        if key == "routes":
            found = {name: outcome.routes[name].value for name in expectation.outcome["routes"] if name in outcome.routes}
        if key in {"modality", "agency"} and isinstance(wanted, Mapping):
            found = {route.name: _of_route(route, key) for route in outcome.rule.routes if route.name in wanted}
        if _comparable(found) != _comparable(wanted):
            asked = outcome.missing if key == "status" else ()
            yield _other(f"{expectation.support}@{subject} {key}", wanted, found, asked)


def _other(place: str, wanted: object, found: object, asked: Sequence[str]) -> Text:
    """The message that a value is not the expected one, with the facts that are missing."""
    wanted, found = _written(wanted), _written(found)
    return Text(
        f"{place}：应为 {wanted}，实为 {found}" + (f"；还缺：{'、'.join(asked)}" if asked else ""),
        f"{place}: expected {wanted}, found {found}" + (f"; missing: {', '.join(asked)}" if asked else ""),
    )


def _written(value: object) -> str:
    """A value as a case file writes it."""
    return str(value) if isinstance(value, str | Decimal) else json.dumps(value, ensure_ascii=False, default=str)


def _unsaid(outcome: Outcome, wanted: Sequence[str]) -> Iterator[Text]:
    """Messages for the expected words that no note of the outcome holds."""
    said = "\n".join(f"{text.zh}\n{text.en}" for text in outcome.notes)
    for words in wanted:
        if words not in said:
            place = f"{outcome.support}@{outcome.subject.id} notes"
            yield Text(f"{place}：没有一条说明写有“{words}”", f"{place}: none says {words!r}")


def _found(outcome: Outcome, key: str) -> object:
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
            return amount_json(outcome.amount.stated)
        case "amount_missing":
            return list(outcome.amount.missing)
        case "agency":
            return outcome.agency.text.zh if outcome.agency else None
        case "conflicts":
            return [conflict.support for conflict in outcome.conflicts]
    return getattr(outcome, key)


def _of_route(route: Route, key: str) -> object:
    """The modality of a route, or the agency that it names itself."""
    if key == "modality":
        return route.modality
    return route.agency.text.zh if route.agency else None


def _comparable(value: object) -> object:
    """A value made ready to compare: lists of names without order, numbers by value."""
    if isinstance(value, list | tuple):
        return sorted(map(str, value))
    if isinstance(value, dict):
        return {key: [_comparable(one) for one in inner] if isinstance(inner, list) else _comparable(inner) for key, inner in value.items()}
    if isinstance(value, bool) or value is None:
        return value
    if not isinstance(value, int | float | Decimal | str):
        return str(value)
    try:
        return float(value)
    except ValueError:
        return value
