"""One household under several plans, as data and as a table."""

from __future__ import annotations

import json
from typing import Any

import eligibility as el
from eligibility.views.regions import table_of
from tests.conftest import DAY, Toy, one, support


def compared(toy: Toy) -> el.RegionComparison:
    folder = toy(support("certified") + support("certified", name="card"))
    first = el.load_ruleset(folder)
    second = el.load_ruleset(toy(support("certified") + support("tekun", name="card") + support("certified", name="staff")))
    profile = el.read_profile(json.dumps(one(certified=True)))
    return el.compare(profile, {"here": first, "there": second}, as_of=DAY)


def test_what_differs_comes_first(toy: Toy) -> None:
    """A support that one plan lacks differs; each row knows its answer by the name that was given to the ruleset."""
    found = compared(toy)
    assert [(row.support, row.differs, row.open) for row in found.rows] == [
        ("card", True, True),
        ("staff", True, True),
        ("cash", False, True),
    ]
    card = found.rows[0]
    assert {name: outcome and outcome.status for name, outcome in card.outcomes.items()} == {
        "here": el.Status.ELIGIBLE,
        "there": el.Status.UNDETERMINED,
    }
    data = found.as_json()
    assert data["rulesets"].keys() == {"here", "there"}
    assert data["supports"][1]["outcomes"]["here"] is None


def test_the_table_in_two_languages(toy: Toy) -> None:
    found = compared(toy)
    table = table_of(found, "en")
    assert (table.title, table.head) == ("2 differ, 1 are the same", ("", "Toytown", "Toytown"))
    assert table.body[1] == ("m1 Staff", "not in this plan", "● applies now")
    assert table.markdown().splitlines()[:4] == ["2 differ, 1 are the same", "", "|  | Toytown | Toytown |", "|---|---|---|"]
    assert table_of(found, "zh").title == "2项次不同，1项次相同（每人每项算一项次）"


def cell(toy: Toy, first: str, second: str, facts: dict[str, Any]) -> list[tuple[str, ...]]:
    """The cells of one support under two plans that read alike but for the text given."""
    rulesets = {name: el.load_ruleset(toy(text)) for name, text in (("here", first), ("there", second))}
    found = el.compare(el.read_profile(json.dumps(facts)), rulesets, as_of=DAY)
    assert [row.differs for row in found.rows] == [True]
    return [line[1:] for line in table_of(found, "en").body]


def test_free_and_reduced_are_not_alike(toy: Toy) -> None:
    """A fee that one plan waives and the other lowers, and a clause that binds in one and encourages in the other."""
    rule = support("certified").replace("{kind: cash}", "{kind: waiver, extent: EXTENT}")
    here, there = rule.replace("EXTENT", "free"), rule.replace("EXTENT", "reduced")
    assert cell(toy, here, there, one(certified=True)) == [("● applies now, free", "● applies now, reduced")]
    soft = here.replace("modality: mandatory", "modality: encouraged")
    assert cell(toy, here, soft, one(certified=True)) == [("● applies now, mandatory", "● applies now, encouraged")]


def test_what_a_duty_asks_for_is_compared(toy: Toy) -> None:
    """Two percent of 400 against one person, and a plan that states no number: the same status, three duties."""
    rule = support("employees >= 1", entity="organisation").replace("{kind: cash}", "{kind: duty}")
    number = "compliance: {actual: disabled_employees, required: REQUIRED}, modality: mandatory"
    here = rule.replace("modality: mandatory", number.replace("REQUIRED", "0.02 * employees"))
    there = rule.replace("modality: mandatory", number.replace("REQUIRED", "1"))
    firm = {"organisations": [{"id": "o1", "employees": 400, "disabled_employees": 1}]}
    assert cell(toy, here, there, firm) == [("● applies, at least 8", "● applies, at least 1")]
    assert cell(toy, here, rule, firm) == [("● applies, at least 8", "● applies, no number stated")]
