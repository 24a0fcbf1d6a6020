"""Why an answer changed: a fact, the day, the rules, the place and its local book, or that a person came or left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

import polars as pl

from eligibility._json import Json, JsonObject
from eligibility.book.bound import LocalBook
from eligibility.book.entries import BookEntry
from eligibility.facts.days import Anniversary
from eligibility.register.options import Job
from eligibility.rules.ruleset import Ruleset

UNTIL = "person.certificate_valid_until"


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason: of what `kind` (fact, day, rules, book, left, entered), and of what it speaks, as far as it is known.

    `document` is the local book's document, `clause` what the rules cite, `reason` why a person left and `on` the day of it.
    """

    kind: str
    path: str = ""
    was: Json = None
    now: Json = None
    document: str = ""
    clause: str = ""
    reason: str = ""
    on: str = ""

    def as_json(self) -> JsonObject:
        told: JsonObject = {"kind": self.kind}
        if self.path:
            told |= {"path": self.path, "was": self.was, "now": self.now}
        elif self.kind == "rules":
            told |= {"was": self.was, "now": self.now}
        named = {"document": self.document, "clause": self.clause, "reason": self.reason, "on": self.on}
        return told | {name: text for name, text in named.items() if text}


def fact_of(path: str, was: object, now: object) -> Cause:
    """A fact that is another one; a day is written in ISO form."""
    return Cause("fact", path, _plain(was), _plain(now))


def left_of(reason: str | None, day: str | None) -> Cause:
    """A person who left: the reason that the register gives, or none."""
    return Cause("left", reason=reason or "", on=day or "")


def rules_cause(old: str, new: Ruleset, support: str) -> Cause:
    """The rules: from which version to which, and the clauses of the support in the new one."""
    rule = new.supports.get(support)
    clauses = dict.fromkeys(locator for part in (rule.parts if rule else ()) for _, locator in part.citations)
    return Cause("rules", was=old, now=new.name, clause="；".join(clauses))


def book_causes(old: Job, new: Job, support: str) -> list[Cause]:
    """What differs in the place: a standard, an option adopted, the rate of a support; with the document where the local book tells one."""
    entries = _entries(new.local)
    found = []
    for path in sorted({*old.constants, *new.constants}):
        if old.constants.get(path) != new.constants.get(path):
            entry = entries.get(path)
            was, now = _plain(old.constants.get(path)), _plain(new.constants.get(path))
            found.append(Cause("book", path, was, now, document=entry.head.source.name if entry else ""))
    before, after = ({one.rate.head.id: one.rate for one in job.local.rates(support, None)} if job.local else {} for job in (old, new))
    for name in sorted({*before} ^ {*after}):
        rate = after.get(name) or before[name]
        if name in after or not after:
            found.append(Cause("book", f"rates.{support}", document=rate.head.source.name, on=rate.head.first.isoformat()))
    return found


def _entries(local: LocalBook | None) -> dict[str, BookEntry]:
    """The entries of the local book that fill in facts of the place, by the fact; the nearest area's counts."""
    if local is None:
        return {}
    standards = {
        f"locality.{'' if name.startswith('dibao_standard') else 'standards.'}{name}": one for name, one in local.standards().items()
    }
    return {**standards, **{f"locality.options.{name}": one for name, one in local.options().items()}}


class DayCauses:
    """What the passing of time did to persons between two days: a certificate ended, a birthday passed."""

    def __init__(self, now: pl.DataFrame, first: date, last: date) -> None:
        self._now = now
        self.first = first
        self.last = last

    @cached_property
    def _days(self) -> dict[str, tuple[date | None, date | None]]:
        """The birth date and the last valid day of each person, by key."""
        wanted = ("person.birth_date", UNTIL)
        columns = [pl.col(name) if name in self._now.columns else pl.lit(None, pl.Date).alias(name) for name in wanted]
        return {key: (born, until) for key, born, until in self._now.select("key", *columns).iter_rows()}

    def certificate(self, key: str) -> Cause | None:
        """The certificate that was valid on the earlier day and is not on the later one."""
        until = self._days.get(key, (None, None))[1]
        if until is None or not self.first <= until < self.last:
            return None
        return Cause("day", UNTIL, was=self.first.isoformat(), now=self.last.isoformat(), on=until.isoformat())

    def of(self, key: str) -> list[Cause]:
        """Everything of the kind that happened to a person; that time passed, where it is nothing of these."""
        ended = self.certificate(key)
        found = [] if ended is None else [ended]
        born = self._days.get(key, (None, None))[0]
        if born is not None and born <= self.first:
            was, now = (Anniversary(day).full_years(born) for day in (self.first, self.last))
            if was != now:
                found.append(Cause("day", "person.age", was, now))
        return found or [Cause("day", "as_of", self.first.isoformat(), self.last.isoformat())]


def _plain(value: object) -> Json:
    """A value of a fact as JSON."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)
