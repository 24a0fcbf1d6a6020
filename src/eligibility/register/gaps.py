"""What a register's answers mean beside what is received: missed, not due today, unjustified, consistent, or undetermined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

import polars as pl

from eligibility.bulk import evaluate
from eligibility.bulk.evaluation import AMOUNT
from eligibility.bulk.flat_records import COMPLETE_COLUMN, records
from eligibility.bulk.register_schema import PolarsType
from eligibility.decide.compiled import conditions_now, receipt
from eligibility.facts.vocabulary import disabled, facts
from eligibility.i18n import Text
from eligibility.logic.expr import Expr, Flag, Quantity
from eligibility.register.answer_table import KEYS, about, key, keys_schema, of_route, with_told, words_type
from eligibility.register.options import Job
from eligibility.rules import words
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

GAP_WORDS = words_type(GAPS)
STATUS_WORDS = words_type(status.value for status in Status)


def answers_schema(ruleset: Ruleset) -> dict[str, PolarsType]:
    """The columns of the answers of a register."""
    routes = words_type(route.name for rule in ruleset.supports.values() for route in rule.routes)
    return {
        **keys_schema(ruleset), "status": STATUS_WORDS, "route": routes, "rests_on": words_type(get_args(words.RestsOn)),
        "received": pl.Boolean(), "gap": GAP_WORDS, "amount_low": AMOUNT, "amount_high": AMOUNT, "paid": AMOUNT,
    }  # fmt: skip


def with_gaps(answers: pl.DataFrame, rows: pl.DataFrame, job: Job) -> pl.DataFrame:
    """Every answer that is not refused, and every refused one that is received, with `received` and `gap`."""
    schema = answers_schema(job.ruleset)
    held = _received(rows, job)
    open_ = _coded(answers, schema)
    listed = with_told(open_, held.drop("outside"))
    refused = held.filter(pl.col("received") & ~pl.col("outside")).drop("outside")
    refused = refused.filter(~_among(refused, open_))
    refused = with_told(refused, _rests_of_refused(refused, rows, job))
    refused = refused.with_columns(pl.lit(Status.NOT_ELIGIBLE.value, STATUS_WORDS).alias("status"))
    found = with_told(pl.concat([listed, refused], how="diagonal"), _paid(rows, job))
    found = with_told(found, _not_due(found, rows, job))
    return found.with_columns(_gap(job.ruleset).alias("gap")).select(list(schema))


def _coded(answers: pl.DataFrame, schema: Mapping[str, PolarsType]) -> pl.DataFrame:
    """Answers of the engine in the types of a schema, which has more columns."""
    return answers.select(pl.col(name).cast(kind) for name, kind in schema.items() if name in answers.columns)


def _paid(rows: pl.DataFrame, job: Job) -> pl.DataFrame:
    """What is paid now, for every person and support of which the register says it: `row`, `subject`, `support`, `paid`."""
    prefix, types = "person.amounts.", keys_schema(job.ruleset)
    parts = [pl.DataFrame(schema={**types, "paid": AMOUNT})]
    for name in rows.columns:
        if name.startswith(prefix) and (support := name.removeprefix(prefix)) in job.ruleset.supports:
            whom = about("person", support, types)
            parts.append(rows.select("row", *whom, pl.col(name).cast(AMOUNT).alias("paid")).drop_nulls("paid"))
    return pl.concat(parts)


def _rests_of_refused(refused: pl.DataFrame, rows: pl.DataFrame, job: Job) -> pl.DataFrame:
    """What refused answers rest on: asked of the engine for these supports alone, and only where there are some."""
    schema = answers_schema(job.ruleset)
    schema = {name: schema[name] for name in (*KEYS, "rests_on")}
    supports = refused["support"].unique().to_list()
    if not supports:
        return pl.DataFrame(schema=schema)
    answers = evaluate(job.ruleset, rows.lazy(), job.as_of, job.constants, job.complete, refused=True, supports=supports, local=job.local)
    said = _coded(answers.select(list(schema)).collect(), schema)
    return said.filter(_among(said, refused))


def _among(answers: pl.DataFrame, others: pl.DataFrame) -> pl.Series:
    """Which answers are among others."""
    return answers.select(key()).to_series().is_in(others.select(key()).to_series().implode())


def _not_due(answers: pl.DataFrame, rows: pl.DataFrame, job: Job) -> pl.DataFrame:
    """What is received and refused as things are, counting only the supports of which the register says that they are received: `row`,
    `subject`, `support`, `refused_now`.

    Asked only of answers that the supports still to be had keep open.
    """
    open_ = pl.col("status").is_in([Status.ELIGIBLE_AFTER.value, Status.UNDETERMINED.value])
    waiting = answers.select(*KEYS, "received", "status").filter(pl.col("received") & open_)
    kinds = {(str(support), str(kind)) for support, kind in waiting.select("support", "subject").unique().iter_rows()}
    parts = [part for part in job.ruleset.parts if part.key in kinds and part.demands]
    types = keys_schema(job.ruleset)
    found = [pl.DataFrame(schema={**types, "refused_now": pl.Boolean})]
    routes = {part: conditions_now(part, job.ruleset) for part in parts}
    told = as_received(rows, parts)
    known = (
        records(job.ruleset, told.lazy(), job.as_of, list(dict.fromkeys(routes.values())), job.constants, job.complete) if parts else None
    )
    for part, condition in routes.items():
        column = known.conditions.get(condition) if known else None
        if known is not None and column is not None:
            mine = known.table.select("row", *about(part.entity, part.id, types), refused_now=~pl.col(column))
            found.append(mine.filter("refused_now"))
    refused = pl.concat(found)
    return refused.filter(_among(refused, waiting))


def as_received(rows: pl.DataFrame, parts: Iterable[SupportPart]) -> pl.DataFrame:
    """The register in which nothing that the parts depend on is received but what it says: facts of their own (dibao) stay unknown."""
    names = sorted({f"{_RECEIVES}{support}" for part in parts for support in part.demands})
    held = [pl.col(name).fill_null(False) if name in rows.columns else pl.lit(False).alias(name) for name in names]
    return rows.with_columns(held)


def _gap(ruleset: Ruleset) -> pl.Expr:
    schema = answers_schema(ruleset)
    soft = [(name, route.name) for name, rule in ruleset.supports.items() for route in rule.routes if route.modality in SOFT]
    pairs = pl.DataFrame(soft, {name: schema[name] for name in ("support", "route")}, orient="row")
    offered = of_route().is_in(pairs.select(of_route()).to_series().implode()).fill_null(False)
    granted = pl.col("status") == Status.ELIGIBLE.value
    received = pl.col("received")
    return (
        pl.when(received & pl.col("refused_now").fill_null(False))
        .then(_word("not_due"))
        .when(pl.col("status") == Status.UNDETERMINED.value)
        .then(_word("undetermined"))
        .when(pl.col("status") == Status.ELIGIBLE_AFTER.value)
        .then(_word("after"))
        .when(granted & received & ((pl.col("paid") < pl.col("amount_low")) | (pl.col("paid") > pl.col("amount_high"))))
        .then(_word("paid_differs"))
        .when(granted & received)
        .then(_word("consistent"))
        .when(granted & offered)
        .then(_word("offered"))
        .when(granted & ~received & (pl.col("rests_on") == "ended_plan"))
        .then(_word("to_verify"))
        .when(granted & ~received)
        .then(_word("missed"))
        .when(granted)
        .then(_word("undetermined"))
        .otherwise(_word("unjustified"))
    )


def _word(gap: Gap) -> pl.Expr:
    return pl.lit(gap, GAP_WORDS)


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
    types = keys_schema(ruleset)
    parts = [pl.DataFrame(schema={**types, "received": pl.Boolean, "outside": pl.Boolean})]
    for rule, flag in flags.items():
        column = known.conditions.get(flag)
        whom = known.conditions.get(concerned[rule.entity]) if rule.area in GENERAL else None
        if column is not None:
            outside = (pl.lit(False) if whom is None else ~pl.col(whom).fill_null(True)).alias("outside")
            found = _held(table.with_columns(outside), column, rule, isinstance(asked[rule], Quantity))
            parts.append(found.select("row", *about(rule.entity, rule.id, types), "received", "outside"))
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
    return found.drop_nulls("received")


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
