"""A register by the local book: amounts, and on what answers rest, are the kernel's in every engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import polars as pl
import pytest

import eligibility as el
from eligibility.book.bound import LocalBook
from eligibility.book.fill import open_book
from eligibility.bulk import evaluate
from eligibility.bulk.lower import columns_read
from eligibility.bulk.sql import query, sql_name
from eligibility.facts.flatten import Values, locality_values
from tests.books import city, county
from tests.conftest import Toy

DAY, AFTER = date(2024, 6, 1), date(2026, 6, 1)
BASIS = """
basis:
  card: {core: severe, sources: [{document: D, seen: false}]}
  home: {core: local, sources: [{document: D, seen: false}]}
"""
RULES = """
- support: cash
  for: person
  routes:
    main: {when: certified and severe, modality: mandatory, cite: [一]}
    other: {when: certified and options.village_care, modality: local_option, cite: [一]}
  benefit: {kind: cash}
- support: card
  for: person
  routes:
    main: {when: certified, modality: mandatory, cite: [一]}
  benefit: {kind: cash, amount: {at_least: 200}, unit: CNY/month}
- support: home
  for: household
  routes:
    main: {when: any(certified), modality: mandatory, cite: [一]}
    low: {when: dibao, modality: mandatory, cite: [一], benefit: {kind: cash, amount: 5, unit: CNY/once}}
  benefit: {kind: service}
- support: staff
  for: person
  routes:
    main: {when: certified, modality: mandatory, cite: [一]}
    other: {when: tekun, modality: mandatory, cite: [一]}
  benefit: {kind: cash}
"""
NEAR = """
options:
  village_care: [{from: 2024-01-01, is: true, source: paper}]
standards:
  dibao_standard.rural: [{from: 2024-01-01, is: 480, unit: CNY/person/month, source: paper}]
rates:
  cash:
    - from: 2024-01-01
      where: autism
      is: {between: [0.1 * dibao_standard.rural, 60]}
      unit: CNY/month
      source: paper
  cash.other: [{from: 2024-01-01, is: 30, unit: CNY/month, source: old}]
  card: [{from: 2024-01-01, where: tekun, is: 250, unit: CNY/month, source: paper}]
  home:
    - from: 2024-01-01
      is:
        tiers:
          count(severe) >= 2: 90
          count(severe) < 2: 40
      unit: CNY/month
      source: paper
  staff.main: [{from: 2024-01-01, is: 7, unit: CNY/month, source: paper}]
  staff.other: [{from: 2024-01-01, is: 70, unit: CNY/year, source: paper}]
"""
FAR = """
rates:
  cash:
    - from: 2023-01-01
      is:
        tiers:
          grade == 1: 100
          grade == 2: {at_least: 80}
      unit: CNY/month
      source: paper
"""
TWO_UNITS = "staff"
"""The support whose routes are paid in different units: it has no column of amounts."""


def rules(toy: Toy) -> el.Ruleset:
    return el.load_ruleset(toy(RULES, basis=BASIS, conflicts="conflicts: []"))


def county_in_city(book: Callable[..., el.Book]) -> el.Book:
    return book(f990100=city(FAR), f990101=county(NEAR))


@pytest.fixture
def ruleset(toy: Toy) -> el.Ruleset:
    return rules(toy)


@pytest.fixture
def read(book: Callable[..., el.Book]) -> el.Book:
    return county_in_city(book)


def homes() -> list[list[dict[str, Any]]]:
    """Households of one and two over all patterns of a few facts, unknown ones too."""
    people = [
        {name: value for name, value in zip(("certified", "autism", "tekun", "grade"), values, strict=True) if value is not None}
        for values in product((True, False, None), (True, False, None), (True, False, None), (1, 2, 4, None))
        if values[0] is not False or values[3] is None
    ]
    return [[one] for one in people] + [[one, other] for one, other in zip(people, reversed(people), strict=True)]


def profile(home: list[dict[str, Any]], **household: object) -> el.Profile:
    members: list[dict[str, object]] = [
        {
            "id": f"m{index}",
            **{name: value for name, value in person.items() if name != "grade"},
            **({"disabilities": [{"category": "physical", "grade": person["grade"]}]} if "grade" in person else {}),
        }
        for index, person in enumerate(home)
    ]
    return el.read_profile(
        json.dumps({"household": {"members": members, "size": len(home), **household}, "locality": {"adcode": "990101"}})
    )


def frame() -> pl.LazyFrame:
    rows: list[dict[str, object]] = []
    for number, home in enumerate(homes()):
        for person in home:
            grade = person.get("grade")
            parts = ("visual", "hearing", "speech", "intellectual", "mental")
            grades = (
                {"person.grade": grade, "person.grade_physical": grade} | {f"person.grade_{part}": 0 for part in parts} if grade else {}
            )
            facts = {f"person.{name}": value for name, value in person.items() if name != "grade"}
            rows.append({"row": len(rows), "household": f"h{number}", "household.size": len(home), **facts, **grades})
    return pl.DataFrame(rows, infer_schema_length=None).lazy()


def placed(ruleset: el.Ruleset, read: el.Book, day: date) -> tuple[LocalBook, Values]:
    in_use, filled = open_book(read, profile([{}]), ruleset, day)
    return in_use.local, locality_values(filled)


Told = dict[tuple[int, str], tuple[str, str | None, str, Fraction | None, Fraction | None]]


def kernel(ruleset: el.Ruleset, read: el.Book, day: date) -> Told:
    found: Told = {}
    row = 0
    for home in homes():
        decision = el.decide(profile(home), ruleset, as_of=day, book=read)
        for outcome in decision:
            if outcome.status is not el.Status.NOT_ELIGIBLE:
                at = row if outcome.subject.kind == "household" else row + int(outcome.subject.id[1:])
                interval = outcome.amount.interval if outcome.support != TWO_UNITS else None
                ends = (interval.low, interval.high) if interval else (None, None)
                found[at, outcome.support] = (outcome.status.value, outcome.route, outcome.standing.rests_on, *ends)
        row += len(home)
    return found


def told(lines: list[tuple[Any, ...]]) -> Told:
    return {
        (row, support): (status, route, rests, None if low is None else Fraction(low), None if high is None else Fraction(high))
        for row, support, status, route, rests, low, high in lines
    }


def of_query(lines: Iterable[tuple[Any, ...]]) -> Told:
    """What a printed query answered."""
    return told([(row, support, status, route, rests, low, high) for row, _, support, status, route, _, rests, low, high in lines])


COLUMNS = ["row", "support", "status", "route", "rests_on", "amount_low", "amount_high"]


@pytest.mark.parametrize("day", [DAY, AFTER], ids=str)
@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_answers_by_the_book_are_the_kernels(ruleset: el.Ruleset, read: el.Book, day: date, engine: str) -> None:
    pytest.importorskip(engine)
    local, constants = placed(ruleset, read, day)
    answers = evaluate(ruleset, frame(), day, constants, engine=engine, amounts=True, local=local).select(COLUMNS)  # type: ignore[arg-type]
    wanted = kernel(ruleset, read, day)
    assert told(answers.collect().rows()) == wanted
    assert {rests for _, _, rests, *_ in wanted.values()} == ({"plan"} if day == DAY else {"book", "national", "scheme", "ended_plan"})


def test_the_printed_query_holds_the_rates(ruleset: el.Ruleset, read: el.Book) -> None:
    duckdb = pytest.importorskip("duckdb")
    local, constants = placed(ruleset, read, AFTER)
    rows = frame().collect()
    text = query(ruleset, rows.columns, AFTER, constants, amounts=True, local=local).text("duckdb")
    connection = duckdb.connect()
    connection.register("register", rows.rename(sql_name).to_arrow())
    assert of_query(connection.execute(text).fetchall()) == kernel(ruleset, read, AFTER)


def test_columns_that_only_rates_read_are_read(ruleset: el.Ruleset, read: el.Book) -> None:
    local, _ = placed(ruleset, read, DAY)
    assert "person.autism" not in columns_read(ruleset)
    assert {"person.autism", "person.tekun"} <= set(columns_read(ruleset, local))


def test_without_a_book_nothing_changes(ruleset: el.Ruleset) -> None:
    answers = evaluate(ruleset, frame(), DAY, amounts=True).filter(pl.col("support") == "cash").collect()
    assert answers["amount_low"].null_count() == len(answers) and set(answers["rests_on"]) == {"plan"}
