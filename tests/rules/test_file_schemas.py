"""The JSON Schemas of a ruleset's files: every key is described, what is shipped fits, and a slip is found."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from eligibility._json import JsonObject
from eligibility.rules.file_schemas import FILES, description, file_schemas, keys
from eligibility.rules.folders import shipped

Draft202012Validator = pytest.importorskip("jsonschema").Draft202012Validator
SCHEMAS = file_schemas("en")
REGION = Path(__file__).resolve().parents[1] / "data" / "region" / "rulesets"
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def kind_of(path: Path) -> str:
    """The schema for a file, by where it stands."""
    return "cases" if path.parent.name == "cases" else path.stem if path.stem in SCHEMAS else "area"


def plain(value: object) -> object:
    """What YAML reads, as JSON has it."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def misfits(kind: str, text: str) -> list[str]:
    found = Draft202012Validator(SCHEMAS[kind]).iter_errors(plain(yaml.load(text, Loader=Loader)))
    return [error.message for error in found]


def test_every_key_is_described_in_both_languages() -> None:
    for shape, key in keys():
        assert all(description(shape, key, language).strip() for language in ("zh", "en")), f"{shape.__name__}.{key}"


def test_every_property_of_every_schema_has_its_description() -> None:
    for name, schema in SCHEMAS.items():
        Draft202012Validator.check_schema(schema)
        definitions = schema["$defs"]
        assert isinstance(definitions, dict)
        for title, definition in definitions.items():
            assert isinstance(definition, dict)
            for key, content in (definition.get("properties") or {}).items():
                assert content["description"], f"{name}: {title}.{key}"


@pytest.mark.parametrize("root", [shipped(), REGION], ids=["shipped", "small"])
def test_what_is_shipped_fits(root: Path) -> None:
    """All files but the generated size of the cases: of these the first of every region."""
    paths = sorted(path for path in root.rglob("*.yaml") if path.parent.name != "cases" or path.stem == "allowances")
    assert {kind_of(path) for path in paths} >= {"supports", "ruleset", "clauses", "area", "cases", "definitions"}
    for path in paths:
        assert not misfits(kind_of(path), path.read_text("utf-8")), path.relative_to(root)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (
            "area",
            "- support: cash\n  for: persons\n  routes: {a: {when: certified, modality: mandatory, cite: [一]}}\n  benefit: {kind: cash}\n",
        ),
        ("area", "- support: cash\n  for: person\n  routes: {a: {when: certified, modalty: mandatory}}\n  benefit: {kind: cash}\n"),
        ("ruleset", "region: toy\nadcode: '99'\n"),
        ("clauses", "clauses:\n  一: {heading: true}\n"),
        ("cases", "cases:\n  - {case: a, asof: 2024-06-01, expect: {cash: eligible}}\n"),
        ("figures", "figures:\n  a: {unit: CNY, cite: [], zh: 甲, en: a, value: 3}\n"),
    ],
)
def test_a_slip_is_found(kind: str, text: str) -> None:
    assert misfits(kind, text)


@pytest.mark.parametrize("amount", ["60", "figures.a", "{at_least: 60}", "{tiers: {certified: 5, not certified: figures.a}}"])
def test_every_form_of_an_amount_fits(amount: str) -> None:
    routes = "routes: {a: {when: certified, modality: mandatory}}"
    text = f"- support: cash\n  for: person\n  {routes}\n  benefit: {{kind: cash, amount: {amount}}}\n"
    assert not misfits("area", text)


def test_schemas_in_chinese() -> None:
    clauses: JsonObject = file_schemas("zh")["clauses"]
    assert "由 eligibility pin 写入" in str(clauses["$defs"])
    assert set(FILES) == set(SCHEMAS)
