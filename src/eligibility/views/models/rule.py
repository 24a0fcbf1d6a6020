"""A support's rule as data: who gets it by which route, under which clause, what to bring, and what opens what."""

from datetime import date
from typing import Literal, Self

from eligibility.errors import checked_language
from eligibility.facts.vocabulary import SubjectKind
from eligibility.i18n import Language
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import SupportPart
from eligibility.rules.words import Area, BenefitKind, Modality
from eligibility.views.models.base import ClauseModel, LeanModel
from eligibility.views.rule import worded


class RuleRouteDuty(LeanModel):
    """What a duty counts, in words: the number there is and the number there must be."""

    actual: str
    required: str


class RuleRouteDeadline(LeanModel):
    """A date in the text, by its strict reading (a warning from then) and its wide one (a breach)."""

    warn_from: date
    breach_from: date


class InsideModel(LeanModel):
    """Another route of the same support that holds wherever this one holds, and why both stand there."""

    route: str
    reason: str


class RuleRouteModel(LeanModel):
    """One way to a support."""

    name: str
    when: str
    """The condition as it is written."""
    prose: str
    modality: Modality
    kind: BenefitKind
    amount: str | None = None
    duty: RuleRouteDuty | None = None
    deadline: RuleRouteDeadline | None = None
    clauses: tuple[ClauseModel, ...]
    conditions: tuple[str, ...]
    """Criteria that the plan leaves to other rules."""
    notes: tuple[str, ...]
    inside: InsideModel | None = None


class RuleSaid(LeanModel):
    """What the plan itself says of how the support is handled, with its clauses."""

    text: str
    clauses: tuple[ClauseModel, ...]


class RuleLinkModel(LeanModel):
    """Another support."""

    support: str
    title: str


class RuleModel(LeanModel):
    """A support of a ruleset, in one language. `needs` are the supports that its routes ask for, `opens` those that ask for it."""

    format: Literal["rule/1"] = "rule/1"
    support: str
    title: str
    area: Area
    subject: SubjectKind
    routes: tuple[RuleRouteModel, ...]
    unless: tuple[str, ...]
    """What excludes, once it is proved."""
    conditions: tuple[str, ...]
    """Criteria that the plan leaves to other rules, on every route."""
    notes: tuple[str, ...]
    agencies: tuple[RuleSaid, ...]
    papers: tuple[RuleSaid, ...]
    needs: tuple[RuleLinkModel, ...]
    opens: tuple[RuleLinkModel, ...]

    @classmethod
    def of(cls, support: SupportPart, ruleset: Ruleset, language: Language) -> Self:
        """A support of a ruleset, for one kind of subject, as a model.

        Raises:
            WrongArgument: there is no such language.
        """
        checked_language(language)
        return cls.model_validate(worded(support, ruleset, language).as_json())
