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
COMPONENTS = ("visual", "hearing", "speech", "physical", "intellectual", "mental")
RELATIONS = ("relative", "accompanying_relative", "child", "parent", "guardian", "family_caregiver")


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

    parts = [c(f"person.grade_{part}") for part in COMPONENTS]
    worst = pl.min_horizontal(pl.when(part > 0).then(part) for part in parts)
    all_told = pl.all_horizontal(part.is_not_null() for part in parts)
    born = c("person.birth_date")
    of_year = born.dt.month().cast(pl.Int32) * 100 + born.dt.day()
    home = ["household", "alone"]
    income = c("household.monthly_income_per_capita")
    urban, rural = income < c("locality.dibao_standard.urban"), income < c("locality.dibao_standard.rural")
    frame = (
        pl.scan_parquet(register)
        .with_columns(
            pl.when(c("household").is_null()).then(c("row")).alias("alone"),
            pl.when(c("person.grade").is_not_null())
            .then(c("person.grade"))
            .when(worst == 1)
            .then(1)
            .when(all_told)
            .then(worst.fill_null(0))
            .alias("grade"),
            pl.when(born.is_not_null()).then(2024 - born.dt.year() - (of_year > 601)).otherwise(c("person.age")).alias("age"),
            pl.when(c("person.receives.tekun")).then(True).otherwise(c("person.tekun")).alias("tekun"),
        )
        .with_columns(
            pl.when(c("person.certificate_valid_until") < as_of)
            .then(False)
            .when(c("person.certified").is_null() & (c("grade") == 0))
            .then(False)
            .otherwise(c("person.certified"))
            .alias("certified"),
            c("grade").is_between(1, 2).alias("severe"),
            c("age").is_between(16, 59).alias("working"),
        )
        .with_columns((c("certified") | c("grade").is_between(1, 4)).alias("disabled"))
    )
    counts = {
        "rows": pl.len(),
        "dibao_rows": c("person.receives.dibao").fill_null(False).sum(),
        "disabled_rows": c("disabled").fill_null(False).sum(),
        "maybe_disabled": c("disabled").fill_null(True).sum(),
        "not_tekun_rows": (~c("tekun")).fill_null(False).sum(),
        "maybe_not_tekun": (~c("tekun")).fill_null(True).sum(),
    }
    if joined:
        homes = frame.group_by(home).agg(**counts)
        frame = frame.join(homes, on=home, how="left", nulls_equal=True)
    else:
        frame = frame.with_columns(count.over(home).alias(name) for name, count in counts.items())
    frame = (
        frame.with_columns(
            pl.when(c("dibao_rows") >= 1).then(True).otherwise(c("household.dibao")).alias("dibao"),
            (c("household.size") <= c("rows")).fill_null(False).alias("whole"),
        )
        .with_columns(
            pl.when(c("disabled_rows") >= 1)
            .then(True)
            .when(c("whole") & (c("maybe_disabled") == 0))
            .then(False)
            .otherwise(c("household.disabled_member"))
            .alias("some_disabled"),
            pl.when(c("not_tekun_rows") >= 1).then(True).when(c("whole") & (c("maybe_not_tekun") == 0)).then(False).alias("some_not_tekun"),
        )
        .with_columns(
            (c("household.low_income") | c("household.dibao_margin") | c("dibao")).alias("low_income"),
            (
                c("dibao")
                | (((c("household.area") == "urban") & urban) | ((c("household.area") == "rural") & rural) | (urban & rural))
                & c("household.assets_within_limits")
            ).alias("qualified"),
        )
        .with_columns(
            (c("severe") & (c("household.low_income") | c("household.dibao_margin"))).alias("single"),
            pl.when(~c("some_not_tekun")).then(False).otherwise(c("some_disabled") & c("qualified")).alias("home_dibao"),
            (c("low_income") | c("tekun")).alias("poor"),
        )
    )
    not_single = c("dibao") | c("tekun")
    single_later = pl.when(not_single).then(False).otherwise(c("single"))
    margin = c("certified") & c("household.dibao_margin") & c("locality.options.living_allowance_margin")
    hardship = c("certified") & (c("household.economic_difficulty") | c("low_income")) & c("locality.options.living_allowance_other")
    recipient = c("dibao") | c("person.receives.dibao_single_person")
    grade_3_4 = c("certified") & c("grade").is_between(1, 4) & c("locality.options.nursing_subsidy_grade_3_4")
    able_to_work = c("disabled") & c("working")
    family = (
        c("some_disabled") & c("poor") & pl.any_horizontal([c(f"person.relation_to_disabled.{one}") for one in RELATIONS]) & c("working")
    )
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
            {5: c("certified") & (recipient | c("home_dibao") | single_later), 6: margin, 7: hardship},
        ),
        "dibao_single_person": code({2: c("single")}, not_single),
        "sunshine_home": code(
            {
                2: c("person.grade_intellectual").is_between(1, 4) & c("grade").is_between(1, 4) & c("working"),
                3: c("person.grade_mental").is_between(1, 4) & c("grade").is_between(1, 4) & c("working"),
                4: c("person.grade_physical").is_between(1, 2) & c("severe") & c("working"),
                5: able_to_work & c("person.recognised.sunshine_home"),
            }
        ),
        "public_welfare_post": code(
            {
                5: able_to_work & c("person.circumstances.listed_post_applicant"),
                6: able_to_work & c("person.circumstances.special_school_graduate"),
                2: able_to_work & c("poor"),
                3: family,
                4: able_to_work & c("person.work_capacity").is_in(["full", "partial"]),
            }
        ),
        "medical_insurance_contribution": code({2: c("disabled")}, c("person.insurances.employee_medical")),
    }
    frame.select("row", *(answer.alias(support) for support, answer in answers.items())).sink_parquet(out)


SQL = """
WITH people AS (
  SELECT *,
    CASE WHEN household IS NULL THEN "row" END AS alone,
    least(nullif("person.grade_visual", 0), nullif("person.grade_hearing", 0), nullif("person.grade_speech", 0),
          nullif("person.grade_physical", 0), nullif("person.grade_intellectual", 0), nullif("person.grade_mental", 0)) AS worst,
    ("person.grade_visual" + "person.grade_hearing" + "person.grade_speech"
     + "person.grade_physical" + "person.grade_intellectual" + "person.grade_mental") IS NOT NULL AS all_told,
    CASE WHEN "person.grade" IS NOT NULL THEN "person.grade" WHEN worst = 1 THEN 1 WHEN all_told THEN coalesce(worst, 0) END AS grade,
    CASE WHEN "person.certificate_valid_until" < DATE '2024-06-01' THEN FALSE
         WHEN "person.certified" IS NULL AND grade = 0 THEN FALSE ELSE "person.certified" END AS certified,
    CASE WHEN "person.birth_date" IS NOT NULL
         THEN 2024 - year("person.birth_date")
              - CASE WHEN month("person.birth_date") * 100 + day("person.birth_date") > 601 THEN 1 ELSE 0 END
         ELSE "person.age" END AS age,
    grade IN (1, 2) AS severe,
    CASE WHEN "person.receives.tekun" THEN TRUE ELSE "person.tekun" END AS tekun
  FROM register
), marked AS (
  SELECT *, certified OR grade IN (1, 2, 3, 4) AS disabled, age BETWEEN 16 AND 59 AS working,
    "person.relation_to_disabled.relative" OR "person.relation_to_disabled.accompanying_relative"
      OR "person.relation_to_disabled.child" OR "person.relation_to_disabled.parent"
      OR "person.relation_to_disabled.guardian" OR "person.relation_to_disabled.family_caregiver" AS family
  FROM people
), counted AS (
  SELECT *,
    count(*) OVER home AS rows_of_home,
    sum(CASE WHEN "person.receives.dibao" THEN 1 ELSE 0 END) OVER home AS dibao_rows,
    sum(CASE WHEN disabled THEN 1 ELSE 0 END) OVER home AS disabled_rows,
    sum(CASE WHEN coalesce(disabled, TRUE) THEN 1 ELSE 0 END) OVER home AS maybe_disabled,
    sum(CASE WHEN NOT tekun THEN 1 ELSE 0 END) OVER home AS not_tekun_rows,
    sum(CASE WHEN coalesce(NOT tekun, TRUE) THEN 1 ELSE 0 END) OVER home AS maybe_not_tekun
  FROM marked WINDOW home AS (PARTITION BY household, alone)
), homes AS (
  SELECT *,
    CASE WHEN dibao_rows >= 1 THEN TRUE ELSE "household.dibao" END AS dibao,
    CASE WHEN disabled_rows >= 1 THEN TRUE
         WHEN "household.size" <= rows_of_home AND maybe_disabled = 0 THEN FALSE ELSE "household.disabled_member" END AS some_disabled,
    CASE WHEN not_tekun_rows >= 1 THEN TRUE
         WHEN "household.size" <= rows_of_home AND maybe_not_tekun = 0 THEN FALSE END AS some_not_tekun,
    "household.monthly_income_per_capita" < "locality.dibao_standard.urban" AS urban,
    "household.monthly_income_per_capita" < "locality.dibao_standard.rural" AS rural
  FROM counted
), means AS (
  SELECT *,
    "household.low_income" OR "household.dibao_margin" OR dibao AS low_income,
    dibao OR (("household.area" = 'urban' AND urban) OR ("household.area" = 'rural' AND rural) OR (urban AND rural))
      AND "household.assets_within_limits" AS qualified
  FROM homes
), routes AS (
  SELECT *,
    severe AND ("household.low_income" OR "household.dibao_margin") AS single,
    dibao OR tekun AS not_single,
    low_income OR tekun AS poor,
    disabled AND working AS able,
    dibao OR "person.receives.dibao_single_person" AS recipient,
    CASE WHEN NOT some_not_tekun THEN FALSE ELSE some_disabled AND qualified END AS home_dibao,
    certified AND "household.dibao_margin" AND "locality.options.living_allowance_margin" AS margin,
    certified AND ("household.economic_difficulty" OR low_income) AND "locality.options.living_allowance_other" AS hardship,
    certified AND grade IN (1, 2, 3, 4) AND "locality.options.nursing_subsidy_grade_3_4" AS grade_3_4
  FROM means
), proved AS (
  SELECT *,
    certified AND severe AS nursing_1,
    grade_3_4 AND "person.grade_intellectual" IN (3, 4) AS nursing_2,
    grade_3_4 AND "person.grade_mental" IN (3, 4) AS nursing_3,
    certified AND "locality.options.nursing_subsidy_other" AS nursing_4,
    certified AND recipient AS allowance_now,
    certified AND (recipient OR home_dibao OR CASE WHEN not_single THEN FALSE ELSE single END) AS allowance_later,
    "person.grade_intellectual" IN (1, 2, 3, 4) AND grade IN (1, 2, 3, 4) AND working AS sunshine_1,
    "person.grade_mental" IN (1, 2, 3, 4) AND grade IN (1, 2, 3, 4) AND working AS sunshine_2,
    "person.grade_physical" IN (1, 2) AND severe AND working AS sunshine_3,
    able AND "person.recognised.sunshine_home" AS sunshine_4,
    able AND poor AS post_1,
    some_disabled AND poor AND family AND working AS post_2,
    able AND "person.work_capacity" IN ('full', 'partial') AS post_3,
    able AND "person.circumstances.listed_post_applicant" AS post_4,
    able AND "person.circumstances.special_school_graduate" AS post_5
  FROM routes
)
SELECT "row",
  CASE WHEN tekun OR "person.receives.work_injury_nursing" THEN 0
       WHEN nursing_1 THEN 2 WHEN nursing_2 THEN 3 WHEN nursing_3 THEN 4 WHEN nursing_4 THEN 5
       WHEN (nursing_1 OR nursing_2 OR nursing_3 OR nursing_4) IS NULL THEN 1 ELSE 0 END AS nursing_subsidy,
  CASE WHEN tekun OR "person.receives.work_injury_nursing" OR "person.receives.orphan_living_allowance" THEN 0
       WHEN allowance_now THEN 2 WHEN margin THEN 3 WHEN hardship THEN 4 WHEN allowance_later THEN 5
       WHEN (allowance_later OR margin OR hardship) IS NULL THEN 1 ELSE 0 END AS living_allowance,
  CASE WHEN not_single THEN 0 WHEN single THEN 2 WHEN single IS NULL THEN 1 ELSE 0 END AS dibao_single_person,
  CASE WHEN sunshine_1 THEN 2 WHEN sunshine_2 THEN 3 WHEN sunshine_3 THEN 4 WHEN sunshine_4 THEN 5
       WHEN (sunshine_1 OR sunshine_2 OR sunshine_3 OR sunshine_4) IS NULL THEN 1 ELSE 0 END AS sunshine_home,
  CASE WHEN post_4 THEN 5 WHEN post_5 THEN 6
       WHEN post_1 THEN 2 WHEN post_2 THEN 3 WHEN post_3 THEN 4
       WHEN (post_1 OR post_2 OR post_3 OR post_4 OR post_5) IS NULL THEN 1 ELSE 0 END
    AS public_welfare_post,
  CASE WHEN "person.insurances.employee_medical" THEN 0
       WHEN disabled THEN 2 WHEN disabled IS NULL THEN 1 ELSE 0 END AS medical_insurance_contribution
FROM proved
"""


def duckdb(register: Path, out: Path) -> None:
    """One SELECT, counts over households as window functions."""
    import duckdb as engine

    connection = engine.connect()
    connection.execute(f"CREATE VIEW register AS SELECT * FROM '{register}'")
    connection.execute(f"COPY ({SQL}) TO '{out}' (FORMAT parquet)")
