"""The days on which an answer can change because time passes a bound of some condition. No other days are listed.

Time enters a record only as the as-of date and as full years since a date. A condition over these changes only at its own
bounds. Between two of the days found here, no condition changes its truth for any record.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil, floor

from eligibility.book.changes import changes_in
from eligibility.book.titles import entry_title
from eligibility.decide.compiled import OutcomeKey
from eligibility.decide.decision import Decision
from eligibility.facts import labels
from eligibility.facts.flatten import Situation, Subject
from eligibility.facts.key import FactKey
from eligibility.facts.profile import Profile
from eligibility.facts.record import read_value
from eligibility.facts.vocabulary import AS_OF
from eligibility.i18n import Text, day_text
from eligibility.logic.expr import Compare, Expr, Flag, Member, atoms_in, facts_of, holds_at
from eligibility.logic.types import Fact
from eligibility.rules.basis import source_text
from eligibility.rules.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that happens on a day because time passes. `subject` is empty where it concerns the plan itself."""

    day: date = field(repr=False)
    text: Text = field(repr=False)
    subject: str = ""


def causes_by_day(decision: Decision, last: date) -> dict[date, list[Cause]]:
    """The days after a decision's own, up to and including `last`, on which one of its answers can change, each with its causes."""
    found: dict[date, dict[Cause, None]] = {}
    in_use = decision.evaluation.book
    local = _moving(in_use.local.conditions_ever()) if in_use else ()
    timed = dict.fromkeys((*decision.ruleset.once(_timed), *local))
    causes = _causes(decision.ruleset, decision.profile, decision.situation, last, timed)
    for cause in (*causes, *_of_book(decision, last)):
        if decision.as_of < cause.day <= last:
            found.setdefault(cause.day, {})[cause] = None
    return {day: list(found[day]) for day in sorted(found)}


def last_days(decision: Decision, granted: Collection[OutcomeKey], end: date) -> dict[OutcomeKey, date]:
    """The last day on which each granted support is still granted, for those that end on or before `end`.

    Grants that last beyond `end` are left out.
    """
    last: dict[OutcomeKey, date] = {}
    for day in causes_by_day(decision, end):
        raw = decision.on(day).raw
        last.update({key: day - timedelta(days=1) for key in granted if key not in last and raw[key].granted is not True})
    return last


def _causes(ruleset: Ruleset, profile: Profile, situation: Situation, last: date, timed: Collection[Compare]) -> Iterator[Cause]:
    for subject in situation.everyone:
        for atom in timed:
            if any(fact.entity in {subject.kind, AS_OF.key} for fact in facts_of(atom)):
                yield from _passed(atom, subject, situation.as_of, last)
    for member in (profile.household.members if profile.household else None) or ():
        if member.certificate_valid_until is not None and member.certificate_valid_until < date.max:
            until = member.certificate_valid_until
            text = Text(f"残疾人证有效期至{day_text(until, 'zh')}，此日起不再有效", f"the certificate was valid until {until}")
            yield Cause(until + timedelta(days=1), text, member.id)
    yield from _of_plan(ruleset, situation)
    yield from _of_bases(ruleset, situation)


def _of_plan(ruleset: Ruleset, situation: Situation) -> Iterator[Cause]:
    """The days that the plan itself names. A deadline counts only where the household has a subject that the duty could concern."""
    period = ruleset.period
    yield Cause(period.first, Text("规划期开始", "the plan's period begins"))
    over = Text(f"规划期于{day_text(period.last, 'zh')}结束", f"the plan's period ended on {period.last}")
    yield Cause(period.last + timedelta(days=1), over)
    for part in ruleset.parts:
        for deadline in (route.deadline for route in part.routes if route.deadline and situation.subjects(part.entity)):
            title = part.title
            yield Cause(deadline.warn_from, Text(f"期限（严格理解）：{title.zh}", f"deadline, strict reading: {title.en}"))
            yield Cause(deadline.breach_from, Text(f"期限（最宽理解）：{title.zh}", f"deadline, widest reading: {title.en}"))


def _of_bases(ruleset: Ruleset, situation: Situation) -> Iterator[Cause]:
    """The days after the plan's period on which what an answer rests on nationally can change."""
    last = ruleset.period.last
    for version in ruleset.bases:
        if version.since > last:
            yield Cause(version.since, Text("全国依据有新版本", "a new version of the national bases begins"))
        kinds = (basis for (_, kind), basis in version.entries.items() if situation.subjects(kind))
        for source in dict.fromkeys(source for basis in kinds for source in basis.sources):
            name = source_text(source)
            if source.since is not None and source.since > last:
                yield Cause(source.since, Text(f"{name.zh}开始执行", f"{name.en} begins to apply"))
            if source.until is not None and last <= source.until < date.max:
                ended = Text(f"{name.zh}执行至{source.until}", f"{name.en} applied until {source.until}")
                yield Cause(source.until + timedelta(days=1), ended)


def _of_book(decision: Decision, last: date) -> Iterator[Cause]:
    """The days on which an entry of the local book begins or ends in the household's place."""
    in_use = decision.evaluation.book
    for change in changes_in(in_use.local.layers, decision.as_of, last) if in_use else ():
        entry = change.after or change.before
        if entry is not None:
            name, title = entry.head.source.name, entry_title(entry, decision.ruleset)
            ends = change.after is None
            zh, en = ("此日起不再执行", "ends") if ends else ("此日起执行", "begins to apply")
            yield Cause(change.day, Text(f"标准册：{title.zh}（{name}）{zh}", f"local book: {title.en} ({name}) {en}"))


def _timed(ruleset: Ruleset) -> tuple[Compare, ...]:
    """The comparisons of a ruleset that time can change, each once."""
    return _moving(ruleset.conditions())


def _moving(conditions: Iterable[Expr]) -> tuple[Compare, ...]:
    """The comparisons that time can change, each once. Time changes no other kind of atom."""
    atoms = (atom for expr in conditions for atom in atoms_in(expr) if not isinstance(atom, Flag | Member))
    return tuple(dict.fromkeys(atom for atom in atoms if any(_moves(fact) for fact in facts_of(atom))))


def _moves(fact: Fact) -> bool:
    return fact == AS_OF or fact.key == "person.age" or FactKey.of(fact.key).is_years


def _passed(atom: Compare, subject: Subject, first: date, last: date) -> Iterator[Cause]:
    """The days on which time passes a comparison's bound for a subject. Where several of its terms change with time, every day is given."""
    rest = atom.sum.reduced(lambda fact: None if _moves(fact) else read_value(subject.values, fact.key))
    moving = [fact for fact, _ in rest.terms]
    if not all(map(_moves, moving)):
        return
    if len(moving) > 1:
        text = Text("日期到了", "time passes")
        yield from (Cause(first + timedelta(days=number), text, subject.id) for number in range(1, (last - first).days + 1))
        return
    (fact,), bound, then = moving, rest.zero(), Compare(rest, atom.op)
    for whole in sorted({floor(bound), ceil(bound), floor(bound) + 1}):
        if holds_at(then, {fact: whole}.get) is not holds_at(then, {fact: whole - 1}.get):
            yield from _reached(fact, whole, subject, last)


def _reached(fact: Fact, whole: int, subject: Subject, last: date) -> Iterator[Cause]:
    """The days on which the as-of date, or the full years since a date, reach a whole number."""
    if fact == AS_OF:
        if 1 <= whole <= last.toordinal():
            yield Cause(date.fromordinal(whole), Text("日期到了", "time passes"), subject.id)
        return
    since = read_value(subject.values, "person.birth_date" if fact.key == "person.age" else fact.key.removesuffix(".years"))
    if since is None:
        return
    start = date.fromordinal(int(since))
    text = Text(f"满{whole}周岁", f"turns {whole}") if fact.key == "person.age" else _years_since(fact, start, whole)
    yield from (Cause(day, text, subject.id) for day in anniversaries(start, whole))


def _years_since(fact: Fact, start: date, whole: int) -> Text:
    title = labels.title(fact.entity, fact.answer)
    return Text(f"{title.zh}（{start}）满{whole}年", f"{whole} years since {title.en} ({start})")


def anniversaries(start: date, years: int) -> Iterator[date]:
    """The days on which the number of full years since a date can reach `years`.

    This is normally the anniversary. For the 29th of February in a common year it is one of the two days around it, so both
    are given. The years until a future date are rounded towards zero, so the day after the anniversary is given too.
    """
    year = start.year + (years if years > 0 else years - 1)
    if not date.min.year <= year < date.max.year:
        return
    leap = (start.month, start.day) == (2, 29) and not isleap(year)
    day = date(year, 2, 28) if leap else start.replace(year=year)
    yield day
    if leap or years <= 0:
        yield day + timedelta(days=1)
