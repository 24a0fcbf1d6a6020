"""The bit strings of a rule are the answers of deciding case by case: statuses, routes, and the route that is named."""

from __future__ import annotations

from eligibility.decide.decision import decide
from eligibility.rules.cases import read_case_files
from eligibility.rules.load import load_folder
from eligibility.rules.status import Status
from eligibility.verify.mutation.bit_reading import BitRules
from eligibility.verify.mutation.case_subjects import CaseSubjects
from tests.conftest import Toy, support
from tests.verify.mutation.toys import cases

RULES = (
    support("certified and age >= 16", extra="  unless: [tekun]")
    + support("has.cash or autism", name="card")
    + support("count(certified) >= 2", name="home", entity="household")
)
WRITTEN = """
  - {case: a, AS_OF, person: {certified: true, age: 20, receives: []}, expect: {cash: eligible}}
  - {case: b, AS_OF, person: {certified: true, age: 20, tekun: true}, expect: {cash: not_eligible}}
  - {case: c, AS_OF, person: {autism: true}, expect: {card: eligible}}
  - {case: d, AS_OF, household: {members: [{id: m1, certified: true}, {id: m2, certified: true, age: 3}]}, expect: {home: eligible}}
  - {case: e, AS_OF, household: {members: [{id: m1, certified: false}, {id: m2}]}, expect: {home: not_eligible}}
"""


def test_they_are_what_deciding_says(toy: Toy) -> None:
    folder = toy(RULES, cases__a=cases(WRITTEN))
    ruleset, found = load_folder(folder, folder.parents[1]).ruleset, read_case_files(folder).cases
    subjects = CaseSubjects(found)
    rules = BitRules(ruleset, subjects)
    seen: set[Status] = set()
    for number, case in enumerate(found):
        for outcome in decide(case.profile, ruleset, as_of=case.as_of):
            place = subjects.bit(number, [outcome.subject.kind], outcome.subject.id)
            assert place is not None
            kind, bit = place
            part = ruleset.part(outcome.support, kind)
            assert part is not None
            answers = rules[part]
            truths = {Status.ELIGIBLE: answers.eligible, Status.ELIGIBLE_AFTER: answers.after, Status.NOT_ELIGIBLE: answers.refuted}
            assert [status for status, bits in truths.items() if bits & bit] == [outcome.status] * (outcome.status in truths)
            named = [route.name for route, bits in zip(part.routes, answers.named, strict=True) if bits & bit]
            assert named == ([outcome.route] if outcome.route else [])
            seen.add(outcome.status)
    assert seen == set(Status)
