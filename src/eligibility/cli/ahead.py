"""Timelines, one fact's range and remedies arranged for a reader."""

from __future__ import annotations

from collections.abc import Iterator

from eligibility.cli.report import MARKS, Group, Item, Report, Reporter, Section
from eligibility.counsel.timeline import Kind, Moment, Timeline, Turn
from eligibility.decide.outcome import Status
from eligibility.text import Language, Text

KINDS = {
    Kind.OPENS: Text("开始符合，可以办理", "applies from this day"),
    Kind.CHANGES: Text("依据有变，看是否须重新申请", "rests on something else: see whether to apply anew"),
    Kind.CLOSES: Text("不再符合", "no longer applies"),
    Kind.LAPSES: Text("此前待定，现在不再可能：须在此前问清或办理", "open until now, refused from this day: to be settled before"),
    Kind.UNCLEAR: Text("还要问清才能判定", "open from this day until more is known"),
}
COLOURS = {Kind.OPENS: "green", Kind.CHANGES: "cyan", Kind.CLOSES: "dim", Kind.LAPSES: "dim", Kind.UNCLEAR: "magenta"}


def timeline_report(found: Timeline, language: Language) -> Report:
    """A section for every day, first what opens."""
    zh = f"{found.start.ruleset.title.zh} · {found.first} 至 {found.last}"
    title = Text(zh, f"{found.start.ruleset.title.en} · {found.first} to {found.last}")[language]
    sections = [section for moment in found.moments for section in _moment(moment, language)]
    if not sections:
        sections = [_remarks(Text("这段时间里没有变化", "nothing changes in this time")[language], ())]
    if found.unforeseen:
        names = ", ".join(found.unforeseen)
        text = Text(
            f"只知道年龄、不知道出生日期，生日不能预见：{names}", f"only the age is known, so that birthdays cannot be foreseen: {names}"
        )
        sections.append(_remarks(Text("注意", "Notices")[language], (text[language],)))
    return Report(title, tuple(sections))


def _remarks(title: str, texts: tuple[str, ...]) -> Section:
    return Section(title, "yellow", (Group("", tuple(Item("!", text) for text in texts)),))


def _moment(moment: Moment, language: Language) -> Iterator[Section]:
    by = Text("；", "; ")[language].join(
        f"{cause.subject}{Text('：', ': ')[language] if cause.subject else ''}{cause.text[language]}" for cause in moment.causes
    )
    head = f"{moment.day}{f' · {by}' if by else ''}"
    if moment.notices:
        yield _remarks(head, tuple(text[language] for text in moment.notices))
    for kind, title in KINDS.items():
        turns = [turn for turn in moment.turns if turn.kind is kind]
        if turns:
            yield Section(f"{head} · {title[language]}", COLOURS[kind], tuple(_grouped(turns, moment, language)))


def _grouped(turns: list[Turn], moment: Moment, language: Language) -> Iterator[Group]:
    reporter = Reporter(moment.decision, language)
    for subject in dict.fromkeys(turn.subject for turn in turns):
        mine = [turn for turn in turns if turn.subject == subject]
        outcome = mine[0].after or mine[0].before
        assert outcome is not None
        yield Group(reporter.subject(outcome), tuple(_item(turn, reporter, language) for turn in mine))


def _item(turn: Turn, reporter: Reporter, language: Language) -> Item:
    if turn.after is None:
        return Item(MARKS[Status.NOT_ELIGIBLE], turn.title[language], (Text("新版本没有这一项", "the new version has it not")[language],))
    item = reporter.item(turn.after)
    asked = Text("要问：", "to be asked: ")[language] + ", ".join(turn.after.missing)
    was = _rested(turn, language) if turn.kind is Kind.CHANGES else ()
    return Item(item.mark, item.head, (*item.details, *was, *([asked] if turn.after.missing else ())))


def _rested(turn: Turn, language: Language) -> tuple[str, ...]:
    """On what a support rested before."""
    assert turn.before is not None
    clauses = "、".join(citation["locator"] for citation in turn.before.citations)
    before = f"[{turn.before.route}] {turn.before.citations[0]['document']} {clauses}"
    return (Text(f"此前依据：{before}", f"rested before on: {before}")[language],)
