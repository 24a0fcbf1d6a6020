"""A support for several kinds of subject in every engine: each part has its own answers, and all engines give those of the kernel."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

import eligibility as el
from eligibility.bulk import count, evaluate, evaluate_wide
from eligibility.bulk.sql import query, sql_name
from eligibility.decide.compiled import program_of
from eligibility.decide.run import run
from eligibility.durable.case import infer
from eligibility.facts.flatten import flatten
from eligibility.rules.version_lookup import load_ruleset
from tests.bulk.registers import AS_OF, Home, answered, by_subject, expected, frame_of, granted, homes
from tests.conftest import DAY, Toy, examples
from tests.kinds import KINDS
from tests.property.strategies import rulesets
from tests.property.test_engines import households

SMALL = 300


@pytest.fixture
def kinds(toy: Toy) -> el.Ruleset:
    return load_ruleset(toy(KINDS))


def register(ruleset: el.Ruleset) -> tuple[list[Home], pl.LazyFrame]:
    found = list(homes(ruleset, 7, SMALL))
    return found, frame_of(ruleset, found)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("complete", [False, True])
def test_tables_answer_as_the_kernel(kinds: el.Ruleset, engine: str, complete: bool) -> None:
    """Persons and households have answers of their own to one support; organisations are in no register."""
    pytest.importorskip(engine)
    found, frame = register(kinds)
    answers = answered(evaluate(kinds, frame, AS_OF, complete=complete, refused=True, engine=engine))  # type: ignore[arg-type]
    assert answers == expected(kinds, found, complete=complete)
    told = {(kind, support, status) for (_, kind, support), (status, _) in answers.items()}
    assert {("person", "home", "eligible"), ("household", "home", "eligible")} <= told
    assert {("person", "card", "eligible_after"), ("household", "staff", "eligible_after")} <= told


def test_the_printed_query_answers_as_the_kernel(kinds: el.Ruleset) -> None:
    """The query that a database runs has one column for each part, and its comments name the part's own routes."""
    duckdb = pytest.importorskip("duckdb")
    found, frame = register(kinds)
    rows = frame.collect()
    text = query(kinds, rows.columns, AS_OF, language="en").text("duckdb")
    connection = duckdb.connect()
    connection.register("register", rows.rename(sql_name).to_arrow())
    assert by_subject(connection.execute(text).fetchall()) == granted(expected(kinds, found))
    assert "Home | alone: 一; waiting: 一" in text and "Home | together: 一" in text


def test_counts_and_columns_are_by_kind(kinds: el.Ruleset) -> None:
    _, frame = register(kinds)
    answers = evaluate(kinds, frame, AS_OF, refused=True).collect()
    keys = ["subject", "support", "status", "route", "rests_on"]
    assert set(count(kinds, frame, AS_OF).iter_rows()) == set(answers.group_by(keys).len().iter_rows())
    by_kind = {kind: evaluate_wide(kinds, frame, AS_OF, subject=kind).collect() for kind in ("person", "household")}  # type: ignore[arg-type]
    assert by_kind["person"].columns == ["row", "cash", "home", "card"] and by_kind["household"].columns == ["row", "home", "staff"]


@given(rules=rulesets(several=True), seed=st.integers(0, 99))
@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_tables_answer_as_the_kernel_on_generated_rules(toy: Toy, rules: str, seed: int) -> None:
    """Law: with supports for several kinds of subject, whatever their conditions, tables answer as the kernel."""
    try:
        ruleset = load_ruleset(toy(rules))
    except el.RulesetError:
        return
    event(f"{len(ruleset.parts)} parts of {len(ruleset.supports)} supports")
    found = list(homes(ruleset, seed, 20))
    answers = answered(evaluate(ruleset, frame_of(ruleset, found), AS_OF, refused=True))
    assert answers == expected(ruleset, found)


@pytest.mark.usefixtures("live")
def test_the_live_engine_answers_as_the_kernel(kinds: el.Ruleset) -> None:
    for profile, parsed in households(kinds, 60):
        situation = flatten(parsed, DAY)
        statuses = {key: raw.status for key, raw in run(program_of(kinds), kinds, situation).items()}
        assert infer(kinds, situation) == statuses, profile
