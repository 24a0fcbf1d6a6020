"""Both ends of every amount are the kernel's, in every engine, for rows in which facts are unknown."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import eligibility as el
from eligibility.bulk import evaluate
from eligibility.bulk.amount_terms import Ends, joined, nothing, together
from eligibility.bulk.sql import create_table, query, sql_name
from eligibility.logic.terms import FALSE_TERM, TRUE_TERM, UNKNOWN_TERM, Whole
from tests.conftest import CONFLICTS, DEFINITIONS, HEAD
from tests.decide.amount_forms import FIGURES, STANDARDS

DAY = date(2024, 6, 1)
ROWS = 400
NAMES = (
    "number", "floor", "cap", "range", "share", "gap", "sixty", "half", "graded", "halved", "nested", "spread", "highest", "added", "plain",
    "counted", "tens", "alone", "beyond", "by_way", "from_sum",
)  # fmt: skip
ONE = """
- support: {name}
  for: {entity}
  routes:
    main: {{when: "{when}", modality: mandatory, cite: [一]}}
  benefit:
    kind: cash
    unit: {unit}
{rest}    amount: {amount}
"""
SEVERAL = """
- support: {name}
  for: person
  routes:
    one: {{when: certified, modality: mandatory, cite: [一], benefit: {{kind: cash, unit: CNY/month, amount: 100.5}}}}
    two: {{when: autism, modality: local_option, cite: [一], benefit: {{kind: cash, unit: CNY/month, amount: {{at_most: costs.card}}}}}}
    three:
      when: has.number and severe
      modality: mandatory
      cite: [一]
      benefit: {{kind: cash, unit: CNY/month, amount: {{at_least: 90}}}}
    four: {{when: orphan, modality: encouraged, cite: [一], benefit: {{kind: cash, unit: CNY/month, amount: 5000}}}}
    bare: {{when: tekun, modality: mandatory, cite: [一]}}
  unless: [diagnosed]
  benefit: {{kind: priority}}
{combine}"""


def one(name: str, amount: str, when: str = "certified", unit: str = "CNY/month", entity: str = "person", rest: str = "") -> str:
    return ONE.format(name=name, amount=amount, when=when, unit=unit, entity=entity, rest=rest)


def rules() -> str:
    share = "{tiers: {dibao_class == 'A': figures.dibao_line, dibao_class == 'B': 0.7 * figures.dibao_line}}"
    gap = "'max(figures.dibao_line - monthly_income_per_capita, 0) * size'"
    graded = "{tiers: {grade == 1: 150, grade == 2: 100.25, 'grade in {3, 4}': {at_most: 60}}}"
    nested = "'min(max(costs.card - 0.5 * costs.home, 10), 300) + 0.25 * costs.staff'"
    half = "    round: {to: 1, how: down}\n"
    tens = "    round: {to: 12.5, how: half_up}\n"
    parts = [
        one("number", "110"),
        one("floor", "{at_least: 140}"),
        one("cap", "{at_most: 0.1 * costs.card}"),
        one("range", "{between: ['min(costs.card, 5)', costs.card + 5]}"),
        one("share", share, unit="CNY/person/month"),
        one("gap", gap, "area in {'urban', 'rural'}", entity="household"),
        one("sixty", "'min(0.6 * costs.card, 6000)'"),
        one("half", "'min(0.5 * costs.card, 5000)'", rest=half),
        one("graded", graded),
        one("halved", "up(0.3 * costs.card)"),
        one("nested", nested),
        one("spread", "{tiers: {autism: costs.card, not autism and orphan: 2 * costs.home}}", "certified or orphan"),
        one("counted", "{tiers: {household.disabled_member: 30, not household.disabled_member: 40}}"),
        one("tens", "'max(300 - costs.card, 20)'", rest=tens),
        one("alone", "standards.minimum_wage", "not certified"),
        one("beyond", graded, "certified and severe"),
        one("by_way", graded, "autism and grade in {1, 2} or orphan and grade in {3, 4}"),
        one("from_sum", "'min(0.6 * costs.card, 6000)'", "costs.card >= 100.05"),
        SEVERAL.format(name="highest", combine="  combine: highest\n"),
        SEVERAL.format(name="added", combine="  combine: sum\n"),
        SEVERAL.format(name="plain", combine=""),
    ]
    return "".join(parts)


@pytest.fixture(scope="module")
def ruleset(tmp_path_factory: pytest.TempPathFactory) -> el.Ruleset:
    return written(tmp_path_factory.mktemp("amounts"))


def written(base: Path) -> el.Ruleset:
    """The rules as files in a folder, read."""
    version, national = base / "toy" / "2022-01-01", base / "national" / "2021-07-01"
    for folder in (version, national):
        folder.mkdir(parents=True)
    names = {name: {"area": "allowances", "zh": name, "en": name} for name in (*NAMES, "cash", "card", "home", "staff")}
    (base / "supports.yaml").write_text(json.dumps({"supports": names}), "utf-8")
    files = {national / "definitions.yaml": DEFINITIONS, national / "conflicts.yaml": CONFLICTS, national / "standards.yaml": STANDARDS}
    files |= {version / "ruleset.yaml": HEAD, version / "allowances.yaml": rules(), version / "figures.yaml": FIGURES}
    for path, text in files.items():
        path.write_text(text, "utf-8")
    return el.load_ruleset(version)


TRUTHS = ("certified", "autism", "orphan", "tekun", "diagnosed")
BILLS = ("card", "home", "staff")
HOUSEHOLD: dict[str, tuple[object, ...]] = {
    "area": ("urban", "rural"),
    "dibao_class": ("A", "B", "C"),
    "monthly_income_per_capita": ("0", "399.99", "650"),
}


@cache
def homes() -> list[dict[str, object]]:
    """Households of one or two, with facts left out at random."""
    chance, found = random.Random(7), []
    for _ in range(ROWS):
        household = _some(
            chance, {"area": ("urban", "rural"), "dibao_class": ("A", "B", "C"), "monthly_income_per_capita": ("0", "399.99", "650")}
        )
        people = [_person(chance, index) for index in range(chance.choice((1, 1, 2)))]
        found.append(household | {"size": len(people), "members": people})
    return found


def _some(chance: random.Random, values: dict[str, tuple[object, ...]]) -> dict[str, object]:
    return {name: chance.choice(listed) for name, listed in values.items() if chance.random() < 0.65}


def _person(chance: random.Random, index: int) -> dict[str, object]:
    person = _some(chance, dict.fromkeys(TRUTHS, (True, True, False)))
    costs = _some(chance, dict.fromkeys(BILLS, ("0", "9.99", "100.05", "12000", "1234567.8901")))
    if chance.random() < 0.6:
        person["disabilities"] = [{"category": "physical", "grade": chance.choice((1, 2, 3, 4))}]
        if person.get("certified") is None:
            person["certified"] = True
    return person | {"id": f"m{index}", **({"costs": costs} if costs else {})}


LOCALITY = {"dibao_standard": {"urban": "700.5"}, "standards": {"minimum_wage": 1500}}


@cache
def kernel(ruleset: el.Ruleset) -> dict[tuple[int, str], tuple[Fraction | None, Fraction | None]]:
    """The ends of every amount by row and support, as the kernel gives them."""
    found: dict[tuple[int, str], tuple[Fraction | None, Fraction | None]] = {}
    row = 0
    for household in homes():
        profile = el.read_profile(json.dumps({"household": household, "locality": LOCALITY}))
        decision = el.decide(profile, ruleset, as_of=DAY)
        members = household["members"]
        assert isinstance(members, list)
        rows = {f"m{index}": row + index for index in range(len(members))} | {"household": row}
        row += len(members)
        for outcome in decision:
            interval = outcome.amount.interval
            ends = (None, None) if interval is None else (interval.low, interval.high)
            found[rows[outcome.subject.id], outcome.support] = ends
    return found


@cache
def frame() -> pl.DataFrame:
    """The same households as a register."""
    rows = []
    for number, household in enumerate(homes()):
        members = household["members"]
        assert isinstance(members, list)
        shared = {f"household.{name}": value for name, value in household.items() if name != "members"}
        for person in members:
            costs = {f"person.costs.{name}": value for name, value in person.get("costs", {}).items()}
            own = {f"person.{name}": value for name, value in person.items() if name in TRUTHS}
            lines = person.get("disabilities")
            grades = {}
            if lines:
                parts = ("visual", "hearing", "speech", "intellectual", "mental")
                grades = {
                    "person.grade": lines[0]["grade"],
                    "person.grade_physical": lines[0]["grade"],
                    **{f"person.grade_{part}": 0 for part in parts},
                }
            rows.append({"row": len(rows), "household": f"h{number}", **shared, **own, **costs, **grades})
    table = pl.DataFrame(rows, infer_schema_length=None)
    money = [name for name in table.columns if ".costs." in name or name.endswith("per_capita")]
    return table.with_columns(pl.col(name).cast(pl.Decimal(18, 4)) for name in money)


CONSTANTS = {
    "locality.dibao_standard.urban": Decimal("700.5"),
    "locality.standards.minimum_wage": Decimal(1500),
}


def ends(answers: pl.DataFrame) -> dict[tuple[int, str], tuple[Fraction | None, Fraction | None]]:
    chosen = answers.select("row", "support", "amount_low", "amount_high")
    return {
        (row, support): (None if low is None else Fraction(low), None if high is None else Fraction(high))
        for row, support, low, high in chosen.iter_rows()
    }


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_both_ends_are_the_kernels(ruleset: el.Ruleset, engine: str) -> None:
    pytest.importorskip(engine)
    answers = evaluate(ruleset, frame().lazy(), DAY, CONSTANTS, engine=engine, refused=True, amounts=True).collect()  # type: ignore[arg-type]
    assert ends(answers) == kernel(ruleset)


def test_the_printed_query_gives_both_ends(ruleset: el.Ruleset) -> None:
    duckdb = pytest.importorskip("duckdb")
    rows = frame()
    text = query(ruleset, rows.columns, DAY, CONSTANTS, amounts=True, language="en").text("duckdb")
    connection = duckdb.connect()
    connection.register("register", rows.rename(sql_name).to_arrow())
    agree(ruleset, connection.execute(text).fetchall())


def agree(ruleset: el.Ruleset, found: Sequence[Sequence[Any]]) -> None:
    """The lines of a query's answer hold the kernel's ends, and every answer that has an amount."""
    told = {(line[0], line[2]): tuple(None if end is None else Fraction(end) for end in line[-2:]) for line in found}
    wanted = kernel(ruleset)
    assert told and all(pair == wanted[key] for key, pair in told.items())
    assert {key for key, pair in wanted.items() if pair != (None, None)} <= told.keys()


def test_postgres_gives_both_ends(ruleset: el.Ruleset, postgres: Any) -> None:
    rows = frame()
    asked = query(ruleset, rows.columns, DAY, CONSTANTS, amounts=True)
    with postgres.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS register")
        cursor.execute(create_table(asked.columns).sql("postgres"))
        with cursor.copy("COPY register FROM STDIN") as copy:
            for row in rows.select(asked.columns).iter_rows():
                copy.write_row(row)
        cursor.execute(asked.text("postgres"))
        agree(ruleset, cursor.fetchall())


def test_without_amounts_nothing_more_is_answered(ruleset: el.Ruleset) -> None:
    assert "amount_low" not in evaluate(ruleset, frame().lazy(), DAY).collect_schema()
    assert "amount_low" not in query(ruleset, frame().columns, DAY).text("postgres")


def test_constant_ends_are_folded() -> None:
    low, high = Ends(Whole(3), Whole(5), TRUE_TERM, 1), Ends(Whole(4), UNKNOWN_TERM, TRUE_TERM, 1)
    assert joined(joined(nothing(), low, FALSE_TERM, None), high, FALSE_TERM, None) == Ends(Whole(3), UNKNOWN_TERM, TRUE_TERM, 1)
    assert together(low, nothing(), "sum") == (Whole(3), Whole(5))
