"""The keys and words that may stand at a place of a file, with what each means: by the JSON Schemas of the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from eligibility._json import listed, mapping
from eligibility.i18n import Language, Text
from eligibility.rules.file_schemas import file_schemas
from eligibility.rules.labels import (
    AREAS,
    BENEFIT_KINDS,
    EFFECTS,
    EXTENTS,
    MODALITIES,
    MONEY_EFFECTS,
    RULESET_STATUSES,
    STATUSES,
    SUBJECT_LABELS,
)
from eligibility.rules.located_yaml import Path_
from eligibility.rules.status import Status

WordT = TypeVar("WordT", bound=str)


def _by_word(labels: Mapping[WordT, Text]) -> dict[str, Text]:
    return {str(word): text for word, text in labels.items()}


_LABELS: Mapping[str, Mapping[str, Text]] = {
    "area": _by_word(AREAS),
    "extent": _by_word(EXTENTS),
    "for": _by_word(SUBJECT_LABELS),
    "kind": _by_word(BENEFIT_KINDS),
    "modality": _by_word(MODALITIES),
    "money": _by_word(MONEY_EFFECTS),
    "status": _by_word(RULESET_STATUSES),
    "who": _by_word(EFFECTS),
}
"""The words that stand behind a key, with their labels."""

Schema = Mapping[str, object]

_STATUSES: Mapping[str, Text] = {status.value: STATUSES[status] for status in Status}


@dataclass(frozen=True, slots=True)
class Key:
    """A key that may stand in a mapping: what it means, and whether it must be there."""

    name: str
    meaning: str
    needed: bool


class Keys:
    """The schemas of all kinds of files, described in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._schemas = file_schemas(language)

    def inside(self, kind: str, at: Path_) -> dict[str, Key]:
        """The keys that the mapping at a place may have, by name."""
        found: dict[str, Key] = {}
        for schema in self._at(kind, at):
            needed = listed(schema.get("required"))
            for name, content in mapping(schema.get("properties")).items():
                found[name] = Key(name, str(mapping(content).get("description", "")), name in needed)
        return found

    def meaning(self, kind: str, at: Path_) -> str:
        """What the key of the value at a place means; empty where it is a name that the author chose."""
        key = self.inside(kind, at[:-1]).get(str(at[-1])) if at else None
        return key.meaning if key else ""

    def words(self, kind: str, at: Path_) -> dict[str, str]:
        """The words that may stand at a place, with their labels; empty where other texts may stand there."""
        if kind == "cases":
            return {word: label[self.language] for word, label in _STATUSES.items()} if _is_status(at) else {}
        found = [str(word) for schema in self._at(kind, at) for word in _enumerated(schema)]
        key = "who" if at[:1] == ("effects",) and len(at) == 2 else str(at[-1]) if at else ""
        labels = _LABELS.get(key, {})
        return {word: labels[word][self.language] if word in labels else "" for word in dict.fromkeys(found)}

    def _at(self, kind: str, at: Path_) -> list[Schema]:
        """The schemas of the value at a place: several where it may have several shapes."""
        whole = self._schemas[kind]
        found = list(self._choices(whole, whole))
        for part in at:
            found = [inner for schema in found for one in _steps(schema, part) for inner in self._choices(one, whole)]
        return found

    def _choices(self, schema: Schema, whole: Schema) -> Iterator[Schema]:
        """A schema without references and alternatives."""
        reference = schema.get("$ref")
        if isinstance(reference, str):
            yield from self._choices(mapping(mapping(whole["$defs"])[reference.rpartition("/")[2]]), whole)
            return
        several = [mapping(one) for name in ("anyOf", "oneOf") for one in listed(schema.get(name))]
        for one in several:
            yield from self._choices(one, whole)
        if not several:
            yield schema


def _steps(schema: Schema, part: str | int) -> Iterator[Schema]:
    """The schemas of a part of a value."""
    if isinstance(part, int):
        placed = listed(schema.get("prefixItems"))[part : part + 1]
        yield from (mapping(one) for one in (placed or [schema.get("items")]) if isinstance(one, dict))
        return
    own = mapping(schema.get("properties")).get(part)
    others = [*mapping(schema.get("patternProperties")).values(), schema.get("additionalProperties")]
    yield from (mapping(one) for one in ([own] if own is not None else others) if isinstance(one, dict))


def _enumerated(schema: Schema) -> list[object]:
    """The closed list of a schema."""
    if "const" in schema:
        return [schema["const"]]
    return list(listed(schema.get("enum"))) or (["true", "false"] if schema.get("type") == "boolean" else [])


def _is_status(at: Path_) -> bool:
    """Whether a status is expected at a place of a case file."""
    match at:
        case ("cases", int(), "expect", _) | ("cases", int(), "expect", _, "status") | ("cases", int(), "expect", _, "routes", _):
            return True
    return False
