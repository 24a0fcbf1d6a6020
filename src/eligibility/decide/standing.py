"""What an answer rests on: the plan in its period; after it a national rule, a local document, a scheme, or only the ended plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import final

from eligibility._dataclass import dataclass
from eligibility._json import JsonObject
from eligibility.decide.compiled import received_by
from eligibility.decide.evaluation import Evaluation
from eligibility.facts.flatten import Subject
from eligibility.facts.vocabulary import SubjectKind
from eligibility.logic.algebra import Rewriting
from eligibility.logic.expr import Const, Expr, Has, Quantity
from eligibility.rules.basis import BasisSource
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.support import PartKey, SupportPart
from eligibility.rules.words import RestsOn


@dataclass(frozen=True, slots=True)
class Standing:
    """What an answer rests on, by which documents, the strongest first; `missing` are the profile paths that can still change it."""

    rests_on: RestsOn
    sources: tuple[BasisSource, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def to_verify(self) -> bool:
        """Whether the answer rests on an ended plan alone, so that nothing may be promised before it is verified."""
        return self.rests_on == "ended_plan"

    def as_json(self) -> JsonObject:
        return {
            "rests_on": self.rests_on,
            "sources": [source.as_json() for source in self.sources],
            "missing": list(self.missing),
        }


ON_PLAN = Standing("plan")
"""What every answer rests on in the plan's period."""


def standing_of(
    evaluation: Evaluation, support: SupportPart, subject: Subject, status: Status, local: Sequence[BasisSource] = ()
) -> Standing:
    """What the answer about a support for a subject rests on; `local` are the documents of the local book that carry it.

    For a support that can be had now, the national rule must reach the subject now; for any other answer it is enough that
    it reaches the subject once the supports that can be granted are granted.
    """
    ruleset, day = evaluation.ruleset, evaluation.situation.as_of
    rests_on, core = rests_by_rules(ruleset, support.key, day)
    if core is not None:
        core = core_now(core, subject.kind, ruleset) if status is Status.ELIGIBLE else core
        condition = evaluation.questions.condition(core, subject)
        if not isinstance(condition, Const):
            missing = tuple(evaluation.questions.that_matter(condition))
            return Standing("book" if local else rests_on, (*local, *_sources(ruleset, support.key, day)), missing)
        rests_on = "national" if condition.value else "ended_plan"
    if rests_on == "plan":
        return ON_PLAN
    national = _sources(ruleset, support.key, day) if rests_on in {"national", "scheme"} else ()
    if local and rests_on in {"scheme", "ended_plan"}:
        return Standing("book", (*local, *national))
    return Standing(rests_on, national)


def rests_by_rules(ruleset: Ruleset, key: PartKey, day: date) -> tuple[RestsOn, Expr | None]:
    """What the answers about a support rest on by the rules alone, and the national core where that decides for each subject.

    With a core the word is the one while the core is open; where it is proved, answers rest on the national rule, and where it
    is refuted on the ended plan alone.
    """
    if not ruleset.ended(day):
        return "plan", None
    basis = ruleset.bases_on(day).get(key)
    if basis is None or not basis.in_force(day):
        return "ended_plan", None
    return "scheme", basis.core


def _sources(ruleset: Ruleset, key: PartKey, day: date) -> tuple[BasisSource, ...]:
    return ruleset.bases_on(day)[key].in_force(day)


def core_now(core: Expr, entity: SubjectKind, ruleset: Ruleset) -> Expr:
    """A core in which only the supports that are received count as had."""
    return _Received(entity, ruleset)(core)


@final
class _Received(Rewriting):
    def __init__(self, entity: SubjectKind, ruleset: Ruleset) -> None:
        self.entity = entity
        self.ruleset = ruleset

    def has(self, expr: Has) -> Expr:
        return received_by(self.entity, expr.support, self.ruleset)

    def quantity(self, expr: Quantity) -> Expr:
        return expr
