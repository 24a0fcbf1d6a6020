"""A ruleset over the columns of one register: what it reads, what is folded away, and how one answer enters another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

import eligibility as el
from eligibility.bulk import evaluate
from eligibility.bulk.lower import columns_read, lower, not_true
from eligibility.bulk.plan import OPEN, REFUSED, Level, Plan
from eligibility.logic.terms import FALSE_TERM, TRUE_TERM, UNKNOWN_TERM, Term, TruthLiteral, Whole
from tests.bulk.registers import answered
from tests.conftest import DAY, Toy, support
from tests.kinds import KINDS

AFTER = date(2026, 11, 27)
OWN = support("certified") + support("has.cash", name="card") + support("has.card and household.dibao", name="staff")
SHARED = support("household.dibao", name="home", entity="household") + support("has.home and certified") + support("autism", name="card")
COUNTED = support("any(certified) and size <= 2", name="home", entity="household")


def toy_of(toy: Toy, rules: str, **files: str) -> el.Ruleset:
    return el.load_ruleset(toy(rules, conflicts="conflicts: []", **files))


def read(plan: Plan) -> frozenset[str]:
    return frozenset[str]().union(*plan.reads.values())


def column_of(plan: Plan, support_id: str) -> Term:
    """The term of a support's codes."""
    (answer,) = [one for one in plan.answers if one.support == support_id]
    return next(step.term for layer in plan.layers for step in layer.steps if (layer.level, step.name) == (answer.level, answer.column))


def statuses(ruleset: el.Ruleset, name: str, complete: bool = False, **columns: Any) -> list[str]:
    """The statuses of a support, in the order of the rows."""
    given = {key.replace("__", "."): values for key, values in columns.items()}
    frame = pl.DataFrame({"row": range(len(next(iter(given.values())))), **given}).lazy()
    answers = evaluate(ruleset, frame, DAY, complete=complete, refused=True, supports=[name]).collect()
    return answers.sort("row")["status"].to_list()


# -- what is read


def test_columns_that_no_rule_reads_are_left_aside(toy: Toy) -> None:
    ruleset = toy_of(toy, support("certified and age >= 18"))
    columns = columns_read(ruleset)
    assert columns[:2] == ("row", "household") and list(columns[2:]) == sorted(columns[2:])
    assert {"person.certified", "person.age", "person.birth_date", "person.certificate_valid_until"} <= set(columns)
    assert "person.orphan" not in columns and "household.monthly_income_per_capita" not in columns


def test_what_is_read_are_columns_that_the_plan_has(toy: Toy) -> None:
    ruleset = toy_of(toy, OWN)
    plan = lower(ruleset, ["row", "person.certified", "person.orphan"], DAY)
    assert read(plan) <= {"row", "person.certified"}
    assert read(lower(ruleset, columns_read(ruleset), DAY, amounts=True)) <= set(columns_read(ruleset))


def test_what_only_a_core_reads_is_a_column_of_the_register(toy: Toy) -> None:
    source = "\n    sources: [{document: D, since: 2027-01-01, seen: false}]\n"
    ruleset = el.load_ruleset(toy(support("certified"), basis=f"basis:\n  cash:\n    core: autism{source}"))
    assert {"person.certified", "person.autism"} <= set(columns_read(ruleset))


def test_what_only_a_core_asks_to_be_received_is_a_column_too(toy: Toy) -> None:
    source = "\n    sources: [{document: D, seen: false}]\n"
    ruleset = toy_of(toy, support("certified") + support("autism", name="card"), basis=f"basis:\n  cash:\n    core: has.card{source}")
    assert "person.receives.card" in columns_read(ruleset)


def test_only_the_supports_asked_for_and_those_they_depend_on(toy: Toy) -> None:
    """What another needs is computed, but not answered."""
    ruleset = toy_of(toy, SHARED)
    columns = ["row", "household", "household.dibao", "person.certified", "person.autism"]
    plan = lower(ruleset, columns, DAY, supports=["cash"])
    assert [answer.support for answer in plan.answers] == ["cash"]
    assert "household.dibao" in read(plan) and "person.autism" not in read(plan)
    assert [answer.support for answer in lower(ruleset, columns, DAY, supports=[]).answers] == []
    assert {answer.support for answer in lower(ruleset, columns, DAY).answers} == {"home", "cash", "card"}


def test_supports_for_organisations_are_in_no_plan(toy: Toy) -> None:
    ruleset = toy_of(toy, support("certified") + support("disabled_employees >= 5", name="staff", entity="organisation"))
    assert [answer.support for answer in lower(ruleset, columns_read(ruleset), DAY).answers] == ["cash"]


# -- what is folded away


def test_without_columns_nothing_is_left_to_compute(toy: Toy) -> None:
    """Absent is unknown, never refused: the code is the same in every row."""
    plan = lower(toy_of(toy, OWN), ["row"], DAY)
    assert [column_of(plan, name) for name in ("cash", "card", "staff")] == [Whole(OPEN)] * 3
    assert read(plan) == set()


@pytest.mark.parametrize(("value", "code"), [(False, REFUSED), (None, OPEN)])
def test_a_constant_decides_every_row(toy: Toy, value: bool | None, code: int) -> None:
    ruleset = toy_of(toy, support("locality.emergency_declared"))
    assert column_of(lower(ruleset, ["row"], DAY, {"locality.emergency_declared": value}), "cash") == Whole(code)


def test_a_column_takes_precedence_over_a_constant(toy: Toy) -> None:
    ruleset = toy_of(toy, support("locality.emergency_declared"))
    plan = lower(ruleset, ["row", "locality.emergency_declared"], DAY, {"locality.emergency_declared": False})
    assert read(plan) == {"locality.emergency_declared"}


def test_money_beside_the_register_is_compared_exactly(toy: Toy) -> None:
    """With a column of the same amount or with the constant, a household on the line has it, and one cent above has not."""
    ruleset = toy_of(toy, support("monthly_income_per_capita <= 1.5 * dibao_standard.urban", entity="household"))
    key, line = "locality.dibao_standard.urban", Decimal("719.99")
    incomes = pl.Series([Decimal("1079.98"), Decimal("1079.99"), None], dtype=pl.Decimal(18, 4))
    frame = pl.DataFrame({"row": [1, 2, 3], "household.monthly_income_per_capita": incomes}).lazy()
    beside = answered(evaluate(ruleset, frame, DAY, {key: line}, refused=True))
    assert [status for status, _ in beside.values()] == ["eligible", "not_eligible", "undetermined"]
    assert answered(evaluate(ruleset, frame.with_columns(pl.lit(line).alias(key)), DAY, refused=True)) == beside
    assert {status for status, _ in answered(evaluate(ruleset, frame, DAY, refused=True)).values()} == {"undetermined"}


def test_a_truth_does_not_hold_where_it_is_false_or_unknown() -> None:
    held: dict[TruthLiteral, Term] = {TRUE_TERM: FALSE_TERM, FALSE_TERM: TRUE_TERM, UNKNOWN_TERM: TRUE_TERM}
    assert {truth: not_true(truth) for truth in held} == held


# -- one answer in another


def test_an_answer_waits_for_the_answers_it_depends_on(toy: Toy) -> None:
    """Through two stages: what can be granted opens the next, what is refused closes it, what is open leaves it open."""
    ruleset = toy_of(toy, OWN)
    rows: dict[str, list[bool | None]] = {"person__certified": [True, False, None, True], "household__dibao": [True, True, True, None]}
    assert statuses(ruleset, "card", **rows) == ["eligible_after", "undetermined", "undetermined", "eligible_after"]
    receives: dict[str, list[bool | None]] = {"person__receives__cash": [False] * 4, "person__receives__card": [False] * 4}
    assert statuses(ruleset, "card", **rows, **receives) == ["eligible_after", "not_eligible", "undetermined", "eligible_after"]
    assert statuses(ruleset, "staff", **rows, **receives) == ["eligible_after", "not_eligible", "undetermined", "undetermined"]
    assert statuses(ruleset, "card", person__receives__cash=[True, None]) == ["eligible", "undetermined"]


def test_an_exclusion_closes_what_depends_on_it(toy: Toy) -> None:
    rules = support("certified", extra="  unless: [tekun]") + support("has.cash", name="card")
    columns = {"person__certified": [True] * 3, "person__receives__cash": [False] * 3, "person__tekun": [False, True, None]}
    assert statuses(toy_of(toy, rules), "card", **columns) == ["eligible_after", "not_eligible", "eligible_after"]


def test_what_a_household_can_be_granted_is_had_by_every_member(toy: Toy) -> None:
    columns: dict[str, list[Any]] = {
        "household": ["a", "a", None, "b"],
        "household__dibao": [True, True, None, True],
        "person__certified": [True, False, True, None],
    }
    assert statuses(toy_of(toy, SHARED), "cash", **columns) == ["eligible_after", "not_eligible", "undetermined", "undetermined"]


def test_a_person_has_what_itself_or_its_household_can_be_granted(toy: Toy) -> None:
    """Of a support for both kinds of subject, the part that is refused takes nothing from the other."""
    ruleset = toy_of(toy, KINDS)
    columns: dict[str, list[Any]] = {
        "household": ["a", "a", "b"],
        "household__size": [2, 2, 1],
        "household__dibao": [False, False, True],
        "person__grade": [1, 3, 3],
        "person__age": [17, 40, 40],
        "person__autism": [False] * 3,
        "person__certified": [True] * 3,
        "person__receives__home": [False] * 3,
    }
    assert statuses(ruleset, "card", **columns) == ["eligible_after"] * 3
    assert statuses(ruleset, "card", **{**columns, "household__dibao": [False] * 3}) == ["eligible_after", "eligible_after", "not_eligible"]


def test_any_member_who_can_be_granted_it_opens_a_support_of_the_household(toy: Toy) -> None:
    """In a household that may have more members nobody's refusal closes it."""
    ruleset = toy_of(toy, support("certified") + support("has.cash", name="home", entity="household"))
    columns: dict[str, list[Any]] = {
        "household": ["a", "a", "b", "b", "c", "c"],
        "person__certified": [False, True, False, False, False, None],
        "person__receives__cash": [False] * 6,
    }
    assert statuses(ruleset, "home", **columns) == ["eligible_after", "undetermined", "undetermined"]
    assert statuses(ruleset, "home", complete=True, **columns) == ["eligible_after", "not_eligible", "undetermined"]


def test_a_count_is_at_most_what_is_listed_only_in_a_whole_household(toy: Toy) -> None:
    """A household of one member is counted as any other, one without a key is never known to be whole."""
    columns: dict[str, list[Any]] = {
        "household": ["a", "b", "b", "c", "c", "c", None],
        "person__certified": [True, False, True, True, True, True, True],
    }
    ruleset = toy_of(toy, COUNTED)
    assert statuses(ruleset, "home", **columns) == ["undetermined"] * 4
    assert statuses(ruleset, "home", complete=True, **columns) == ["eligible", "eligible", "not_eligible", "undetermined"]
    assert statuses(ruleset, "home", household__size=[1, 2, 2, 3, 3, 3, 1], **columns) == [
        "eligible",
        "eligible",
        "not_eligible",
        "eligible",
    ]


def test_amounts_only_on_request_and_only_of_what_is_asked(toy: Toy) -> None:
    rules = support("certified") + support("certified", name="card").replace("kind: cash", "kind: cash, amount: 12.5, unit: CNY/month")
    ruleset = toy_of(toy, rules)
    columns = ["row", "person.certified"]
    assert lower(ruleset, columns, DAY).amounts == ()
    assert lower(ruleset, columns, DAY, supports=["cash"], amounts=True).amounts == ()
    (ends,) = lower(ruleset, columns, DAY, amounts=True).amounts
    assert (ends.support, ends.level, ends.unit, ends.scale) == ("card", Level.PERSON, "CNY/month", 2)


def test_after_the_plan_every_code_says_what_it_rests_on(toy: Toy) -> None:
    """Where a national core decides; in the plan's period, and where there is none, there is one word."""
    basis = "basis:\n  cash:\n    core: autism\n    sources: [{document: D, seen: false}]\n"
    ruleset = toy_of(toy, support("certified") + support("certified", name="card"), basis=basis)
    columns = ["row", "person.certified", "person.autism"]

    def words(day: date) -> dict[str, set[str]]:
        return {answer.support: {meaning.rests_on for meaning in answer.meanings} for answer in lower(ruleset, columns, day).answers}

    assert words(DAY) == {"cash": {"plan"}, "card": {"plan"}}
    assert words(AFTER) == {"cash": {"national", "scheme", "ended_plan"}, "card": {"ended_plan"}}
    assert "person.autism" not in read(lower(ruleset, columns, DAY))
