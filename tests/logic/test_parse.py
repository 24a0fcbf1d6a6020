"""The expression language: what is read, and what is refused with its place and mend."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest

from eligibility.logic import ExpressionError
from eligibility.logic.expr import And, Compare, Flag, Has, Linear, Member, Named, Not, Or, Quantity
from eligibility.logic.faults import Fault
from eligibility.logic.parse import bare_numbers, parse, parse_number
from eligibility.rules.expression_words import fault_words
from eligibility.rules.scope import RuleScope


def scope(entity: str = "person", *, depends: bool = True) -> RuleScope:
    return RuleScope(entity, {}, {}, ["dibao", "nursing_subsidy"], ["pilot"], depends=depends)


def key(text: str, entity: str = "person") -> str:
    """The key of the fact that a lone name means."""
    expr = parse(text, scope(entity))
    assert isinstance(expr, Flag)
    return expr.fact.key


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("certified", "person.certified"),
        ("needs.rehab", "person.needs.rehab"),
        ("dibao", "household.dibao"),
        ("household.dibao", "household.dibao"),
        ("circumstances.sudden_difficulty", "person.circumstances.sudden_difficulty"),
        ("household.circumstances.sudden_difficulty", "household.circumstances.sudden_difficulty"),
        ("emergency_declared", "locality.emergency_declared"),
        ("options.nursing_subsidy_other", "locality.options.nursing_subsidy_other"),
        ("options.pilot", "locality.options.pilot"),
        ("receives.work_injury_nursing", "person.receives.work_injury_nursing"),
        ("recognised.dibao", "person.recognised.dibao"),
    ],
)
def test_names_mean_the_nearest_entity(text: str, wanted: str) -> None:
    assert key(text) == wanted


def test_structure() -> None:
    """and, or, not, chains and membership become their nodes; nested joins are flat."""
    expr = parse("certified and (autism or diagnosed) and not tekun", scope())
    assert isinstance(expr, And)
    assert [type(part) for part in expr.args] == [Flag, Or, Not]
    chain = parse("16 <= age <= 59", scope())
    assert isinstance(chain, And)
    assert [(part.op, part.sum.constant) for part in chain.args if isinstance(part, Compare)] == [(">=", -16), ("<=", -59)]


def test_exact_decimals() -> None:
    """1.5 is the decimal 1.5, digit for digit: no float touches a threshold."""
    expr = parse("monthly_income_per_capita < 1.1000000000000000001 * dibao_standard.urban", scope())
    assert isinstance(expr, Compare)
    assert [factor for _, factor in expr.sum.terms] == [Decimal(1), Decimal("-1.1000000000000000001")]


@pytest.mark.parametrize(
    "text",
    [
        "age < " + " * ".join(["999999999999"] * 2),
        "age < " + " * ".join(["0.1"] * 41),
        "age + 999999999999 + 1 > 0",
        "age * 999999999999 * 10 > 0",
    ],
)
def test_no_number_grows_beyond_its_digits(text: str) -> None:
    """Whatever is added or multiplied: nothing is rounded on the way, and nothing swells."""
    with pytest.raises(ExpressionError) as caught:
        parse(text, scope())
    assert caught.value.fault is Fault.NUMBER_NOT_PLAIN


def test_arithmetic_is_exact_whatever_the_calling_program_has_set() -> None:
    with localcontext() as context:
        context.prec = 3
        expr = parse("monthly_income_per_capita < 1.23456 * 2.00001", scope())
    assert isinstance(expr, Compare)
    assert expr.sum.constant == Decimal("-2.4691323456")


def test_component_grade_is_bounded_by_the_heaviest() -> None:
    """A grade 3 overall refuses a component of grade 1 or 2 though the components are unknown."""
    expr = parse("grade_mental in {1, 2}", scope())
    assert isinstance(expr, Named)
    assert isinstance(expr.body, And)
    assert [(part.fact.key, sorted(part.values)) for part in expr.body.args if isinstance(part, Member)] == [
        ("person.grade_mental", [1, 2]),
        ("person.grade", [1, 2]),
    ]


def test_quantities() -> None:
    """any, all and count look at the members; household facts that count members are counts too."""
    assert parse("any(tekun)", scope("household")) == Quantity(Flag(parse("tekun", scope()).fact), ">=", 1)  # type: ignore[union-attr]
    everyone = parse("all(tekun)", scope("household"))
    assert isinstance(everyone, Not)
    counted = parse("2 <= count(certified)", scope("household"))
    assert isinstance(counted, Quantity)
    assert (counted.op, counted.bound) == (">=", 2)
    stated = parse("employed_members == 0", scope("household"))
    assert isinstance(stated, Quantity)
    assert stated.stated is not None
    assert stated.stated.key == "household.employed_members"


def test_years_since_a_date() -> None:
    """A date has its full years as a number of years."""
    expr = parse("employment_since.years < 3", scope())
    assert isinstance(expr, Compare)
    assert [fact.key for fact, _ in expr.sum.terms] == ["person.employment_since.years"]


def test_has() -> None:
    assert parse("has.dibao", scope()) == Has("dibao")


def test_numbers() -> None:
    total, unit = parse_number("0.15 * cadres + 1", RuleScope("organisation", {}, {}, [], [], depends=False))
    assert isinstance(total, Linear)
    assert unit == "persons"
    assert (total.terms[0][1], total.constant) == (Decimal("0.15"), Decimal(1))


REFUSED = [
    ("certifed", "unknown name 'certifed'", "did you mean certified?", (0, 8)),
    ("certified and agee > 3", "unknown name 'agee'", "did you mean age?", (14, 18)),
    ("employment == 'employd'", "'employd' is not a value of employment", "did you mean 'employed'?", (14, 23)),
    ("grade <= 2", "has no order", "0 means none", (0, 10)),
    ("grade in {1, 7}", "7 is not a value of grade", "one of 0, 1, 2, 3, 4", (13, 14)),
    ("monthly_income_per_capita < size", "CNY/person/month is compared with persons", "one unit", (0, 32)),
    ("age < employment_since", "years is compared with date", "one unit", (0, 22)),
    ("age and certified", "a number of years, not a condition", "compare it", (0, 3)),
    ("certified == True", "is a yes/no fact and is not compared", "not certified", (0, 17)),
    ("employment_since < 3", "a date is compared with a number", "'2025-01-01'", (0, 20)),
    ("birth_date < '2020-02-30'", "neither a number nor a date", "'2025-01-01'", (13, 25)),
    ("age * size > 3", "multiplies two facts", "one plain factor", (0, 10)),
    ("not has.dibao", "has. stands under not", "unless", (0, 13)),
    ("has.dibbao", "unknown support 'dibbao'", "did you mean has.dibao?", (0, 10)),
    ("__import__('os').system('x')", "cannot be called", "rules are data", (0, 28)),
    ("open('f')", "cannot be called", "rules are data", (0, 9)),
    ("(lambda: 1)()", "cannot be called", "rules are data", (0, 13)),
    ("certified if age > 3 else tekun", "a choice by if is not a condition", "a condition is", (0, 31)),
    ("[x for x in needs]", "is not a condition", "a condition is", (0, 18)),
    ("f'{age}'", "a text is not a condition", "a condition is", (0, 8)),
    ("needs[0]", "an index is not a condition", "a condition is", (0, 8)),
    ("certified = True", "= compares nothing", "write ==", (10, 11)),
    ("import os", "not an expression", "write facts", (0, 1)),
    ("", "is empty", "write a condition", (0, 0)),
    ("age is 3", "compares identities", "write ==", (0, 8)),
    ("3 < 4", "compares no fact", "fact that decides", (0, 5)),
    ("any(any(certified))", "no members", "sees the members", (4, 18)),
    ("count(certified)", "is a number, not a condition", "count(...) >= 2", (0, 16)),
    ("count(certified) >= 1.5", "compared with a whole number", "count(...) >= 2", (20, 23)),
    ("any(certified, tekun)", "cannot be called", "one condition", (0, 21)),
    ("employment in ('employed',)", "is not a set", "{a, b}", (14, 27)),
    ("age in {3}", "has no closed list", "choices", (0, 3)),
]


@pytest.mark.parametrize(("text", "message", "hint", "span"), REFUSED, ids=lambda value: str(value)[:30])
def test_refused(text: str, message: str, hint: str, span: tuple[int, int]) -> None:
    """Every misuse names what is wrong, where in the text, and the mend."""
    with pytest.raises(ExpressionError) as caught:
        parse(text, scope())
    said, mend = fault_words(caught.value)
    assert message in said.en
    assert hint in (mend.en if mend else "")
    assert (caught.value.start, caught.value.end) == span


def test_place_counts_characters_not_bytes() -> None:
    """Chinese before the mistake does not move the caret."""
    with pytest.raises(ExpressionError) as caught:
        parse("employment == '在职'", scope())
    assert caught.value.end == len("employment == '在职'")


@pytest.mark.parametrize(
    "text", ["not " * 100 + "certified", "(" * 300 + "certified" + ")" * 300, "certified and " * 500 + "certified", "age\x00 > 3"]
)
def test_bombs_are_refused(text: str) -> None:
    """Deep nesting, great length and control characters are one clear error."""
    with pytest.raises(ExpressionError):
        parse(text, scope())


def test_has_is_refused_where_facts_are_asked() -> None:
    for text, names in (("has.dibao", scope(depends=False)), ("any(has.dibao)", scope("household"))):
        with pytest.raises(ExpressionError) as caught:
            parse(text, names)
        assert "not allowed here" in fault_words(caught.value)[0].en


def test_an_organisation_sees_no_members() -> None:
    with pytest.raises(ExpressionError, match="no members"):
        parse("any(certified)", scope("organisation"))


def test_numbers_without_a_unit_are_found_with_the_unit_of_the_other_side() -> None:
    """0 needs none, and what is counted in nothing has none."""
    text = "certified and 2000 >= household.monthly_income_per_capita > 0 and grade in {1, 2}"
    assert [(text[one.start : one.end], one.unit) for one in bare_numbers(text, scope())] == [("2000", "CNY/person/month")]
