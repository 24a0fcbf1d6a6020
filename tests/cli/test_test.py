"""`eligibility test`: the worked cases, and with `--mutate` whether they notice small mistakes."""

from __future__ import annotations

import json
import shutil
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
STATED = CASES.replace("cash: eligible", "cash: {status: eligible, modality: mandatory}")
COMPLETE = f"{STATED}  - {{case: c, as_of: 2024-06-01, person: {{certified: false, tekun: true}}, expect: {{cash: not_eligible}}}}\n"


def test_all_mutants_noticed(toy: Toy) -> None:
    """A total for the version, what is reported apart, and status 0."""
    out = answered("test", str(toy(RULES, cases__a=COMPLETE)), "--mutate", "--lang", "en").splitlines()
    assert out[0] == "toy/2022-01-01: 4 mutants, 4 noticed, 0 unreadable, 0 proved equivalent, 0 declared, 0 survived"
    assert out[1].startswith("    apart, since no status depends on them, noticed: modality 1 of 1, clauses 1 of 1")


CLAUSES = 'clauses:\n  一: {starts: "一、现金"}\n  二: {starts: "二、宣传"}\n'
BOTH_UNENCODED = "unencoded:\n  - {clauses: [一, 二], what: background, reason: grants nothing}\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_nothing_holds_is_shown(toy: Toy, lang: str) -> None:
    """A modality and an agency that no case states, a citation that no list keeps: the place, what is said, what would hold it."""
    rules = RULES + "  agency: {zh: 民政局, en: bureau, cite: [一]}\n"
    said = COMPLETE.replace(", modality: mandatory", "")
    done = run("test", str(toy(rules, cases__a=said, clauses=CLAUSES, unencoded=BOTH_UNENCODED)), "--mutate", "--lang", lang)
    assert done.returncode == 1
    shown = done.stderr.splitlines()
    assert [line.partition(" ")[2] for line in shown[::2]] == {
        "zh": ["cash main：约束力 mandatory", "cash：主管部门 民政局", "cash main：条款 一", "cash：条款 一"],
        "en": ["cash main: modality mandatory", "cash: agency 民政局", "cash main: clauses 一", "cash: clauses 一"],
    }[lang]
    held = {
        "zh": ["改成别的，没有案例会发现：核对原文，再在案例里写明 expect: {cash: {modality: {main: mandatory}}}"]
        + ["改成别的，没有案例会发现：核对原文，再在案例里写明 expect: {cash: {agency: 民政局}}"]
        + ["改成别的条款，没有检查会发现：核对原文，再运行 eligibility pin 把引用写进 clauses.yaml 的 cited_by"] * 2,
        "en": ["no case would notice another: read the clause, then state it in a case, as expect: {cash: {modality: {main: mandatory}}}"]
        + ["no case would notice another: read the clause, then state it in a case, as expect: {cash: {agency: 民政局}}"]
        + ["no check would notice another clause: read the text, then write it into cited_by of clauses.yaml with eligibility pin"] * 2,
    }
    assert [line.strip() for line in shown[1::2]] == held[lang]
    assert all(line.startswith("toy/2022-01-01/allowances.yaml:") for line in shown[::2])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_survivor_is_shown_with_its_case(toy: Toy, lang: str) -> None:
    """File, line and column, the condition with a caret, and the case to paste; the status is 1."""
    done = run(
        "test",
        str(toy(RULES, cases__a=STATED)),
        "--mutate",
        "--lang",
        lang,
    )
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
        "        generated: true",
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
    [stated] = region.unnoticed
    assert (stated.part, stated.support, stated.route, stated.said, stated.line) == ("modality", "cash", "main", "mandatory", 5)


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


def test_the_cases_that_would_notice_the_mistakes_are_written(toy: Toy, tmp_path: Path) -> None:
    """Marked as written by a program; put beside the cases they leave no survivor."""
    folder = toy(RULES, cases__a=STATED)
    assert run("test", str(folder), "--mutate", "--cases", str(tmp_path / "out"), "--lang", "en").returncode == 1
    written = tmp_path / "out" / "toy" / "2022-01-01" / "mutants.yaml"
    assert "generated: true" in written.read_text("utf-8")
    shutil.copy(written, folder / "cases" / "mutants.yaml")
    done = run("test", str(folder), "--mutate", "--lang", "en")
    assert "0 survived" in done.stdout or ", 4 noticed" in done.stdout
    assert not [line for line in done.stderr.splitlines() if "no case notices it" in line]


def test_cases_are_written_with_mutate_alone(toy: Toy) -> None:
    assert run("test", str(toy(RULES)), "--cases", "out").returncode == 2
