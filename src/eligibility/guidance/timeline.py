"""A timeline: the coming days on which a household's supports change because time passes, and what changes on each.

Facts stay as they are; only the day moves. Between two dates of a timeline, the answers are those of the earlier date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from dateutil.relativedelta import relativedelta

from eligibility._dataclass import dataclass
from eligibility._json import JsonObject
from eligibility.book.book import Book
from eligibility.codes import ProblemCode
from eligibility.decide.answer_form import amount_json
from eligibility.decide.change_dates import Cause, causes_by_day
from eligibility.decide.decision import Decision, decide
from eligibility.decide.outcome import Outcome
from eligibility.decide.standing import Standing
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.days import LAST_DAY, checked_day
from eligibility.facts.profile import Profile
from eligibility.i18n import Text
from eligibility.limits import TIMELINE
from eligibility.logic.amount import reads_facts
from eligibility.rules.clauses import own_document
from eligibility.rules.library import Library
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.version_lookup import load_ruleset, rules_folder, versions


def a_year_after(day: date) -> date:
    """The last day of a timeline where none is named: a year after the first, or the last day that there is."""
    return date.max if day.year == date.max.year else day + relativedelta(years=1)


MOST_YEARS = 100
"""The most years that a timeline may span."""


class TurnKind(StrEnum):
    """What happens to a support on a day.

    OPENS: it is granted from then on. CLOSES: it is no longer granted. CHANGES: it is granted on another basis, so that a new
    application may be needed. PAYS: it is granted as before, with another amount. RESTS: it is granted as before, and rests on
    something else: the plan has ended, or a national or local document begins or ends. UNCLEAR: it is open from then on until
    more facts are known. LAPSES: it was open until then and is refused now.
    """

    OPENS = "opens"
    CLOSES = "closes"
    CHANGES = "changes"
    PAYS = "pays"
    RESTS = "rests"
    UNCLEAR = "unclear"
    LAPSES = "lapses"


@dataclass(frozen=True, slots=True)
class Turn:
    """One support that changes for one subject. `before` is None where it did not exist yet, `after` where it no longer exists."""

    kind: TurnKind
    support: str
    subject: str
    title: Text
    before: Outcome | None = field(repr=False)
    after: Outcome | None = field(repr=False)

    def as_json(self) -> JsonObject:
        after = self.after
        return {
            "kind": self.kind.value,
            "support": self.support,
            "subject": self.subject,
            "title": self.title.as_json(),
            "before": self.before.status.value if self.before else None,
            "after": after.status.value if after else None,
            "route": after.route if after else None,
            "citations": after.citations if after else [],
            "first": after.after if after else [],
            "subject_to": [text.as_json() for text in after.subject_to] if after else [],
            "missing": after.missing if after else [],
            "amount_before": amount_json(self.before.amount.stated) if self.before else None,
            "amount": amount_json(after.amount.stated) if after else None,
            "standing": after.standing.as_json() if after else None,
        }


@dataclass(frozen=True, slots=True)
class Moment:
    """A day on which something changes: the causes, the supports that change, the new notices, and the decision on that day.

    Its representation does not show the day: that may be a birthday.
    """

    day: date = field(repr=False)
    causes: tuple[Cause, ...] = field(repr=False)
    turns: tuple[Turn, ...]
    notices: tuple[Text, ...]
    decision: Decision = field(repr=False)

    def as_json(self) -> JsonObject:
        return {
            "day": self.day.isoformat(),
            "causes": [{"subject": cause.subject, **cause.text.as_json()} for cause in self.causes],
            "changes": [turn.as_json() for turn in self.turns],
            "notices": [text.as_json() for text in self.notices],
        }


@dataclass(frozen=True, slots=True)
class Timeline:
    """The changes from the day after `first` up to and including `last`.

    `unforeseen` names the members whose age is known but not their date of birth: their birthdays cannot be foreseen, so their
    age is treated as constant.
    """

    first: date
    last: date
    start: Decision = field(repr=False)
    moments: tuple[Moment, ...] = field(repr=False)
    unforeseen: tuple[str, ...]

    def as_json(self) -> JsonObject:
        return {
            "from": self.first.isoformat(),
            "until": self.last.isoformat(),
            "region": self.start.ruleset.region,
            "notices": [notice.as_json() for notice in self.start.notices],
            "dates": [moment.as_json() for moment in self.moments],
            "birth_date_unknown": list(self.unforeseen),
        }


def timeline(
    profile: Profile,
    region: str | Path,
    first: date,
    last: date,
    *,
    version: date | str | None = None,
    root: Path | None = None,
    book: Book | None = None,
    library: Library | None = None,
) -> Timeline:
    """The changes that time alone brings for a household, by the region's version in force on each day, or by one named version.

    With a local `book` its entries begin and end as well. With a `library` the rules are its own, and no file is read again.

    Raises:
        EligibilityError: the days are in the wrong order or too far apart, also for so many people.
        NotADay: one of them is no date, or a datetime.
        NoRulesetError: no version answers on the first day.
        ProfileError: as `decide`.
        BookError: as `decide`.
    """
    first, last = checked_day(first, "first"), checked_day(last, "last")
    if last < first:
        raise EligibilityError([Problem(ProblemCode.DAYS_REVERSED, LAST_DAY, Text("早于起始日期", "is before the first day"))])
    if last.year - first.year > MOST_YEARS:
        said = Text(f"距起始日期超过{MOST_YEARS}年", f"is more than {MOST_YEARS} years after the first day")
        raise EligibilityError([Problem(ProblemCode.DAYS_TOO_FAR_APART, LAST_DAY, said)])

    def load(day: date) -> Ruleset:
        if library is not None and isinstance(region, str):
            return library.ruleset(region, version, as_of=day)
        return load_ruleset(region, version, as_of=day, root=root)

    begins = versions_after(region, first, root, library) if version is None and isinstance(region, str) else []
    start = decide(profile, load(first), as_of=first, book=book)
    moments = tuple(_moments(profile, start, last, load, begins))
    people = (profile.household.members if profile.household else None) or ()
    unforeseen = [one.id for one in people if one.age is not None and one.birth_date is None and one.certificate_no is None]
    return Timeline(first, last, start, moments, tuple(unforeseen))


def versions_after(region: str, first: date, root: Path | None, library: Library | None = None) -> list[date]:
    """The days after the first on which a later version of a region begins."""
    enacted = library.enacted(region) if library is not None else versions(rules_folder(root), region)
    return [version for version in enacted if version > first]


def _moments(profile: Profile, start: Decision, last: date, load: Callable[[date], Ruleset], begins: list[date]) -> Iterator[Moment]:
    """Every day on which an answer or a notice changes, computed version by version."""
    now = start
    looked_at = 0
    for begin in [*begins, None]:
        until = last if begin is None or begin > last else begin
        days = _days(now, until)
        looked_at += len(days) * len(now.situation.everyone)
        if looked_at > TIMELINE:
            raise _too_many_days()
        for day, reasons in days.items():
            ruleset = load(day) if day == begin else now.ruleset
            new = [_begins(day, ruleset)] if ruleset.version != now.ruleset.version else []
            then = decide(profile, ruleset, as_of=day, book=now.book)
            moment = _moment(now, then, (*new, *reasons))
            now = then
            if moment.turns or moment.notices:
                yield moment
        if until == last and until != begin:
            return


def _too_many_days() -> EligibilityError:
    zh = f"到这天为止，要逐人逐单位查看的日子合计超过{TIMELINE:,}个，请写早一些的日子"
    en = f"is too far: the days to be looked at, for each person and organisation, are more than {TIMELINE:,}; name an earlier day"
    return EligibilityError([Problem(ProblemCode.DAYS_TOO_FAR_APART, LAST_DAY, Text(zh, en))])


def _begins(day: date, ruleset: Ruleset) -> Cause:
    """The beginning of a version, by its own document: the amending one, where it amends another."""
    name = own_document(ruleset)
    return Cause(day, Text(f"新版本开始：{name}", f"a new version begins: {name}"))


def _days(now: Decision, until: date) -> dict[date, list[Cause]]:
    """The days after a decision's own on which it can change, each with its causes; `until` is always among them."""
    found = causes_by_day(now, until)
    if now.as_of < until:
        found.setdefault(until, [])
    return found


def _moment(before: Decision, after: Decision, reasons: tuple[Cause, ...]) -> Moment:
    turns = tuple(_turns(before, after))
    said = {notice.text for notice in before.notices}
    notices = tuple(dict.fromkeys(notice.text for notice in after.notices if notice.text not in said))
    return Moment(after.as_of, reasons, turns, notices, after)


def _turns(before: Decision, after: Decision) -> Iterator[Turn]:
    same, ended = before.ruleset is after.ruleset, after.ruleset.ended(after.as_of)
    moving = {part.id for part in after.ruleset.parts if any(map(reads_facts, part.formulas))}
    for key in dict.fromkeys([*after.raw, *before.raw]):
        was, now = before.raw.get(key), after.raw.get(key)
        moves = ended or key[0] in moving or after.book is not None
        if same and was == now and not (moves and now and now.granted):
            continue
        old = before[key] if was else None
        new = after[key] if now else None
        kind, either = _kind(old, new), new or old
        if kind is not None and either is not None:
            yield Turn(kind, key[0], key[1], either.rule.title, old, new)


def _kind(old: Outcome | None, new: Outcome | None) -> TurnKind | None:
    """What happened to a support; None where nothing changed that matters to the household."""
    had, has = bool(old and old.status.granted), bool(new and new.status.granted)
    if has and not had:
        return TurnKind.OPENS
    if had and not has:
        return TurnKind.UNCLEAR if new and new.status is Status.UNDETERMINED else TurnKind.CLOSES
    if not has:
        was, is_ = bool(old and old.status is Status.UNDETERMINED), bool(new and new.status is Status.UNDETERMINED)
        return TurnKind.UNCLEAR if is_ and not was else TurnKind.LAPSES if was and not is_ else None
    assert old is not None and new is not None
    if _basis(old) != _basis(new):
        return TurnKind.CHANGES
    if (old.amount.stated, old.amount.unit) != (new.amount.stated, new.amount.unit):
        return TurnKind.PAYS
    return TurnKind.RESTS if _rests(old) != _rests(new) else None


def _rests(outcome: Outcome) -> Standing:
    """What a grant rests on, whatever is missing."""
    return replace(outcome.standing, missing=())


def _basis(outcome: Outcome) -> tuple[object, ...]:
    """The basis of a grant: status, route with its clauses and how binding they are, benefit."""
    route = outcome.granting
    return outcome.status, outcome.route, route and (route.cite, route.modality), outcome.benefit
