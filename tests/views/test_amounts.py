"""How a face tells an amount: how much, and by which facts it would be known more exactly."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import eligibility as el
from eligibility.i18n import Text
from eligibility.logic.amount import Interval, exactly
from eligibility.views.amounts import amount_line, narrowing, told_amount, total_text, working
from tests.books import city, county, rates
from tests.conftest import DAY, Toy, decide, one, support
from tests.decide.amount_forms import FIGURES, FORMS, STANDARDS, profile


def test_a_range_names_what_tells(toy: Toy) -> None:
    form = FORMS["tiers by grade with a cap"]
    rules = el.load_ruleset(toy(form.rules(), figures=FIGURES, standards=STANDARDS))
    outcome = decide(rules, profile(form, {}))["cash", "m1"]
    assert len(narrowing(outcome)) == 1
    assert amount_line(outcome, "zh").startswith("每月最多150元，看")
    assert amount_line(outcome, "en").startswith("at most 150 yuan a month, depending on ")


def test_an_amount_that_nothing_bounds_may_still_depend_on_facts() -> None:
    assert told_amount("", (), "zh") == ""
    assert told_amount("", (Text("费用", "bills"),), "zh") == "金额看费用"
    assert told_amount("", (Text("费用", "bills"),), "en") == "an amount depending on bills"


def test_a_total_with_its_unit() -> None:
    assert total_text(exactly(170), "CNY/month", "en") == "170 yuan a month"
    assert total_text(Interval(Fraction(170), None), "CNY/month", "zh") == "每月不低于170元"


def test_an_amount_by_the_local_book_is_worked_out_and_bounded(toy: Toy, book: Callable[..., el.Book]) -> None:
    """By the rate that answers, not by the plan's figure; the wider area and the plan are told with what they say."""
    tiers = "\n        tiers:\n          grade == 1: 150\n          grade == 2: 110\n"
    near = f"rates:\n  cash:\n    - from: 2024-01-01\n      is:{tiers}      unit: CNY/month\n      source: paper\n"
    far = rates("from: 2023-01-01, is: {at_least: 100}")
    rules = support("certified").replace("{kind: cash}", "{kind: cash, unit: CNY/month, amount: {at_least: 60}}")
    profile = el.Profile.model_validate({"locality": {"adcode": "990101"}, **one(certified=True)})
    decision = el.decide(profile, el.load_ruleset(toy(rules)), as_of=DAY, book=book(f990100=city(far), f990101=county(near)))
    lines = working(decision["cash", "m1"], "en")
    assert lines[0].startswith("worked out: 150 if ") and "110 if " in lines[0]
    assert lines[1:] == ["by 示发〔2024〕1号: at least 100 yuan a month", "by the plan: at least 60 yuan a month"]
    assert working(decision["cash", "m1"], "zh")[-1] == "规划规定：每月不低于60元"
