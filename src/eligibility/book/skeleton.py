"""A new file of a book: the questions that its office can answer, without any answer."""

from __future__ import annotations

from collections.abc import Iterator

from eligibility._json import mapping
from eligibility.book.fill import known_options
from eligibility.book.read import DIBAO_STANDARDS
from eligibility.facts import labels
from eligibility.facts.key import entry_and_member
from eligibility.i18n import Language, Text
from eligibility.logic.expr import facts_in
from eligibility.rules.labels import AREAS, value_text
from eligibility.rules.ruleset import LocalStandard, Ruleset
from eligibility.rules.support import SupportPart
from eligibility.rules.words import MONEY

HEAD = Text(
    "# 每一条都写明从哪天起（from）、依据哪份文件（source）。把要填的行前面的 # 去掉；不知道的留着不填。\n"
    "# 这里只写标准、窗口、材料和期限，不写任何人的资料，也不写谁能享受：那是规则。",
    "# Every entry says from which day it holds (from) and by which document (source). Take the # off a line to fill it in.\n"
    "# A book holds rates, counters, papers and dates: nothing about any person, and not who may have a support, which is a rule.",
)
_UNITS = ("CNY/month", "CNY/quarter", "CNY/year", "CNY/term", "CNY/once", "CNY/item")
SOURCE = Text("# 文件名称、文号、印发日期，原文看过没有", "# title, number and date of the document, and whether its text was read")


def skeleton(area: str, ruleset: Ruleset | None, language: Language) -> str:
    """The text of a new file for an area, with the questions that the rules of its region leave to the place."""
    return "\n".join([*_head(area, language), *(_questions(ruleset, language) if ruleset else ())]) + "\n"


def _head(area: str, language: Language) -> Iterator[str]:
    yield HEAD[language]
    yield f'area: "{area}"'
    yield "name: {zh: , en: }"
    yield "sources:"
    yield f"  # doc1: {{document: , number: , issued: 2024-01-01, seen: true}}   {SOURCE[language]}"


def _questions(ruleset: Ruleset, language: Language) -> Iterator[str]:
    term = "from: 2024-01-01, source: doc1"
    yield "standards:"
    for name in DIBAO_STANDARDS:
        group, kind = entry_and_member(name)
        title, of = labels.title("locality", group), labels.label("locality", group, kind)
        asked = Text(f"{title.zh}（{of.zh}）每人每月多少元？", f"{title.en}, {of.en}: how many yuan a month per head?")
        yield f"  # {name}: [{{{term}, is: , unit: CNY/person/month}}]   # {asked[language]}"
    for standard in _standards(ruleset):
        how_much = Text(f"{standard.title.zh}：多少元？", f"{standard.title.en}: how many yuan?")
        yield f"  # {standard.name}: [{{{term}, is: , unit: {standard.unit}}}]   # {how_much[language]}"
    yield "options:"
    for name in _options(ruleset):
        asked = value_text("locality", "options", name, ruleset)
        question = Text(f"本地有没有出台：{asked.zh}？", f"has the place adopted it: {asked.en}?")
        yield f"  # {name}: [{{{term}, is: }}]   # {question[language]}"
    yield "rates:"
    paying = {part.id: part for part in reversed(ruleset.parts) if part.benefit.kind in MONEY}
    for part in reversed(paying.values()):  # one that is for several kinds of subject has one rate
        yield f"  # {part.id}: [{{{term}, is: , unit: {_unit(part)}}}]   # {_how_much(part)[language]}"
    yield "counters:"
    for area in dict.fromkeys(part.area for part in ruleset.parts):
        place = Text(
            f"{AREAS[area].zh}：在哪里办、电话、时间、带什么？", f"{AREAS[area].en}: where, by which telephone, when, with which papers?"
        )
        blank = "{zh: , en: }"
        yield f"  # {area}: [{{{term}, at: {blank}, phone: , hours: {blank}, papers: [{blank}]}}]   # {place[language]}"
    yield "deadlines:"
    when = Text("哪几项一年里只在一段时间办？", "which supports are applied for only within some days of the year?")
    yield f"  # nursing_subsidy: [{{{term}, opens: 03-01, closes: 10-31}}]   # {when[language]}"


def _standards(ruleset: Ruleset) -> Iterator[LocalStandard]:
    """The standards that the rules read and those that the plan declares, but for dibao's."""
    asked = {**mapping(ruleset.raw.get("standards")), **mapping(mapping(ruleset.raw["head"]).get("standards"))}
    yield from (standard for name, standard in ruleset.standards.items() if name in asked)


def _unit(part: SupportPart) -> str:
    """The unit of a support's amounts, where the plan tells one alone; otherwise the office has to say it."""
    units = {benefit.unit for benefit in (part.benefit, *(route.benefit for route in part.routes)) if benefit and benefit.unit}
    return str(units.pop()) if len(units) == 1 else ""


def _how_much(part: SupportPart) -> Text:
    """What is asked of a support's rate; where the plan does not say it, also by the month or how else."""
    zh, en = f"{part.title.zh}：多少钱？各等级一样吗？", f"{part.title.en}: how much, and is it the same for every grade?"
    if _unit(part):
        return Text(zh, en)
    return Text(f"{zh}按月、按年还是一次（{'、'.join(_UNITS)}）？", f"{en} by the month, the year or once ({', '.join(_UNITS)})?")


def _options(ruleset: Ruleset) -> list[str]:
    """The local options on which an answer depends, by name."""
    prefix = "locality.options."
    read = {fact.key.removeprefix(prefix) for expr in ruleset.conditions() for fact in facts_in(expr) if fact.key.startswith(prefix)}
    return sorted(read & known_options(ruleset))
