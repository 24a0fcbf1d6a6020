"""Six supports of Zhangye's plan for a whole register, written by hand, in Polars and in DuckDB's SQL.

Polars and SQL answer in three values, with households and the route, as the library does: 0 refused, 1 undetermined,
from 2 on a number for each route, then one for each route that waits for other supports.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

SUPPORTS = (
    "nursing_subsidy", "living_allowance", "dibao_single_person", "sunshine_home", "public_welfare_post", "medical_insurance_contribution",
)  # fmt: skip


def polars(register: Path, out: Path, *, joined: bool = False) -> None:
    """One lazy pipeline, counts over households as window expressions or, `joined`, as groups joined to the rows."""
    import polars as pl

    c = pl.col
    as_of = pl.lit("2024-06-01").str.to_date()

    def code(routes: dict[int, Any], unless: Any = None, then: dict[int, Any] | None = None) -> Any:
        last = then or routes
        possible = pl.any_horizontal(list(last.values())) if len(last) > 1 else next(iter(last.values()))
        chain = pl.when(pl.lit(False) if unless is None else unless).then(0)
        for number, route in {**routes, **(then or {})}.items():
            chain = chain.when(route).then(number)
        return chain.when(possible.is_null()).then(1).otherwise(0).cast(pl.UInt8)

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
    )
    counts = {
        "rows": pl.len(),
        "dibao_rows": c("person.receives.dibao").fill_null(False).sum(),
        "disabled_rows": c("disabled").fill_null(False).sum(),
        "maybe_disabled": c("disabled").fill_null(True).sum(),
    }
    if joined:
        homes = frame.group_by(home).agg(**counts)
        frame = frame.join(homes, on=home, how="left", nulls_equal=True)
    else:
        frame = frame.with_columns(count.over(home).alias(name) for name, count in counts.items())
    frame = (
        frame.with_columns(
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
    in_need = c("disabled") & c("low_income")
    family = c("some_disabled") & c("low_income") & (c("person.relation_to_disabled") != "self")
    able = c("disabled") & c("person.work_capacity").is_in(["full", "partial"])
    answers = {
        "nursing_subsidy": code(
            {
                2: c("certified") & c("severe"),
                3: grade_3_4 & c("person.grade_intellectual").is_between(3, 4),
                4: grade_3_4 & c("person.grade_mental").is_between(3, 4),
                5: c("certified") & c("locality.options.nursing_subsidy_other"),
            },
            c("tekun") | c("person.receives.work_injury_nursing"),
        ),
        "living_allowance": code(
            {2: c("certified") & recipient, 3: margin, 4: hardship},
            c("tekun") | c("person.receives.work_injury_nursing") | c("person.receives.orphan_living_allowance"),
            {5: c("certified") & (recipient | c("home_dibao") | c("single")), 6: margin, 7: hardship},
        ),
        "dibao_single_person": code({2: c("single")}),
        "sunshine_home": code(
            {
                2: c("person.grade_intellectual").is_between(1, 4) & c("person.grade").is_between(1, 4) & c("working"),
                3: c("person.grade_mental").is_between(1, 4) & c("person.grade").is_between(1, 4) & c("working"),
                4: c("person.grade_physical").is_between(1, 2) & c("severe") & c("working"),
                5: c("disabled") & c("working") & c("person.recognised.sunshine_home"),
            }
        ),
        "public_welfare_post": code(
            {
                5: c("disabled") & c("person.circumstances.listed_post_applicant"),
                6: c("person.circumstances.special_school_graduate"),
                2: in_need,
                3: family,
                4: able,
            }
        ),
        "medical_insurance_contribution": code({2: c("disabled")}),
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
    certified AND "person.grade" IN (1, 2, 3, 4) AND "locality.options.nursing_subsidy_grade_3_4" AS grade_3_4
  FROM poor
), proved AS (
  SELECT *,
    certified AND severe AS nursing_1,
    grade_3_4 AND "person.grade_intellectual" IN (3, 4) AS nursing_2,
    grade_3_4 AND "person.grade_mental" IN (3, 4) AS nursing_3,
    certified AND "locality.options.nursing_subsidy_other" AS nursing_4,
    certified AND recipient AS allowance_now,
    certified AND (recipient OR home_dibao OR single) AS allowance_later,
    "person.grade_intellectual" IN (1, 2, 3, 4) AND "person.grade" IN (1, 2, 3, 4) AND working AS sunshine_1,
    "person.grade_mental" IN (1, 2, 3, 4) AND "person.grade" IN (1, 2, 3, 4) AND working AS sunshine_2,
    "person.grade_physical" IN (1, 2) AND severe AND working AS sunshine_3,
    disabled AND working AND "person.recognised.sunshine_home" AS sunshine_4,
    disabled AND low_income AS post_1,
    some_disabled AND low_income AND "person.relation_to_disabled" <> 'self' AS post_2,
    disabled AND "person.work_capacity" IN ('full', 'partial') AS post_3,
    disabled AND "person.circumstances.listed_post_applicant" AS post_4
  FROM routes
)
SELECT "row",
  CASE WHEN tekun OR "person.receives.work_injury_nursing" THEN 0
       WHEN nursing_1 THEN 2 WHEN nursing_2 THEN 3 WHEN nursing_3 THEN 4 WHEN nursing_4 THEN 5
       WHEN (nursing_1 OR nursing_2 OR nursing_3 OR nursing_4) IS NULL THEN 1 ELSE 0 END AS nursing_subsidy,
  CASE WHEN tekun OR "person.receives.work_injury_nursing" OR "person.receives.orphan_living_allowance" THEN 0
       WHEN allowance_now THEN 2 WHEN margin THEN 3 WHEN hardship THEN 4 WHEN allowance_later THEN 5
       WHEN (allowance_later OR margin OR hardship) IS NULL THEN 1 ELSE 0 END AS living_allowance,
  CASE WHEN single THEN 2 WHEN single IS NULL THEN 1 ELSE 0 END AS dibao_single_person,
  CASE WHEN sunshine_1 THEN 2 WHEN sunshine_2 THEN 3 WHEN sunshine_3 THEN 4 WHEN sunshine_4 THEN 5
       WHEN (sunshine_1 OR sunshine_2 OR sunshine_3 OR sunshine_4) IS NULL THEN 1 ELSE 0 END AS sunshine_home,
  CASE WHEN post_4 THEN 5 WHEN "person.circumstances.special_school_graduate" THEN 6
       WHEN post_1 THEN 2 WHEN post_2 THEN 3 WHEN post_3 THEN 4
       WHEN (post_1 OR post_2 OR post_3 OR post_4 OR "person.circumstances.special_school_graduate") IS NULL THEN 1 ELSE 0 END
    AS public_welfare_post,
  CASE WHEN disabled THEN 2 WHEN disabled IS NULL THEN 1 ELSE 0 END AS medical_insurance_contribution
FROM proved
"""


def duckdb(register: Path, out: Path) -> None:
    """One SELECT, counts over households as window functions."""
    import duckdb as engine

    connection = engine.connect()
    connection.execute(f"CREATE VIEW register AS SELECT * FROM '{register}'")
    connection.execute(f"COPY ({SQL}) TO '{out}' (FORMAT parquet)")
