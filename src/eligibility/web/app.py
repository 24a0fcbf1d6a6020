"""The server's application, put together: the API, the pages, and what surrounds both."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.status import HTTP_400_BAD_REQUEST

from eligibility._findings import finding
from eligibility._version import __version__
from eligibility.book.read import load_book
from eligibility.codes import ProblemCode
from eligibility.durable.cross_check import DerivationMismatch
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.rules.library import Library
from eligibility.rules.version_lookup import rules_folder
from eligibility.views.models.problem import ProblemKind
from eligibility.web import sign_in
from eligibility.web.access import Access
from eligibility.web.api.index import routers
from eligibility.web.deciding import Deciding, live_installed
from eligibility.web.jobs import Jobs
from eligibility.web.library import library_of
from eligibility.web.log import LOGGER, keep_forms_quiet
from eligibility.web.problems import Refused, problem_page
from eligibility.web.safety import Safety, language_of, refusal_of
from eligibility.web.settings import Settings
from eligibility.web.upload import unreadable_form

ENVIRONMENT = "ELIGIBILITY_SERVE"
"""The variable by which the processes of a server learn its settings."""

PAGES = "eligibility.web.pages.routes"
"""Where the pages are, if they are installed."""

SWEEP_SECONDS = 60.0
"""How often results that are too old are looked for."""

_OF_STATUS = {404: ProblemKind.NOT_FOUND, 405: ProblemKind.METHOD_NOT_ALLOWED}


def create_app(settings: Settings, library: Library | None = None) -> FastAPI:
    """The application of a server. All rules are read before it is returned, unless a `library` has read them.

    Its `state` has `settings`, `library` (a `Library` of the rules), `book` (the local book, or None), `deciding` (which decides
    by both), `jobs` (the registers that are being screened) and `access`.

    Raises:
        EligibilityError: the settings are not safe, or rules or book cannot be read.
    """
    settings.check()
    keep_forms_quiet()
    access = Access(settings)
    app = FastAPI(
        title="eligibility",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan,
        middleware=[Middleware(Safety, access=access), *_cross_origin(settings)],
        exception_handlers={
            Refused: _refused,
            EligibilityError: _of_library,
            DerivationMismatch: _of_library,
            RequestValidationError: _not_valid,
            HTTPException: _not_served,
        },
    )
    app.state.settings = settings
    app.state.access = access
    app.state.library = library or library_of(settings.rulesets, watch=settings.watch)
    app.state.book = load_book(settings.book, root=rules_folder(settings.rulesets)) if settings.book else None
    app.state.deciding = Deciding(app.state.library, app.state.book, live_installed())
    app.state.jobs = Jobs(settings.folder)
    for router in (*routers(), sign_in.router):
        app.include_router(router)
    app.add_api_route("/healthz", _healthy)
    app.add_api_route("/problems/{code}", _problem)
    if find_spec("eligibility.web.pages") and find_spec(PAGES):
        app.include_router(import_module(PAGES).router)
    return app


def served() -> FastAPI:
    """The application of a process of a server. What it has read by now stays as long as the process, so that it is no longer
    looked through for what could be forgotten."""
    app = create_app(Settings.of_text(os.environ[ENVIRONMENT]))
    gc.collect()
    gc.freeze()
    return app


def _healthy() -> dict[str, str]:
    """That the server is there, and so are all its rules: it does not begin to listen before they are read."""
    return {"status": "ok"}


async def _problem(code: str, request: Request) -> Response:
    """A kind of problem, for a reader: where the `type` of a problem document leads."""
    if code not in set(ProblemKind):
        raise Refused(ProblemKind.NOT_FOUND)
    return problem_page(ProblemKind(code), language_of(request.scope))


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """While the server runs, results of registers that are too old are removed; at its end all of them."""
    jobs: Jobs = app.state.jobs

    async def sweeping() -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            await run_in_threadpool(jobs.sweep)

    task = asyncio.ensure_future(sweeping())
    try:
        yield
    finally:
        task.cancel()
        await run_in_threadpool(jobs.close)


def _cross_origin(settings: Settings) -> list[Middleware]:
    """What lets the pages of other sites call the API, where they are named."""
    if not settings.allow_origin:
        return []
    headers = ["Authorization", "Content-Type", "If-None-Match"]
    return [Middleware(CORSMiddleware, allow_origins=list(settings.allow_origin), allow_methods=["*"], allow_headers=headers)]


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return refusal_of(request.scope, error)


async def _of_library(request: Request, error: Exception) -> Response:
    refused = Refused.by(error)
    if refused.kind is ProblemKind.DERIVATIONS_DIFFER:
        LOGGER.error("%s %s", request.state.request_id, error)
    return refusal_of(request.scope, refused)


async def _not_valid(request: Request, error: Exception) -> Response:
    """What the framework finds wrong with the parts of an address: their names, and never what was given."""
    assert isinstance(error, RequestValidationError)
    problems = [Problem(*_wrong(str(one["loc"][1]), one["type"], one.get("ctx", {}))) for one in error.errors()]
    return refusal_of(request.scope, Refused(ProblemKind.REQUEST_INVALID, EligibilityError(problems)))


def _wrong(name: str, kind: str, context: Mapping[str, object]) -> tuple[ProblemCode, str, Text]:
    code, said = finding(kind, context)
    return code, name, Text(f"参数 {name} {said.zh}", f"the parameter {name} {said.en}")


async def _not_served(request: Request, error: Exception) -> Response:
    """What has no address here, or not by this method; what is given by GET is given by HEAD as well. A form that cannot be read."""
    assert isinstance(error, HTTPException)
    if error.status_code == HTTP_400_BAD_REQUEST:  # the framework reads the forms of pages, and nothing else
        return refusal_of(request.scope, unreadable_form())
    kind = _OF_STATUS.get(error.status_code, ProblemKind.REQUEST_INVALID)
    headers = dict(error.headers or {})
    if "GET" in headers.get("Allow", "").split(", "):
        headers["Allow"] += ", HEAD"
    return refusal_of(request.scope, Refused(kind, headers=headers))
