"""What a register's answers mean beside what is received: missed, not due today, unjustified, consistent, or undetermined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import polars as pl

from eligibility.bulk import evaluate
from eligibility.bulk.evaluation import AMOUNT, AMOUNT_COLUMNS
from eligibility.bulk.flat_records import COMPLETE_COLUMN, records
from eligibility.decide.compiled import conditions_now, receipt
from eligibility.facts.vocabulary import disabled, facts
from eligibility.i18n import Text
from eligibility.logic.expr import Expr, Flag, Quantity
from eligibility.register.options import Job
from eligibility.rules.labels import SOFT
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.support import SupportPart

Gap = Literal["missed", "to_verify", "after", "not_due", "unjustified", "paid_differs", "undetermined", "consistent", "offered"]

GAPS: Mapping[Gap, Text] = {
    "missed": Text("应享未享", "missed"),
    "to_verify": Text("待核实", "to verify"),
    "after": Text("先办前一项后符合", "after others"),
    "not_due": Text("已领，今日不符合", "received, not due today"),
    "unjustified": Text("疑似应退未退", "apparently ineligible"),
    "paid_differs": Text("应发与实发不符", "paid differs"),
    "undetermined": Text("无法比对", "undetermined"),
    "consistent": Text("一致", "consistent"),
    "offered": Text("可提供", "offered"),
}
"""missed: entitled now and not receiving; to_verify: the same, by a plan that has ended and nothing else that is known; after:
entitled once another support is granted; not_due: receiving, and refused as things are, though it may be had once another support is
granted; unjustified: receiving, and the refusal is proved; consistent: entitled and
receiving; paid_differs: the same, but what is paid lies outside what the rules give; undetermined: the answer or the receipt
is not known; offered: what the plan only promotes or encourages, to which nobody has a claim."""

_RECEIVES = "person.receives."

GENERAL = frozenset({"social_assistance", "insurance"})
"""Areas whose supports reach people beyond a plan for disabled persons: that someone is not disabled refuses nothing there."""

ANSWERS_SCHEMA = {
    "row": pl.Int64, "subject": pl.String, "support": pl.String, "status": pl.String, "route": pl.String,
    "rests_on": pl.String, "received": pl.Boolean, "gap": pl.String, "amount_low": AMOUNT, "amount_high": AMOUNT,
    "paid": AMOUNT,
}  # fmt: skip


def with_gaps(answers: pl.DataFrame, rows: pl.DataFrame, job: Job) -> pl.DataFrame:
    """Every answer that is not refused, and every refused one that is received, with `received` and `gap`."""
    held = _received(rows, job)
    words = pl.col("subject", "support", "status", "route", "rests_on").cast(pl.String)
    open_ = answers.select("row", words, *AMOUNT_COLUMNS)
    keys = ["row", "subject", "support"]
    listed = open_.join(held, on=keys, how="left", maintain_order="left")
    refused = held.filter(pl.col("received") & ~pl.col("outside")).join(open_, on=keys, how="anti")
    none = (pl.lit(None, AMOUNT).alias(name) for name in AMOUNT_COLUMNS)
    refused = refused.with_columns(*none, status=pl.lit(Status.NOT_ELIGIBLE.value), route=pl.lit(None, pl.String))
    refused = refused.join(_rests_of_refused(refused, rows, job), on=keys, how="left", maintain_order="left")
    whole = pl.concat([part.select(*keys, "status", "route", "rests_on", "received", *AMOUNT_COLUMNS) for part in (listed, refused)])
    paid = whole.join(_paid(rows), on=keys, how="left", maintain_order="left")
    paid = paid.join(_not_due(paid, rows, job), on=keys, how="left", maintain_order="left")
    return paid.with_columns(_gap(job.ruleset).alias("gap")).select(list(ANSWERS_SCHEMA))


def _paid(rows: pl.DataFrame) -> pl.DataFrame:
    """What is paid now, for every person and support of which the register says it: `row`, `subject`, `support`, `paid`."""
    prefix = "person.amounts."
    subject = pl.lit("person").alias("subject")
    parts = [pl.DataFrame(schema={"row": pl.Int64, "subject": pl.String, "support": pl.String, "paid": AMOUNT})]
    for name in (name for name in rows.columns if name.startswith(prefix)):
        support = pl.lit(name.removeprefix(prefix)).alias("support")
        parts.append(rows.select("row", subject, support, pl.col(name).cast(AMOUNT).alias("paid")).drop_nulls("paid"))
    return pl.concat(parts)


def _rests_of_refused(refused: pl.DataFrame, rows: pl.DataFrame, job: Job) -> pl.DataFrame:
    """What refused answers rest on: asked of the engine for these supports alone, and only where there are some."""
    keys = ["row", "subject", "support"]
    supports = refused["support"].unique().to_list()
    if not supports:
        return pl.DataFrame(schema=dict.fromkeys(keys, pl.String) | {"row": pl.Int64, "rests_on": pl.String})
    answers = evaluate(job.ruleset, rows.lazy(), job.as_of, job.constants, job.complete, refused=True, supports=supports, local=job.local)
    said = answers.select(pl.col("row"), pl.col("subject", "support", "rests_on").cast(pl.String))
    return said.join(refused.select(keys).lazy(), on=keys, how="semi").collect()


def _not_due(answers: pl.DataFrame, rows: pl.DataFrame, job: Job) -> pl.DataFrame:
    """What is received and refused as things are, counting only the supports of which the register says that they are received: `row`,
    `subject`, `support`, `refused_now`.

    Asked only of answers that the supports still to be had keep open.
    """
    waiting = answers.filter(pl.col("received") & pl.col("status").is_in([Status.ELIGIBLE_AFTER.value, Status.UNDETERMINED.value]))
    kinds = {(str(support), str(kind)) for support, kind in waiting.select("support", "subject").unique().iter_rows()}
    parts = [part for part in job.ruleset.parts if part.key in kinds and part.demands]
    found = [pl.DataFrame(schema={"row": pl.Int64, "subject": pl.String, "support": pl.String, "refused_now": pl.Boolean})]
    routes = {part: conditions_now(part, job.ruleset) for part in parts}
    told = as_received(rows, parts)
    known = (
        records(job.ruleset, told.lazy(), job.as_of, list(dict.fromkeys(routes.values())), job.constants, job.complete) if parts else None
    )
    for part, condition in routes.items():
        column = known.conditions.get(condition) if known else None
        if known is not None and column is not None:
            mine = known.table.select("row", pl.lit(part.entity).alias("subject"), pl.lit(part.id).alias("support"), ~pl.col(column))
            found.append(mine.rename({column: "refused_now"}).filter("refused_now"))
    return pl.concat(found).join(waiting, on=["row", "subject", "support"], how="semi")


def as_received(rows: pl.DataFrame, parts: Iterable[SupportPart]) -> pl.DataFrame:
    """The register in which nothing that the parts depend on is received but what it says: facts of their own (dibao) stay unknown."""
    names = sorted({f"{_RECEIVES}{support}" for part in parts for support in part.demands})
    held = [pl.col(name).fill_null(False) if name in rows.columns else pl.lit(False).alias(name) for name in names]
    return rows.with_columns(held)


def _gap(ruleset: Ruleset) -> pl.Expr:
    soft = [(name, route.name) for name, rule in ruleset.supports.items() for route in rule.routes if route.modality in SOFT]
    offered = pl.concat_str("support", "route", separator="\x1f").is_in([f"{name}\x1f{route}" for name, route in soft]).fill_null(False)
    granted = pl.col("status") == Status.ELIGIBLE.value
    received = pl.col("received")
    return (
        pl.when(received & pl.col("refused_now").fill_null(False))
        .then(pl.lit("not_due"))
        .when(pl.col("status") == Status.UNDETERMINED.value)
        .then(pl.lit("undetermined"))
        .when(pl.col("status") == Status.ELIGIBLE_AFTER.value)
        .then(pl.lit("after"))
        .when(granted & received & ((pl.col("paid") < pl.col("amount_low")) | (pl.col("paid") > pl.col("amount_high"))))
        .then(pl.lit("paid_differs"))
        .when(granted & received)
        .then(pl.lit("consistent"))
        .when(granted & offered)
        .then(pl.lit("offered"))
        .when(granted & ~received & (pl.col("rests_on") == "ended_plan"))
        .then(pl.lit("to_verify"))
        .when(granted & ~received)
        .then(pl.lit("missed"))
        .when(granted)
        .then(pl.lit("undetermined"))
        .otherwise(pl.lit("unjustified"))
    )


# -- what is received


def _received(rows: pl.DataFrame, job: Job) -> pl.DataFrame:
    """For every subject and support whose receipt is known: `row`, `subject`, `support`, `received`, `outside`.

    `outside`: the support is a general one, and nobody concerned is a disabled person, so that a plan for disabled persons
    does not say who may have it.
    """
    ruleset = job.ruleset
    asked = {part: receipt(part.entity, part.id) for support in job.supports for part in ruleset.held(support)}
    flags = {part: expr.body if isinstance(expr, Quantity) else expr for part, expr in asked.items()}
    concerned: dict[str, Expr] = {"person": disabled(), "household": Flag(facts()["household.disabled_member"])}
    wanted = list(dict.fromkeys([*(flag for flag in flags.values() if isinstance(flag, Flag)), *concerned.values()]))
    known = records(ruleset, rows.lazy(), job.as_of, wanted, job.constants, job.complete)
    table = known.table if COMPLETE_COLUMN in known.table.columns else known.table.with_columns(pl.lit(False).alias(COMPLETE_COLUMN))
    parts = [
        pl.DataFrame(schema={"row": pl.Int64, "subject": pl.String, "support": pl.String, "received": pl.Boolean, "outside": pl.Boolean})
    ]
    for rule, flag in flags.items():
        column = known.conditions.get(flag)
        about = known.conditions.get(concerned[rule.entity]) if rule.area in GENERAL else None
        if column is not None:
            outside = (pl.lit(False) if about is None else ~pl.col(about).fill_null(True)).alias("outside")
            parts.append(_held(table.with_columns(outside), column, rule, isinstance(asked[rule], Quantity)))
    return pl.concat(parts)


def _held(table: pl.DataFrame, column: str, rule: SupportPart, any_member: bool) -> pl.DataFrame:
    if rule.entity == "person":
        found = table.select("row", pl.col(column).alias("received"), "outside")
    else:
        home = pl.coalesce(pl.col("household"), pl.concat_str(pl.lit("\x1f"), pl.col("row").cast(pl.String)))
        some = pl.col(column).any(ignore_nulls=False)
        whole = pl.col(COMPLETE_COLUMN).fill_null(False).first()
        said = pl.when(some | whole).then(some) if any_member else pl.col(column).first()
        grouped = table.group_by(home.alias("home"), maintain_order=True)
        found = grouped.agg(pl.col("row").min(), said.alias("received"), pl.col("outside").first()).drop("home")
    subject, support = pl.lit(rule.entity).alias("subject"), pl.lit(rule.id).alias("support")
    return found.filter(pl.col("received").is_not_null()).select("row", subject, support, "received", "outside")


def told(rows: pl.DataFrame, ruleset: Ruleset, supports: list[str]) -> list[str]:
    """The supports of whose receipt the register says something."""
    found = []
    for support in supports:
        asked = [receipt(part.entity, support) for part in ruleset.held(support)]
        flags = [expr.body if isinstance(expr, Quantity) else expr for expr in asked]
        keys = {f"person.receives.{support}", *(flag.fact.key for flag in flags if isinstance(flag, Flag))}
        if any(key in rows.columns and rows[key].is_not_null().any() for key in keys):
            found.append(support)
    return found


def claims(ruleset: Ruleset) -> list[str]:
    """The supports of persons and households that at least one route gives a claim to."""
    return [
        name for name, rule in ruleset.supports.items() if any(route.modality not in SOFT for part in rule.held for route in part.routes)
    ]
