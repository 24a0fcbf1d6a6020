"""The verdict on a mutant by bit strings is that of compiling the rules with the mistake and running every case."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eligibility.decide.decision import decide
from eligibility.decide.run_cases import run_case
from eligibility.errors import ProfileError, Span
from eligibility.facts.read import read_profile
from eligibility.rules.cases import Expectation, WorkedCase
from eligibility.rules.load import Loaded, load_folder
from eligibility.verify.mutation.judging import Judge
from eligibility.verify.mutation.mutants import Mutating, conditions_of, mutated
from tests.conftest import DAY, Toy, examples
from tests.property.strategies import households, rulesets

STATED = ("status", "route", "routes", "missing", "after")


@st.composite
def expectations(draw: st.DrawFn) -> tuple[str, ...]:
    """What a case states of one answer."""
    return tuple(draw(st.lists(st.sampled_from(STATED), min_size=1, max_size=2, unique=True)))


def worked(number: int, data: dict[str, Any], loaded: Loaded, stated: list[tuple[str, ...]]) -> WorkedCase | None:
    """A case that expects what the rules say today; None where the household contradicts itself."""
    profile = read_profile(json.dumps(data))
    try:
        decision = decide(profile, loaded.ruleset, as_of=DAY)
    except ProfileError:
        return None
    expected = []
    for outcome, keys in zip(decision, stated, strict=False):
        json_ = outcome.as_json()
        first_route = {name: result.value for name, result in list(outcome.routes.items())[:1]}
        said = {key: json_[key] for key in keys} | ({"routes": first_route} if "routes" in keys else {})
        expected.append(Expectation(outcome.support, outcome.subject.id, said, Span()))
    return WorkedCase(f"case{number}", "cases.yaml", Span(), DAY, profile, tuple(expected))


@settings(max_examples=examples(10), suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    rules=rulesets(),
    found=st.lists(households(), min_size=1, max_size=4),
    stated=st.lists(st.lists(expectations(), max_size=4), min_size=4, max_size=4),
)
def test_bit_strings_judge_as_running_every_case_does(
    toy: Toy, rules: str, found: list[dict[str, Any]], stated: list[list[tuple[str, ...]]]
) -> None:
    folder = toy(rules)
    loaded = load_folder(folder, folder.parents[1])
    cases = [case for number, data in enumerate(found) if (case := worked(number, data, loaded, stated[number]))]
    assert not [failure for case in cases for failure in run_case(case, loaded.ruleset)]
    judge, making = Judge(loaded.ruleset, cases), Mutating(loaded.ruleset)
    for condition in conditions_of(loaded, loaded.ruleset.supports):
        for mutant in making.mutants(condition):
            if mutant.expr is not None:
                changed = mutated(loaded.ruleset, mutant)
                assert judge.notices(mutant) is any(run_case(case, changed) for case in cases), (condition.text, mutant.edit.said.en)
