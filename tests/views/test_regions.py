"""One household under several plans, as data and as a table."""

from __future__ import annotations

import json

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
    assert (table.title, table.head) == ("2 differ, 1 are alike", ("", "Toytown", "Toytown"))
    assert table.body[1] == ("m1 Staff", "—", "● applies now")
    assert table.markdown().splitlines()[:4] == ["2 differ, 1 are alike", "", "|  | Toytown | Toytown |", "|---|---|---|"]
    assert table_of(found, "zh").title == "2项不同，1项相同"
