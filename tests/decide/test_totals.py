"""What all claims come to: by unit, and of claims that exclude each other only what can be taken together."""

from __future__ import annotations

from fractions import Fraction

import pytest

import eligibility as el
from eligibility.decide.totals import added_with
from eligibility.logic.amount import Interval, exactly
from tests.conftest import Toy, decide, one

RULES = """
- support: {name}
  for: {entity}
  routes:
    main: {{when: {when}, modality: {modality}, cite: [一]}}
  benefit: {{kind: {kind}, amount: {amount}, unit: {unit}}}
"""
CONFLICT = """
  - between: [{one}, {other}]
    reason: {{zh: 二者择一, en: one of the two}}
    source: {{document: D, locator: "2", seen: true}}
    {choice}
"""


def rule(
    name: str,
    amount: str,
    unit: str = "CNY/month",
    when: str = "certified",
    kind: str = "cash",
    entity: str = "person",
    modality: str = "mandatory",
) -> str:
    return RULES.format(name=name, amount=amount, unit=unit, when=when, kind=kind, entity=entity, modality=modality)


def conflicts(*pairs: tuple[str, str, str]) -> str:
    return "conflicts:\n" + "".join(CONFLICT.format(one=first, other=second, choice=choice) for first, second, choice in pairs)


def totals(folder: object, profile: dict[str, object] | None = None) -> dict[str, Interval]:
    return dict(decide(folder, profile or one(certified=True)).totals)  # type: ignore[arg-type]


def between(low: int, high: int | None) -> Interval:
    return Interval(Fraction(low), None if high is None else Fraction(high))


def test_sums_by_unit(toy: Toy) -> None:
    rules = rule("cash", "100") + rule("card", "{at_least: 50}") + rule("home", "2000", "CNY/once", "dibao", entity="household")
    profile = one(certified=True)
    profile["household"]["dibao"] = True  # type: ignore[index]
    assert totals(toy(rules, conflicts="conflicts: []"), profile) == {"CNY/month": between(150, None), "CNY/once": exactly(2000)}


def test_what_is_owed_encouraged_or_refused_is_in_no_total(toy: Toy) -> None:
    rules = rule("cash", "100", kind="duty") + rule("card", "50", modality="encouraged") + rule("home", "7", when="tekun")
    assert totals(toy(rules, conflicts="conflicts: []"), one(certified=True, tekun=False)) == {}


@pytest.mark.parametrize(
    ("choice", "first", "second", "total", "better"),
    [
        ("better: cash", "100", "900", exactly(100), "cash"),
        ("choose: higher", "100", "900", exactly(900), "card"),
        ("choose: higher", "{at_least: 900}", "100", between(900, None), "cash"),
        ("choose: higher", "{at_least: 100}", "900", between(100, None), None),
        ("choose: higher", "{between: [1, 5]}", "{between: [3, 9]}", between(1, 9), None),
        ("", "100", "900", between(100, 900), None),
    ],
)
def test_of_two_that_exclude_each_other_one_is_taken(
    toy: Toy, choice: str, first: str, second: str, total: Interval, better: str | None
) -> None:
    """An undecided pair counts from the smaller to the larger, and never both."""
    folder = toy(rule("cash", first) + rule("card", second), conflicts=conflicts(("cash", "card", choice)))
    assert totals(folder) == {"CNY/month": total}
    (conflict,) = decide(folder, one(certified=True))["cash", "m1"].conflicts
    assert conflict.better == better


def test_different_units_are_never_compared(toy: Toy) -> None:
    rules = rule("cash", "100") + rule("card", "900", "CNY/year")
    folder = toy(rules, conflicts=conflicts(("cash", "card", "choose: higher")))
    assert totals(folder) == {"CNY/month": between(0, 100), "CNY/year": between(0, 900)}


def test_three_of_which_one_excludes_two(toy: Toy) -> None:
    rules = rule("cash", "100") + rule("card", "30") + rule("staff", "40")
    folder = toy(rules, conflicts=conflicts(("cash", "card", ""), ("cash", "staff", "")))
    assert totals(folder) == {"CNY/month": between(70, 100)}


def test_a_received_support_that_excludes_counts_the_claim_from_nothing(toy: Toy) -> None:
    folder = toy(rule("cash", "100"), conflicts=conflicts(("cash", "old_age_welfare_subsidy", "choose: higher")))
    receiving = one(certified=True, receives=["old_age_welfare_subsidy"])
    assert totals(folder, receiving) == {"CNY/month": between(0, 100)}
    (conflict,) = decide(folder, receiving)["cash", "m1"].conflicts
    assert (conflict.better, conflict.wanted) == (None, ("rates.old_age_welfare_subsidy",))
    paid = one(certified=True, receives=["old_age_welfare_subsidy"], amounts={"old_age_welfare_subsidy": 180})
    assert totals(folder, paid) == {"CNY/month": exactly(0)}
    (conflict,) = decide(folder, paid)["cash", "m1"].conflicts
    assert (conflict.better, conflict.missing) == ("old_age_welfare_subsidy", ())
    less = one(certified=True, receives=["old_age_welfare_subsidy"], amounts={"old_age_welfare_subsidy": 80})
    assert totals(folder, less) == {"CNY/month": exactly(100)}


def test_the_json_holds_the_totals(toy: Toy) -> None:
    data = decide(toy(rule("cash", "100"), conflicts="conflicts: []"), one(certified=True)).as_json()
    assert data["totals"] == {"CNY/month": {"exactly": 100}}


def test_what_an_employer_may_receive_is_added_to_no_family(toy: Toy) -> None:
    """The family's total stands by itself, and each organisation's by its id; where there is none, nothing is said of any."""
    rules = rule("cash", "100") + rule("staff", "500", when="type == 'enterprise'", entity="organisation")
    bodies = [{"id": "o1", "type": "enterprise"}, {"id": "o2", "type": "enterprise"}, {"id": "o3", "type": "school"}]
    found = decide(toy(rules, conflicts="conflicts: []"), one(certified=True) | {"organisations": bodies})
    assert found.totals == {"CNY/month": exactly(100)}
    assert found.organisation_totals == {"o1": {"CNY/month": exactly(500)}, "o2": {"CNY/month": exactly(500)}, "o3": {}}
    data = found.as_json()
    assert data["totals"] == {"CNY/month": {"exactly": 100}}
    assert data["organisation_totals"] == {"o1": {"CNY/month": {"exactly": 500}}, "o2": {"CNY/month": {"exactly": 500}}, "o3": {}}


def test_whose_answers_are_added_up_together(toy: Toy) -> None:
    rules = rule("cash", "100") + rule("staff", "500", when="type == 'enterprise'", entity="organisation")
    folder = toy(rules, conflicts="conflicts: []")
    whole = decide(folder, one(certified=True) | {"organisations": [{"id": "o1", "type": "enterprise"}]})
    assert [outcome.support for outcome in added_with("o1", whole)] == ["staff"]
    assert {added_with(name, whole)[0].support for name in ("m1", "household", "locality")} == {"cash"}
    alone = decide(folder, {"organisations": [{"id": "o1", "type": "enterprise"}]})
    assert [outcome.support for outcome in added_with("locality", alone)] == ["staff"]


def test_shipped_pairs_of_the_higher_name_what_would_tell(zhangye: el.Ruleset) -> None:
    """The plan states no rate of the two subsidies: the office's rates tell which is the higher."""
    profile = one(certified=True, disabilities=[{"category": "physical", "grade": 1}], receives=["old_age_welfare_subsidy"])
    conflict = next(one for one in decide(zhangye, profile)["nursing_subsidy", "m1"].conflicts if one.higher)
    assert (conflict.better, set(conflict.wanted)) == (None, {"rates.nursing_subsidy", "rates.old_age_welfare_subsidy"})


def test_a_claim_that_is_worse_than_one_that_is_left_is_taken(toy: Toy) -> None:
    """The card is left for the home, so that the cash, which only the card excludes, is taken beside it."""
    rules = rule("cash", "100") + rule("card", "900") + rule("home", "70")
    folder = toy(rules, conflicts=conflicts(("cash", "card", "better: card"), ("card", "home", "better: home")))
    assert totals(folder) == {"CNY/month": exactly(170)}


def test_one_of_a_household_against_many_of_its_members(toy: Toy) -> None:
    """However many members there are, either the household's is counted or all of theirs."""
    rules = rule("cash", "10") + rule("home", "50", when="dibao", entity="household")
    folder = toy(rules, conflicts=conflicts(("cash", "home", "")))
    members = [{"id": f"m{number}", "certified": True} for number in range(60)]
    assert totals(folder, {"household": {"dibao": True, "members": members}}) == {"CNY/month": between(50, 600)}


def test_more_choices_than_are_tried_bound_nothing(toy: Toy) -> None:
    """Two that exclude each other for each of many members, all tied by one of the household: no sum is made up."""
    rules = rule("cash", "10") + rule("card", "20") + rule("home", "50", when="dibao", entity="household")
    folder = toy(rules, conflicts=conflicts(("cash", "card", ""), ("cash", "home", ""), ("card", "home", "")))
    household = {"dibao": True, "members": [{"id": f"m{number}", "certified": True} for number in range(3)]}
    assert totals(folder, {"household": household}) == {"CNY/month": between(30, 60)}
    household["members"] = [{"id": f"m{number}", "certified": True} for number in range(30)]
    assert totals(folder, {"household": household}) == {"CNY/month": between(0, None)}
