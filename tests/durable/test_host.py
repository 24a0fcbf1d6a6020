"""Every hazard of durable_rules that the guards answer, in a subprocess where it could end the process."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

import eligibility as el
from eligibility.durable.host import MOST_ATOMS, MOST_RULES, LiveEngineError, host, rules_text
from tests.conftest import DAY, ROOT, Toy, decide, one, support


def script(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=300, cwd=ROOT)


def test_one_host_a_process() -> None:
    assert host() is host()


def test_no_thread_of_the_engine_lives() -> None:
    """Its part in Python starts timers that take over actions: it is not even loaded."""
    code = (
        "import sys, threading, time; from eligibility.durable.host import host; h = host(); h.register({'T0': {'f0': True}}); "
        "time.sleep(1.2); print(len(threading.enumerate()), 'durable' in sys.modules, 'durable_rules_engine' in sys.modules)"
    )
    assert script(code).stdout.strip() == "1 False True"


def test_no_firing_is_lost() -> None:
    """Thousands of transient sessions, each complete when `infer` returns."""
    name = host().register({"T0": {"f0": True}, "F0": {"f0": False}})
    for index in range(3000):
        assert host().infer(name, {"f0": index % 2 == 0}) == {"T0" if index % 2 == 0 else "F0"}


def test_more_sessions_than_the_engine_holds_at_once() -> None:
    """1,024 sessions are all that can live at once: ours are deleted as they end."""
    name = host().register({"T0": {"f0": 1}})
    assert all(host().infer(name, {"f0": 1}) == {"T0"} for _ in range(2500))


def test_a_message_that_matches_no_rule_ends_no_process() -> None:
    """`delete_state` after a message that no rule handled reads an uninitialised pointer: one rule always matches."""
    code = (
        "from eligibility.durable.host import host; h = host(); n = h.register({'T0': {'f0': True}})\n"
        "for _ in range(200): assert h.infer(n, {}) == frozenset() and h.infer(n, {'f1': 3}) == frozenset()\nprint('alive')"
    )
    assert script(code).stdout.strip() == "alive"


def test_sets_beyond_the_engine_are_refused_before_it_sees_them() -> None:
    """512 conditions at one level spin for ever; 64 true at once are error 303; hundreds of rules crash; 64 ways are refused."""
    with pytest.raises(LiveEngineError, match="too many for one set"):
        host().register({f"T{index}": {"$and": [{f"f{index}": True}, {"g": True}]} for index in range(MOST_ATOMS + 1)})
    with pytest.raises(LiveEngineError, match="too many for one set"):
        host().register({f"T{index}": {"f0": True} for index in range(MOST_RULES + 1)})
    with pytest.raises(LiveEngineError, match="too many for one message"):
        host().infer(host().register({"T0": {"f0": True}}), {f"f{index}": True for index in range(300)})
    with pytest.raises(LiveEngineError, match="too many ways"):
        host().register({"T0": {"$and": [{"$or": [{f"a{index}": True}, {f"b{index}": True}]} for index in range(7)]}})


def test_a_full_set_works() -> None:
    """As many conditions as are allowed, all true at once."""
    name = host().register({f"T{index}": {f"f{index}": True} for index in range(MOST_ATOMS)})
    assert len(host().infer(name, {f"f{index}": True for index in range(MOST_ATOMS)})) == MOST_ATOMS


def test_a_rule_with_several_true_branches_is_one_conclusion() -> None:
    name = host().register({"T0": {"$or": [{"f0": True}, {"f1": True}, {"f2": True}]}})
    assert host().infer(name, {"f0": True, "f1": True, "f2": True}) == {"T0"}


@pytest.mark.parametrize("step", ["assert_fact", "start_action_for_state", "update_state", "complete_and_start_action"])
def test_what_goes_wrong_in_the_engine_is_told(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """A failure ends in an error without facts, an interrupt passes through, and the next message is answered."""
    name = host().register({"T0": {"f0": True}, "F0": {"f0": False}})

    def fail(error: BaseException) -> Callable[..., object]:
        def act(*_: object) -> object:
            raise error

        return act

    with monkeypatch.context() as broken:
        broken.setattr(host()._engine, step, fail(RuntimeError("34")))
        with pytest.raises(LiveEngineError, match="the rules did not fire") as caught:
            host().infer(name, {"f0": True})
        assert "34" not in str(caught.value)
        broken.setattr(host()._engine, step, fail(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            host().infer(name, {"f0": True})
    assert host().infer(name, {"f0": True}) == {"T0"}


def test_a_message_that_was_not_taken_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    name = host().register({"T0": {"f0": True}})
    monkeypatch.setattr(host()._engine, "assert_fact", lambda *_: (2, 0))
    with pytest.raises(LiveEngineError, match="the rules did not fire"):
        host().infer(name, {"f0": True})


def test_rules_that_the_engine_cannot_read_are_refused() -> None:
    with pytest.raises(LiveEngineError, match="refused"):
        host().register("{")


def test_the_same_rules_are_registered_once() -> None:
    """What is registered is never freed. True is not 1, and an order of rules is a set of its own."""
    rules = {"T0": {"f0": True}}
    assert host().register(rules) == host().register({"T0": {"f0": True}}) != host().register({"T0": {"f0": 1}})
    assert host().register(rules_text(rules)) == host().register(rules)
    assert rules == {"T0": {"f0": True}}


def test_many_threads_use_one_host() -> None:
    name = host().register({"T0": {"f0": 1}, "F0": {"f0": 0}})
    wrong: list[int] = []

    def work(value: int) -> None:
        for _ in range(300):
            if host().infer(name, {"f0": value}) != {"T0" if value else "F0"}:
                wrong.append(value)

    threads = [threading.Thread(target=work, args=(index % 2,)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_difference_is_refused_without_personal_data(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the two derivations differ there is no answer, and the report names no facts."""
    from eligibility.durable import cross_check

    decision = decide(el.load_ruleset(toy(support("certified"))), one(certified=True, age=34), DAY)
    cross_check.agree(decision)
    monkeypatch.setattr(cross_check, "infer", lambda *_: {("cash", "m1"): el.Status.UNDETERMINED})
    with pytest.raises(cross_check.DerivationMismatch, match="cash: proved eligible, inferred undetermined") as caught:
        cross_check.agree(decision)
    assert "34" not in str(caught.value).replace(decision.ruleset.hash[:12], "").replace("2024", "")


def test_where_the_second_derivation_fails_the_kernel_answers(
    toy: Toy, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A failure of the engine is no difference: the answer stands, and a notice says that it was derived once."""
    from eligibility.cli import check
    from eligibility.durable import cross_check

    def fail(*_: object) -> None:
        raise LiveEngineError("the rules were refused")

    decision = decide(el.load_ruleset(toy(support("certified"))), one(certified=True), DAY)
    monkeypatch.setattr(cross_check, "infer", fail)
    check._derive_again(decision, check.Lang.EN)
    assert capsys.readouterr().err.startswith("the cross-check did not finish; these answers were computed once only")
