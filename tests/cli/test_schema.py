"""`eligibility schema`: the profile as JSON Schema, and the facts."""

from __future__ import annotations

import json

from tests.cli.command_line import answered


def test_schema() -> None:
    assert json.loads(answered("schema"))["properties"].keys() >= {"household", "locality", "organisations", "as_of", "dont_know"}
    facts = json.loads(answered("schema", "facts"))
    assert len(facts) >= 72
    assert all({"entity", "name", "type", "title", "question"} <= fact.keys() for fact in facts)
