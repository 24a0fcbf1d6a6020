"""How a duty stands, in words: what is required, what is in place, and what is short in whole persons or spaces."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from eligibility.decide.compliance import Met
from eligibility.i18n import Language, Text, day_text
from eligibility.logic.types import Number
from eligibility.rules.prose import MEASURES, number_text
from eligibility.rules.support import Compliance, Deadline

_FOUND = {
    None: Text("是否达标：未知", "met: unknown"),
    True: Text("达标（以认定为准）", "met, as found by the office"),
    False: Text("未达标（以认定为准）", "NOT met, as found by the office"),
}
"""How a duty stands where no numbers say it."""


def met_text(met: Met, duty: Compliance, language: Language) -> str:
    """Whether a duty is met. A required number that is not whole stands beside the whole number that fulfils it."""
    if met.required is None or met.actual is None:
        return _FOUND[met.met][language]
    whole = met.required.to_integral_value(ROUND_CEILING)
    required, actual = _counted(met.required, duty, language), _counted(met.actual, duty, language)
    if whole != met.required:
        so = _counted(whole, duty, language)
        required += Text(f"（即{so}）", f" (so {so})")[language]
    has = Text(f"要求不少于{required}，现有{actual}", f"at least {required} required, {actual} in place")[language]
    if met.met:
        return Text(f"达标：{has}", f"met: {has}")[language]
    short = _counted(max(whole - met.actual, Decimal(0)), duty, language)
    exact = _counted(met.shortfall, duty, language)
    beside = Text(f"（按比例差{exact}）", f" ({exact} by the ratio)")[language] if exact != short else ""
    return Text(f"未达标：{has}，还差{short}{beside}", f"NOT met: {has}, {short} short{beside}")[language]


def due_text(met: Met, deadline: Deadline | None, language: Language) -> str:
    """By when a duty that is not met is due, by the strict reading of the plan and by the widest; that no day is stated where none is."""
    if met.met is not False:
        return ""
    if deadline is None:
        return Text("期限：规划没有单写", "due: the plan states no day of its own")[language]
    strict, wide = (day_text(day, language) for day in (deadline.warn_from, deadline.breach_from))
    return Text(f"期限：{strict}前（最宽理解为{wide}前）", f"due: before {strict} (before {wide} on the widest reading)")[language]


def _counted(number: Decimal | None, duty: Compliance, language: Language) -> str:
    """A number with the unit of what the duty counts."""
    kind = duty.actual.terms[0][0].type if duty.actual and duty.actual.terms else None
    unit = MEASURES.get(kind.unit) if isinstance(kind, Number) else None
    said = unit[language] if unit else ""
    return f"{number_text(number)}{said.removesuffix('s') if language == 'en' and number == 1 else said}"
