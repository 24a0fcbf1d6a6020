"""Persons are alike exactly as far as the conditions can tell: the order of what an unknown number is compared with, not the values."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import polars as pl
import pytest

import eligibility as el
from eligibility.bulk.register_schema import MONEY
from eligibility.decide.missing import Questions
from eligibility.facts.flatten import Situation, Subject
from eligibility.logic.expr import facts_in
from eligibility.register.alike import Alike
from eligibility.register.missing import SELF, Answered, Cases, reads_of
from eligibility.rules.support import SupportPart
from eligibility.rules.version_lookup import regions, shipped
from tests.bulk.registers import AS_OF
from tests.conftest import Toy, support

INCOMES = [None, Decimal("0"), Decimal("0.0001"), Decimal("480"), Decimal("600.5"), Decimal("720"), Decimal("1440"), Decimal("3000")]
STANDARDS = [None, Decimal("480"), Decimal("720")]
INCOME, URBAN, RURAL = "household.monthly_income_per_capita", "locality.dibao_standard.urban", "locality.dibao_standard.rural"


def frame_of(rows: list[dict[str, object]]) -> pl.DataFrame:
    schema = {INCOME: MONEY, URBAN: MONEY, RURAL: MONEY, "household.area": pl.String}
    return pl.DataFrame([{"row": number, **row} for number, row in enumerate(rows, 1)], schema={"row": pl.Int64, **schema})


def told(ruleset: el.Ruleset, part: SupportPart, row: dict[str, object]) -> list[str]:
    """What the support waits for, for one person alone about whom nothing else is known."""
    values = {"as_of": AS_OF.toordinal(), **{key: value for key, value in row.items() if value is not None}}
    person, home = Subject("person", SELF, values), Subject("household", "household", values)
    situation = Situation(AS_OF, (person,), home, (), False, ())
    return sorted(Questions(ruleset, situation).missing(part.id, person if part.entity == "person" else home))


@pytest.mark.parametrize("region", regions(shipped()))
def test_incomes_beside_standards_wait_for_what_each_waits_for(region: str) -> None:
    """Law: whatever is known of income and standards, and however close they are, every line gets exactly its own missing facts."""
    ruleset = el.load_ruleset(region, as_of=AS_OF)
    rows = [
        {INCOME: income, URBAN: urban, RURAL: rural, "household.area": area}
        for income, urban, rural, area in product(INCOMES, STANDARDS, STANDARDS, [None, "urban"])
    ]
    frame = frame_of(rows)
    money = {INCOME, URBAN, RURAL}
    parts = [part for part in ruleset.parts if part.entity != "organisation"]
    parts = [part for part in parts if money & {fact.key for one in reads_of(ruleset, part).own for fact in facts_in(one)}]
    assert parts
    for part in parts[:6]:
        cases = Cases(ruleset, frame.lazy(), AS_OF, {}, False, [part])
        for line, paths in cases.missing(part, frame["row"]).plain().iter_rows():
            home = [path.replace("self.", f"{SELF}.") for path in paths]
            assert sorted(home) == told(ruleset, part, rows[line - 1]), (part.key, rows[line - 1])


def test_a_thousand_incomes_beside_an_unknown_standard_are_few_cases(zhangye: el.Ruleset) -> None:
    """Every income above nothing stands alike to a standard that may be anything."""
    rows: list[dict[str, object]] = [{INCOME: Decimal(number) / 7, "household.area": "urban"} for number in range(1000)]
    frame = frame_of([{key: round(value, 4) if isinstance(value, Decimal) else value for key, value in row.items()} for row in rows])
    (part,) = [part for part in zhangye.parts if part.key == ("dibao", "household")]
    cases = Cases(zhangye, frame.lazy(), AS_OF, {}, False, [part])
    cases.missing(part, frame["row"])
    assert cases.asked <= 2


def test_cases_are_kept_for_the_run(zhangye: el.Ruleset) -> None:
    """A case that an earlier portion had is not answered again, and gets the same paths."""
    rows: list[dict[str, object]] = [{INCOME: income, "household.area": "rural"} for income in INCOMES]
    frame = frame_of(rows)
    (part,) = [part for part in zhangye.parts if part.key == ("dibao", "household")]
    answered = Answered()
    first = Cases(zhangye, frame.lazy(), AS_OF, {}, False, [part], answered)
    again = Cases(zhangye, frame.lazy(), AS_OF, {}, False, [part], answered)
    assert first.missing(part, frame["row"]).plain().equals(again.missing(part, frame["row"]).plain())
    assert first.asked and not again.asked


def test_no_conditions_tell_nobody_apart(zhangye: el.Ruleset) -> None:
    frame = frame_of([{}, {}])
    cases = Cases(zhangye, frame.lazy(), AS_OF, {}, False, [])
    assert Alike(cases.records, {}, [], []).subjects(cases.table).to_list() == ["", ""]


def test_what_a_decided_condition_is_made_of_tells_nobody_apart(toy: Toy) -> None:
    """Whoever meets the first part is alike, however it is met; who does not is told apart by it."""
    ruleset = el.load_ruleset(toy(support("(certified or (autism and age < 18)) and dibao")))
    people: list[dict[str, object]] = [
        {"person.certified": certified, "person.autism": autism, "person.age": age}
        for certified, autism, age in product([True, False, None], [True, False, None], [7, 40, None])
    ]
    schema = {"row": pl.Int64, "person.certified": pl.Boolean, "person.autism": pl.Boolean, "person.age": pl.Int64}
    frame = pl.DataFrame([{"row": row, **one} for row, one in enumerate(people)], schema=schema)
    (part,) = ruleset.parts
    reads = reads_of(ruleset, part)
    cases = Cases(ruleset, frame.lazy(), AS_OF, {}, False, [part])
    keys = Alike(cases.records, {}, reads.own, reads.members).subjects(cases.table)
    alike = {key: [one for other, one in zip(keys, people, strict=True) if other == key] for key in keys}
    meeting = [one for one in people if one["person.certified"] or (one["person.autism"] and one["person.age"] == 7)]
    assert len(meeting) == 11 and meeting in alike.values()
    assert len(alike) < len(people) / 2
    for line, paths in cases.missing(part, frame["row"]).plain().iter_rows():
        assert sorted(path.replace("self.", f"{SELF}.") for path in paths) == told(ruleset, part, people[line])
