"""Servers give the kernel's answers: PostgreSQL and Spark run the query in their own dialects."""

from __future__ import annotations

from typing import Any

from eligibility.bulk import evaluate
from eligibility.bulk.on_spark import answers_on_spark
from eligibility.bulk.sql import create_table, query
from tests.bulk.registers import (
    AS_OF,
    HOMES,
    answered,
    by_subject,
    every_region,
    expected,
    frame_of,
    granted,
    proved,
    register,
)


@every_region
def test_postgres_answers_as_the_kernel(region: str, postgres: Any) -> None:
    """The query in PostgreSQL's dialect, over the table that `create_table` describes, run by a PostgreSQL server."""
    ruleset, found = register(region, HOMES // 2)
    rows = frame_of(ruleset, found).collect()
    asked = query(ruleset, rows.columns, AS_OF, language="en")
    with postgres.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS register")
        cursor.execute(create_table(asked.columns).sql("postgres"))
        with cursor.copy("COPY register FROM STDIN") as copy:
            for row in rows.select(asked.columns).iter_rows():
                copy.write_row(row)
        cursor.execute(asked.text("postgres"))
        assert by_subject(cursor.fetchall()) == granted(proved(region, HOMES // 2))


@every_region
def test_spark_answers_as_the_kernel(region: str, spark: Any) -> None:
    """The query in Spark's dialect, run by Spark with two threads."""
    ruleset, found = register(region, HOMES // 2)
    rows = spark.createDataFrame(frame_of(ruleset, found).collect().to_arrow())
    answers = answers_on_spark(ruleset, rows, AS_OF)
    assert by_subject(answers.collect()) == granted(proved(region, HOMES // 2))


def test_evaluate_brings_sparks_answers_back(spark: Any) -> None:
    """The same call as for the other engines, of the supports that are asked for, on the session that is there."""
    ruleset, found = register("zhalainuoer", 30)
    chosen = ("living_allowance", "nursing_subsidy", "home_modification")
    answers = evaluate(ruleset, frame_of(ruleset, found), AS_OF, engine="spark", master=spark.sparkContext.master, supports=chosen)
    assert answered(answers) == {key: one for key, one in granted(expected(ruleset, found)).items() if key[2] in chosen}
