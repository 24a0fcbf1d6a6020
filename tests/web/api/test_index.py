"""The first page of the API leads everywhere, and every shape is one that answers have."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

import eligibility as el
from eligibility.facts.schema import facts_listing, profile_schema
from eligibility.web.api.index import SCHEMAS, api_routes, routers

API = "/api/v1"


def test_the_first_page(client: TestClient) -> None:
    found = client.get(API).json()
    assert (found["engine"], found["regions"]) == (el.__version__, el.Library().regions())
    assert set(found["links"].values()) == {route.path for route in api_routes()} and all(found["limits"].values())
    assert len(routers()) > 2


def test_facts_and_shapes(client: TestClient) -> None:
    assert client.get(f"{API}/facts").json()["facts"] == json.loads(json.dumps(facts_listing()))
    assert client.get(f"{API}/schemas/profile.json").json() == json.loads(json.dumps(profile_schema()))
    assert client.get(f"{API}/schemas/none.json").json()["code"] == "not-found"


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_each_shape(client: TestClient, name: str) -> None:
    found = client.get(f"{API}/schemas/{name}.json").json()
    assert found["$schema"].endswith("2020-12/schema") and found["properties"]
