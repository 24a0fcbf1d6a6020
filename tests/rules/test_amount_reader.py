"""Written amounts: what is refused is named at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility as el
from eligibility.codes import RuleCheck
from eligibility.logic.amount import Rounded, Rounding, Tiers
from tests.conftest import Toy, decide
from tests.decide.amount_forms import FIGURES, STANDARDS


def rules(benefit: str, entity: str = "person") -> str:
    return f"""
- support: cash
  for: {entity}
  routes:
    main: {{when: {"dibao" if entity == "household" else "certified"}, modality: mandatory, cite: [一]}}
  benefit:
    kind: cash
{benefit}"""


WRONG = [
    ("5 * monthly_income_per_capita", "CNY/year", "person", RuleCheck.AMOUNT_UNIT, "is in CNY/person/month, not in CNY/year"),
    ("monthly_income_per_capita", "CNY/month", "household", RuleCheck.AMOUNT_UNIT,
     "is money for each person (CNY/person/month), and a household gets it"),
    ("6 * monthly_income_per_capita", "CNY/once", "household", RuleCheck.AMOUNT_UNIT, "is money for each person (CNY/person/month)"),
    ("monthly_income_per_capita + age", "CNY/month", "person", RuleCheck.AMOUNT_UNIT, "CNY/person/month is compared with years"),
    ("monthly_income_per_capita * age * size", "CNY/month", "person", RuleCheck.AMOUNT_PRODUCT, "holds two products"),
    ("size * age", "CNY/month", "person", RuleCheck.AMOUNT_PRODUCT, "is no sum of money"),
    ("-600", "CNY/month", "person", RuleCheck.AMOUNT_NEGATIVE, "-600 is below 0"),
    ("min(costs.cash)", "CNY/month", "person", RuleCheck.EXPRESSION, "wrong number of parts"),
    ("costs.csh", "CNY/month", "person", RuleCheck.UNKNOWN_NAME, "unknown name 'costs.csh'"),
    ("figures.nothing", "CNY/month", "person", RuleCheck.UNKNOWN_NAME, "unknown name 'figures.nothing'"),
    ("0600", "CNY/month", "person", RuleCheck.VALUE_UNREADABLE, "'0600' is not a plain decimal number"),
    ("10:30", "CNY/month", "person", RuleCheck.VALUE_UNREADABLE, "'10:30' is not a plain decimal number"),
    ("1:30", "CNY/month", "person", RuleCheck.VALUE_UNREADABLE, "'1:30' is not a plain decimal number"),
]  # fmt: skip
FRAMES = {
    "alone": "    amount: {}\n",
    "exactly": "    amount:\n      exactly: {}\n",
    "at_most": "    amount: {{at_most: {}}}\n",
    "between": "    amount: {{between: [0, {}]}}\n",
    "tier": "    amount:\n      tiers:\n        {condition}: {}\n",
    "bounded tier": "    amount:\n      tiers:\n        {condition}: {{at_least: {}}}\n",
}
"""The ways in which a number expression stands in an amount."""


def refused(folder: Path) -> tuple[el.RuleProblem, str]:
    """The only problem of a version, with the text at its place."""
    with pytest.raises(el.RulesetError) as caught:
        el.load_ruleset(folder)
    (problem,) = caught.value.findings
    span = problem.span
    return problem, (folder.parents[1] / problem.file).read_text("utf-8").splitlines()[span.line - 1][span.column - 1 : span.end_column - 1]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(("text", "unit", "entity", "check", "said"), WRONG)
def test_a_wrong_number_is_refused_at_its_place(
    toy: Toy, frame: str, text: str, unit: str, entity: str, check: RuleCheck, said: str
) -> None:
    condition = "dibao" if entity == "household" else "certified"
    amount = FRAMES[frame].format(text, condition=condition)
    problem, place = refused(toy(rules(f"    unit: {unit}\n{amount}", entity), figures=FIGURES, standards=STANDARDS))
    assert (problem.check, place) == (check, text if check is not RuleCheck.UNKNOWN_NAME else place)
    assert said in problem.message.en and place in text


@pytest.mark.parametrize(
    ("amount", "check", "said", "place"),
    [
        ("{between: [5000, 2000]}", RuleCheck.BETWEEN_REVERSED, "the second number of the range is the smaller one", "between"),
        ("{tiers: {certified: {between: [5, 2]}}}", RuleCheck.BETWEEN_REVERSED, "smaller one", None),
        ("{tiers: {grade == 7: 5}}", RuleCheck.EXPRESSION, "7 is not a value of", "7"),
        ("{exactly: 5, at_most: 6}", RuleCheck.WRONG_VALUE, "give one of exactly, at_least, at_most, between", None),
        ("{tiers: {}}", RuleCheck.WRONG_VALUE, "tiers", None),
        ("{teirs: {certified: 5}}", RuleCheck.UNKNOWN_KEY, "unknown key 'teirs'", "teirs"),
    ],
)
def test_a_wrong_amount_is_refused_at_its_place(toy: Toy, amount: str, check: RuleCheck, said: str, place: str | None) -> None:
    with pytest.raises(el.RulesetError) as caught:
        el.load_ruleset(toy(rules(f"    unit: CNY/month\n    amount: {amount}\n")))
    problem = next(one for one in caught.value.findings if one.check is check)
    assert said in problem.message.en and problem.span.line == 9
    if place is not None:
        assert refused(toy(rules(f"    unit: CNY/month\n    amount: {amount}\n")))[1] == place


def test_a_figure_is_refused_once_though_no_kind_of_subject_can_read_it(toy: Toy) -> None:
    figures = "figures:\n  odd: {unit: CNY/month, is: agee * 3, cite: [一], zh: 怪, en: odd}\n"
    with pytest.raises(el.RulesetError) as caught:
        el.load_ruleset(toy(rules("    amount: 5\n    unit: CNY/month\n"), figures=figures))
    assert [problem.check for problem in caught.value.findings] == [RuleCheck.UNKNOWN_NAME]


def test_a_computed_figure_is_no_bound_of_a_condition(toy: Toy) -> None:
    with pytest.raises(el.RulesetError, match=r"unknown name 'figures\.dibao_line'"):
        el.load_ruleset(
            toy(rules("").replace("certified", "monthly_income_per_capita < figures.dibao_line"), figures=FIGURES, standards=STANDARDS)
        )


def test_tiers_and_rounding(toy: Toy) -> None:
    tiers = "        grade == 1: 0.5 * costs.card\n        severe: {at_most: 60}\n"
    text = f"    unit: CNY/month\n    round: {{to: 10, how: half_up}}\n    amount:\n      tiers:\n{tiers}"
    formula = el.load_ruleset(toy(rules(text))).supports["cash"].parts[0].benefit.formula
    assert isinstance(formula, Rounded) and (formula.to, formula.how) == (10, Rounding.HALF_UP)
    assert isinstance(formula.arg, Tiers)


def test_a_standard_belongs_to_the_hash_only_where_a_rule_reads_it(toy: Toy) -> None:
    """What a plan does not read changes nothing in it."""
    plain = rules("    amount: 5\n    unit: CNY/month\n")
    without = el.load_ruleset(toy(plain)).hash
    assert el.load_ruleset(toy(plain, standards=STANDARDS)).hash == without
    reading = rules("    amount: standards.minimum_wage\n    unit: CNY/month\n")
    first = el.load_ruleset(toy(reading, standards=STANDARDS)).hash
    assert el.load_ruleset(toy(reading, standards=STANDARDS.replace("zh: 最低工资", "zh: 最低月工资"))).hash != first


@pytest.mark.parametrize(
    ("written", "most"), [("6 * for_one(monthly_income_per_capita)", 600), ("6 * monthly_income_per_capita * size", 1800)]
)
def test_the_standard_of_one_person_measures_what_a_household_gets(toy: Toy, written: str, most: int) -> None:
    """Taken for all together, or once for each person: the rule says which."""
    ruleset = el.load_ruleset(toy(rules(f"    unit: CNY/once\n    amount: {{at_most: {written}}}\n", "household")))
    profile = '{"household": {"dibao": true, "size": 3, "monthly_income_per_capita": 100}}'
    amount = decide(ruleset, profile)["cash", "household"].amount
    assert amount is not None and amount.stated is not None
    assert (amount.stated.bound, amount.stated.low) == ("at_most", most)
