"""One household under several plans, as `compare --format json` prints it."""

from datetime import date
from typing import Self

from eligibility.rules.status import Status
from eligibility.rules.words import Modality
from eligibility.views.models.base import ClauseModel, ComplianceModel, TextModel, ViewModel
from eligibility.views.models.decision import NoticeModel, StandingModel
from eligibility.views.regions import RegionComparison, Shift, Term


class ComparedRuleset(ViewModel):
    """A version that was compared."""

    version: str
    hash: str


class ComparedAnswer(ViewModel):
    """The answer of one region."""

    subject: str
    status: Status
    route: str | None
    modality: Modality | None
    extent: str | None
    compliance: ComplianceModel | None
    missing: tuple[str, ...]
    after: tuple[str, ...]
    citations: tuple[ClauseModel, ...]
    standing: StandingModel


class ShiftTerms(ViewModel):
    """What becomes of a support for whoever goes from the base to a region, and in what two grants differ."""

    shift: Shift
    terms: tuple[Term, ...]


class ComparedSupport(ViewModel):
    """One support for one subject, by region; null where the plan has no such support for it."""

    support: str
    subject: str
    title: TextModel
    differs: bool
    shifts: dict[str, ShiftTerms]
    outcomes: dict[str, ComparedAnswer | None]


class ComparisonModel(ViewModel):
    """A household's answers by region; `base` is the region from which the others are seen."""

    as_of: date
    base: str
    rulesets: dict[str, ComparedRuleset]
    notices: dict[str, tuple[NoticeModel, ...]]
    supports: tuple[ComparedSupport, ...]

    @classmethod
    def of(cls, comparison: RegionComparison) -> Self:
        """A comparison as a model."""
        return cls.model_validate(comparison.as_json())
