"""Every engine says on what an answer rests as the kernel does, from the day after the plan ends."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest

import eligibility as el
from eligibility.bulk import evaluate
from eligibility.bulk.evaluation import count
from eligibility.bulk.lower import lower
from eligibility.bulk.sql import query, sql_name
from eligibility.decide.evaluation import Evaluation
from eligibility.decide.standing import standing_of
from tests.bulk.registers import HOMES, every_region, frame_of, homes
from tests.conftest import Toy, support

LAST, AFTER = date(2025, 12, 31), date(2026, 11, 27)
Rests = dict[tuple[int, str, str], str]


@cache
def _largest(region: str) -> tuple[el.Ruleset, list[Any]]:
    ruleset = el.load_ruleset(region, as_of=AFTER)
    return ruleset, list(homes(ruleset, 11, HOMES, AFTER))


def register(region: str, number: int) -> tuple[el.Ruleset, list[Any]]:
    """The first of a region's generated households."""
    ruleset, found = _largest(region)
    return ruleset, found[:number]


@cache
def table(region: str, number: int) -> pl.LazyFrame:
    """The register of these households."""
    return frame_of(*register(region, number))


def kernel(region: str, number: int, *, complete: bool = False) -> Rests:
    """What the kernel says of every answer to them, refused ones too."""
    _, found = register(region, number)
    last = found[-1].rows[-1]["row"]
    return {key: rests for key, rests in _said(region, complete).items() if key[0] <= last}


@cache
def _said(region: str, complete: bool) -> Rests:
    ruleset, found = _largest(region)
    said: Rests = {}
    for home in found:
        situation = home.situation(AFTER, complete)
        evaluation, lines = Evaluation(ruleset, situation), home.lines(situation)
        for part, subject in evaluation:
            if subject.id in lines:
                status = evaluation.raw[part.id, subject.id].status
                said[lines[subject.id], subject.kind, part.id] = standing_of(evaluation, part, subject, status).rests_on
    return said


def said_by(frame: pl.LazyFrame) -> Rests:
    table = frame.collect().select("row", "subject", "support", "rests_on")
    return {(row, subject, name): rests for row, subject, name, rests in table.iter_rows()}


@pytest.mark.parametrize("complete", [False, True])
@every_region
def test_polars_rests_as_the_kernel(region: str, complete: bool) -> None:
    """Of every answer, refused ones too; national, scheme and ended plan all occur."""
    ruleset, _ = register(region, HOMES)
    said = said_by(evaluate(ruleset, table(region, HOMES), AFTER, complete=complete, refused=True))
    assert said == kernel(region, HOMES, complete=complete)
    assert set(said.values()) == {"national", "scheme", "ended_plan"}


@every_region
def test_duckdb_rests_as_the_kernel(region: str) -> None:
    pytest.importorskip("duckdb")
    ruleset, _ = register(region, HOMES)
    assert said_by(evaluate(ruleset, table(region, HOMES), AFTER, refused=True, engine="duckdb")) == kernel(region, HOMES)


@every_region
def test_the_printed_query_rests_as_the_kernel(region: str) -> None:
    """In its last column, of every answer that is not refused."""
    duckdb = pytest.importorskip("duckdb")
    ruleset, _ = register(region, HOMES // 2)
    rows = table(region, HOMES // 2).collect()
    connection = duckdb.connect()
    connection.register("register", rows.rename(sql_name).to_arrow())
    answers = connection.execute(query(ruleset, rows.columns, AFTER, language="zh").text("duckdb"))
    assert [column[0] for column in answers.description][-1] == "rests_on"
    everything = kernel(region, HOMES // 2)
    said = {(row, subject, name): rests for row, subject, name, *_, rests in answers.fetchall()}
    assert said == {key: everything[key] for key in said}
    listed = evaluate(ruleset, table(region, HOMES // 2), AFTER)
    assert said == said_by(listed)


@every_region
def test_in_the_period_everything_rests_on_the_plan(region: str) -> None:
    """And the plan of the engines is that of a ruleset without national bases."""
    ruleset, _ = register(region, 20)
    assert set(said_by(evaluate(ruleset, table(region, 20), LAST, refused=True)).values()) == {"plan"}
    columns = table(region, 20).collect_schema().names()
    assert not any("core." in step.name for layer in lower(ruleset, columns, LAST).layers for step in layer.steps)
    assert any("core." in step.name for layer in lower(ruleset, columns, AFTER).layers for step in layer.steps)


def test_a_grant_now_needs_the_national_rule_now(toy: Toy) -> None:
    """As in the kernel: dibao that could be had carries only an answer that waits for it."""
    supports = "\nsupports:\n  dibao: {area: allowances, zh: 低保, en: Dibao}\n  cash: {area: allowances, zh: 现金, en: Cash}\n"
    rules = (
        support("household.assets_within_limits", name="dibao", entity="household")
        + "\n- support: cash\n  for: person\n  routes:\n    main: {when: has.dibao, modality: mandatory, cite: [一]}\n"
        + "    own: {when: autism, modality: mandatory, cite: [一]}\n  benefit: {kind: cash}\n"
    )
    basis = "basis:\n  cash:\n    core: has.dibao\n    sources: [{document: D, seen: false}]\n"
    ruleset = el.load_ruleset(toy(rules, supports=supports, conflicts="conflicts: []\n", basis=basis))
    frame = pl.DataFrame(
        {
            "row": [1, 2, 3, 4],
            "household.assets_within_limits": [True, True, True, True],
            "household.dibao": [False, False, True, None],
            "person.autism": [False, True, True, True],
        }
    )
    for engine in ("polars", "duckdb"):
        answers = evaluate(ruleset, frame.lazy(), AFTER, engine=engine, supports=["cash"]).collect().sort("row")  # type: ignore[arg-type]
        assert list(zip(answers["status"], answers["rests_on"], strict=True)) == [
            ("eligible_after", "national"), ("eligible", "ended_plan"), ("eligible", "national"), ("eligible", "scheme"),
        ]  # fmt: skip


def test_counts_are_by_what_answers_rest_on() -> None:
    ruleset, _ = register("fuzhou_jx", HOMES)
    counted = count(ruleset, table("fuzhou_jx", HOMES), AFTER)
    listed = evaluate(ruleset, table("fuzhou_jx", HOMES), AFTER, refused=True).group_by("support", "rests_on").len().collect()
    assert sorted(counted.group_by("support", "rests_on").agg(pl.col("count").sum()).iter_rows()) == sorted(
        listed.select(pl.col("support").cast(pl.String), "rests_on", "len").iter_rows()
    )
