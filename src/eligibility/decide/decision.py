"""The answers for one household: what it is entitled to, what comes first, what is open, and why not, each with its clause.

A decision computes all truths at once. Everything else (missing facts, reasons, notes, conflicts) is computed when it is
first read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from eligibility._cached import cached_property
from eligibility._dataclass import dataclass
from eligibility._draft import DraftObject, Joined, draft_text, plain_object
from eligibility._json import JsonObject, json_hash, ordered_hash
from eligibility._notebook import ShownInNotebooks
from eligibility._version import __version__
from eligibility.codes import ProblemCode
from eligibility.decide.answer_form import amount_json
from eligibility.decide.evaluation import Evaluation
from eligibility.decide.explain import Explanation
from eligibility.decide.missing import Questions, depending
from eligibility.decide.notices import DecisionNotice, notices_of, notices_of_rates
from eligibility.decide.outcome import Outcome
from eligibility.decide.totals import added_with, firm_totals
from eligibility.decide.truths import SupportTruths
from eligibility.errors import (
    SUBJECT_WORD,
    SUPPORT_ID,
    ProfileError,
    UnknownOutcome,
    WrongArgument,
    checked_type,
    not_of_type,
    unknown_name,
)
from eligibility.facts.days import checked_day
from eligibility.facts.flatten import Situation, Subject
from eligibility.facts.key import EntryName
from eligibility.facts.profile import Profile
from eligibility.facts.read import check_supports, checked_profile
from eligibility.i18n import Text
from eligibility.logic.amount import Interval
from eligibility.rules.amounts import stated
from eligibility.rules.implications import situation_of
from eligibility.rules.labels import question_text
from eligibility.rules.ruleset import Ruleset, checked_ruleset
from eligibility.rules.status import Status
from eligibility.rules.support import Support, SupportPart
from eligibility.rules.words import BenefitUnit

if TYPE_CHECKING:
    from eligibility.book.book import Book
    from eligibility.book.entries import BookEntry
    from eligibility.book.fill import BookInUse
    from eligibility.decide.receipt import Receipt

PAIR = Text("项目和成员的一对编号", "a pair of ids, of a support and of a subject")
PAIR_MEND = Text('应写作 decision["nursing_subsidy", "m1"]。', 'Write decision["nursing_subsidy", "m1"].')
"""What arguments must be, and how a pair is written."""


def checked_decision(value: object) -> Decision:
    """The value, checked to be a decision.

    Raises:
        WrongArgument: it is none.
    """
    return checked_type(value, Decision, "decision", Text("判定 Decision", "a Decision"), Text("判定由 decide 给出。", "decide gives one."))


@dataclass(frozen=True, slots=True)
class Question:
    """A profile path to ask about, and the open answers that it can affect."""

    path: str
    outcomes: tuple[Outcome, ...]

    def entity(self) -> str:
        """What the path is about: a person, the household, the locality or an organisation."""
        owner = EntryName.of(self.path).owner
        if owner in {"household", "locality"}:
            return owner
        return next((outcome.subject.kind for outcome in self.outcomes if outcome.subject.id == owner), "person")

    def wording(self, ruleset: Ruleset) -> Text:
        """The question as a caseworker asks it."""
        return question_text(self.entity(), EntryName.of(self.path).name, ruleset)


class Decision(ShownInNotebooks):
    """All outcomes of one profile under one ruleset on one day. It shows no personal data in its representation.

    A decision never changes, and threads may share it. It can be pickled: the pickle holds the profile, the ruleset and the
    answers, so that reading it needs no deciding and no compiling.
    """

    def __init__(self, profile: Profile, ruleset: Ruleset, as_of: date, book: Book | None = None) -> None:
        checked_profile(profile)
        checked_ruleset(ruleset)
        checked_day(as_of)
        problems = [*profile.problems(), *check_supports(profile, ruleset.catalogue, ruleset.options, ruleset.standards)]
        if problems:
            raise ProfileError(problems)
        in_use, told = _opened(book, profile, ruleset, as_of) if book is not None else (None, profile)
        self._fill(profile, Evaluation(ruleset, situation_of(told, ruleset, as_of), in_use))

    def _fill(self, profile: Profile, evaluation: Evaluation) -> None:
        self.profile = profile
        self.evaluation = evaluation
        self.dont_know = frozenset(profile.dont_know)
        self._outcomes: dict[tuple[str, str], Outcome] = {}

    def __getstate__(self) -> tuple[Profile, Evaluation]:
        return self.profile, self.evaluation

    def __setstate__(self, state: tuple[Profile, Evaluation]) -> None:
        self._fill(*state)

    def __repr__(self) -> str:
        return f"<Decision {self.ruleset.region} {self.ruleset.name} {self.as_of} ({len(self.raw)} outcomes)>"

    @property
    def ruleset(self) -> Ruleset:
        """The ruleset that decided."""
        return self.evaluation.ruleset

    @property
    def situation(self) -> Situation:
        """The flat facts of the profile on the as-of date."""
        return self.evaluation.situation

    @property
    def as_of(self) -> date:
        """The day that the decision is for."""
        return self.situation.as_of

    @property
    def book(self) -> Book | None:
        """The local book that the decision used; None where none was given."""
        in_use = self.evaluation.book
        return in_use.book if in_use else None

    @cached_property
    def entries(self) -> tuple[BookEntry, ...]:
        """The entries of the book that the answers rest on or show, in the order of the book."""
        return used_entries(self, self.evaluation.book)

    @property
    def raw(self) -> SupportTruths:
        """The truths of every support for every subject."""
        return self.evaluation.raw

    @property
    def questions(self) -> Questions:
        """The open conditions, support by support."""
        return self.evaluation.questions

    def __getitem__(self, key: tuple[str, str]) -> Outcome:
        """The outcome of a support for a subject: `decision["nursing_subsidy", "m1"]`.

        Raises:
            UnknownOutcome: the ruleset has no such support, or the profile has no such subject of the support's kinds.
            WrongArgument: the key is no pair of texts.
        """
        support, subject = _pair(key)
        return self._outcomes.get((support, subject)) or self._made(*self._found(support, subject))

    def _made(self, rule: SupportPart, subject: Subject) -> Outcome:
        """The outcome, made at its first use; all threads get the same object."""
        key = rule.id, subject.id
        return self._outcomes.get(key) or self._outcomes.setdefault(key, Outcome(self.evaluation, rule, subject))

    def _found(self, support: str, subject: str) -> tuple[SupportPart, Subject]:
        for part, one in self._asked(support):
            if one.id == subject:
                return part, one
        known = [one.id for _, one in self._asked(support)]
        raise UnknownOutcome([unknown_name(ProblemCode.UNKNOWN_SUBJECT, SUBJECT_WORD, subject, known, listed=10)])

    def _asked(self, support: str) -> Iterator[tuple[SupportPart, Subject]]:
        """Every subject that a support is decided for, with the support's part for its kind."""
        for part in self._rule(support).parts:
            yield from ((part, subject) for subject in self.situation.subjects(part.entity))

    def _rule(self, support: str) -> Support:
        return self.ruleset.supports[self.ruleset.known_support(checked_type(support, str, "support", SUPPORT_ID))]

    def get(self, support: str, subject: str) -> Outcome | None:
        """The outcome of a support for a subject; None where there is none."""
        try:
            return self[support, subject]
        except UnknownOutcome:
            return None

    def outcomes(self, support: str) -> list[Outcome]:
        """The outcomes of a support, one for each subject of its kinds.

        Raises:
            UnknownOutcome: the ruleset has no such support.
        """
        return [self._made(part, subject) for part, subject in self._asked(support)]

    def __iter__(self) -> Iterator[Outcome]:
        """Every outcome: by subject in the profile's order, then by support in the ruleset's."""
        return iter(self._listed)

    @cached_property
    def _listed(self) -> tuple[Outcome, ...]:
        return tuple(self._made(support, subject) for support, subject in self.evaluation)

    def opens(self, outcome: Outcome) -> list[Outcome]:
        """The outcomes that wait for an outcome's support: they become available once it is granted.

        Raises:
            WrongArgument: it is no outcome.
        """
        outcome = checked_type(outcome, Outcome, "outcome", Text("判定结果 Outcome", "an Outcome"))
        return self._waiting.get((outcome.support, outcome.subject.id), [])

    @cached_property
    def _waiting(self) -> dict[tuple[str, str], list[Outcome]]:
        waiting: dict[tuple[str, str], list[Outcome]] = {}
        requiring = depending(self.ruleset)
        for part, subject in self.evaluation:
            if part.id in requiring and self.raw.status(part.id, subject.id) is Status.ELIGIBLE_AFTER:
                outcome = self._made(part, subject)
                for support, holder in self.evaluation.holders(outcome.after, outcome.subject):
                    waiting.setdefault((support, holder.id), []).append(outcome)
        return waiting

    def on(self, day: date) -> Decision:
        """The decision on the same facts under the same rules on another day, by the same book."""
        return Decision(self.profile, self.ruleset, day, self.book)

    def explain(self, support: str, subject: str) -> Explanation:
        """The explanation of an outcome, down to the facts, with the clauses.

        Raises:
            UnknownOutcome: as for the outcome itself.
        """
        return self[support, subject].explain()

    @cached_property
    def to_ask(self) -> list[Question]:
        """The questions still worth asking, those that affect the most open answers first.

        A fact that is recorded as not known is not asked again. Neither is a fact that could settle an answer only together
        with it.
        """
        bears: dict[str, list[Outcome]] = {}
        for outcome in self:
            if outcome.status is Status.UNDETERMINED:
                for path in self.questions.worth_asking(outcome.support, outcome.subject, self.dont_know):
                    bears.setdefault(path, []).append(outcome)
        asked = [Question(path, tuple(outcomes)) for path, outcomes in bears.items()]
        return sorted(asked, key=lambda question: (-len(question.outcomes), question.path))

    @cached_property
    def totals(self) -> Mapping[BenefitUnit, Interval]:
        """By unit, what all claims granted to the family come to; of those that exclude each other only what can be taken together.

        What an ended plan alone gives, which has to be verified first, is not in it.
        """
        return firm_totals(one for one in self if one.subject.kind != "organisation")

    @cached_property
    def organisation_totals(self) -> Mapping[str, Mapping[BenefitUnit, Interval]]:
        """The same for each organisation by its id: what an employer may receive is never added to what a family has."""
        return {body.id: firm_totals(added_with(body.id, self)) for body in self.situation.organisations}

    @cached_property
    def notices(self) -> list[DecisionNotice]:
        """Notices about the whole decision: a draft plan, a period that is over, likely mistakes in the profile, deadlines of duties."""
        found = notices_of(self.evaluation, self.profile.locality.adcode)
        return [*found, *notices_of_rates(self, self.as_of)] if self.book is not None else found

    def as_json(self) -> JsonObject:
        """The decision as plain data, as the command line prints it."""
        return plain_object(self.draft())

    def draft(self, statuses: Collection[Status] = tuple(Status)) -> Joined:
        """The JSON in the making, with the answers of some statuses. It is read once."""
        ruleset, bodies = self.ruleset, self.organisation_totals
        said: DraftObject = {
            "ruleset": {
                "region": ruleset.region,
                "version": ruleset.version.isoformat(),
                "hash": ruleset.hash,
                "status": ruleset.status,
                "period": {"from": ruleset.period.first.isoformat(), "until": ruleset.period.last.isoformat()},
                **({"scenario": ruleset.scenario} if ruleset.scenario else {}),
                **({"amendments": [document.name for document in ruleset.amendments]} if ruleset.amendments else {}),
            },
            "as_of": self.as_of.isoformat(),
            **({"book": self._book_json()} if self.book is not None else {}),
            "notices": [notice.as_json() for notice in self.notices],
            "outcomes": (outcome.draft() for outcome in self if outcome.status in statuses),
            "totals": _totals_json(self.totals),
            **({"organisation_totals": {name: _totals_json(own) for name, own in bodies.items()}} if bodies else {}),
            "receipt": self.receipt.as_json(),
        }
        return Joined(said)

    @cached_property
    def receipt(self) -> Receipt:
        """The receipt: engine, rules, facts and day, by hashes. No fact can be read from it."""
        from eligibility.decide.receipt import Receipt
        from eligibility.rules.ruleset_diff import rule_hashes

        outcomes = [
            [one.support, one.subject.id, one.status, one.route, sorted(one.after), one.missing, sorted(one.unless) if one.unless else []]
            for one in self
        ]  # what is missing is in order
        return Receipt(
            engine=__version__,
            region=self.ruleset.region,
            version=self.ruleset.name,
            ruleset=self.ruleset.hash,
            as_of=self.as_of,
            facts=json_hash(self.profile.model_dump(mode="json", exclude_none=True, exclude={"as_of"})),
            outcomes=ordered_hash(outcomes),
            rules=rule_hashes(self.ruleset),
            basis=self._basis_hash(),
            book=self._book_hash(),
            entries={entry.head.id: json_hash(entry.head.content)[:12] for entry in self.entries},
        )

    def _book_hash(self) -> str | None:
        """The hash of the book's entries in use; None where no book was given."""
        if self.book is None:
            return None
        from eligibility.book.fill import content_hash

        return content_hash(entry.head for entry in self.entries)

    def _book_json(self) -> JsonObject:
        in_use = self.evaluation.book
        assert in_use is not None
        return {
            "hash": self._book_hash(),
            "areas": [layer.area for layer in in_use.local.layers],
            "used": [
                {"key": head.key, "area": head.area, "from": head.first.isoformat(), "document": head.source.name, "seen": head.source.seen}
                for head in (entry.head for entry in self.entries)
            ],
        }

    def _basis_hash(self) -> str | None:
        """The hash of the national entries that the answers name; None where they name none."""
        bases = self.ruleset.bases_on(self.as_of)
        told = ((one, bases[one.rule.key]) for one in self if one.standing.sources and one.rule.key in bases)
        named = {one.support: basis.as_json() for one, basis in told if {*basis.in_force(self.as_of)} & {*one.standing.sources}}
        return json_hash(named) if named else None

    def to_json(self, *, indent: int | None = 2) -> str:
        """The decision as JSON text; the same facts and rules give the same text."""
        return draft_text(self.draft(), indent)


def _totals_json(sums: Mapping[BenefitUnit, Interval]) -> JsonObject:
    return {unit: amount_json(stated(found)) for unit, found in sums.items()}


def _pair(key: object) -> tuple[str, str]:
    """A key of a decision, checked to be a pair of texts."""
    if isinstance(key, tuple) and len(key) == 2 and all(isinstance(part, str) for part in key):
        return key
    raise WrongArgument([not_of_type(ProblemCode.WRONG_TYPE, "decision[...]", PAIR, key, PAIR_MEND)])


def _opened(book: object, profile: Profile, ruleset: Ruleset, as_of: date) -> tuple[BookInUse, Profile]:
    """A book in use, and the profile with what it fills in. Most decisions have none, so that its modules are loaded here."""
    from eligibility.book.book import checked_book
    from eligibility.book.fill import open_book

    return open_book(checked_book(book), profile, ruleset, as_of)


def used_entries(decision: Iterable[Outcome], in_use: BookInUse | None) -> tuple[BookEntry, ...]:
    """The entries of a book in use that some answers rest on or show, in the order of the book."""
    if in_use is None:
        return ()
    used = {entry.head.id for entry in in_use.filled.used}
    for outcome in decision:
        used |= {entry.head.id for entry in outcome.entries}
    return tuple(entry for layer in in_use.local.layers for entry in layer.entries if entry.head.id in used)


def decide(profile: Profile, ruleset: Ruleset, *, as_of: date, book: Book | None = None) -> Decision:
    """Decide every support of a ruleset for a profile on a day. A local `book` adds what the offices of the place have written down.

    Raises:
        ProfileError: the profile contradicts itself or names supports or options that the ruleset does not know.
        BookError: a condition of the book has a mistake.
        WrongArgument: one of them is no profile, no ruleset or no book.
        NotADay: `as_of` is no date, or a datetime.
    """
    return Decision(profile, ruleset, as_of, book)
