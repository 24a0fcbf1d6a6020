"""Notices about the whole decision: a draft plan, a period that is over, likely mistakes in the profile, deadlines of duties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from eligibility._dataclass import dataclass
from eligibility.decide.evaluation import Evaluation
from eligibility.decide.local import Layer
from eligibility.decide.outcome import Outcome
from eligibility.facts.flatten import Situation, Subject
from eligibility.facts.record import read_value
from eligibility.i18n import Text, day_text
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import SupportPart

if TYPE_CHECKING:
    from eligibility.book.entries import Rate


@dataclass(frozen=True, slots=True)
class DecisionNotice:
    """A notice about the whole decision, or about one support for one subject."""

    code: str
    text: Text
    support: str = ""
    subject: str = ""

    def as_json(self) -> dict[str, str]:
        about = {"support": self.support, "subject": self.subject}
        return {"code": self.code, **self.text.as_json(), **{key: value for key, value in about.items() if value}}


_NOBODY = DecisionNotice(
    "nobody_at_all",
    Text(
        "资料里没有家庭，也没有单位，没有可以判定的对象",
        "the profile holds neither a household nor an organisation: there is nobody to answer for",
    ),
)
"""An empty profile has no answers; that is not to be read as if every answer were no."""


def notices_of(evaluation: Evaluation, adcode: str | None) -> list[DecisionNotice]:
    """All notices: first those of the plan (`adcode` is where the household lives), then those about the profile, then the deadlines."""
    situation = evaluation.situation
    profile = [DecisionNotice(notice.code, notice.text, subject=notice.subject) for notice in situation.notices]
    deadlines = [notice for support, subject in evaluation for notice in _deadlines(evaluation, support, subject)]
    plan = _plan(evaluation.ruleset, situation.as_of, adcode)
    if not situation.everyone:
        profile.append(_NOBODY)
    return [*plan, *_at_the_door(evaluation), *profile, *_not_assessed_yet(situation), *_received_together(evaluation), *deadlines]


def notices_of_rates(outcomes: Iterable[Outcome], as_of: date) -> Iterator[DecisionNotice]:
    """What is to be known of the book's rates that granted answers name: long not looked at, or outside what a wider layer says."""
    stale: dict[date, dict[Text, None]] = {}
    outside: dict[DecisionNotice, None] = {}
    for outcome in outcomes:
        if outcome.local is not None and outcome.status.granted:
            rate, title = outcome.local.rate, outcome.rule.title
            if outcome.local.stale(as_of):
                stale.setdefault(rate.confirmed or rate.head.first, {})[title] = None
            for layer in outcome.local.outside:
                outside[DecisionNotice("rate_outside", _outside(title, rate, layer), outcome.support)] = None
    yield from (DecisionNotice("rate_not_confirmed", _not_confirmed(list(titles), day)) for day, titles in sorted(stale.items()))
    yield from outside


def _at_the_door(evaluation: Evaluation) -> Iterator[DecisionNotice]:
    """A book that says nothing of the place, and what the profile says otherwise than the book."""
    in_use = evaluation.book
    if in_use is None:
        return
    if not in_use.local.area:
        yield DecisionNotice(
            "book_without_area",
            Text("没有填行政区划代码，标准册没有用上", "no area code is given, so the local book could not be used"),
        )
    elif not in_use.local.layers:
        yield DecisionNotice("book_elsewhere", Text("标准册里没有这个地区", "the local book has nothing for this area"))
    from eligibility.book.titles import entry_title

    for entry in in_use.filled.differing:
        name, title = entry.head.source.name, entry_title(entry, evaluation.ruleset)
        yield DecisionNotice(
            "locality_differs",
            Text(
                f"当地情况里填的“{title.zh}”与标准册（{name}）不同，以填写的为准",
                f"the profile says otherwise of the locality ({title.en}) than the local book ({name}); the profile decides",
            ),
        )


def _not_confirmed(titles: list[Text], since: date) -> Text:
    zh, en = "、".join(title.zh for title in titles), "; ".join(title.en for title in titles)
    return Text(
        f"标准册里这些标准上次核对是{day_text(since, 'zh')}，请核对现在是否还执行：{zh}",
        f"these rates of the local book were last looked at on {since}; check that they still stand: {en}",
    )


def _outside(title: Text, rate: Rate, layer: Layer) -> Text:
    near = rate.head.source.name
    far = Text(layer.rate.head.source.name, layer.rate.head.source.name) if layer.rate else Text("规划", "the plan")
    return Text(
        f"{title.zh}：{near}的标准在{far.zh}的范围之外，按{near}答复，请核对两份文件",
        f"{title.en}: the rate of {near} lies outside that of {far.en}; {near} answers, check both documents",
    )


def _plan(ruleset: Ruleset, as_of: date, adcode: str | None) -> Iterator[DecisionNotice]:
    if ruleset.scenario is not None:
        yield DecisionNotice(
            "scenario",
            Text(
                f"以下按设想方案“{ruleset.title.zh}”推算；政策没有出台，不能作为办理依据",
                f"these answers follow a scenario ({ruleset.title.en}) that is not in force: nothing can be claimed under it",
            ),
        )
    if ruleset.status == "draft":
        yield DecisionNotice(
            "draft_text",
            Text("所依据的文本是讨论稿，不是正式印发的规划", "the text behind these answers is a draft, not the issued plan"),
        )
    if as_of > ruleset.period.last:
        last = ruleset.period.last.isoformat()
        yield DecisionNotice(
            "plan_period_over",
            Text(
                f"规划已于{day_text(ruleset.period.last, 'zh')}到期，以下仍按该规划判定。"
                "低保、两项补贴等法定制度不因此停止，请核实现行政策",
                f"the plan's period ended on {last}; these answers follow the last published version, and statutory rules may continue",
            ),
        )
    if adcode is not None and not within(adcode, ruleset.adcode):
        yield DecisionNotice(
            "other_region",
            Text("所填行政区划代码不在这份规划的地区之内", "the area code given lies outside the region of this plan"),
        )
    for notice in ruleset.notices:
        yield DecisionNotice(notice.code, notice.text)


def _not_assessed_yet(situation: Situation) -> Iterator[DecisionNotice]:
    """Persons without a grade who are being assessed or have a diagnosis: their refusals stand only until the assessment is done."""
    for person in situation.persons:
        signs = ("person.circumstances.undergoing_assessment", "person.diagnosed")
        graded = read_value(person.values, "person.certified") is True or read_value(person.values, "person.grade") != 0
        if not graded and any(read_value(person.values, sign) is True for sign in signs):
            yield DecisionNotice(
                "not_assessed_yet",
                Text(
                    "还没有评定出残疾：要残疾人证或等级的项目，现在都按不符合答复；评定有了结果、领到证后，请再查一次",
                    "no disability has been assessed so far: what asks for a certificate or a grade is refused for now; "
                    "check again once the assessment is done and the certificate is issued",
                ),
                subject=person.id,
            )


def _received_together(evaluation: Evaluation) -> Iterator[DecisionNotice]:
    """Benefits that are entered as received although the national rules let nobody have both. Dibao of the household concerns all
    its members: beside another benefit of one of them it is told only where nobody is left whom it could be for."""
    situation, ruleset = evaluation.situation, evaluation.ruleset
    on_dibao = situation.household is not None and read_value(situation.household.values, "household.dibao") is True
    for conflict in ruleset.conflicts:
        holders = [person for person in situation.persons if all(_receives(person, name) for name in conflict.pair)]
        beside = [name for name in conflict.pair if name != "dibao"]
        everyone = situation.complete and len(beside) == 1 and all(_receives(person, beside[0]) for person in situation.persons)
        if on_dibao and everyone and situation.household is not None and situation.persons:
            holders = [situation.household]
        first, second = (ruleset.support_title(name) for name in conflict.pair)
        origin = f"{conflict.origin.document}{conflict.origin.locator}"
        for holder in holders:
            yield DecisionNotice(
                "received_together",
                Text(
                    f"“{first.zh}”和“{second.zh}”都填了已享受，二者只能有其一，请核对。{conflict.reason.zh.rstrip('。')}（{origin}）",
                    f"{first.en} and {second.en} are both entered as received, which cannot be; check them. "
                    f"{conflict.reason.en.rstrip('.')} ({origin})",
                ),
                subject=holder.id,
            )


def _receives(person: Subject, support: str) -> bool:
    own = ["person.tekun"] if support == "tekun" else []
    return any(read_value(person.values, key) is True for key in (*own, f"person.receives.{support}"))


def _deadlines(evaluation: Evaluation, support: SupportPart, subject: Subject) -> Iterator[DecisionNotice]:
    """Deadlines of duties that apply and are not met: a warning from the strict reading of the date, a breach from the wide one."""
    title, as_of = support.title, evaluation.situation.as_of
    for route in support.routes:
        met = evaluation.duties(support, subject).get(route.name) if route.deadline else None
        if route.deadline is None or met is None or met.met is not False:
            continue
        strict, wide = route.deadline.warn_from, route.deadline.breach_from
        if as_of >= wide:
            yield DecisionNotice(
                "deadline_breach",
                Text(
                    f"逾期没有完成：{title.zh}。即使从宽理解，也应于{day_text(wide, 'zh')}前完成",
                    f"in breach: {title.en}, due before {wide} even on the widest reading",
                ),
                support.id,
                subject.id,
            )
        elif as_of >= strict:
            yield DecisionNotice(
                "deadline_warning",
                Text(
                    f"还没有完成：{title.zh}。从严理解，应于{day_text(strict, 'zh')}前完成",
                    f"not met: {title.en}, due before {strict} on the strict reading",
                ),
                support.id,
                subject.id,
            )


def within(adcode: str, region: str) -> bool:
    """Whether an area code lies in the area of a region's."""
    return adcode == region or (region.endswith("00") and adcode.startswith(region[:4]))
