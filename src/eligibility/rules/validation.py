"""Validate a source file against its shape; every misfit becomes a problem at its place."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from eligibility._findings import choices, finding
from eligibility.codes import RuleCheck
from eligibility.errors import RuleProblem, is_name, meant
from eligibility.i18n import Text
from eligibility.rules import yaml_schema
from eligibility.rules.located_yaml import Path_, Source

ShapeT = TypeVar("ShapeT", bound=BaseModel)

TODO = "todo"
"""The value that stands where something is still to be written."""


def to_be_written(source: Source, path: Path_) -> RuleProblem:
    """The problem of a value that is still to be written."""
    name = ".".join(map(str, path))
    message = Text(f"{name} 还没有写", f"{name} is still to be written")
    return source.problem(RuleCheck.TODO, path, message, Text("写上内容，换掉 todo", "write it in place of todo"))


def left_to_write(source: Source) -> Iterator[RuleProblem]:
    """The values of a file that are still to be written."""
    for path, node in source.nodes.items():
        if isinstance(node, yaml.ScalarNode) and node.value == TODO and path[-1:] != ("key",):
            yield to_be_written(source, path)


def shaped(source: Source, shape: type[ShapeT]) -> ShapeT | None:
    """The source's data as a shape; None if it does not fit, and `source.problems` then says why."""
    if source.data is None:
        return None
    try:
        return shape.model_validate(source.data)
    except ValidationError as error:
        headless = _headless(source, shape)
        source.problems += [headless] if headless else [_problem(source, detail, shape) for detail in error.errors(include_url=False)]
        return None


def _headless(source: Source, shape: type[BaseModel]) -> RuleProblem | None:
    """The problem of a file whose entries stand at the top, without the key that they belong under; None for any other file."""
    fields = {field.alias or name: field for name, field in shape.model_fields.items()}
    heads = [name for name, field in fields.items() if field.is_required()] or list(fields)[:1]
    data = source.data
    entries = isinstance(data, list) or (isinstance(data, dict) and data and all(isinstance(one, dict) for one in data.values()))
    if len(heads) != 1 or not entries or (isinstance(data, dict) and data.keys() & fields.keys()):
        return None
    message = Text(f"文件开头缺少 {heads[0]}:", f"the head {heads[0]}: is missing")
    mend = Text(f"第一行写 {heads[0]}:，下面各行缩进", f"write {heads[0]}: on the first line, and indent what follows")
    return source.problem(RuleCheck.KEY_MISSING, (), message, mend)


def _problem(source: Source, detail: ErrorDetails, shape: type[BaseModel]) -> RuleProblem:
    loc = tuple(part for part in detail["loc"] if part not in {"[key]", "<bounds>", "<tiers>", "<who>", "<effect>"})
    if detail["input"] == TODO:
        return to_be_written(source, loc)
    key, context = str(loc[-1]) if loc else "", detail.get("ctx", {})
    page = getattr(shape, "described", yaml_schema.Shape.described)
    shown = is_name(key) or page == yaml_schema.Shape.described  # what an office writes may be a person's name
    match detail["type"]:
        case "extra_forbidden":
            other = Text(f"可用的键见 {page}", f"see {page} for the keys that may stand here")
            said = Text(f"没有“{key}”这个键", f"unknown key {key!r}") if shown else Text("没有这个键", "unknown key")
            if detail["input"] is None:
                return source.problem(RuleCheck.UNKNOWN_KEY, (*loc, "key"), said, _COMMA)
            return source.problem(RuleCheck.UNKNOWN_KEY, (*loc, "key"), said, meant(key, _keys(shape.__module__), other))
        case "missing":
            check = RuleCheck.TITLE_MISSING if key in {"zh", "en"} else RuleCheck.KEY_MISSING
            return source.problem(check, loc, Text(f"缺少 {key}", f"{key} is missing"), Text(f"补上 {key}: …", f"add {key}: …"))
        case "literal_error":
            words = "、".join(choices(context))
            said = Text(f"{key} 应为以下之一：{words}", f"{key} must be one of: {context['expected']}")
            return source.problem(RuleCheck.UNKNOWN_VALUE, loc, said, _meant_word(str(detail["input"]), choices(context)))
    _, text = finding(detail["type"], context)
    mend = _mend(detail, key, shown=page == yaml_schema.Shape.described)
    said = Text(f"{key}：{text.zh}", f"{key}: {text.en}") if key and (shown or key.isdecimal()) else text
    return source.problem(RuleCheck.WRONG_VALUE, loc, said, mend)


_LIKE = {"removed": "ended", "deleted": "ended", "added": "new", "unchanged": "same", "broader": "wider", "stricter": "narrower"}
"""Words that people write, and the word of the format that says so."""


def _meant_word(written: str, words: list[str]) -> Text:
    """The word of the format that was probably meant; otherwise that one of them is to be written."""
    like = _LIKE.get(written.lower())
    if like in words:
        return Text(f"写作 {like}", f"write {like}")
    return meant(written, words) or Text("写其中之一", "write one of them")


_COMMA = Text("文字里有逗号的，整段加引号", "put a text that holds a comma in quotes")


def _mend(detail: ErrorDetails, key: str, *, shown: bool) -> Text | None:
    """How to write a value of another form than it has; with the value itself where it may be `shown`."""
    match detail["type"]:
        case "string_type" if isinstance(detail["input"], int | float):
            return Text("加上引号", "put it in quotes")
        case "tuple_type" | "list_type" if isinstance(detail["input"], str):
            inside = detail["input"] if shown else "..."
            return Text(f"写作 {key}: [{inside}]", f"write {key}: [{inside}]")
    mend = detail.get("ctx", {}).get("mend")
    return mend if isinstance(mend, Text) else None


@cache
def _keys(module: str) -> frozenset[str]:
    """Every key that a file of the shapes in a module may contain."""
    shapes = [value for value in vars(sys.modules[module]).values() if isinstance(value, type) and issubclass(value, BaseModel)]
    return frozenset(field.alias or name for shape in shapes for name, field in shape.model_fields.items())
