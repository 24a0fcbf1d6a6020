"""Reading a profile: JSON text or a file in, a `Profile` out, or every problem at once with its JSON path."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from eligibility.errors import Problem, ProfileError
from eligibility.facts.profile import Profile
from eligibility.facts.vocabulary import ENTITIES, OPTIONS, OTHER_BENEFITS
from eligibility.i18n import Text, nearest

LARGEST = 1_000_000
"""A profile of more bytes is not one household's."""

_DEEPEST = 20


def read_profile_file(path: Path) -> Profile:
    """The profile in a JSON file.

    Raises:
        ProfileError: the file cannot be read, or what it holds is not a profile.
    """
    where = path.name
    try:
        if path.is_dir():
            raise _single(where, "这是文件夹，请给出一个JSON文件", "is a folder; name a JSON file")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise _single(where, "找不到文件", "there is no such file") from None
    except OSError as error:
        raise _single(where, "文件无法读取", f"cannot be read ({error.strerror})") from None
    return read_profile(content, where)


def read_profile(content: str | bytes, where: str = "") -> Profile:
    """The profile in a JSON text; `where` names the text in error messages.

    Raises:
        ProfileError: listing every problem with its JSON path; no value is repeated in it.
    """
    text = _decoded(content, where)
    _well_formed(text, where)
    try:
        profile = Profile.model_validate_json(text)
    except ValidationError as error:
        raise ProfileError([_problem(detail) for detail in error.errors(include_url=False)]) from None
    problems = check_profile(profile)
    if problems:
        raise ProfileError(problems)
    return profile


def check_profile(profile: Profile) -> list[Problem]:
    """What is wrong with a profile beyond the types of its entries: ids, paths of `dont_know`."""
    problems = []
    members = (profile.household.members if profile.household else None) or ()
    ids: dict[str, str] = {"household": "household", "locality": "locality"}
    for index, member in enumerate(members):
        problems += _own_id(ids, member.id, f"household.members[{index}].id")
    for index, body in enumerate(profile.organisations):
        problems += _own_id(ids, body.id, f"organisations[{index}].id")
    kinds = (
        {"household": "household", "locality": "locality"}
        | {m.id: "person" for m in members}
        | {o.id: "organisation" for o in profile.organisations}
    )
    for index, path in enumerate(profile.dont_know):
        problems += _known_path(path, kinds, f"dont_know[{index}]")
    return problems


def check_supports(profile: Profile, supports: Collection[str], options: Collection[str]) -> list[Problem]:
    """Names in the profile that only a ruleset can judge: supports received or recognised, local options.

    `options` are the ruleset's own, beside those that every ruleset knows.
    """
    problems = []
    members = (profile.household.members if profile.household else None) or ()
    listed: list[tuple[str, frozenset[str] | None, tuple[str, ...]]]
    listed = [(f"household.members[{index}].receives", member.receives, OTHER_BENEFITS) for index, member in enumerate(members)]
    listed += [(f"household.members[{index}].recognised", member.recognised, ()) for index, member in enumerate(members)]
    listed += [(f"organisations[{index}].recognised", body.recognised, ()) for index, body in enumerate(profile.organisations)]
    for where, chosen, more in listed:
        for name in sorted(chosen or ()):
            if name not in supports and name not in more:
                problems.append(_unknown(where, name, [*supports, *more]))
    for name in sorted(profile.locality.options or {}):
        if name not in options and name not in OPTIONS:
            problems.append(_unknown("locality.options", name, [*OPTIONS, *options]))
    return problems


def _decoded(content: str | bytes, where: str) -> str:
    if len(content) > LARGEST:
        raise _single(
            where, f"超过{LARGEST // 1000}千字节，不是一户的资料", f"has more than {LARGEST:,} bytes: this is not one household's profile"
        )
    if isinstance(content, bytes):
        try:
            content = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise _single(
                where, f"不是UTF-8编码（第{error.start}字节），请另存为UTF-8", f"is not UTF-8 (byte {error.start}); save it as UTF-8"
            ) from None
    if not content.strip():
        raise _single(where, "文件是空的", "is empty; an empty profile is {}")
    return content


def _well_formed(text: str, where: str) -> None:
    """JSON syntax with line and column, nesting, and keys written twice (the last would silently win)."""
    repeated: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in items]
        repeated.extend(sorted({key for key in keys if keys.count(key) > 1}) if len(set(keys)) < len(keys) else [])
        return dict(items)

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        place = f"{where}:{error.lineno}:{error.colno}".lstrip(":")
        raise _single(place, f"不是合法的JSON：{error.msg}", f"is not JSON: {error.msg}") from None
    except RecursionError:
        raise _single(where, "嵌套太深", "is nested too deeply") from None
    if _depth(value, _DEEPEST) > _DEEPEST:
        raise _single(where, "嵌套太深", "is nested too deeply")
    if not isinstance(value, dict):
        raise _single(where, "应为JSON对象 { … }", "must be a JSON object { ... }")
    if repeated:
        raise ProfileError(
            [Problem(where, Text(f"键 {key!r} 写了两次", f"the key {key!r} is written twice in one object")) for key in repeated]
        )


def _depth(value: object, limit: int) -> int:
    if limit < 0 or not isinstance(value, dict | list):
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max((_depth(part, limit - 1) for part in inner), default=0)


def _single(where: str, zh: str, en: str) -> ProfileError:
    return ProfileError([Problem(where, Text(zh, en))])


def _own_id(ids: dict[str, str], name: str, where: str) -> list[Problem]:
    first = ids.setdefault(name, where)
    if first == where:
        return []
    return [
        Problem(
            where,
            Text(f"与 {first} 的编号重复。", f"is the same id as {first}."),
            Text("每人、每单位的编号须不同。", "Give each member and organisation its own."),
        )
    ]


def _known_path(path: str, kinds: Mapping[str, str], where: str) -> list[Problem]:
    subject, _, rest = path.partition(".")
    name = rest.split(".")[0]
    if subject not in kinds:
        return [_unknown(where, subject, kinds)]
    fields = ENTITIES[kinds[subject]].model_fields
    return [] if name in fields else [_unknown(where, name, fields)]


def _unknown(where: str, name: str, known: Any) -> Problem:
    near = nearest(name, known)
    mend = Text(f"是否想写 {near}？", f"Did you mean {near}?") if near else None
    return Problem(where, Text(f"没有 {_short(name)} 这一项。", f"there is no {_short(name)}."), mend)


def _short(name: str) -> str:
    """A name as it was written, cut where it is too long to be one: what stands there may be personal."""
    return repr(name) if len(name) <= 40 and name.isascii() else f"{name[:1]!r}…"


# -- pydantic's findings in our words


def _problem(detail: Any) -> Problem:
    loc = tuple(part for part in detail["loc"] if part != "[key]")
    where = _path(loc)
    context = detail.get("ctx", {})
    match detail["type"]:
        case "extra_forbidden":
            return _unknown(_path(loc[:-1]) or "profile", str(loc[-1]), _fields_at(loc[:-1]))
        case "missing":
            return Problem(where, Text("缺少这一项", "is missing"))
        case "literal_error":
            return _wrong_word(where, detail["input"], str(context.get("expected", "")))
        case "certificate":
            return Problem(where, Text(f"残疾人证号有误：{context['zh']}", f"is not a certificate number: {context['en']}"))
        case "bool_type":
            return Problem(
                where, Text("应为 true 或 false。", "must be true or false."), Text("不知道就不写。", "Leave it out where it is not known.")
            )
        case "int_type" | "int_from_float" | "int_parsing":
            return Problem(where, Text("应为整数", "must be a whole number"))
        case "decimal_type" | "decimal_parsing" | "finite_number":
            return Problem(where, Text("应为数字", "must be a number"))
        case "greater_than_equal":
            return Problem(where, Text(f"不能小于{context['ge']}", f"must not be below {context['ge']}"))
        case "less_than_equal":
            return Problem(where, Text(f"不能大于{context['le']}", f"must not be above {context['le']}"))
        case kind if kind.startswith("date"):
            return Problem(where, Text("不是真实的日期，应写作 2024-06-01", "is not a date that exists; write 2024-06-01"))
        case kind if kind.startswith("decimal"):
            return Problem(where, Text("数字位数过多", "has too many digits"))
        case "frozen_set_type" | "tuple_type" | "list_type":
            return Problem(where, Text("应为列表 [ … ]", "must be a list [ ... ]"))
        case "model_type" | "dict_type" | "model_attributes_type":
            return Problem(where, Text("应为对象 { … }", "must be an object { ... }"))
        case "string_type":
            return Problem(where, Text("应为文字", "must be a text"))
        case "string_pattern_mismatch":
            return _wrong_pattern(where, loc)
    return Problem(where, Text("内容不合要求", "has a wrong value"))


def _wrong_pattern(where: str, loc: tuple[Any, ...]) -> Problem:
    if loc[-1] == "adcode":
        return Problem(where, Text("应为6位行政区划代码", "must be an area code of 6 digits"))
    if loc[-1] == "id":
        return Problem(
            where,
            Text("编号只能用字母、数字、- 和 _。", "may hold letters, digits, - and _ only."),
            Text("请勿用姓名或证件号。", "Use no name or identity number."),
        )
    return Problem(where, Text("名称只能用小写字母、数字和 _", "may hold small letters, digits and _ only"))


def _wrong_word(where: str, given: object, expected: str) -> Problem:
    words = expected.replace("'", "").replace(" or ", ", ")
    near = nearest(given, words.split(", ")) if isinstance(given, str) else None
    mend = Text(f"是否想写 {near}？", f"Did you mean {near}?") if near else None
    return Problem(where, Text(f"应为以下之一：{words}。", f"must be one of: {words}."), mend)


def _path(loc: tuple[Any, ...]) -> str:
    path = ""
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.lstrip(".")


def _fields_at(loc: tuple[Any, ...]) -> list[str]:
    """The names allowed at a place of the profile."""
    model: Any = Profile
    for part in loc:
        if isinstance(part, int):
            continue
        model = _model_in(model.model_fields[part].annotation)
        if model is None:
            return []
    return list(model.model_fields)


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) is None:
        return None
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
