"""A register in the browser: a file, how its columns are read, the place, the run in a process of its own, the result, the end."""

from __future__ import annotations

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, RedirectResponse, Response

from eligibility._json import JsonObject, json_text
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.profile import Locality
from eligibility.facts.read import read_profile
from eligibility.i18n import Language, Text
from eligibility.limits import COLUMNS as MOST_COLUMNS
from eligibility.logic.types import written_day
from eligibility.register.gaps import GAPS, Gap
from eligibility.rules.labels import question_text
from eligibility.rules.library import Library
from eligibility.rules.prose import number_text
from eligibility.rules.ruleset import Ruleset
from eligibility.views.models.problem import ProblemKind
from eligibility.views.models.summary import SummaryModel
from eligibility.views.question import normal
from eligibility.web.jobs import Jobs
from eligibility.web.pages.columns import Proposal
from eligibility.web.pages.places import places_of
from eligibility.web.pages.render import Words, page
from eligibility.web.problems import Refused
from eligibility.web.run_files import ENDED, PROPOSED, SAMPLES, ScreenRequest
from eligibility.web.upload import COLUMNS, FILES, REGISTER, Form, received

router = APIRouter(include_in_schema=False)

SHOWN_GAPS: tuple[Gap, ...] = ("missed", "to_verify", "not_due", "unjustified", "paid_differs", "undetermined", "consistent")
"""The columns of the result's table."""

QUESTIONS = 10
"""How many of the questions asked most are shown."""

STANDARDS = ("urban", "rural")
STANDARD_TITLES: Mapping[str, Text] = {
    "urban": Text("低保标准（城市）", "Dibao standard (urban)"),
    "rural": Text("低保标准（农村）", "Dibao standard (rural)"),
}
_ID = re.compile(r"[A-Za-z0-9_-]{22}")
FIELDS = 2 * MOST_COLUMNS + 1000
"""The fields of a form: two a column, and those of the place."""
PLACE = "place.json"
"""The file in a register's folder that holds the region and the day, until it is started."""

_STEPS: Mapping[str, Text] = {
    "waiting": Text("排队等前一本", "waiting for another register"),
    "opening": Text("打开文件", "opening the file"),
    "reading": Text("读名册", "reading the register"),
    "deciding": Text("判定", "deciding"),
    "writing": Text("写出", "writing"),
}
_UNITS: Mapping[str, Text] = {
    "reading": Text("列", "columns"),
    "deciding": Text("人", "persons"),
    "writing": Text("行", "lines"),
}
"""What a step counts, where its numbers tell a reader something."""
_FILES: Mapping[str, Text] = {
    "answers": Text("结果：每人每项", "answers, person by person"),
    "calls": Text("入户问题单", "whom to call and what to ask"),
    "errors": Text("错误：逐格", "errors, cell by cell"),
    "summary": Text("汇总", "summary"),
}


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One support over the whole register: how many are entitled, and beside it what is received."""

    title: str
    entitled: int
    received: int
    gaps: tuple[tuple[str, int], ...]
    missed_money: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file to be kept."""

    name: str
    title: str
    size: str


@router.get("/register")
def begin(request: Request) -> Response:
    """The file, the region and the day."""
    return _begin(request)


@router.post("/register/columns")
async def columns(request: Request) -> Response:
    """Take the file, and show how its columns would be read."""
    jobs = _jobs(request)
    name, folder = jobs.new()
    form = Form()
    try:
        await received(request, folder, form)
        region, day = form.one("region") or "", _read_day(form.one("as_of"))
        wrong: dict[str, str] = {}
        if region not in _library(request).regions():
            wrong["region"] = _say(request, Text("请选地区", "choose the region"))
        if day is None:
            wrong["as_of"] = _say(request, Text("不是真实的日期，应写作 2024-06-01", "not a date that exists; write 2024-06-01"))
        if wrong or day is None:
            await run_in_threadpool(jobs.discard, name)
            return _begin(request, wrong, form)
        return await run_in_threadpool(_proposed, request, name, folder, region, day)
    except Refused as refused:
        await run_in_threadpool(jobs.discard, name)
        if refused.kind in {ProblemKind.REGISTER_KIND, ProblemKind.REQUEST_INVALID, ProblemKind.REGISTER_UNREADABLE}:
            return _begin(request, {"register": _of_file(refused.error, request)}, form)
        raise
    except EligibilityError as error:
        await run_in_threadpool(jobs.discard, name)
        return _begin(request, {"register": _of_file(error, request)}, form)
    except BaseException:
        await run_in_threadpool(jobs.discard, name)
        raise


@router.post("/register/{name}/start")
async def start(request: Request, name: str) -> Response:
    """Take what the office says of columns and place, and begin."""
    return await run_in_threadpool(_started, request, name, _fields(await request.form(max_fields=FIELDS)))


@router.post("/register/{name}/columns.yaml")
async def keep_columns(request: Request, name: str) -> Response:
    """The settings as a file, for the next register of this form."""
    fields = _fields(await request.form(max_fields=FIELDS))
    _jobs(request).keep_waiting(name)
    proposal = _proposal(request, name, fields)
    if wrong := _wrong_columns(proposal, fields):
        return _columns(request, name, fields, wrong)
    text = proposal.mended(_given(fields, "col"), _given(fields, "per"))
    return Response(text, 200, {"Content-Disposition": 'attachment; filename="columns.yaml"'}, "application/yaml")


@router.get("/register/{name}")
def shown(request: Request, name: str) -> Response:
    """How far it has come; at the end what came of it."""
    jobs = _jobs(request)
    state = jobs.state(name)
    if jobs.unstarted(name) and (place := jobs.folder(name) / PLACE).is_file():
        return _columns(request, name, json.loads(place.read_text("utf-8")))
    if state.step == "done":
        return _result(request, name)
    if state.step in ENDED:
        problem = jobs.problem(name, _language(request)) if state.step == "failed" else None
        lines = [f"{one.message} {one.mend or ''}".strip() for one in problem.errors] if problem else []
        title = problem.title if problem else _say(request, Text("已停下", "Stopped"))
        return _show(request, "register_failed.html", name, title=title, lines=lines)
    unit = _UNITS.get(state.step, Text("", ""))
    values = {"step": _say(request, _STEPS[state.step]), "unit": _say(request, unit), "done": state.done, "total": state.total}
    return _show(request, "register_progress.html", name, **values)


@router.get("/register/{name}/files/{file}")
def download(request: Request, name: str, file: str) -> Response:
    """A file that was written."""
    path = _jobs(request).file(name, file)
    return FileResponse(path, filename=path.name)


@router.post("/register/{name}/delete")
def delete(request: Request, name: str) -> Response:
    """Stop, and remove everything of it."""
    _jobs(request).delete(name)
    return page("register_deleted.html", _language(request), _shared(request), headers={"Clear-Site-Data": '"cache"'})


# -- steps


def _proposed(request: Request, name: str, folder: Path, region: str, day: date) -> Response:
    """How the columns would be read, worked out in a process of its own. The register then waits to be started."""
    jobs = _jobs(request)
    settings = request.app.state.settings
    ruleset = _library(request).ruleset(region, as_of=day)
    asked = ScreenRequest(region, ruleset.name, day, _language(request), columns_only=True, rulesets=settings.rulesets, book=settings.book)
    other, beside = jobs.new()
    try:
        for kind in FILES:
            for path in folder.glob(f"{kind}.*"):
                shutil.copyfile(path, beside / path.name)
        jobs.start(other, asked)
        jobs.wait(other)
        if jobs.state(other).step != "done":
            problem = jobs.problem(other, _language(request))
            jobs.discard(name)
            told = "；".join(one.message for one in problem.errors) or problem.title
            return _begin(request, {"register": told}, Form({"region": [region], "as_of": [day.isoformat()]}))
        shutil.copyfile(beside / PROPOSED, folder / PROPOSED)
        shutil.copyfile(beside / SAMPLES, folder / SAMPLES)
    finally:
        jobs.discard(other)
    for path in folder.glob(f"{COLUMNS}.y*ml"):
        path.unlink()
    jobs.keep_waiting(name)
    place = {"region": [region], "as_of": [day.isoformat()]}
    (folder / PLACE).write_text(json.dumps(place), "utf-8")
    return _columns(request, name, place)


def _started(request: Request, name: str, fields: Mapping[str, Sequence[str]]) -> Response:
    jobs, language = _jobs(request), _language(request)
    folder = jobs.folder(name)
    if not list(folder.glob(f"{REGISTER}.*")) or not (folder / PROPOSED).is_file():
        raise Refused(ProblemKind.JOB_NOT_FOUND)
    proposal = _proposal(request, name, fields)
    wrong, locality = _wrong_columns(proposal, fields), Locality()
    try:
        locality = _locality(proposal.ruleset, fields)
    except EligibilityError as error:
        wrong |= _wrong_standards(error)
    if wrong:
        jobs.keep_waiting(name)
        return _columns(request, name, fields, wrong)
    mended = proposal.mended(_given(fields, "col"), _given(fields, "per"))
    (folder / f"{COLUMNS}.yaml").write_text(mended, "utf-8")
    settings = request.app.state.settings
    suffix: Literal[".csv", ".xlsx"] = ".xlsx" if fields.get("xlsx") else ".csv"
    asked = ScreenRequest(
        region=proposal.ruleset.region,
        version=proposal.ruleset.name,
        as_of=date.fromisoformat(fields["as_of"][0]),
        language=language,
        locality=locality,
        suffix=suffix,
        calls=".xlsx",
        complete=bool(fields.get("complete")),
        ids=bool(fields.get("ids")),
        rulesets=settings.rulesets,
        book=settings.book,
    )
    jobs.start(name, asked)
    return RedirectResponse(Words(language).url(f"/register/{name}"), 303)


def _locality(ruleset: Ruleset, fields: Mapping[str, Sequence[str]]) -> Locality:
    """The place as the form says it: standards, and options of which something was said."""
    standards: JsonObject = {area: normal(text) for area in STANDARDS if (text := _one(fields, f"standard/{area}"))}
    options: JsonObject = {name: said == "yes" for name in ruleset.options if (said := _one(fields, f"option/{name}"))}
    place: JsonObject = {"adcode": ruleset.adcode}
    if standards:
        place["dibao_standard"] = standards
    if options:
        place["options"] = options
    return read_profile(json_text({"locality": place}, None)).locality


# -- pages


def _begin(request: Request, wrong: Mapping[str, str] | None = None, form: Form | None = None) -> Response:
    """The first page, with what was filled in; a file is to be chosen again."""
    told, filled = wrong or {}, form or Form()
    places = [one for one in places_of(_library(request), None) if not one.inner]
    regions = dict(zip(_library(request).regions(), (one.title for one in places), strict=True))
    values = {
        **_shared(request, "/register"),
        "errors": [{"text": text, "href": name} for name, text in told.items()],
        "wrong": told,
        "regions": regions,
        "region": filled.one("region") or "",
        "day": filled.one("as_of") or date.today().isoformat(),  # noqa: DTZ011
    }
    return page("register_begin.html", _language(request), values)


def _columns(
    request: Request, name: str, fields: Mapping[str, Sequence[str]], wrong: Mapping[str, tuple[Text, Text]] | None = None
) -> Response:
    """The columns as they would be read, or as the office has changed them. What is wrong, by the id of its field: where, and what."""
    language, proposal = _language(request), _proposal(request, name, fields)
    given, per = _given(fields, "col"), _given(fields, "per")
    rows = [
        {"column": one, "text": given.get(one.letter, proposal.title(one, language)), "per": per.get(one.letter, one.per)}
        for one in proposal.columns
    ]
    values = {
        **_shared(request, f"/register/{name}"),
        "errors": [
            {"text": f"{where[language]}{Text('：', ': ')[language]}{said[language]}", "href": place}
            for place, (where, said) in (wrong or {}).items()
        ],
        "wrong": defaultdict(str, {place: said[language] for place, (_, said) in (wrong or {}).items()}),
        "name": name,
        "rows": rows,
        "entries": proposal.entries,
        "notices": proposal.notices,
        "options": proposal.ruleset.options,
        "fields": defaultdict(str, {key: found[0] for key, found in fields.items() if found}),
        "standards": STANDARD_TITLES,
    }
    return page("register_columns.html", language, values)


def _wrong_columns(proposal: Proposal, fields: Mapping[str, Sequence[str]]) -> dict[str, tuple[Text, Text]]:
    """What is wrong with what the office says of its columns, by the ids of their fields."""
    places = {one.letter: one.place for one in proposal.columns}
    return {f"col-{letter}": (places[letter], said) for letter, said in proposal.wrong(_given(fields, "col")).items()}


def _wrong_standards(error: EligibilityError) -> dict[str, tuple[Text, Text]]:
    """What is wrong with the standards, by the ids of their fields."""
    found = {}
    for problem in error.problems:
        area = next((one for one in STANDARDS if isinstance(problem, Problem) and one in (problem.path or ())), STANDARDS[0])
        found[f"standard-{area}"] = STANDARD_TITLES[area], problem.message
    return found


def _result(request: Request, name: str) -> Response:
    jobs, language = _jobs(request), _language(request)
    files = jobs.files(name)
    [path] = [one for one in files if one.name.endswith(".summary.json")]
    summary = SummaryModel.model_validate_json(path.read_bytes())
    ruleset = _library(request).ruleset(summary.ruleset.region, summary.ruleset.version)
    rows = [_row(summary, support, language) for support in summary.focus]
    questions = [(_question(one.path, ruleset)[language], one.households) for one in summary.calls.questions[:QUESTIONS]]
    return _show(
        request,
        "register_result.html",
        name,
        summary=summary,
        place=f"{ruleset.title[language]} · {ruleset.document.name} · {summary.as_of}",
        gaps=[GAPS[gap][language] for gap in SHOWN_GAPS],
        rows=rows,
        questions=questions,
        files=[_download(one, language) for one in files],
    )


def _row(summary: SummaryModel, support: str, language: Language) -> SummaryRow:
    found = next(one for one in summary.supports if one.support == support)
    gaps = found.gaps.model_dump()
    missed = found.money_per_month.missed
    least = "" if missed.at_least is None else number_text(Decimal(str(missed.at_least)))
    money = Text(f"不少于{least}", f"at least {least}")[language] if least else ""
    return SummaryRow(
        title=found.title.zh if language == "zh" else found.title.en,
        entitled=found.statuses.eligible,
        received=found.received,
        gaps=tuple((GAPS[gap][language], gaps[gap]) for gap in SHOWN_GAPS),
        missed_money=money,
    )


def _question(path: str, ruleset: Ruleset) -> Text:
    """The wording of a question of the calls; `self` is the member of the line."""
    owner, _, entry = path.partition(".")
    return question_text(owner if owner in {"household", "locality"} else "person", entry, ruleset)


def _download(path: Path, language: Language) -> Download:
    kind = path.name.split(".")[1] if path.name.count(".") > 1 else "answers"
    size = path.stat().st_size
    return Download(path.name, _FILES.get(kind, Text(kind, kind))[language], f"{max(size // 1024, 1):,} KB")


# -- parts


def _show(request: Request, template: str, name: str, **values: object) -> Response:
    return page(template, _language(request), {**_shared(request, f"/register/{name}"), "name": name, **values})


def _shared(request: Request, here: str = "/register") -> dict[str, object]:
    return {"state": None, "here": here, "errors": [], "extra": None}


def _proposal(request: Request, name: str, fields: Mapping[str, Sequence[str]]) -> Proposal:
    """The proposal that stands in the folder of a register.

    Raises:
        Refused: there is none, or the form names no region and day.
    """
    folder, region, day = _jobs(request).folder(name), _one(fields, "region"), _read_day(_one(fields, "as_of"))
    if region not in _library(request).regions() or day is None or not (folder / PROPOSED).is_file():
        raise Refused(ProblemKind.JOB_NOT_FOUND)
    samples = json.loads((folder / SAMPLES).read_text("utf-8"))
    return Proposal((folder / PROPOSED).read_text("utf-8"), samples, _library(request).ruleset(region, as_of=day))


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


def _library(request: Request) -> Library:
    library: Library = request.app.state.library
    return library


def _language(request: Request) -> Language:
    return "en" if request.query_params.get("lang") == "en" else "zh"


def _say(request: Request, text: Text) -> str:
    return text[_language(request)]


def _of_file(error: EligibilityError | None, request: Request) -> str:
    """What is wrong with the file that was sent, or that there is none."""
    problems = error.problems if error else ()
    if any(isinstance(one, Problem) and one.code is ProblemCode.MISSING for one in problems):
        return _say(request, Text("请先选名册文件", "choose the register's file first"))
    return _say(request, Text("；", "; ")).join(problem.message[_language(request)] for problem in problems)


def _read_day(text: str | None) -> date | None:
    try:
        return written_day(normal(text)) if text else None
    except ValueError:
        return None


def _fields(form: Mapping[str, object]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in form.items():
        if isinstance(value, str):
            found.setdefault(name, []).append(value)
    return found


def _one(fields: Mapping[str, Sequence[str]], name: str) -> str:
    return fields[name][0].strip() if fields.get(name) else ""


def _given(fields: Mapping[str, Sequence[str]], group: str) -> dict[str, str]:
    """The fields of a group by their letters."""
    return {name.partition("/")[2]: values[0] for name, values in fields.items() if name.startswith(f"{group}/") and values}
