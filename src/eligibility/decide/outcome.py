"""Outcome of one support for one subject: the status, and on demand its route, prerequisites, questions, reasons and clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from eligibility._cached import cached_property
from eligibility._draft import DraftObject, Joined, Shared, plain_object
from eligibility._json import JsonObject
from eligibility._notebook import ShownInNotebooks
from eligibility.decide.amounts import FoundAmount, amount_of
from eligibility.decide.answer_form import AnswerForm, amount_json, benefit_json, cited, form_of, paid_json
from eligibility.decide.compliance import Met
from eligibility.decide.evaluation import Evaluation, FoundConflict
from eligibility.decide.explain import Explanation, Reason, demands, exclusions, explanation, reasons
from eligibility.decide.higher import chosen
from eligibility.decide.local import LocalRate, local_documents, local_rate
from eligibility.decide.standing import ON_PLAN, Standing, standing_of
from eligibility.facts import labels
from eligibility.facts.flatten import Subject
from eligibility.facts.key import EntryName, entry_and_member
from eligibility.i18n import Text
from eligibility.rules.amounts import stated
from eligibility.rules.basis import BasisSource, NationalPaid
from eligibility.rules.status import Status
from eligibility.rules.support import Benefit, Paid, Route, Statement, SupportPart
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
    def _form(self) -> AnswerForm:
        refused = self.status is Status.NOT_ELIGIBLE
        raw = None if refused else self.evaluation.raw[self.support, self.subject.id]
        return form_of(self.evaluation.ruleset, self.rule, raw)

    @cached_property
    def routes(self) -> dict[str, Status]:
        """The status of every route. A proved exclusion refuses them all."""
        return {route.name: status for route, status in self._form.routes}

    @property
    def granting(self) -> Route | None:
        """The granting route that the answer names. Proved routes come before those that wait for other supports; routes that state
        a test come before those left to other rules."""
        return self._form.granting

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
        return self._form.benefit

    @cached_property
    def local(self) -> LocalRate | None:
        """The rate of the local book that answers, and what bounds it; None where it has none for this answer."""
        if self.status is Status.NOT_ELIGIBLE or self.evaluation.book is None:
            return None
        routes = [self.granting] if self.granting else [route for route, status in self._form.routes if status is not Status.NOT_ELIGIBLE]
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
        basis = self.evaluation.bases.get(self.rule.key)
        paid = basis.paid if basis is not None else None
        return paid if paid is not None and paid.source.in_force(self.evaluation.situation.as_of) else None

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
        return self._form.agency

    @property
    def papers(self) -> list[Statement]:
        """The papers to bring, where the plan names them."""
        return list(self._form.papers)

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
        nothing = self.status is Status.NOT_ELIGIBLE or not (self.rule.unless or self.after)
        excluding = [] if nothing else self.evaluation.questions.unless(self._bound)
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
        return [] if self._recognised else list(self._form.subject_to)

    @property
    def _recognised(self) -> bool:
        """Whether the office has recognised that what is left to other rules is met."""
        return bool(self._form.subject_to) and self.evaluation.recognised(self.support, self.subject)

    @cached_property
    def conflicts(self) -> list[FoundConflict]:
        """The supports, granted or received, that exclude this one."""
        found = self.evaluation.conflicts_of(self.support, self.subject) if self.status.granted else []
        return [chosen(one, self.amount, self.support, self.evaluation, self.subject) for one in found]

    @cached_property
    def notes(self) -> list[Text]:
        """The notes on how the text was read that matter for this answer: the support's, and those of routes that grant or are open."""
        return list(dict.fromkeys(note.text for note in self._form.notes if self.evaluation.holds(note, self.subject)))

    @cached_property
    def proved_notes(self) -> list[Text]:
        """The notes that apply because of this household's own facts."""
        return list(
            dict.fromkeys(note.text for note in self._form.notes if note.when is not None and self.evaluation.holds(note, self.subject))
        )

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
        return cited(self._form.clauses)

    def titled(self, path: str) -> Text:
        """The label of the fact at a profile path."""
        owner, name = EntryName.of(path).pair
        entity = owner if owner in {"household", "locality"} else self.subject.kind if owner == self.subject.id else "person"
        return labels.title(entity, entry_and_member(name)[0])

    def explain(self) -> Explanation:
        """The proof: every route with its truths, down to the facts."""
        return explanation(self.evaluation, self.rule, self.subject)

    def as_json(self) -> JsonObject:
        """The answer as plain data, as the decision's JSON has it."""
        return plain_object(self.draft())

    def draft(self) -> Joined:
        """The JSON of the answer in the making: it shares with other answers what the rules alone say."""
        form = self._form
        given = (form.given,) if self._plainly_given else self._given_draft()
        after, missing, unless = self.after, self.missing, self.unless
        closing: Iterable[Shared | DraftObject] = (form.closing,) if self._plainly_closed else self._closing_draft()
        return Joined(
            form.head,
            self.evaluation.once(_about, self.subject),
            *given,
            {"after": after, "missing": missing, "unless": unless} if after or missing or unless else _NOTHING_OPEN,
            {"because": [reason.draft() for reason in self.because]} if self.because else _NOT_REFUSED,
            *closing,
        )

    @property
    def _plainly_given(self) -> bool:
        """Whether nothing but how the routes stand tells what is given."""
        return self._form.unstated and self.evaluation.book is None and self.national_paid is None

    def _given_draft(self) -> Iterator[DraftObject]:
        """How the routes stand, and what is given."""
        yield self._form.standing_json(self.route_compliance)
        yield {"benefit": self.benefit_json(), "compliance": self.compliance.as_json() if self.compliance else None}

    @property
    def _plainly_closed(self) -> bool:
        """Whether nothing but how the routes stand tells what is to be noted, and on what it rests."""
        beside = self.evaluation.book is not None or (self.status.granted and self.conflicts) or self._recognised
        return self._form.noted_alike and not beside and self.standing is ON_PLAN

    def _closing_draft(self) -> Iterator[Shared | DraftObject]:
        """What is left to other rules, what excludes it, the notes, the clauses, on what it rests, and where and when to apply."""
        yield {
            "subject_to": [text.as_json() for text in self.subject_to],
            "conflicts": [conflict.as_json() for conflict in self.conflicts],
            "notes": [text.as_json() for text in self.notes],
        }
        yield self._form.handled
        yield _ON_PLAN if self.standing is ON_PLAN else {"standing": self.standing.as_json()}
        if self.counter:
            yield {"counter": self.counter.as_json()}
        if self.window:
            yield {"window": self.window.as_json()}

    def benefit_json(self) -> JsonObject:
        """What is given and how much, as the decision's JSON has it."""
        paid = self.national_paid.as_json() if self.national_paid is not None else paid_json(self.paid)
        return {**benefit_json(self.benefit, self.amount, paid), **self._origin_json()}

    def _origin_json(self) -> JsonObject:
        """By which entry of the local book the amount is, and what the layers farther out say; nothing where it is the plan's."""
        if self.local is None:
            return {}
        bounds = [layer.as_json(amount_json(stated(layer.interval))) for layer in self.local.bounds]
        return {"from": self.local.rate.head.origin(), "bounds": bounds}


_NOTHING_OPEN = Shared({"after": [], "missing": [], "unless": []})
_NOT_REFUSED = Shared({"because": None})
_ON_PLAN = Shared({"standing": ON_PLAN.as_json()})
"""What most answers say in some place."""


def _about(evaluation: Evaluation, subject: Subject) -> Shared:
    """Whom the answers are about."""
    return Shared({"subject": {"kind": subject.kind, "id": subject.id}})
