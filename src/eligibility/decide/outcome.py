"""Outcome of one support for one subject: the status, and on demand its route, prerequisites, questions, reasons and clauses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from eligibility._cached import cached_property
from eligibility._json import JsonObject
from eligibility._notebook import ShownInNotebooks
from eligibility.decide.amounts import FoundAmount, amount_of
from eligibility.decide.compiled import Raw
from eligibility.decide.compliance import Met, number_json
from eligibility.decide.evaluation import Evaluation, FoundConflict, granting
from eligibility.decide.explain import Explanation, Reason, demands, exclusions, explanation, reasons
from eligibility.decide.higher import chosen
from eligibility.decide.local import LocalRate, local_documents, local_rate
from eligibility.decide.standing import Standing, standing_of
from eligibility.facts import labels
from eligibility.facts.flatten import Subject
from eligibility.facts.key import EntryName, entry_and_member
from eligibility.i18n import Text
from eligibility.rules.amounts import stated
from eligibility.rules.basis import BasisSource, NationalPaid
from eligibility.rules.status import Status
from eligibility.rules.support import Amount, Benefit, Note, Paid, Route, Statement, SupportPart
from eligibility.rules.words import Modality

if TYPE_CHECKING:
    from eligibility.book.entries import BookEntry, Counter, Deadline


class Outcome(ShownInNotebooks):
    """The outcome of one support for one subject. A pickled outcome holds the whole evaluation that it is part of."""

    def __init__(self, evaluation: Evaluation, support: SupportPart, subject: Subject) -> None:
        self.evaluation = evaluation
        self.support = support.id
        self.rule = support
        self.subject = subject
        self.status = evaluation.raw.status(support.id, subject.id)

    def __reduce__(self) -> tuple[type[Outcome], tuple[Evaluation, SupportPart, Subject]]:
        return Outcome, (self.evaluation, self.rule, self.subject)

    def __repr__(self) -> str:
        return f"<Outcome {self.support} {self.subject.id} {self.status}>"

    @cached_property
    def _raw(self) -> Raw:
        return self.evaluation.raw[self.support, self.subject.id]

    @cached_property
    def routes(self) -> dict[str, Status]:
        """The status of every route. A proved exclusion refuses them all."""
        return {route.name: status for route, status in zip(self.rule.routes, self._raw.routes, strict=True)}

    @cached_property
    def granting(self) -> Route | None:
        """The granting route that the answer names. Proved routes come before those that wait for other supports; routes that state
        a test come before those left to other rules."""
        return granting(self.rule, self._raw)

    @property
    def route(self) -> str | None:
        return self.granting.name if self.granting else None

    @property
    def modality(self) -> Modality | None:
        """How binding the granting clause is."""
        return self.granting.modality if self.granting else None

    @property
    def benefit(self) -> Benefit:
        """What is given, as the plan says it."""
        return (self.granting.benefit if self.granting else None) or self.rule.benefit

    @cached_property
    def local(self) -> LocalRate | None:
        """The rate of the local book that answers, and what bounds it; None where it has none for this answer."""
        if self.status is Status.NOT_ELIGIBLE or self.evaluation.book is None:
            return None
        routes = [self.granting] if self.granting else self._open_routes
        return local_rate(self.evaluation, self.rule, self.subject, routes, self.amount.interval)

    @property
    def paid(self) -> Paid | None:
        """From which month it is paid, as the local book says it, or else the plan or the national rule."""
        own = (self.local.rate.paid if self.local else None) or self.rule.paid
        return own or (self.national_paid.paid if self.national_paid else None)

    @cached_property
    def national_paid(self) -> NationalPaid | None:
        """The national rule by which it is paid, where neither the local book nor the plan says from which month."""
        if self.status is Status.NOT_ELIGIBLE or (self.local is not None and self.local.rate.paid) or self.rule.paid:
            return None
        day = self.evaluation.situation.as_of
        basis = self.evaluation.ruleset.bases_on(day).get(self.rule.key)
        return basis.paid if basis is not None and basis.paid is not None and basis.paid.source.in_force(day) else None

    @property
    def counter(self) -> Counter | None:
        """Where to apply, as the local book says it; None where the support is not granted."""
        book = self.evaluation.book
        return book.local.counter(self.rule) if book and self.status.granted else None

    @property
    def window(self) -> Deadline | None:
        """Between which days of the year to apply, as the local book says it; None where the support is not granted."""
        book = self.evaluation.book
        return book.local.deadline(self.support) if book and self.status.granted else None

    @property
    def entries(self) -> tuple[BookEntry, ...]:
        """The entries of the local book that the answer shows, or rests on."""
        rates = self.local.entries if self.local else ()
        return (*rates, *(one for one in (self.counter, self.window) if one is not None))

    @cached_property
    def amount(self) -> FoundAmount:
        """How much is given, of all routes that hold or may hold; what it would be, where the answer is open."""
        return amount_of(self.evaluation, self.rule, self.subject)

    @property
    def agency(self) -> Statement | None:
        """The agency in charge, where the plan names one."""
        return (self.granting.agency if self.granting else None) or self.rule.agency

    @property
    def papers(self) -> list[Statement]:
        """The papers to bring, where the plan names them."""
        return list(dict.fromkeys([*self.rule.papers, *(self.granting.papers if self.granting else ())]))

    @cached_property
    def after(self) -> list[str]:
        """The supports to be granted first, in the order of application."""
        return list(self.evaluation.opened_by(self.support, self.subject)) if self.status is Status.ELIGIBLE_AFTER else []

    @cached_property
    def missing(self) -> list[str]:
        """The profile paths that can still change an open answer, and no others."""
        return self.evaluation.questions.missing(self.support, self.subject) if self.status is Status.UNDETERMINED else []

    @cached_property
    def unless(self) -> list[str]:
        """The profile paths that do not block the answer now, but could still turn it.

        These are unknown exclusions of a support that is not refused, and the last day of a certificate that counts as valid
        because nobody said until when it is.
        """
        excluding = [] if self.status is Status.NOT_ELIGIBLE else self.evaluation.questions.unless(self._bound)
        return [*excluding, *self.evaluation.expiries(self.support, self.subject)]

    @property
    def _bound(self) -> list[tuple[str, Subject]]:
        """This support and those that are granted before it, each with whose it is."""
        return [(self.support, self.subject), *self.evaluation.holders(self.after, self.subject)]

    @cached_property
    def exclusions(self) -> list[Text]:
        """The conditions in words that would exclude the subject where they are found to hold: those that read `unless`."""
        return exclusions(self.evaluation, self._bound, self.unless) if self.unless else []

    @cached_property
    def demands(self) -> list[Text]:
        """The conditions in words that would exclude the subject where they are found not to hold: what else has to be so."""
        return demands(self.evaluation, self._bound, self.unless) if self.unless else []

    @cached_property
    def because(self) -> list[Reason]:
        """The conditions that fail, or the exclusion that is proved, where the support is refused."""
        return reasons(self.evaluation, self.rule, self.subject) if self.status is Status.NOT_ELIGIBLE else []

    @cached_property
    def subject_to(self) -> list[Text]:
        """Criteria that the text leaves to other rules; empty once the office has recognised that they are met."""
        if self.status is Status.NOT_ELIGIBLE:
            return []
        routes = [self.granting] if self.granting else self._open_routes
        found = list(dict.fromkeys([*self.rule.subject_to, *(text for route in routes for text in route.subject_to)]))
        return [] if found and self.evaluation.recognised(self.support, self.subject) else found

    @property
    def _open_routes(self) -> list[Route]:
        return [route for route in self.rule.routes if self.routes[route.name] is not Status.NOT_ELIGIBLE]

    @cached_property
    def conflicts(self) -> list[FoundConflict]:
        """The supports, granted or received, that exclude this one."""
        found = self.evaluation.conflicts_of(self.support, self.subject) if self.status.granted else []
        return [chosen(one, self.amount, self.support, self.evaluation, self.subject) for one in found]

    @cached_property
    def notes(self) -> list[Text]:
        """The notes on how the text was read that matter for this answer: the support's, and those of routes that grant or are open."""
        return list(dict.fromkeys(note.text for note in self._relevant_notes if self.evaluation.holds(note, self.subject)))

    @cached_property
    def proved_notes(self) -> list[Text]:
        """The notes that apply because of this household's own facts."""
        return list(
            dict.fromkeys(note.text for note in self._relevant_notes if note.when is not None and self.evaluation.holds(note, self.subject))
        )

    @property
    def _relevant_notes(self) -> list[Note]:
        return [*self.rule.notes, *(note for route in self.rule.routes if route.notes and self._counts(route) for note in route.notes)]

    def _counts(self, route: Route) -> bool:
        """Whether a route is one of those that the answer is about: that grant it, or that are open where it is."""
        status = self.routes[route.name]
        return status.granted if self.status.granted else status is not Status.NOT_ELIGIBLE

    @cached_property
    def route_compliance(self) -> dict[str, Met]:
        """The compliance with each duty: one for every route that applies and states a number."""
        return self.evaluation.duties(self.rule, self.subject)

    @cached_property
    def compliance(self) -> Met | None:
        """The compliance of all routes together: met when every one is. The numbers are those of the route with the largest shortfall,
        none where a finding decides."""
        stated = list(self.route_compliance.values())
        if not stated:
            return None
        truths = [found.met for found in stated]
        worst = max(stated, key=lambda found: (found.shortfall is None, found.shortfall or 0))
        return Met(False if False in truths else None if None in truths else True, worst.required, worst.actual)

    @cached_property
    def standing(self) -> Standing:
        """What the answer rests on: the plan in its period; after it a national rule, a local document, a scheme, or the ended plan."""
        return standing_of(self.evaluation, self.rule, self.subject, self.status, self._local_documents)

    @property
    def _local_documents(self) -> tuple[BasisSource, ...]:
        if self.evaluation.book is None or not self.evaluation.ruleset.ended(self.evaluation.situation.as_of):
            return ()
        return local_documents(self.evaluation, self.local, self.granting)

    @property
    def citations(self) -> list[dict[str, str]]:
        """The document and locator of each clause: of the granting route, or of all routes that could apply."""
        clauses = self.granting.clauses if self.granting else self.rule.citations
        return _cited(clauses)

    def titled(self, path: str) -> Text:
        """The label of the fact at a profile path."""
        owner, name = EntryName.of(path).pair
        entity = owner if owner in {"household", "locality"} else self.subject.kind if owner == self.subject.id else "person"
        return labels.title(entity, entry_and_member(name)[0])

    def explain(self) -> Explanation:
        """The proof: every route with its truths, down to the facts."""
        return explanation(self.evaluation, self.rule, self.subject)

    def as_json(self) -> JsonObject:
        return {
            "support": self.support,
            "title": self.rule.title.as_json(),
            "area": self.rule.area,
            "subject": {"kind": self.subject.kind, "id": self.subject.id},
            "status": self.status.value,
            "route": self.route,
            "routes": {route.name: self._route_json(route) for route in self.rule.routes},
            "modality": self.modality,
            "benefit": self._benefit_json(),
            "compliance": self.compliance.as_json() if self.compliance else None,
            "after": self.after,
            "missing": self.missing,
            "unless": self.unless,
            "because": [reason.as_json() for reason in self.because] or None,
            "subject_to": [text.as_json() for text in self.subject_to],
            "conflicts": [conflict.as_json() for conflict in self.conflicts],
            "notes": [text.as_json() for text in self.notes],
            "citations": self.citations,
            "agency": _said_json(self.agency) if self.agency else None,
            "papers": [_said_json(paper) for paper in self.papers],
            "standing": self.standing.as_json(),
            **({"counter": self.counter.as_json()} if self.counter else {}),
            **({"window": self.window.as_json()} if self.window else {}),
        }

    def _benefit_json(self) -> JsonObject:
        found = self.amount
        return {
            "kind": self.benefit.kind,
            "amount": amount_json(found.stated),
            "unit": found.unit or self.benefit.unit,
            "missing": list(found.missing),
            "wanted": list(found.wanted),
            "routes": list(found.routes),
            "why": found.why.as_json() if found.why else None,
            "paid": self._paid_json(),
            **self._origin_json(),
        }

    def _paid_json(self) -> JsonObject | None:
        if self.national_paid is not None:
            return self.national_paid.as_json()
        return {"from": self.paid.first, "every": self.paid.every} if self.paid else None

    def _origin_json(self) -> JsonObject:
        """By which entry of the local book the amount is, and what the layers farther out say; nothing where it is the plan's."""
        if self.local is None:
            return {}
        bounds = [layer.as_json(amount_json(stated(layer.interval))) for layer in self.local.bounds]
        return {"from": self.local.rate.head.origin(), "bounds": bounds}

    def _route_json(self, route: Route) -> JsonObject:
        met = self.route_compliance.get(route.name)
        return {
            "status": self.routes[route.name].value,
            "modality": route.modality,
            "compliance": met.as_json() if met else None,
            "citations": _cited(route.clauses),
        }


def _cited(clauses: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"document": document, "locator": locator} for document, locator in clauses]


def _said_json(said: Statement) -> JsonObject:
    return {**said.text.as_json(), "clauses": list(said.cite)}


def amount_json(amount: Amount | None) -> JsonObject | None:
    """An amount as in the decision's JSON: its kind of bound with one number, or with low and high."""
    if amount is None:
        return None
    return {amount.bound: [number_json(amount.low), number_json(amount.high)] if amount.bound == "between" else number_json(amount.low)}
