"""Rulesets, decisions and outcomes in other processes: what comes back says the same."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

import eligibility as el
from eligibility.rules.version_lookup import find
from tests.conftest import DAY, ROOT, decide
from tests.property.generate import Generator

PLAIN = {
    "locality": {"adcode": "620702", "dibao_standard": {"urban": 720, "rural": 480}},
    "household": {
        "area": "rural",
        "dibao": True,
        "members": [
            {"id": "m1", "birth_date": "1988-05-17", "certified": True, "disabilities": [{"category": "physical", "grade": 1}]},
            {"id": "m2", "birth_date": "2017-09-30", "diagnosed": True, "needs": ["rehab_training"]},
        ],
    },
}


def all_said(decision: el.Decision) -> list[object]:
    """Everything that a decision says, asked outcome by outcome."""
    said: list[object] = [decision.to_json(), [(one.path, len(one.outcomes), one.wording(decision.ruleset)) for one in decision.to_ask]]
    for outcome in decision:
        said += [outcome.explain(), outcome.proved_notes, [one.support for one in decision.opens(outcome)]]
    return said


@pytest.mark.parametrize("read_first", [False, True], ids=["fresh", "read before"])
def test_a_decision_comes_back_the_same(zhangye: el.Ruleset, read_first: bool) -> None:
    """Law: what a decision says does not depend on its having been pickled, nor on what was asked of it before."""
    decision = decide(zhangye, PLAIN)
    if read_first:
        all_said(decision)
    back = pickle.loads(pickle.dumps(decision))
    assert all_said(back) == all_said(decision)
    assert back.on(DAY).to_json() == decision.to_json()


def test_generated_decisions_come_back_the_same(zhangye: el.Ruleset) -> None:
    source, number = Generator(11, zhangye.catalogue), 0
    while number < 6:
        try:
            decision = decide(zhangye, source.profile())
        except el.ProfileError:
            continue
        number += 1
        assert pickle.loads(pickle.dumps(decision)).to_json() == decision.to_json()


def test_a_ruleset_comes_back_the_same() -> None:
    """What is compiled of it stays behind, and is made again."""
    ruleset = find("zhangye", as_of=DAY).ruleset
    cold = pickle.dumps(ruleset)
    answers = decide(ruleset, PLAIN).to_json()
    assert pickle.dumps(ruleset) == cold
    back = pickle.loads(cold)
    assert (back.hash, back.region, back.name, back.supports) == (ruleset.hash, "zhangye", ruleset.name, ruleset.supports)
    assert decide(back, PLAIN).to_json() == answers


def test_an_outcome_comes_back_the_same(zhangye: el.Ruleset) -> None:
    decision = decide(zhangye, PLAIN)
    for outcome in decision.outcomes("nursing_subsidy"):
        back = pickle.loads(pickle.dumps(outcome))
        assert back.as_json() == outcome.as_json()
        assert back.explain() == outcome.explain()
        assert repr(back) == repr(outcome)


def test_deep_copies_say_the_same(zhangye: el.Ruleset) -> None:
    decision = decide(zhangye, PLAIN)
    for copied in (copy.copy(decision), copy.deepcopy(decision)):
        assert copied.to_json() == decision.to_json()
    assert copy.deepcopy(zhangye).hash == zhangye.hash
    assert decide(copy.deepcopy(zhangye), PLAIN).to_json() == decision.to_json()
    outcome = decision["nursing_subsidy", "m1"]
    assert copy.deepcopy(outcome).as_json() == outcome.as_json()


def test_representations_show_no_facts(zhangye: el.Ruleset) -> None:
    decision = pickle.loads(pickle.dumps(decide(zhangye, PLAIN)))
    shown = f"{decision!r} {decision.evaluation!r} {decision['nursing_subsidy', 'm1']!r} {decision.situation!r} {decision.ruleset!r}"
    for fact in ("1988", "2017", "rural", "physical", "620702", "rehab_training"):
        assert fact not in shown


def decided(ruleset: el.Ruleset, text: str) -> el.Decision:
    """A decision, for the worker of a pool."""
    return el.decide(el.read_profile(text), ruleset, as_of=DAY)


def test_a_pool_of_processes(zhangye: el.Ruleset) -> None:
    """Rulesets go to fresh processes and decisions come back; an error comes back as itself."""
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "examples").glob("*_family.json"))] + [json.dumps(PLAIN)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(decided, [zhangye] * len(texts), texts))
        with pytest.raises(el.ProfileError, match="must be true or false"):
            pool.submit(decided, zhangye, '{"household": {"members": [{"id": "m1", "certified": 1}]}}').result()
    assert [one.to_json() for one in found] == [decided(zhangye, text).to_json() for text in texts]


def test_another_process_reads_a_decision(zhangye: el.Ruleset, tmp_path: Path) -> None:
    """Hashes of texts differ from process to process: nothing that is pickled rests on them, and nothing is compiled for reading."""
    decision = decide(zhangye, PLAIN)
    file = tmp_path / "decision.pickle"
    file.write_bytes(pickle.dumps(decision))
    code = (
        "import pickle, sys, pathlib; from eligibility.logic import kernel\n"
        "def never(*_): raise AssertionError('compiled')\n"
        "from eligibility.decide import compiled; compiled.compile_conditions = never\n"
        f"print(pickle.loads(pathlib.Path({str(file)!r}).read_bytes()).to_json())"
    )
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == decision.to_json()
