"""The truths of supports, as they are answered: of each route now and then, and of the exclusions; and the status that follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from eligibility._dataclass import dataclass
from eligibility.rules.status import Status

TruthValue = bool | None
"""True, false, or None while unknown."""

OutcomeKey = tuple[str, str]
"""A support and the id of a subject."""


@dataclass(frozen=True, slots=True)
class Raw:
    """The truth of one support for one subject: of each route *now* and *then*, and of the exclusions together (`unless`)."""

    now: tuple[TruthValue, ...]
    then: tuple[TruthValue, ...]
    unless: TruthValue

    @property
    def granted(self) -> TruthValue:
        """Whether the support is granted, now or after the supports that it depends on; None while open."""
        if self.unless is True:
            return False
        if True in self.then or True in self.now:
            return True
        return None if None in self.then else False

    @property
    def status(self) -> Status:
        """The status of the support that follows from these truths."""
        return _status(self.now, self.then, self.unless)

    @property
    def routes(self) -> tuple[Status, ...]:
        """The status of each route. A proved exclusion refuses them all."""
        if self.unless is True:
            return (Status.NOT_ELIGIBLE,) * len(self.now)
        return tuple(map(_route, self.now, self.then))


def _status(now: tuple[TruthValue, ...], then: tuple[TruthValue, ...], unless: TruthValue) -> Status:
    if unless is True:
        return Status.NOT_ELIGIBLE
    if True in now:
        return Status.ELIGIBLE
    if True in then:
        return Status.ELIGIBLE_AFTER
    return Status.UNDETERMINED if None in then else Status.NOT_ELIGIBLE


def _route(now: TruthValue, then: TruthValue) -> Status:
    if now is True:
        return Status.ELIGIBLE
    if then is True:
        return Status.ELIGIBLE_AFTER
    return Status.UNDETERMINED if then is None else Status.NOT_ELIGIBLE


Place = tuple[int, slice, slice, int]
"""Where the truths of a support lie: the stage, and among its conditions the routes now, the routes then and the exclusions."""


class SupportTruths(Mapping[tuple[str, str], Raw]):
    """The truths of every support for every subject, by support and subject id. The subject tells which part of a support is meant."""

    def __init__(self, places: Mapping[str, tuple[Place, ...]], orders: Sequence[Sequence[int]] = ()) -> None:
        self._places = places
        self._orders = orders
        self._answers: dict[tuple[int, str], tuple[TruthValue, ...]] = {}
        self._truths: dict[tuple[int, str], tuple[TruthValue, ...]] = {}

    @property
    def supports(self) -> tuple[str, ...]:
        """Every support, each after those that it depends on."""
        return tuple(self._places)

    def put(self, stage: int, subject: str, answers: tuple[TruthValue, ...]) -> None:
        """Put in the answers of a stage's kernel for a subject."""
        self._answers[stage, subject] = answers

    def answers(self, stage: int, subject: str) -> tuple[TruthValue, ...]:
        """The answers of a stage's kernel for a subject, as they were put in."""
        return self._answers[stage, subject]

    def __getitem__(self, key: tuple[str, str]) -> Raw:
        return Raw(*self._found(*key))

    def status(self, support: str, subject: str) -> Status:
        """The status of a support for a subject, as `Raw.status` says."""
        return _status(*self._found(support, subject))

    def same(self, other: SupportTruths) -> bool:
        """Whether other truths of the same rules are the same for the same subjects: then every status is."""
        return self._answers == other._answers

    def turned(self, other: SupportTruths) -> Iterator[OutcomeKey]:
        """The supports and subjects whose status is another one in truths of the same rules for the same subjects."""
        answers = self._answers
        differing = {place for place, found in other._answers.items() if found != answers[place]}
        for support, places in self._places.items() if differing else ():
            for stage, subject in differing:
                if any(place[0] == stage for place in places) and self.status(support, subject) is not other.status(support, subject):
                    yield support, subject

    def _found(self, support: str, subject: str) -> tuple[tuple[TruthValue, ...], tuple[TruthValue, ...], TruthValue]:
        for stage, now, then, unless in self._places[support]:
            truths = self._truths.get((stage, subject)) or self._ordered(stage, subject)
            if truths:
                return truths[now], truths[then], truths[unless]
        raise KeyError(support, subject)

    def _ordered(self, stage: int, subject: str) -> tuple[TruthValue, ...]:
        """The truths of a stage's conditions in their order, made when they are first read; none where the subject is of another kind."""
        answers = self._answers.get((stage, subject))
        if answers is None:
            return ()
        truths = self._truths[stage, subject] = tuple(map(answers.__getitem__, self._orders[stage]))
        return truths

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for support, places in self._places.items():
            for stage, *_ in places:
                for index, subject in self._answers:
                    if index == stage:
                        yield support, subject

    def __len__(self) -> int:
        counts = Counter(stage for places in self._places.values() for stage, *_ in places)
        return sum(counts[stage] for stage, _ in self._answers)
