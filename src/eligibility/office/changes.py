"""What changed since an earlier month, person by person and support by support, with the reason of each change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from eligibility._json import Json, JsonObject
from eligibility.office.causes import Cause, fact_of, left_of
from eligibility.office.keys import keyed
from eligibility.office.month import Month, MonthOptions
from eligibility.office.reasons import ANSWER, ENDS, TOLD, Reasons
from eligibility.office.state import HOME, MonthState, by_key, hashed
from eligibility.register.answer_table import answers_in
from eligibility.rules.status import Status

EVENTS = ("entered", "gone", "started", "stopped", "changed")
OF_PERSONS = ("entered", "gone")
"""The kinds of change that are of a person, whatever is answered; the others are of an answer."""
"""new on the register; no longer on it; received now and not before; the reverse; another answer or amount, or another amount paid."""


_RECEIPTS = {"dibao": "household.dibao", "tekun": "person.tekun"}
"""The facts by which these two are received; each other support has one of its own name."""


@dataclass(frozen=True, slots=True, repr=False)
class Change:
    """One person (by key) and one support: before, now, and why.

    `row` is the line of this month; for who is gone one in another register or among those who left, where there is one. `was` and
    `now` are statuses, None where there was no person or no such answer to compare; `paid_before` and `paid` what was paid.
    """

    event: str
    key: str
    row: int | None
    support: str | None
    subject: str
    was: str | None
    now: str | None
    paid_before: Json
    paid: Json
    low: Json
    high: Json
    why: tuple[Cause, ...] = ()

    def as_json(self) -> JsonObject:
        return {
            "event": self.event, "key": self.key[:16], "support": self.support, "was": self.was, "now": self.now,
            "paid_before": self.paid_before, "paid": self.paid, "why": [cause.as_json() for cause in self.why],
        }  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Changes:
    """All changes since a month; `without_key` persons of this month cannot be compared.

    `counts` has the persons of those who came and went, and the answers of every other kind of change.
    """

    since: date
    changes: tuple[Change, ...]
    compared: int
    without_key: int
    counts: Mapping[str, int] = field(default_factory=dict)


def changes_since(before: MonthState, month: Month, secret: bytes, options: MonthOptions) -> Changes:
    """What changed since a month that was kept.

    Raises:
        EligibilityError: the facts that were kept are none of today's.
    """
    return _Comparing(before, month, secret, options).changes()


class _Comparing:
    """Two months side by side, by key."""

    def __init__(self, before: MonthState, month: Month, secret: bytes, options: MonthOptions) -> None:
        self.before = before
        self.month = month
        self.options = options
        keys = month.joined.keys
        mine = keys.with_columns(hashed(keys["key"], secret)).drop_nulls("key").unique("key", keep="first")
        frame = month.register.frame
        self.now = frame.with_columns(HOME).join(mine, on="row", how="inner", maintain_order="left")
        self.then = before.persons.with_row_index("row", 1).with_columns(pl.col("row").cast(pl.Int64))
        self.secret = secret
        self.known = mine["key"]

    def changes(self) -> Changes:
        now = self._answers_now()
        was = self.before.answers.filter(pl.col("support").is_in(list(self._supports())))
        both = self.now.select("key", "row").join(self.then.select("key"), on="key", how="semi")
        pairs = self._pairs(was.join(both.select("key"), on="key", how="semi"), now.join(both.select("key"), on="key", how="semi"))
        differing = self._differing(pairs).join(self.now.select("key", "row", "home"), on="key", how="left")
        differing = _once_a_household(differing)
        reasons = self._reasons(differing.filter(pl.col("changed")))
        found = [*self._entered(now), *self._gone(was), *self._changed(differing, reasons)]
        found.sort(key=lambda one: (EVENTS.index(one.event), one.row if one.row is not None else 0, one.key, one.support or ""))
        counts = {event: _counted([one for one in found if one.event == event], event) for event in EVENTS}
        without = int(self.month.joined.keys["key"].null_count())
        return Changes(self.before.head.as_of, tuple(found), len(both), without, counts)

    def _supports(self) -> tuple[str, ...]:
        """The supports that both months answered."""
        return tuple(one for one in self.month.job.supports if one in self.before.head.supports)

    def _answers_now(self) -> pl.DataFrame:
        columns = ["row", "support", "subject", "status", "route", "received", *ENDS, "paid"]
        parts = answers_in(self.month.screening.parts, columns)
        mine = by_key(parts, self.now.select("key", "row", "home"))
        return mine.filter(pl.col("support").is_in(list(self._supports())))

    def _pairs(self, was: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
        """The answers of both months beside each other; what neither month lists is refused and not received in both."""
        joined = was.join(now, on=ANSWER, how="full", coalesce=True, suffix=".now")
        refused = Status.NOT_ELIGIBLE.value
        return joined.with_columns(pl.col("status", "status.now").fill_null(refused))

    def _differing(self, pairs: pl.DataFrame) -> pl.DataFrame:
        changed = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}.now")) for name in TOLD)
        started = (~pl.col("received") & pl.col("received.now")).fill_null(False)
        started |= pl.col("received.now").fill_null(False) & pl.col("received").is_null() & (pl.col("status") == Status.NOT_ELIGIBLE.value)
        stopped = (pl.col("received") & ~pl.col("received.now")).fill_null(False)
        stopped |= (
            pl.col("received").fill_null(False) & pl.col("received.now").is_null() & (pl.col("status.now") == Status.NOT_ELIGIBLE.value)
        )
        repaid = (pl.col("received") & pl.col("received.now") & (pl.col("paid") != pl.col("paid.now"))).fill_null(False)
        told = pairs.with_columns(
            changed.alias("changed"),
            repaid.alias("repaid"),
            pl.when(started)
            .then(pl.lit("started"))
            .when(stopped)
            .then(pl.lit("stopped"))
            .when(changed | repaid)
            .then(pl.lit("changed"))
            .alias("event"),
        )
        return told.filter(pl.col("event").is_not_null())

    def _changed(self, differing: pl.DataFrame, reasons: Mapping[tuple[str, str, str], tuple[Cause, ...]]) -> Iterator[Change]:
        for line in differing.iter_rows(named=True):
            why = reasons.get((line["key"], line["support"], line["subject"]), ())
            if line["event"] != "changed":
                path = _RECEIPTS.get(line["support"], f"person.receives.{line['support']}")
                why = tuple(dict.fromkeys((*why, fact_of(path, line["event"] == "stopped", line["event"] == "started"))))
            if line["repaid"]:
                paid = fact_of(f"person.amounts.{line['support']}", _number(line["paid"]), _number(line["paid.now"]))
                why = (*(one for one in why if one.path != paid.path), paid)
            yield Change(
                line["event"], line["key"], line["row"], line["support"], line["subject"], line["status"], line["status.now"],
                _number(line["paid"]), _number(line["paid.now"]), _number(line["amount_low.now"]), _number(line["amount_high.now"]), why,
            )  # fmt: skip

    def _entered(self, now: pl.DataFrame) -> Iterator[Change]:
        """Who is new on the register, with what is due or received; nobody is left out for having nothing."""
        new = self.now.join(self.then.select("key"), on="key", how="anti").select("key", "row", "home")
        told = now.filter(
            pl.col("status").is_in([Status.ELIGIBLE.value, Status.ELIGIBLE_AFTER.value]) | pl.col("received").fill_null(False)
        )
        for line in new.join(told, on="key", how="left").sort("row").iter_rows(named=True):
            paid, low, high = (_number(line[name]) for name in ("paid", *ENDS))
            subject = line["subject"] or "person"
            yield Change(
                "entered",
                line["key"],
                line["row"],
                line["support"],
                subject,
                None,
                line["status"],
                None,
                paid,
                low,
                high,
                (Cause("entered"),),
            )

    def _gone(self, was: pl.DataFrame) -> Iterator[Change]:
        """Who is no longer on the register, with what was due or received, and why, where the register says it."""
        left = self.then.filter(~pl.col("key").is_in(self.known.implode())).select("key")
        reasons = self._reasons_of_leaving()
        told = was.filter(
            pl.col("status").is_in([Status.ELIGIBLE.value, Status.ELIGIBLE_AFTER.value]) | pl.col("received").fill_null(False)
        )
        lines = self._lines_elsewhere()
        for line in left.join(told, on="key", how="left").sort("key", "support").iter_rows(named=True):
            why = (left_of(*reasons.get(line["key"], (None, None))),)
            subject = line["subject"] or "person"
            yield Change(
                "gone",
                line["key"],
                lines.get(line["key"]),
                line["support"],
                subject,
                line["status"],
                None,
                _number(line["paid"]),
                None,
                None,
                None,
                why,
            )

    def _lines_elsewhere(self) -> dict[str, int]:
        """A line of each person who is not on the register: among those who left it, or in another register."""
        people = self.month.joined.people
        keys = keyed(people).select("row", "key")
        named = keys.with_columns(hashed(keys["key"], self.secret)).drop_nulls("key").unique("key", keep="first", maintain_order=True)
        return dict(named.select("key", "row").iter_rows())

    def _reasons_of_leaving(self) -> dict[str, tuple[str | None, str | None]]:
        gone = self.month.register.gone
        if not len(gone):
            return {}
        keys = keyed(gone).select("row", "key")
        told = gone.select("row", "reason", pl.col("left_on") if "left_on" in gone.columns else pl.lit(None, pl.String).alias("left_on"))
        named = told.join(keys, on="row").with_columns(key=hashed(keys["key"], self.secret)).drop_nulls("key")
        return {key: (reason, day) for key, reason, day in named.select("key", "reason", "left_on").iter_rows()}

    # -- why

    def _reasons(self, changed: pl.DataFrame) -> dict[tuple[str, str, str], tuple[Cause, ...]]:
        """The causes of each changed answer."""
        if not len(changed):
            return {}
        return Reasons(self.then, self.now, self.before.head, self.month, changed, self.options.root).causes()


def _once_a_household(differing: pl.DataFrame) -> pl.DataFrame:
    """Of what a household is answered, one line: that of its first member."""
    group = pl.coalesce("home", -pl.col("row")).alias("group")
    homes = differing.filter(pl.col("subject") == "household").sort("row").with_columns(group)
    homes = homes.unique(["group", "support"], keep="first", maintain_order=True).drop("group")
    return pl.concat([differing.filter(pl.col("subject") != "household"), homes])


def _counted(changes: Sequence[Change], event: str) -> int:
    """How many changes of a kind there are: persons of those who came and went, otherwise answers."""
    return len({one.key for one in changes}) if event in OF_PERSONS else len(changes)


def _number(value: object) -> Json:
    return None if value is None else float(str(value))
