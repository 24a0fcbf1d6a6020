"""A live case: facts are told and withdrawn while a form is filled in, and supports open and close.

The facts of a case are kept in Python. The engine keeps nothing between two updates, so that ten thousand cases can be open.
The statuses of a case are inferred by durable_rules; its `decision()` is made by the kernel.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from eligibility._dataclass import dataclass
from eligibility.codes import ProblemCode
from eligibility.decide.compiled import Program, program_of
from eligibility.decide.decision import Decision, decide
from eligibility.decide.run import run
from eligibility.decide.truths import SupportTruths
from eligibility.durable.compile import LiveKernel, LiveRules, live_rules
from eligibility.durable.host import host
from eligibility.errors import (
    SUBJECT_ID,
    SUBJECT_WORD,
    SUPPORT_ID,
    EligibilityError,
    Problem,
    ProfileError,
    UnknownOutcome,
    checked_callable,
    checked_type,
    unknown_name,
)
from eligibility.facts.flatten import Situation
from eligibility.facts.profile import Profile
from eligibility.facts.profile_edit import Told, entry_of, never_told, plain, remove_subject, told_of
from eligibility.facts.read import check_supports, checked_profile, read_profile
from eligibility.facts.vocabulary import SUBJECT_KINDS, SubjectKind
from eligibility.i18n import Text
from eligibility.rules.implications import situation_of
from eligibility.rules.ruleset import Ruleset, checked_ruleset
from eligibility.rules.status import Status

if TYPE_CHECKING:
    from eligibility.book.book import Book

ENTRY_NAME = Text("一项资料的名称，如 birth_date", "the name of an entry, such as birth_date")
CODES = tuple(Status)


class CaseClosed(EligibilityError, ValueError):
    """Facts were told to a case that is closed."""

    def __init__(self) -> None:
        said, mend = Text("已经关闭，不再接受事实", "is closed and takes no facts"), Text("请另开一个 Case。", "Open another Case.")
        super().__init__([Problem(ProblemCode.CASE_CLOSED, Text("个案", "the case"), said, mend)])

    def __reduce__(self) -> tuple[type[CaseClosed], tuple[()]]:
        return type(self), ()


@dataclass(frozen=True, slots=True)
class Change:
    """A support whose status changed for one subject, and the facts that changed it.

    `before` is None for a new subject, `after` for one that was removed.
    """

    support: str
    subject: str
    before: Status | None
    after: Status | None
    by: tuple[str, ...]


Statuses = dict[tuple[SubjectKind, str], bytes]
"""For each subject, by kind and id, one byte for each support of the kind: compact, since many cases may be open."""

Listener = Callable[["Case", tuple[Change, ...]], None]


def live_program(ruleset: Ruleset) -> Program:
    """The compiled form of a ruleset in which the live engine infers every condition instead of the kernel; made once.

    Raises:
        LiveEngineMissing: durable_rules is not installed.
    """
    return ruleset.once(_compile_live)


def _compile_live(ruleset: Ruleset) -> Program:
    program, engine = program_of(ruleset), host()
    *stages, count = (LiveKernel(rules, engine) for rules in rules_of(ruleset))
    return replace(
        program, stages=tuple(replace(stage, kernel=kernel) for stage, kernel in zip(program.stages, stages, strict=True)), count=count
    )


def rules_of(ruleset: Ruleset) -> tuple[LiveRules, ...]:
    """The rules of the live engine for each stage of a compiled ruleset, and last those by which members are counted; made once."""
    return ruleset.once(_rules_of)


def _rules_of(ruleset: Ruleset) -> tuple[LiveRules, ...]:
    program = program_of(ruleset)
    stages = [live_rules(stage.distinct, program.layouts[stage.entity]) for stage in program.stages]
    return (*stages, live_rules(program.bodies, program.layouts["person"]))


class Inferred(Mapping[tuple[str, str], Status]):
    """The status of every support for every subject, as the live engine's truths have it."""

    def __init__(self, truths: SupportTruths) -> None:
        self.truths = truths

    def __getitem__(self, key: tuple[str, str]) -> Status:
        return self.truths.status(*key)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.truths)

    def __len__(self) -> int:
        return len(self.truths)


def infer(ruleset: Ruleset, situation: Situation) -> Mapping[tuple[str, str], Status]:
    """The status of every support for every subject, as inferred by the live engine.

    Raises:
        LiveEngineMissing: durable_rules is not installed.
        LiveEngineError: the engine failed.
    """
    return Inferred(run(live_program(ruleset), ruleset, situation))


class Case:
    """A household whose facts are told one by one. A local `book` tells what is known of the place.

    It shows no facts in its representation.

    A case is one conversation: use it from one thread at a time. The calls that change it are locked, so that a late call
    from another thread breaks nothing; but such a call still changes the same conversation.

    Raises:
        LiveEngineMissing: durable_rules is not installed.
        NotADay: `as_of` is no date, or a datetime.
        WrongArgument: `ruleset` is no ruleset, `profile` no profile, or `book` no book.
        BookError: a condition of the book has a mistake.
    """

    def __init__(self, ruleset: Ruleset, as_of: date, profile: Profile | None = None, book: Book | None = None) -> None:
        self._ruleset = checked_ruleset(ruleset)
        if book is not None:
            from eligibility.book.book import checked_book

            checked_book(book)
        self._book = book
        self._as_of = as_of
        self._lock = threading.RLock()
        self._listeners: list[Listener] = []
        self._facts = told_of(None if profile is None else checked_profile(profile))
        self._statuses = self._infer(self._facts)
        self.changes: tuple[Change, ...] = ()
        self._open = True

    def __repr__(self) -> str:
        state = f"{len(self._statuses)} subjects" if self._open else "closed"
        return f"<Case {self._ruleset.region} {self._as_of} ({state})>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Forget the facts and close the case; a closed case takes no more facts."""
        with self._lock:
            self._facts, self._statuses, self.changes, self._open = {}, {}, (), False
            self._listeners.clear()

    def tell(self, subject: str, *, kind: Literal["person", "organisation"] = "person", **facts: object) -> tuple[Change, ...]:
        """Tell facts about a member, the `household`, the `locality` or an organisation, and return what they change.

        A new subject is added, as a member of the household or (by `kind`) as an organisation. A fact that is told again
        replaces its earlier value; None makes it unknown.

        Raises:
            ProfileError: a fact is wrong, or contradicts another; the case stays as it was.
            WrongArgument: the subject is no text.
            CaseClosed: the case is closed.
        """
        return self._update(subject, kind, facts, ())

    def replace(self, profile: Profile, *by: str) -> tuple[Change, ...]:
        """Replace all facts by those of a profile, and return what changes; `by` names the paths in which it differs.

        Raises:
            ProfileError: the profile contradicts itself; the case stays as it was.
            WrongArgument: it is no profile.
            CaseClosed: the case is closed.
        """
        with self._lock:
            self._must_be_open()
            changes = self._take(told_of(checked_profile(profile)), by)
        return self._announced(changes)

    def withdraw(self, subject: str, *facts: str) -> tuple[Change, ...]:
        """Withdraw facts, as if they had never been told; without names, the whole subject.

        Raises:
            ProfileError: there is no such subject or fact.
            WrongArgument: the subject or a fact's name is no text.
            CaseClosed: the case is closed.
        """
        return self._update(subject, None, {}, facts)

    def on_change(self, listener: Listener) -> None:
        """Call `listener(case, changes)` after every update that changes a status.

        Every listener is called, also where another raises, whatever it raises. What was raised comes out of the update once all were
        called: as an ExceptionGroup (a BaseExceptionGroup where something in it is no Exception), but Ctrl-C and the wish to leave the
        program as they are. The update itself stands. Where a listener tells further facts, all hear of these before those after it
        hear of the first.

        Raises:
            CaseClosed: it is closed.
            WrongArgument: it is no function.
        """
        with self._lock:
            self._must_be_open()
            self._listeners.append(checked_callable(listener, "listener"))

    def status(self, support: str, subject: str) -> Status:
        """The present status of one support for one subject.

        Raises:
            UnknownOutcome: the ruleset has no such support, or the case has no such subject of the support's kinds.
            WrongArgument: one of the two is no text.
            CaseClosed: it is closed.
        """
        self._must_be_open()
        supports = self._ruleset.supports
        if checked_type(support, str, "support", SUPPORT_ID) not in supports:
            raise UnknownOutcome([self._ruleset.no_support(support)])
        kinds = {name: kind for kind, name in self._statuses if kind in supports[support].kinds}
        if checked_type(subject, str, "subject", SUBJECT_ID) not in kinds:
            raise UnknownOutcome([unknown_name(ProblemCode.UNKNOWN_SUBJECT, SUBJECT_WORD, subject, kinds, listed=10)])
        kind = kinds[subject]
        return CODES[self._statuses[kind, subject][_supports(self._ruleset, kind).index(support)]]

    def profile(self) -> Profile:
        """The facts told so far, as a profile.

        Raises:
            CaseClosed: it is closed.
        """
        self._must_be_open()
        return self._read(self._facts)

    def decision(self) -> Decision:
        """The full decision on the facts told so far, made by the kernel.

        Raises:
            CaseClosed: it is closed.
        """
        return decide(self.profile(), self._ruleset, as_of=self._as_of, book=self._book)

    # -- internals

    def _update(
        self, subject: str, kind: Literal["person", "organisation"] | None, facts: Mapping[str, object], taken: Collection[str]
    ) -> tuple[Change, ...]:
        with self._lock:
            self._must_be_open()
            checked_type(subject, str, "subject", SUBJECT_ID)
            told = deepcopy(self._facts)
            entry = entry_of(told, subject, kind)
            if kind is None and not taken:
                remove_subject(told, subject)
            for name in taken:
                if checked_type(name, str, "facts", ENTRY_NAME) not in entry:
                    raise never_told(f"{subject}.{name}")
                del entry[name]
            entry.update({name: plain(value, f"{subject}.{name}") for name, value in facts.items()})
            changes = self._take(told, tuple(f"{subject}.{name}" for name in (*facts, *taken)) or (subject,))
        return self._announced(changes)

    def _take(self, told: Told, by: tuple[str, ...]) -> tuple[Change, ...]:
        statuses = self._infer(told)
        self.changes = tuple(self._differences(statuses, by))
        self._facts, self._statuses = told, statuses
        return self.changes

    def _announced(self, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        raised: list[BaseException] = []
        for listener in list(self._listeners) if changes else ():
            try:
                listener(self, changes)
            except BaseException as error:
                raised.append(error)
        for one in raised:
            if isinstance(one, KeyboardInterrupt | SystemExit):
                raise one
        if raised:
            raise BaseExceptionGroup("listeners of a case raised", raised)
        return changes

    def _must_be_open(self) -> None:
        if not self._open:
            raise CaseClosed

    def _infer(self, facts: Told) -> Statuses:
        profile = self._read(facts)
        if self._book is not None:
            from eligibility.book.fill import open_book

            _, profile = open_book(self._book, profile, self._ruleset, self._as_of)
        situation = situation_of(profile, self._ruleset, self._as_of)
        found = infer(self._ruleset, situation)
        return {
            (kind, subject.id): bytes(CODES.index(found[support, subject.id]) for support in _supports(self._ruleset, kind))
            for kind in SUBJECT_KINDS
            for subject in situation.subjects(kind)
        }

    def _read(self, facts: Told) -> Profile:
        profile = read_profile(json.dumps(facts))
        problems = check_supports(profile, self._ruleset.catalogue, self._ruleset.options, self._ruleset.standards)
        if problems:
            raise ProfileError(problems)
        return profile

    def _differences(self, statuses: Statuses, by: tuple[str, ...]) -> Iterator[Change]:
        for kind, subject in dict.fromkeys([*self._statuses, *statuses]):
            before, after = self._statuses.get((kind, subject)), statuses.get((kind, subject))
            if before == after:
                continue
            for index, support in enumerate(_supports(self._ruleset, kind)):
                old = CODES[before[index]] if before else None
                new = CODES[after[index]] if after else None
                if old is not new:
                    yield Change(support, subject, old, new, by)


def _supports(ruleset: Ruleset, kind: SubjectKind) -> tuple[str, ...]:
    return ruleset.once(_by_kind)[kind]


def _by_kind(ruleset: Ruleset) -> dict[SubjectKind, tuple[str, ...]]:
    """The ids of the supports for each kind of subject."""
    return {kind: tuple(part.id for part in ruleset.parts if part.entity == kind) for kind in SUBJECT_KINDS}
