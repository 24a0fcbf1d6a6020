"""Plain data, as JSON has it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

import pydantic_core

Scalar = bool | int | float | Decimal | str
"""A value without parts. A number with a fraction is a Decimal where it must be exact."""

Json = Scalar | Sequence["Json"] | Mapping[str, "Json"] | None
"""Plain data of any form."""

JsonObject = dict[str, Json]
"""An object: the form of a profile, of a decision and of every report."""


def json_text(value: Json, indent: int | None) -> str:
    """Plain data as JSON text, as `json.dumps(…, ensure_ascii=False)` writes it, for data whose numbers are whole.

    Python writes indented text some six times slower than pydantic's serialiser does.
    """
    return pydantic_core.to_json(value, indent=indent).decode() if indent else json.dumps(value, ensure_ascii=False)


def objects(value: Json) -> list[JsonObject]:
    """A list of objects; no value is an empty one."""
    if value is None:
        return []
    assert isinstance(value, list)
    return value


def words(value: Json) -> list[str]:
    """A list of words; no value is an empty one."""
    if value is None:
        return []
    assert isinstance(value, list)
    return value


def object_at(holder: Mapping[str, Json], name: str) -> JsonObject:
    """The object under a name; an empty one, which is not added, if there is none."""
    found = holder.get(name)
    if found is None:
        return {}
    assert isinstance(found, dict)
    return found


def object_in(holder: JsonObject, name: str) -> JsonObject:
    """The object under a name, added if there is none."""
    holder[name] = found = object_at(holder, name)
    return found


def objects_in(holder: JsonObject, name: str) -> list[JsonObject]:
    """The list of objects under a name, added if there is none."""
    holder[name] = found = objects(holder.get(name))
    return found


def mapping(value: object) -> Mapping[str, object]:
    """A value that is a mapping with words as keys; no value is an empty one."""
    if value is None:
        return {}
    assert isinstance(value, Mapping)
    return value


def listed(value: object) -> Sequence[object]:
    """A value that is a list; no value is an empty one."""
    if value is None:
        return []
    assert isinstance(value, list)
    return value


def json_hash(data: object) -> str:
    """SHA-256 of data as canonical JSON."""
    return ordered_hash(_ordered(data))


def ordered_hash(data: object) -> str:
    """SHA-256 of data as canonical JSON, where its lists of words are sorted already."""
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _ordered(data: object) -> object:
    """The data with every list of words sorted, since such lists stand for sets."""
    if isinstance(data, dict):
        return {key: value if isinstance(value, str) else _ordered(value) for key, value in data.items()}
    if isinstance(data, list):
        words = [part for part in data if isinstance(part, str)]
        return sorted(words) if len(words) == len(data) else [part if isinstance(part, str) else _ordered(part) for part in data]
    return data
