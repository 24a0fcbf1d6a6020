"""What areas, modalities, kinds, statuses and the values of facts are called, and how a fact is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from eligibility.facts import labels
from eligibility.facts.vocabulary import SubjectKind
from eligibility.i18n import Language, Text
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.words import Area, BenefitKind, BenefitUnit, Effect, Modality, Standing

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

SUBJECTS: Mapping[SubjectKind, Text] = {
    "person": Text("个人", "person"),
    "household": Text("家庭", "household"),
    "organisation": Text("单位", "organisation"),
}
"""For whom a support can be."""

MODALITIES: Mapping[Modality, Text] = {
    "mandatory": Text("应当落实", "mandatory"),
    "local_option": Text("当地可选，已出台", "local option, adopted"),
    "progressive": Text("逐步推进", "progressive"),
    "encouraged": Text("鼓励", "encouraged"),
    "target": Text("年度目标", "target"),
}

SOFT: frozenset[Modality | None] = frozenset({"progressive", "encouraged", "target"})
"""Modalities that give no claim."""

STATUSES: Mapping[Status, Text] = {
    Status.ELIGIBLE: Text("现在符合", "applies now"),
    Status.ELIGIBLE_AFTER: Text("先办其他后符合", "applies after others"),
    Status.UNDETERMINED: Text("待定", "still open"),
    Status.NOT_ELIGIBLE: Text("不符合", "does not apply"),
}

EFFECTS: Mapping[Effect, Text] = {
    "wider": Text("范围扩大", "wider"),
    "narrower": Text("范围收窄", "narrower"),
    "same": Text("范围不变", "the same households"),
    "changed": Text("有得有失", "some gain and some lose"),
    "new": Text("新增", "new"),
    "ended": Text("取消", "ended"),
}

RULESET_STATUSES: Mapping[Standing | Literal["scenario"], Text] = {
    "in_force": Text("已印发", "in force"),
    "draft": Text("讨论稿", "draft"),
    "scenario": Text("设想，未颁布", "scenario, not enacted"),
}


def status_text(ruleset: Ruleset, language: Language) -> str:
    """Whether the version is in force, a draft, or nothing but a scenario."""
    return RULESET_STATUSES["scenario" if ruleset.scenario else ruleset.status][language]


def document_text(ruleset: Ruleset, language: Language) -> str:
    """The plan's document and those that amended it."""
    if not ruleset.amendments:
        return ruleset.document.name
    amending = "、".join(document.name for document in ruleset.amendments)
    said = Text(f"（经{amending}修订）", f" (amended by {amending})")
    return f"{ruleset.document.name}{said[language]}"


UNITS: Mapping[BenefitUnit, Text] = {
    "CNY/month": Text("每月{}元", "{} yuan a month"),
    "CNY/person/month": Text("每人每月{}元", "{} yuan a month per head"),
    "CNY/year": Text("每年{}元", "{} yuan a year"),
    "CNY/once": Text("一次性{}元", "{} yuan once"),
}
"""How an amount is said in each unit; the bound stands in the place of the braces."""

KINDS: Mapping[BenefitKind, Text] = {
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
"""What kind of thing is given, in words for those who get it."""


def value_text(entity: str, name: str, value: str, ruleset: Ruleset) -> Text:
    """What a value of a fact is called: supports and local options by the ruleset's words, the rest by the vocabulary's."""
    if name in {"receives", "recognised"} and value in ruleset.catalogue:
        return ruleset.support_title(value)
    if name == "options" and value in ruleset.options:
        return ruleset.options[value]
    return labels.label(entity, name, value)


def question_text(entity: str, name: str, ruleset: Ruleset, *, headed: bool = False) -> Text:
    """What a caseworker asks to learn an entry of a profile.

    `name` is the path behind its owner, such as `needs` or `dibao_standard.rural`. `headed` is the question below a
    heading that says whom it is about.
    """
    group, _, member = name.partition(".")
    if (entity, group) == ("household", "members"):
        return Text("家里还有哪些共同生活的人？", "Who else lives in the household?")
    asked = labels.question(entity, group)
    if not member:
        return asked
    inside = value_text(entity, group, member, ruleset)
    if group != "options":
        return Text(f"{asked.zh}（{inside.zh}）", f"{asked.en} ({inside.en})")
    if headed:
        return Text(f"是否已出台：{inside.zh}？", f"Has it adopted: {inside.en}?")
    return Text(f"当地是否已出台：{inside.zh}？", f"Has the locality adopted: {inside.en}?")
