"""Checks of lint on amounts: each names what is wrong at its place, and a good amount passes them all."""

from __future__ import annotations

import pytest

import eligibility as el
from eligibility.codes import RuleCheck
from eligibility.logic.expr import And, Flag, Not
from eligibility.logic.types import Boolean, Fact
from eligibility.rules.amount_lint import possible, repeated
from eligibility.rules.lint import lint
from tests.conftest import Toy
from tests.decide.amount_forms import FIGURES, FORMS, STANDARDS

HEAD = """
- support: cash
  for: person
  routes:
    main: {when: certified and severe, modality: mandatory, cite: [一]}
  benefit:
    kind: cash
    unit: CNY/month
"""
CASES = """
- case: first
  as_of: 2024-06-01
  person: {certified: true, disabilities: [{category: physical, grade: 1}], costs: {card: 100}}
  expect: {cash: {status: eligible, route: main, amount: {exactly: 60}}}
- case: refused
  as_of: 2024-06-01
  person: {certified: false}
  expect: {cash: not_eligible}
"""
TWO = """
- support: cash
  for: person
  routes:
    one: {{when: {one}, modality: mandatory, cite: [一], benefit: {{kind: cash, amount: 100, unit: CNY/month}}}}
    two: {{when: {two}, modality: mandatory, cite: [一], benefit: {{kind: cash, amount: {amount}, unit: {unit}}}}}
  benefit: {{kind: cash}}
{combine}"""

AMOUNT_CHECKS = {
    RuleCheck.AMOUNT_NEGATIVE, RuleCheck.AMOUNT_REPEATS, RuleCheck.AMOUNT_ROUNDING, RuleCheck.AMOUNTS_OVERLAP, RuleCheck.TIERS_OVERLAP,
    RuleCheck.TIERS_GAP, RuleCheck.AMOUNT_NEVER_TESTED,
}  # fmt: skip


def found(toy: Toy, text: str, cases: str = CASES, figures: str = FIGURES) -> list[tuple[RuleCheck, int, str]]:
    folder = toy(text, figures=figures, standards=STANDARDS, cases__all=f"cases:{cases}", conflicts="conflicts: []")
    problems = lint(folder, folder.parents[1]).problems
    return [(problem.check, problem.span.line, problem.message.en) for problem in problems if problem.check in AMOUNT_CHECKS]


@pytest.mark.parametrize(
    ("amount", "check", "said"),
    [
        ("{exactly: 100 - costs.card}", RuleCheck.AMOUNT_NEGATIVE, "may fall below 0"),
        ("{exactly: 0.333 * costs.card}", RuleCheck.AMOUNT_ROUNDING, "may hold a part of a fen"),
        ("{exactly: 'max(costs.card - min(costs.card, 5), 0)'}", RuleCheck.AMOUNT_REPEATS, "costs.card is read more than once"),
        ("{tiers: {'grade in {1, 2}': 60, grade == 2: 50}}", RuleCheck.TIERS_OVERLAP, "two of the tiers can hold at once"),
        ("{tiers: {grade == 1: 60}}", RuleCheck.TIERS_GAP, "leave out some of those whom the route reaches"),
        ("{tiers: {grade == 1: 60, grade == 2: 50}}", RuleCheck.AMOUNT_NEVER_TESTED, "no case with an amount reaches tier 2"),
        ("{exactly: 'min(0.6 * costs.card, 6000)'}", RuleCheck.AMOUNT_NEVER_TESTED, "no case with an amount reaches number 2 of min"),
    ],
)
def test_a_bad_amount_is_named_at_its_place(toy: Toy, amount: str, check: RuleCheck, said: str) -> None:
    problems = [(line, message) for code, line, message in found(toy, f"{HEAD}    amount: {amount}\n") if code is check]
    assert problems and all(line == 9 for line, _ in problems)
    assert any(said in message for _, message in problems)


def test_a_fact_that_decides_who_and_how_much_is_named(toy: Toy) -> None:
    """Where a route bounds a bill by itself, or tells tiers apart, the range follows it; where a route compares the bill with another
    fact, it may be wider than needed."""
    head = HEAD.replace("certified and severe", "certified and {when}")
    amounts = {
        "costs.card >= 1000": "{exactly: 'min(0.6 * costs.card, 6000)'}",
        "(autism and grade in {1, 2} or orphan and grade in {3, 4})": "{tiers: {grade in {1, 2}: 60, grade in {3, 4}: 50}}",
        "costs.card > costs.home": "{exactly: 'max(costs.card - costs.home, 0)'}",
    }
    for when, amount in amounts.items():
        assert not [
            one for one in found(toy, f"{head.replace('{when}', when)}    amount: {amount}\n") if one[0] is RuleCheck.AMOUNT_REPEATS
        ]
    tied = found(toy, f"{head.replace('{when}', 'costs.card > costs.home')}    amount: {{exactly: 'min(costs.card, 6000)'}}\n")
    assert [(line, said) for check, line, said in tied if check is RuleCheck.AMOUNT_REPEATS] == [
        (9, "costs.card decides both who gets the amount and how much it is: while it is unknown, the range may be wider than needed")
    ]


def test_a_good_amount_has_no_problem(toy: Toy) -> None:
    """Every tier and every end of min is reached by a case; the tiers cover those whom the route reaches, and nobody else matters."""
    more = CASES.replace("first", "second").replace("grade: 1", "grade: 2").replace("card: 100", "card: 99999").split("- case: refused")[0]
    amount = "      tiers:\n        grade == 1: min(costs.card, 6000)\n        grade == 2: min(costs.card, 5000)\n"
    short = CASES.split("- case: refused")[0].replace("first", "third").replace("card: 100", "card: 99999")
    low = CASES.split("- case: refused")[0].replace("first", "fourth").replace("grade: 1", "grade: 2")
    assert found(toy, f"{HEAD}    amount:\n{amount}", CASES + more + short + low) == []


@pytest.mark.parametrize(
    ("one", "two", "amount", "combine", "overlap"),
    [
        ("certified", "autism", "90", "", True),
        ("certified", "autism", "90", "  combine: highest\n", False),
        ("certified", "autism", "100", "", False),
        ("care_setting == 'home'", "care_setting == 'day'", "90", "", False),
        ("age < 7", "age >= 7", "90", "", False),
        ("age < 8", "age >= 7", "90", "", True),
        ("certified", "not certified", "90", "", False),
    ],
)
def test_routes_of_different_amounts_exclude_each_other(toy: Toy, one: str, two: str, amount: str, combine: str, *, overlap: bool) -> None:
    problems = found(toy, TWO.format(one=repr(one), two=repr(two), amount=amount, unit="CNY/month", combine=combine))
    assert [(check, line) for check, line, _ in problems] == ([(RuleCheck.AMOUNTS_OVERLAP, 6)] if overlap else [])


def test_routes_of_one_support_give_one_unit(toy: Toy) -> None:
    with pytest.raises(el.RulesetError, match="routes of cash give CNY/month and CNY/year") as caught:
        el.load_ruleset(toy(TWO.format(one="certified", two="autism", amount="90", unit="CNY/year", combine="")))
    assert [problem.check for problem in caught.value.findings] == [RuleCheck.AMOUNT_UNIT]


@pytest.mark.parametrize("name", FORMS)
def test_only_forms_that_read_a_fact_in_opposite_directions_repeat(toy: Toy, name: str) -> None:
    rules = el.load_ruleset(toy(FORMS[name].rules(), figures=FIGURES, standards=STANDARDS))
    formula = rules.supports["cash"].parts[0].benefit.formula
    assert formula is not None
    assert bool(repeated(formula)) is (name == "levy")


def test_what_no_record_satisfies_is_not_possible() -> None:
    flag = Flag(Fact("person.a", Boolean()))
    assert possible(flag)
    assert not possible(And((flag, Not(flag))))


OVER_QUOTA = """
- support: cash
  for: organisation
  routes:
    main: {{when: {when}, modality: mandatory, cite: [一]}}
  benefit:
    kind: cash
    unit: CNY/year
    amount: {{exactly: '{amount}'}}
"""
RATE = """
figures:
  rate: {value: 6000, unit: CNY/person/year, cite: [一], zh: 每超一人的奖励, en: the award for each person}
"""
EMPLOYERS = """
- case: two_over
  as_of: 2024-06-01
  organisation: {employees: 100, disabled_employees: 4}
  expect: {cash: {status: eligible, route: main, amount: {exactly: 12000}}}
- case: many_over
  as_of: 2024-06-01
  organisation: {employees: 100, disabled_employees: 40}
  expect: {cash: {status: eligible, route: main, amount: {exactly: 60000}}}
- case: less_than_one_over
  as_of: 2024-06-01
  organisation: {employees: 60, disabled_employees: 1}
  expect: {cash: {status: eligible, route: main, amount: {exactly: 0}}}
- case: at_the_quota
  as_of: 2024-06-01
  organisation: {employees: 200, disabled_employees: 3}
  expect: {cash: not_eligible}
"""


QUOTA = "disabled_employees > 0.015 * employees"
BEYOND = "figures.rate * down(disabled_employees - 0.015 * employees)"


@pytest.mark.parametrize(
    ("when", "amount", "checks"),
    [
        (QUOTA, f"min({BEYOND}, 60000)", set()),
        (QUOTA, f"max(min({BEYOND}, 60000), 0)", set()),
        (f"(employees >= 1 or staffing >= 1) and {QUOTA}", f"min({BEYOND}, 60000)", set()),
        ("disabled_employees >= 0.01 * employees", f"min({BEYOND}, 60000)", {RuleCheck.AMOUNT_NEGATIVE, RuleCheck.AMOUNT_REPEATS}),
        (QUOTA, f"min({BEYOND.replace('down', 'up')}, 60000)", {RuleCheck.AMOUNT_REPEATS}),
    ],
)
def test_what_the_route_demands_keeps_an_amount_above_nothing(toy: Toy, when: str, amount: str, checks: set[RuleCheck]) -> None:
    """So much for each person beyond a quota, up to a sum, is below nothing only for those whom the route does not reach."""
    assert {code for code, _, _ in found(toy, OVER_QUOTA.format(when=when, amount=amount), EMPLOYERS, RATE)} == checks


def test_an_end_that_nobody_can_reach_needs_no_case(toy: Toy) -> None:
    """With whole persons beyond the quota, the floor of nothing is a number of `max` that no granted case reaches."""
    when = "disabled_employees >= 1 + 0.015 * employees"
    text = OVER_QUOTA.format(when=when, amount=f"max(min({BEYOND}, 60000), 0)")
    assert RuleCheck.AMOUNT_NEVER_TESTED not in {code for code, _, _ in found(toy, text, EMPLOYERS, RATE)}
    over = EMPLOYERS.replace("60, disabled_employees: 1", "60, disabled_employees: 2").replace("exactly: 0}", "exactly: 6000}")
    open_end = OVER_QUOTA.format(when="employees > 0", amount=f"max(min({BEYOND}, 60000), 0)")
    unreached = [said for code, _, said in found(toy, open_end, over, RATE) if code is RuleCheck.AMOUNT_NEVER_TESTED]
    assert unreached == ["no case with an amount reaches number 2 of max"]
