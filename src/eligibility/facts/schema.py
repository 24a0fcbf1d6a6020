"""The published vocabulary: the JSON Schema of the profile, and the list of facts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from eligibility._json import JsonObject, object_at
from eligibility.facts import labels
from eligibility.facts.profile import Profile
from eligibility.facts.vocabulary import COMPONENTS, ENTITIES, LOCAL_OPTIONS, NOT_RULES, facts
from eligibility.i18n import Language, Text
from eligibility.logic.types import Boolean, Choice, Day, Number

_NULL_IS_NONE = ("locality", "organisations", "dont_know")
"""Entries of the root that are never None once read, though null may be written for them."""


def profile_schema() -> JsonObject:
    """JSON Schema (2020-12) of a profile, with titles, questions and units."""
    schema = Profile.model_json_schema(mode="validation")
    for name in _NULL_IS_NONE:
        content = schema["properties"][name]
        default = {"default": content.pop("default")} if "default" in content else {}
        schema["properties"][name] = {"anyOf": [content, {"type": "null"}], **default}
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    models = {model.__name__: entity for entity, model in ENTITIES.items()}
    for name, definition in schema["$defs"].items():
        for field, content in definition.get("properties", {}).items():
            if name in models and labels.has_words(models[name], field):
                _worded(content, models[name], field)
    return schema


def _worded(content: JsonObject, entity: str, field: str) -> None:
    title, question = labels.title(entity, field), _question(entity, field)
    content["title"] = title.en
    content["description"] = f"{title.zh}。{question.zh} {question.en}"
    content["x-title"] = title.as_json()
    content["x-question"] = question.as_json()
    fact = facts().get(f"{entity}.{field}")
    if fact is not None and isinstance(fact.type, Number):
        content["x-unit"] = fact.type.unit


def _question(entity: str, name: str) -> Text:
    """The question of an entry of the profile: each one has one."""
    asked = labels.question(entity, name)
    assert asked is not None, f"{entity}.{name} has no question"
    return asked


def facts_listing(search: str | None = None) -> list[JsonObject]:
    """Every fact of the vocabulary: entity, name, type, values, unit, titles, question. `search`: only those that hold a word."""
    found = [_listed(entity, name) for entity, model in ENTITIES.items() for name in model.model_fields if name not in {"id", "members"}]
    return [one for one in found if search is None or search.casefold() in json.dumps(one, ensure_ascii=False).casefold()]


def facts_table(search: str | None, language: Language) -> Iterator[str]:
    """A line for each fact: its name as rules write it, its type and unit, its title, and its values."""
    for one in facts_listing(search):
        kind, title = str(one["type"]), object_at(one, "title")
        unit = f" {one['unit']}" if "unit" in one else ""
        yield f"{one['entity']}.{one['name']}  [{kind}{unit}]  {title[language]}"
        if one["name"] == "disabilities":
            yield f"    {', '.join(['grade', *(f'grade_{category}' for category in COMPONENTS)])}"
        for value, words in object_at(one, "values").items():
            assert isinstance(words, dict)
            name = f"{one['name']}.{value}" if kind in {"set", "options"} else value if value.isdigit() else f"'{value}'"
            if search is None or _holds(search, one, value, words):
                yield f"    {name}  {words[language]}"


def _holds(search: str, fact: JsonObject, value: str, words: JsonObject) -> bool:
    """Whether a value is meant by a word: it holds the word, or the fact itself does."""
    own = {key: said for key, said in fact.items() if key != "values"}
    return any(search.casefold() in json.dumps(said, ensure_ascii=False).casefold() for said in (own, [value, words]))


def _listed(entity: str, name: str) -> JsonObject:
    entry: JsonObject = {"entity": entity, "name": name, **_type(entity, name)}
    return {**entry, "title": labels.title(entity, name).as_json(), "question": _question(entity, name).as_json()}


_NAMED: Mapping[str, str] = {
    "disabilities": "list",
    "receives": "set",
    "recognised": "set",
    "dibao_standard": "money",
    "costs": "money by support",
    "amounts": "money by support",
    "applied_on": "date by support",
    "standards": "money by standard",
}


def _type(entity: str, name: str) -> JsonObject:
    if name == "options":
        return {"type": "options", "values": _labels(entity, name, LOCAL_OPTIONS)}
    if name in NOT_RULES:
        return {"type": _NAMED.get(name, "str")}
    known = facts()
    fact = known.get(f"{entity}.{name}")
    if fact is None:
        prefix = f"{entity}.{name}."
        members = [key.removeprefix(prefix) for key in known if key.startswith(prefix)]
        return {"type": "set", "values": _labels(entity, name, members)}
    match fact.type:
        case Boolean():
            return {"type": "bool"}
        case Day():
            return {"type": "date"}
        case Number(unit=unit, integral=integral):
            return {"type": "int" if integral else "money", "unit": unit}
        case Choice(values=values):
            return {"type": "enum", "values": _labels(entity, name, values)}


def _labels(entity: str, name: str, values: Iterable[str | int]) -> JsonObject:
    return {str(value): labels.label(entity, name, str(value)).as_json() for value in values}
