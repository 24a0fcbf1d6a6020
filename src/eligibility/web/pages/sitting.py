"""One visit, worked out anew for every request: its rules, its interview, what its people are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from functools import cached_property

from eligibility._json import Json, words
from eligibility.book.book import Book
from eligibility.card.content import Card, card_of
from eligibility.card.people import people_labels
from eligibility.decide.decision import Decision, decide
from eligibility.decide.outcome import Outcome
from eligibility.durable.cross_check import agree
from eligibility.durable.host import LiveEngineMissing
from eligibility.facts.key import EntryName
from eligibility.facts.obsolete import Names
from eligibility.facts.profile import Locality, Profile
from eligibility.facts.profile_edit import Told, told_of
from eligibility.guidance.interview import Inquiry, Interview
from eligibility.i18n import Language, Text
from eligibility.logic.types import Boolean
from eligibility.rules.library import Library
from eligibility.rules.ruleset import Ruleset
from eligibility.views.audience import for_family
from eligibility.views.concerns import touches
from eligibility.views.question import Ask, Asker, QuestionKind, type_of
from eligibility.views.report import Reporter
from eligibility.views.subjects import called
from eligibility.web.pages.state import PageState, Paths


class PlaceUnknown(Exception):
    """The profile does not say where the household lives, or there are no rules for that place."""


class Sitting:
    """The state of a visit with everything that follows from it.

    Raises:
        PlaceUnknown: there are no rules for where the household lives.
        EligibilityError: the profile contradicts itself, or no rules answer on its day.
    """

    def __init__(self, state: PageState, library: Library, book: Book | None, today: date) -> None:
        self.state = state
        self.book = book
        self.day = state.profile.as_of or today
        self.ruleset = ruleset_of(state.profile, library, self.day)

    @cached_property
    def interview(self) -> Interview:
        """The interview, begun anew: only pages that ask need it."""
        return Interview(self.ruleset, self.state.profile, as_of=self.day, book=self.book)

    @cached_property
    def decision(self) -> Decision:
        """The decision on what is told so far, made by the kernel.

        Raises:
            ProfileError: the profile contradicts itself.
        """
        return decide(self.state.profile, self.ruleset, as_of=self.day, book=self.book)

    @cached_property
    def agreed(self) -> Decision:
        """The decision, derived a second time where that is installed.

        Raises:
            DerivationMismatch: the two derivations differ; nothing may be shown.
        """
        with suppress(LiveEngineMissing):
            agree(self.decision)
        return self.decision

    @cached_property
    def told(self) -> Told:
        """The profile as the data of its JSON."""
        return told_of(self.state.profile)

    @cached_property
    def card(self) -> Card:
        """All that the card can say.

        Raises:
            EligibilityError: the profile has no household.
            DerivationMismatch: the two derivations differ.
        """
        return card_of(self.agreed)

    @cached_property
    def labels(self) -> dict[str, Text]:
        """What members are called, by id: as on the card."""
        household = self.state.profile.household
        return people_labels((household.members if household else None) or (), self.decision.situation.persons)

    def called(self, owner: str) -> Text:
        """What the owner of a fact is called."""
        return self.labels.get(owner) or called(self.decision.situation, owner)

    @cached_property
    def asker(self) -> Asker:
        """Makes the questions."""
        return Asker(self.ruleset, self.called)

    def next(self) -> Inquiry | None:
        """What is to be asked next: what an answer led to, then what bears on what weighs most."""
        for paths in self.state.waiting:
            if present := self.present(paths):
                return self.interview.inquiry(*present)
        concerns = self.state.concerns

        def prefer(outcome: Outcome) -> bool:
            return touches(concerns, outcome)

        return self.interview.next(prefer if concerns else None, None if self.state.desk else self._for_office)

    def present(self, paths: Iterable[str]) -> Paths:
        """Those of some paths that are about somebody who is there."""
        owners = {"household", "locality", *(one.id for one in self.decision.situation.everyone)}
        return tuple(path for path in paths if EntryName.of(path).owner in owners)

    def ask(self, paths: Paths) -> Ask:
        """The question about some paths."""
        return self.asker.of(self.interview.inquiry(*paths))

    def give(self, ask: Ask, value: Json) -> None:
        """Take an answer. Of whom it concerns and is more than a yes, more is asked next.

        Raises:
            ProfileError: the answer contradicts another one.
        """
        whom: list[str] = []
        if ask.kind is not QuestionKind.WHOM:
            self.interview.answer(ask.paths[0], value)
        else:
            whom = [path for path in ask.paths if EntryName.of(path).owner in words(value)]
            if others := [path for path in ask.paths if path not in whom]:
                self.interview.nobody(*others)
            if isinstance(type_of("person", ask.name), Boolean):
                for path in whom:
                    self.interview.answer(path, True)
                whom = []
        self._take(ask.paths, whom)

    def dont_know(self, ask: Ask) -> None:
        """Take that an answer is not known.

        Raises:
            ProfileError: other answers presuppose it; nothing has changed.
        """
        self.interview.dont_know(*ask.paths)
        self._take(ask.paths, ())

    def _take(self, paths: Paths, whom: Iterable[str]) -> None:
        """The state after an answer, and all that follows from it."""
        self.state = self.state.answered(paths, self.interview.profile, [(path,) for path in whom])
        for name in ("decision", "agreed", "told", "card", "labels", "asker"):
            self.__dict__.pop(name, None)
        self.decision = self.interview.decision

    def reporter(self, language: Language, *, refused: bool = False) -> Reporter:
        """Arranges the decision in the words of this visit."""
        return _Reporter(self, language, refused=refused)

    def _for_office(self, path: str) -> bool:
        owner = EntryName.of(path).owner
        kind = next((one.kind for one in self.decision.situation.everyone if one.id == owner), owner)
        return not for_family(path, kind)


class _Reporter(Reporter):
    """Calls people as the visit does."""

    counters = False

    def __init__(self, sitting: Sitting, language: Language, *, refused: bool) -> None:
        super().__init__(sitting.agreed, language, refused=refused)
        self._sitting = sitting

    def called(self, owner: str) -> str:
        """What the owner of a fact or an outcome is called."""
        return self._sitting.called(owner)[self.language]


def ruleset_of(profile: Profile, library: Library, day: date) -> Ruleset:
    """The rules of the place where a household lives, on a day.

    Raises:
        PlaceUnknown: the profile names no place, or one without rules.
        NoRulesetError: none was published by the day.
    """
    adcode = profile.locality.adcode
    region = library.region_of(adcode) if adcode else None
    if region is None:
        raise PlaceUnknown
    return library.ruleset(region, as_of=day)


def names_for(library: Library, today: date) -> Callable[[Profile], Names | None]:
    """What the rules for a profile know by name, for `open_profile`."""

    def names(profile: Profile) -> Names | None:
        try:
            ruleset = ruleset_of(profile, library, profile.as_of or today)
        except PlaceUnknown:
            return None
        return Names(ruleset.catalogue, ruleset.options, ruleset.standards)

    return names


def placed(profile: Profile, adcode: str, day: date) -> Profile:
    """The profile in a place on a day; what was said of another place's standards and options goes with it."""
    given = {name: getattr(profile.locality, name) for name in profile.locality.model_fields_set if name != "adcode"}
    moved = profile.locality.adcode not in {None, adcode}
    place = Locality(**({} if moved else given), adcode=adcode)
    return profile.model_copy(update={"locality": place, "as_of": day})
