"""Answers for one household: decisions, questions, explanations, the card, and what would change them. Nothing is kept."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from eligibility._draft import Joined
from eligibility._json import words
from eligibility.codes import ProblemCode
from eligibility.decide.decision import Decision
from eligibility.decide.recorded import receipt_of
from eligibility.durable.case import Change
from eligibility.durable.cross_check import DerivationMismatch
from eligibility.errors import EligibilityError, Problem, ProfileError
from eligibility.facts.days import LAST_DAY
from eligibility.facts.key import EntryName
from eligibility.facts.write import profile_json
from eligibility.guidance.interview import Interview
from eligibility.guidance.questionnaire import MEMBERS, NOBODY, full_form
from eligibility.guidance.remedy import remedies
from eligibility.guidance.timeline import a_year_after, timeline
from eligibility.i18n import Language, Text
from eligibility.rules.status import Status
from eligibility.views.models.brief import DecisionBrief
from eligibility.views.models.comparison import ComparisonModel
from eligibility.views.models.decision import DecisionFull
from eligibility.views.models.explanation import ExplanationModel
from eligibility.views.models.problem import ProblemKind
from eligibility.views.models.remedy import RemediesModel
from eligibility.views.models.replay import ReplayModel
from eligibility.views.models.timeline import TimelineModel
from eligibility.views.question import Asker, read
from eligibility.views.regions import compare
from eligibility.views.replay import replay
from eligibility.views.subjects import who_is
from eligibility.web.api.common import (
    BASE,
    DERIVATIONS,
    OF_HOUSEHOLDS,
    OF_OUTCOMES,
    Engine,
    Lang,
    accepted,
    answer,
    body,
    deciding_of,
    json_of,
    problems,
    worked,
)
from eligibility.web.deciding import Deciding, day_of
from eligibility.web.log import log_crash
from eligibility.web.models import AnsweredModel, BatchLine, NextQuestion, next_question
from eligibility.web.problems import Refused
from eligibility.web.requests import (
    LINES,
    AnswerRequest,
    AskRequest,
    CardRequest,
    ComparisonRequest,
    ExplanationRequest,
    RemedyRequest,
    ReplayRequest,
    TimelineRequest,
    in_profile,
    invalid,
    read_request,
)

router = APIRouter(prefix=BASE, tags=["households"], generate_unique_id_function=lambda route: route.name)

NDJSON = "application/x-ndjson"

View = Annotated[Literal["brief", "full"], Query(description="What can be applied for, or every answer with its receipt.")]
Statuses = Annotated[list[Status] | None, Query(description="With `view=full` only the answers of these statuses.")]
WithNext = Annotated[bool, Query(description="With `view=brief` the next question as well, which takes some ten times as long.")]

_CARDS = {"text/html": "html", "application/pdf": "pdf", "text/markdown": "markdown"}
_CARD_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'"


class _Asked:
    """How a decision is to be shown."""

    def __init__(self, view: str, status: Sequence[Status] | None, *, following: bool, twice: bool, language: Language) -> None:
        self.view = view
        self.statuses = frozenset(status or Status)
        self.following = following
        self.twice = twice
        self.language = language

    def decided(self, content: bytes, deciding: Deciding) -> tuple[Joined | DecisionBrief, int]:
        """The decision on a body, and how many times it was derived."""
        asked = read_request(content, AskRequest)
        derived = deciding.decided(asked, twice=self.twice)
        decision = derived.decision
        if self.view == "full":
            return decision.draft(self.statuses), derived.times
        brief = DecisionBrief.of(decision, self.language)
        if self.following:
            interview = Interview(decision.ruleset, asked.profile, as_of=decision.as_of, book=deciding.book)
            brief = brief.model_copy(update={"next": next_question(interview, self.language)})
        return brief, derived.times


@router.post(
    "/decisions",
    response_model=DecisionBrief | DecisionFull,
    responses=problems(*OF_HOUSEHOLDS),
    openapi_extra=body(AskRequest),
)
async def decide_household(
    request: Request,
    view: View = "brief",
    status: Statuses = None,
    next: WithNext = False,
    engine: Engine = None,
    lang: Lang = "zh",
) -> Response:
    """What a household is entitled to: in short, or every answer."""
    asked = _Asked(view, status, following=next, twice=engine is None, language=lang)

    def work(content: bytes) -> Response:
        data, times = asked.decided(content, deciding_of(request))
        return answer(data, {DERIVATIONS: str(times)})

    return await worked(request, work)


@router.post(
    "/decisions/batch",
    response_model=BatchLine,
    responses={
        200: {"description": "A line for each request, in order.", "content": {NDJSON: {"schema": {"type": "string"}}}},
        **problems(ProblemKind.TOO_LARGE),
    },
    openapi_extra=body(AskRequest, NDJSON),
)
async def decide_batch(
    request: Request,
    view: View = "brief",
    status: Statuses = None,
    next: WithNext = False,
    engine: Engine = None,
    lang: Lang = "zh",
) -> Response:
    """Many households, a request a line (NDJSON): an answer a line, in the same order. A line with a mistake fails alone.
    \f
    Raises:
        Refused: there are too many lines.
    """
    lines = [line for line in (await request.body()).split(b"\n") if line.strip()]
    if len(lines) > LINES:
        said = Text(f"一批最多{LINES}行", f"a batch has at most {LINES} lines")
        raise Refused(ProblemKind.TOO_LARGE, EligibilityError([Problem(ProblemCode.TOO_MANY, (), said)]))
    asked = _Asked(view, status, following=next, twice=engine is None, language=lang)

    async def written() -> AsyncIterator[str]:
        for number, line in enumerate(lines, 1):
            yield await run_in_threadpool(_line, number, line, asked, request)

    return StreamingResponse(written(), media_type=NDJSON)


def _line(number: int, content: bytes, asked: _Asked, request: Request) -> str:
    """One line of a batch's answer. What goes wrong in it, a fault of the program too, does not reach the lines after it."""
    try:
        said = f'"decision": {json_of(asked.decided(content, deciding_of(request))[0])}'
    except Refused as refused:
        said = f'"problem": {json_of(refused.model(asked.language))}'
    except (EligibilityError, DerivationMismatch) as error:
        said = f'"problem": {json_of(Refused.by(error).model(asked.language))}'
    except Exception as error:
        instance = request.scope["state"]["request_id"]
        log_crash(request.scope, instance, error)
        said = f'"problem": {json_of(Refused(ProblemKind.INTERNAL).model(asked.language, instance))}'
    return f'{{"n": {number}, {said}}}\n'


@router.post("/questions", response_model=NextQuestion, responses=problems(*OF_HOUSEHOLDS), openapi_extra=body(AskRequest))
async def ask_next(request: Request, engine: Engine = None, lang: Lang = "zh") -> Response:
    """What to ask next: the question that is expected to settle the most. There is none once nothing can change any more."""

    def work(content: bytes) -> Response:
        deciding = deciding_of(request)
        interview = deciding.interview(read_request(content, AskRequest))
        times = deciding.derived(interview.decision, twice=engine is None)
        return answer(NextQuestion.of(interview, lang), {DERIVATIONS: str(times)})

    return await worked(request, work)


@router.post("/answers", response_model=AnsweredModel, responses=problems(*OF_HOUSEHOLDS), openapi_extra=body(AnswerRequest))
async def take_answer(request: Request, engine: Engine = None, lang: Lang = "zh") -> Response:
    """An answer to a question, put into the profile: the new profile, what that opened and closed, and the next question."""

    def work(content: bytes) -> Response:
        given, deciding = read_request(content, AnswerRequest), deciding_of(request)
        interview = deciding.interview(given)
        decision = interview.decision
        _check_paths(given, given.paths, {MEMBERS, *full_form(decision.ruleset, decision.situation)})
        try:
            changes = _answered(interview, given)
        except ProfileError as error:
            raise _wrong_answer(error) from None
        times = deciding.derived(interview.decision, twice=engine is None)
        return answer(AnsweredModel.of(interview, json.loads(profile_json(interview.profile)), changes, lang), {DERIVATIONS: str(times)})

    return await worked(request, work)


@router.post("/explanations", response_model=ExplanationModel, responses=problems(*OF_OUTCOMES), openapi_extra=body(ExplanationRequest))
async def explain_answer(request: Request, engine: Engine = None, lang: Lang = "zh") -> Response:
    """Why one answer is what it is: every route with its conditions, down to the facts, line by line."""

    def work(content: bytes) -> Response:
        asked = read_request(content, ExplanationRequest)
        derived = deciding_of(request).decided(asked, twice=engine is None)
        return answer(ExplanationModel.of(derived.decision[asked.support, asked.subject], lang), {DERIVATIONS: str(derived.times)})

    return await worked(request, work)


@router.post(
    "/cards",
    response_class=Response,
    responses={
        200: {"description": "The card.", "content": {kind: {"schema": {"type": "string"}} for kind in _CARDS}},
        **problems(*OF_HOUSEHOLDS, ProblemKind.NOT_ACCEPTABLE),
    },
    openapi_extra=body(CardRequest),
)
async def print_card(request: Request, engine: Engine = None, lang: Lang = "zh") -> Response:
    """The family's card (明白卡), by `Accept` as an A4 page in HTML, as PDF or as Markdown."""
    kind = accepted(request.headers.get("accept", ""), _CARDS)

    def work(content: bytes) -> Response:
        asked = read_request(content, CardRequest)
        derived = deciding_of(request).decided(asked, twice=engine is None)
        headers = {DERIVATIONS: str(derived.times), "Content-Security-Policy": _CARD_POLICY, "Vary": "Accept"}
        return Response(_card(derived.decision, asked, _CARDS[kind], lang), 200, headers, kind)

    return await worked(request, work)


@router.post("/timelines", response_model=TimelineModel, responses=problems(*OF_HOUSEHOLDS), openapi_extra=body(TimelineRequest))
async def look_ahead(request: Request) -> Response:
    """The days ahead on which supports open, close or need a new application because time passes."""

    def work(content: bytes) -> Response:
        asked, deciding = read_request(content, TimelineRequest), deciding_of(request)
        day, region = day_of(asked), deciding.region(asked.profile, asked.region)
        deciding.named(region, asked.version, day)
        last = asked.until or a_year_after(day)
        try:
            found = timeline(asked.profile, region, day, last, version=asked.version, book=deciding.book, library=deciding.library)
        except ProfileError as error:
            raise invalid(in_profile(error)) from None
        except EligibilityError as error:
            raise _of_until(error) from None
        return answer(TimelineModel.of(found))

    return await worked(request, work)


def _of_until(error: EligibilityError) -> Exception:
    """The refusal of a last day by its entry in the request; the error itself where it is about something else."""
    told = [replace(one, at=("until",)) for one in error.problems if isinstance(one, Problem) and one.at == LAST_DAY]
    return invalid(told) if told else error


@router.post("/remedies", response_model=RemediesModel, responses=problems(*OF_OUTCOMES), openapi_extra=body(RemedyRequest))
async def find_remedies(request: Request, engine: Engine = None) -> Response:
    """What would have to be found or changed for a support to be granted: the fewest entries of the profile."""

    def work(content: bytes) -> Response:
        asked = read_request(content, RemedyRequest)
        derived = deciding_of(request).decided(asked, twice=engine is None)
        decision = derived.decision
        support = decision.ruleset.known_support(asked.support)
        outcomes = decision.outcomes(support) if asked.subject is None else [decision[support, asked.subject]]
        found = ((one.subject.id, remedies(decision, support, one.subject.id)) for one in outcomes)
        return answer(RemediesModel.of(support, found), {DERIVATIONS: str(derived.times)})

    return await worked(request, work)


@router.post("/comparisons", response_model=ComparisonModel, responses=problems(*OF_HOUSEHOLDS), openapi_extra=body(ComparisonRequest))
async def compare_regions(request: Request) -> Response:
    """The same household under several plans: what it gains, loses and has on other terms in each."""

    def work(content: bytes) -> Response:
        asked, deciding = read_request(content, ComparisonRequest), deciding_of(request)
        day = day_of(asked)
        regions = asked.regions or deciding.library.regions()
        rulesets = [deciding.named(region, None, day, at=("regions", number)) for number, region in enumerate(regions)]
        named = {ruleset.region: ruleset for ruleset in rulesets}
        if len(named) < len(rulesets):
            said = Text("同一个地区写了两次，要写不同的地区", "names one region twice: name different ones")
            raise invalid([Problem(ProblemCode.WRONG_VALUE, ("regions",), said)])
        try:
            return answer(ComparisonModel.of(compare(asked.profile, named, as_of=day)))
        except ProfileError as error:
            raise invalid(in_profile(error)) from None

    return await worked(request, work)


@router.post("/replays", response_model=ReplayModel, responses=problems(*OF_HOUSEHOLDS), openapi_extra=body(ReplayRequest))
async def replay_receipt(request: Request, lang: Lang = "zh") -> Response:
    """Whether today's files still give the answer of a receipt, and otherwise which change of the rules changed it."""

    def work(content: bytes) -> Response:
        asked, deciding = read_request(content, ReplayRequest), deciding_of(request)
        try:
            recorded = receipt_of(json.loads(json.dumps(asked.receipt, default=float)))
            deciding.named(recorded[0].region, recorded[0].version)
            found = replay(recorded, asked.profile, book=deciding.book, library=deciding.library)
        except ProfileError as error:
            raise invalid(in_profile(error)) from None
        return answer(ReplayModel.of(found, lang))

    return await worked(request, work)


def _check_paths(given: AnswerRequest, paths: Sequence[str], known: Collection[str]) -> None:
    """Refuse an answer to what is no question.

    Raises:
        Refused: no answer or several are given, or the paths are not those of one question.
    """
    if (given.value is not None) + given.dont_know + given.nobody != 1:
        said = Text("value、dont_know、nobody 要写一个，只写一个", "must be given, or dont_know, or nobody: exactly one of them")
        raise invalid([Problem(ProblemCode.WRONG_ANSWER, ("value",), said)])
    said = Text("不是可以问的一项", "is nothing that is asked of this household")
    unknown = [Problem(ProblemCode.UNKNOWN_FACT, ("paths", index), said) for index, path in enumerate(paths) if path not in known]
    if unknown:
        raise invalid(unknown)
    names = {EntryName.of(path).name for path in paths}
    if len(set(paths)) < len(paths) or ((len(paths) > 1 or given.nobody) and not (len(names) == 1 and names <= NOBODY.keys())):
        said = Text("不是同一个问题", "are not those of one question, or it may not be answered so")
        raise invalid([Problem(ProblemCode.WRONG_VALUE, ("paths",), said)])


def _answered(interview: Interview, given: AnswerRequest) -> Sequence[Change]:
    """Put an answer into an interview."""
    paths = given.paths
    if given.dont_know:
        return interview.dont_know(*paths)
    if given.nobody:
        return interview.nobody(*paths)
    inquiry = interview.inquiry(*paths)
    value = read(Asker(interview.decision.ruleset).of(inquiry), given.value)
    if not inquiry.together:
        return interview.answer(paths[0], value)
    others = [path for path in paths if EntryName.of(path).owner not in words(value)]
    return interview.nobody(*others) if others else ()


def _wrong_answer(error: ProfileError) -> Refused:
    """The refusal of an answer: the answer itself where nothing in the profile is named."""
    return invalid([replace(one, at=("value",)) if one.path is None else one for one in in_profile(error)])


def _card(decision: Decision, asked: CardRequest, kind: str, language: Language) -> bytes:
    """A card in one of its forms.

    Raises:
        Refused: what writes that form is not installed.
    """
    from eligibility.card.content import card_of
    from eligibility.card.fit import sheet_of

    content = card_of(decision, {who_is(decision.situation, who) or who: name for who, name in asked.names.items()})
    try:
        if kind == "pdf":
            from eligibility.card.pdf import pdf

            return pdf(content, language)
        if kind == "html":
            from eligibility.card.html import html

            return html(sheet_of(content, language)).encode()
    except EligibilityError as error:
        raise Refused(ProblemKind.NOT_ACCEPTABLE, error) from None
    from eligibility.card.markdown import card_markdown

    return card_markdown(sheet_of(content, language, whole=True)).encode()
