"""What ends or changes within some days because time passes: certificates, ages, the place's standards, the rules. By month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from eligibility.bulk.evaluation import AMOUNT, AMOUNT_COLUMNS
from eligibility.bulk.register_schema import PolarsType
from eligibility.facts.days import Anniversary
from eligibility.i18n import Text
from eligibility.office.causes import UNTIL
from eligibility.office.month import Month, MonthOptions, Rules, answered
from eligibility.register.local_book import LineJobs
from eligibility.rules.status import Status

DAYS = 60
"""How far ahead is looked where it is not said."""
EXPIRING_SCHEMA: dict[str, PolarsType] = {
    "row": pl.Int64, "month": pl.String, "day": pl.Date, "support": pl.String, "subject": pl.String,
    "was": pl.String, "will": pl.String, "amount_low": AMOUNT, "amount_high": AMOUNT, "zh": pl.String, "en": pl.String,
}  # fmt: skip
_KEYS = ["row", "support", "subject"]


@dataclass(frozen=True, slots=True)
class _Span:
    """From one day to another, which is in the same month as the day after the first, with the rules and jobs of both."""

    first: date
    last: date
    before: Rules
    after: Rules
    jobs_before: LineJobs
    jobs_after: LineJobs


def expiring(month: Month, days: int, options: MonthOptions) -> pl.DataFrame:
    """What changes within so many days after the office's own: certificates that end, and answers and amounts that become others."""
    found = [pl.DataFrame(schema=EXPIRING_SCHEMA)]
    supports = month.job.supports
    held = answered(month.register.frame, month.jobs, month.office.as_of, supports)
    for span in _spans(month, days, options):
        later = answered(month.register.frame, span.jobs_after, span.last, supports)
        changed = _changed(held, later)
        found += [_told(month, span, changed), _certificates(month, span, changed)]
        held = later
    return pl.concat(found).sort("month", "day", "row", "support", nulls_last=True, maintain_order=True)


def _spans(month: Month, days: int, options: MonthOptions) -> Iterator[_Span]:
    first, rules, jobs = month.office.as_of, month.rules, month.jobs
    end = first + timedelta(days=days)
    while first < end:
        following = first + timedelta(days=1)
        last = min(end, following.replace(day=monthrange(following.year, following.month)[1]))
        after = rules.on(month.office, last, options)
        jobs_after = month.jobs_on(after, last)
        yield _Span(first, last, rules, after, jobs, jobs_after)
        first, rules, jobs = last, after, jobs_after


def _changed(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    both = before.join(after, on=_KEYS, how="full", coalesce=True, suffix=".after")
    both = both.with_columns(pl.col("status", "status.after").fill_null(Status.NOT_ELIGIBLE.value))
    return both.filter(pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}.after")) for name in ("status", *AMOUNT_COLUMNS)))


def _told(month: Month, span: _Span, changed: pl.DataFrame) -> pl.DataFrame:
    """Changed answers with the day and what happens on it, as far as that is known."""
    days = dict[int, tuple[date | None, date | None]]()
    frame = month.register.frame
    columns = [pl.col(name) if name in frame.columns else pl.lit(None, pl.Date).alias(name) for name in ("person.birth_date", UNTIL)]
    for row, born, until in frame.select("row", *columns).join(changed.select("row").unique(), on="row", how="semi").iter_rows():
        days[row] = (born, until)
    causes = [_cause(span, *days.get(row, (None, None))) for row in changed["row"]]
    return changed.select(
        "row",
        pl.lit(f"{span.last:%Y-%m}").alias("month"),
        pl.Series("day", [day for day, _ in causes], dtype=pl.Date),
        "support",
        "subject",
        pl.col("status").alias("was"),
        pl.col("status.after").alias("will"),
        *(pl.col(f"{name}.after").alias(name) for name in AMOUNT_COLUMNS),
        pl.Series("zh", [text.zh for _, text in causes], dtype=pl.String),
        pl.Series("en", [text.en for _, text in causes], dtype=pl.String),
    )


def _cause(span: _Span, born: date | None, until: date | None) -> tuple[date | None, Text]:
    """The day of a change, where it is one of the person's, and what happens on it."""
    if until is not None and span.first <= until < span.last:
        return until, Text(f"残疾人证有效期至{until}", f"the certificate is valid until {until}")
    if born is not None and born <= span.first:
        before, after = (Anniversary(day).full_years(born) for day in (span.first, span.last))
        if before != after:
            turned = next(day for day in _days(span) if Anniversary(day).full_years(born) == after)
            return turned, Text(f"满{after}周岁", f"turns {after}")
    return None, _of_setting(span)


def _of_setting(span: _Span) -> Text:
    last = span.after.ruleset.period.last
    if span.before.ruleset.hash != span.after.ruleset.hash:
        return Text("规则有新版本", "a new version of the rules")
    if span.jobs_before.book != span.jobs_after.book:
        return Text("标准册里的标准或可选政策有变化", "a standard, a rate or an option of the local book")
    if span.first <= last < span.last:
        return Text(f"规划期于{last}结束", f"the plan's period ends on {last}")
    return Text("同户的人或日期的变化", "another member of the household, or the day")


def _days(span: _Span) -> Iterator[date]:
    return (span.first + timedelta(days=number) for number in range(1, (span.last - span.first).days + 1))


def _certificates(month: Month, span: _Span, changed: pl.DataFrame) -> pl.DataFrame:
    """Certificates that end in a span and change no answer that was asked for."""
    frame = month.register.frame
    if UNTIL not in frame.columns:
        return pl.DataFrame(schema=EXPIRING_SCHEMA)
    ending = frame.filter(pl.col(UNTIL).is_between(span.first, span.last, closed="left")).join(changed, on="row", how="anti")
    told = {name: pl.lit(None, kind).alias(name) for name, kind in EXPIRING_SCHEMA.items()}
    told |= {"row": pl.col("row"), "day": pl.col(UNTIL).alias("day"), "month": pl.lit(f"{span.last:%Y-%m}").alias("month")}
    told |= {"subject": pl.lit("person").alias("subject")}
    told["zh"] = pl.format("残疾人证有效期至{}", pl.col(UNTIL).cast(pl.String)).alias("zh")
    told["en"] = pl.format("the certificate is valid until {}", pl.col(UNTIL).cast(pl.String)).alias("en")
    return ending.select(told.values())
