"""What an answer rests on: every row of the table, on the day before and after the plan ends."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

import eligibility as el
from eligibility.decide.standing import Standing
from eligibility.rules.version_lookup import shipped
from tests.conftest import DAY, Toy, decide, one, support

LAST, AFTER = date(2025, 12, 31), date(2026, 1, 1)
RULES = support("certified") + support("certified", name="card") + support("certified", name="home", entity="person")
SOURCES = "\n    sources:\n      - {document: D, number: N, since: 2016-01-01, seen: false}\n"
CASH = f"basis:\n  cash:\n    core: severe{SOURCES}"
SEVERE = [{"category": "physical", "grade": 1}]
MILD = [{"category": "physical", "grade": 4}]


def resting(toy: Toy, basis: str, person: Mapping[str, Any], day: date = AFTER, name: str = "cash") -> Standing:
    return decide(toy(RULES, basis=basis), one(**person), day)[name, "m1"].standing


def test_in_the_period_an_answer_rests_on_the_plan(toy: Toy) -> None:
    for day in (DAY, LAST):
        assert resting(toy, CASH, {"certified": True, "disabilities": SEVERE}, day) == Standing("plan")


def test_national_where_the_core_is_proved(toy: Toy) -> None:
    found = resting(toy, CASH, {"certified": True, "disabilities": SEVERE})
    assert (found.rests_on, found.missing, found.to_verify) == ("national", (), False)
    assert [source.number for source in found.sources] == ["N"]


def test_ended_plan_where_the_core_is_refuted(toy: Toy) -> None:
    found = resting(toy, CASH, {"certified": True, "disabilities": MILD})
    assert (found, found.to_verify) == (Standing("ended_plan"), True)


def test_scheme_where_the_core_is_open_with_what_is_missing(toy: Toy) -> None:
    found = resting(toy, CASH, {"certified": True})
    assert (found.rests_on, found.missing, len(found.sources)) == ("scheme", ("m1.disabilities",), 1)


def test_scheme_where_the_terms_are_local(toy: Toy) -> None:
    found = resting(toy, f"basis:\n  cash:\n    core: local{SOURCES}", {"certified": True})
    assert (found.rests_on, found.missing) == ("scheme", ())


def test_ended_plan_where_no_basis_is_known(toy: Toy) -> None:
    assert decide(toy(RULES), one(certified=True), AFTER)["cash", "m1"].standing == Standing("ended_plan")
    assert resting(toy, CASH, {"certified": True}, name="card") == Standing("ended_plan")


@pytest.mark.parametrize(
    ("day", "rests_on"), [("2026-06-30", "ended_plan"), ("2026-07-01", "scheme"), ("2027-12-31", "scheme"), ("2028-01-01", "ended_plan")]
)
def test_a_document_counts_only_while_it_is_in_force(toy: Toy, day: str, rests_on: str) -> None:
    basis = "basis:\n  cash:\n    core: local\n    sources:\n      - {document: D, since: 2026-07-01, until: 2027-12-31, seen: true}\n"
    assert resting(toy, basis, {"certified": True}, date.fromisoformat(day)).rests_on == rests_on


def test_only_the_documents_in_force_are_named(toy: Toy) -> None:
    documents = "      - {document: D, seen: true}\n      - {document: E, until: 2026-06-30, seen: true}\n"
    text = f"basis:\n  cash:\n    core: local\n    sources:\n{documents}"
    names = [[one.document for one in resting(toy, text, {"certified": True}, day).sources] for day in (AFTER, date(2026, 7, 1))]
    assert names == [["D", "E"], ["D"]]


def test_whose_claim_continues_depends_on_the_person_not_on_the_route() -> None:
    """国发〔2015〕52号 reaches grades 1 and 2 in every region; what a plan adds for others rests on the plan alone."""
    for region in ("zhangye", "changji", "changyi", "fuzhou_jx", "zhalainuoer"):
        ruleset = el.load_ruleset(region, root=shipped())
        people = [
            {"id": f"m{grade}", "age": 40, "certified": True, "disabilities": [{"category": "mental", "grade": grade}]}
            for grade in (1, 2, 3)
        ]
        options = {"options": dict.fromkeys(["nursing_subsidy_grade_3_4"], True)}
        decision = decide(ruleset, {"locality": options, "household": {"dibao": True, "members": people}}, AFTER)
        rests = [decision["nursing_subsidy", f"m{grade}"].standing.rests_on for grade in (1, 2, 3)]
        assert rests == ["national", "national", "ended_plan"], region
        assert decision["living_allowance", "m3"].standing.rests_on == "national"


def test_a_support_that_can_be_had_now_needs_the_national_rule_now(toy: Toy) -> None:
    """A grant by a route of the plan's own is not carried by dibao that is not had yet; one that waits for dibao is."""
    supports = "\nsupports:\n  dibao: {area: allowances, zh: 低保, en: Dibao}\n  cash: {area: allowances, zh: 现金, en: Cash}\n"
    rules = (
        support("household.assets_within_limits", name="dibao", entity="household")
        + "\n- support: cash\n  for: person\n  routes:\n"
        + "    main: {when: has.dibao, modality: mandatory, cite: [一]}\n    own: {when: autism, modality: mandatory, cite: [一]}\n"
        + "  benefit: {kind: cash}\n"
    )
    ruleset = el.load_ruleset(
        toy(rules, supports=supports, conflicts="conflicts: []\n", basis=f"basis:\n  cash:\n    core: has.dibao{SOURCES}")
    )
    poor = {"assets_within_limits": True, "dibao": False}

    def standing(household: dict[str, Any], **person: Any) -> tuple[str, str]:
        outcome = decide(ruleset, {"household": {**household, "members": [{"id": "m1", **person}]}}, AFTER)["cash", "m1"]
        return outcome.status.value, outcome.standing.rests_on

    assert standing(poor, autism=False) == ("eligible_after", "national")
    assert standing(poor, autism=True) == ("eligible", "ended_plan")
    assert standing({**poor, "dibao": True}, autism=True) == ("eligible", "national")
    unknown = decide(ruleset, {"household": {"assets_within_limits": True, "members": [{"id": "m1", "autism": True}]}}, AFTER)["cash", "m1"]
    assert (unknown.standing.rests_on, unknown.standing.missing) == ("scheme", ("household.dibao",))


def test_every_answer_says_on_what_it_rests_in_json(zhangye: el.Ruleset) -> None:
    for day, allowed in ((DAY, {"plan"}), (AFTER, {"national", "scheme", "ended_plan"})):
        data = decide(
            zhangye, {**one(certified=True), "organisations": [{"id": "o1", "type": "enterprise", "employees": 50}]}, day
        ).as_json()
        assert {outcome["standing"]["rests_on"] for outcome in data["outcomes"]} <= allowed
        assert all(set(outcome["standing"]) == {"rests_on", "sources", "missing"} for outcome in data["outcomes"])
        assert data["ruleset"]["status"] == "in_force"


def test_it_survives_pickling(zhangye: el.Ruleset) -> None:
    decision = decide(zhangye, one(certified=True, disabilities=SEVERE), AFTER)
    again = pickle.loads(pickle.dumps(decision))
    assert again["nursing_subsidy", "m1"].standing == decision["nursing_subsidy", "m1"].standing


def test_the_receipt_binds_the_entries_that_answers_name(toy: Toy) -> None:
    """In the period there are none; a changed entry changes the hash, one that no answer names does not."""
    person = one(certified=True, disabilities=SEVERE)
    ruleset = el.load_ruleset(toy(RULES, basis=CASH))
    assert "basis" not in decide(ruleset, person, LAST).receipt.as_json()
    bound = decide(ruleset, person, AFTER).receipt
    assert bound.basis is not None and bound.as_json()["basis"] == bound.basis
    changed = decide(toy(RULES, basis=CASH.replace("number: N", "number: M")), person, AFTER).receipt
    assert (changed.basis != bound.basis, changed.outcomes == bound.outcomes, changed.ruleset == bound.ruleset) == (True, True, True)
    other = decide(toy(RULES, basis=CASH + f"  staff:\n    core: local{SOURCES}"), person, AFTER).receipt
    assert other.basis == bound.basis
    assert replace(bound, basis=None).as_json().keys() == decide(ruleset, person, LAST).receipt.as_json().keys()
