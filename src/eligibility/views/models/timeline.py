"""What the coming days change, as `timeline --format json` prints it."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field

from eligibility.guidance.timeline import Timeline, TurnKind
from eligibility.rules.status import Status
from eligibility.views.models.base import ClauseModel, TextModel, ViewModel
from eligibility.views.models.decision import AmountBounds, NoticeModel, StandingModel


class CauseModel(ViewModel):
    """Why a day changes something; `subject` is empty where it concerns the plan itself."""

    subject: str
    zh: str
    en: str


class TurnModel(ViewModel):
    """One support that changes for one subject; null where it does not exist before or after."""

    kind: TurnKind
    support: str
    subject: str
    title: TextModel
    before: Status | None
    after: Status | None
    route: str | None
    citations: tuple[ClauseModel, ...]
    first: tuple[str, ...]
    """The supports to be granted first."""
    subject_to: tuple[TextModel, ...]
    missing: tuple[str, ...]
    amount_before: AmountBounds | None
    amount: AmountBounds | None
    standing: StandingModel | None


class MomentModel(ViewModel):
    """A day on which something changes."""

    day: date
    causes: tuple[CauseModel, ...]
    changes: tuple[TurnModel, ...]
    notices: tuple[TextModel, ...]


class TimelineModel(ViewModel):
    """The days after `from`, up to and including `until`, on which something changes because time passes."""

    from_: Annotated[date, Field(alias="from")]
    until: date
    region: str
    notices: tuple[NoticeModel, ...]
    """What is to be known of the answers on the first day."""
    dates: tuple[MomentModel, ...]
    birth_date_unknown: tuple[str, ...]
    """Members of whom the age is known and not the date of birth: their birthdays are not foreseen."""

    @classmethod
    def of(cls, timeline: Timeline) -> Self:
        """A timeline as a model."""
        return cls.model_validate(timeline.as_json())
