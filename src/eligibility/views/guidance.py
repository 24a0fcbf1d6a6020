"""Timelines, one fact's range and remedies arranged for a reader."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from eligibility.decide.decision import Decision
from eligibility.decide.outcome import Outcome
from eligibility.facts import labels
from eligibility.facts.key import EntryName
from eligibility.guidance.cliff import Cliff, Piece, State
from eligibility.guidance.remedy import Remedy, Step, remedies, standing_in_the_way
from eligibility.guidance.timeline import Moment, Timeline, Turn, TurnKind
from eligibility.i18n import Language, Text
from eligibility.logic.types import Number
from eligibility.rules.labels import STATUSES, UNITS
from eligibility.rules.prose import MEASURES, Prose
from eligibility.rules.status import Status
from eligibility.views.report import MARKS, Group, Item, Report, Reporter, Section

KINDS = {
    TurnKind.OPENS: Text("开始符合，可以办理", "applies from this day"),
    TurnKind.CHANGES: Text("依据有变，看是否须重新申请", "rests on something else: see whether to apply anew"),
    TurnKind.CLOSES: Text("不再符合", "no longer applies"),
    TurnKind.LAPSES: Text("此前待定，现在不再可能：须在此前问清或办理", "open until now, refused from this day: to be settled before"),
    TurnKind.UNCLEAR: Text("还要问清才能判定", "open from this day until more is known"),
}
COLOURS = {TurnKind.OPENS: "green", TurnKind.CHANGES: "cyan", TurnKind.CLOSES: "dim", TurnKind.LAPSES: "dim", TurnKind.UNCLEAR: "magenta"}


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
    was = _rested(turn, language) if turn.kind is TurnKind.CHANGES else ()
    return Item(item.mark, item.head, (*item.details, *was, *([asked] if turn.after.missing else ())))


def _rested(turn: Turn, language: Language) -> tuple[str, ...]:
    """On what a support rested before."""
    assert turn.before is not None
    clauses = "、".join(citation["locator"] for citation in turn.before.citations)
    before = f"[{turn.before.route}] {turn.before.citations[0]['document']} {clauses}"
    return (Text(f"此前依据：{before}", f"rested before on: {before}")[language],)


# -- one fact's range


def fact_title(found: Cliff, language: Language) -> str:
    """The number's name with whom it is about and its unit."""
    owner, group, area = EntryName.of(found.path).parts
    parts = ["" if owner == found.fact.entity else owner, labels.title(found.fact.entity, group)[language]]
    parts += [labels.label("locality", group, area)[language]] if area else []
    unit = MEASURES.get(found.fact.type.unit) if isinstance(found.fact.type, Number) else None
    named = " ".join(part for part in parts if part)
    return Text(f"{named}（{unit.zh.strip()}）", f"{named} ({unit.en.strip()})")[language] if unit else named


def cliff_report(found: Cliff, language: Language) -> Report:
    """What changes with the number, support by support; where and why; the amounts that the plan states."""
    ruleset = next(piece.decision.ruleset for piece in found.pieces if piece.decision)
    title = Text(f"{number(found.low)} 至 {number(found.high)}", f"{number(found.low)} to {number(found.high)}")[language]
    now = "" if found.now is None else f" · {Text('现在', 'now')[language]} {number(found.now)}"
    changing = found.changing
    head = Text(f"随之变化的（{len(changing)}项）", f"Changes with it ({len(changing)})")[language]
    sections = [
        Section(head, "cyan", tuple(_rows(found, language))),
        Section(Text("转折点和所依据的条件", "Where, and by which conditions")[language], "", _breaks(found, language)),
        Section(Text("写明金额的合计", "Amounts that the plan states, together")[language], "", _amounts(found, language)),
        Section(Text("与其他情况矛盾的数值", "Numbers that contradict other facts")[language], "yellow", _impossible(found, language)),
    ]
    heading = " · ".join([ruleset.title[language], fact_title(found, language), f"{title}{now}"])
    return Report(heading, tuple(one for one in sections if one.groups or one is sections[0]))


def _rows(found: Cliff, language: Language) -> Iterator[Group]:
    decision = next(piece.decision for piece in found.pieces if piece.decision)
    colon = Text("：", ": ")[language]
    for _, keys in groupby(found.changing, key=lambda key: key[1]):
        mine = list(keys)
        items = []
        for key in mine:
            runs = [(state, list(run)) for state, run in groupby(found.pieces, key=lambda piece: piece.state(key))]
            lines = [f"{MARKS[state[0]]} {stretch(run)}{colon}{_state(state, decision[key], language)}" for state, run in runs if state]
            items.append(Item("-", decision[key].rule.title[language], tuple(lines)))
        yield Group(Reporter(decision, language).subject(decision[mine[0]]), tuple(items))


def _state(state: State, outcome: Outcome, language: Language) -> str:
    """A status, with the routes where there are several, and how a duty stands."""
    status, routes, met = state
    named = f" [{', '.join(routes)}]" if routes and len(outcome.rule.routes) > 1 else ""
    standing = "" if met is None else Text("，达标" if met else "，未达标", ", met" if met else ", NOT met")[language]
    applies = status.granted and outcome.rule.benefit.kind == "duty"
    word = Text("适用", "applies") if applies else STATUSES[status]
    return f"{word[language]}{named}{standing}"


def _breaks(found: Cliff, language: Language) -> tuple[Group, ...]:
    ruleset = next(piece.decision.ruleset for piece in found.pieces if piece.decision)
    prose = Prose(ruleset, language)
    items = [Item("|", number(one.value), tuple(dict.fromkeys(prose.say(atom) for atom in one.conditions))) for one in found.breaks]
    return (Group("", tuple(items)),) if items else ()


def _amounts(found: Cliff, language: Language) -> tuple[Group, ...]:
    if not any(piece.stated for piece in found.pieces):
        return ()
    items = []
    for stated, run in groupby(found.pieces, key=lambda piece: dict(piece.stated)):
        sums = Text("，", ", ")[language].join(UNITS[unit][language].format(number(Fraction(amount))) for unit, amount in stated.items())
        items.append(Item("-", f"{stretch(list(run))}{Text('：', ': ')[language]}{sums or Text('无', 'none')[language]}"))
    return (Group("", tuple(items)),)


def _impossible(found: Cliff, language: Language) -> tuple[Group, ...]:
    items = [Item("!", stretch([piece]), (piece.problem[language],)) for piece in found.pieces if piece.problem]
    return (Group("", tuple(items)),) if items else ()


def stretch(run: list[Piece]) -> str:
    """A run of pieces in words: `0 ≤ x < 480`."""
    low, high = run[0], run[-1]
    if low.low == high.high:
        return f"x = {number(low.low)}"
    return f"{number(low.low)} {'≤' if low.low_in else '<'} x {'≤' if high.high_in else '<'} {number(high.high)}"


def number(value: Fraction) -> str:
    """An exact number as a decimal where it is one, otherwise as a fraction with its rounded value."""
    if value.denominator == 1:
        return f"{value.numerator}"
    text = f"{float(value):.4f}".rstrip("0")
    return text if Fraction(text) == value else f"{value} ≈ {float(value):.2f}"


# -- remedies


def remedy_report(decision: Decision, outcomes: list[Outcome], language: Language) -> Report:
    """For each answer the smallest sets of facts that would grant it; where there are none, what stands in the way."""
    ruleset = decision.ruleset
    head = " · ".join(
        [ruleset.title[language], ruleset.document.name, Text(f"判定日期 {decision.as_of}", f"as of {decision.as_of}")[language]]
    )
    return Report(head, tuple(_remedied(decision, outcome, language) for outcome in outcomes))


def _remedied(decision: Decision, outcome: Outcome, language: Language) -> Section:
    reporter = Reporter(decision, language)
    title = f"{outcome.rule.title[language]} · {reporter.subject(outcome)} · {STATUSES[outcome.status][language]}"
    if outcome.status.granted:
        return Section(title, "green", (Group("", (reporter.item(outcome),)),))
    found = remedies(decision, outcome.support, outcome.subject.id)
    groups = [_way(index, remedy, language) for index, remedy in enumerate(found, 1)]
    if not found:
        groups = [_no_way(decision, outcome, language)]
    return Section(title, "cyan", tuple(groups))


def _way(index: int, remedy: Remedy, language: Language) -> Group:
    after = remedy.outcome
    count = len(remedy.steps)
    title = Text(f"办法{index}（{count}项）", f"way {index} ({count} {'fact' if count == 1 else 'facts'})")[language]
    items = [_step(step, language) for step in remedy.steps]
    result = Reporter(remedy.decision, language).item(after)
    then = Text(f"则：{STATUSES[after.status].zh}", f"then: {STATUSES[after.status].en}")[language]
    return Group(title, (*items, Item(result.mark, then, result.details)))


def _step(step: Step, language: Language) -> Item:
    """What must be so, and whether it is a question or a change."""
    if step.kind == "answer":
        return Item("?", f"{step.path}  {Text('若查明：', 'if it is found: ')[language]}{step.condition[language]}")
    return Item("→", f"{step.path}  {Text('若变为：', 'if it becomes: ')[language]}{step.condition[language]}")


def _no_way(decision: Decision, outcome: Outcome, language: Language) -> Group:
    items = tuple(
        Item("✗", condition[language], (Text(f"不能改变：{why.zh}", f"cannot change: {why.en}")[language],))
        for condition, why in standing_in_the_way(decision, outcome)
    )
    none = Text("没有改变或答复能使其符合", "no change and no answer would grant it")[language]
    return Group("", (Item("○", none), *items))
