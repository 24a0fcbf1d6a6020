"""Immutable facts: facts that nobody can change by choice, each with the reason. No remedy suggests changing them."""

from __future__ import annotations

from collections.abc import Mapping

from eligibility.facts.flatten import Subject
from eligibility.facts.record import OPEN_SETS, read_value
from eligibility.facts.vocabulary import answer_of, facts
from eligibility.i18n import Text

_ASSESSED = Text("以评定或诊断为准，不能因申请而改变", "found by assessment or diagnosis, not changed by applying")
_HAPPENED = Text("是已经发生的事实", "is something that has happened")
_PLACE = Text("由当地决定，不由家庭决定", "is decided by the locality, not by the household")
_PERSON = Text("是本人的固有情况", "is given with the person")
_BODY = Text("由单位的性质或编制决定", "is given with the body or its establishment")
_GRANTED = Text("要先批准了那一项，才算享受", "follows from being granted, and from nothing else")
_HELD = Text(
    "已在享受；要不要转办由主管部门核定，不必为这一项退出",
    "is received; the office decides about a change, and it need not be given up for this",
)

FIXED: Mapping[str, Text] = {
    "person.birth_date": Text("年龄只随时间变化", "age changes with time alone"),
    **{f"person.{name}": _PERSON for name in ("sex", "relation_to_disabled")},
    **{
        f"person.{name}": _ASSESSED
        for name in ("disabilities", "autism", "diagnosed", "conditions", "work_capacity", "self_care", "fit_for_post", "pregnancy")
    },
    **{
        f"person.{name}": _HAPPENED
        for name in (
            "orphan", "unattended_child", "service_status", "legal_matter", "circumstances", "recent_graduate", "college_graduate",
            "first_employment", "employment_since", "certificate_valid_until", "certificate_no",
        )
    },
    **dict.fromkeys(("person.receives", "person.tekun", "household.dibao"), _GRANTED),
    **{
        f"household.{name}": _HAPPENED
        for name in ("members", "size", "disabled_member", "severe_member", "housing", "circumstances", "dibao_end_date")
    },
    "household.area": _PERSON,
    **{f"locality.{name}": _PLACE for name in ("adcode", "dibao_standard", "options", "emergency_declared")},
    **{f"organisation.{name}": _BODY for name in ("type", "level", "staffing", "residents")},
}  # fmt: skip
"""By entity and profile entry. Entries in no list can change: a certificate, an income, a recognition, a need, a job."""


_UNDISABLED = Text(
    "还没有评定出残疾，不能办残疾人证；没有评定过的，可以先申请评定，有了结果再查",
    "no disability has been assessed, so no certificate can be issued; if none was ever sought, apply for one and then look again",
)


def why_fixed(subject: Subject, key: str) -> Text | None:
    """Why a fact in a subject's record (by flat key, or by entity and profile entry) cannot be changed; None where it can."""
    if key == "person.certified" and subject.values.get("person.grade") == 0:
        return _UNDISABLED
    why = FIXED.get(f"{key.partition('.')[0]}.{answer_of(key).partition('.')[0]}")
    named = key in facts() or key.startswith(OPEN_SETS)  # an entry such as `person.receives` is no single fact
    return _HELD if why is _GRANTED and named and read_value(subject.values, key) is True else why
