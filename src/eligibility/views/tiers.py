"""What weighs most to a household: money and care before services, and general rights that need no application last."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from eligibility.decide.outcome import Outcome
from eligibility.i18n import Text
from eligibility.rules.status import Status
from eligibility.rules.support import SupportPart
from eligibility.rules.words import Area, BenefitKind

KINDS_FIRST: tuple[BenefitKind, ...] = ("cash", "insurance", "waiver", "in_kind", "award", "service", "priority", "rule", "duty")
"""Supports by what they give: money first."""

CARE: frozenset[Area] = frozenset({"allowances", "care", "rehabilitation", "housing"})
"""The areas whose services are care, or stand in for money."""

PUBLIC: frozenset[Area] = frozenset({"rights", "administration", "emergencies"})
"""The areas whose services are there for everybody concerned, without a claim of one's own."""

WORTH_MONEY = KINDS_FIRST[: KINDS_FIRST.index("service")]
"""The kinds that are worth money."""


class Tier(IntEnum):
    """How much a support weighs: what binds an organisation, what brings money or care, other services and priorities, what an office
    does of its own accord, general rights and public services."""

    DUTY = 0
    CARE = 1
    SERVICE = 2
    OFFICE = 3
    GENERAL = 4


TIERS = {
    Tier.DUTY: Text("单位的责任", "Duties of the organisation"),
    Tier.CARE: Text("钱和照护", "Money and care"),
    Tier.SERVICE: Text("服务和优先", "Services and priorities"),
    Tier.OFFICE: Text("由部门主动办", "Done by the office itself"),
    Tier.GENERAL: Text("一般权利和公共服务（多数不用申请）", "General rights, mostly without an application"),
}
UNASKED = Text("由部门主动办的，一般权利和公共服务", "Done by the office itself, and general rights")
"""What the last two are called together."""


def tier_of(rule: SupportPart) -> Tier:
    """The tier of a support."""
    if rule.benefit.kind == "duty":
        return Tier.DUTY
    if rule.benefit.kind in WORTH_MONEY:
        return Tier.CARE
    if rule.unasked:
        return Tier.OFFICE
    if rule.benefit.kind == "rule" or rule.area in PUBLIC:
        return Tier.GENERAL
    return Tier.CARE if rule.area in CARE and rule.benefit.kind == "service" and not rule.public else Tier.SERVICE


def money_first(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Outcomes by what they give, those that apply now before those that wait for another."""
    return sorted(outcomes, key=lambda one: (KINDS_FIRST.index(one.rule.benefit.kind), one.status is not Status.ELIGIBLE))


def weightiest_first(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Outcomes by how much they weigh, and among those that weigh alike by what they give."""
    return sorted(money_first(outcomes), key=lambda one: tier_of(one.rule))


def worth(outcomes: Iterable[Outcome]) -> int:
    """The place of the best of some outcomes by what it gives: 0 where money is among them."""
    return min(KINDS_FIRST.index(one.rule.benefit.kind) for one in outcomes)
