"""The API as a whole: its first page, its own description, the shapes and the facts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from eligibility._json import JsonObject
from eligibility._version import __version__
from eligibility.facts.schema import facts_listing, profile_schema
from eligibility.views import models
from eligibility.views.models.comparison import ComparisonModel
from eligibility.views.models.problem import ProblemKind
from eligibility.views.models.remedy import RemediesModel
from eligibility.views.models.replay import ReplayModel
from eligibility.views.models.timeline import TimelineModel
from eligibility.web import run_files, safety
from eligibility.web.api import households, registers, rules
from eligibility.web.api.common import BASE, deciding_of, kept, problems
from eligibility.web.models import ApiIndex, Limits
from eligibility.web.openapi import document
from eligibility.web.problems import Refused
from eligibility.web.requests import LINES, ORGANISATIONS, PEOPLE

SCHEMAS: Mapping[str, type[models.ViewModel]] = {
    "decision": models.DecisionFull,
    "decision-brief": models.DecisionBrief,
    "question": models.QuestionModel,
    "explanation": models.ExplanationModel,
    "rule": models.RuleModel,
    "changes": models.ChangesModel,
    "summary": models.SummaryModel,
    "problem": models.ProblemModel,
    "timeline": TimelineModel,
    "remedies": RemediesModel,
    "comparison": ComparisonModel,
    "replay": ReplayModel,
}
"""The shapes by name, beside that of a profile."""

router = APIRouter(prefix=BASE, tags=["index"], generate_unique_id_function=lambda route: route.name)


def routers() -> tuple[APIRouter, ...]:
    """All routes of the API."""
    return router, rules.router, households.router, registers.router


def api_routes() -> Iterator[APIRoute]:
    """All routes of the API, one by one."""
    for one in routers():
        yield from (route for route in one.routes if isinstance(route, APIRoute))


@router.get("", response_model=ApiIndex, responses=problems())
def show_index(request: Request) -> Response:
    """What there is: the engine, the limits, the regions, and where everything is."""
    deciding = deciding_of(request)
    limits = Limits(
        request_bytes=safety.BODY,
        batch_bytes=safety.BATCH_BODY,
        register_bytes=safety.REGISTER_BODY,
        members=PEOPLE,
        organisations=ORGANISATIONS,
        batch_lines=LINES,
        register_lines=run_files.LINES,
        seconds=safety.SECONDS,
    )
    links = {route.name: route.path for route in api_routes()}
    regions = tuple(deciding.library.regions())
    model = ApiIndex(engine=__version__, derivations=2 if deciding.live else 1, limits=limits, regions=regions, links=links)
    return kept(request, _hash(model.as_json()), lambda: model)


@router.get("/openapi.json", responses=problems())
def describe_api(request: Request) -> Response:
    """This API as an OpenAPI 3.1 document."""
    found = description()
    return kept(request, _hash(found), lambda: found)


@cache
def description() -> JsonObject:
    """The OpenAPI document."""
    return document(api_routes(), {"RegisterForm": registers.FORM_SCHEMA})


@router.get("/schemas/{name}.json", responses=problems(ProblemKind.NOT_FOUND))
def show_schema(request: Request, name: str) -> Response:
    """A shape as JSON Schema 2020-12: `profile`, `decision`, `decision-brief`, `question`, `problem` and others.
    \f
    Raises:
        Refused: there is no shape of that name.
    """
    if name != "profile" and name not in SCHEMAS:
        raise Refused(ProblemKind.NOT_FOUND)
    found = profile_schema() if name == "profile" else models.json_schema(SCHEMAS[name])
    return kept(request, _hash(found), lambda: found)


@router.get("/facts", responses=problems())
def list_facts(request: Request) -> Response:
    """Every fact of a profile, with type, values, unit and question in both languages."""
    found: JsonObject = {"format": "facts/1", "facts": facts_listing()}
    return kept(request, _hash(found), lambda: found)


def _hash(data: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()[:16]
