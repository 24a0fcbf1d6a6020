"""How a face tells an amount: how much, and by which facts it would be known more exactly."""

from __future__ import annotations

from fractions import Fraction

import eligibility as el
from eligibility.i18n import Text
from eligibility.logic.amount import Interval, exactly
from eligibility.views.amounts import amount_line, narrowing, told_amount, total_text
from tests.conftest import Toy, decide
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
