"""What the rules alone say of an answer, by how its routes stand. It is made once for each ruleset, and all such answers share it."""

from __future__ import annotations

from collections.abc import Iterable

from eligibility._cached import cached_property
from eligibility._draft import Shared, plain_object
from eligibility._json import JsonObject
from eligibility.decide.amounts import FoundAmount, unstated
from eligibility.decide.compliance import Met, number_json
from eligibility.decide.evaluation import granting
from eligibility.decide.standing import ON_PLAN
from eligibility.decide.truths import Raw, TruthValue
from eligibility.i18n import Text
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.support import Amount, Benefit, Note, Paid, PartKey, Statement, SupportPart

_Truths = tuple[tuple[TruthValue, ...], tuple[TruthValue, ...]]
"""How the routes of an answer that is not refused stand, now and then."""

MOST_FORMS = 64
"""So many forms of one support's answers are kept. Few supports have more, and a process that goes on must not grow."""


def form_of(ruleset: Ruleset, part: SupportPart, raw: Raw | None) -> AnswerForm:
    """The form of an answer about a part of a ruleset's supports by the truths of its routes; of a refusal without them."""
    forms = ruleset.once(_Forms)
    kept = forms.get((part.id, part.entity)) or forms.setdefault(part.key, {})
    truths = (raw.now, raw.then) if raw is not None else None
    found = kept.get(truths)
    if found is None:
        found = AnswerForm(part, raw or _refused(part))
        if len(kept) < MOST_FORMS:
            kept[truths] = found
    return found


def _refused(part: SupportPart) -> Raw:
    """The truths of an answer none of whose routes holds."""
    none = (False,) * len(part.routes)
    return Raw(none, none, False)


class _Forms(dict[PartKey, dict[_Truths | None, "AnswerForm"]]):
    """The forms of the answers under one ruleset so far, by the support; None has that of a refusal."""

    def __init__(self, ruleset: Ruleset) -> None:
        super().__init__()


class AnswerForm:
    """What all answers about a support say whose routes stand alike."""

    def __init__(self, part: SupportPart, raw: Raw) -> None:
        self.part = part
        self.status = raw.status
        self.routes = tuple(zip(part.routes, raw.routes, strict=True))
        self.granting = granting(part, raw)
        self.benefit = (self.granting.benefit if self.granting else None) or part.benefit
        """What is given, as the plan says it."""

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """The notes of the support, and of the routes that the answer is about: that grant it, or that are open where it is."""
        return (*self.part.notes, *(note for route, status in self.routes if self._counts(status) for note in route.notes))

    def _counts(self, status: Status) -> bool:
        return status.granted if self.status.granted else status is not Status.NOT_ELIGIBLE

    @cached_property
    def subject_to(self) -> tuple[Text, ...]:
        """Criteria that the text leaves to other rules: of the route that grants, or of those that are open."""
        if self.status is Status.NOT_ELIGIBLE:
            return ()
        routes = [self.granting] if self.granting else [route for route, status in self.routes if status is not Status.NOT_ELIGIBLE]
        return tuple(dict.fromkeys([*self.part.subject_to, *(text for route in routes for text in route.subject_to)]))

    @cached_property
    def clauses(self) -> tuple[tuple[str, str], ...]:
        """The document and locator of each clause: of the route that grants, or of all routes."""
        return self.granting.clauses if self.granting else self.part.citations

    @cached_property
    def agency(self) -> Statement | None:
        """The agency in charge, where the plan names one."""
        return (self.granting.agency if self.granting else None) or self.part.agency

    @cached_property
    def papers(self) -> tuple[Statement, ...]:
        """The papers to bring, where the plan names them."""
        return tuple(dict.fromkeys([*self.part.papers, *(self.granting.papers if self.granting else ())]))

    # -- as JSON

    @cached_property
    def head(self) -> Shared:
        """Which support it is."""
        return Shared({"support": self.part.id, "title": self.part.title.as_json(), "area": self.part.area})

    @cached_property
    def unstated(self) -> bool:
        """Whether the plan states no number: no amount, and none of a duty."""
        return not self.part.duties and not self.part.formulas

    @cached_property
    def given(self) -> Shared:
        """How the routes stand and what is given, where the rules state no number and nobody else does."""
        benefit = benefit_json(self.benefit, unstated(self.part, self.status), paid_json(self.part.paid))
        return Shared({**self.standing_json({}), "benefit": benefit, "compliance": None})

    def standing_json(self, met: dict[str, Met]) -> JsonObject:
        """How the routes stand, with the compliance of those that state a number."""
        return {
            "status": self.status.value,
            "route": self.granting.name if self.granting else None,
            "routes": {
                route.name: {
                    "status": status.value,
                    "modality": route.modality,
                    "compliance": met[route.name].as_json() if route.name in met else None,
                    "citations": cited(route.clauses),
                }
                for route, status in self.routes
            },
            "modality": self.granting.modality if self.granting else None,
        }

    @cached_property
    def noted_alike(self) -> bool:
        """Whether the notes are the same whatever the facts are."""
        return all(note.when is None for note in self.notes)

    @cached_property
    def handled(self) -> Shared:
        """The clauses, and how the support is handled."""
        agency = _said(self.agency) if self.agency else None
        return Shared({"citations": cited(self.clauses), "agency": agency, "papers": [_said(paper) for paper in self.papers]})

    @cached_property
    def closing(self) -> Shared:
        """What stands from what is left to other rules to the end, where no fact decides about a note, nothing excludes the support, and
        the plan is in its period."""
        notes = dict.fromkeys(note.text for note in self.notes)
        noted: JsonObject = {"subject_to": _texts(self.subject_to), "conflicts": [], "notes": _texts(notes)}
        return Shared({**noted, **plain_object(self.handled), "standing": ON_PLAN.as_json()})


def benefit_json(benefit: Benefit, found: FoundAmount, paid: JsonObject | None) -> JsonObject:
    """What is given, and how much."""
    return {
        "kind": benefit.kind,
        "amount": amount_json(found.stated),
        "unit": found.unit or benefit.unit,
        "missing": list(found.missing),
        "wanted": list(found.wanted),
        "routes": list(found.routes),
        "why": found.why.as_json() if found.why else None,
        "paid": paid,
    }


def amount_json(amount: Amount | None) -> JsonObject | None:
    """An amount as in the decision's JSON: its kind of bound with one number, or with low and high."""
    if amount is None:
        return None
    return {amount.bound: [number_json(amount.low), number_json(amount.high)] if amount.bound == "between" else number_json(amount.low)}


def paid_json(paid: Paid | None) -> JsonObject | None:
    """From which month a support is paid, and how often."""
    return {"from": paid.first, "every": paid.every} if paid else None


def cited(clauses: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Clauses by document and locator."""
    return [{"document": document, "locator": locator} for document, locator in clauses]


def _texts(texts: Iterable[Text]) -> list[dict[str, str]]:
    return [text.as_json() for text in texts]


def _said(said: Statement) -> JsonObject:
    return {**said.text.as_json(), "clauses": list(said.cite)}
