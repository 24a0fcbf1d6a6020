"""What would have to be found or changed for a support to be granted, as `remedy --format json` prints it."""

from collections.abc import Iterable
from typing import Literal, Self

from pydantic import JsonValue

from eligibility.guidance.remedy import Remedy
from eligibility.rules.status import Status
from eligibility.views.models.base import ClauseModel, TextModel, ViewModel


class StepModel(ViewModel):
    """One entry of the profile: an unknown one that would need a certain answer, or a known one that would have to change."""

    path: str
    kind: Literal["answer", "change"]
    condition: TextModel
    value: JsonValue
    """One value that is enough, as a profile has it."""


class RemedyModel(ViewModel):
    """Steps that together grant the support, and how it then stands."""

    steps: tuple[StepModel, ...]
    status: Status
    route: str | None
    after: tuple[str, ...]
    subject_to: tuple[TextModel, ...]
    citations: tuple[ClauseModel, ...]


class RemediesModel(ViewModel):
    """By subject the smallest sets of entries that would grant a support; none where it is granted, or nothing would help."""

    support: str
    remedies: dict[str, tuple[RemedyModel, ...]]

    @classmethod
    def of(cls, support: str, found: Iterable[tuple[str, Iterable[Remedy]]]) -> Self:
        """The remedies of each subject as a model."""
        remedies = {subject: [one.as_json() for one in ways] for subject, ways in found}
        return cls.model_validate({"support": support, "remedies": remedies})
