"""Pydantic's findings in our words: a code and a text for each kind of error, without the given value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from eligibility.codes import ProblemCode
from eligibility.i18n import Text

Finding = tuple[ProblemCode, Text]

NOT_A_DATE = ProblemCode.NOT_A_DATE, Text("不是真实的日期，应写作 2024-06-01", "is not a date that exists; write 2024-06-01")
NOT_A_NUMBER = ProblemCode.WRONG_TYPE, Text("应为数字", "must be a number")
NOT_A_LIST = ProblemCode.WRONG_TYPE, Text("应为列表 [ … ]", "must be a list [ ... ]")
_NOT_A_TRUTH = ProblemCode.WRONG_TYPE, Text("应为 true 或 false", "must be true or false")
_NOT_WHOLE = ProblemCode.WRONG_TYPE, Text("应为整数", "must be a whole number")
_NOT_AN_OBJECT = ProblemCode.WRONG_TYPE, Text("应为对象 { … }", "must be an object { ... }")
_TOO_MANY_DIGITS = ProblemCode.TOO_MANY_DIGITS, Text("数字位数过多", "has too many digits")
_OTHER = ProblemCode.WRONG_VALUE, Text("内容不合要求", "has a wrong value")

_KINDS: Mapping[str, Finding] = {
    "missing": (ProblemCode.MISSING, Text("缺少这一项", "is missing")),
    "string_type": (ProblemCode.WRONG_TYPE, Text("应为文字", "must be a text")),
    **dict.fromkeys(("bool_type", "bool_parsing"), _NOT_A_TRUTH),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), _NOT_WHOLE),
    **dict.fromkeys(("decimal_type", "decimal_parsing", "finite_number", "is_instance_of"), NOT_A_NUMBER),
    **dict.fromkeys(("decimal_max_digits", "decimal_max_places", "decimal_whole_digits"), _TOO_MANY_DIGITS),
    **dict.fromkeys(("frozen_set_type", "tuple_type", "list_type"), NOT_A_LIST),
    **dict.fromkeys(("model_type", "dict_type", "model_attributes_type"), _NOT_AN_OBJECT),
}


def finding(kind: str, context: Mapping[str, object]) -> Finding:
    """The code and the text for a kind of error, using pydantic's context of it."""
    match kind:
        case "literal_error":
            return ProblemCode.UNKNOWN_VALUE, must_be_one_of(choices(context))
        case "greater_than_equal":
            return ProblemCode.BELOW_MINIMUM, Text(f"不能小于{context['ge']}", f"must not be below {context['ge']}")
        case "greater_than":
            return ProblemCode.BELOW_MINIMUM, Text(f"应大于{context['gt']}", f"must be above {context['gt']}")
        case "less_than_equal":
            return ProblemCode.ABOVE_MAXIMUM, Text(f"不能大于{context['le']}", f"must not be above {context['le']}")
        case "string_pattern_mismatch":
            return ProblemCode.WRONG_VALUE, Text(f"写法应符合 {context['pattern']}", f"must match {context['pattern']}")
        case "string_too_short" | "too_short":
            return ProblemCode.WRONG_VALUE, Text("不能为空或过短", "is empty or too short")
        case "string_too_long" | "too_long":
            return ProblemCode.WRONG_VALUE, Text("过长", "is too long")
    if "zh" in context:
        return ProblemCode(kind), Text(str(context["zh"]), str(context["en"]))
    return NOT_A_DATE if kind.startswith("date") else _KINDS.get(kind, _OTHER)


def choices(context: Mapping[str, object]) -> list[str]:
    """The words that pydantic expected, read from its context."""
    return re.findall(r"'([^']*)'", str(context.get("expected", "")))


def must_be_one_of(words: Iterable[str]) -> Text:
    """The message that a value must be one of some words."""
    listed = list(words)
    return Text(f"应为以下之一：{'、'.join(listed)}", f"must be one of: {', '.join(listed)}")
