"""An interview: one question after another, each the one expected to settle the most, until no answer can change any more.

Only facts that can still settle an answer, by the kernel's exact relevance, are asked for. A fact that turned out not to be
known is not asked again. Neither is a fact that could settle an answer only together with it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date

from eligibility import limits
from eligibility._dataclass import dataclass
from eligibility._json import JsonObject, object_in, objects, objects_in, words
from eligibility.book.book import Book
from eligibility.codes import ProblemCode
from eligibility.decide.decision import Decision, Question, decide
from eligibility.decide.outcome import Outcome
from eligibility.durable.case import Case, Change
from eligibility.durable.cross_check import DerivationMismatch
from eligibility.durable.host import LiveEngineError
from eligibility.errors import Problem, ProfileError, WrongArgument, checked_callable, unknown_name
from eligibility.facts.key import EntryName, FactKey, checked_path
from eligibility.facts.profile import Profile
from eligibility.facts.profile_edit import Told, plain, put, taken, told_of
from eligibility.facts.read import checked_profile, read_profile
from eligibility.facts.vocabulary import OPEN_LISTS
from eligibility.guidance.implied import Implied
from eligibility.guidance.question_scores import Agenda
from eligibility.guidance.questionnaire import AFTER, MEMBERS, NOBODY, concerns_few
from eligibility.i18n import Text
from eligibility.logic.amount import Interval
from eligibility.logic.truth import Truth
from eligibility.rules.ruleset import Implication, Ruleset, checked_ruleset
from eligibility.rules.status import Status

NOBODY_WORD = Text("可以答“都没有”的问题", "a question that nobody may answer")
"""What is looked for where nobody is said to be concerned."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question to ask: about one path, or about several members at once where it will concern few of them.

    `outcomes` are the open answers that it can affect, or the grants that it could exclude. `about` is the kind of subject
    that it is about, where the outcomes do not tell. `laws` rule out some of the answers for everyone asked. `narrows` are the
    grants whose amount it would tell more exactly, where it can settle no answer. Of a question about several, `refused` are the choices
    that contradict what is told, and `at_least_one` is whether it would be a contradiction to name none.
    """

    paths: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    about: str | None = None
    laws: tuple[Implication, ...] = ()
    narrows: tuple[Outcome, ...] = ()
    refused: frozenset[str] = frozenset()
    at_least_one: bool = False

    @property
    def together(self) -> bool:
        """Whether it is asked about several members: `nobody` answers for those whom it does not concern, the others are asked singly."""
        return len(self.paths) > 1

    @property
    def entity(self) -> str:
        """What it is about: a person, the household, the locality or an organisation."""
        return self.about or Question(self.paths[0], (*self.outcomes, *self.narrows)).entity()


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of an interview: numbers of answers. `settled` are decided, and `granted` of these are granted. `open` can still
    be settled; `left` stay open because a fact is not known. At most `questions` more will be asked."""

    settled: int
    granted: int
    open: int
    left: int
    questions: int


class Interview:
    """An interview about one household, fact by fact. Use it from one thread at a time; it shows no facts in its representation.

    `profile` may hold facts that are known already; paths in its `dont_know` are not asked. With `live`, durable_rules infers
    every answer as well, and a step raises `DerivationMismatch` where the two differ. With `confirm`, once all is settled,
    the interview goes on to the facts that could still exclude what is granted. With `amounts` it goes on before that to the facts
    that only tell more exactly how much is granted, those first that narrow the most. What the local `book` tells is not asked, nor what
    follows from the facts told.

    Raises:
        ProfileError: the profile contradicts itself or names supports or options that the ruleset does not know.
        LiveEngineMissing: `live` is set and durable_rules is not installed.
        NotADay: `as_of` is no date, or a datetime.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        profile: Profile | None = None,
        *,
        as_of: date,
        live: bool = False,
        confirm: bool = True,
        amounts: bool = False,
        book: Book | None = None,
    ) -> None:
        self._confirm = confirm
        self._amounts = amounts
        self._ruleset = checked_ruleset(ruleset)
        self._as_of = as_of
        self._book = book
        self._agenda = Agenda(ruleset)
        self._history: list[tuple[tuple[str, ...], Told]] = []
        self._take(told_of(None if profile is None else checked_profile(profile)))
        self._case = Case(ruleset, as_of, self._decision.profile, book) if live else None

    def __repr__(self) -> str:
        return f"<Interview {self._ruleset.region} {self._as_of} ({self.progress.questions} questions)>"

    @property
    def profile(self) -> Profile:
        """The facts known so far."""
        return self._profile

    @property
    def decision(self) -> Decision:
        """The decision on the facts known so far and on what follows from them, made by the kernel."""
        return self._decision

    @property
    def live(self) -> bool:
        """Whether durable_rules infers every answer as well."""
        return self._case is not None

    @property
    def granted(self) -> frozenset[tuple[str, str]]:
        """The supports granted so far, each with the id of its subject."""
        return frozenset(key for key, status in self._agenda.statuses.items() if status.granted)

    @property
    def progress(self) -> Progress:
        statuses = list(self._agenda.statuses.values())
        undetermined = statuses.count(Status.UNDETERMINED)
        open_ = sum(1 for paths in self._agenda.asks.values() if paths)
        granted = sum(1 for status in statuses if status.granted)
        questions = {**self._agenda.scores(), **self._narrowing}
        return Progress(len(statuses) - undetermined, granted, open_, undetermined - open_, len(questions))

    def next(self, prefer: Callable[[Outcome], bool] | None = None, skip: Callable[[str], bool] | None = None) -> Inquiry | None:
        """The question expected to settle the most; None once asking can settle no further answer.

        What bears on an answer that the asker would `prefer` to have settled comes first; it leaves out nothing. Paths to `skip`
        are not asked here.

        Raises:
            WrongArgument: `prefer` or `skip` is no function.
        """
        prefer = None if prefer is None else checked_callable(prefer, "prefer")
        skip = None if skip is None else checked_callable(skip, "skip")
        if self._wants_members():
            return Inquiry((MEMBERS,), ())
        scores = _left(self._agenda.scores(), skip) or _left(self._narrowing, skip) or _left(self._bars(), skip)
        places = {one.id: place for place, one in enumerate(self._decision.situation.everyone)}
        groups: dict[str, list[str]] = {}
        for path in sorted(scores, key=lambda path: (places.get(EntryName.of(path).owner, -1), path)):
            owner, name = EntryName.of(path).pair
            groups.setdefault(name if name in NOBODY and owner in self._people else path, []).append(path)
        if not groups:
            return None
        if prefer is not None:
            first = {path for key, paths in self._agenda.asks.items() if prefer(self._decision[key]) for path in paths}
            groups = {name: paths for name, paths in groups.items() if not first.isdisjoint(paths)} or groups
        best = self._best(groups, scores)
        while certain := self._concerned(groups[best]):
            rest = [path for path in groups.pop(best) if path not in certain]
            groups |= {best: rest} if rest else {}
            groups |= {path: [path] for path in certain}
            best = self._best(groups, scores)
        owner, name = EntryName.of(groups[best][0]).pair
        return self.inquiry(*groups.get(f"{owner}.{AFTER.get(name)}", groups[best]))

    def inquiry(self, *paths: str) -> Inquiry:
        """The question about the given paths.

        Raises:
            WrongArgument: no path is given, or one is no text.
        """
        if not paths:
            raise WrongArgument([Problem(ProblemCode.WRONG_VALUE, "paths", Text("至少要写一条路径", "must hold at least one path"))])
        chosen = set(map(checked_path, paths))
        asked = [self._decision[key] for key, open_ in self._agenda.asks.items() if not chosen.isdisjoint(open_)]
        narrowed = [one for one in self._granting if not chosen.isdisjoint(one.amount.missing)] if not asked and self._amounts else []
        barred = []
        if not asked and not narrowed:
            barred = [one for one in self._decision if one.status.granted and not chosen.isdisjoint(one.unless)]
        owner = EntryName.of(paths[0]).owner
        about = next((one.kind for one in self._decision.situation.everyone if one.id == owner), None)
        found = Inquiry(tuple(paths), (*asked, *barred), about, self._laws(paths), tuple(narrowed))
        if found.together or not isinstance(NOBODY.get(EntryName.of(paths[0]).name), list):
            return found
        refused = self._implied.refused_choices(found.entity, paths[0])
        return replace(found, refused=refused, at_least_one=self._implied.at_least_one(found.entity, paths[0]))

    def answer(self, path: str, value: object) -> tuple[Change, ...]:
        """Take the answer for a path, as a profile holds it, and return what it opens and closes. It replaces an earlier answer.

        For `household.members` the answer is the number of people; for `birth_date` it may be the age. None makes a fact unknown.

        Raises:
            ProfileError: the answer is wrong or contradicts another; nothing has changed.
            WrongArgument: the path is no text.
        """
        told = self._draft(checked_path(path))
        if path == MEMBERS:
            _people(told, value)
        else:
            put(told, path, plain(value, path))
            _close(told, path, None if value is None else True)
        return self._advance((path,), told)

    def nobody(self, *paths: str) -> tuple[Change, ...]:
        """Record that the question at these paths (of `NOBODY`) concerns none of the members asked.

        Raises:
            ProfileError: that is no answer to the question, or it contradicts another; nothing has changed.
            WrongArgument: a path is no text.
        """
        told = deepcopy(self._told)
        for path in map(checked_path, paths):
            name = EntryName.of(path).name
            if name not in NOBODY:
                raise ProfileError([unknown_name(ProblemCode.UNKNOWN_FACT, NOBODY_WORD, name, NOBODY, listed=len(NOBODY))])
            put(told, path, deepcopy(NOBODY[name]))
            _close(told, path, True)
        return self._advance(paths, told)

    def dont_know(self, *paths: str) -> tuple[Change, ...]:
        """Record that the facts at these paths are not known, so that they are not asked again. Earlier answers are withdrawn.

        Raises:
            ProfileError: the number of people is to be unknown, and facts are known of some; nothing has changed.
            WrongArgument: a path is no text.
        """
        told = deepcopy(self._told)
        for path in map(checked_path, paths):
            if path == MEMBERS:
                _people(told, None)
            elif taken(told, path) is not None:
                put(told, path, None)
                _close(told, path, None)
        told["dont_know"] = sorted({*words(told.get("dont_know")), *paths})
        return self._advance(paths, told)

    def withdraw(self, path: str) -> tuple[Change, ...]:
        """Withdraw an answer, as if it had never been given.

        Raises:
            WrongArgument: the path is no text.
        """
        told = self._draft(checked_path(path))
        put(told, path, None)
        _close(told, path, None)
        return self._advance((path,), told)

    def back(self) -> tuple[str, ...]:
        """Undo the last step of this interview, and return its paths; empty where there is no step."""
        if not self._history:
            return ()
        paths, told = self._history[-1]
        self._become(paths, told)
        self._history.pop()
        return paths

    # -- internals

    def _best(self, groups: dict[str, list[str]], scores: dict[str, float]) -> str:
        return min(groups, key=lambda group: (self._concerns_few(groups[group]), -_mean(scores, groups[group]), _by_number(group)))

    def _concerned(self, paths: list[str]) -> list[str]:
        """Those of several members whom a question is known to concern: they are asked singly, about what is not known yet."""
        if len(paths) == 1:
            return []
        nobody = NOBODY[EntryName.of(paths[0]).name]
        return [path for path in paths if self._implied.refuses(path, nobody)]

    def _concerns_few(self, paths: list[str]) -> bool:
        """Whether a question is hardly ever worth much for any of those asked."""
        people = {person.id: person for person in self._decision.situation.persons}
        told = [(people.get(owner), name) for owner, name in (EntryName.of(path).pair for path in paths)]
        return all(person is not None and concerns_few(name, person.values) for person, name in told)

    def _laws(self, paths: tuple[str, ...]) -> tuple[Implication, ...]:
        """The laws that hold for all who are asked, and are about what is asked."""
        owners, entry = {EntryName.of(path).owner for path in paths}, EntryName.of(paths[0]).name
        asked = [person for person in self._decision.situation.persons if person.id in owners]
        evaluation = self._decision.evaluation
        return tuple(
            law
            for law in self._ruleset.implications.values()
            if asked and any(FactKey.of(fact.key).entry == entry for fact in law.facts)
            if all(evaluation.truth(law.when, person) is Truth.TRUE for person in asked)
        )

    def _draft(self, path: str) -> Told:
        """A copy of the told facts in which the path is not recorded as unknown."""
        told = deepcopy(self._told)
        unknown = [known for known in words(told.pop("dont_know", None)) if known != path]
        return {**told, "dont_know": unknown} if unknown else told

    def _advance(self, paths: tuple[str, ...], told: Told) -> tuple[Change, ...]:
        before = self._told
        changes = self._become(paths, told)
        self._history.append((paths, before))
        return changes

    def _become(self, paths: tuple[str, ...], told: Told) -> tuple[Change, ...]:
        before = self._agenda.statuses
        self._take(told)
        after = self._agenda.statuses
        changes = tuple(
            Change(*key, before.get(key), after.get(key), paths)
            for key in dict.fromkeys([*before, *after])
            if before.get(key) is not after.get(key)
        )
        self._infer_again(paths, changes)
        return changes

    def _infer_again(self, paths: tuple[str, ...], changes: tuple[Change, ...]) -> None:
        """Derive all answers again with the live engine. Where the engine fails it is given up, and the kernel answers alone."""
        if self._case is None:
            return
        try:
            inferred = self._case.replace(self._decision.profile, *paths)
        except LiveEngineError:
            self._case = None
            return
        if set(inferred) != set(changes):
            different = set(inferred) ^ set(changes)
            raise DerivationMismatch(self._ruleset, self._as_of, [change.support for change in different])

    def _take(self, told: Told) -> None:
        profile = read_profile(json.dumps(told))
        decision = decide(profile, self._ruleset, as_of=self._as_of, book=self._book)
        implied = Implied(told, self._ruleset, self._as_of, profile)
        known = implied.with_answers()
        if known is not told:
            decision = decide(read_profile(json.dumps(known)), self._ruleset, as_of=self._as_of, book=self._book)
        self._agenda.update(decision)
        self._told, self._profile, self._decision, self._implied = told, profile, decision, implied
        self._narrowed: dict[str, float] | None = None

    @property
    def _granting(self) -> list[Outcome]:
        """The answers that grant something."""
        return [outcome for outcome in self._decision if outcome.status.granted]

    @property
    def _narrowing(self) -> dict[str, float]:
        """With `amounts`, the paths that would tell the amount of a grant more exactly, each with how much of it, from 0 to 1, it can be
        expected to narrow; summed over all grants."""
        if self._narrowed is None:
            found: dict[str, float] = {}
            for outcome in self._granting if self._amounts else ():
                paths = [path for path in outcome.amount.missing if path not in self._decision.dont_know]
                for path in paths:
                    found[path] = found.get(path, 0.0) + _openness(outcome.amount.interval) / len(paths)
            self._narrowed = found
        return self._narrowed

    def _bars(self) -> dict[str, float]:
        """With `confirm`, the paths that could exclude a granted support, each with the number of grants that it could exclude."""
        granted = self._granting if self._confirm else []
        paths = Counter(path for outcome in granted for path in outcome.unless if path not in self._decision.dont_know)
        return {path: float(count) for path, count in paths.items()}

    @property
    def _people(self) -> frozenset[str]:
        return frozenset(person.id for person in self._decision.situation.persons)

    def _wants_members(self) -> bool:
        household = self._profile.household
        if MEMBERS in self._profile.dont_know or (household is None and self._profile.organisations):
            return False
        return household is None or not household.members


def _mean(scores: dict[str, float], paths: list[str]) -> float:
    return sum(scores[path] for path in paths) / len(paths)


def _left(scores: dict[str, float], skip: Callable[[str], bool] | None) -> dict[str, float]:
    """The scores of the paths that are not to be skipped."""
    return scores if skip is None else {path: score for path, score in scores.items() if not skip(path)}


def _openness(amount: Interval | None) -> float:
    """How far the ends of an amount lie apart, as a share of the upper one; 1 where nothing bounds it."""
    if amount is None or amount.high is None:
        return 1.0
    return float((amount.high - (amount.low or 0)) / amount.high) if amount.high else 0.0


def _close(told: Told, path: str, whole: bool | None) -> None:
    """Record that an open list was put as a whole, so that what is not named is not meant."""
    owner, name = EntryName.of(path).pair
    closing = OPEN_LISTS.get(f"person.{name}")
    if closing:
        put(told, f"{owner}.{FactKey.of(closing).entry}", whole)


def _by_number(path: str) -> str:
    """A path by which others are put in order, numbers by their size."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(4), path)


def _untold(member: JsonObject) -> bool:
    """Whether nothing is known of a member but that questions to the whole household do not concern them."""
    closing = {FactKey.of(key).entry for key in OPEN_LISTS.values()}
    return all(name == "id" or name in closing or (name in NOBODY and value == NOBODY[name]) for name, value in member.items())


def _people(told: Told, count: object) -> None:
    """Set the length of the list of members, or that it is not known. A member of whom a question told more than that it does not
    concern them is never dropped. Who was told of by most such questions is dropped first: who was named in one has still to be asked.

    Raises:
        ProfileError: the number is not valid, or smaller than the number of members with known facts.
    """
    household = object_in(told, "household")
    members = objects_in(household, "members")
    if count is not None and (not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= limits.MEMBERS):
        text = Text(f"应为1至{limits.MEMBERS}的整数", f"must be a whole number from 1 to {limits.MEMBERS}")
        raise ProfileError([Problem(ProblemCode.WRONG_MEMBER_COUNT, ("household", "members"), text)])
    spare = sorted((place for place, member in enumerate(members) if _untold(member)), key=lambda place: (len(members[place]), place))
    known, surplus = len(members) - len(spare), max(len(members) - (count or 0), 0)
    if surplus > len(spare):
        text = Text(f"已填了{known}人的情况，人数不能少于{known}", f"facts are known of {known}: there cannot be fewer members")
        raise ProfileError([Problem(ProblemCode.MEMBERS_HAVE_FACTS, ("household", "members"), text)])
    gone = {str(members.pop(place)["id"]) for place in sorted(spare[len(spare) - surplus :], reverse=True)}
    unknown = words(told.pop("dont_know", None))
    if left := [path for path in unknown if EntryName.of(path).owner not in gone]:
        told["dont_know"] = list(left)
    if count is None:
        told["household"] = {name: value for name, value in household.items() if name != "members"}
        return
    ids = {member["id"] for member in members} | {body["id"] for body in objects(told.get("organisations"))}
    names = (f"m{number}" for number in range(1, 1000))
    members.extend({"id": name} for name in [next(name for name in names if name not in ids) for _ in range(count - len(members))])
    household.pop("size", None)
