"""Run the query on Spark, on an existing cluster or in this process."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from eligibility._optional import require_package
from eligibility.book.bound import LocalBook
from eligibility.bulk.constants import Constants
from eligibility.rules.ruleset import Ruleset

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def spark_session(master: str) -> SparkSession:
    """A session on a master (`local[2]`, `spark://host:7077`, `yarn`). A session that this process already has is used."""
    pyspark = require_package("pyspark.sql", "spark")
    builder = pyspark.SparkSession.builder.master(master).appName("eligibility")
    # Spark would otherwise answer a register of some megabytes while it plans: in one thread, and without compiling anything.
    builder = builder.config("spark.sql.execution.arrow.localRelationThreshold", "0")
    session: SparkSession = (
        builder.config("spark.sql.session.timeZone", "UTC").config("spark.ui.showConsoleProgress", "false").getOrCreate()
    )
    return session


def answers_on_spark(
    ruleset: Ruleset,
    register: DataFrame,
    as_of: date,
    constants: Constants | None = None,
    *,
    complete: bool = False,
    supports: Collection[str] | None = None,
    amounts: bool = False,
    local: LocalBook | None = None,
) -> DataFrame:
    """Every answer of a register that Spark holds, as a Spark data frame. Nothing is collected on the driver.

    The register's columns are named as in `bulk.register_schema` or as in SQL (`person_needs_rehab`, `row_no`). The answers are
    one row for each subject and support that is not refused: `row_no`, `subject`, `support`, `status`, `route`, `clause`,
    `rests_on`, and with `amounts` also `amount_low` and `amount_high`.
    """
    require_package("sqlglot", "spark")
    from eligibility.bulk.sql import frame_names, query, sql_name

    names = frame_names(ruleset, register.columns, local)
    renamed = register.withColumnsRenamed({column: sql_name(name) for column, name in names.items() if column != sql_name(name)})
    view = f"register_{id(renamed)}"
    renamed.createOrReplaceTempView(view)
    try:
        asked = query(
            ruleset, names.values(), as_of, constants, complete=complete, supports=supports, table=view, amounts=amounts, local=local
        )
        return register.sparkSession.sql(asked.text("spark", pretty=False))
    finally:
        register.sparkSession.catalog.dropTempView(view)


def collected(
    ruleset: Ruleset,
    frame: pl.LazyFrame,
    as_of: date,
    constants: Constants,
    complete: bool,
    supports: Collection[str] | None,
    master: str,
    amounts: bool = False,
    local: LocalBook | None = None,
) -> pl.DataFrame:
    """The answers of a register frame that is sent to Spark, collected on the driver. The driver holds both."""
    session = spark_session(master)
    register = session.createDataFrame(frame.collect(engine="streaming").to_arrow())
    answers = answers_on_spark(ruleset, register, as_of, constants, complete=complete, supports=supports, amounts=amounts, local=local)
    found = pl.from_arrow(answers.toArrow())
    assert isinstance(found, pl.DataFrame)
    return found.drop("clause").rename({"row_no": "row"})
