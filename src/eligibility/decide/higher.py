"""Which of two supports is taken where the rule says: the higher of the two."""

from __future__ import annotations

from dataclasses import replace

from eligibility.decide.amounts import FoundAmount, amount_of, benefit_for
from eligibility.decide.evaluation import Evaluation, FoundConflict
from eligibility.facts.flatten import Subject
from eligibility.facts.record import read_value
from eligibility.logic.amount import Interval, exactly
from eligibility.rules.words import BenefitUnit


def chosen(conflict: FoundConflict, own: FoundAmount, support: str, evaluation: Evaluation, subject: Subject) -> FoundConflict:
    """The conflict of a support with another, with the better one named as soon as the amounts tell it.

    That is when the least of one is no lower than the most of the other, in one unit. Until then it names what would tell.
    """
    if not conflict.higher:
        return conflict
    other = _amount(conflict.support, own, evaluation, subject)
    if own.unit == other.unit and own.interval is not None and other.interval is not None:
        better = _better((support, own.interval), (conflict.support, other.interval))
        if better is not None:
            return replace(conflict, better=better)
    missing = tuple(dict.fromkeys((*own.missing, *other.missing)))
    unsaid = [(support, own), (conflict.support, other)]
    wanted = dict.fromkeys((*own.wanted, *other.wanted, *(f"rates.{name}" for name, found in unsaid if found.interval is None)))
    return replace(conflict, missing=missing, wanted=tuple(wanted))


def _better(one: tuple[str, Interval], other: tuple[str, Interval]) -> str | None:
    """The name whose least is no lower than the other's most; of two equals the first."""
    for (name, mine), (_, theirs) in ((one, other), (other, one)):
        if mine.low is not None and theirs.high is not None and mine.low >= theirs.high:
            return name
    return None


def _unit(support: str, evaluation: Evaluation, subject: Subject) -> BenefitUnit | None:
    """The unit in which a support's amounts stand; None where nothing says it."""
    given = (benefit_for(evaluation, part, route, subject) for part in evaluation.ruleset.held(support) for route in part.routes)
    return next((one.unit for one in given if one.unit is not None), None)


def _amount(support: str, own: FoundAmount, evaluation: Evaluation, subject: Subject) -> FoundAmount:
    """The amount of the other support: what is paid now where the profile says it, otherwise what the plan gives."""
    paid = read_value(subject.values, f"person.amounts.{support}")
    if paid is not None:
        assert not isinstance(paid, str)
        return FoundAmount(exactly(paid), _unit(support, evaluation, subject) or own.unit)
    for part in evaluation.ruleset.held(support):
        for one in (subject,) if part.entity == subject.kind else evaluation.situation.subjects(part.entity):
            if evaluation.raw[part.id, one.id].granted is True:
                return amount_of(evaluation, part, one)
    return FoundAmount(None, None)
