"""The JSON Schema of every kind of ruleset file, with a description of every key, for any editor of YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, cast

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from eligibility._json import Json, JsonObject, object_at
from eligibility._yaml import read_own
from eligibility.i18n import Language
from eligibility.rules import yaml_schema

FILES: Mapping[str, tuple[str, tuple[type[BaseModel], ...]]] = {
    "supports": ("supports.yaml", (yaml_schema.SupportsFile,)),
    "conflicts": ("national/*/conflicts.yaml", (yaml_schema.ConflictsFile,)),
    "standards": ("national/*/standards.yaml", (yaml_schema.StandardsFile,)),
    "implies": ("national/*/implies.yaml", (yaml_schema.ImpliesFile,)),
    "basis": ("national/*/basis.yaml", (yaml_schema.BasisFile,)),
    "ruleset": ("*/*/ruleset.yaml", (yaml_schema.RulesetFile, yaml_schema.AmendmentFile)),
    "clauses": ("*/*/clauses.yaml", (yaml_schema.ClausesFile,)),
    "unencoded": ("*/*/unencoded.yaml", (yaml_schema.UnencodedFile,)),
    "definitions": ("*/*/definitions.yaml", (yaml_schema.DefinitionsFile,)),
    "figures": ("*/*/figures.yaml", (yaml_schema.FiguresFile,)),
    "area": ("*/*/AREA.yaml", (yaml_schema.AreaFile, yaml_schema.ChangesFile)),
    "cases": ("*/*/cases/*.yaml", (yaml_schema.CasesFile,)),
}
"""By the name of a schema: where its files stand in a folder of rulesets, and their shapes. Any of these fits."""

_LISTS = {"area": "supports"}
"""The files whose one key may be left out: a list at the top is its value."""
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def file_schemas(language: Language) -> dict[str, JsonObject]:
    """The JSON Schema (2020-12) of every kind of file, by name, with the keys described in one language."""
    return {name: _schema(name, language) for name in FILES}


def _schema(name: str, language: Language) -> JsonObject:
    pattern, shapes = FILES[name]
    models: list[tuple[type[BaseModel], Literal["validation"]]] = [(shape, "validation") for shape in shapes]
    _, whole = models_json_schema(models, by_alias=True, ref_template="#/$defs/{model}")
    definitions = object_at(whole, "$defs")
    for title, definition in definitions.items():
        assert isinstance(definition, dict)
        _describe(definition, _shape(title), language)
    choices: list[Json] = [{"$ref": f"#/$defs/{shape.__name__}"} for shape in shapes]
    for shape in shapes if name in _LISTS else ():
        choices.append(object_at(object_at(object_at(definitions, shape.__name__), "properties"), _LISTS[name]))
    top: JsonObject = {"anyOf": choices} if len(choices) > 1 else {"$ref": f"#/$defs/{shapes[0].__name__}"}
    return {"$schema": _DRAFT, "title": pattern, **top, "$defs": definitions}


def _shape(name: str) -> type[BaseModel]:
    found: type[BaseModel] = vars(yaml_schema)[name]
    return found


def _describe(definition: JsonObject, shape: type[BaseModel], language: Language) -> None:
    """Put the description of every key in; what pydantic says of the class itself is taken out."""
    definition.pop("title", None)
    definition.pop("description", None)
    for key, content in object_at(definition, "properties").items():
        assert isinstance(content, dict)
        content.pop("title", None)
        content["description"] = description(shape, key, language)


def description(shape: type[BaseModel], key: str, language: Language) -> str:
    """What a key of a shape means.

    Raises:
        KeyError: it has no description.
    """
    words = _words()
    named = next((f"{kind.__name__}.{key}" for kind in shape.__mro__ if f"{kind.__name__}.{key}" in words), key)
    return words[named][language]


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return cast("Mapping[str, Mapping[str, str]]", read_own((Path(__file__).parent / "key_words.yaml").read_text("utf-8")))


def keys() -> Iterator[tuple[type[BaseModel], str]]:
    """Every key of every shape that files may have."""
    for value in vars(yaml_schema).values():
        if isinstance(value, type) and issubclass(value, yaml_schema.Shape):
            yield from ((value, field.alias or name) for name, field in value.model_fields.items())
