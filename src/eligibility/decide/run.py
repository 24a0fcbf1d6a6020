"""Run a compiled ruleset on a situation: the truths of every support for every subject."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import localcontext

from eligibility.decide.compiled import FilledRecord, Handed, Program
from eligibility.decide.truths import SupportTruths, TruthValue
from eligibility.facts.flatten import Situation
from eligibility.logic.expr import EXACT, FALSE, Quantity, compared_count
from eligibility.logic.operators import Operator
from eligibility.rules.ruleset import Ruleset

Records = dict[str, FilledRecord]

AT_LEAST = Operator.AT_LEAST


def run(program: Program, ruleset: Ruleset, situation: Situation) -> SupportTruths:
    """The truths of every support for every subject of its kind."""
    with localcontext(EXACT):
        return _truths(program, ruleset, situation)


def _truths(program: Program, ruleset: Ruleset, situation: Situation) -> SupportTruths:
    layouts = program.layouts
    records: Records = {subject.id: layouts[subject.kind].record(subject.values) for subject in situation.everyone}
    if program.counted:
        _count_members(program, situation, records)
    answers = SupportTruths(program.places, [stage.order for stage in program.stages])
    for index, stage in enumerate(program.stages):
        for subject in situation.subjects(stage.entity):
            answers.put(index, subject.id, stage.kernel(records[subject.id]))
        for handed in program.handed[index]:
            _spread(handed, situation, records, answers)
    return answers


def _count_members(program: Program, situation: Situation, records: Records) -> None:
    """Write into the records the truth of every quantity: a stated number decides it, otherwise the members that are known."""
    people = [records[person.id] for person in situation.persons]
    truths = list(zip(*map(program.count, people), strict=True)) or [()] * len(program.bodies)
    household = situation.household.values if situation.household else {}
    for one in program.counted:
        stated = household.get(one.stated) if one.stated else None
        if stated is None or isinstance(stated, frozenset):
            truth = _compared_count(truths[one.body], situation.complete, one.quantity)
        else:
            truth = compared(int(stated), int(stated), one.quantity)
        if one.household is not None and situation.household:
            records["household"][one.household] = truth
        if one.person is not None:
            for record in people:
                record[one.person] = truth


def _compared_count(truths: Sequence[TruthValue], complete: bool, quantity: Quantity) -> TruthValue:
    """The comparison of how many are true; if not `complete`, there may be others."""
    return compared(truths.count(True), len(truths) - truths.count(False) if complete else None, quantity)


def compared(low: int, high: int | None, quantity: Quantity) -> TruthValue:
    """The comparison of a count that is known only to lie between two bounds."""
    if quantity.op is AT_LEAST:  # nearly all: for speed
        return True if low >= quantity.bound else False if high is not None and high < quantity.bound else None

    def at_least(number: int) -> TruthValue:
        if low >= number:
            return True
        return False if high is not None and high < number else None

    return compared_count(quantity.op, quantity.bound, at_least, _negated, _both)


def _negated(truth: TruthValue) -> TruthValue:
    return None if truth is None else not truth


def _both(one: TruthValue, other: TruthValue) -> TruthValue:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _either(one: TruthValue, other: TruthValue) -> TruthValue:
    if one is True or other is True:
        return True
    return None if one is None or other is None else False


ANY = Quantity(FALSE, AT_LEAST, 1)
"""Compares a count with one, whatever is counted."""


def _spread(handed: Handed, situation: Situation, records: Records, answers: SupportTruths) -> None:
    """Write into the records whether a support can be granted.

    A person's record tells it for the person and for the household, where these hold the support. A household's record tells it
    for the household and for any member.
    """
    granted: dict[str, TruthValue] = {}
    for part in handed.parts:
        for subject in situation.subjects(part.kind):
            granted[subject.id] = part.granted(answers.answers(part.stage, subject.id))
    if handed.household is not None and situation.household:
        complete = situation.complete or all(part.kind != "person" for part in handed.parts)
        records["household"][handed.household] = _compared_count(list(granted.values()), complete, ANY)
    if handed.person is not None:
        to_household = granted.get("household", False)
        for subject in situation.persons:
            records[subject.id][handed.person] = _either(granted.get(subject.id, False), to_household)
