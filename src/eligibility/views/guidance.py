"""Timelines, one fact's range and remedies arranged for a reader."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, Inexact
from fractions import Fraction
from itertools import groupby

from eligibility.decide.decision import Decision
from eligibility.decide.outcome import Outcome
from eligibility.decide.truths import OutcomeKey
from eligibility.errors import checked_language
from eligibility.facts import labels
from eligibility.facts.key import EntryName
from eligibility.guidance.cliff import Cliff, Piece, State
from eligibility.guidance.remedy import Remedy, Step, remedies, standing_in_the_way
from eligibility.guidance.timeline import Moment, Timeline, Turn, TurnKind
from eligibility.i18n import Language, Text, joined
from eligibility.logic.expr import EXACT
from eligibility.logic.types import Fact, Number
from eligibility.rules.clauses import own_document
from eligibility.rules.labels import RESTS_ON, status_word
from eligibility.rules.prose import MEASURES, Prose, clauses_text, route_name
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.views.amounts import amount_line, total_text
from eligibility.views.report import MARKS, Group, Item, Report, Reporter, Section
from eligibility.views.standing import CONTINUES, VERIFY, group_of, verify_text
from eligibility.views.subjects import called, notice_text, without_brackets

KINDS = {
    TurnKind.OPENS: Text("开始符合，可以办理", "applies from this day"),
    TurnKind.PAYS: Text("金额变了", "the amount changes"),
    TurnKind.CHANGES: Text("依据变了，请问清是否要重新申请", "the basis changes: ask whether a new application is needed"),
    TurnKind.RESTS: Text("照旧符合，所依据的变了", "applies as before and rests on something else"),
    TurnKind.CLOSES: Text("不再符合", "no longer applies"),
    TurnKind.LAPSES: Text(
        "到这天还没问清、没办的，就不能办了，请提前问清",
        "undecided until now; from this day it can no longer apply, so settle it before then",
    ),
    TurnKind.UNCLEAR: Text("还要问清才能判定", "open from this day until more is known"),
}
NO_UNIT = Text("", "")
NOTHING_CHANGES = Text("在这个范围内，没有项目随之变化", "Nothing changes in this range")
NOTHING_SEEN = Text("还看不出哪些项目随之变化", "What changes with it cannot be seen yet")
WAITS = Text("有的项目要同还不知道的数比较，从哪里起变化还看不出来", "Some supports compare it with a number that is not known yet")
TRULY = Text(
    "以上“如果变成”是说明规定，不是要去改变；情况确实变了的，请如实申报",
    "“If it becomes” tells what the rules say, and asks nobody to change anything; report truthfully what has really changed",
)
"""What stands under ways of which one is a change of facts that are known, such as of an income."""
IMPOSSIBLE = Text("与其他情况矛盾的数值", "Numbers that contradict other facts")
COLOURS = {
    TurnKind.OPENS: "green",
    TurnKind.PAYS: "cyan",
    TurnKind.CHANGES: "cyan",
    TurnKind.CLOSES: "dim",
    TurnKind.LAPSES: "dim",
    TurnKind.UNCLEAR: "magenta",
}


def timeline_report(found: Timeline, language: Language) -> Report:
    """The notices of the first day, then a section for every day, first what opens.

    Raises:
        WrongArgument: there is no such language.
    """
    checked_language(language)
    zh = f"{found.start.ruleset.title.zh} · {found.first} 至 {found.last}"
    title = Text(zh, f"{found.start.ruleset.title.en} · {found.first} to {found.last}")[language]
    sections = [section for moment in found.moments for section in _moment(moment, language)]
    if not sections:
        sections = [_remarks(Text("这段时间里没有变化", "nothing changes in this time")[language], ())]
    if found.unforeseen:
        names = Text("、", ", ")[language].join(called(found.start.situation, name)[language] for name in found.unforeseen)
        text = Text(
            f"只知道年龄、不知道出生日期，生日不能预见：{names}", f"only the age is known, so that birthdays cannot be foreseen: {names}"
        )
        sections.append(_remarks(Text("注意", "Notices")[language], (text[language],)))
    return Report(title, (*_notices(found.start, language), *sections))


def _remarks(title: str, texts: tuple[str, ...]) -> Section:
    return Section(title, "yellow", (Group("", tuple(Item("!", text) for text in texts)),))


def _moment(moment: Moment, language: Language) -> Iterator[Section]:
    situation = moment.decision.situation
    causes = (
        f"{called(situation, cause.subject)[language]}{Text('：', ': ')[language]}{cause.text[language]}"
        if cause.subject
        else cause.text[language]
        for cause in moment.causes
    )
    by = joined(causes, language)
    head = f"{moment.day}{f' · {by}' if by else ''}"
    if moment.notices:
        yield _remarks(head, tuple(text[language] for text in moment.notices))
    for kind, title in KINDS.items():
        turns = [turn for turn in moment.turns if turn.kind is kind]
        if turns and kind is TurnKind.RESTS:
            yield from _resting(turns, moment, f"{head} · {title[language]}", language)
        elif turns:
            yield Section(f"{head} · {title[language]}", COLOURS[kind], tuple(_grouped(turns, moment, language)))


def _resting(turns: list[Turn], moment: Moment, head: str, language: Language) -> Iterator[Section]:
    """What is granted as before: what continues and what is to be verified first, a line for each subject and basis."""
    reporter = Reporter(moment.decision, language)
    for group in (CONTINUES, VERIFY):
        groups: dict[tuple[str, str], list[Outcome]] = {}
        for turn in turns:
            if turn.after is not None and group_of(turn.after) is group:
                groups.setdefault((reporter.subject(turn.after), turn.after.standing.rests_on), []).append(turn.after)
        items = tuple(Item("→", *_titled(subject, outcomes, language)) for (subject, _), outcomes in groups.items())
        if items:
            remark = (Item("!", verify_text(moment.decision.ruleset, language)),) if group is VERIFY else ()
            yield Section(f"{head}：{group.zh}" if language == "zh" else f"{head}: {group.en}", "cyan", (Group("", (*remark, *items)),))


def _titled(subject: str, outcomes: list[Outcome], language: Language) -> tuple[str, tuple[str, ...]]:
    """Whom outcomes on the same basis are for and how many they are, then their titles."""
    said = RESTS_ON[outcomes[0].standing.rests_on][language]
    head = Text(f"{subject}，{said}（{len(outcomes)}项）", f"{subject}: {said} ({len(outcomes)})")[language]
    return head, (Text("；", "; ")[language].join(outcome.rule.title[language] for outcome in outcomes),)


def _grouped(turns: list[Turn], moment: Moment, language: Language) -> Iterator[Group]:
    reporter = Reporter(moment.decision, language, alone=True)
    for subject in dict.fromkeys(turn.subject for turn in turns):
        mine = [turn for turn in turns if turn.subject == subject]
        outcome = mine[0].after or mine[0].before
        assert outcome is not None
        yield Group(reporter.subject(outcome), tuple(_item(turn, reporter, language) for turn in mine))


def _item(turn: Turn, reporter: Reporter, language: Language) -> Item:
    if turn.after is None:
        return Item(MARKS[Status.NOT_ELIGIBLE], turn.title[language], (_ended(reporter.decision.ruleset)[language],))
    item = reporter.item(turn.after)
    was = _rested(turn, language) if turn.kind is TurnKind.CHANGES else _paid(turn, language) if turn.kind is TurnKind.PAYS else ()
    return Item(item.mark, item.head, (*item.details, *was, *reporter.asked(turn.after)))


def _ended(ruleset: Ruleset) -> Text:
    """That a version no longer has a support, with the clauses that take it out where the amending document names them."""
    cited = clauses_text((own_document(ruleset), locator) for locator in ruleset.removed_by)
    by = Text(f"（{cited}）", f" ({cited})") if cited else Text("", "")
    return Text(f"新版本没有这一项{by.zh}", f"the new version no longer includes it{by.en}")


def _rested(turn: Turn, language: Language) -> tuple[str, ...]:
    """The clause that a support had before, and its amount where that was another one."""
    assert turn.before is not None
    assert turn.after is not None
    clauses = "、".join(citation["locator"] for citation in turn.before.citations)
    route = route_name(turn.before.rule, turn.before.route, turn.before.evaluation.ruleset)
    cited = f"{turn.before.citations[0]['document']} {clauses}"
    paid = _paid(turn, language) if amount_line(turn.before, language) != amount_line(turn.after, language) else ()
    return (Text(f"此前依据：{route.zh}，{cited}", f"basis before: {route.en}, {cited}")[language], *paid)


def _paid(turn: Turn, language: Language) -> tuple[str, ...]:
    """The amount that a support had before, and by which document of the local book where it was one's."""
    assert turn.before is not None
    amount = amount_line(turn.before, language) or Text("没有写明金额", "no amount was known")[language]
    local = turn.before.local
    by = f"（{local.rate.head.source.name}）" if local and language == "zh" else f" ({local.rate.head.source.name})" if local else ""
    return (Text(f"此前：{amount}{by}", f"before: {amount}{by}")[language],)


# -- one fact's range


def fact_title(found: Cliff, language: Language) -> str:
    """The number's name with whom it is about and its unit."""
    owner, group, area = EntryName.of(found.path).parts
    parts = [
        "" if owner == found.fact.entity else without_brackets(called(found.start.situation, owner)[language]),
        labels.title(found.fact.entity, group)[language],
    ]
    parts += [labels.label("locality", group, area)[language]] if area else []
    unit = MEASURES.get(found.fact.type.unit) if isinstance(found.fact.type, Number) else None
    who, *named_by = parts
    named = " · ".join(part for part in (who, " ".join(named_by)) if part)
    return Text(f"{named}（{unit.zh.strip()}）", f"{named} ({unit.en.strip()})")[language] if unit else named


def cliff_report(found: Cliff, language: Language) -> Report:
    """What changes with the number, support by support; where and why; the amounts that the plan states.

    Raises:
        WrongArgument: there is no such language.
    """
    checked_language(language)
    unit = unit_text(found.fact)
    title = Text(f"{number(found.low)}至{number(found.high)}", f"{number(found.low)} to {number(found.high)}")[language] + unit[language]
    now = "" if found.now is None else f" · {Text('现在', 'now ')[language]}{number(found.now)}{unit[language]}"
    moving = _moving(found)
    head = Text(f"随之变化的（{len(moving)}项）", f"Changes with it ({len(moving)})") if moving else nothing_text(found)
    waits = tuple(
        Item("?", Text(f"先问清：{asked.zh}", f"ask first: {asked.en}")[language])
        for asked in (question.wording(found.start.ruleset) for question in found.waits_on)
    )
    sections = [
        Section(WAITS[language], "magenta", (Group("", waits),) if waits else ()),
        Section(head[language], "cyan", tuple(_rows(found, language))),
        Section(Text("在哪里变化，依据什么条件", "Where it changes, and by which conditions")[language], "", _breaks(found, language)),
        Section(Text("规划写明的金额合计", "Total of the amounts that the plan states")[language], "", _amounts(found, language)),
        Section(IMPOSSIBLE[language], "yellow", _impossible(found, language)),
    ]
    heading = " · ".join([found.start.ruleset.title[language], fact_title(found, language), f"{title}{now}"])
    possible = any(piece.decision for piece in found.pieces)
    shown = tuple(one for one in sections if one.groups or (one.title == head[language] and possible))
    return Report(heading, (*_notices(found.start, language), *shown))


def nothing_text(found: Cliff) -> Text:
    """What is said where no answer differs within the range."""
    return NOTHING_SEEN if found.waits_on else NOTHING_CHANGES


def _moving(found: Cliff) -> list[OutcomeKey]:
    """The supports whose answers or amounts differ within the range, in the order of a decision."""
    moving = {*found.changing, *found.paying}
    return [key for one in found.start if (key := (one.support, one.subject.id)) in moving]


def _rows(found: Cliff, language: Language) -> Iterator[Group]:
    decision, paying = found.start, set(found.paying)
    colon, unit = Text("：", ": ")[language], unit_text(found.fact)
    for _, keys in groupby(_moving(found), key=lambda key: key[1]):
        mine = list(keys)
        items = []
        for key in mine:
            runs = [(state, list(run)) for state, run in groupby(found.pieces, key=lambda piece: piece.state(key))]
            lines = [
                f"{MARKS[state[0]]} {stretch(run, language, unit)}{colon}{_state(state, decision[key], language)}"
                for state, run in runs
                if state
            ]
            paid = _paid_over(found, key, language) if key in paying else ()
            items.append(Item("-", decision[key].rule.title[language], (*lines, *paid)))
        yield Group(Reporter(decision, language).subject(decision[mine[0]]), tuple(items))


def _paid_over(found: Cliff, key: OutcomeKey, language: Language) -> Iterator[str]:
    """What a support gives over each stretch of the range: one amount, or those at both ends, between which it moves evenly."""
    ends, unit = [(piece, piece.amounts(key)) for piece in found.pieces], unit_text(found.fact)
    for paid, run in groupby(ends, key=lambda end: end[1]):
        pieces = [piece for piece, _ in run]
        for part in [pieces] if paid and paid[0] == paid[1] else [[piece] for piece in pieces]:
            if paid and (paid_in := part[0].unit(key)):
                low, high = (total_text(end, paid_in, language) for end in paid)
                told = low if paid[0] == paid[1] else Text(f"从{low}到{high}", f"from {low} to {high}")[language]
                yield f"{stretch(part, language, unit)}{Text('：', ': ')[language]}{told}"


def _state(state: State, outcome: Outcome, language: Language) -> str:
    """A status, with the routes where there are several, and how a duty stands."""
    status, routes, met = state
    named = ""
    if routes and len(outcome.rule.routes) > 1:
        names = [route_name(outcome.rule, route, outcome.evaluation.ruleset) for route in routes]
        named = Text(f"（{'、'.join(name.zh for name in names)}）", f" ({', '.join(name.en for name in names)})")[language]
    standing = "" if met is None else Text("，达标" if met else "，未达标", ", met" if met else ", NOT met")[language]
    return f"{status_word(status, outcome.benefit.kind)[language]}{named}{standing}"


def _breaks(found: Cliff, language: Language) -> tuple[Group, ...]:
    prose, unit = Prose(found.start.ruleset, language), unit_text(found.fact)[language]
    items = [
        Item("|", f"{number(one.value)}{unit}", tuple(dict.fromkeys(prose.say(atom) for atom in one.conditions))) for one in found.breaks
    ]
    return (Group("", tuple(items)),) if items else ()


def _amounts(found: Cliff, language: Language) -> tuple[Group, ...]:
    if not any(piece.stated for piece in found.pieces):
        return ()
    items, unit = [], unit_text(found.fact)
    for sums_, run in groupby(found.pieces, key=lambda piece: dict(piece.stated)):
        sums = Text("，", ", ")[language].join(total_text(amount, paid_in, language) for paid_in, amount in sums_.items())
        items.append(Item("-", f"{stretch(list(run), language, unit)}{Text('：', ': ')[language]}{sums or Text('无', 'none')[language]}"))
    return (Group("", tuple(items)),)


def _impossible(found: Cliff, language: Language) -> tuple[Group, ...]:
    unit = unit_text(found.fact)
    items = [Item("!", stretch([piece], language, unit), (piece.problem[language],)) for piece in found.pieces if piece.problem]
    return (Group("", tuple(items)),) if items else ()


def stretch(run: list[Piece], language: Language, unit: Text = NO_UNIT) -> str:
    """A run of pieces in words with the unit of its numbers: `0 to under 480 yuan`."""
    first, last = run[0], run[-1]
    low, high = number(first.low), f"{number(last.high)}{unit[language]}"
    if first.low == last.high:
        return high
    start = low if first.low_in else Text(f"超过{low}", f"over {low}")[language]
    end = Text(f"至{high}", f"to {high}") if last.high_in else Text(f"至不满{high}", f"to under {high}")
    return Text(f"{start}{end.zh}", f"{start} {end.en}")[language]


def unit_text(fact: Fact) -> Text:
    """The unit of a number as it stands behind it: of money the yuan alone."""
    if not isinstance(fact.type, Number) or not fact.type.unit:
        return NO_UNIT
    return Text("元", " yuan") if fact.type.unit.startswith("CNY") else MEASURES.get(fact.type.unit, NO_UNIT)


def number(value: Fraction) -> str:
    """An exact number as a decimal where it is one, otherwise as a fraction with its rounded value."""
    try:
        return f"{EXACT.divide(Decimal(value.numerator), Decimal(value.denominator)):f}"
    except Inexact:
        return f"{value} ≈ {float(value):.2f}"


# -- remedies


def remedy_report(decision: Decision, outcomes: list[Outcome], language: Language) -> Report:
    """For each answer the smallest sets of facts that would grant it; where there are none, what stands in the way.

    Raises:
        WrongArgument: there is no such language.
    """
    checked_language(language)
    ruleset = decision.ruleset
    head = " · ".join(
        [ruleset.title[language], ruleset.document.name, Text(f"判定日期 {decision.as_of}", f"as of {decision.as_of}")[language]]
    )
    notices = _notices(decision, language)
    return Report(head, (*notices, *(_remedied(decision, outcome, language) for outcome in outcomes)))


def _notices(decision: Decision, language: Language) -> tuple[Section, ...]:
    """The notices about the whole decision, such as that its plan has ended."""
    items = tuple(Item("!", notice_text(notice, decision.situation, language)) for notice in decision.notices if not notice.subject)
    return (Section(Text("注意", "Notices")[language], "yellow", (Group("", items),)),) if items else ()


def _remedied(decision: Decision, outcome: Outcome, language: Language) -> Section:
    reporter = Reporter(decision, language, alone=True)
    title = f"{outcome.rule.title[language]} · {reporter.subject(outcome)} · {status_word(outcome.status, outcome.benefit.kind)[language]}"
    if outcome.status.granted:
        return Section(title, "green", (Group("", (reporter.item(outcome),)),))
    found = remedies(decision, outcome.support, outcome.subject.id)
    groups = [_way(index, remedy, language) for index, remedy in enumerate(found, 1)]
    if any(step.kind == "change" for remedy in found for step in remedy.steps):
        groups.append(Group("", (Item("!", TRULY[language]),)))
    if not found:
        groups = [_no_way(decision, outcome, language)]
    return Section(title, "cyan", tuple(groups))


def _way(index: int, remedy: Remedy, language: Language) -> Group:
    after = remedy.outcome
    count = len(remedy.steps)
    title = Text(f"符合条件的情形{index}（{count}项）", f"way {index} ({count} {'fact' if count == 1 else 'facts'})")[language]
    items = [_step(step, remedy.decision, language) for step in remedy.steps]
    result = Reporter(remedy.decision, language, alone=True).item(after)
    word = status_word(after.status, after.benefit.kind)
    then = Text(f"结果：{word.zh}", f"then: {word.en}")[language]
    return Group(title, (*items, Item(result.mark, then, result.details)))


def _step(step: Step, decision: Decision, language: Language) -> Item:
    """What must be so, and whether it is a question or a change."""
    whom = called(decision.situation, EntryName.of(step.path).owner)[language]
    if step.kind == "answer":
        return Item("?", Text(f"{whom}，如果核实：{step.condition.zh}", f"{whom}, if it is found: {step.condition.en}")[language])
    return Item("→", Text(f"{whom}，如果变成：{step.condition.zh}", f"{whom}, if it becomes: {step.condition.en}")[language])


def _no_way(decision: Decision, outcome: Outcome, language: Language) -> Group:
    items = tuple(
        Item("✗", condition[language], (Text(f"不能改变：{why.zh}", f"cannot change: {why.en}")[language],))
        for condition, why in standing_in_the_way(decision, outcome)
    )
    none = Text("按现在的情况，没有办法符合这一项", "no change and no answer would grant it")[language]
    return Group("", (Item("○", none), *items))
