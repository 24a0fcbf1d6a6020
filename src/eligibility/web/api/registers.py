"""Registers: how their columns would be read, a run in a process of its own, its progress, its files, its end."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response

from eligibility._json import JsonObject
from eligibility._optional import require_package
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem, ProfileError
from eligibility.facts.profile import Locality, Profile
from eligibility.facts.read import read_profile
from eligibility.i18n import Language, Text
from eligibility.logic.types import written_day
from eligibility.register.options import CallsFormat
from eligibility.views.models.problem import ProblemKind
from eligibility.views.models.summary import SummaryModel
from eligibility.web.api.common import BASE, Lang, answer, deciding_of, problems
from eligibility.web.jobs import Jobs
from eligibility.web.models import ProposedColumn, ProposedColumns, RegisterFile, RegisterRun
from eligibility.web.problems import Refused
from eligibility.web.requests import REFERENCE
from eligibility.web.run_files import PROPOSED, SAMPLES, ScreenRequest
from eligibility.web.upload import Form, received

router = APIRouter(prefix=f"{BASE}/registers", tags=["registers"], generate_unique_id_function=lambda route: route.name)

_SUFFIXES: dict[str, Literal[".csv", ".xlsx", ".parquet"]] = {"csv": ".csv", "xlsx": ".xlsx", "parquet": ".parquet"}
_CALLS: dict[str, CallsFormat] = {"csv": ".csv", "xlsx": ".xlsx"}
_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".parquet": "application/vnd.apache.parquet",
}
_COLUMN = re.compile(r"  ([A-Z]+): \{heading: (.*), read: ([^,{}]+?)(?:, per: (\w+))?\}  # (.*)")

_FORM: JsonObject = {
    "requestBody": {
        "required": True,
        "content": {"multipart/form-data": {"schema": {"$ref": REFERENCE.format(model="RegisterForm")}}},
    }
}
FORM_SCHEMA: JsonObject = {
    "type": "object",
    "description": "A register and how it is to be screened. Its file's name is not kept.",
    "required": ["register"],
    "properties": {
        "register": {"type": "string", "contentMediaType": "application/octet-stream", "description": ".csv, .xlsx or .parquet"},
        "columns": {"type": "string", "contentMediaType": "application/yaml", "description": "The office's own column settings."},
        "region": {"type": "string", "description": "Otherwise it follows from the locality's area code."},
        "version": {"type": "string"},
        "as_of": {"type": "string", "format": "date"},
        "locality": {"type": "string", "contentMediaType": "application/json", "description": "The locality part of a profile."},
        "format": {"type": "string", "enum": list(_SUFFIXES), "default": "csv"},
        "calls": {"type": "string", "enum": list(_CALLS), "description": "Of the list of calls; otherwise as the answers."},
        "sheet": {"type": "array", "items": {"type": "string"}},
        "support": {"type": "array", "items": {"type": "string"}},
        "ids": {"type": "string", "enum": ["1", "0"], "description": "1: names, telephones and whole numbers are written too."},
        "complete": {"type": "string", "enum": ["1", "0"], "description": "1: everyone of each household is in the register."},
        "ask": {"type": "string", "enum": ["1", "0"], "description": "0: what is still to be asked is not worked out."},
    },
}
"""The form that a register is sent by, for the OpenAPI document."""

_OF_FORMS = problems(
    *(ProblemKind.REGISTER_KIND, ProblemKind.TOO_LARGE, ProblemKind.RULESET_NOT_FOUND, ProblemKind.AS_OF_MISSING),
    ProblemKind.REGISTER_UNREADABLE,
)
_OF_RUNS = problems(ProblemKind.JOB_NOT_FOUND)


def jobs_of(request: Request) -> Jobs:
    """The registers of a server."""
    found = request.app.state.jobs
    assert isinstance(found, Jobs)
    return found


@router.post("/columns", response_model=ProposedColumns, responses=_OF_FORMS, openapi_extra=_FORM)
async def read_columns(request: Request, lang: Lang = "zh") -> Response:
    """How each heading of a register would be read, some values below it with what is personal masked, and the settings that say so,
    to be mended and sent with it. Nothing is kept.
    \f
    Raises:
        Refused: the register cannot be read.
    """
    jobs = jobs_of(request)
    name, folder = jobs.new()
    try:
        asked = await _asked(request, folder, lang, columns_only=True)

        def work() -> ProposedColumns:
            jobs.start(name, asked)
            jobs.wait(name)
            if jobs.state(name).step != "done":
                raise _failed(jobs, name)
            return _proposed((folder / PROPOSED).read_text("utf-8"), json.loads((folder / SAMPLES).read_text("utf-8")))

        return answer(await run_in_threadpool(work))
    finally:
        await run_in_threadpool(jobs.discard, name)


@router.post("", response_model=RegisterRun, status_code=202, responses=_OF_FORMS, openapi_extra=_FORM)
async def screen_register(request: Request, lang: Lang = "zh") -> Response:
    """Screen a register. The answer says where its progress is told; one register is worked on at a time, others wait."""
    jobs = jobs_of(request)
    name, folder = jobs.new()
    try:
        asked = await _asked(request, folder, lang)
        await run_in_threadpool(jobs.start, name, asked)
    except BaseException:
        jobs.discard(name)
        raise
    response = answer(_run(jobs, name, lang), {"Location": f"{BASE}/registers/{name}"})
    response.status_code = 202
    return response


@router.get("/{id}", response_model=RegisterRun, responses=_OF_RUNS)
def show_run(request: Request, id: str, lang: Lang = "zh") -> Response:
    """How far a register has come; at the end its numbers and its files, or why it could not be screened."""
    return answer(_run(jobs_of(request), id, lang))


@router.delete("/{id}", status_code=204, response_class=Response, responses=_OF_RUNS)
def delete_run(request: Request, id: str) -> Response:
    """Stop a run and remove everything of it."""
    jobs_of(request).delete(id)
    return Response(status_code=204)


@router.get(
    "/{id}/files/{name}",
    response_class=Response,
    responses={
        200: {"description": "The file.", "content": {kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in _TYPES.values()}},
        **problems(ProblemKind.JOB_NOT_FOUND, ProblemKind.NOT_FOUND),
    },
)
def load_file(request: Request, id: str, name: str) -> Response:
    """A file that a run has written."""
    path = jobs_of(request).file(id, name)
    return FileResponse(path, media_type=_TYPES.get(path.suffix, "application/octet-stream"), filename=path.name)


async def _asked(request: Request, folder: Path, language: Language, *, columns_only: bool = False) -> ScreenRequest:
    """What a form asks for; its files are in the folder then."""
    require_package("polars", "register")
    return await run_in_threadpool(asked_by, request, await received(request, folder), language, columns_only=columns_only)


def asked_by(request: Request, form: Form, language: Language, *, columns_only: bool = False) -> ScreenRequest:
    """What a form asks for.

    Raises:
        Refused: a field is wrong, or there is no day or no ruleset.
    """
    settings, deciding = request.app.state.settings, deciding_of(request)
    locality = _locality(form.one("locality"))
    day = _day(form.one("as_of"))
    ruleset = deciding.ruleset(Profile(locality=locality), form.one("region"), form.one("version"), day)
    kind = form.one("format") or "csv"
    if kind not in _SUFFIXES:
        raise _unknown_format("format", Text("应为 csv、xlsx 或 parquet", "must be csv, xlsx or parquet"))
    calls = form.one("calls")
    if calls is not None and calls not in _CALLS:
        raise _unknown_format("calls", Text("应为 csv 或 xlsx", "must be csv or xlsx"))
    return ScreenRequest(
        region=ruleset.region,
        version=ruleset.name,
        as_of=day,
        language=language,
        locality=locality,
        sheets=form.many("sheet"),
        supports=tuple(ruleset.support_id(name) for name in form.many("support")),
        suffix=_SUFFIXES[kind],
        calls=_CALLS[calls] if calls else None,
        complete=form.ticked("complete"),
        ids=form.ticked("ids"),
        ask=form.one("ask") is None or form.ticked("ask"),
        columns_only=columns_only,
        rulesets=settings.rulesets,
        book=settings.book,
    )


def _unknown_format(name: str, said: Text) -> Refused:
    return Refused(ProblemKind.REQUEST_INVALID, EligibilityError([Problem(ProblemCode.UNKNOWN_FORMAT, name, said)]))


def _locality(text: str | None) -> Locality:
    if text is None:
        return Locality()
    try:
        content = json.loads(text)
        inner = content["locality"] if isinstance(content, dict) and "locality" in content else content
        return read_profile(json.dumps({"locality": inner})).locality
    except ProfileError as error:
        raise Refused(ProblemKind.REQUEST_INVALID, error) from None
    except ValueError:
        said = Text("不是JSON", "is not JSON")
        raise Refused(ProblemKind.REQUEST_INVALID, EligibilityError([Problem(ProblemCode.NOT_JSON, "locality", said)])) from None


def _day(text: str | None) -> date:
    if text is None:
        said = Text("没有判定日期", "there is no day to decide for")
        raise Refused(ProblemKind.AS_OF_MISSING, EligibilityError([Problem(ProblemCode.MISSING, "as_of", said)]))
    try:
        return written_day(text)
    except ValueError:
        said = Text("不是真实的日期，应写作 2024-06-01", "is not a date that exists; write 2024-06-01")
        raise Refused(ProblemKind.REQUEST_INVALID, EligibilityError([Problem(ProblemCode.NOT_A_DATE, "as_of", said)])) from None


def _run(jobs: Jobs, name: str, language: Language) -> RegisterRun:
    state = jobs.state(name)
    files = jobs.files(name)
    summary = next((path for path in files if path.name.endswith(".summary.json")), None)
    return RegisterRun(
        id=name,
        state=state.step,
        done=state.done,
        total=state.total,
        files=tuple(
            RegisterFile(name=one.name, bytes=one.stat().st_size, link=f"{BASE}/registers/{name}/files/{one.name}") for one in files
        ),
        summary=SummaryModel.model_validate_json(summary.read_bytes()) if summary else None,
        problem=jobs.problem(name, language) if state.step == "failed" else None,
    )


def _file(name: str, path: Path) -> RegisterFile:
    return RegisterFile(name=path.name, bytes=path.stat().st_size, link=f"{BASE}/registers/{name}/files/{path.name}")


def _failed(jobs: Jobs, name: str) -> Refused:
    """The refusal where columns could not be told."""
    problem = jobs.problem(name, "zh"), jobs.problem(name, "en")
    told = [
        Problem(ProblemCode(zh.code), zh.pointer or "", Text(zh.message, en.message), Text(zh.mend, en.mend or "") if zh.mend else None)
        for zh, en in zip(problem[0].errors, problem[1].errors, strict=True)
        if zh.code in set(ProblemCode)
    ]
    return Refused(problem[0].code, EligibilityError(told))


def _proposed(text: str, samples: Mapping[str, list[str]]) -> ProposedColumns:
    """The columns of a proposal with some of their values, and the proposal itself."""
    found = []
    for line in text.splitlines():
        if column := _COLUMN.fullmatch(line):
            letter, heading, read, per, note = column.groups()
            values = tuple(samples.get(letter, ()))
            found.append(ProposedColumn(letter=letter, heading=json.loads(heading), read=read, per=per, note=note, samples=values))
    return ProposedColumns(columns=tuple(found), settings=text)
