"""The rules applied to one household, without the words: what outcomes, explanations and notices are made of."""

from __future__ import annotations

import ast
import gc
from graphlib import TopologicalSorter
from itertools import product
from weakref import ref

import pytest

import eligibility as el
from eligibility.decide.compiled import receipt, received_by
from eligibility.logic.truth import Truth
from tests.card.conftest import REGIONS, generated
from tests.conftest import ROOT, Toy, decide, one, support

CHAIN = support("certified") + support("has.cash", name="home", entity="household") + support("has.home", name="card")
PROFILE = {"household": {"members": [{"id": "m1", "certified": False, "receives": []}, {"id": "m2", "certified": True, "receives": []}]}}


def test_no_module_of_the_room_needs_itself() -> None:
    """No circle of imports, not even one for the type checker alone."""
    room = ROOT / "src" / "eligibility" / "decide"
    graph = {
        path.stem: {
            node.module.removeprefix("eligibility.decide.")
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("eligibility.decide.")
        }
        for path in room.glob("*.py")
    }
    order = list(TopologicalSorter(graph).static_order())
    assert order.index("evaluation") < order.index("outcome") < order.index("decision")


def test_every_support_meets_every_subject_of_its_kind(toy: Toy) -> None:
    evaluation = decide(toy(CHAIN), PROFILE).evaluation
    assert [(rule.id, subject.id) for rule, subject in evaluation] == [
        ("cash", "m1"), ("card", "m1"), ("cash", "m2"), ("card", "m2"), ("home", "household"),
    ]  # fmt: skip


def test_holders_and_what_opens(toy: Toy) -> None:
    """Each support that is asked for with who is granted it; what opens one comes after what opens that."""
    evaluation = decide(toy(CHAIN), PROFILE).evaluation
    m1, m2 = evaluation.situation.persons
    assert [(name, holder.id) for name, holder in evaluation.holders(["cash", "home", "nothing"], m2)] == [
        ("cash", "m2"),
        ("home", "household"),
    ]
    assert evaluation.holders(["cash"], m1) == []
    assert evaluation.opened_by("card", m1) == ("cash", "home")
    assert evaluation.opened_by("cash", m2) == ()


def test_what_is_received_is_no_grant(toy: Toy) -> None:
    evaluation = decide(toy(CHAIN), one(certified=False, receives=["cash"])).evaluation
    (m1,) = evaluation.situation.persons
    assert (evaluation.receives("cash", m1), evaluation.receives("card", m1)) == (True, False)
    assert evaluation.holders(["cash"], m1) == []
    assert evaluation.raw["cash", "m1"].status is el.Status.NOT_ELIGIBLE


@pytest.mark.parametrize("region", REGIONS)
def test_what_is_received_is_what_the_condition_of_it_says(region: str) -> None:
    """Law: for every support and subject, as a support of that kind or as `has.` asks for one of another."""
    answers = []
    for decision in generated(region, 6):
        evaluation, ruleset = decision.evaluation, decision.ruleset
        for subject, name in product(evaluation.situation.everyone, ruleset.supports):
            own = ruleset.part(name, subject.kind) is not None
            asked = receipt(subject.kind, name) if own else received_by(subject.kind, name, ruleset)
            answers.append(evaluation.receives(name, subject))
            assert answers[-1] is (evaluation.truth(asked, subject) is Truth.TRUE)
    assert True in answers and False in answers


def test_its_representation_shows_no_facts(toy: Toy) -> None:
    evaluation = decide(toy(CHAIN), one(certified=True, age=34)).evaluation
    assert repr(evaluation) == "<Evaluation toy 2022-01-01 2024-06-01 (3 answers)>"


def test_nothing_that_is_said_of_a_household_outlives_its_decision(toy: Toy) -> None:
    """No circle of objects keeps it until Python looks for such circles."""
    ruleset = toy(CHAIN)
    gc.collect()
    gc.disable()
    try:
        decision = decide(ruleset, one())
        assert decision.to_ask
        assert decision.to_json()
        assert [outcome.explain() for outcome in decision]
        questions, prover = ref(decision.questions), ref(decision.evaluation)
        del decision
        assert (questions(), prover()) == (None, None)
    finally:
        gc.enable()
