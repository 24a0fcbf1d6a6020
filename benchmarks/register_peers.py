"""Six supports of Zhangye's plan for a whole register, written by hand: in Polars, in DuckDB's SQL, for openfisca-core.

Polars and SQL answer in three values, with households, as the library does: 0 refused, 1 undetermined, 2 eligible,
3 eligible after others. openfisca-core knows two values and no missing facts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

SUPPORTS = (
    "nursing_subsidy", "living_allowance", "dibao_single_person", "sunshine_home", "public_welfare_post", "medical_insurance_contribution",
)  # fmt: skip


def polars(register: Path, out: Path) -> None:
    """One lazy pipeline, counts over households as window expressions."""
    import polars as pl

    c = pl.col
    as_of = pl.lit("2024-06-01").str.to_date()

    def code(routes: Any, unless: Any = None, then: Any = None) -> Any:
        chain = pl.when(unless).then(0) if unless is not None else pl.when(False).then(0)
        chain = chain.when(routes).then(2)
        if then is not None:
            chain = chain.when(then).then(3)
        return chain.when((routes if then is None else then).is_null()).then(1).otherwise(0).cast(pl.UInt8)

    born = c("person.birth_date")
    of_year = born.dt.month().cast(pl.Int32) * 100 + born.dt.day()
    home = ["household", "alone"]
    income = c("household.monthly_income_per_capita")
    urban, rural = income < c("locality.dibao_standard.urban"), income < c("locality.dibao_standard.rural")
    frame = (
        pl.scan_parquet(register)
        .with_columns(
            pl.when(c("household").is_null()).then(c("row")).alias("alone"),
            pl.when(c("person.certificate_valid_until") < as_of)
            .then(False)
            .when(c("person.certified").is_null() & (c("person.grade") == 0))
            .then(False)
            .otherwise(c("person.certified"))
            .alias("certified"),
            pl.when(born.is_not_null()).then(2024 - born.dt.year() - (of_year > 601)).otherwise(c("person.age")).alias("age"),
            c("person.grade").is_between(1, 2).alias("severe"),
            pl.when(c("person.receives.tekun")).then(True).otherwise(c("person.tekun")).alias("tekun"),
        )
        .with_columns((c("certified") | c("person.grade").is_between(1, 4)).alias("disabled"), c("age").is_between(16, 59).alias("working"))
        .with_columns(
            pl.len().over(home).alias("rows"),
            c("person.receives.dibao").fill_null(False).sum().over(home).alias("dibao_rows"),
            c("disabled").fill_null(False).sum().over(home).alias("disabled_rows"),
            c("disabled").fill_null(True).sum().over(home).alias("maybe_disabled"),
        )
        .with_columns(
            pl.when(c("dibao_rows") >= 1).then(True).otherwise(c("household.dibao")).alias("dibao"),
            pl.when(c("disabled_rows") >= 1)
            .then(True)
            .when((c("household.size") <= c("rows")) & (c("maybe_disabled") == 0))
            .then(False)
            .otherwise(c("household.disabled_member"))
            .alias("some_disabled"),
        )
        .with_columns(
            (c("household.low_income") | c("household.dibao_margin") | c("dibao")).alias("low_income"),
            (
                c("dibao")
                | (((c("household.area") == "urban") & urban) | ((c("household.area") == "rural") & rural) | (urban & rural))
                & c("household.assets_within_limits")
            ).alias("qualified"),
        )
        .with_columns((c("severe") & c("low_income")).alias("single"), (c("some_disabled") & c("qualified")).alias("home_dibao"))
    )
    margin = c("certified") & c("household.dibao_margin") & c("locality.options.living_allowance_margin")
    hardship = c("certified") & (c("household.economic_difficulty") | c("low_income")) & c("locality.options.living_allowance_other")
    recipient = c("dibao") | c("person.receives.dibao_single_person")
    grade_3_4 = c("certified") & c("person.grade").is_between(1, 4) & c("locality.options.nursing_subsidy_grade_3_4")
    answers = {
        "nursing_subsidy": code(
            (c("certified") & c("severe"))
            | (grade_3_4 & c("person.grade_intellectual").is_between(3, 4))
            | (grade_3_4 & c("person.grade_mental").is_between(3, 4))
            | (c("certified") & c("locality.options.nursing_subsidy_other")),
            c("tekun") | c("person.receives.work_injury_nursing"),
        ),
        "living_allowance": code(
            (c("certified") & recipient) | margin | hardship,
            c("tekun") | c("person.receives.work_injury_nursing") | c("person.receives.orphan_living_allowance"),
            (c("certified") & (recipient | c("home_dibao") | c("single"))) | margin | hardship,
        ),
        "dibao_single_person": code(c("single")),
        "sunshine_home": code(
            (c("person.grade_intellectual").is_between(1, 4) & c("person.grade").is_between(1, 4) & c("working"))
            | (c("person.grade_mental").is_between(1, 4) & c("person.grade").is_between(1, 4) & c("working"))
            | (c("person.grade_physical").is_between(1, 2) & c("severe") & c("working"))
            | (c("disabled") & c("working") & c("person.recognised.sunshine_home"))
        ),
        "public_welfare_post": code(
            (c("disabled") & c("low_income"))
            | (c("some_disabled") & c("low_income") & (c("person.relation_to_disabled") != "self"))
            | (c("disabled") & c("person.work_capacity").is_in(["full", "partial"]))
            | (c("disabled") & c("person.circumstances.listed_post_applicant"))
            | c("person.circumstances.special_school_graduate")
        ),
        "medical_insurance_contribution": code(c("disabled")),
    }
    frame.select("row", *(answer.alias(support) for support, answer in answers.items())).sink_parquet(out)


SQL = """
WITH people AS (
  SELECT *,
    CASE WHEN household IS NULL THEN "row" END AS alone,
    CASE WHEN "person.certificate_valid_until" < DATE '2024-06-01' THEN FALSE
         WHEN "person.certified" IS NULL AND "person.grade" = 0 THEN FALSE ELSE "person.certified" END AS certified,
    CASE WHEN "person.birth_date" IS NOT NULL
         THEN 2024 - year("person.birth_date")
              - CASE WHEN month("person.birth_date") * 100 + day("person.birth_date") > 601 THEN 1 ELSE 0 END
         ELSE "person.age" END AS age,
    "person.grade" IN (1, 2) AS severe,
    CASE WHEN "person.receives.tekun" THEN TRUE ELSE "person.tekun" END AS tekun
  FROM register
), marked AS (
  SELECT *, certified OR "person.grade" IN (1, 2, 3, 4) AS disabled, age BETWEEN 16 AND 59 AS working FROM people
), counted AS (
  SELECT *,
    count(*) OVER home AS rows_of_home,
    sum(CASE WHEN "person.receives.dibao" THEN 1 ELSE 0 END) OVER home AS dibao_rows,
    sum(CASE WHEN disabled THEN 1 ELSE 0 END) OVER home AS disabled_rows,
    sum(CASE WHEN coalesce(disabled, TRUE) THEN 1 ELSE 0 END) OVER home AS maybe_disabled
  FROM marked WINDOW home AS (PARTITION BY household, alone)
), homes AS (
  SELECT *,
    CASE WHEN dibao_rows >= 1 THEN TRUE ELSE "household.dibao" END AS dibao,
    CASE WHEN disabled_rows >= 1 THEN TRUE
         WHEN "household.size" <= rows_of_home AND maybe_disabled = 0 THEN FALSE ELSE "household.disabled_member" END AS some_disabled,
    "household.monthly_income_per_capita" < "locality.dibao_standard.urban" AS urban,
    "household.monthly_income_per_capita" < "locality.dibao_standard.rural" AS rural
  FROM counted
), poor AS (
  SELECT *,
    "household.low_income" OR "household.dibao_margin" OR dibao AS low_income,
    dibao OR (("household.area" = 'urban' AND urban) OR ("household.area" = 'rural' AND rural) OR (urban AND rural))
      AND "household.assets_within_limits" AS qualified
  FROM homes
), routes AS (
  SELECT *,
    severe AND low_income AS single,
    dibao OR "person.receives.dibao_single_person" AS recipient,
    some_disabled AND qualified AS home_dibao,
    certified AND "household.dibao_margin" AND "locality.options.living_allowance_margin" AS margin,
    certified AND ("household.economic_difficulty" OR low_income) AND "locality.options.living_allowance_other" AS hardship,
    certified AND severe
      OR certified AND "person.grade" IN (1, 2, 3, 4) AND "person.grade_intellectual" IN (3, 4)
         AND "locality.options.nursing_subsidy_grade_3_4"
      OR certified AND "person.grade" IN (1, 2, 3, 4) AND "person.grade_mental" IN (3, 4)
         AND "locality.options.nursing_subsidy_grade_3_4"
      OR certified AND "locality.options.nursing_subsidy_other" AS nursing,
    "person.grade_intellectual" IN (1, 2, 3, 4) AND "person.grade" IN (1, 2, 3, 4) AND working
      OR "person.grade_mental" IN (1, 2, 3, 4) AND "person.grade" IN (1, 2, 3, 4) AND working
      OR "person.grade_physical" IN (1, 2) AND severe AND working
      OR disabled AND working AND "person.recognised.sunshine_home" AS sunshine,
    disabled AND low_income
      OR some_disabled AND low_income AND "person.relation_to_disabled" <> 'self'
      OR disabled AND "person.work_capacity" IN ('full', 'partial')
      OR disabled AND "person.circumstances.listed_post_applicant"
      OR "person.circumstances.special_school_graduate" AS post
  FROM poor
), allowance AS (
  SELECT *, certified AND recipient OR margin OR hardship AS now, certified AND (recipient OR home_dibao OR single) OR margin OR hardship AS later
  FROM routes
)
SELECT "row",
  CASE WHEN tekun OR "person.receives.work_injury_nursing" THEN 0 WHEN nursing THEN 2 WHEN nursing IS NULL THEN 1 ELSE 0 END
    AS nursing_subsidy,
  CASE WHEN tekun OR "person.receives.work_injury_nursing" OR "person.receives.orphan_living_allowance" THEN 0
       WHEN now THEN 2 WHEN later THEN 3 WHEN later IS NULL THEN 1 ELSE 0 END AS living_allowance,
  CASE WHEN single THEN 2 WHEN single IS NULL THEN 1 ELSE 0 END AS dibao_single_person,
  CASE WHEN sunshine THEN 2 WHEN sunshine IS NULL THEN 1 ELSE 0 END AS sunshine_home,
  CASE WHEN post THEN 2 WHEN post IS NULL THEN 1 ELSE 0 END AS public_welfare_post,
  CASE WHEN disabled THEN 2 WHEN disabled IS NULL THEN 1 ELSE 0 END AS medical_insurance_contribution
FROM allowance
"""


def duckdb(register: Path, out: Path) -> None:
    """One SELECT, counts over households as window functions."""
    import duckdb as engine

    connection = engine.connect()
    connection.execute(f"CREATE VIEW register AS SELECT * FROM '{register}'")
    connection.execute(f"COPY ({SQL}) TO '{out}' (FORMAT parquet)")
