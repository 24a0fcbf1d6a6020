"""The API's own description: valid, kept as it was promised, and what the server does."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from eligibility.web.api.index import description
from eligibility.web.app import create_app
from eligibility.web.openapi import document
from eligibility.web.settings import Settings
from tests.web.conftest import shipped_library

CONTRACT = Path(__file__).with_name("contract.json")
"""What `/api/v1` has promised: nothing that stands there is ever taken away. `--update-outputs` adds what is new, before a release."""

EXAMPLES = int(os.environ.get("ELIGIBILITY_WEB_EXAMPLES", "3"))
"""How many requests are made up for each route."""


@schemathesis.serializer("application/x-ndjson")
def _lines(context: object, value: object) -> bytes:
    """Two lines of a batch, the same request twice."""
    line = json.dumps(value, default=str)
    return f"{line}\n{line}\n".encode()


SCHEMA = schemathesis.openapi.from_dict(json.loads(json.dumps(description()))).exclude(path="/api/v1/openapi.json")
# The hundreds of requests at the edges of the shapes of every route are for the long run.
SCHEMA.config.phases.coverage.enabled = EXAMPLES > 20
SCHEMA.app = create_app(Settings(), shipped_library())


def contract() -> dict[str, Any]:
    """The routes with their parameters, requests, statuses and answers, and the shapes with their fields."""
    found = json.loads(json.dumps(description()))
    routes = {
        f"{method.upper()} {path}": {
            "parameters": sorted(f"{one['name']} in {one['in']}" for one in route.get("parameters", ())),
            "request": sorted(_shapes(route.get("requestBody", {}))),
            "answers": {status: sorted({*answer.get("content", {}), *_shapes(answer)}) for status, answer in route["responses"].items()},
        }
        for path, methods in found["paths"].items()
        for method, route in methods.items()
    }
    shapes = {name: sorted(shape.get("properties", shape.get("enum", ()))) for name, shape in found["components"]["schemas"].items()}
    return {"routes": routes, "shapes": shapes}


def _shapes(data: Any) -> set[str]:
    if isinstance(data, dict):
        own = {data["$ref"].rpartition("/")[2]} if isinstance(data.get("$ref"), str) else set()
        return own.union(*map(_shapes, data.values()))
    return set().union(*map(_shapes, data)) if isinstance(data, list) else set()


def taken_away(before: Any, after: Any, place: str = "") -> list[str]:
    """What was promised and is not there any more."""
    if isinstance(before, dict):
        gone = [f"{place}/{key}" for key in before if key not in after]
        return gone + [one for key in before if key in after for one in taken_away(before[key], after[key], f"{place}/{key}")]
    return [f"{place}: {one}" for one in before if one not in after]


def test_nothing_that_was_promised_is_taken_away(pytestconfig: pytest.Config) -> None:
    now = contract()
    if pytestconfig.getoption("--update-outputs"):
        CONTRACT.write_text(json.dumps(now, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    before = json.loads(CONTRACT.read_text("utf-8"))
    assert taken_away(before, now) == []


def test_what_is_taken_away_is_found() -> None:
    before = contract()
    after = json.loads(json.dumps(before))
    after["shapes"]["DecisionBrief"].remove("claims")
    del after["routes"]["POST /api/v1/questions"]
    assert taken_away(before, after) == ["/routes/POST /api/v1/questions", "/shapes/DecisionBrief: claims"]


def test_every_reference_leads_somewhere() -> None:
    found = json.loads(json.dumps(description()))
    assert found["openapi"] == "3.1.0"
    assert _shapes(found["paths"]) | _shapes(found["components"]) <= set(found["components"]["schemas"])
    assert "HTTPValidationError" not in found["components"]["schemas"] and "x-shape" not in json.dumps(found)
    assert document([])["paths"] == {}


@SCHEMA.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
def test_the_server_answers_as_it_describes(case: Case) -> None:
    """No route fails by itself; status, media type and shape are those that are described.

    What a schema cannot say is refused with 422, and an Accept or a content type that a client sends beside is not looked at.
    """
    case.call_and_validate(base_url="http://127.0.0.1:8770", excluded_checks=[positive_data_acceptance, negative_data_rejection])
