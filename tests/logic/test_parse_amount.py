"""The text of a number expression: its names, its units, and the faults with their places."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest

from eligibility.logic.amount import Greatest, Least, Rounded, Rounding, Times, Total, interval, literal, numbers_read
from eligibility.logic.expr import Compare, Flag, Named
from eligibility.logic.faults import ExpressionError, Fault
from eligibility.logic.parse_amount import fits, parse_amount, parse_tier
from eligibility.logic.scope import Computed, Constant, Meaning, Scope
from eligibility.logic.truth import Truth
from eligibility.logic.types import Boolean, Choice, Fact, Number

NAMES: dict[str, Meaning] = {
    "income": Fact("income", Number("CNY/person/month", integral=False)),
    "wage": Fact("wage", Number("CNY/person/year", integral=False)),
    "bill": Fact("bill", Number("CNY", integral=False)),
    "persons": Fact("persons", Number("persons")),
    "employees": Fact("employees", Number("persons")),
    "posts": Fact("posts", Number("posts")),
    "grade": Fact("grade", Choice((0, 1, 2))),
    "certified": Fact("certified", Boolean()),
    "hardship": Named("hardship", Flag(Fact("certified", Boolean()))),
    "figures.cap": Constant(Decimal(500), "CNY/person/month"),
    "figures.share": Constant(Decimal("0.5"), "ratio"),
    "figures.gap": Computed(
        Greatest((Total(((Fact("income", Number("CNY/person/month")), Decimal(-1)),), Decimal(700)), literal(0))), "CNY/person/month"
    ),
}


class Names:
    def meaning(self, name: str) -> Meaning | None:
        return NAMES.get(name)

    def names(self) -> Iterable[str]:
        return NAMES

    def has_support(self, name: str) -> bool | None:
        return None

    def members(self) -> Scope | None:
        return None


def unit(text: str) -> str:
    return parse_amount(text, Names())[1]


def value(text: str, **facts: int) -> object:
    formula, _ = parse_amount(text, Names())
    found = interval(formula, lambda fact: facts.get(fact.key), lambda _: Truth.UNKNOWN)
    assert found is not None
    return found.low if found.exact else (found.low, found.high)


def test_sums_and_factors() -> None:
    formula, _ = parse_amount("2 * income - income + 30 - 0.5 * figures.cap", Names())
    assert formula == Total(((NAMES["income"], Decimal("1")),), Decimal("-220.0"))  # type: ignore[arg-type]
    assert unit("2 * income - income + 30") == "CNY/person/month"
    assert (unit("3"), unit("figures.share * bill"), unit("-income")) == ("", "CNY", "CNY/person/month")


def test_min_max_and_whole_numbers() -> None:
    assert isinstance(parse_amount("min(0.6 * bill, 6000)", Names())[0], Least)
    assert isinstance(parse_amount("max(income, 0)", Names())[0], Greatest)
    assert parse_amount("down(persons)", Names())[0] == Rounded(
        Total(((NAMES["persons"], Decimal(1)),), Decimal(0)), Decimal(1), Rounding.DOWN
    )  # type: ignore[arg-type]
    assert value("up(0.015 * employees)", employees=100) == 2
    assert value("min(0.6 * bill, 6000)", bill=9000) == 5400
    assert value("min(0.6 * bill, 6000)") == (0, 6000)


def test_one_product_of_money_and_a_number() -> None:
    formula, said = parse_amount("5 * income * down(max(persons - 0.015 * employees, 0))", Names())
    assert isinstance(formula, Times) and said == "CNY/month"
    assert unit("bill * posts") == "CNY"
    assert unit("figures.gap * persons") == "CNY/month"
    assert list(numbers_read(formula))


def test_a_literal_factor_is_no_product() -> None:
    assert isinstance(parse_amount("2 * (3 * income)", Names())[0], Total)
    assert isinstance(parse_amount("figures.share * figures.gap", Names())[0], Total)


@pytest.mark.parametrize(
    ("text", "fault", "place"),
    [
        ("income + wage", Fault.UNLIKE_UNITS, "income + wage"),
        ("min(income, wage)", Fault.UNLIKE_UNITS, "min(income, wage)"),
        ("income + persons", Fault.UNLIKE_UNITS, "income + persons"),
        ("bill + persons", Fault.UNLIKE_UNITS, "bill + persons"),
        ("income * wage", Fault.PRODUCT_NOT_MONEY, "income * wage"),
        ("persons * posts", Fault.PRODUCT_NOT_MONEY, "persons * posts"),
        ("income * persons * posts", Fault.TWO_PRODUCTS, "income * persons * posts"),
        ("min(income)", Fault.NUMBER_OF_ARGUMENTS, "min(income)"),
        ("down(income, 1)", Fault.NUMBER_OF_ARGUMENTS, "down(income, 1)"),
        ("floor(income)", Fault.NOT_A_NUMBER_CALL, "floor(income)"),
        ("count(certified)", Fault.NOT_A_NUMBER_CALL, "count(certified)"),
        ("income / 2", Fault.DIVIDED, "income / 2"),
        ("income % 2", Fault.NO_SUCH_OPERATION, "income % 2"),
        ("certified", Fault.FACT_NOT_A_NUMBER, "certified"),
        ("1 + grade", Fault.FACT_NOT_A_NUMBER, "grade"),
        ("hardship", Fault.CONDITION_NOT_A_NUMBER, "hardship"),
        ("2 * incme", Fault.UNKNOWN_NAME, "incme"),
        ("True", Fault.NOT_A_NUMBER, "True"),
        ("", Fault.EMPTY, ""),
        (f"{'-' * 70}1", Fault.NESTED_TOO_DEEPLY, None),
    ],
)
def test_what_is_outside_the_language_is_refused_at_its_place(text: str, fault: Fault, place: str | None) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_amount(text, Names())
    assert caught.value.fault is fault
    if place is not None:
        assert caught.value.text[caught.value.start : caught.value.end] == place


@pytest.mark.parametrize("text", ["999999999999 * 10", " * ".join(["0.1"] * 41), "999999999999 + 1", "-999999999999 - 1"])
def test_no_number_grows_beyond_its_digits(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_amount(text, Names())
    assert caught.value.fault is Fault.NUMBER_NOT_PLAIN


def test_a_tier_is_a_condition() -> None:
    assert isinstance(parse_tier("income < 500", Names()), Compare)


@pytest.mark.parametrize(
    ("said", "benefit", "one", "fitting"),
    [
        ("", "CNY/month", False, True),
        ("CNY", "CNY/year", False, True),
        ("CNY/month", "CNY/month", False, True),
        ("CNY/month", "CNY/year", True, False),
        ("CNY/person/month", "CNY/month", True, True),
        ("CNY/person/month", "CNY/month", False, False),
        ("CNY/month", "CNY/once", False, True),
        ("CNY/person/month", "CNY/once", False, False),
        ("persons", "CNY/once", True, False),
        ("persons", "CNY/month", True, False),
    ],
)
def test_the_unit_of_a_benefit(said: str, benefit: str, *, one: bool, fitting: bool) -> None:
    """No period is converted into another; only what is given once may be reckoned by any."""
    assert fits(said, benefit, one_person=one) is fitting
