"""`eligibility test`: the worked cases, and with `--mutate` whether they notice small mistakes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from eligibility.views.models.mutation import MutantsModel
from tests.cli.command_line import answered, run
from tests.conftest import Toy, support

RULES = support("certified and tekun")
CASES = """
cases:
  - {case: a, as_of: 2024-06-01, person: {certified: true, tekun: true}, expect: {cash: eligible}}
  - {case: b, as_of: 2024-06-01, person: {certified: true, tekun: false}, expect: {cash: not_eligible}}
"""
COMPLETE = f"{CASES}  - {{case: c, as_of: 2024-06-01, person: {{certified: false, tekun: true}}, expect: {{cash: not_eligible}}}}\n"


def test_all_mutants_noticed(toy: Toy) -> None:
    """A total for the version, what is reported apart, and status 0."""
    out = answered("test", str(toy(RULES, cases__a=COMPLETE)), "--mutate", "--lang", "en").splitlines()
    assert out[0] == "toy/2022-01-01: 4 mutants, 4 noticed, 0 unreadable, 0 proved equivalent, 0 declared, 0 survived"
    assert out[1].startswith("    apart, since no status depends on them, noticed: modality 0 of 1, clauses")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_survivor_is_shown_with_its_case(toy: Toy, lang: str) -> None:
    """File, line and column, the condition with a caret, and the case to paste; the status is 1."""
    done = run("test", str(toy(RULES, cases__a=CASES)), "--mutate", "--lang", lang)
    assert done.returncode == 1
    said, line, caret, advice, *case = done.stderr.splitlines()
    assert said.startswith("toy/2022-01-01/allowances.yaml:5:19: cash main")
    assert (line, caret) == ("    certified and tekun", "    ^^^^^^^^^")
    assert (
        advice.strip()
        == {
            "zh": "没有案例发现它。下面的案例会发现；按规划原文核对后加入：",
            "en": "no case notices it. This one does; check it against the plan's text, then add it:",
        }[lang]
    )
    assert case[0].startswith("      - case: cash_main_certified_dropped_")
    assert case[1:] == [
        "        as_of: 2022-01-01",
        "        person: {certified: false, tekun: true}",
        "        expect: {cash: not_eligible}",
    ]
    total = {"zh": "玩具市 2022-01-01：改动4处，案例发现3处", "en": "toy/2022-01-01: 4 mutants, 3 noticed"}[lang]
    assert total in done.stdout
    assert "cash" in done.stdout.splitlines()[0]


def test_mutants_as_json(toy: Toy) -> None:
    """Sums, a part for each version, and each survivor with its place and its case."""
    done = run("test", str(toy(RULES, cases__a=CASES)), "--mutate", "--format", "json")
    assert (done.returncode, done.stderr) == (1, "")
    found = MutantsModel.model_validate_json(done.stdout)
    assert found.as_json() == json.loads(done.stdout)
    assert (found.mutants, found.dead, found.survived) == (4, 3, 1)
    [region] = found.regions
    [left] = region.left
    assert (left.support, left.route, left.mutant, left.line, left.cite) == ("cash", "main", "certified dropped", 5, ("一",))
    assert left.case is not None and left.case["expect"] == {"cash": "not_eligible"}
    assert region.by_rule["cash"].survived == 1


def test_a_declaration_that_is_stale_is_told(toy: Toy) -> None:
    reason = "{zh: 理由, en: reason}"
    stale = f"equivalent:\n  - {{support: cash, route: main, mutant: tekun dropped, condition: '00000000', reason: {reason}}}\n"
    done = run("test", str(toy(RULES, cases__a=COMPLETE + stale)), "--mutate", "--lang", "en")
    assert done.returncode == 1
    assert "[declared_stale]" in done.stderr
    data = json.loads(run("test", str(toy(RULES, cases__a=COMPLETE + stale)), "--mutate", "--format", "json").stdout)
    assert [problem["check"] for problem in data["regions"][0]["problems"]] == ["declared_stale"]


def test_cases_that_fail_come_first(toy: Toy) -> None:
    """Where a case fails, nothing can be said of mutants."""
    done = run("test", str(toy(RULES, cases__a=CASES.replace("cash: eligible", "cash: not_eligible"))), "--mutate", "--lang", "en")
    assert (done.returncode, done.stdout) == (1, "")
    assert "toy/2022-01-01/cases/a.yaml:3" in done.stderr
    assert "1 passed, 1 failed" in done.stderr


def test_options_of_mutation_alone(toy: Toy) -> None:
    assert run("test", str(toy(RULES, cases__a=COMPLETE)), "--since", "HEAD").returncode == 2


def git(folder: Path, *args: str) -> None:
    own = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
    subprocess.run(["git", "-C", str(folder), *own, *args], check=True, capture_output=True)


def test_since_a_reference(toy: Toy) -> None:
    """Only supports whose rule differs from the one that was committed are mutated."""
    before = support("certified") + support("tekun", name="card")
    cases = "cases:\n  - {case: a, as_of: 2024-06-01, person: {certified: true, tekun: true}, expect: {cash: eligible, card: eligible}}\n"
    root = toy(before, cases__a=cases).parents[1]
    git(root.parent, "init", "-q")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "-qm", "rules")
    folder = toy(RULES + support("tekun", name="card"), cases__a=cases)
    command = ("test", str(folder), "--mutate", "--format", "json", "--since", "HEAD")
    assert list(json.loads(run(*command).stdout)["regions"][0]["by_rule"]) == ["cash"]
    git(root.parent, "commit", "-qam", "changed")
    done = run(*command)
    assert (done.returncode, json.loads(done.stdout)["mutants"]) == (0, 0)
    wrong = run(*command[:-1], "no-such-branch", "--lang", "en")
    assert wrong.returncode == 1
    assert "git cannot give the rulesets" in wrong.stderr
