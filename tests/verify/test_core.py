"""Where a plan is narrower than the national rule: a remark with a household, and none where the plan reaches as far."""

from __future__ import annotations

import json

import pytest

import eligibility as el
from eligibility.rules.load import load_folder
from eligibility.rules.version_lookup import shipped
from eligibility.verify.verifier import Verifier, verify_folder
from tests.conftest import Toy, support

BASIS = "basis:\n  cash:\n    core: certified and severe\n    sources: [{document: D, seen: false}]\n"


def narrower(toy: Toy, rule: str, basis: str = BASIS) -> list[str]:
    folder = toy(rule, basis=basis)
    found = verify_folder(folder, folder.parents[1])
    assert not found.problems
    return [remark.en for remark in found.remarks if "narrower" in remark.en]


def test_a_plan_that_asks_for_more_is_remarked_with_a_household(toy: Toy) -> None:
    """The household is one whom the core reaches and every route refuses; it is decided so by the kernel."""
    [remark] = narrower(toy, support("certified and severe and needs.rehab"))
    assert remark.startswith("cash is narrower than the national rule, which reaches this household where no route of the plan does: {")
    data = json.loads(remark.partition(": ")[2])
    ruleset = el.load_ruleset(toy(support("certified and severe and needs.rehab"), basis=BASIS))
    day = el.Profile.model_validate({"as_of": data["as_of"]}).as_of
    assert day is not None
    outcome = el.decide(el.read_profile(json.dumps(data)), ruleset, as_of=day)["cash", "m1"]
    assert outcome.status is el.Status.NOT_ELIGIBLE


@pytest.mark.parametrize("when", ["certified and severe", "certified", "certified and grade in {1, 2, 3}"])
def test_a_plan_that_reaches_as_far_is_not(toy: Toy, when: str) -> None:
    assert narrower(toy, support(when)) == []


def test_exclusions_and_local_schemes_are_no_matter(toy: Toy) -> None:
    assert narrower(toy, support("certified and severe", extra="  unless: [tekun]\n")) == []
    assert narrower(toy, support("certified and needs.rehab"), BASIS.replace("certified and severe", "local")) == []


def test_a_core_may_read_what_the_plan_does_not(toy: Toy) -> None:
    [remark] = narrower(toy, support("certified and severe"), BASIS.replace("certified and severe", "autism"))
    assert '"autism": true' in remark


@pytest.mark.parametrize("region", ["zhangye/2022-04-15", "fuzhou_jx/2022-05-10"])
def test_the_two_subsidies_and_free_transport_reach_the_national_core(region: str) -> None:
    root = shipped()
    loaded = load_folder(root / region, root)
    verifier = Verifier(loaded, seconds=20)
    for name in ("living_allowance", "nursing_subsidy", "free_public_transport"):
        [part] = loaded.ruleset.supports[name].parts
        verifier._core(part)
    assert (verifier.found.remarks, verifier.found.proofs["core"]) == ([], 3)
