"""The days on which an answer can change because time passes a bound of some condition. No other days are listed.

Time enters a record only as the as-of date and as full years since a date. A condition over these changes only at its own
bounds. Between two of the days found here, no condition changes its truth for any record.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from math import ceil, floor

from eligibility._dataclass import dataclass
from eligibility.book.changes import changes_in
from eligibility.book.titles import entry_title
from eligibility.decide.decision import Decision
from eligibility.decide.truths import OutcomeKey
from eligibility.facts import labels
from eligibility.facts.flatten import Subject
from eligibility.facts.key import FactKey
from eligibility.facts.profile import Profile
from eligibility.facts.record import read_value
from eligibility.facts.vocabulary import AS_OF, SUBJECT_KINDS, SubjectKind
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
    for cause in (*_of_time(decision, last), *_of_certificates(decision.profile), *_of_rules(decision), *_of_book(decision, last)):
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


def _of_time(decision: Decision, last: date) -> Iterator[Cause]:
    """The days on which time passes a bound of a condition, of the ruleset or of the local book, for a subject."""
    situation, in_use = decision.situation, decision.evaluation.book
    rules = decision.ruleset.once(_turns_of_rules)
    local = _turns(in_use.local.conditions_ever()) if in_use else {}
    for subject in situation.everyone:
        for turn in dict.fromkeys((*rules.get(subject.kind, ()), *local.get(subject.kind, ()))):
            if isinstance(turn, Compare):
                yield from _passed(turn, subject, situation.as_of, last)
            else:
                yield from _reached(*turn, subject, situation.as_of, last)


def _of_certificates(profile: Profile) -> Iterator[Cause]:
    for member in (profile.household.members if profile.household else None) or ():
        if member.certificate_valid_until is not None and member.certificate_valid_until < date.max:
            until = member.certificate_valid_until
            text = Text(f"残疾人证有效期至{day_text(until, 'zh')}，此日起不再有效", f"the certificate was valid until {until}")
            yield Cause(until + timedelta(days=1), text, member.id)


def _of_rules(decision: Decision) -> Iterator[Cause]:
    """The days that the rules themselves name, as far as the household has a subject that they could concern."""
    kinds = {subject.kind for subject in decision.situation.everyone}
    return (cause for kind, cause in decision.ruleset.once(_named_days) if kind is None or kind in kinds)


_NamedDay = tuple[SubjectKind | None, Cause]
"""A day that the rules name, and the kind of subject that it concerns; None where it concerns every household."""


def _named_days(ruleset: Ruleset) -> tuple[_NamedDay, ...]:
    """The days that the rules name, whoever asks; made once."""
    return (*_of_plan(ruleset), *_of_bases(ruleset))


def _of_plan(ruleset: Ruleset) -> Iterator[_NamedDay]:
    period = ruleset.period
    yield None, Cause(period.first, Text("规划期开始", "the plan's period begins"))
    over = Text(f"规划期于{day_text(period.last, 'zh')}结束", f"the plan's period ended on {period.last}")
    yield None, Cause(period.last + timedelta(days=1), over)
    for part in ruleset.parts:
        for deadline in (route.deadline for route in part.routes if route.deadline):
            title = part.title
            yield part.entity, Cause(deadline.warn_from, Text(f"期限（严格理解）：{title.zh}", f"deadline, strict reading: {title.en}"))
            yield part.entity, Cause(deadline.breach_from, Text(f"期限（最宽理解）：{title.zh}", f"deadline, widest reading: {title.en}"))


def _of_bases(ruleset: Ruleset) -> Iterator[_NamedDay]:
    """The days after the plan's period on which what an answer rests on nationally can change."""
    last = ruleset.period.last
    for version in ruleset.bases:
        if version.since > last:
            yield None, Cause(version.since, Text("全国依据有新版本", "a new version of the national bases begins"))
        for kind, source in dict.fromkeys((kind, source) for (_, kind), basis in version.entries.items() for source in basis.sources):
            name = source_text(source)
            if source.since is not None and source.since > last:
                yield kind, Cause(source.since, Text(f"{name.zh}开始执行", f"{name.en} begins to apply"))
            if source.until is not None and last <= source.until < date.max:
                ended = Text(f"{name.zh}执行至{source.until}", f"{name.en} applied until {source.until}")
                yield kind, Cause(source.until + timedelta(days=1), ended)


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


_Turn = tuple[Fact, int] | Compare
"""A whole number that a fact reaches by time alone, and a comparison turns; or a comparison that turns by what else a record holds."""


def _turns_of_rules(ruleset: Ruleset) -> Mapping[str, Sequence[_Turn]]:
    """What time can change in a ruleset, for each kind of subject; found once."""
    return _turns(ruleset.conditions())


def _turns(conditions: Iterable[Expr]) -> Mapping[str, Sequence[_Turn]]:
    """What time can change in some conditions, for each kind of subject, each once. Time changes no other kind of atom."""
    found: dict[str, dict[_Turn, None]] = {kind: {} for kind in SUBJECT_KINDS}
    atoms = dict.fromkeys(atom for expr in conditions for atom in atoms_in(expr) if not isinstance(atom, Flag | Member))
    for atom in (atom for atom in atoms if any(map(_moves, facts_of(atom)))):
        facts = facts_of(atom)
        entities = {fact.entity for fact in facts}
        turns: list[_Turn] = [(facts[0], whole) for whole in _wholes(atom)] if len(facts) == 1 else [atom]
        for kind in found if AS_OF.entity in entities else found.keys() & entities:
            found[kind].update(dict.fromkeys(turns))
    return {kind: tuple(listed) for kind, listed in found.items()}


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
    for whole in _wholes(Compare(rest, atom.op)):
        yield from _reached(moving[0], whole, subject, first, last)


def _wholes(atom: Compare) -> Iterator[int]:
    """The whole numbers at which a comparison of one fact turns: it holds there and not one below, or the other way round."""
    (fact,), bound = facts_of(atom), atom.sum.zero()
    for whole in sorted({floor(bound), ceil(bound), floor(bound) + 1}):
        if holds_at(atom, {fact: whole}.get) is not holds_at(atom, {fact: whole - 1}.get):
            yield whole


def _reached(fact: Fact, whole: int, subject: Subject, first: date, last: date) -> Iterator[Cause]:
    """The days after the first, up to the last, on which the as-of date, or the full years since a date, reach a whole number."""
    if fact == AS_OF:
        if first.toordinal() < whole <= last.toordinal():
            yield Cause(date.fromordinal(whole), Text("规则所写的日子到了", "a day that the rules name"))
        return
    since = read_value(subject.values, "person.birth_date" if fact.key == "person.age" else fact.key.removesuffix(".years"))
    if since is None:
        return
    start = date.fromordinal(int(since))
    for day in anniversaries(start, whole):
        if first < day <= last:
            text = Text(f"满{whole}周岁", f"turns {whole}") if fact.key == "person.age" else _years_since(fact, start, whole)
            yield Cause(day, text, subject.id)


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
