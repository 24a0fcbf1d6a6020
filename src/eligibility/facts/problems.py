"""Problems with a profile: pydantic's findings in our words, and checks beyond the types of the entries.

No message repeats a value. An unknown name is shown only if it looks like a name of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from eligibility._findings import choices, finding
from eligibility.codes import ProblemCode
from eligibility.errors import EntryPath, Problem, did_you_mean, first_of, is_name, path_text, unknown_name
from eligibility.facts.key import EntryName
from eligibility.i18n import Text

_WRONG_ID = Text("编号只能用字母、数字、- 和 _", "may hold letters, digits, - and _ only")
_PATTERNS: Mapping[object, tuple[ProblemCode, Text, Text | None]] = {
    "adcode": (ProblemCode.WRONG_AREA_CODE, Text("应为6位行政区划代码", "must be an area code of 6 digits"), None),
    "id": (ProblemCode.WRONG_ID, _WRONG_ID, Text("请勿用姓名或证件号。", "Use no name or identity number.")),
}
_WRONG_NAME = ProblemCode.WRONG_NAME, Text("名称只能用小写字母、数字和 _", "may hold small letters, digits and _ only")
_LEAVE_OUT = Text("不知道就不写。", "Leave it out where it is not known.")


# -- pydantic's findings


def found(error: ValidationError, model: type[BaseModel]) -> list[Problem]:
    """The problems that pydantic found in a model's data, each once. Nested models have already reported theirs in our words."""
    return first_of(_problem(detail, model) for detail in error.errors(include_url=False))


def _problem(detail: ErrorDetails, model: type[BaseModel]) -> Problem:
    kind, loc, context = detail["type"], detail["loc"], detail.get("ctx", {})
    if "mend_zh" in context:
        return _of_refusal(detail)
    path = _path(loc, model)
    if kind in {"extra_forbidden", "invalid_key"}:
        return unknown_name(ProblemCode.UNKNOWN_KEY, path, str(loc[-1]), fields_at(loc[:-1], model))
    if kind.startswith("string_") and kind != "string_type":
        code, text, mend = _PATTERNS.get(loc[-1] if loc else "", (*_WRONG_NAME, None))
        return Problem(code, path, text, mend)
    code, text = finding(kind, context)
    match kind:
        case "literal_error":
            given = detail["input"]
            return Problem(code, path, text, *did_you_mean(given, choices(context)) if isinstance(given, str) else ())
        case "bool_type":
            return Problem(code, path, text, _LEAVE_OUT)
    return Problem(code, path, text)


def _path(loc: Sequence[str | int], model: type[BaseModel]) -> EntryPath:
    """The path as far as it consists of the vocabulary's own names: any other key may be personal."""
    kept: list[str | int] = []
    inside: type[BaseModel] | None = model
    for part in loc:
        if isinstance(part, str) and inside is not None and part not in inside.model_fields:
            break
        if isinstance(part, str) and inside is None and not is_name(part):
            break
        kept.append(part)
        inside = _model_in(inside.model_fields[part].annotation) if isinstance(part, str) and inside is not None else inside
    return tuple(kept)


def fields_at(loc: Sequence[str | int], model: type[BaseModel]) -> list[str]:
    """The names that are allowed at a place."""
    inside: type[BaseModel] | None = model
    for part in loc:
        if isinstance(part, str) and inside is not None:
            inside = _model_in(inside.model_fields[part].annotation)
    return list(inside.model_fields) if inside is not None else []


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) is None:
        return None
    return next((inner for part in get_args(annotation) if (inner := _model_in(part))), None)


# -- problems as a refusal by pydantic, and back


def refusal(problems: Iterable[Problem], title: str) -> ValidationError:
    """Pydantic's own error with our codes, paths and words. It holds none of the given values."""
    lines = [InitErrorDetails(type=_custom(problem), loc=problem.path or (), input=None) for problem in problems]
    return ValidationError.from_exception_data(title, lines, hide_input=True)


def _custom(problem: Problem) -> PydanticCustomError:
    mend = problem.mend or Text("", "")
    words = {
        "zh": problem.message.zh,
        "en": problem.message.en,
        "mend_zh": mend.zh,
        "mend_en": mend.en,
        "nearest": problem.nearest or "",
        "where": "" if problem.path is not None else problem.where,
    }
    return PydanticCustomError(problem.code.value, "{en}", words)


def problems_of(error: ValidationError) -> list[Problem]:
    """The problems in a validation error of `Profile`, as `read_profile` raises them."""
    return [_of_refusal(detail) for detail in error.errors(include_url=False, include_input=False)]


def _of_refusal(detail: ErrorDetails) -> Problem:
    words = detail["ctx"]
    mend = Text(words["mend_zh"], words["mend_en"]) if words["mend_zh"] else None
    at: EntryPath | str = words["where"] or tuple(detail["loc"])
    return Problem(ProblemCode(detail["type"]), at, Text(words["zh"], words["en"]), mend, words["nearest"] or None)


# -- beyond the types of entries


def check_ids(members: Sequence[str], organisations: Sequence[str]) -> list[Problem]:
    """Check that all ids of a profile differ, from each other and from `household` and `locality`."""
    if len({"household", "locality", *members, *organisations}) == 2 + len(members) + len(organisations):
        return []
    ids: dict[str, EntryPath] = {"household": ("household",), "locality": ("locality",)}
    places: list[tuple[str, EntryPath]] = [(name, ("household", "members", index, "id")) for index, name in enumerate(members)]
    places += [(name, ("organisations", index, "id")) for index, name in enumerate(organisations)]
    return [problem for name, at in places for problem in _own_id(ids, name, at)]


def check_paths(paths: Iterable[str], subjects: Mapping[str, type[BaseModel]]) -> list[Problem]:
    """Check that the paths in `dont_know` lead to entries of the profile's subjects."""
    return first_of(problem for index, path in enumerate(paths) for problem in _known_path(path, subjects, ("dont_know", index)))


def _own_id(ids: dict[str, EntryPath], name: str, at: EntryPath) -> list[Problem]:
    first = ids.setdefault(name, at)
    if first == at:
        return []
    mend = Text("每人、每单位的编号须不同。", "Give each member and organisation its own.")
    return [Problem(ProblemCode.ID_TWICE, at, Text(_taken(name, first), f"is the same id as {path_text(first)}"), mend)]


def _taken(name: str, first: EntryPath) -> str:
    """In Chinese whose an id is already, by number."""
    number = next((part + 1 for part in first if isinstance(part, int)), None)
    if number is None:
        return f"“{name}”在资料里另有所指，不能用作编号"
    return f"与第{number}个{'单位' if first[0] == 'organisations' else '人'}的编号重复"


def _known_path(path: str, subjects: Mapping[str, type[BaseModel]], at: EntryPath) -> list[Problem]:
    subject, name, _ = EntryName.of(path).parts
    if subject not in subjects:
        return [unknown_name(ProblemCode.UNKNOWN_SUBJECT, at, subject, subjects)]
    fields = subjects[subject].model_fields
    return [] if name in fields else [unknown_name(ProblemCode.UNKNOWN_FACT, at, name, fields)]
