"""What is asked of the API: the shapes of its requests, and how a body becomes one.

The profile in a body is read as `read_profile` reads it, never by the framework, and all problems are told at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema

from eligibility._json import JsonObject
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem, ProfileError
from eligibility.facts.json_text import parsed
from eligibility.facts.problems import found
from eligibility.facts.profile import DayEntry, Profile
from eligibility.i18n import Text
from eligibility.views.models.problem import ProblemKind
from eligibility.web.problems import Refused

PEOPLE = 20
ORGANISATIONS = 20
LINES = 200
"""How many members, organisations and lines of a batch are answered at once."""

REFERENCE = "#/components/schemas/{model}"
"""How the shapes of the API name each other."""

SHAPE = "x-shape"
"""What stands in a schema in the place of a reference to a shape that is added later."""

GivenProfile = Annotated[Profile, WithJsonSchema({SHAPE: "Profile"})]
Word = Annotated[str, Field(min_length=1, max_length=200)]


class RequestModel(BaseModel):
    """A shape of a request: closed, and silent about what it holds."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, use_attribute_docstrings=True, defer_build=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class HouseholdRequest(RequestModel):
    """A household, and the day on which it is looked at."""

    profile: GivenProfile
    """What is known. What is absent is unknown, never no."""
    as_of: DayEntry | None = None
    """The day to decide for; otherwise the profile's own. The server has no clock: without either, the request is refused."""


class AskRequest(HouseholdRequest):
    """A household, and the rules to decide it by."""

    region: Word | None = None
    """The region by its id; otherwise it follows from `locality.adcode` of the profile."""
    version: Word | None = None
    """A version or scenario by its name; otherwise the one that answers on the day."""


class AnswerRequest(AskRequest):
    """An answer to a question: exactly one of `value`, `dont_know` and `nobody`."""

    paths: Annotated[tuple[Word, ...], Field(min_length=1, max_length=PEOPLE + ORGANISATIONS)]
    """The paths of the question."""
    value: Annotated[object, WithJsonSchema({"description": "As the question's kind says; of `whom` the ids of those concerned."})] = None
    dont_know: bool = False
    """It is not known, and is not to be asked again."""
    nobody: bool = False
    """It concerns none of those who are asked."""


class ExplanationRequest(AskRequest):
    """One answer that is to be explained."""

    support: Word
    subject: Word
    """The id of a member or organisation, or `household`."""


class CardRequest(AskRequest):
    """A household's card."""

    names: dict[Word, Annotated[str, Field(max_length=60)]] = {}
    """Names to be printed, by member id; without one, members are called by what the family knows."""


class TimelineRequest(AskRequest):
    """What the days after `as_of` change."""

    until: DayEntry | None = None
    """The last day; otherwise a year after the first."""


class RemedyRequest(AskRequest):
    """What would grant a support."""

    support: Word
    subject: Word | None = None
    """Otherwise all for whom it could be."""


class ComparisonRequest(HouseholdRequest):
    """One household under several plans."""

    regions: Annotated[tuple[Word, ...], Field(min_length=1, max_length=50)] | None = None
    """The regions; otherwise all."""


class ReplayRequest(RequestModel):
    """A receipt, or the decision that it stands in, and the profile of that time."""

    profile: GivenProfile
    receipt: Annotated[object, WithJsonSchema({"type": "object", "description": "A receipt, or the whole decision it stands in."})]


REQUESTS: tuple[type[RequestModel], ...] = (
    *(AskRequest, AnswerRequest, ExplanationRequest, CardRequest, TimelineRequest, RemedyRequest, ComparisonRequest, ReplayRequest),
)

R = TypeVar("R", bound=RequestModel)

_NONE = ("profile",), ProblemCode.MISSING
"""The problem of a request without a profile."""

_UNREADABLE = frozenset({ProblemCode.NOT_JSON, ProblemCode.NOT_UTF8, ProblemCode.EMPTY_FILE})


def read_request(content: bytes, model: type[R]) -> R:
    """The request in a body.

    Raises:
        Refused: it is not JSON, no such request, or about too many people. All problems are told at once, and no value.
    """
    try:
        data = parsed(content)
    except ProfileError as error:
        unreadable = any(isinstance(one, Problem) and one.code in _UNREADABLE for one in error.problems)
        told = [one for one in error.problems if isinstance(one, Problem)]
        raise (Refused(ProblemKind.NOT_JSON, error) if unreadable else invalid(told)) from None
    _check_size(data.get("profile"))
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = found(error, model)
    raise invalid(problems)


def invalid(problems: Iterable[Problem]) -> Refused:
    """The refusal for problems with a request: of the profile where all are in it."""
    told = list(problems)
    inside = all((one.path or ())[:1] == ("profile",) and (one.path, one.code) != _NONE for one in told)
    return Refused(ProblemKind.PROFILE_INVALID if inside else ProblemKind.REQUEST_INVALID, EligibilityError(told))


def in_profile(error: EligibilityError) -> list[Problem]:
    """The problems with a profile, with paths from the root of the request."""
    problems = (one for one in error.problems if isinstance(one, Problem))
    return [replace(one, at=("profile", *one.path)) if one.path is not None else one for one in problems]


def _check_size(profile: object) -> None:
    """Refuse more people or organisations than are answered at once.

    Raises:
        Refused: there are.
    """
    given: JsonObject = dict(profile) if isinstance(profile, Mapping) else {}
    household = given.get("household")
    members = household.get("members") if isinstance(household, Mapping) else None
    listed = {("household", "members"): (members, PEOPLE), ("organisations",): (given.get("organisations"), ORGANISATIONS)}
    problems = [
        Problem(
            ProblemCode.TOO_MANY, ("profile", *path), Text(f"一次最多{most}个", f"has more than {most}: that many are answered at once")
        )
        for path, (found_, most) in listed.items()
        if isinstance(found_, list) and len(found_) > most
    ]
    if problems:
        raise Refused(ProblemKind.TOO_MANY_PEOPLE, EligibilityError(problems))
