"""Why answers changed between two months: worked out, never guessed.

One thing at a time is set back or brought forward: the facts, the rules, the place and its local book, the day. What alone makes the
change is named; where nothing does it alone, everything that differs is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from eligibility.bulk.evaluation import AMOUNT
from eligibility.bulk.register_schema import column_type
from eligibility.errors import EligibilityError
from eligibility.office.causes import Cause, DayCauses, book_causes, fact_of, rules_cause
from eligibility.office.month import Month, answered
from eligibility.office.state import StateHead, by_key
from eligibility.register.local_book import LineJobs
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.version_lookup import load_ruleset

AnswerKey = tuple[str, str, str]
"""The key of a person, a support, and the kind of subject."""
Answers = Mapping[AnswerKey, tuple[object, ...]]
ANSWER = ["key", "support", "subject"]
ENDS = ("amount_low", "amount_high")
TOLD = ["status", *ENDS]
"""What of an answer is compared."""
REFUSED = (Status.NOT_ELIGIBLE.value, None, None)


@dataclass(frozen=True, slots=True)
class _Setting:
    """With what an answer is worked out: each part this month's or the earlier one's. `place` is asked by each line's area."""

    rules: Ruleset
    place: LineJobs
    day: date

    @property
    def jobs(self) -> LineJobs:
        """What is asked of each line under the rules of the setting."""
        jobs = {area: replace(job, ruleset=self.rules) for area, job in self.place.jobs.items()}
        return replace(self.place, whole=replace(self.place.whole, ruleset=self.rules), jobs=jobs)


class Reasons:
    """The reasons of changed answers. `then` and `now` are the persons of both months with `key`, `row`, `home` and their facts."""

    def __init__(
        self, then: pl.DataFrame, now: pl.DataFrame, head: StateHead, month: Month, changed: pl.DataFrame, root: Path | None
    ) -> None:
        self.head = head
        self.supports = changed["support"].unique().sort().to_list()
        keys = changed["key"].unique()
        self.then, self.now = (_with_their_households(frame, keys) for frame in (_on_lines_of(then, now), now))
        self.days = DayCauses(self.now, head.as_of, month.office.as_of)
        old_rules = _old_rules(head, month.rules.ruleset, root)
        self.rules_known = old_rules is not None
        rules = old_rules or month.rules.ruleset
        self.old = _Setting(rules, _old_place(month, head, rules), head.as_of)
        self.new = _Setting(month.rules.ruleset, month.jobs, month.office.as_of)
        self.same_place = self.old.place.whole.constants == month.job.constants and head.book == (
            month.jobs.book.hash if month.jobs.book else ""
        )
        self.answers_now = _told(changed, ".now")
        self.answers_then = _told(changed, "")

    def causes(self) -> dict[AnswerKey, tuple[Cause, ...]]:
        """The causes of each changed answer."""
        found: dict[AnswerKey, list[Cause]] = {key: [] for key in self.answers_now}
        by_facts = self._alone(self._asked(self.now, self.old), self._asked(self.then, self.new))
        paths = self._paths(by_facts)
        for key in by_facts:
            found[key] += paths[key]
        for key in self._setting_alone(day=True):
            found[key] += self.days.of(key[0])
        self._ended_certificates(found)
        if self.old.rules is not self.new.rules:
            for key in self._setting_alone(rules=True):
                found[key].append(rules_cause(self.old.rules.name, self.new.rules, key[1]))
        if not self.same_place:
            for key in self._setting_alone(place=True):
                found[key] += self._of_place(key)
        for key in [key for key, listed in found.items() if not listed]:
            found[key] += self._together(key)
        return {key: tuple(dict.fromkeys(listed)) for key, listed in found.items()}

    def _of_place(self, key: AnswerKey) -> list[Cause]:
        return book_causes(self.old.place.whole, self.new.place.whole, key[1])

    def _setting_alone(self, *, rules: bool = False, place: bool = False, day: bool = False) -> list[AnswerKey]:
        """The answers that one part of the setting changes alone."""

        def mixed(base: _Setting, other: _Setting) -> _Setting:
            return _Setting(other.rules if rules else base.rules, other.place if place else base.place, other.day if day else base.day)

        return self._alone(self._asked(self.then, mixed(self.old, self.new)), self._asked(self.now, mixed(self.new, self.old)))

    def _asked(self, persons: pl.DataFrame, setting: _Setting) -> Answers:
        """The answers of some persons, by key, under a setting; what is refused is told too."""
        supports = [name for name in self.supports if name in setting.rules.supports]
        if not supports or not len(persons):
            return {}
        known = [name for name in persons.columns if name not in {"key", "home", "household"}]
        frame = persons.select(*known, pl.col("home").cast(pl.String).alias("household"))
        told = answered(frame, setting.jobs, setting.day, supports, refused=True)
        unsaid = {"received": pl.lit(None, pl.Boolean), "paid": pl.lit(None, AMOUNT), "route": pl.lit(None, pl.String)}
        mine = by_key(told.with_columns(**unsaid), persons.select("key", "row", "home"))
        return {(key, support, subject): tuple(said) for key, support, subject, *said in mine.select(*ANSWER, *TOLD).iter_rows()}

    def _alone(self, forward: Answers, back: Answers) -> list[AnswerKey]:
        """The answers that one thing alone changes: brought forward it makes this month's, or set back the earlier one's."""
        now, then = self.answers_now, self.answers_then
        return [key for key in now if forward.get(key, REFUSED) == now[key] or back.get(key, REFUSED) == then[key]]

    # -- which fact

    def _paths(self, keys: Sequence[AnswerKey]) -> dict[AnswerKey, list[Cause]]:
        """Which facts alone make the change, of those that differ."""
        wanted = {key[0] for key in keys}
        found: dict[AnswerKey, list[Cause]] = {key: [] for key in keys}
        groups = self._differing_facts()
        for path, columns in groups.items():
            forward = self._asked(self._taken(self.then, self.now, columns), self.new)
            back = self._asked(self._taken(self.now, self.then, columns), self.new)
            values = self._values(path, columns)
            for key in self._alone(forward, back):
                if key in found and key[0] in wanted and (path.startswith("household.") or key[0] in values):
                    was, now = values.get(key[0], (None, None))
                    if was != now:
                        found[key].append(fact_of(path, was, now))
        for key in keys:
            if not found[key]:
                found[key] += self._all_facts(key[0], groups)
        return found

    def _all_facts(self, person: str, groups: Mapping[str, list[str]]) -> list[Cause]:
        """Everything that differs of a person: none of it does it alone."""
        found = []
        for path, columns in groups.items():
            was, now = self._values(path, columns).get(person, (None, None))
            if was != now:
                found.append(fact_of(path, was, now))
        were, are = (_members(frame, person) for frame in (self.then, self.now))
        if were != are:
            found.append(fact_of("household.members", len(were), len(are)))
        return found

    def _differing_facts(self) -> dict[str, list[str]]:
        """The facts that differ for somebody: the columns of each; grades of all kinds are one fact."""
        names = [name for name in dict.fromkeys((*self.then.columns, *self.now.columns)) if "." in name]
        found: dict[str, list[str]] = {}
        for name in names:
            if len(self._pairs(name).filter(pl.col("was").ne_missing(pl.col("now")))):
                found.setdefault(_path_of(name), []).append(name)
        return found

    def _taken(self, persons: pl.DataFrame, others: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
        """Persons with some facts of the other month, where they were on the register then."""
        here = [name for name in columns if name in others.columns]
        told = others.select("key", pl.lit(True).alias("there"), *(pl.col(name).alias(f"{name}.other") for name in here))
        joined = persons.join(told, on="key", how="left", maintain_order="left")
        changed = []
        for name in columns:
            unknown = pl.lit(None, column_type(name))
            mine = pl.col(name) if name in persons.columns else unknown
            theirs = pl.col(f"{name}.other") if name in here else unknown
            changed.append(pl.when("there").then(theirs).otherwise(mine).alias(name))
        return joined.with_columns(changed).drop("there", *(f"{name}.other" for name in here))

    def _values(self, path: str, columns: Sequence[str]) -> dict[str, tuple[object, object]]:
        """What a fact was and is, by key; of grades the overall one, or the one that differs."""
        name = path if path in columns else columns[0]
        return {key: (was, now) for key, was, now in self._pairs(name).iter_rows()}

    def _pairs(self, name: str) -> pl.DataFrame:
        """A fact of those who stand in both months: `key`, `was`, `now`."""
        kind = column_type(name)
        then, now = (
            frame.select("key", (pl.col(name) if name in frame.columns else pl.lit(None, kind)).alias(word))
            for frame, word in ((self.then, "was"), (self.now, "now"))
        )
        return then.join(now, on="key", how="inner")

    def _ended_certificates(self, found: Mapping[AnswerKey, list[Cause]]) -> None:
        """A certificate that has ended since is a matter of the day, though a register tells it as a fact."""
        for key, listed in found.items():
            ended = self.days.certificate(key[0])
            if ended is not None and any(one.path == "person.certified" for one in listed):
                listed[:] = [ended, *(one for one in listed if one.path != "person.certified" and one != ended)]

    def _together(self, key: AnswerKey) -> list[Cause]:
        """Everything that differs, where nothing makes the change alone."""
        listed = self._all_facts(key[0], self._differing_facts())
        if self.old.day != self.new.day:
            listed += self.days.of(key[0])
        if not self.same_place:
            listed += self._of_place(key)
        if self.old.rules is not self.new.rules or not self.rules_known:
            listed.append(rules_cause(self.head.version, self.new.rules, key[1]))
        return listed


def _told(changed: pl.DataFrame, suffix: str) -> Answers:
    columns = [f"{name}{suffix}" for name in TOLD]
    return {(key, support, subject): tuple(said) for key, support, subject, *said in changed.select(*ANSWER, *columns).iter_rows()}


def _with_their_households(persons: pl.DataFrame, keys: pl.Series) -> pl.DataFrame:
    own = persons.filter(pl.col("key").is_in(keys.implode()))
    homes = own["home"].drop_nulls().unique()
    return pl.concat([own.filter(pl.col("home").is_null()), persons.filter(pl.col("home").is_in(homes.implode()))])


def _on_lines_of(then: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """The persons of the earlier month on the lines of this one, so that each lies in the same place; the others beyond all lines."""
    beyond = int(max([0, *(int(str(row)) for row in [now["row"].max()] if row is not None)])) + 1
    lines = now.select("key", pl.col("row").alias("line"))
    joined = then.join(lines, on="key", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("line", pl.col("row") + beyond).alias("row")).drop("line")


def _old_place(month: Month, head: StateHead, rules: Ruleset) -> LineJobs:
    """What was asked of each line in the earlier month: the local book as it speaks on that day, and the facts of the place as kept."""
    jobs = month.jobs_on(replace(month.rules, ruleset=rules), head.as_of)
    return replace(jobs, whole=replace(jobs.whole, constants=dict(head.constants)))


def _old_rules(head: StateHead, now: Ruleset, root: Path | None) -> Ruleset | None:
    """The rules of the earlier month, where they are still at hand as they were."""
    if head.rules == now.hash:
        return now
    try:
        old = load_ruleset(head.region, head.version, root=root)
    except EligibilityError:
        return None
    return old if old.hash == head.rules else None


def _path_of(name: str) -> str:
    """What a fact is called: grades of all kinds are one."""
    return "person.grade" if name.startswith("person.grade") else name


def _members(persons: pl.DataFrame, key: str) -> set[str]:
    """The keys of those who live together with a person."""
    homes = persons.filter(pl.col("key") == key)["home"].drop_nulls()
    return {key, *persons.filter(pl.col("home").is_in(homes.implode()))["key"]}
