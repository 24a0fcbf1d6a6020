"""Spark gives the kernel's answers: it runs the query in its own dialect."""

from __future__ import annotations

from typing import Any

from eligibility.bulk import evaluate
from eligibility.bulk.on_spark import answers_on_spark
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
