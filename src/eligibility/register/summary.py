"""A screening in numbers: by support, and by township and area.

Counts of fewer than five persons in a breakdown by place are not shown, nor is one more where the total would give the
hidden one away: with so few, a number may point at a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from eligibility._json import JsonObject
from eligibility.i18n import Text
from eligibility.register.gaps import GAPS, Gap
from eligibility.register.money import Sum, sum_of
from eligibility.rules.labels import SUBJECT_LABELS
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import GRANTED, Status
from eligibility.rules.support import SupportPart

SMALL = 5
"""Counts below this are hidden in breakdowns by place."""

COUNTED: tuple[Gap, ...] = ("missed", "to_verify", "not_due", "unjustified", "undetermined")
"""What is broken down by place."""


@dataclass(frozen=True, slots=True)
class SupportCounts:
    """One support: how many subjects have each status, receive it, and are in each gap; the money of those entitled, of it what is
    missed, and beside it what only an ended plan gives and is to be verified."""

    support: str
    title: Text
    subject: str
    statuses: Mapping[Status, int]
    received: int
    gaps: Mapping[Gap, int]
    entitled: Sum
    missed: Sum
    to_verify: Sum = field(default_factory=Sum)

    @property
    def granted(self) -> int:
        """Entitled, now or after other supports."""
        return sum(self.statuses[status] for status in GRANTED)

    def as_json(self) -> JsonObject:
        return {
            "support": self.support,
            "title": self.title.as_json(),
            "subject": self.subject,
            "statuses": {status.value: count for status, count in self.statuses.items()},
            "received": self.received,
            "gaps": dict(self.gaps.items()),
            "money_per_month": {
                "entitled": self.entitled.as_json(),
                "missed": self.missed.as_json(),
                "to_verify": self.to_verify.as_json(),
            },
        }


@dataclass(frozen=True, slots=True)
class PlaceCounts:
    """One place of a breakdown: its persons, and for each support how many are in each counted gap; None is hidden.

    `place` is empty for those of whom no place is told.
    """

    place: str
    people: int | None
    supports: Mapping[str, Mapping[Gap, int | None]]

    def as_json(self) -> JsonObject:
        return {
            "place": self.place,
            "people": self.people,
            "supports": {support: dict(counts.items()) for support, counts in self.supports.items()},
        }


AnswerKind = tuple[str, str, str, str | None, bool | None, Gap]
"""What is counted: the support, the kind of subject, status, route, whether it is received, and the gap."""

PlaceKey = tuple[str, str, Gap]
"""What is counted by place: the place, the support and the gap."""


@dataclass(slots=True)
class RunningCounts:
    """Adds up the answers portion by portion; `places` and `people` count by each column of a breakdown by place."""

    counts: Counter[AnswerKind] = field(default_factory=Counter)
    places: dict[str, Counter[PlaceKey]] = field(default_factory=dict)
    people: dict[str, Counter[str]] = field(default_factory=dict)
    money: dict[AnswerKind, Sum] = field(default_factory=dict)

    def add(self, answers: pl.DataFrame, about: pl.DataFrame, places: Sequence[str], monthly: Collection[str] = ()) -> None:
        """Count a portion's answers; `about` has a line a person with the columns `places`.

        `monthly` are the supports whose amounts are by the month: only these are added up, in `money`.
        """
        keys = ["support", "subject", "status", "route", "received", "gap"]
        for *key, count, found in answers.group_by(keys).agg(pl.len(), sum_of(monthly)).iter_rows():
            support, subject, status, route, received, gap = key
            kind: AnswerKind = (support, subject, status, route, received, gap)
            self.counts[kind] += count
            self.money[kind] = self.money.get(kind, Sum()) + Sum(**found)
        for place in places:
            named = about.select("row", pl.col(place).fill_null(""))
            found = answers.filter(pl.col("gap").is_in(COUNTED)).join(named, on="row").group_by(place, "support", "gap").len()
            mine = self.places.setdefault(place, Counter())
            for name, support, gap, count in found.iter_rows():
                mine[name, support, gap] += count
            people = self.people.setdefault(place, Counter())
            people.update(dict(named.group_by(place).len().iter_rows()))


def counts_of(tally: RunningCounts, ruleset: Ruleset, subjects: Mapping[str, int], supports: Iterable[str]) -> list[SupportCounts]:
    """The counts of each support and kind of subject; `subjects` are how many persons and households were screened."""
    by_part: dict[tuple[str, str], list[tuple[AnswerKind, int]]] = {}
    for key, count in tally.counts.items():
        by_part.setdefault(key[:2], []).append((key, count))
    parts = [part for support in supports for part in ruleset.held(support)]
    return [_counts(part, by_part.get(part.key, []), tally, ruleset, subjects) for part in parts]


def _counts(
    part: SupportPart, counted: list[tuple[AnswerKind, int]], tally: RunningCounts, ruleset: Ruleset, subjects: Mapping[str, int]
) -> SupportCounts:
    support, subject = part.key
    statuses = dict.fromkeys(Status, 0)
    gaps = dict.fromkeys(GAPS, 0)
    received = 0
    entitled, missed, to_verify = Sum(), Sum(), Sum()
    for (_, _, word, route, has, gap), count in counted:
        status = Status(word)
        statuses[status] += count
        gaps[gap] += count
        received += count if has else 0
        if status.granted:
            money = tally.money.get((support, subject, word, route, has, gap), Sum(not_stated=count))
            if gap == "to_verify":
                to_verify += money
                continue
            entitled += money
            missed += money if gap == "missed" else Sum()
    open_ = sum(count for status, count in statuses.items() if status is not Status.NOT_ELIGIBLE)
    statuses[Status.NOT_ELIGIBLE] = subjects[subject] - open_
    return SupportCounts(support, _title(part, ruleset), subject, statuses, received, gaps, entitled, missed, to_verify)


def _title(part: SupportPart, ruleset: Ruleset) -> Text:
    """The support's title, with the kind of subject where a register has several."""
    if len(ruleset.held(part.id)) == 1:
        return part.title
    kind = SUBJECT_LABELS[part.entity]
    return Text(f"{part.title.zh}（{kind.zh}）", f"{part.title.en} ({kind.en})")


# -- by place


def broken_down(counts: Counter[PlaceKey], people: Counter[str], supports: Sequence[str], small: int = SMALL) -> tuple[PlaceCounts, ...]:
    """Counts by place and support, in the order of the places' names, those below `small` hidden."""
    names = sorted(people)
    shown: dict[PlaceKey, int | None] = {}
    for support in supports:
        for gap in COUNTED:
            column = hidden([counts[name, support, gap] for name in names], small)
            shown |= {(name, support, gap): count for name, count in zip(names, column, strict=True)}
    return tuple(
        PlaceCounts(
            name,
            people[name] if people[name] >= small else None,
            {support: {gap: shown[name, support, gap] for gap in COUNTED} for support in supports},
        )
        for name in names
    )


def hidden(counts: Sequence[int], small: int = SMALL) -> list[int | None]:
    """Counts with the small ones hidden; where only one is, the next smallest is too, since the total would tell it."""
    shown: list[int | None] = [None if 0 < count < small else count for count in counts]
    if shown.count(None) == 1:
        others = [(count, index) for index, count in enumerate(counts) if shown[index]]
        if others:
            shown[min(others)[1]] = None
    return shown
