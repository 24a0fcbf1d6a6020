"""What the routes of the API share: parameters, bodies, kinds of problems, and answers that a client may keep."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from fastapi import Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from eligibility._draft import Joined, draft_text
from eligibility._json import JsonObject
from eligibility._version import __version__
from eligibility.i18n import Language
from eligibility.views.models.base import ViewModel
from eligibility.views.models.problem import ProblemKind, ProblemModel
from eligibility.web.deciding import Deciding
from eligibility.web.problems import PROBLEM_TYPE, STATUSES, Refused
from eligibility.web.requests import REFERENCE, RequestModel

Lang = Annotated[Language, Query(description="Chinese or English.")]
Engine = Annotated[
    Literal["kernel"] | None, Query(description="`kernel` derives the answer once only, for measurements; otherwise twice where it can be.")
]

BASE = "/api/v1"
"""Where the API is. A field that is taken away makes version 2."""

DERIVATIONS = "X-Derivations"
"""The header that says how many times an answer was derived."""

OpenApiResponses = dict[int | str, dict[str, object]]

ALWAYS = (
    *(ProblemKind.REQUEST_INVALID, ProblemKind.FORBIDDEN, ProblemKind.TOKEN_REQUIRED, ProblemKind.TOO_MANY_REQUESTS),
    *(ProblemKind.INTERNAL, ProblemKind.BUSY),
)
OF_HOUSEHOLDS = (
    *(ProblemKind.NOT_JSON, ProblemKind.RULESET_NOT_FOUND, ProblemKind.TOO_LARGE, ProblemKind.TOO_MANY_PEOPLE),
    *(ProblemKind.PROFILE_INVALID, ProblemKind.AS_OF_MISSING, ProblemKind.DERIVATIONS_DIFFER),
)
OF_OUTCOMES = (*OF_HOUSEHOLDS, ProblemKind.SUPPORT_NOT_FOUND, ProblemKind.SUBJECT_NOT_FOUND)
"""The kinds of problems of any route, of those about a household, and of those about one of its answers."""


def problems(*kinds: ProblemKind) -> OpenApiResponses:
    """The problem documents of a route by status, for the OpenAPI document."""
    by_status: dict[int, list[str]] = {}
    for kind in (*kinds, *ALWAYS):
        by_status.setdefault(STATUSES[kind], []).append(kind.value)
    content = {PROBLEM_TYPE: {"schema": {"$ref": REFERENCE.format(model=ProblemModel.__name__)}}}
    return {status: {"description": ", ".join(names), "content": content} for status, names in sorted(by_status.items())}


def body(model: type[RequestModel], kind: str = "application/json") -> JsonObject:
    """A route's request, for the OpenAPI document: the framework reads none."""
    schema: JsonObject = {"$ref": REFERENCE.format(model=model.__name__)}
    return {"requestBody": {"required": True, "content": {kind: {"schema": schema}}}}


def deciding_of(request: Request) -> Deciding:
    """The rules and the book that a request is answered by."""
    found = request.app.state.deciding
    assert isinstance(found, Deciding)
    return found


async def worked(request: Request, work: Callable[[bytes], Response]) -> Response:
    """What is made of a request's body, in a thread."""
    return await run_in_threadpool(work, await request.body())


def answer(data: ViewModel | Joined | Mapping[str, object], headers: Mapping[str, str] | None = None) -> Response:
    """An answer as JSON in UTF-8."""
    return Response(json_of(data), 200, dict(headers or {}), "application/json")


def json_of(data: ViewModel | Joined | Mapping[str, object]) -> str:
    """An answer as JSON in one line."""
    if isinstance(data, Joined):
        return draft_text(data, None)
    return json.dumps(data.as_json() if isinstance(data, ViewModel) else data, ensure_ascii=False)


def kept(request: Request, tag: str, make: Callable[[], ViewModel | Mapping[str, object]]) -> Response:
    """An answer about rules, which a client may keep: it is not made again for one that has it."""
    etag = f'"{tag}-{__version__}"'
    headers = {"ETag": etag, "Cache-Control": "public, max-age=300"}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    return Response(status_code=304, headers=headers) if known & {etag, "*"} else answer(make(), headers)


def accepted(header: str, offered: Mapping[str, str]) -> str:
    """Which of the offered media types a client likes best; the first where it likes several alike. `offered` names each.

    Raises:
        Refused: it accepts none of them.
    """
    wanted = [part for part in (_range(one) for one in (header or "*/*").split(",")) if part is not None]
    best, chosen = 0.0, ""
    for kind in offered:
        weights = [(specific, weight) for name, specific, weight in wanted if name in {kind, f"{kind.partition('/')[0]}/*", "*/*"}]
        weight = max(weights)[1] if weights else 0.0
        if weight > best:
            best, chosen = weight, kind
    if not chosen:
        raise Refused(ProblemKind.NOT_ACCEPTABLE)
    return chosen


def _range(written: str) -> tuple[str, int, float] | None:
    """One part of Accept: the range, how specific it is, and its weight."""
    name, *parameters = (part.strip().lower() for part in written.split(";"))
    weight = 1.0
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                weight = float(parameter[2:])
            except ValueError:
                return None
    return name, 2 - name.count("*"), weight
