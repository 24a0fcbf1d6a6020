"""A compiled ruleset run on a situation: the truths of every support for every subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import and_, invert

from eligibility.decide.compiled import Answer, Answers, Program, Raw, granted_fact
from eligibility.facts.flatten import Situation, count_bounds
from eligibility.facts.vocabulary import SubjectKind
from eligibility.logic.expr import FALSE, Quantity, compared_count
from eligibility.logic.truth import Truth
from eligibility.rules.ruleset import Ruleset

Records = dict[str, list[object]]


def run(program: Program, ruleset: Ruleset, situation: Situation) -> Answers:
    """The truths of every support for every subject of its kind."""
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
    answers = Answers(program.places)
    for index, stage in enumerate(program.stages):
        for subject in situation.subjects(stage.entity):
            answers.put(index, subject.id, stage.kernel(records[subject.id]))
        for support, *_ in stage.supports:
            if support in program.demanded:
                _spread(support, stage.entity, program, situation, records, answers)
    return answers


def _filled(record: list[object], layout: Mapping[str, int], counted: Mapping[str, Answer]) -> list[object]:
    for key, truth in counted.items():
        position = layout.get(key)
        if position is not None:
            record[position] = truth
    return record


def count_members(program: Program, situation: Situation, people: Sequence[Sequence[object]]) -> dict[str, Answer]:
    """The truth of every quantity: what is stated decides, otherwise the members that are known."""
    truths = [program.count(record) for record in people]
    household = situation.household.values if situation.household else {}
    result: dict[str, Answer] = {}
    for (quantity, key), place in zip(program.quantities.items(), program.counted, strict=True):
        stated = household.get(quantity.stated.key) if quantity.stated else None
        if stated is not None:
            low = high = int(stated)
            result[key] = compared(low, high, quantity)
            continue
        result[key] = compared(*count_bounds((Truth(row[place]) for row in truths), situation.complete), quantity)
    return result


def compared(low: int, high: int | None, quantity: Quantity) -> Answer:
    """A count known to lie between two bounds, compared."""

    def at_least(number: int) -> Truth:
        if low >= number:
            return Truth.TRUE
        return Truth.FALSE if high is not None and high < number else Truth.UNKNOWN

    answer: Answer = compared_count(quantity.op, quantity.bound, at_least, invert, and_).value
    return answer


def _spread(
    support: str, entity: SubjectKind, program: Program, situation: Situation, records: Records, answers: Mapping[tuple[str, str], Raw]
) -> None:
    """Tell those who demand a support whether it can be had: a person by itself or the household, the household by any member."""
    key = granted_fact(support).key
    person, household = program.layouts["person"].get(key), program.layouts["household"].get(key)
    granted = {subject.id: answers[support, subject.id].granted for subject in situation.subjects(entity)}
    if household is not None and situation.household:
        low, high = count_bounds(map(Truth, granted.values()), situation.complete or entity == "household")
        records["household"][household] = compared(low, high, Quantity(FALSE, ">=", 1))
    if person is not None:
        for subject in situation.persons:
            records[subject.id][person] = granted["household"] if entity == "household" else granted[subject.id]
