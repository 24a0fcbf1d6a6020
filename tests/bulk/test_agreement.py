"""Every engine gives the kernel's answers, on generated registers with missing values and households of all sizes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from benchmarks import agreement
from benchmarks import register as benchmark

import eligibility as el
from eligibility.bulk import evaluate
from eligibility.bulk.sql import query, sql_name
from eligibility.durable.case import infer
from tests.bulk.registers import (
    AS_OF,
    HOMES,
    answered,
    by_subject,
    every_region,
    frame_of,
    granted,
    homes,
    proved,
    register,
    table,
)


@pytest.mark.parametrize("complete", [False, True])
@every_region
def test_polars_answers_as_the_kernel(region: str, complete: bool) -> None:
    """Status and route of every support, refused ones too, for every person and household."""
    ruleset, _ = register(region, HOMES * 2)
    answers = evaluate(ruleset, table(region, HOMES * 2), AS_OF, complete=complete, refused=True)
    assert answered(answers) == proved(region, HOMES * 2, complete=complete)


@pytest.mark.parametrize("complete", [False, True])
@every_region
def test_duckdb_answers_as_the_kernel(region: str, complete: bool) -> None:
    """The same of the query, run by DuckDB."""
    pytest.importorskip("duckdb")
    ruleset, _ = register(region, HOMES * 2)
    answers = evaluate(ruleset, table(region, HOMES * 2), AS_OF, complete=complete, refused=True, engine="duckdb")
    assert answered(answers) == proved(region, HOMES * 2, complete=complete)


@every_region
def test_the_printed_query_answers_as_the_kernel_in_duckdb(region: str) -> None:
    """The query as it is printed, with its comments, gives every answer that is not refused."""
    duckdb = pytest.importorskip("duckdb")
    ruleset, _ = register(region, HOMES // 2)
    rows = table(region, HOMES // 2).collect()
    text = query(ruleset, rows.columns, AS_OF, language="zh").text("duckdb")
    connection = duckdb.connect()
    connection.register("register", rows.rename(sql_name).to_arrow())
    assert by_subject(connection.execute(text).fetchall()) == granted(proved(region, HOMES // 2))


def test_constants_are_as_columns_of_one_value() -> None:
    """A standard and an option passed beside the register, or written in every row, give the same answers."""
    ruleset = el.load_ruleset("zhangye", as_of=AS_OF)
    constants = {
        "locality.dibao_standard.urban": Decimal("720"),
        "locality.dibao_standard.rural": Decimal("479.99"),
        "locality.options.nursing_subsidy_grade_3_4": True,
        "locality.emergency_declared": False,
    }
    frame = frame_of(ruleset, list(homes(ruleset, seed=5, count=100))).drop(constants)
    columns = frame.with_columns(pl.lit(value).alias(key) for key, value in constants.items())
    beside = answered(evaluate(ruleset, frame, AS_OF, constants))
    assert beside == answered(evaluate(ruleset, columns, AS_OF))
    assert beside != answered(evaluate(ruleset, frame, AS_OF))


@pytest.mark.usefixtures("live")
@every_region
def test_the_live_engine_answers_as_the_kernel(region: str) -> None:
    """durable_rules infers the status of every subject of the same registers."""
    ruleset, found = register(region, HOMES // 15)
    statuses = {key: status for key, (status, _) in proved(region, HOMES // 15, complete=True).items()}
    inferred = {}
    for home in found:
        situation = home.situation(AS_OF, complete=True)
        lines = {subject.id: row["row"] for subject, row in zip(situation.persons, home.rows, strict=True)} | {
            "household": home.rows[0]["row"]
        }
        for (support, subject), status in infer(ruleset, situation).items():
            if subject in lines:
                inferred[lines[subject], "household" if subject == "household" else "person", support] = status.value
    assert inferred == statuses


def test_the_rules_written_by_hand_give_the_same_answers(tmp_path: Path) -> None:
    """Six supports of Zhangye are measured beside the same written by hand in Polars and in SQL: both still say the same as the rules."""
    pytest.importorskip("duckdb")
    register = tmp_path / "register.parquet"
    benchmark.written(register, 20_000)
    for name in ("polars", "duckdb", "Polars by hand", "Polars by hand, joined", "DuckDB by hand"):
        benchmark.ENGINES[name]()(register, tmp_path / f"{name}.parquet")
    benchmark.check_equal(tmp_path)


def test_the_benchmark_of_agreement_compares_every_answer() -> None:
    """Of so many answers none differs; an engine that says something else is told, with what makes the register again."""
    tally = agreement.agreement(2_000, ("polars", "duckdb"), regions=("zhalainuoer",))
    assert tally.answers["polars"] == tally.answers["duckdb"] >= 2_000
    assert tally.differing == []
    made = next(agreement.registers(1, ("zhalainuoer",)))
    tally.compare("polars", made, {(1, "person", "dibao"): ("eligible", "main")}, {(1, "person", "dibao"): ("undetermined", None)})
    (said,) = tally.differing
    assert said.startswith("zhalainuoer, seed 1, 2024-06-01, open households: dibao of the person in row 1: polars says")
