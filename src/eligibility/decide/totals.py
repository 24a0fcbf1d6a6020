"""What all claims come to by unit. Of claims that exclude each other a total counts only what can be taken together.

Where it is open which of them is taken, the low end of the total takes the smaller choice and the high end the larger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice

from eligibility.decide.amounts import CLAIMED
from eligibility.decide.outcome import Outcome
from eligibility.facts.flatten import Subject
from eligibility.logic.amount import Interval, exactly
from eligibility.rules.words import BenefitUnit

Key = tuple[str, str]
MOST_CHOICES = 4096
"""The most ways to choose among claims that exclude each other, directly or through others, that are all tried."""


Read = Callable[[Outcome], Interval | None]
"""What an answer gives."""


def own_amount(outcome: Outcome) -> Interval | None:
    """What an answer gives by itself."""
    return outcome.amount.interval


def totals(outcomes: Iterable[Outcome], read: Read = own_amount) -> dict[BenefitUnit, Interval]:
    """By unit, what all claims granted come to: of those that exclude each other only what can be taken together.

    A duty's amount is owed and in no total. A claim that a support already received excludes counts from 0, and not at
    all where the received one is the better. `read` gives the amounts; by default they are the answers' own.
    """
    claims = {(one.support, one.subject.id): one for one in outcomes if in_total(one)}
    excluded = {key: {other for other in _others(one) if other in claims} for key, one in claims.items()}
    sums: dict[BenefitUnit, Interval] = {}
    for group in _groups(excluded):
        for unit, found in _of_group([claims[key] for key in group], excluded, read).items():
            sums[unit] = sums.get(unit, exactly(0)) + found
    return sums


def firm_totals(outcomes: Iterable[Outcome], read: Read = own_amount) -> dict[BenefitUnit, Interval]:
    """The same without what an ended plan alone gives: that is promised to nobody before it is verified."""
    return totals((one for one in outcomes if not (one.status.granted and one.standing.to_verify)), read)


def added_with(owner: str, outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The answers that are added up with those of a subject: of an organisation its own, of anyone else all of the family.

    Where there is no family, and only one organisation, its answers are meant whoever the subject is.
    """
    mine: dict[str, list[Outcome]] = {}
    for one in outcomes:
        mine.setdefault(one.subject.id if one.subject.kind == "organisation" else "", []).append(one)
    found = mine.get(owner) or mine.get("")
    return found or (next(iter(mine.values())) if len(mine) == 1 else [])


def in_total(outcome: Outcome) -> bool:
    """Whether an answer is a claim with an amount, which a total counts."""
    if not outcome.status.granted or outcome.benefit.kind == "duty" or outcome.modality not in CLAIMED:
        return False
    return outcome.amount.interval is not None and outcome.amount.unit is not None


def _unit(outcome: Outcome) -> BenefitUnit:
    assert outcome.amount.unit is not None
    return outcome.amount.unit


def _others(outcome: Outcome, *, better: bool = False) -> Iterator[Key]:
    """The answers that a claim excludes: the same subject's, the household's and its members'; or those alone that are the better ones."""
    owners = [subject.id for subject in outcome.evaluation.situation.everyone if _shares(subject, outcome.subject)]
    conflicts = [one for one in outcome.conflicts if not better or one.better == one.support]
    yield from ((conflict.support, owner) for conflict in conflicts for owner in owners)


def _shares(one: Subject, other: Subject) -> bool:
    return one.id == other.id or {one.kind, other.kind} == {"person", "household"}


def _groups(excluded: Mapping[Key, set[Key]]) -> Iterator[list[Key]]:
    """The claims, those that exclude each other, directly or through others, together."""
    left = dict.fromkeys(excluded)
    while left:
        group, waiting = [], [next(iter(left))]
        while waiting:
            key = waiting.pop()
            if key in left:
                del left[key]
                group.append(key)
                waiting += sorted({*excluded[key], *(other for other in excluded if key in excluded[other])} & left.keys())
        yield group


def _of_group(claims: Sequence[Outcome], excluded: Mapping[Key, set[Key]], read: Read) -> dict[BenefitUnit, Interval]:
    """By unit, the range over every choice of claims that can be taken together."""
    if len(claims) == 1:
        outcome = claims[0]
        return {_unit(outcome): _beside_received(outcome, read)}
    choices = list(islice(_choices(claims, excluded), MOST_CHOICES + 1))
    if len(choices) > MOST_CHOICES:
        return dict.fromkeys(map(_unit, claims), Interval(Fraction(0), None))
    sums = [_sum(choice, read) for choice in choices]
    units = dict.fromkeys(unit for one in sums for unit in one)
    return {unit: _range([one.get(unit, exactly(0)) for one in sums]) for unit in units}


def _range(found: Sequence[Interval]) -> Interval:
    lows = [one.low or Fraction(0) for one in found]
    return Interval(min(lows), None if any(one.high is None for one in found) else max(one.high or Fraction(0) for one in found))


def _choices(claims: Sequence[Outcome], excluded: Mapping[Key, set[Key]]) -> Iterator[list[Outcome]]:
    """Every set of claims that can be taken together and to which no other can be added, without those that are worse than one taken.

    The search is Bron and Kerbosch's, for sets without a pair in place of sets of pairs.
    """
    kept = _kept(claims)
    clash = {one: {other for other in kept if other in excluded[one] or one in excluded[other]} for one in kept}
    waiting: list[tuple[tuple[Key, ...], set[Key], set[Key]]] = [((), set(kept), set())]
    while waiting:
        chosen, open_, tried = waiting.pop()
        if not open_ and not tried:
            yield [kept[key] for key in kept if key in chosen]
            continue
        turn = min(sorted(open_ | tried), key=lambda key: len(open_ & (clash[key] | {key})))
        for key in sorted(open_ & (clash[turn] | {turn})):
            waiting.append(((*chosen, key), open_ - clash[key] - {key}, tried - clash[key]))
            open_, tried = open_ - {key}, tried | {key}


def _kept(claims: Sequence[Outcome]) -> dict[Key, Outcome]:
    """The claims that no better one stands beside. What is worse only than a claim that is itself left for a better one stays."""
    by_key = {(one.support, one.subject.id): one for one in claims}
    better = {key: {other for other in _others(one, better=True) if other in by_key} for key, one in by_key.items()}
    left, kept = dict.fromkeys(by_key), set[Key]()
    while clear := [key for key in left if not better[key] & left.keys()]:
        for key in clear:
            del left[key]
        kept |= {key for key in clear if not better[key] & kept}
    return {key: one for key, one in by_key.items() if key in kept or key in left}


def _sum(claims: Iterable[Outcome], read: Read) -> dict[BenefitUnit, Interval]:
    sums: dict[BenefitUnit, Interval] = {}
    for one in claims:
        unit = _unit(one)
        sums[unit] = sums.get(unit, exactly(0)) + _beside_received(one, read)
    return sums


def _beside_received(outcome: Outcome, read: Read) -> Interval:
    """The amount of a claim, beside what is received already and excludes it."""
    found = read(outcome)
    assert found is not None
    against = [one for one in outcome.conflicts if outcome.evaluation.receives(one.support, outcome.subject)]
    if any(one.better == one.support for one in against):
        return exactly(0)
    return Interval(Fraction(0), found.high) if any(one.better != outcome.support for one in against) else found
