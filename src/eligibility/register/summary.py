"""A screening in numbers: by support, and by township and area.

Counts of fewer than five persons in a breakdown by place are not shown, nor are others where the totals would give the
hidden ones away: with so few, a number may point at a person.
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

    `place` is empty for those of whom no place is told; `within` is the county of a township, where there are several.
    """

    place: str
    people: int | None
    supports: Mapping[str, Mapping[Gap, int | None]]
    within: str = ""

    def as_json(self) -> JsonObject:
        return {
            **({"within": self.within} if self.within else {}),
            "place": self.place,
            "people": self.people,
            "supports": {support: dict(counts.items()) for support, counts in self.supports.items()},
        }


AnswerKind = tuple[str, str, str, str | None, bool | None, Gap]
"""What is counted: the support, the kind of subject, status, route, whether it is received, and the gap."""

Place = tuple[str, str]
"""A place: the county of a township, elsewhere nothing, and its name."""

PlaceKey = tuple[Place, str, Gap]
"""What is counted by place: the place, the support and the gap."""

WIDER = {"township": "county"}
"""In what the places of a breakdown lie: those of one name in two counties are two."""


@dataclass(slots=True)
class RunningCounts:
    """Adds up the answers portion by portion; `places` and `people` count by each column of a breakdown by place."""

    counts: Counter[AnswerKind] = field(default_factory=Counter)
    places: dict[str, Counter[PlaceKey]] = field(default_factory=dict)
    people: dict[str, Counter[Place]] = field(default_factory=dict)
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
            around = WIDER.get(place)
            within = pl.col(around).fill_null("") if around is not None and around in places else pl.lit("")
            named = about.select("row", within.alias("within"), pl.col(place).fill_null("").alias("place"))
            found = answers.filter(pl.col("gap").is_in(COUNTED)).join(named, on="row").group_by("within", "place", "support", "gap").len()
            mine = self.places.setdefault(place, Counter())
            for wider, name, support, gap, count in found.iter_rows():
                mine[(wider, name), support, gap] += count
            people = self.people.setdefault(place, Counter())
            people.update({(wider, name): count for wider, name, count in named.group_by("within", "place").len().iter_rows()})


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


Column = tuple[str, Gap] | None
"""A column of a breakdown: a support and a gap, or the persons."""


def breakdowns(tally: RunningCounts, supports: Sequence[str], small: int = SMALL) -> dict[str, tuple[PlaceCounts, ...]]:
    """Counts by place and support, in the order of the places' names, those below `small` hidden.

    With one place alone a breakdown says no more than the totals, and could hide nothing from them: then there is none, unless
    nothing is to be hidden.
    """
    columns: list[Column] = [None, *((support, gap) for support in supports for gap in COUNTED)]
    shown: dict[str, dict[Column, Mapping[Place, int | None]]] = {}
    found = {}
    for by in sorted(tally.places, key=lambda by: by in WIDER):
        names = sorted(tally.people[by])
        if small and len(names) < 2:
            continue
        around = WIDER[by] if len({within for within, _ in names}) > 1 else None
        shown[by] = {
            column: _shown(_counted(tally, by, column, names), small, shown[around][column] if around else None) for column in columns
        }
        found[by] = tuple(_place_counts(name, shown[by], supports, named=around is not None) for name in names)
    return {by: found[by] for by in tally.places if by in found}


def _counted(tally: RunningCounts, by: str, column: Column, names: Sequence[Place]) -> dict[Place, int]:
    if column is None:
        return {name: tally.people[by][name] for name in names}
    return {name: tally.places[by][name, *column] for name in names}


def _place_counts(name: Place, shown: Mapping[Column, Mapping[Place, int | None]], supports: Sequence[str], *, named: bool) -> PlaceCounts:
    counts = {support: {gap: shown[support, gap][name] for gap in COUNTED} for support in supports}
    return PlaceCounts(name[1], shown[None][name], counts, name[0] if named else "")


def _shown(counts: Mapping[Place, int], small: int, around: Mapping[Place, int | None] | None) -> dict[Place, int | None]:
    """A column with its small counts hidden. `around` is the column of what the places lie in: where that is hidden, so is all in it,
    and where one place alone lies in it, the count is its own."""
    found: dict[Place, int | None] = {}
    for within in dict.fromkeys(within for within, _ in counts):
        mine = [place for place in counts if place[0] == within]
        if around is not None and around["", within] is None:
            found |= dict.fromkeys(mine, None)
        elif around is not None and len(mine) == 1:
            found[mine[0]] = counts[mine[0]]
        else:
            found |= dict(zip(mine, hidden([counts[place] for place in mine], small), strict=True))
    return found


def hidden(counts: Sequence[int], small: int = SMALL) -> list[int | None]:
    """Counts with the small ones hidden, and of the others, the smallest first, so many that the total does not tell a hidden one.

    It would where one count is hidden alone, where those that are hidden come to a small number, or where they can only be all ones or
    all of the largest that is hidden. Counts alike are hidden together, and the last that are shown are not zeros alone: who knows
    these rules works out no more.
    """
    found = {at for at, count in enumerate(counts) if 0 < count < small}
    while found and len(found) < len(counts):
        rest = [at for at in range(len(counts)) if at not in found]
        total = sum(counts[at] for at in found)
        plain = total in (len(found), (small - 1) * len(found))
        if len(found) > 1 and total >= small and not plain and any(counts[at] for at in rest):
            break
        smallest = min(counts[at] or max(counts) + 1 for at in rest)
        found |= {at for at in rest if (counts[at] or max(counts) + 1) == smallest}
    return [None if at in found else count for at, count in enumerate(counts)]
