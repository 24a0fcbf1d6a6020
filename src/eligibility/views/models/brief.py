"""A decision in short: what can be applied for, each support once, and how many answers there are of each status."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Literal, Self

from eligibility.decide.amounts import FoundAmount
from eligibility.decide.compliance import Met, number_json
from eligibility.decide.decision import Decision
from eligibility.decide.notices import DecisionNotice
from eligibility.decide.outcome import Outcome
from eligibility.errors import checked_language
from eligibility.facts.flatten import Subject
from eligibility.i18n import Language, Text
from eligibility.rules.amount_prose import amount_text
from eligibility.rules.labels import document_text
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.words import BenefitKind, BenefitUnit, Modality
from eligibility.views.claims import Claim, claims_of, opened
from eligibility.views.models.base import BoundName, ClauseModel, ComplianceModel, ExactNumber, LeanModel, StatusCounts
from eligibility.views.models.decision import StandingModel
from eligibility.views.models.question import QuestionModel
from eligibility.views.question import Ask

SUBJECTS = frozenset({"person", "household", "organisation"})


class BriefRuleset(LeanModel):
    """The version that answered, and the document behind it."""

    region: str
    version: date
    hash: str
    status: Literal["in_force", "draft"]
    document: str
    scenario: str | None = None
    """The name of a version that nobody enacted."""

    @classmethod
    def of(cls, ruleset: Ruleset, language: Language) -> Self:
        """The head of a ruleset."""
        return cls(
            region=ruleset.region,
            version=ruleset.version,
            hash=ruleset.hash,
            status=ruleset.status,
            document=document_text(ruleset, language),
            scenario=ruleset.scenario,
        )


class StatedAmount(LeanModel):
    """Money as the plan bounds it, in words and as numbers; `low` is the number where there is one, `high` that of `between`."""

    text: str
    bound: BoundName
    low: ExactNumber
    high: ExactNumber | None = None
    unit: BenefitUnit | None = None

    @classmethod
    def of(cls, found: FoundAmount, language: Language) -> Self | None:
        """The amount of an answer; None where nothing bounds it."""
        amount = found.stated
        if amount is None:
            return None
        known = {"bound": amount.bound, "low": number_json(amount.low), "high": number_json(amount.high), "unit": found.unit}
        return cls.model_validate({"text": amount_text(amount, found.unit, language), **known})


class ClaimCheck(LeanModel):
    """What could still exclude a claim and is not known, by its profile path."""

    path: str
    title: str


class ClaimModel(LeanModel):
    """A support that can be applied for, once for all who have it on the same terms."""

    support: str
    title: str
    who: tuple[str, ...]
    """Ids of members or organisations, or `household`."""
    kind: BenefitKind
    amount: StatedAmount | None = None
    modality: Modality
    clauses: tuple[ClauseModel, ...]
    after: tuple[str, ...]
    """The supports to be granted first, in the order of application."""
    opens: tuple[str, ...]
    """The claims that wait for this one."""
    conditions: tuple[str, ...]
    """Criteria that the plan leaves to other rules."""
    checks: tuple[ClaimCheck, ...]
    agency: str | None = None
    papers: tuple[str, ...]
    until: date | None = None
    """The last day on which it still applies, where that comes within the plan's period."""
    compliance: ComplianceModel | None = None
    """How a duty stands."""
    standing: StandingModel
    """What it rests on."""


class DecisionBrief(LeanModel):
    """A decision in short, in one language. What a plan only promotes, encourages or aims at is counted in `offers`."""

    format: Literal["decision-brief/1"] = "decision-brief/1"
    ruleset: BriefRuleset
    as_of: date
    notices: tuple[str, ...]
    counts: StatusCounts
    claims: tuple[ClaimModel, ...]
    offers: int
    next: QuestionModel | None = None
    """What to ask next; absent where it was not asked for, or nothing can change any more."""

    @classmethod
    def of(cls, decision: Decision, language: Language, following: Ask | None = None) -> Self:
        """A decision in short, with the question that follows where one is handed in. What is missing is not worked out.

        Raises:
            WrongArgument: there is no such language.
        """
        checked_language(language)
        claims = claims_of(decision, _by_id, SUBJECTS)
        return cls(
            ruleset=BriefRuleset.of(decision.ruleset, language),
            as_of=decision.as_of,
            notices=tuple(_notice(notice, language) for notice in decision.notices),
            counts=_counts(decision),
            claims=tuple(_claims(decision, claims.claims, language)),
            offers=claims.offers,
            next=QuestionModel.of(following, language) if following else None,
        )


def _notice(notice: DecisionNotice, language: Language) -> str:
    """A notice after the id of whom it is about, as `who` names them."""
    return f"{notice.subject}: {notice.text[language]}" if notice.subject else notice.text[language]


def _by_id(subjects: Iterable[Subject]) -> tuple[Text, ...]:
    return tuple(Text(subject.id, subject.id) for subject in subjects)


def _counts(decision: Decision) -> StatusCounts:
    statuses = [outcome.status for outcome in decision]
    return StatusCounts.model_validate({status.value: statuses.count(status) for status in Status})


def _claims(decision: Decision, claims: Sequence[Claim], language: Language) -> Iterator[ClaimModel]:
    """Claims, those of one line apart where the clauses bind differently or the duty stands differently."""
    everything = [outcome for claim in claims for outcome in claim.outcomes]
    for claim in claims:
        alike: dict[tuple[str | None, Met | None], list[Outcome]] = {}
        for outcome in claim.outcomes:
            alike.setdefault((outcome.modality, outcome.compliance), []).append(outcome)
        for same in alike.values():
            yield _claim(claim, same, opened(decision, same[0], everything), language)


def _claim(claim: Claim, same: Sequence[Outcome], opens: Iterable[Outcome], language: Language) -> ClaimModel:
    terms, first = claim.terms, same[0]
    return ClaimModel.model_validate(
        {
            "support": claim.support,
            "title": claim.title[language],
            "who": [outcome.subject.id for outcome in same],
            "kind": terms.benefit.kind,
            "amount": StatedAmount.of(first.amount, language),
            "modality": first.modality,
            "clauses": first.citations,
            "after": first.after,
            "opens": list(dict.fromkeys(outcome.support for outcome in opens)),
            "conditions": [text[language] for text in terms.conditions],
            "checks": [{"path": path, "title": title} for path, title in _checks(same, language).items()],
            "agency": terms.agency[language] if terms.agency else None,
            "papers": [text[language] for text in terms.papers],
            "until": terms.until,
            "compliance": first.compliance.as_json() if first.compliance else None,
            "standing": first.standing.as_json(),
        }
    )


def _checks(same: Iterable[Outcome], language: Language) -> dict[str, str]:
    return {path: outcome.titled(path)[language] for outcome in same for path in outcome.unless}
