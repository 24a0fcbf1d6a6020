"""What an author looks up by a word: the list of all supports, and the national definitions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from eligibility._json import JsonObject, object_at
from eligibility.errors import RulesetError
from eligibility.i18n import Language, Text
from eligibility.rules import yaml_schema
from eligibility.rules.folders import base_of, dated
from eligibility.rules.labels import AREAS, SUBJECT_LABELS
from eligibility.rules.source_tree import SourceReader
from eligibility.rules.validation import shaped


def supports_listing(root: Path, search: str | None = None) -> list[JsonObject]:
    """Every support of a folder of rulesets: id, area, titles. `search`: only those that hold a word.

    Raises:
        RulesetError: the list cannot be read.
    """
    reader = SourceReader(root)
    listed = reader.supports()
    found = shaped(listed, yaml_schema.SupportsFile) if listed else None
    if found is None:
        raise RulesetError(reader.problems + (listed.problems if listed else []))
    entries: list[JsonObject] = [
        {"support": name, "area": one.area, "area_title": AREAS[one.area].as_json(), "title": Text(one.zh, one.en).as_json()}
        for name, one in found.supports.items()
    ]
    return [one for one in entries if _holds(one, search)]


def definitions_listing(root: Path, search: str | None = None) -> list[JsonObject]:
    """The definitions of the newest national version: name, kind of subject, expression, titles. `search`: only those that hold a word.

    Raises:
        RulesetError: they cannot be read.
    """
    reader = SourceReader(root)
    folder = max((path for path in (base_of(root) / "national").iterdir() if dated(path.name)), key=lambda path: path.name)
    entries: list[JsonObject] = [
        {"definition": name, "for": one.shape.for_, "is": one.shape.is_, "title": Text(one.shape.zh, one.shape.en).as_json()}
        for name, one in reader.definitions(folder / "definitions.yaml").items()
    ]
    if reader.problems:
        raise RulesetError(reader.problems)
    return [one for one in entries if _holds(one, search)]


def _holds(entry: JsonObject, word: str | None) -> bool:
    return word is None or word.casefold() in json.dumps(entry, ensure_ascii=False).casefold()


def table(entries: list[JsonObject], language: Language) -> Iterator[str]:
    """A line for each support or definition, for a reader."""
    for one in entries:
        title = object_at(one, "title")[language]
        if "support" in one:
            yield f"{one['support']}  [{one['area']}]  {title}"
        else:
            kind = next(label for name, label in SUBJECT_LABELS.items() if name == one["for"])
            yield f"{one['definition']}  [{kind[language]}]  {title}  `{one['is']}`"
