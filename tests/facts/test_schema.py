"""The published vocabulary: JSON Schema of a profile, and the list of facts."""

from __future__ import annotations

from eligibility.facts.schema import facts_listing, profile_schema
from eligibility.facts.vocabulary import COMPONENTS, ENTITIES, facts


def test_schema_describes_every_entry() -> None:
    schema = profile_schema()
    person = schema["$defs"]["Person"]["properties"]
    assert person["age"]["x-unit"] == "years"
    assert person["certified"]["x-title"]["zh"] == "持有效残疾人证"
    assert person["certified"]["x-question"]["en"].endswith("?")
    assert schema["$defs"]["Person"]["additionalProperties"] is False


def test_the_list_holds_every_entry_once() -> None:
    listed = [(entry["entity"], entry["name"]) for entry in facts_listing()]
    assert len(listed) == len(set(listed))
    wanted = {(entity, name) for entity, model in ENTITIES.items() for name in model.model_fields} - {("household", "members")}
    assert wanted - set(listed) <= {(entity, "id") for entity in ENTITIES}


def test_a_schema_gives_every_number_its_unit() -> None:
    """A unit of the schema is the unit that rules compare in."""
    schema = profile_schema()
    found = {
        f"{entity}.{name}": content["x-unit"]
        for entity, model in ENTITIES.items()
        for name, content in schema["$defs"][model.__name__]["properties"].items()  # type: ignore[index]
        if "x-unit" in content
    }
    assert len(found) > 10
    assert all(facts()[key].type.unit == unit for key, unit in found.items())  # type: ignore[union-attr]


def test_components_are_categories() -> None:
    category = profile_schema()["$defs"]["Disability"]["properties"]["category"]  # type: ignore[index]
    assert set(COMPONENTS) < set(category["enum"])  # type: ignore[arg-type, index, call-overload]
