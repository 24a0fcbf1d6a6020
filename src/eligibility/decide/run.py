"""Run a compiled ruleset on a situation: the truths of every support for every subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import localcontext

from eligibility.decide.compiled import FilledRecord, Handed, Program, SupportTruths, TruthValue
from eligibility.facts.flatten import Situation
from eligibility.logic.expr import EXACT, FALSE, Quantity, compared_count
from eligibility.logic.operators import Operator
from eligibility.rules.ruleset import Ruleset

Records = dict[str, FilledRecord]


def run(program: Program, ruleset: Ruleset, situation: Situation) -> SupportTruths:
    """The truths of every support for every subject of its kind."""
    with localcontext(EXACT):
        return _truths(program, ruleset, situation)


def _truths(program: Program, ruleset: Ruleset, situation: Situation) -> SupportTruths:
    people = [program.layouts["person"].record(subject.values) for subject in situation.persons]
    counted = count_members(program, situation, people)
    records: Records = {}
    for subject, record in zip(situation.persons, people, strict=True):
        records[subject.id] = _filled(record, program.layouts["person"], counted)
    if situation.household:
        record = program.layouts["household"].record(situation.household.values)
        records["household"] = _filled(record, program.layouts["household"], counted)
    for subject in situation.organisations:
        records[subject.id] = program.layouts["organisation"].record(subject.values)
    answers = SupportTruths(program.places)
    for index, stage in enumerate(program.stages):
        for subject in situation.subjects(stage.entity):
            answers.put(index, subject.id, stage.kernel(records[subject.id]))
        for handed in program.handed[index]:
            _spread(handed, situation, records, answers)
    return answers


def _filled(record: FilledRecord, layout: Mapping[str, int], counted: Mapping[str, TruthValue]) -> FilledRecord:
    for key, truth in counted.items():
        position = layout.get(key)
        if position is not None:
            record[position] = truth
    return record


def count_members(program: Program, situation: Situation, people: Sequence[FilledRecord]) -> dict[str, TruthValue]:
    """The truth of every quantity: a stated number decides it, otherwise the members that are known."""
    truths = [program.count(record) for record in people]
    bounds = [_counted(row, situation.complete) for row in zip(*truths, strict=True)] or [_counted((), situation.complete)] * len(
        program.bodies
    )
    household = situation.household.values if situation.household else {}
    result: dict[str, TruthValue] = {}
    for (quantity, key), place in zip(program.quantities.items(), program.counted, strict=True):
        stated = household.get(quantity.stated.key) if quantity.stated else None
        low, high = bounds[place] if stated is None or isinstance(stated, frozenset) else (int(stated), int(stated))
        result[key] = compared(low, high, quantity)
    return result


def _counted(truths: Sequence[TruthValue], complete: bool) -> tuple[int, int | None]:
    """The least and the greatest number of true ones; None if there is no upper limit."""
    return truths.count(True), len(truths) - truths.count(False) if complete else None


def compared(low: int, high: int | None, quantity: Quantity) -> TruthValue:
    """The comparison of a count that is known only to lie between two bounds."""
    if quantity.op is Operator.AT_LEAST:  # nearly all: for speed
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


ANY = Quantity(FALSE, Operator.AT_LEAST, 1)
"""Compares a count with one, whatever is counted."""


def _spread(handed: Handed, situation: Situation, records: Records, answers: SupportTruths) -> None:
    """Write into the records whether a support can be granted.

    A person's record tells it for the person and for the household, where these hold the support. A household's record tells it
    for the household and for any member.
    """
    granted = {subject.id: answers.granted(handed.support, subject.id) for kind in handed.kinds for subject in situation.subjects(kind)}
    if handed.household is not None and situation.household:
        low, high = _counted(list(granted.values()), situation.complete or "person" not in handed.kinds)
        records["household"][handed.household] = compared(low, high, ANY)
    if handed.person is not None:
        to_household = granted.get("household", False)
        for subject in situation.persons:
            records[subject.id][handed.person] = _either(granted.get(subject.id, False), to_household)
