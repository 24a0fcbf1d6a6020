"""A support's rule as data: who gets it by which route, under which clause, what to bring, and what opens what."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal, Self

from eligibility.i18n import Language
from eligibility.rules.prose import Prose, amount_text
from eligibility.rules.ruleset import Deadline, Route, Ruleset, Said, Support
from eligibility.rules.yaml_schema import Area, BenefitKind, Entity, Modality
from eligibility.views.models.base import ClauseModel, LeanModel


class RuleRouteDuty(LeanModel):
    """What a duty counts, in words: the number there is and the number there must be."""

    actual: str
    required: str


class RuleRouteDeadline(LeanModel):
    """A date in the text, by its strict reading (a warning from then) and its wide one (a breach)."""

    warn_from: date
    breach_from: date

    @classmethod
    def of(cls, deadline: Deadline) -> Self:
        """The date as a model."""
        return cls(warn_from=deadline.warn_from, breach_from=deadline.breach_from)


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
    subject: Entity
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
    def of(cls, support: Support, ruleset: Ruleset, language: Language) -> Self:
        """A support of a ruleset as a model."""
        prose = Prose(ruleset, language)
        return cls.model_validate(
            {
                "support": support.id,
                "title": support.title[language],
                "area": support.area,
                "subject": support.entity,
                "routes": [_route(support, route, prose) for route in support.routes],
                "unless": [prose.say(expr) for expr in support.unless],
                "conditions": [text[language] for text in support.subject_to],
                "notes": [note.text[language] for note in support.notes],
                "agencies": list(_said(support.agencies, language)),
                "papers": list(_said(support.every_paper, language)),
                "needs": list(_links((name for name in ruleset.supports if name in support.demands), ruleset, language)),
                "opens": list(_links((one.id for one in ruleset.supports.values() if support.id in one.demands), ruleset, language)),
            }
        )


def _route(support: Support, route: Route, prose: Prose) -> RuleRouteModel:
    language, benefit = prose.language, route.benefit or support.benefit
    return RuleRouteModel.model_validate(
        {
            "name": route.name,
            "when": route.text,
            "prose": prose.say(route.when),
            "modality": route.modality,
            "kind": benefit.kind,
            "amount": amount_text(benefit, language) or None,
            "duty": _duty(route, prose),
            "deadline": RuleRouteDeadline.of(route.deadline) if route.deadline else None,
            "clauses": _clauses(route.clauses),
            "conditions": [text[language] for text in route.subject_to],
            "notes": [note.text[language] for note in route.notes],
            "inside": InsideModel(route=route.inside.route, reason=route.inside.reason[language]) if route.inside else None,
        }
    )


def _duty(route: Route, prose: Prose) -> RuleRouteDuty | None:
    duty = route.compliance
    return RuleRouteDuty(actual=prose.number(duty.actual), required=prose.number(duty.required)) if duty else None


def _clauses(clauses: Iterable[tuple[str, str]]) -> tuple[ClauseModel, ...]:
    return tuple(ClauseModel(document=document, locator=locator) for document, locator in clauses)


def _said(all_said: Iterable[Said], language: Language) -> Iterator[RuleSaid]:
    for said in all_said:
        yield RuleSaid(text=said.text[language], clauses=_clauses((said.document, locator) for locator in said.cite))


def _links(supports: Iterable[str], ruleset: Ruleset, language: Language) -> Iterator[RuleLinkModel]:
    return (RuleLinkModel(support=name, title=ruleset.support_title(name)[language]) for name in supports)
