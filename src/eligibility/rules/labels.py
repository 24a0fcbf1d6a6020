"""The labels of areas, modalities, benefit kinds, statuses and fact values, and the questions for facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from eligibility.facts import labels
from eligibility.facts.key import entry_and_member
from eligibility.facts.vocabulary import BY_NAME, SubjectKind
from eligibility.i18n import Language, Text, day_text
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.words import Area, BenefitKind, BenefitUnit, Effect, Extent, Modality, MoneyEffect, RestsOn, TextStatus

AREAS: Mapping[Area, Text] = {
    "social_assistance": Text("社会救助", "Social assistance"),
    "allowances": Text("残疾人福利补贴", "Disability allowances"),
    "care": Text("托养照护", "Care"),
    "insurance": Text("社会保险", "Social insurance"),
    "concessions": Text("优惠优待", "Concessions"),
    "accessibility": Text("无障碍", "Accessibility"),
    "housing": Text("住房", "Housing"),
    "veterans": Text("优抚", "Service-disabled persons"),
    "emergencies": Text("应急救助", "Emergencies"),
    "rehabilitation": Text("康复", "Rehabilitation"),
    "education": Text("教育", "Education"),
    "employment": Text("就业创业", "Employment"),
    "employers": Text("用人单位", "Employers"),
    "culture_sport": Text("文化体育", "Culture and sport"),
    "rights": Text("权益保障", "Rights"),
    "administration": Text("办证和服务", "Administration"),
}

SUBJECT_LABELS: Mapping[SubjectKind, Text] = {
    "person": Text("个人", "person"),
    "household": Text("家庭", "household"),
    "organisation": Text("单位", "organisation"),
}
"""The kinds of subject that a support can be for."""

MODALITIES: Mapping[Modality, Text] = {
    "mandatory": Text("规划要求落实", "required by the plan"),
    "local_option": Text("由当地确定", "left to the locality"),
    "progressive": Text("逐步推进", "to be extended step by step"),
    "encouraged": Text("鼓励", "encouraged"),
    "target": Text("年度目标", "an aim for the year"),
}

SOFT: frozenset[Modality | None] = frozenset({"progressive", "encouraged", "target"})
"""Modalities that do not give a claim."""

STATUSES: Mapping[Status, Text] = {
    Status.ELIGIBLE: Text("现在符合", "applies now"),
    Status.ELIGIBLE_AFTER: Text("先办前一项后符合", "applies after others"),
    Status.UNDETERMINED: Text("待定", "still open"),
    Status.NOT_ELIGIBLE: Text("不符合", "does not apply"),
}

DUTY_STATUSES: Mapping[Status, Text] = {
    Status.ELIGIBLE: Text("适用", "applies"),
    Status.ELIGIBLE_AFTER: Text("先办前一项后适用", "applies after others"),
    Status.UNDETERMINED: Text("待定", "still open"),
    Status.NOT_ELIGIBLE: Text("不适用", "does not apply"),
}
"""The statuses of a duty: nobody qualifies for one."""

EXTENTS: Mapping[Extent, Text] = {
    "free": Text("免费", "free"),
    "reduced": Text("优惠", "reduced"),
    "free_or_reduced": Text("免费或优惠", "free or reduced"),
}

MONEY_EFFECTS: Mapping[MoneyEffect, Text] = {
    "more": Text("有的家庭金额变高，没有变低的", "some households get more and none gets less"),
    "less": Text("有的家庭金额变低，没有变高的", "some households get less and none gets more"),
    "same": Text("金额对谁都不变", "nobody gets another amount"),
    "changed": Text("有的家庭金额变高，有的变低", "some households get more and some get less"),
}
"""The effects of an amendment on how much a support gives."""

EFFECTS: Mapping[Effect, Text] = {
    "wider": Text("范围扩大", "wider"),
    "narrower": Text("范围收窄", "narrower"),
    "same": Text("范围不变", "the same households"),
    "changed": Text("有得有失", "some gain and some lose"),
    "new": Text("新增", "new"),
    "ended": Text("取消", "ended"),
}

RESTS_ON: Mapping[RestsOn, Text] = {
    "plan": Text("规划期内", "in the plan's period"),
    "national": Text("国家规定仍在执行", "national rule in force"),
    "book": Text("本地文件仍在执行", "local document in force"),
    "scheme": Text("制度继续，条件请核对", "national scheme, local terms to be checked"),
    "ended_plan": Text("请先核实", "verify first"),
}
"""What an answer rests on, in a few words."""

RULESET_STATUSES: Mapping[TextStatus | Literal["scenario"], Text] = {
    "in_force": Text("已印发", "issued"),
    "draft": Text("讨论稿", "draft"),
    "scenario": Text("设想，未颁布", "scenario, not enacted"),
}


def status_word(status: Status, kind: str) -> Text:
    """A status in the words for its kind of benefit."""
    return (DUTY_STATUSES if kind == "duty" else STATUSES)[status]


def modality_word(modality: Modality, status: Status) -> Text:
    """How binding the route of an answer is. A local option that grants has been adopted."""
    if modality == "local_option" and status.granted:
        return Text("当地已出台", "adopted by the locality")
    return MODALITIES[modality]


def status_text(ruleset: Ruleset, language: Language) -> str:
    """Whether the version's text is issued, a draft or a scenario."""
    return RULESET_STATUSES["scenario" if ruleset.scenario else ruleset.status][language]


def status_on(ruleset: Ruleset, day: date, language: Language) -> str:
    """As `status_text`, and from the day after the plan's period that the period has ended."""
    status = status_text(ruleset, language)
    if not ruleset.ended(day):
        return status
    last = ruleset.period.last
    return Text(f"{status}，规划期已于{day_text(last, 'zh')}结束", f"{status}; the plan's period ended on {last}")[language]


def document_text(ruleset: Ruleset, language: Language) -> str:
    """The plan's document and the documents that amend it."""
    if not ruleset.amendments:
        return ruleset.document.name
    amending = "、".join(document.name for document in ruleset.amendments)
    said = Text(f"（经{amending}修订）", f" (amended by {amending})")
    return f"{ruleset.document.name}{said[language]}"


UNITS: Mapping[BenefitUnit, Text] = {
    "CNY/month": Text("每月{}元", "{} yuan a month"),
    "CNY/person/month": Text("每人每月{}元", "{} yuan a month per head"),
    "CNY/year": Text("每年{}元", "{} yuan a year"),
    "CNY/quarter": Text("每季度{}元", "{} yuan a quarter"),
    "CNY/term": Text("每学期{}元", "{} yuan a term"),
    "CNY/once": Text("一次性{}元", "{} yuan once"),
    "CNY/item": Text("每件{}元", "{} yuan an item"),
    "CNY": Text("{}元（周期未写）", "{} yuan (period not stated)"),
}
"""The wording of an amount in each unit. The braces are replaced by the bound."""

BENEFIT_KINDS: Mapping[BenefitKind, Text] = {
    "cash": Text("现金补贴", "money"),
    "service": Text("服务", "a service"),
    "in_kind": Text("实物", "goods"),
    "insurance": Text("保险", "insurance"),
    "waiver": Text("减免费用", "lower or no fees"),
    "priority": Text("优先照顾", "priority"),
    "award": Text("奖励", "an award"),
    "rule": Text("政策", "a rule in your favour"),
    "duty": Text("责任", "a duty"),
}
"""The kinds of benefit, in words for the people who receive them."""


def value_text(entity: str, name: str, value: str, ruleset: Ruleset) -> Text:
    """The label of a fact's value: from the ruleset for supports and local options, otherwise from the vocabulary."""
    if name in {"receives", "recognised"} and value in ruleset.catalogue:
        return ruleset.support_title(value)
    if name == "options" and value in ruleset.options:
        return ruleset.options[value]
    if name == "standards" and value in ruleset.standards:
        return ruleset.standards[value].title
    if f"{entity}.{name}" in BY_NAME:
        return ruleset.support_title(value)
    return labels.label(entity, name, value)


def question_text(entity: str, name: str, ruleset: Ruleset, *, listed: bool = False) -> Text:
    """The question by which a caseworker learns a profile entry.

    `name` is the path after the owner, such as `needs` or `dibao_standard.rural`. With `listed`, the answers to choose from
    stand beneath the question.

    Raises:
        LookupError: the entry is worked out from others, and nobody is asked for it.
    """
    group, member = entry_and_member(name)
    if (entity, group) == ("household", "members"):
        return Text("家里还有哪些共同生活的人？", "Who else lives in the household?")
    inside = labels.member_question(entity, group, value_text(entity, group, member, ruleset)) if member else None
    asked = inside or (labels.question if listed else labels.brief_question)(entity, group)
    if asked is None:
        raise LookupError(f"{entity}.{name} is not asked for")
    return asked
