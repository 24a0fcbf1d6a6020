"""Spark gives the kernel's answers: it runs the query in its own dialect.

A plan's whole query costs Spark a minute, most of it for reading and planning: two plans are asked in parts that hold every kind
of expression of all plans; a thorough run asks all of every plan.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from benchmarks.spark import told_of

import eligibility as el
from eligibility.bulk import evaluate
from eligibility.bulk.on_spark import answers_on_spark
from eligibility.bulk.sql import query
from tests.bulk import test_amount_terms as amounts
from tests.bulk import test_local_book as by_the_book
from tests.bulk import test_standing as standing
from tests.bulk.registers import (
    AS_OF,
    HOMES,
    REGIONS,
    Answers,
    answered,
    by_subject,
    expected,
    frame_of,
    granted,
    proved,
    register,
    table,
)
from tests.conftest import THOROUGH, Toy

WHOLE, *OTHERS = REGIONS


def kinds(region: str, *supports: str) -> set[str]:
    """The kinds of SQL expression in the query of a whole plan, or of some of its supports."""
    ruleset, _ = register(region, HOMES // 2)
    columns = table(region, HOMES // 2).collect_schema().names()
    return {type(node).__name__ for node in query(ruleset, columns, AS_OF, supports=supports or None).tree.walk()}


def on_spark(spark: Any, region: str, *supports: str) -> Answers:
    """What Spark answers, of some supports or of all."""
    ruleset, _ = register(region, HOMES // 2)
    rows = spark.createDataFrame(table(region, HOMES // 2).collect().to_arrow())
    return by_subject(answers_on_spark(ruleset, rows, AS_OF, supports=supports or None).collect())


def part(region: str, every: int) -> list[str]:
    """Some supports of a plan; in a thorough run all of them."""
    ruleset, _ = register(region, HOMES // 2)
    return list(ruleset.supports)[:: 1 if THOROUGH else every]


def test_spark_answers_as_the_kernel(spark: Any) -> None:
    """The query in Spark's dialect, run by Spark with two threads: a part with every kind of expression that the whole has."""
    chosen = part(WHOLE, 12)
    assert kinds(WHOLE, *chosen) == kinds(WHOLE)
    assert on_spark(spark, WHOLE, *chosen) == {key: one for key, one in granted(proved(WHOLE, HOMES // 2)).items() if key[2] in chosen}


@pytest.mark.parametrize("region", OTHERS)
def test_another_plan_asks_nothing_of_spark_that_it_has_not_run(region: str) -> None:
    """Its whole query holds no kind of expression that is not in what Spark runs."""
    assert kinds(region) <= kinds(WHOLE)


@pytest.mark.parametrize("region", OTHERS if THOROUGH else OTHERS[-1:])
def test_spark_answers_a_part_of_every_other_plan(region: str, spark: Any) -> None:
    """A thorough run asks all of every one."""
    chosen = part(region, 16)
    assert on_spark(spark, region, *chosen) == {key: one for key, one in granted(proved(region, HOMES // 2)).items() if key[2] in chosen}


def test_spark_rests_as_the_kernel(spark: Any) -> None:
    """A support of each basis, or in a thorough run all; the whole query in Spark's dialect is run beside the tests of what it answers."""
    ruleset, _ = standing.register("fuzhou_jx", HOMES // 2)
    everything = standing.kernel("fuzhou_jx", HOMES // 2)
    resting: dict[str, dict[str, None]] = {}
    for (_, _, support), basis in everything.items():
        resting.setdefault(basis, {})[support] = None
    chosen = {support for supports in resting.values() for support in list(supports)[: None if THOROUGH else 1]}
    rows = spark.createDataFrame(standing.table("fuzhou_jx", HOMES // 2).collect().to_arrow())
    answers = answers_on_spark(ruleset, rows, standing.AFTER, supports=chosen).collect()
    said = {(one.row_no, one.subject, one.support): one.rests_on for one in answers}
    assert set(said.values()) == {"national", "scheme", "ended_plan"}
    assert said == {key: everything[key] for key in said}


def test_spark_answers_by_the_book(toy: Toy, book: Callable[..., el.Book], spark: Any) -> None:
    """Rates of a county and of its city, amounts at both ends, and what rests on the book once the plan has ended."""
    ruleset, read = by_the_book.rules(toy), by_the_book.county_in_city(book)
    local, constants = by_the_book.placed(ruleset, read, by_the_book.AFTER)
    rows = spark.createDataFrame(by_the_book.frame().collect().to_arrow())
    answers = answers_on_spark(ruleset, rows, by_the_book.AFTER, constants, amounts=True, local=local)
    assert by_the_book.of_query(answers.collect()) == by_the_book.kernel(ruleset, read, by_the_book.AFTER)


def test_spark_gives_both_ends_of_amounts(tmp_path: Path, spark: Any) -> None:
    """For rows in which facts are unknown, as `test_amount_terms.py` asks of the other engines."""
    ruleset = amounts.written(tmp_path)
    rows = spark.createDataFrame(amounts.frame().to_arrow())
    amounts.agree(ruleset, answers_on_spark(ruleset, rows, amounts.DAY, amounts.CONSTANTS, amounts=True).collect())


def test_evaluate_brings_sparks_answers_back(spark: Any) -> None:
    """The same call as for the other engines, of the supports that are asked for, on the session that is there."""
    ruleset, found = register("zhalainuoer", 30)
    chosen = ("living_allowance", "nursing_subsidy", "home_modification")
    answers = evaluate(ruleset, frame_of(ruleset, found), AS_OF, engine="spark", master=spark.sparkContext.master, supports=chosen)
    assert answered(answers) == {key: one for key, one in granted(expected(ruleset, found)).items() if key[2] in chosen}


def test_rows_move_once_and_no_step_is_python(spark: Any) -> None:
    """Rows are exchanged by household alone; what is joined to them is small enough to be sent everywhere. None is a constant."""
    ruleset, _ = register(WHOLE, HOMES // 2)
    rows = spark.createDataFrame(table(WHOLE, HOMES // 2).collect().to_arrow())
    asked = answers_on_spark(ruleset, rows, AS_OF, supports=("living_allowance", "nursing_subsidy", "dibao"))
    plan = asked._jdf.queryExecution().executedPlan().toString()
    moved = [line for line in plan.splitlines() if "Exchange" in line and "BroadcastExchange" not in line]
    assert len(moved) == 1 and "hashpartitioning(household" in moved[0], moved
    assert not [line for line in plan.splitlines() if "LocalTableScan" in line and "row_no" in line]
    assert not [name for name in ("EvalPython", "PythonUDF", "MapInPandas", "MapInArrow") if name in plan]
    said = told_of(plan)
    assert said.startswith("plan: shuffles of rows: 1 (hashpartitioning(household, alone_no, "), said
    assert said.endswith("; small tables sent to every worker: 1; steps in Python: none"), said
