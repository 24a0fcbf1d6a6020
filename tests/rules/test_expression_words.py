"""Every fault of an expression is raised by something here, and what is said of it is sound in both languages."""

from __future__ import annotations

import re

import pytest

from eligibility.i18n import Text
from eligibility.logic.expr import Has
from eligibility.logic.faults import ExpressionError, Fault
from eligibility.logic.parse import parse, parse_number
from eligibility.logic.parse_amount import parse_amount
from eligibility.rules.expression_words import fault_words
from eligibility.rules.ruleset import Definition
from eligibility.rules.scope import RuleScope
from tests.test_checks import sound_clause
from tests.test_codes import QUOTED

FAULTS: dict[Fault, str] = {
    Fault.TOO_LONG: "certified and " * 500 + "certified",
    Fault.EMPTY: "",
    Fault.NOT_AN_EXPRESSION: "certified and and tekun",
    Fault.NOT_CLOSED: "(certified and tekun",
    Fault.SINGLE_EQUALS: "certified = True",
    Fault.OTHER_SIGN: "certified && tekun",
    Fault.FULL_WIDTH: "certified，tekun",
    Fault.PERCENT: "age > 70% and certified",
    Fault.UNIT_BEHIND_NUMBER: "age >= 60岁",
    Fault.UNREADABLE: "age\x00 > 3",
    Fault.REMARK: "certified # and severe",
    Fault.NESTED_TOO_DEEPLY: "not " * 70 + "certified",
    Fault.TOO_MANY_PARTS: " or ".join(["age > 1"] * 126),
    Fault.NOT_A_NAME: "needs[0].rehab",
    Fault.UNKNOWN_NAME: "certifed",
    Fault.ONLY_YEARS: "birth_date.months < 3",
    Fault.NAME_OF_SEVERAL: "needs == 'rehab'",
    Fault.UNKNOWN_SUPPORT: "has.dibbao",
    Fault.NOT_A_CONDITION: "certified if tekun else autism",
    Fault.FACT_NOT_A_CONDITION: "age and certified",
    Fault.NUMBER_NOT_A_CONDITION: "employed_members",
    Fault.COUNT_NOT_A_CONDITION: "count(certified)",
    Fault.HAS_UNDER_NOT: "not has.dibao",
    Fault.HAS_NOT_ALLOWED: "any(has.dibao)",
    Fault.DEPENDS_NOT_ALLOWED: "any(needy)",
    Fault.NOT_CALLABLE: "open(certified)",
    Fault.NO_MEMBERS: "any(any(certified))",
    Fault.MEMBERS_OF_MEMBER: "any(household.disabled_member)",
    Fault.COUNT_WITHOUT_WHOLE_NUMBER: "count(certified) >= 1.5",
    Fault.CONDITION_COMPARED: "any(certified) == 1",
    Fault.COMPARES_IDENTITIES: "age is 3",
    Fault.TRUTH_COMPARED: "certified == True",
    Fault.NO_ORDER: "employment < 3",
    Fault.GRADES_NO_ORDER: "grade <= 2",
    Fault.NO_CLOSED_LIST: "age in {3}",
    Fault.NOT_A_SET: "employment in (1,)",
    Fault.UNKNOWN_VALUE: "grade in {1, 7}",
    Fault.COMPARES_NO_FACT: "3 < 4",
    Fault.UNLIKE_UNITS: "monthly_income_per_capita < size",
    Fault.DATE_WITH_NUMBER: "employment_since < 3",
    Fault.NUMBER_NOT_PLAIN: "age < 0x10",
    Fault.NOT_A_NUMBER: "age < (lambda: 1)",
    Fault.NO_SUCH_OPERATION: "age % 2 < 1",
    Fault.DIVIDED: "age / 2 < 9",
    Fault.NOT_A_DATE: "birth_date < '2020-02-30'",
    Fault.FACT_NOT_A_NUMBER: "age + certified > 3",
    Fault.CONDITION_NOT_A_NUMBER: "age < needy",
    Fault.FACTS_MULTIPLIED: "age * size > 3",
    Fault.NOT_A_NUMBER_CALL: "floor(age)",
    Fault.NUMBER_OF_ARGUMENTS: "min(monthly_income_per_capita)",
    Fault.PRODUCT_NOT_MONEY: "age * size",
    Fault.TWO_PRODUCTS: "monthly_income_per_capita * size * age",
}
IN_AMOUNTS = {Fault.NOT_A_NUMBER_CALL, Fault.NUMBER_OF_ARGUMENTS, Fault.PRODUCT_NOT_MONEY, Fault.TWO_PRODUCTS}
"""The faults that only the number expression of an amount can have."""


def scope() -> RuleScope:
    needy = Definition("needy", "person", "has.dibao", Has("dibao"), Text("困", "needy"), None, ("一",), False)
    return RuleScope("person", {"needy": needy}, {}, ["dibao"], [], depends=True)


def test_every_fault_has_words() -> None:
    assert set(FAULTS) == set(Fault)


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_every_fault_is_raised_with_sound_words(fault: Fault) -> None:
    with pytest.raises(ExpressionError) as caught:
        (parse_amount if fault in IN_AMOUNTS else parse)(FAULTS[fault], scope())
    assert caught.value.fault is fault
    message, mend = fault_words(caught.value)
    sound_clause(message)
    sound_clause(mend)
    for text in (message, mend):
        assert text is None or not re.search(r"\{[a-z]+\}", text.zh + text.en)
        assert text is None or not QUOTED.search(text.zh)


def test_numbers_fail_alike() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_number("certified", scope())
    assert caught.value.fault is Fault.FACT_NOT_A_NUMBER
