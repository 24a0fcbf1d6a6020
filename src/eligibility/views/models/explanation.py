"""A proof as data, line by line. It holds the household's facts: show it to the caseworker, keep it out of logs."""

from typing import Annotated, Literal, Self

from pydantic import Field

from eligibility.decide.explain import ProofLine
from eligibility.decide.outcome import Outcome
from eligibility.errors import checked_language
from eligibility.i18n import Language
from eligibility.logic.truth import Truth
from eligibility.rules.status import Status
from eligibility.views.models.base import LeanModel
from eligibility.views.models.decision import StandingModel

TruthName = Literal["true", "false", "unknown"]

_NAMES: dict[Truth, TruthName] = {Truth.TRUE: "true", Truth.FALSE: "false", Truth.UNKNOWN: "unknown"}


class ExplanationLine(LeanModel):
    """One line: how deep it stands, whether it holds (absent for a heading), and its words."""

    depth: Annotated[int, Field(ge=0)]
    truth: TruthName | None = None
    text: str

    @classmethod
    def of(cls, line: ProofLine, language: Language) -> Self:
        """A line in one language.

        Raises:
            WrongArgument: there is no such language.
        """
        checked_language(language)
        return cls(depth=line.depth, truth=_NAMES[line.truth] if line.truth is not None else None, text=line.text[language])


class ExplanationModel(LeanModel):
    """Why one outcome is what it is, in one language: every route with its conditions, down to the facts."""

    format: Literal["explanation/1"] = "explanation/1"
    support: str
    subject: str
    status: Status
    standing: StandingModel
    lines: tuple[ExplanationLine, ...]

    @classmethod
    def of(cls, outcome: Outcome, language: Language) -> Self:
        """The explanation of an outcome as a model.

        Raises:
            WrongArgument: there is no such language.
        """
        checked_language(language)
        lines = tuple(ExplanationLine.of(line, language) for line in outcome.explain().lines)
        standing = StandingModel.of(outcome.standing)
        return cls(support=outcome.support, subject=outcome.subject.id, status=outcome.status, standing=standing, lines=lines)
