"""Every engine gives the kernel's answers, on generated registers with missing values and households of all sizes."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import pytest

import eligibility as el
from eligibility.live.case import infer
from eligibility.rules.ruleset import Ruleset
from eligibility.table import evaluate
from eligibility.table.on_spark import answers_on_spark
from eligibility.table.sql import query, sql_name, table_of
from tests.table.registers import AS_OF, Answers, Home, answered, expected, frame_of, granted, homes

REGIONS = ("zhangye", "changji", "changyi", "fuzhou_jx", "zhalainuoer")
HOMES = int(os.environ.get("ELIGIBILITY_HOUSEHOLDS", "3000")) // 20
"""Households of a region; CI asks for more."""

every_region = pytest.mark.parametrize("region", [pytest.param(region, marks=pytest.mark.xdist_group(region)) for region in REGIONS])
one_spark = pytest.mark.xdist_group("spark")


@cache
def register(region: str, count: int) -> tuple[Ruleset, list[Home]]:
    """Generated households of a region, the same for every engine."""
    ruleset = el.load_ruleset(region, as_of=AS_OF)
    return ruleset, list(homes(ruleset, 7, count))


@cache
def proved(region: str, count: int, *, complete: bool = False) -> Answers:
    """What the kernel answers to them, refused ones too."""
    return expected(*register(region, count), complete=complete)


@pytest.mark.parametrize("complete", [False, True])
@every_region
def test_polars_answers_as_the_kernel(region: str, complete: bool) -> None:
    """Status and route of every support, refused ones too, for every person and household."""
    ruleset, found = register(region, HOMES * 2)
    answers = evaluate(ruleset, frame_of(ruleset, found), AS_OF, complete=complete, refused=True)
    assert answered(answers) == proved(region, HOMES * 2, complete=complete)


@pytest.mark.parametrize("complete", [False, True])
@every_region
def test_duckdb_answers_as_the_kernel(region: str, complete: bool) -> None:
    """The same of the query, run by DuckDB."""
    pytest.importorskip("duckdb")
    ruleset, found = register(region, HOMES * 2)
    answers = evaluate(ruleset, frame_of(ruleset, found), AS_OF, complete=complete, refused=True, engine="duckdb")
    assert answered(answers) == proved(region, HOMES * 2, complete=complete)


@every_region
def test_the_printed_query_answers_as_the_kernel_in_duckdb(region: str) -> None:
    """The query as it is printed, with its comments, gives every answer that is not refused."""
    duckdb = pytest.importorskip("duckdb")
    ruleset, found = register(region, HOMES // 2)
    rows = frame_of(ruleset, found).collect()
    text = query(ruleset, rows.columns, AS_OF, language="zh").text("duckdb")
    connection = duckdb.connect()
    connection.register("register", rows.rename(sql_name).to_arrow())
    assert by_subject(connection.execute(text).fetchall()) == granted(proved(region, HOMES // 2))


@every_region
def test_postgres_answers_as_the_kernel(region: str, postgres: Any) -> None:
    """The query in PostgreSQL's dialect, over the table that `table_of` describes, run by a PostgreSQL server."""
    ruleset, found = register(region, HOMES // 2)
    rows = frame_of(ruleset, found).collect()
    asked = query(ruleset, rows.columns, AS_OF, language="en")
    with postgres.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS register")
        cursor.execute(table_of(asked.columns).sql("postgres"))
        with cursor.copy("COPY register FROM STDIN") as copy:
            for row in rows.select(asked.columns).iter_rows():
                copy.write_row(row)
        cursor.execute(asked.text("postgres"))
        assert by_subject(cursor.fetchall()) == granted(proved(region, HOMES // 2))


@one_spark
@pytest.mark.parametrize("region", REGIONS)
def test_spark_answers_as_the_kernel(region: str, spark: Any) -> None:
    """The query in Spark's dialect, run by Spark with two threads."""
    ruleset, found = register(region, HOMES // 2)
    rows = spark.createDataFrame(frame_of(ruleset, found).collect().to_arrow())
    answers = answers_on_spark(ruleset, rows, AS_OF)
    assert by_subject(answers.collect()) == granted(proved(region, HOMES // 2))


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


def by_subject(rows: Any) -> Answers:
    """The rows of the long query, by row, subject and support; each once."""
    found = {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows}
    assert len(found) == len(rows)
    return found


@one_spark
def test_evaluate_brings_sparks_answers_back(spark: Any) -> None:
    """The same call as for the other engines, of the supports that are asked for, on the session that is there."""
    ruleset, found = register("zhalainuoer", 30)
    chosen = ("living_allowance", "nursing_subsidy", "home_modification")
    answers = evaluate(ruleset, frame_of(ruleset, found), AS_OF, engine="spark", master=spark.sparkContext.master, supports=chosen)
    assert answered(answers) == {key: one for key, one in granted(expected(ruleset, found)).items() if key[2] in chosen}
