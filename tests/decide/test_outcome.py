"""The contract of an outcome, on small rules: routes, order, exclusions, what is left to other rules, duties, notices."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import eligibility as el
from tests.conftest import DAY, Toy, decide, one, support


def outcome(folder: Any, profile: dict[str, Any], name: str = "cash", subject: str = "m1", as_of: date = DAY) -> el.Outcome:
    return decide(folder, profile, as_of)[name, subject]


def test_unknown_is_never_no(toy: Toy) -> None:
    rules = toy(support("certified and severe"))
    assert outcome(rules, one()).status is el.Status.UNDETERMINED
    assert outcome(rules, one()).missing == ["m1.certified", "m1.disabilities"]
    assert outcome(rules, one(certified=True)).missing == ["m1.disabilities"]
    assert outcome(rules, one(certified=False)).status is el.Status.NOT_ELIGIBLE
    assert outcome(rules, one(certified=False)).missing == []


def test_absorbed_facts_are_not_asked(toy: Toy) -> None:
    """Whoever is severe is disabled: the certificate cannot change the answer and is not missing."""
    assert outcome(toy(support("(certified or grade in {1, 2, 3, 4}) and severe")), one()).missing == ["m1.disabilities"]


def test_one_answer_is_one_entry(toy: Toy) -> None:
    """birth_date for the age, disabilities for every grade, the set for its members, the option and the area by their paths."""
    rules = toy(support("16 <= age <= 59 and grade_mental in {3, 4} and needs.rehab and options.village_care and area == 'rural'"))
    assert outcome(rules, one()).missing == [
        "household.area", "locality.options.village_care", "m1.birth_date", "m1.disabilities", "m1.needs",
    ]  # fmt: skip


def test_routes_and_the_one_named_first(toy: Toy) -> None:
    """Several routes; a stated test is named before one left to other rules."""
    rules = toy("""
- support: cash
  for: person
  routes:
    open: {when: certified, modality: mandatory, cite: [一], subject_to: [{zh: 按规定, en: by the rules}]}
    stated: {when: certified and severe, modality: local_option, cite: [二]}
  benefit: {kind: cash}
""")
    severe = outcome(rules, one(certified=True, disabilities=[{"category": "visual", "grade": 1}]))
    assert (severe.route, severe.modality, severe.subject_to) == ("stated", "local_option", [])
    assert severe.citations == [{"document": "玩政发1号", "locator": "二"}]
    light = outcome(rules, one(certified=True, disabilities=[{"category": "visual", "grade": 4}]))
    assert (light.route, [text.en for text in light.subject_to]) == ("open", ["by the rules"])
    assert light.routes == {"open": el.Status.ELIGIBLE, "stated": el.Status.NOT_ELIGIBLE}


def test_recognised_settles_what_is_left_to_other_rules(toy: Toy) -> None:
    rules = toy(support("certified", extra="  subject_to: [{zh: 按规定, en: by the rules}]"))
    assert len(outcome(rules, one(certified=True)).subject_to) == 1
    assert outcome(rules, one(certified=True, recognised=["cash"])).subject_to == []
    assert outcome(rules, one(certified=True, recognised=[])).status is el.Status.ELIGIBLE


def test_an_open_list_gates_on_recognition(toy: Toy) -> None:
    rules = toy(support("certified and recognised.cash"))
    assert outcome(rules, one(certified=True)).missing == ["m1.recognised"]
    assert outcome(rules, one(certified=True, recognised=["cash"])).status is el.Status.ELIGIBLE
    assert outcome(rules, one(certified=True, recognised=[])).status is el.Status.NOT_ELIGIBLE


CHAIN = support("certified") + support("has.cash and severe", name="card")
UNTIL = {"certificate_valid_until": "2030-01-01"}
SEVERE = [{"category": "visual", "grade": 1}]


def test_the_order_of_application(toy: Toy) -> None:
    """Card waits for cash; once cash is received, it is simply eligible."""
    rules = toy(CHAIN)
    card = outcome(rules, one(certified=True, disabilities=SEVERE), "card")
    assert (card.status, card.after, card.route) == (el.Status.ELIGIBLE_AFTER, ["cash"], "main")
    assert outcome(rules, one(certified=True, disabilities=SEVERE, receives=["cash"]), "card").status is el.Status.ELIGIBLE
    assert outcome(rules, one(certified=True, disabilities=SEVERE, receives=["cash"]), "card").after == []


def test_what_is_received_counts_though_it_could_not_be_derived(toy: Toy) -> None:
    """Receives closed without it and refused: no. Receives unknown and refused: unknown."""
    rules = toy(CHAIN)
    assert outcome(rules, one(certified=False, disabilities=SEVERE, receives=["cash"]), "card").status is el.Status.ELIGIBLE
    assert outcome(rules, one(certified=False, disabilities=SEVERE, receives=[]), "card").status is el.Status.NOT_ELIGIBLE
    open_ = outcome(rules, one(certified=False, disabilities=SEVERE), "card")
    assert (open_.status, open_.missing) == (el.Status.UNDETERMINED, ["m1.receives"])


def test_chains_are_named_in_order(toy: Toy) -> None:
    chain = support("certified") + support("has.cash", name="card") + support("has.card", name="home")
    assert outcome(toy(chain), one(certified=True), "home").after == ["cash", "card"]


def test_the_shortest_way_is_named(toy: Toy) -> None:
    chain = support("certified") + support("has.cash", name="card") + support("has.card or has.cash", name="home")
    assert outcome(toy(chain), one(certified=True), "home").after == ["cash"]


def test_a_demanded_support_that_the_plan_lacks_counts_where_it_is_received(toy: Toy) -> None:
    """has.X of a support that stands in no rule of the plan is what `receives` says."""
    rules = toy(support("certified") + support("has.staff or has.cash", name="card"))
    assert outcome(rules, one(certified=True, receives=[]), "card").after == ["cash"]
    assert outcome(rules, one(certified=False, receives=["staff"]), "card").status is el.Status.ELIGIBLE
    assert outcome(rules, one(certified=False), "card").missing == ["m1.receives"]


def test_person_and_household_see_each_other(toy: Toy) -> None:
    """For a person has. reads the household's support, for the household any member's."""
    rules = toy(support("certified") + support("has.cash", name="home", entity="household") + support("has.home", name="card"))
    profile = {
        "household": {"members": [{"id": "m1", "certified": True, "receives": []}, {"id": "m2", "certified": False, "receives": []}]}
    }
    decision = decide(rules, profile)
    assert decision["home", "household"].after == ["cash"]
    assert decision["card", "m2"].after == ["cash", "home"]
    assert decision["cash", "m2"].status is el.Status.NOT_ELIGIBLE


def test_dibao_and_tekun_count_as_received(zhangye: el.Ruleset) -> None:
    profile = {"household": {"dibao": True, "members": [{"id": "m1", "certified": True}]}}
    assert decide(zhangye, profile)["living_allowance", "m1"].status is el.Status.ELIGIBLE


def test_an_exclusion_refuses_only_when_proved(toy: Toy) -> None:
    rules = toy(support("certified", extra="  unless: [tekun, receives.work_injury_nursing]"))
    unknown = outcome(rules, one(certified=True, **UNTIL))
    assert (unknown.status, unknown.unless, unknown.missing) == (el.Status.ELIGIBLE, ["m1.receives", "m1.tekun"], [])
    assert outcome(rules, one(certified=True, tekun=False, receives=[], **UNTIL)).unless == []
    refused = outcome(rules, one(certified=True, tekun=True))
    assert (refused.status, refused.unless, refused.routes) == (el.Status.NOT_ELIGIBLE, [], {"main": el.Status.NOT_ELIGIBLE})
    assert [(reason.route, reason.facts) for reason in refused.because] == [(None, ("m1.tekun",))]
    assert outcome(rules, one()).missing == ["m1.certified"]


def test_exclusions_of_what_opens_an_answer_stand_beside_it(toy: Toy) -> None:
    rules = toy(support("certified", extra="  unless: [tekun]") + support("has.cash", name="card"))
    card = outcome(rules, one(certified=True, receives=[]), "card")
    assert (card.status, card.after, card.unless) == (el.Status.ELIGIBLE_AFTER, ["cash"], ["m1.tekun", "m1.certificate_valid_until"])
    assert outcome(rules, one(certified=True, receives=[], tekun=True), "card").status is el.Status.NOT_ELIGIBLE


def test_a_certificate_counts_until_its_last_day_is_told(toy: Toy) -> None:
    """The last day stands in `unless` of every answer that it could turn, a refusal too, and of no other."""
    rules = toy(support("certified") + support("diagnosed and not certified", name="card") + support("autism", name="home"))
    known = {"certified": True, "diagnosed": True, "autism": True}
    answers = {name: outcome(rules, one(**known), name) for name in ("cash", "card", "home")}
    assert {name: (one.status.granted, one.unless) for name, one in answers.items()} == {
        "cash": (True, ["m1.certificate_valid_until"]),
        "card": (False, ["m1.certificate_valid_until"]),
        "home": (True, []),
    }
    expired = {name: outcome(rules, one(**known, certificate_valid_until="2023-12-31"), name) for name in answers}
    assert {name: one.status.granted for name, one in expired.items()} == {"cash": False, "card": True, "home": True}


def test_because_holds_the_failing_conditions_only(toy: Toy) -> None:
    rules = toy(support("certified and (age < 16 or tekun) and autism"))
    refused = outcome(rules, one(certified=True, age=30, tekun=False))
    assert [reason.facts for reason in refused.because] == [("m1.birth_date",), ("m1.tekun",)]
    assert refused.because[0].condition.zh == "周岁年龄不满16岁"


def test_conflicts_name_the_better_choice(toy: Toy) -> None:
    rules = toy(support("certified") + support("certified", name="card"))
    found = outcome(rules, one(certified=True)).conflicts
    assert [(conflict.support, conflict.better, conflict.reason.en) for conflict in found] == [("card", "cash", "one of the two")]


def test_notes_with_a_condition(toy: Toy) -> None:
    notes = "  notes:\n    - {zh: 总是, en: always}\n    - {when: age == 16, zh: 恰好, en: exactly}"
    rules = toy(support("certified", extra=notes))
    assert [text.en for text in outcome(rules, one(certified=True, age=16)).notes] == ["always", "exactly"]
    assert [text.en for text in outcome(rules, one(certified=True, age=17)).notes] == ["always"]
    assert [text.en for text in outcome(rules, one(certified=True)).notes] == ["always"]


@pytest.mark.parametrize(
    ("household", "status", "missing"),
    [
        ({"members": [{"id": "m1", "tekun": True}, {"id": "m2"}]}, "undetermined", ["m2.tekun"]),
        ({"members": [{"id": "m1", "tekun": True}, {"id": "m2", "tekun": True}]}, "eligible", []),
        ({"members": [{"id": "m1", "tekun": True}, {"id": "m2", "tekun": False}]}, "not_eligible", []),
        ({"members": [{"id": "m1", "tekun": True}], "size": 2}, "undetermined", ["household.members"]),
        ({"members": [{"id": "m1", "tekun": True}], "size": 1}, "not_eligible", []),
        ({}, "undetermined", ["household.members"]),
    ],
)
def test_quantities_over_members(toy: Toy, household: dict[str, Any], status: str, missing: list[str]) -> None:
    """Three-valued: enough who are known decide a yes; a no needs everyone."""
    found = outcome(toy(support("count(tekun) >= 2", entity="household")), {"household": household}, "cash", "household")
    assert (found.status.value, found.missing) == (status, missing)


@pytest.mark.parametrize(
    ("household", "status", "missing"),
    [
        ({"employed_members": 0}, "eligible", []),
        ({"employed_members": 1}, "not_eligible", []),
        ({}, "undetermined", ["household.employed_members"]),
        ({"members": [{"id": "m1", "age": 40, "employment": "flexible"}, {"id": "m2"}]}, "not_eligible", []),
        ({"members": [{"id": "m1", "employment": "none"}, {"id": "m2", "age": 16}]}, "undetermined", ["m2.employment"]),
        ({"members": [{"id": "m1", "employment": "none"}, {"id": "m2"}]}, "undetermined", ["m2.birth_date", "m2.employment"]),
        ({"members": [{"id": "m1", "employment": "none"}, {"id": "m2", "age": 15}]}, "eligible", []),
    ],
)
def test_household_counts_that_may_be_stated(toy: Toy, household: dict[str, Any], status: str, missing: list[str]) -> None:
    found = outcome(toy(support("employed_members == 0", entity="household")), {"household": household}, "cash", "household")
    assert (found.status.value, found.missing) == (status, missing)


def test_names_that_only_the_ruleset_can_judge(toy: Toy) -> None:
    rules = toy(support("certified"))
    with pytest.raises(el.ProfileError, match=r"household.members\[0\].receives: there is no 'cach'. Did you mean cash"):
        decide(rules, one(receives=["cach"]))
    with pytest.raises(el.ProfileError, match="nursing_subsidy_grade_3_4"):
        decide(rules, {"locality": {"options": {"nursing_subsidy_grade_3": True}}})


def test_agency_and_papers_are_the_plans(toy: Toy) -> None:
    """The route's agency in place of the support's, its papers beside them; nothing where the plan names none."""
    handled = """
- support: cash
  for: person
  routes:
    heavy:
      when: severe
      modality: mandatory
      cite: [一]
      agency: {zh: 残联, en: federation, cite: [一]}
      papers: [{zh: 诊断证明, en: diagnosis, cite: [一]}]
    other: {when: certified, modality: mandatory, cite: [一]}
  benefit: {kind: cash}
  agency: {zh: 民政局, en: civil affairs bureau, cite: [一]}
  papers: [{zh: 残疾人证, en: certificate, cite: [一]}]
"""
    rules = el.load_ruleset(toy(handled + support("certified", name="card")))
    heavy = decide(rules, one(certified=True, disabilities=[{"category": "visual", "grade": 1}]))["cash", "m1"]
    assert heavy.agency is not None
    assert (heavy.agency.text.zh, [paper.text.zh for paper in heavy.papers]) == ("残联", ["残疾人证", "诊断证明"])
    decision = decide(rules, one(certified=True))
    other = decision["cash", "m1"]
    assert other.as_json()["agency"] == {"zh": "民政局", "en": "civil affairs bureau", "clauses": ["一"]}
    assert [paper["zh"] for paper in other.as_json()["papers"]] == ["残疾人证"]
    assert (decision["card", "m1"].agency, decision["card", "m1"].papers) == (None, [])


def test_an_agency_names_its_clause(toy: Toy) -> None:
    with pytest.raises(el.RulesetError, match="cite is missing"):
        el.load_ruleset(toy(support("certified", extra="  agency: {zh: 民政局, en: civil affairs bureau}")))
