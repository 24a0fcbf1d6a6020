"""From JSON text to plain data. Size, encoding, syntax, duplicate keys and depth are checked; every number is exact."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from eligibility._json import Json, JsonObject
from eligibility.codes import ProblemCode
from eligibility.errors import EntryPath, Problem, ProfileError, first_of, is_name, not_of_type, path_text
from eligibility.i18n import Text
from eligibility.limits import JSON_DEPTH, PROFILE_BYTES

_HALF = re.compile(r"[\ud800-\udfff]")

_SYNTAX: Mapping[str, str] = {
    "Expecting value": "这里应有一个值",
    "Expecting property name enclosed in double quotes": "这里应有用双引号括起的名称",
    "Expecting ':' delimiter": "这里应有冒号",
    "Expecting ',' delimiter": "这里应有逗号",
    "Unterminated string starting at": "文字缺少结尾的双引号",
    "Invalid control character at": "文字里有控制符",
    "Invalid \\escape": "反斜杠后的字符不对",
    "Invalid \\uXXXX escape": "\\u 后应有4位十六进制数",
    "Extra data": "结束之后还有内容",
    "Illegal trailing comma before end of object": "最后一项之后多了逗号",
    "Illegal trailing comma before end of array": "最后一项之后多了逗号",
}
"""The messages of Python's JSON reader, in Chinese."""


def parsed(content: str | bytes, where: str = "") -> JsonObject:
    """The data of a JSON object. `where` names the text in error messages.

    Raises:
        ProfileError: the text is too large, not UTF-8, not JSON, not an object, nested too deeply, or has a duplicate key.
    """
    repeated: dict[int, tuple[JsonObject, list[str]]] = {}
    value = _loaded(_decoded(content, where), where, repeated)
    twice = (_twice(key, at, where) for at, keys in _objects_with(repeated, value, ()) for key in keys)
    problems = form_of(value, where) or first_of(twice)
    if problems or not isinstance(value, dict):
        raise ProfileError(problems)
    return value


def form_of(value: object, where: str = "") -> list[Problem]:
    """Problems with the form of a profile's data, found before its entries are read."""
    if not isinstance(value, dict):
        return [Problem(ProblemCode.NOT_AN_OBJECT, where or (), Text("应为JSON对象 { … }", "must be a JSON object { ... }"))]
    deep = _too_deep_at(value, JSON_DEPTH, ())
    return first_of(map(_half_sign, _with_half_signs(value, ()))) if deep is None else [_too_deep(where, deep)]


def keyed(value: object) -> object:
    """Data from Python, with every key as JSON would write it."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else _key(key): keyed(part) for key, part in value.items()}
    if type(value) is list:
        return list(map(keyed, value))
    return tuple(map(keyed, value)) if type(value) is tuple else value


def _key(key: object) -> str:
    try:
        return "".join(json.loads(json.dumps({key: None})))
    except TypeError:
        return ""


def _too_deep_at(value: object, limit: int, at: EntryPath) -> EntryPath | None:
    """The place of the first list or object that is nested more deeply than the limit; None where there is none."""
    if not isinstance(value, dict | list | tuple):
        return None
    if limit == 0:
        return at
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        found = _too_deep_at(part, limit - 1, (*at, key) if isinstance(key, int) else _within(at, key))
        if found is not None:
            return found
    return None


def _with_half_signs(value: object, at: EntryPath) -> Iterator[EntryPath]:
    """The places of texts and keys that hold half of a sign, which JSON can write and no text can hold."""
    if isinstance(value, str):
        if not value.isascii() and _HALF.search(value):
            yield at
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _with_half_signs(key, at)
            yield from _with_half_signs(part, _within(at, key))
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            yield from _with_half_signs(part, (*at, index))


def _within(at: EntryPath, key: object) -> EntryPath:
    """The place of what stands under a key: that of the whole where the key is no name, for it may be a person's."""
    return (*at, key) if isinstance(key, str) and is_name(key) else at


def _half_sign(at: EntryPath) -> Problem:
    return Problem(ProblemCode.WRONG_VALUE, at, Text("有不完整的字符（\\uD800 一类）", "holds half of a character (such as \\uD800)"))


def _too_deep(where: str, at: EntryPath) -> Problem:
    return Problem(ProblemCode.NESTED_TOO_DEEPLY, where or at, _TOO_DEEP, _stands_in(at) if where else None)


_TOO_DEEP = Text("嵌套太深", "is nested too deeply")
_OPENS_OR_CLOSES = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def _too_deep_in(text: str, where: str) -> Problem:
    """The problem of a text that is nested so deeply that it cannot be read: its line and column, as of what is no JSON."""
    depth, start = 0, 0
    for found in _OPENS_OR_CLOSES.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found.group(), 0)
        if depth > JSON_DEPTH:
            start = found.start()
            break
    line = text.count("\n", 0, start) + 1
    place = f"{where}:{line}:{start - text.rfind(chr(10), 0, start)}".lstrip(":")
    return Problem(ProblemCode.NESTED_TOO_DEEPLY, place, _TOO_DEEP)


def _stands_in(at: EntryPath) -> Text | None:
    return Text(f"在 {path_text(at)} 里。", f"It stands in {path_text(at)}.") if at else None


def _objects_with(marked: Mapping[int, tuple[JsonObject, list[str]]], value: Json, at: EntryPath) -> Iterator[tuple[EntryPath, list[str]]]:
    """The places of the objects that are marked, each with what they are marked by."""
    if not marked:
        return
    if isinstance(value, dict):
        if id(value) in marked:
            yield at, marked[id(value)][1]
        for key, part in value.items():
            yield from _objects_with(marked, part, _within(at, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _objects_with(marked, part, (*at, index))


def _twice(key: str, at: EntryPath, where: str) -> Problem:
    """The problem of a key that is written twice in the object at a place. Of a named text the mend tells the place."""
    said = Text("同一个键写了两次", "one key is written twice in one object")
    if is_name(key):
        said = Text(f"键“{key}”写了两次", f"the key '{key}' is written twice in one object")
    return Problem(ProblemCode.KEY_TWICE, where or at, said, _stands_in(at) if where else None)


TEXT = Text("JSON文字（str 或 bytes）", "a JSON text (str or bytes)")
"""What a profile is read from."""


def checked_text(content: object) -> str | bytes:
    """The text, checked to be one.

    Raises:
        ProfileError: it is something else.
    """
    if isinstance(content, str | bytes):
        return content
    raise ProfileError([not_of_type(ProblemCode.WRONG_TYPE, (), TEXT, content)])


def _decoded(content: str | bytes, where: str) -> str:
    if len(content) > PROFILE_BYTES:
        raise _single(
            ProblemCode.TOO_LARGE,
            where,
            f"超过{PROFILE_BYTES // 1000}千字节，不是一户的资料",
            f"has more than {PROFILE_BYTES:,} bytes: this is not one household's profile",
        )
    place = None
    if isinstance(content, bytes):
        try:
            content = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            place = error.start
    if place is not None:
        zh, en = f"不是UTF-8编码（第{place}字节），请另存为UTF-8", f"is not UTF-8 (byte {place}); save it as UTF-8"
        raise _single(ProblemCode.NOT_UTF8, where, zh, en)
    text = str(content)
    if not text.strip():
        raise _single(ProblemCode.EMPTY_FILE, where, "文件是空的", "is empty; an empty profile is {}")
    return text


def _loaded(text: str, where: str, repeated: dict[int, tuple[JsonObject, list[str]]]) -> Json:
    """The data of a JSON text. Objects with duplicate keys, of which the last would silently win, are added to `repeated` by their
    identity, each with these keys."""

    def pairs(items: list[tuple[str, Json]]) -> JsonObject:
        made = dict(items)
        if len(made) < len(items):
            repeated[id(made)] = made, sorted(key for key, times in Counter(key for key, _ in items).items() if times > 1)
        return made

    try:
        found: Json = json.loads(text, object_pairs_hook=pairs, parse_int=_whole, parse_float=_decimal, parse_constant=Decimal)
        return found
    except json.JSONDecodeError as error:
        problem = _not_json(error, where)
    except RecursionError:
        problem = _too_deep_in(text, where)
    raise ProfileError([problem])


def _not_json(error: json.JSONDecodeError, where: str) -> Problem:
    place = f"{where}:{error.lineno}:{error.colno}".lstrip(":")
    more = next((f"：{zh}" for en, zh in _SYNTAX.items() if error.msg.startswith(en)), "")
    return Problem(ProblemCode.NOT_JSON, place, Text(f"不是合法的JSON{more}", f"is not JSON: {error.msg}"))


def _whole(digits: str) -> int | Decimal:
    try:
        return int(digits)
    except ValueError:
        return _decimal(digits)


def _decimal(digits: str) -> Decimal:
    """A number exactly as written; infinite if it is too large for a Decimal."""
    try:
        return Decimal(digits)
    except InvalidOperation:
        return Decimal("Infinity")


def _single(code: ProblemCode, where: str, zh: str, en: str) -> ProfileError:
    return ProfileError([Problem(code, where or (), Text(zh, en))])
