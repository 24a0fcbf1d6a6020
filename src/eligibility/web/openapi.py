"""The API's own description: an OpenAPI 3.1 document, made of the routes and of the models that they answer with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from eligibility._json import Json, JsonObject, object_in
from eligibility._version import __version__
from eligibility.facts.schema import profile_schema
from eligibility.web.requests import REFERENCE, REQUESTS, SHAPE

DESCRIPTION = """Which disability supports apply to a household, by which clause of the regional plan, how much, what is still to be asked,
and registers. Every request brings its own profile; nothing is kept. What is absent is unknown, never no. Numbers read as exact decimals.
`format` names the shape of an answer: within `/1` fields are only added."""


def document(routes: Iterable[APIRoute], more: Mapping[str, JsonObject] | None = None) -> JsonObject:
    """The description of the API that some routes are; `more` are shapes that no model has."""
    found: JsonObject = get_openapi(
        title="eligibility",
        version=__version__,
        openapi_version="3.1.0",
        description=DESCRIPTION,
        routes=list(routes),
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    components = object_in(found, "components")
    schemas = object_in(components, "schemas")
    for model in REQUESTS:
        _add(schemas, model.__name__, model.model_json_schema(mode="validation", ref_template=REFERENCE))
    _add(schemas, "Profile", _renamed(profile_schema()))
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "description": "Where the server asks for a token."}}
    for name, schema in (more or {}).items():
        _add(schemas, name, dict(schema))
    found["components"] = _renamed(components)
    found["security"] = [{}, {"token": []}]
    return found


def _add(schemas: JsonObject, name: str, schema: Json) -> None:
    """Add a schema with those that it defines."""
    assert isinstance(schema, dict)
    inner = schema.pop("$defs", {})
    schema.pop("$schema", None)
    assert isinstance(inner, dict)
    for one, content in ((name, schema), *inner.items()):
        assert schemas.setdefault(one, content) == content, f"two shapes are called {one}"


def _renamed(schema: Json) -> Json:
    """A schema whose references lead to the shapes of the API."""
    if isinstance(schema, dict):
        shape = schema.get(SHAPE)
        if isinstance(shape, str):
            return {"$ref": REFERENCE.format(model=shape)}
        return {key: _led(value) if key == "$ref" else _renamed(value) for key, value in schema.items()}
    return [_renamed(one) for one in schema] if isinstance(schema, list) else schema


def _led(reference: Json) -> Json:
    return REFERENCE.format(model=reference.removeprefix("#/$defs/")) if isinstance(reference, str) and "$defs" in reference else reference
