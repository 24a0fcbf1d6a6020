"""What mutation testing found as a program reads it: sums, versions, rules, survivors and declarations."""

from __future__ import annotations

import json

import pytest

from eligibility.codes import RuleCheck
from eligibility.errors import RuleProblem, Span
from eligibility.i18n import Text

pytest.importorskip("z3")
from eligibility.verify.mutation.run import Mutated, Survivor, Tally
from eligibility.verify.mutation.statements import Noticed
from eligibility.views.models.mutation import MutantsModel, SurvivorModel, TallyModel

TALLY = Tally(mutants=21, dead=1, not_run=2, equivalent=3, declared=4, survived=11)
COUNTS = {"mutants": 21, "dead": 1, "not_run": 2, "equivalent_proved": 3, "declared": 4, "survived": 11}
SURVIVOR = Survivor(
    support="cash",
    route="main",
    definition="",
    mutant=Text("去掉 tekun", "tekun dropped"),
    operator="part_dropped",
    condition="0a1b2c3d",
    text="certified and tekun",
    start=14,
    end=19,
    file="toy/2022-01-01/allowances.yaml",
    span=Span(5, 33, 5, 38),
    cite=("一", "二"),
    case={"case": "a", "person": {"tekun": False}},
)
PROBLEM = RuleProblem(RuleCheck.DECLARED_STALE, "toy/2022-01-01/cases/a.yaml", Span(7, 5, 7, 9), Text("过时", "stale"))


def mutated(region: str = "toy", **tallies: Tally) -> Mutated:
    noticed = {"modality": Noticed(3, 1), "cite": Noticed(4, 2), "agency": Noticed(0, 0)}
    return Mutated(region, "2022-01-01", Text("市", "T"), tallies, [SURVIVOR], [PROBLEM], noticed)  # type: ignore[arg-type]


def test_a_tally_keeps_each_count_under_its_name() -> None:
    assert TallyModel.of(TALLY).as_json() == COUNTS


def test_a_version_has_its_sum_and_its_rules() -> None:
    [region] = MutantsModel.of_all([mutated(cash=TALLY, card=Tally(2, 1, survived=1))]).regions
    said = region.as_json()
    assert (said["region"], said["version"], said["mutants"], said["dead"], said["survived"]) == ("toy", "2022-01-01", 23, 2, 12)
    assert (list(said["by_rule"]), said["by_rule"]["cash"]) == (["cash", "card"], COUNTS)
    assert said["statements"] == {
        "modality": {"changes": 3, "noticed": 1},
        "cite": {"changes": 4, "noticed": 2},
        "agency": {"changes": 0, "noticed": 0},
    }


def test_all_versions_are_summed() -> None:
    """In the order in which they were given; of none the sums are 0."""
    found = MutantsModel.of_all([mutated(cash=TALLY), mutated("vale", cash=TALLY, home=Tally(1, 1))])
    assert [region.region for region in found.regions] == ["toy", "vale"]
    assert (found.mutants, found.dead, found.not_run, found.equivalent_proved, found.declared, found.survived) == (43, 3, 4, 6, 8, 22)
    assert MutantsModel.of_all([]).as_json() == {**dict.fromkeys(COUNTS, 0), "regions": []}


def test_a_survivor_has_its_place_and_its_case() -> None:
    assert SurvivorModel.of(SURVIVOR).as_json() == {
        "support": "cash",
        "route": "main",
        "definition": None,
        "mutant": "tekun dropped",
        "operator": "part_dropped",
        "condition": "0a1b2c3d",
        "text": "certified and tekun",
        "start": 14,
        "end": 19,
        "file": "toy/2022-01-01/allowances.yaml",
        "line": 5,
        "column": 33,
        "cite": ["一", "二"],
        "case": {"case": "a", "person": {"tekun": False}},
    }


@pytest.mark.parametrize(
    ("support", "route", "definition", "named"),
    [("cash", "", "", ("cash", None, None)), ("", "", "severe", (None, None, "severe")), ("cash", "main", "", ("cash", "main", None))],
)
def test_what_is_not_mutated_is_null(support: str, route: str, definition: str, named: tuple[str | None, ...]) -> None:
    """An exclusion has no route, a definition neither route nor support; no case where the solver did not decide."""
    one = SurvivorModel.of(
        Survivor(support, route, definition, Text("改", "c"), "o", "h", "t", 0, 1, "f", Span(1, 1, 1, 2), (), None),
    )
    assert ((one.support, one.route, one.definition), one.case) == (named, None)


def test_a_declaration_that_is_wrong_is_told_in_both_languages() -> None:
    [region] = MutantsModel.of_all([mutated(cash=TALLY)]).regions
    assert [one.as_json() for one in region.problems] == [
        {"check": "declared_stale", "file": "toy/2022-01-01/cases/a.yaml", "line": 7, "message": {"zh": "过时", "en": "stale"}}
    ]


def test_what_is_printed_is_read_again() -> None:
    found = MutantsModel.of_all([mutated(cash=TALLY)])
    assert MutantsModel.model_validate_json(json.dumps(found.as_json())) == found
