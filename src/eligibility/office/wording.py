"""The month in words: what a change is called, and its reasons as an office reads them."""

from __future__ import annotations

from collections.abc import Mapping

from eligibility._json import Json
from eligibility.facts import labels
from eligibility.facts.key import FactKey
from eligibility.facts.vocabulary import facts
from eligibility.i18n import Language, Text
from eligibility.logic.types import Boolean
from eligibility.office.causes import UNTIL, Cause
from eligibility.register.lines import LEAVING
from eligibility.rules.labels import STATUSES, value_text
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status

EVENTS: Mapping[str, Text] = {
    "entered": Text("新进名册", "new on the register"),
    "gone": Text("不在名册", "gone from the register"),
    "started": Text("开始领取", "started"),
    "stopped": Text("停止领取", "stopped"),
    "changed": Text("判定或金额有变", "changed"),
}
"""What each kind of change is called, in the order in which they are listed."""
UNKNOWN = Text("不知道", "not known")


def status_text(status: str | None, language: Language) -> str | None:
    """A status in words."""
    return None if status is None else STATUSES[Status(status)][language]


def why_text(causes: tuple[Cause, ...], ruleset: Ruleset, language: Language) -> str:
    """The reasons of a change, one after the other."""
    said = [cause_text(cause, ruleset)[language] for cause in causes]
    return ("；" if language == "zh" else "; ").join(dict.fromkeys(said))


def cause_text(cause: Cause, ruleset: Ruleset) -> Text:
    """One reason in words."""
    match cause.kind:
        case "entered":
            return Text("新进名册", "new on the register")
        case "left":
            return _left(cause)
        case "day":
            return _day(cause)
        case "rules":
            clause = Text(f"（{cause.clause}）", f" ({cause.clause})") if cause.clause else Text("", "")
            return Text(
                f"规则由{cause.was}版改为{cause.now}版{clause.zh}", f"the rules of {cause.was} became those of {cause.now}{clause.en}"
            )
    if cause.path.startswith("rates."):
        support = ruleset.support_title(cause.path.removeprefix("rates."))
        return Text(
            f"标准册：{support.zh}的标准自{cause.on}起有变（{cause.document}）",
            f"local book: another rate of {support.en} from {cause.on} ({cause.document})",
        )
    title = path_title(cause.path, ruleset)
    was, now = value_words(cause.path, cause.was), value_words(cause.path, cause.now)
    document = Text(f"（{cause.document}）", f" ({cause.document})") if cause.document else Text("", "")
    return Text(f"{title.zh}：由“{was.zh}”变为“{now.zh}”{document.zh}", f"{title.en}: {was.en} became {now.en}{document.en}")


def _left(cause: Cause) -> Text:
    if not cause.reason:
        return Text("不在名册，原因未写", "not on the register; no reason is given")
    reason = LEAVING[cause.reason]
    day = Text(f"（{cause.on}）", f" ({cause.on})") if cause.on else Text("", "")
    return Text(f"名册写明：{reason.zh}{day.zh}", f"the register says: {reason.en}{day.en}")


def _day(cause: Cause) -> Text:
    if cause.path == UNTIL:
        return Text(f"残疾人证有效期至{cause.on}", f"the certificate was valid until {cause.on}")
    if cause.path == "person.age":
        return Text(f"满{cause.now}周岁", f"turned {cause.now}")
    return Text(f"日期由{cause.was}到{cause.now}", f"the day: {cause.was} to {cause.now}")


def path_title(path: str, ruleset: Ruleset) -> Text:
    """What a fact is called."""
    entity, name, member = FactKey.of(path).parts
    if path == "household.members":
        return Text("同户在册的人数", "listed members of the household")
    head = labels.title(entity, name)
    if not member:
        return head
    value = value_text(entity, name, member, ruleset)
    return Text(f"{head.zh}（{value.zh}）", f"{head.en} ({value.en})")


def value_words(path: str, value: Json) -> Text:
    """The value of a fact in words."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    fact = facts().get(path)
    if path.startswith("person.grade"):
        return Text("无残疾", "none") if value == 0 else Text(f"{'零一二三四'[int(str(value))]}级", f"grade {value}")
    if isinstance(value, str) and fact is not None and not isinstance(fact.type, Boolean):
        entity, name = FactKey.of(path).pair
        return labels.label(entity, name, value)
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return Text(text, text)
