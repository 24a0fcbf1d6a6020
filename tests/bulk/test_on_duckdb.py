"""The plan run by DuckDB gives what it gives in Polars, whatever is missing, and leaves nothing behind."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import eligibility as el
from eligibility.bulk.lower import lower
from eligibility.bulk.on_duckdb import DuckRunner
from eligibility.bulk.plan import Plan
from eligibility.bulk.to_polars import Runner
from eligibility.facts.days import Anniversary
from tests.conftest import DAY, Toy
from tests.kinds import KINDS

pytest.importorskip("duckdb")

REGISTER = pl.DataFrame(
    {
        "row": [3, 4, 8, 10, 11],
        "household": ["a", "a", "b", None, None],
        "person.certified": [True, None, True, None, True],
        "person.grade": [1, 4, None, 2, 2],
        "person.birth_date": [date(2006, 6, 1), date(2006, 6, 2), None, date(2024, 2, 29), date(1950, 1, 1)],
        "person.autism": [True, True, None, False, False],
        "person.tekun": [False, None, False, True, None],
        "household.size": [2, 2, 1, None, 2],
        "household.dibao": [True, True, None, False, True],
    },
    schema_overrides={"person.grade": pl.Int64, "household.size": pl.Int64},
)
NOBODY = {name: None for name in REGISTER.columns if name not in {"row", "household"}}


@pytest.fixture
def kinds(toy: Toy) -> el.Ruleset:
    return el.load_ruleset(toy(KINDS))


def planned(ruleset: el.Ruleset, rows: pl.DataFrame) -> Plan:
    return lower(ruleset, rows.columns, DAY, amounts=True)


def duck(ruleset: el.Ruleset, rows: pl.DataFrame) -> DuckRunner:
    return DuckRunner(ruleset, planned(ruleset, rows), Anniversary(DAY), keyed="household" in rows.columns)


def same(ruleset: el.Ruleset, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The answers of persons and households, in the order of the rows; those of both engines are equal."""
    found = tuple(table.sort("row") for table in duck(ruleset, rows).run(rows))
    wanted = tuple(table.sort("row") for table in Runner(planned(ruleset, rows), Anniversary(DAY)).run(rows))
    for one, other in zip(found, wanted, strict=True):
        assert one.equals(other) and one.schema == other.schema
    return found  # type: ignore[return-value]


def test_persons_and_households_are_answered_as_by_polars(kinds: el.Ruleset) -> None:
    people, homes = same(kinds, REGISTER)
    assert people["row"].to_list() == [3, 4, 8, 10, 11]
    assert homes["row"].to_list() == [3, 8, 10, 11]
    assert all(people[name].n_unique() > 1 for name in ("cash", "home", "card")) and homes["staff"].n_unique() > 1


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(REGISTER.clear(), id="no rows"),
        pytest.param(REGISTER.head(1), id="one member"),
        pytest.param(REGISTER.drop("household"), id="no households"),
        pytest.param(REGISTER.select("row", "household"), id="no facts"),
        pytest.param(REGISTER.with_columns(pl.lit(None, REGISTER[name].dtype).alias(name) for name in NOBODY), id="nothing known"),
        pytest.param(REGISTER.with_columns(pl.lit(None, pl.String).alias("household")), id="keys unknown"),
    ],
)
def test_whatever_is_missing(kinds: el.Ruleset, rows: pl.DataFrame) -> None:
    people, homes = same(kinds, rows)
    assert people.height == rows.height and homes.height <= rows.height


def test_amounts_are_whole_numbers_with_null_for_none(kinds: el.Ruleset) -> None:
    """In the columns that the plan names: a refused person has no amount."""
    people, _ = same(kinds, REGISTER)
    (ends,) = planned(kinds, REGISTER).amounts
    assert people.schema[ends.low] == people.schema[ends.high] == pl.Int64
    assert people[ends.low].to_list() == people[ends.high].to_list() == [100 * ends.scale, None, 100 * ends.scale, None, 100 * ends.scale]


def test_one_batch_knows_nothing_of_another(kinds: el.Ruleset) -> None:
    """The same runner answers part after part; a household's key that comes again is another household."""
    runner = duck(kinds, REGISTER)
    first, second = REGISTER.head(2), REGISTER.tail(3).with_columns(pl.lit("a").alias("household"))
    alone = [tuple(table.sort("row") for table in duck(kinds, REGISTER).run(part)) for part in (first, second)]
    together = [tuple(table.sort("row") for table in runner.run(part)) for part in (first, second)]
    assert all(one.equals(other) for pair in zip(alone, together, strict=True) for one, other in zip(*pair, strict=True))
    assert [homes.height for _, homes in together] == [1, 1]


def test_nothing_is_left_behind(kinds: el.Ruleset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit into memory goes to a folder of its own under the system's, which goes with the runner."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "aside"))
    (tmp_path / "aside").mkdir()
    runner = duck(kinds, REGISTER)
    (folder,) = (tmp_path / "aside").iterdir()
    assert folder.name.startswith("eligibility-")
    runner.run(REGISTER)
    assert not runner._connection.sql("SHOW TABLES").fetchall()
    del runner
    assert list((tmp_path / "aside").iterdir()) == []


def test_without_duckdb_its_extra_is_named(kinds: el.Ruleset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(el.EligibilityError, match=r"eligibility\[duckdb\]"):
        duck(kinds, REGISTER)
