"""One household under several plans, as data and as a table."""

from __future__ import annotations

import json
from typing import Any

import pytest

import eligibility as el
from eligibility.views.markdown import markdown
from eligibility.views.regions import Shift, Term, comparison_report
from eligibility.views.report import Report
from tests.conftest import DAY, HEAD, Toy, one, support


def compared(toy: Toy) -> el.RegionComparison:
    folder = toy(support("certified") + support("certified", name="card"))
    first = el.load_ruleset(folder)
    second = el.load_ruleset(toy(support("certified") + support("tekun", name="card") + support("certified", name="staff")))
    profile = el.read_profile(json.dumps(one(certified=True)))
    return el.compare(profile, {"here": first, "there": second}, as_of=DAY)


def test_what_differs_comes_first(toy: Toy) -> None:
    """A support that one plan lacks differs; each row knows its answer by the name that was given to the ruleset."""
    found = compared(toy)
    assert [(row.support, row.shift("there")) for row in found.rows] == [
        ("card", Shift.MAY_LOSE),
        ("staff", Shift.GAINED),
        ("cash", Shift.SAME),
    ]
    card = found.rows[0]
    assert {name: outcome and outcome.status for name, outcome in card.outcomes.items()} == {
        "here": el.Status.ELIGIBLE,
        "there": el.Status.UNDETERMINED,
    }
    data = found.as_json()
    assert data["rulesets"].keys() == {"here", "there"}
    assert data["supports"][1]["outcomes"]["here"] is None


def test_the_report_in_two_languages(toy: Toy) -> None:
    """What is gained for certain and what may be lost, by whom, and a count of what stays; nobody is named by an id in Chinese."""
    found = compared(toy)
    report = comparison_report(found, "en")
    assert report.title == f"Toytown compared with Toytown · as of {DAY}"
    assert told(report) == [
        "Toytown → Toytown · Gained (1)",
        "member 1",
        "● Money and care: Staff",
        "Toytown → Toytown · May be lost, still open (1)",
        "member 1",
        "? Card",
        "Toytown → Toytown · The same (1)",
    ]
    assert told(comparison_report(found, "zh"))[:3] == ["玩具市 → 玩具市 · 多得到（1项）", "成员1", "● 钱和照护：编制"]
    assert "## Toytown → Toytown · Gained \\(1\\)".replace("\\", "") in markdown(report)


def told(report: Report) -> list[str]:
    """The lines of a report after its title."""
    found = []
    for section in report.sections:
        found.append(section.title)
        for group in section.groups:
            found += [group.title, *(f"{item.mark} {item.head}" for item in group.items)]
    return found


def test_each_change_of_status_has_its_place(toy: Toy) -> None:
    """Granted, open and refused here and there: nine pairs."""
    rules = {"yes": "certified", "open": "tekun", "no": "not certified"}
    for here, there, shift in (
        ("yes", "yes", Shift.SAME), ("yes", "open", Shift.MAY_LOSE), ("yes", "no", Shift.LOST),
        ("open", "yes", Shift.MAY_GAIN), ("open", "open", Shift.SAME), ("open", "no", Shift.MAY_LOSE),
        ("no", "yes", Shift.GAINED), ("no", "open", Shift.MAY_GAIN), ("no", "no", Shift.SAME),
    ):  # fmt: skip
        rulesets = {name: el.load_ruleset(toy(support(rules[rule]))) for name, rule in (("here", here), ("there", there))}
        (row,) = el.compare(el.read_profile(json.dumps(one(certified=True))), rulesets, as_of=DAY).rows
        assert (here, there, row.shift("there")) == (here, there, shift)
        assert row.as_json()["shifts"] == {"there": {"shift": shift.value, "terms": []}}


def test_the_plan_where_the_household_lives_is_the_base(toy: Toy) -> None:
    """The order of the rulesets does not matter where the profile has an area code of one of them."""
    here = el.load_ruleset(toy(support("certified"), ruleset=HEAD.replace("990000", "120100")))
    there = el.load_ruleset(toy(support("certified")))
    profile = el.read_profile(json.dumps({"locality": {"adcode": "120101"}, **one(certified=True)}))
    assert el.compare(profile, {"there": there, "here": here}, as_of=DAY).base == "here"
    assert el.compare(el.read_profile(json.dumps(one())), {"there": there, "here": here}, as_of=DAY).base == "there"
    with pytest.raises(el.WrongArgument, match="at least one"):
        el.compare(profile, {}, as_of=DAY)


def test_what_one_plan_gives_to_the_household_and_another_to_its_members_is_one_support(toy: Toy) -> None:
    """It is neither gained nor lost; and seen from the household the best answer of its members counts."""
    person = el.load_ruleset(toy(support("certified")))
    household = el.load_ruleset(toy(support("any(certified)", entity="household")))
    profile = el.read_profile(
        json.dumps({"household": {"size": 2, "members": [{"id": "m1", "certified": True}, {"id": "m2", "certified": False}]}})
    )
    found = el.compare(profile, {"here": person, "there": household}, as_of=DAY)
    assert [(row.subject.id, row.shift("there")) for row in found.rows] == [("m2", Shift.GAINED), ("m1", Shift.SAME)]
    back = el.compare(profile, {"here": household, "there": person}, as_of=DAY)
    assert [(row.subject.id, row.shift("there")) for row in back.rows] == [("household", Shift.SAME)]
    outcome = back.rows[0].outcomes["there"]
    assert outcome is not None
    assert outcome.subject.id == "m1"


def terms(toy: Toy, first: str, second: str, facts: dict[str, Any]) -> tuple[tuple[Term, ...], str]:
    """In what two grants of one support differ, and the line that says so."""
    rulesets = {name: el.load_ruleset(toy(text)) for name, text in (("here", first), ("there", second))}
    found = el.compare(el.read_profile(json.dumps(facts)), rulesets, as_of=DAY)
    (row,) = found.rows
    assert row.shift("there") is Shift.TERMS
    return row.terms("there"), told(comparison_report(found, "en"))[2]


def test_free_and_reduced_are_not_alike(toy: Toy) -> None:
    """A fee that one plan waives and the other lowers, and a clause that binds in one and encourages in the other."""
    rule = support("certified").replace("{kind: cash}", "{kind: waiver, extent: EXTENT}")
    here, there = rule.replace("EXTENT", "free"), rule.replace("EXTENT", "reduced")
    assert terms(toy, here, there, one(certified=True)) == ((Term.AMOUNT,), "≠ Cash: free → reduced")
    soft = here.replace("modality: mandatory", "modality: encouraged")
    assert terms(toy, here, soft, one(certified=True)) == ((Term.MODALITY,), "≠ Cash: required by the plan → encouraged")


def test_amounts_and_conditions_are_compared(toy: Toy) -> None:
    """Eighty yuan against no amount, and a condition that only one plan leaves to others."""
    plain = support("certified")
    paid = plain.replace("{kind: cash}", "{kind: cash, amount: {exactly: 80}, unit: CNY/month}")
    assert terms(toy, paid, plain, one(certified=True)) == ((Term.AMOUNT,), "≠ Cash: 80 yuan a month → no amount stated")
    bound = support("certified", extra="  subject_to: [{zh: 符合规定, en: the rules are met}]")
    assert terms(toy, plain, bound, one(certified=True)) == (
        (Term.CONDITION,),
        "≠ Cash: no further condition → the rules are met",
    )


def test_a_condition_translated_otherwise_is_the_same(toy: Toy) -> None:
    """The plans' own words decide; otherwise a reader would be shown the same on both sides."""
    bound = [support("certified", extra=f"  subject_to: [{{zh: 符合规定, en: {said}}}]") for said in ("the rules are met", "by the rules")]
    here, there = (el.load_ruleset(toy(text)) for text in bound)
    [row] = el.compare(el.read_profile(json.dumps(one(certified=True))), {"here": here, "there": there}, as_of=DAY).rows
    assert row.shift("there") is Shift.SAME


def test_what_a_duty_asks_for_is_compared(toy: Toy) -> None:
    """Two percent of 400 against one person, and a plan that states no number: the same status, three duties."""
    rule = support("employees >= 1", entity="organisation").replace("{kind: cash}", "{kind: duty}")
    number = "compliance: {actual: disabled_employees, required: REQUIRED}, modality: mandatory"
    here = rule.replace("modality: mandatory", number.replace("REQUIRED", "0.02 * employees"))
    there = rule.replace("modality: mandatory", number.replace("REQUIRED", "1"))
    firm = {"organisations": [{"id": "o1", "employees": 400, "disabled_employees": 1}]}
    assert terms(toy, here, there, firm) == ((Term.COMPLIANCE,), "≠ Cash: at least 8 → at least 1")
    assert terms(toy, here, rule, firm) == ((Term.COMPLIANCE,), "≠ Cash: at least 8 → no number stated")
