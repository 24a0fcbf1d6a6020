"""What an author looks up by a word: the list of all supports, the national definitions, and the standards that localities set."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from eligibility._json import JsonObject, listed, mapping, object_at
from eligibility.errors import RulesetError
from eligibility.i18n import Language, Text
from eligibility.rules import yaml_schema
from eligibility.rules.folders import base_of, dated
from eligibility.rules.labels import AREAS, SUBJECT_LABELS
from eligibility.rules.source_tree import SourceReader
from eligibility.rules.validation import shaped
from eligibility.rules.version_lookup import head_of, names, regions


def supports_listing(root: Path, search: str | None = None) -> list[JsonObject]:
    """Every support of a folder of rulesets: id, area, titles. `search`: only those that hold a word.

    Raises:
        RulesetError: the list cannot be read.
    """
    reader = SourceReader(root)
    source = reader.supports()
    found = shaped(source, yaml_schema.SupportsFile) if source else None
    if found is None:
        raise RulesetError(reader.problems + (source.problems if source else []))
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
    folder = _newest(root)
    entries: list[JsonObject] = [
        {"definition": name, "for": one.shape.for_, "is": one.shape.is_, "title": Text(one.shape.zh, one.shape.en).as_json()}
        for name, one in reader.definitions(folder / "definitions.yaml").items()
    ]
    if reader.problems:
        raise RulesetError(reader.problems)
    return [one for one in entries if _holds(one, search)]


def standards_listing(root: Path, search: str | None = None) -> list[JsonObject]:
    """The standards that rules read as `standards.NAME`: name, unit, titles, and the regions whose own they are; none for a national one.
    `search`: only those that hold a word.

    Raises:
        RulesetError: the national ones cannot be read.
    """
    reader = SourceReader(root)
    path = _newest(root) / "standards.yaml"
    found = reader.file(path, yaml_schema.StandardsFile) if path.is_file() else None
    if reader.problems:
        raise RulesetError(reader.problems)
    entries: dict[str, JsonObject] = {}
    for name, shape in (found[0].standards if found else {}).items():
        entries[name] = {"standard": name, "unit": shape.unit, "title": Text(shape.zh, shape.en).as_json(), "regions": []}
    for region in regions(root):
        for version in names(root, region):
            for name, own in mapping(mapping(head_of(root, region, version)).get("standards")).items():
                said = mapping(own)
                title = Text(str(said.get("zh")), str(said.get("en"))).as_json()
                entry = entries.setdefault(name, {"standard": name, "unit": str(said.get("unit")), "title": title, "regions": []})
                entry["regions"] = sorted({*map(str, listed(entry["regions"])), region})
    return [one for one in entries.values() if _holds(one, search)]


def _newest(root: Path) -> Path:
    """The folder of the newest national version."""
    return max((path for path in (base_of(root) / "national").iterdir() if dated(path.name)), key=lambda path: path.name)


def _holds(entry: JsonObject, word: str | None) -> bool:
    return word is None or word.casefold() in json.dumps(entry, ensure_ascii=False).casefold()


def table(entries: list[JsonObject], language: Language) -> Iterator[str]:
    """A line for each support, definition or standard, for a reader."""
    for one in entries:
        title = object_at(one, "title")[language]
        if "support" in one:
            yield f"{one['support']}  [{one['area']}]  {title}"
        elif "standard" in one:
            yield "  ".join([f"standards.{one['standard']}", f"[{one['unit']}]", f"{title}", *map(str, listed(one["regions"]))])
        else:
            kind = next(label for name, label in SUBJECT_LABELS.items() if name == one["for"])
            yield f"{one['definition']}  [{kind[language]}]  {title}  `{one['is']}`"
