"""A source file read into its shape, every misfit a problem at its place."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from eligibility.errors import RuleProblem
from eligibility.i18n import nearest
from eligibility.rules import yaml_schema
from eligibility.rules.located_yaml import Source

Shape = TypeVar("Shape", bound=BaseModel)


def shaped(source: Source, shape: type[Shape]) -> Shape | None:
    """The source's data as a shape; None where it does not fit, and `source.problems` then says why."""
    if source.data is None:
        return None
    try:
        return shape.model_validate(source.data)
    except ValidationError as error:
        source.problems += [_problem(source, detail) for detail in error.errors(include_url=False)]
        return None


def _problem(source: Source, detail: Any) -> RuleProblem:
    loc = tuple(part for part in detail["loc"] if part not in {"[key]", "Bounds"} and not str(part).startswith("constrained-str"))
    key = str(loc[-1]) if loc else ""
    match detail["type"]:
        case "extra_forbidden":
            near = nearest(key, _keys())
            mend = f"did you mean {near}?" if near else "see docs/rulesets.md for the keys that may stand here"
            return source.problem("unknown_key", (*loc, "key"), f"unknown key {key!r}", mend)
        case "missing":
            check = "title_missing" if key in {"zh", "en"} else "key_missing"
            return source.problem(check, loc, f"{key} is missing")
        case "literal_error":
            return source.problem("unknown_value", loc, f"{key} must be one of: {detail['ctx']['expected']}")
    return source.problem("wrong_value", loc, f"{key}: {detail['msg']}" if key else detail["msg"])


@cache
def _keys() -> frozenset[str]:
    """Every key that some file may hold."""
    shapes = [value for value in vars(yaml_schema).values() if isinstance(value, type) and issubclass(value, BaseModel)]
    return frozenset(field.alias or name for shape in shapes for name, field in shape.model_fields.items())
