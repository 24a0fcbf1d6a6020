"""The pages: which form leads where. Every page that is answered to a form shows only what the form itself said."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.util import find_spec
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.routing import APIRoute
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from eligibility.durable.cross_check import DerivationMismatch
from eligibility.errors import EligibilityError, Problem, ProfileError
from eligibility.facts.obsolete import open_profile
from eligibility.facts.profile import Profile
from eligibility.facts.write import profile_json
from eligibility.guidance.questionnaire import MEMBERS
from eligibility.i18n import Language, Text
from eligibility.logic.types import written_day
from eligibility.rules.library import Library
from eligibility.views.concerns import Concern
from eligibility.views.question import normal
from eligibility.views.told import ToldAnswer, place_text, told_answers
from eligibility.web.pages.answers import AnswersMaker, bodies_only
from eligibility.web.pages.desk import FAMILY, DeskReader
from eligibility.web.pages.fields import Field, NoAnswer, answer, filled, typed
from eligibility.web.pages.places import Place, places_of
from eligibility.web.pages.render import Words, page, static
from eligibility.web.pages.sitting import PlaceUnknown, Sitting, names_for, placed
from eligibility.web.pages.state import PageState, Paths, read_paths


class PageRoute(APIRoute):
    """What cannot be shown is told on a page, never as a document for programs."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[object, object, Response]]:
        """The handler of the route, surrounded."""
        handler = super().get_route_handler()

        async def shown(request: Request) -> Response:
            try:
                return await handler(request)
            except PlaceUnknown:
                return _trouble(request, PLACE_UNKNOWN, [])
            except EligibilityError as error:
                return _trouble(request, NOT_READ, _problems(error))
            except DerivationMismatch:
                return _trouble(request, DIFFERENT, [], 500)

        return shown


router = APIRouter(include_in_schema=False, route_class=PageRoute)

NOT_READ = Text("这里读不下去了", "This cannot be read any further")
DIFFERENT = Text(
    "同一户算了两遍，结果不同，所以没有给出答案，请告诉软件的维护者",
    "The same household was derived twice with different answers, so none is given: tell the maintainers",
)
PLACE_UNKNOWN = Text("不知道家在哪个地区，请从头开始", "It is not known where the family lives: start anew")

REGISTERS = all(find_spec(package) for package in ("polars", "python_calamine"))
"""Whether registers can be read here."""

LARGEST_FILE = 200_000
"""The bytes of a saved file: what a form can carry onwards."""

NOTHING_CHOSEN = Text("请先回答；不清楚的请按“不知道”", "answer first; where it is not clear press “I do not know”")
FILE_NAMES = Text("家庭资料.json", "household.json")
"""What a saved file is called."""


@dataclass(frozen=True, slots=True)
class PageError:
    """What is wrong, with the id of the field to which the summary leads."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Visit:
    """One request: the language, the form, and the rules of the server."""

    request: Request
    language: Language
    form: FormData

    def __repr__(self) -> str:
        return "<Visit>"

    @property
    def library(self) -> Library:
        library: Library = self.request.app.state.library
        return library

    @property
    def today(self) -> date:
        """The office's own day. Pages alone read the clock: they fill it in where everybody sees it."""
        return date.today()  # noqa: DTZ011

    @property
    def office(self) -> bool:
        """Whether the pages for caseworkers are served."""
        return not self.request.app.state.settings.public

    def field(self, name: str) -> str:
        """One value of the form; empty where there is none."""
        found = self.form.get(name)
        return found if isinstance(found, str) else ""

    @property
    def fields(self) -> dict[str, list[str]]:
        """All values of the form."""
        found: dict[str, list[str]] = {}
        for name, value in self.form.multi_items():
            if isinstance(value, str):
                found.setdefault(name, []).append(value)
        return found

    def state(self) -> PageState:
        """The state that the form carries.

        Raises:
            ProfileError: it carries no profile that can be read.
        """
        return PageState.of({name: values[0] for name, values in self.fields.items()})

    def sitting(self, state: PageState | None = None) -> Sitting:
        """Everything that follows from the state."""
        return Sitting(state or self.state(), self.library, self.request.app.state.book, self.today)

    def words(self, text: Text) -> str:
        """A text in the page's language."""
        return text[self.language]

    def show(
        self,
        template: str,
        state: PageState | None,
        here: str,
        *,
        errors: Sequence[PageError] = (),
        extra: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        **values: object,
    ) -> Response:
        """A page. `here` is the address that shows it again in the other language, by GET where there is no state."""
        shared = {"state": state, "here": here, "errors": list(errors), "extra": extra, "office": self.office}
        return page(template, self.language, {**shared, **values}, headers=headers)


async def _visit(request: Request) -> Visit:
    form = await request.form() if request.method == "POST" else FormData()
    return Visit(request, _language(request), form)


Visiting = Annotated[Visit, Depends(_visit)]


# -- the beginning


@router.get("/")
def start(visit: Visiting) -> Response:
    """Where the family lives, what weighs most, for which day; or a saved file."""
    return _start(visit)


@router.post("/place")
def place(visit: Visiting) -> Response:
    """Take the place, and ask who is in the family."""
    kept = visit.state()
    chosen = tuple(one for one in Concern if one.value in visit.fields.get("concern", []))
    wrong: dict[str, str] = {}
    day = _day(visit, wrong)
    adcode = visit.field("place")
    if adcode not in {one.adcode for one in _places(visit)}:
        wrong["place"] = visit.words(Text("请选家在哪里", "choose where the family lives"))
    state = replace(kept, concerns=chosen)
    if wrong or day is None:
        return _start(visit, state, wrong)
    state = replace(state, profile=placed(kept.profile, adcode, day))
    try:
        sitting = visit.sitting(state)
        known = sitting.decision.situation.persons
    except EligibilityError as error:
        wrong["day"] = "；".join(problem.message[visit.language] for problem in error.problems)
        return _start(visit, state, wrong)
    if known or state.desk:
        return _answers(visit, sitting)
    return _household(visit, sitting)


@router.post("/moved")
def moved(visit: Visiting) -> Response:
    """Change place, day or what weighs most; everything else stays."""
    return _start(visit, visit.state())


@router.post("/household")
def household(visit: Visiting) -> Response:
    """Take how many live together, and ask about each of them."""
    sitting = _sitting(visit)
    ask = sitting.ask((MEMBERS,))
    if not visit.fields.get(MEMBERS):
        return _household(visit, sitting)
    try:
        sitting.give(ask, answer(ask, visit.fields))
    except NoAnswer:
        return _household(visit, sitting, typed(ask, visit.fields, Text("请填几人", "say how many people")))
    except ProfileError as error:
        return _household(visit, sitting, typed(ask, visit.fields, error.problems[0].message))
    return _people(visit, replace(sitting.state, trail=()), sitting)


@router.post("/people")
def people(visit: Visiting) -> Response:
    """Take what is said of each person, and show the answers."""
    state = visit.state()
    sitting = _sitting(visit)
    reader = DeskReader(sitting.ruleset, state.profile, FAMILY, ())
    if not any(name.startswith(f"{owner}.") for name in visit.fields for owner in reader.ids):
        return _people(visit, state, sitting)
    reader.read(visit.fields)
    rest = reader.check(lambda profile: visit.sitting(replace(state, profile=profile)).decision)
    if reader.wrong or rest:
        return _people(visit, state, sitting, reader, rest)
    return _answers(visit, visit.sitting(replace(state, profile=reader.profile())))


# -- answers and questions


@router.post("/answers")
def answers(visit: Visiting) -> Response:
    """What the family can get."""
    return _answers(visit, _sitting(visit))


@router.post("/question")
def question(visit: Visiting) -> Response:
    """The next question, or the one that is to be corrected."""
    sitting = _sitting(visit)
    change = visit.field("change") or visit.field("asked")
    paths = sitting.present(read_paths(change)) if change else ()
    if paths:
        return _question(visit, sitting, _filled(sitting, paths), returning=bool(visit.field("change") or visit.field("returning")))
    return _next(visit, sitting)


@router.post("/answer")
def answered(visit: Visiting) -> Response:
    """Take one answer. A corrected one leads back to the answers given."""
    sitting = _sitting(visit)
    returning = bool(visit.field("returning"))
    if visit.field("do") == "back":
        state, paths = sitting.state.back()
        sitting = visit.sitting(state)
        paths = sitting.present(paths)
        return _question(visit, sitting, _filled(sitting, paths)) if paths else _answers(visit, sitting)
    paths = sitting.present(read_paths(visit.field("asked")))
    if not paths:
        return _next(visit, sitting)
    ask = sitting.ask(paths)
    try:
        if visit.field("do") == "dont_know":
            sitting.dont_know(ask)
        else:
            sitting.give(ask, answer(ask, visit.fields))
    except NoAnswer:
        return _question(visit, sitting, typed(ask, visit.fields, NOTHING_CHOSEN), returning=returning)
    except ProfileError as error:
        return _question(visit, visit.sitting(), typed(ask, visit.fields, error.problems[0].message), returning=returning)
    return _check(visit, sitting) if returning and not sitting.state.waiting else _next(visit, sitting)


@router.post("/check")
def check(visit: Visiting) -> Response:
    """All answers, each to be corrected."""
    return _check(visit, _sitting(visit))


@router.post("/refused")
def refused(visit: Visiting) -> Response:
    """What does not apply, and why."""
    sitting = _sitting(visit)
    section = sitting.reporter(visit.language, refused=True).refusals(list(sitting.agreed))
    return visit.show("refused.html", sitting.state, "/refused", section=section)


# -- the card, the file, the end


@router.post("/card")
def card(visit: Visiting) -> Response:
    """The card on one page, to be printed by the browser."""
    from eligibility.card.fit import sheet_of
    from eligibility.card.html import parts

    sitting = _sitting(visit)
    sheet = sheet_of(sitting.card, visit.language)
    found = parts(sheet)
    digest = base64.b64encode(hashlib.sha256(found.style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'self' 'sha256-{digest}'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    values = {"title": sheet.title, "style": found.style, "body": found.body, "state": sitting.state}
    return page("card.html", visit.language, values, headers={"Content-Security-Policy": policy})


@router.post("/card.pdf")
def card_pdf(visit: Visiting) -> Response:
    """The card as a file."""
    from eligibility.card.pdf import pdf

    content = pdf(_sitting(visit).card, visit.language)
    return _file(content, Text("明白卡.pdf", "card.pdf")[visit.language], "card.pdf", "application/pdf")


@router.post("/save")
def save(visit: Visiting) -> Response:
    """The profile as a file, the same that the commands read."""
    return _saved(visit, visit.state())


@router.post("/open")
def opened(visit: Visiting) -> Response:
    """Open a saved file. Entries that no longer exist are listed, and left out when that is asked."""
    given, text = visit.form.get("file"), visit.field("text")
    if isinstance(given, UploadFile):
        content: str | bytes = given.file.read(LARGEST_FILE + 1)
        if not content:
            return _start(visit, None, {"file": visit.words(Text("请先选文件", "choose a file first"))})
        if len(content) > LARGEST_FILE:
            return _start(
                visit, None, {"file": visit.words(Text("文件太大，不是这里存下的", "the file is too large: it was not saved here"))}
            )
    else:
        content = text
    try:
        found = open_profile(content, names_for(visit.library, visit.today))
    except ProfileError as error:
        return _start(visit, None, {"file": "；".join(_problem(problem, visit.language) for problem in _problems(error)[:5])})
    if found.obsolete and not text:
        lines = [_named(place_text(one.path), one.name)[visit.language] for one in found.obsolete]
        title = Text("这份文件里有些内容，现在的程序已经没有了", "Some entries of this file no longer exist")
        without = content if isinstance(content, str) else content.decode("utf-8-sig", "replace")
        return visit.show("trouble.html", None, "/", title=visit.words(title), lines=lines, without=without)
    state = PageState(found.profile)
    try:
        return _answers(visit, visit.sitting(state))
    except PlaceUnknown:
        return _start(visit, state, {})


@router.post("/clear")
def clear(visit: Visiting) -> Response:
    """The end: the browser forgets the pages."""
    return visit.show("cleared.html", None, "/", headers={"Clear-Site-Data": '"cache"'})


# -- the desk


@router.get("/desk")
def desk(visit: Visiting) -> Response:
    """The caseworker's form, empty."""
    return _desk(visit, None)


@router.post("/desk")
def desk_again(visit: Visiting) -> Response:
    """The caseworker's form with what is told so far."""
    return _desk(visit, replace(visit.state(), desk=True))


@router.post("/desk/told")
def desk_told(visit: Visiting) -> Response:
    """Take the form; add or remove a person, save, or show the answers."""
    state = replace(visit.state(), desk=True, concerns=tuple(one for one in Concern if one.value in visit.fields.get("concern", [])))
    wrong: dict[str, str] = {}
    day, adcode, task = _day(visit, wrong), visit.field("place"), visit.field("do")
    if adcode not in {one.adcode for one in _places(visit)}:
        wrong["place"] = visit.words(Text("请选家在哪里", "choose where the family lives"))
    if day is not None and not wrong:
        state = replace(state, profile=placed(state.profile, adcode, day))
    reader = _reader(visit, state)
    if task == "add" or not reader.ids:
        reader.resize(max(len(reader.ids), 1) + (task == "add"))
    elif task.startswith("remove-"):
        reader.remove(task.removeprefix("remove-"))
    state = replace(state, profile=reader.profile())
    reader.read(visit.fields)
    decided = task not in {"add", "save"} and not task.startswith("remove-") and not wrong
    rest = reader.check(lambda profile: visit.sitting(replace(state, profile=profile)).decision if decided else None)
    if wrong or reader.wrong or reader.numbers or rest:
        return _desk(visit, state, wrong, reader, rest)
    state = replace(state, profile=reader.profile())
    if task == "save":
        return _saved(visit, state)
    return _answers(visit, visit.sitting(state)) if decided else _desk(visit, state)


@router.get("/static/{name}")
def asset(name: str) -> Response:
    """What pages load."""
    return static(name) or Response(status_code=404)


def nowhere(visit: Visiting) -> Response:
    """Pages that only answer a form lead to the beginning when their address is typed in."""
    return RedirectResponse(Words(visit.language).url("/"), 303)


for _name in (
    "place",
    "moved",
    "household",
    "people",
    "answers",
    "question",
    "answer",
    "check",
    "refused",
    "card",
    "card.pdf",
    "save",
    "open",
):
    router.add_api_route(f"/{_name}", nowhere, methods=["GET"])
for _name in ("clear", "desk/told"):
    router.add_api_route(f"/{_name}", nowhere, methods=["GET"])


if REGISTERS:
    from eligibility.web.pages import registers

    router.include_router(registers.router)


# -- pages


def _sitting(visit: Visit) -> Sitting:
    return visit.sitting()


def _start(visit: Visit, state: PageState | None = None, wrong: dict[str, str] | None = None) -> Response:
    told, profile = wrong or {}, state.profile if state else Profile()
    hrefs = {"place": "place", "day": "day", "file": "file"}
    errors = [PageError(text, hrefs.get(name, "")) for name, text in told.items()]
    typed_day = visit.field("day")
    return visit.show(
        "start.html",
        None,
        "/",
        errors=errors,
        wrong=told,
        places=_places(visit),
        place=visit.field("place") or profile.locality.adcode or "",
        concerns=list(Concern),
        chosen=set(state.concerns) if state else set(),
        day=typed_day or (profile.as_of or visit.today).isoformat(),
        state_kept=state,
        registers=REGISTERS,
    )


def _household(visit: Visit, sitting: Sitting, field: Field | None = None) -> Response:
    shown = field or _filled(sitting, (MEMBERS,))
    return visit.show("household.html", sitting.state, "/household", errors=_field_errors(visit, shown, "q"), field=shown)


def _people(visit: Visit, state: PageState, sitting: Sitting, reader: DeskReader | None = None, rest: Sequence[Text] = ()) -> Response:
    reader = reader or DeskReader(sitting.ruleset, state.profile, FAMILY, ())
    form = reader.shown(visit.fields)
    errors = [PageError(text[visit.language], place) for place, text in (*form.errors, *(("", text) for text in rest))]
    return visit.show("people.html", state, "/people", errors=errors, people=form.people)


def _answers(visit: Visit, sitting: Sitting) -> Response:
    has_household = sitting.decision.situation.household is not None or bool(sitting.decision.situation.persons)
    found = AnswersMaker(sitting, visit.language).answers() if has_household else bodies_only(sitting, visit.language)
    return visit.show("answers.html", sitting.state, "/answers", a=found, household=has_household)


def _next(visit: Visit, sitting: Sitting) -> Response:
    inquiry = sitting.next()
    if inquiry is None:
        office = sitting.card.office_questions if sitting.decision.situation.persons and not sitting.state.desk else 0
        return visit.show("done.html", sitting.state, "/question", office=office)
    return _question(visit, sitting, _filled(sitting, inquiry.paths))


def _question(visit: Visit, sitting: Sitting, field: Field, *, returning: bool = False) -> Response:
    alone = field.ask.kind in {"people", "whom"}
    who = "" if alone else sitting.called(field.ask.owners[0])[visit.language]
    extra = {"asked": field.key, **({"returning": "1"} if returning else {})}
    errors = _field_errors(visit, field, "q")
    return visit.show(
        "question.html",
        sitting.state,
        "/question",
        errors=errors,
        extra=extra,
        field=field,
        who=who,
        returning=returning,
        progress=_progress(visit, sitting),
    )


def _progress(visit: Visit, sitting: Sitting) -> str:
    """How far it is; the number of questions is for caseworkers only."""
    progress = sitting.interview.progress
    if sitting.state.desk:
        said = Text(
            f"最多再问{progress.questions}题；已弄清{progress.settled}项，符合{progress.granted}项",
            f"at most {progress.questions} more questions; {progress.settled} settled, {progress.granted} of them apply",
        )
    else:
        said = Text(
            f"已弄清{progress.settled}项，其中符合{progress.granted}项。随时可以停。",
            f"{progress.settled} settled, {progress.granted} of them apply. Stop at any time.",
        )
    return visit.words(said)


@dataclass(frozen=True, slots=True)
class _Told:
    who: str
    answers: tuple[ToldAnswer, ...]


def _check(visit: Visit, sitting: Sitting) -> Response:
    told: dict[str, list[ToldAnswer]] = {}
    for one in told_answers(sitting.state.profile, sitting.ruleset):
        told.setdefault(one.owner, []).append(one)
    groups = [_Told(sitting.called(owner)[visit.language], tuple(ones)) for owner, ones in told.items()]
    return visit.show("check.html", sitting.state, "/check", groups=groups, place=AnswersMaker(sitting, visit.language).place())


def _desk(
    visit: Visit,
    state: PageState | None,
    wrong: dict[str, str] | None = None,
    reader: DeskReader | None = None,
    rest: Sequence[Text] = (),
) -> Response:
    told, profile = wrong or {}, state.profile if state else Profile()
    reader = reader or _reader(visit, state or PageState(profile))
    if not reader.ids:
        reader.add()
    form = reader.shown(visit.fields)
    errors = [PageError(text, name) for name, text in told.items()]
    errors += [PageError(text[visit.language], place) for place, text in (*form.errors, *(("", text) for text in rest))]
    adcode = visit.field("place") or profile.locality.adcode or ""
    return visit.show(
        "desk.html",
        state,
        "/desk",
        errors=errors,
        wrong=told,
        places=_places(visit),
        place=adcode,
        day=visit.field("day") or (profile.as_of or visit.today).isoformat(),
        concerns=list(Concern),
        chosen=set(state.concerns) if state else set(),
        people=form.people,
        household=form.household,
    )


# -- parts


def _trouble(request: Request, title: Text, problems: Sequence[Problem], status: int = 422) -> Response:
    language = _language(request)
    lines = [_problem(problem, language) for problem in problems]
    values = {"state": None, "here": "/", "errors": [], "extra": None, "title": title[language], "lines": lines, "without": ""}
    return page("trouble.html", language, values, status=status)


def _language(request: Request) -> Language:
    return "en" if request.query_params.get("lang") == "en" else "zh"


def _reader(visit: Visit, state: PageState) -> DeskReader:
    """The form's reader; its words are the same in every region."""
    library = visit.library
    adcode = state.profile.locality.adcode
    region = (library.region_of(adcode) if adcode else None) or library.regions()[0]
    return DeskReader(library.ruleset(region), state.profile)


def _places(visit: Visit) -> list[Place]:
    return places_of(visit.library, visit.request.app.state.book)


def _day(visit: Visit, wrong: dict[str, str]) -> date | None:
    try:
        return written_day(normal(visit.field("day"))) if visit.field("day").strip() else visit.today
    except ValueError:
        wrong["day"] = visit.words(Text("不是真实的日期，应写作 2024-06-01", "not a date that exists; write 2024-06-01"))
        return None


def _filled(sitting: Sitting, paths: Paths) -> Field:
    return filled(sitting.ask(paths), sitting.told, sitting.state.profile.dont_know)


def _field_errors(visit: Visit, field: Field, place: str) -> list[PageError]:
    return [PageError(field.error[visit.language], place)] if field.error else []


def _saved(visit: Visit, state: PageState) -> Response:
    return _file(profile_json(state.profile).encode(), FILE_NAMES[visit.language], "household.json", "application/json")


def _file(content: bytes, name: str, plain: str, kind: str) -> Response:
    from urllib.parse import quote

    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return Response(content, 200, {"Content-Disposition": disposition, "Cache-Control": "private, no-cache"}, kind)


def _problems(error: EligibilityError) -> list[Problem]:
    return [problem for problem in error.problems if isinstance(problem, Problem)]


def _named(place: Text, name: str) -> Text:
    """An entry that no longer exists, by its place and name."""
    zh, en = (f"“{name}”", f"“{name}”") if name else ("（名称不显示）", "(name not shown)")
    return Text(f"{place.zh}：{zh}" if place.zh else zh, f"{place.en}: {en}" if place.en else en)


def _problem(problem: Problem, language: Language) -> str:
    """A problem with a file, by its place in words."""
    place = place_text(problem.path)[language] if problem.path else ""
    return f"{place}{Text('：', ': ')[language]}{problem.message[language]}" if place else problem.message[language]
