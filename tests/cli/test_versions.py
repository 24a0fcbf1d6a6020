"""diff, verify and replay as their users see them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eligibility.logic.expr import facts_of, walk
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.version_lookup import find, regions, shipped
from tests.cli.test_cli import run
from tests.conftest import DAY, Toy, amendment, decide, one, support

BASE = support("certified and severe") + support("certified", name="card")
WIDER = '- support: cash\n  routes:\n    deaf: {when: "certified and grade_hearing in {3, 4}", modality: mandatory, cite: [二]}'
DEAF = one(certified=True, disabilities=[{"category": "hearing", "grade": 3}])


@pytest.fixture
def two(toy: Toy, tmp_path: Path) -> tuple[Path, Path, Path]:
    """A version, its amendment, and the profile of somebody whom it brings in."""
    base = toy(BASE)
    profile = tmp_path / "profile.json"
    profile.write_text(json.dumps(DEAF), "utf-8")
    return base, amendment(base, "2023-01-01", "effects: {cash: wider}", allowances=WIDER), profile


def test_diff_shows_rules_effects_and_a_household(two: tuple[Path, Path, Path]) -> None:
    """The rule before and after with its clause, the effect declared and proved, and why one household's answer is another."""
    done = run("diff", "toy/2022-01-01", "toy/2023-01-01", "--profile", str(two[2]), "--rulesets", str(two[0].parents[1]), "--lang", "en")
    lines = done.stdout.splitlines()
    assert lines[0] == "toy/2022-01-01 → toy/2023-01-01"
    assert "  m1 Cash [cash]: does not apply → applies now" in lines
    assert "    [deaf] 玩政发2号 二" in lines
    assert "  declared: wider; proved for every household: wider" in lines
    plus = next(line for line in lines if line.startswith("    + "))
    assert "`certified and grade_hearing in {3, 4}`; mandatory; 玩政发2号 二" in plus
    assert any(line.startswith('  a household that gains: {"as_of":') for line in lines)


def test_diff_as_json_and_markdown(two: tuple[Path, Path, Path]) -> None:
    """The same for a program and for a pull request."""
    arguments = ("diff", str(two[0]), str(two[1]), "--profile", str(two[2]), "--lang", "en")
    data = json.loads(run(*arguments, "--format", "json").stdout)
    [support_] = data["supports"]
    assert (support_["support"], support_["declared"], support_["proved"]["effect"]) == ("cash", "wider", "wider")
    assert support_["routes"][0]["before"] is None
    assert data["household"][0]["because"] == [{"route": "deaf", "clauses": "玩政发2号 二", "through": []}]
    text = run(*arguments, "--format", "markdown").stdout
    assert text.startswith("# toy/2022-01-01 → toy/2023-01-01\n")
    assert "\n## Cash [cash]\n" in text


def test_diff_counts_a_register(two: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """Two deaf persons gain; a blind one had it before; whose grade is not known is newly open."""
    register = tmp_path / "register.csv"
    rows = ["持证,残疾类别,残疾等级", "是,听力,三级", "是,听力,四级", "是,视力,一级", "是,听力,"]
    register.write_text("\n".join(rows), "utf-8")
    arguments = ("diff", str(two[0]), str(two[1]), "--register", str(register), "--lang", "en", "--as-of", "2024-06-01")
    assert "  Cash [cash]: 2 gain, 0 lose, 0 newly open, 0 no longer open and refused" in run(*arguments).stdout.splitlines()
    data = json.loads(run(*arguments, "--format", "json").stdout)
    assert data["register"] == [{"support": "cash", "gain": 2, "lose": 0, "opened": 0, "settled": 0}]


def test_diff_of_definitions_and_of_nothing(toy: Toy) -> None:
    """A changed definition is shown with the routes that it reaches; the same version twice is the same."""
    local = "definitions:\n  needy: {for: person, is: %s, zh: 困, en: needy, cite: [一]}"
    base = toy(support("needy"), definitions=local % "certified")
    amendment(base, "2023-01-01", "effects: {cash: narrower}", definitions=local % "certified and severe")
    root = ("--rulesets", str(base.parents[1]), "--lang", "en")
    lines = run("diff", "toy/2022-01-01", "toy/2023-01-01", *root).stdout.splitlines()
    assert "  [main] ← needy" in lines
    at = lines.index("definition needy")
    assert [line.partition(";")[2].strip() for line in lines[at + 1 : at + 3]] == ["`certified`", "`certified and severe`"]
    assert run("diff", "toy/2022-01-01", "toy/2022-01-01", *root).stdout.splitlines()[-1] == "the rules are the same"


def test_diff_of_two_regions_is_refused() -> None:
    done = run("diff", "zhangye/2022-04-15", "changji/2022-05-16", "--lang", "en")
    assert (done.returncode, done.stderr) == (1, "the two versions are of different regions. To set regions side by side use compare.\n")


def test_verify_prints_what_was_asked(two: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """A line a version, the time of all, remarks on demand, and boundary cases in a folder of their own."""
    cases = tmp_path / "cases"
    done = run("verify", "toy", "--rulesets", str(two[0].parents[1]), "--remarks", "--cases", str(cases), "--jobs", "1", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("toy/2022-01-01: ")
    assert lines[0].endswith("questions answered, 0 problems")
    assert "    every certified person has card" in lines
    assert "    cash: wider" in lines
    assert (cases / "toy" / "2022-01-01" / "bounds.yaml").is_file()


def test_verify_refutes_a_wrong_declaration(toy: Toy, tmp_path: Path) -> None:
    """The witness is a profile: `check` reads it, and the two versions answer it as the message says."""
    base = toy(BASE)
    folder = amendment(base, "2023-01-01", "effects: {cash: same}", allowances=WIDER)
    done = run("verify", str(folder), "--lang", "en")
    assert done.returncode == 1
    assert "toy/2023-01-01/ruleset.yaml:3:17: cash is declared same, but from 2022-01-01 to 2023-01-01 some households gain" in done.stderr
    witness = next(line.strip() for line in done.stderr.splitlines() if line.strip().startswith("{"))
    profile = tmp_path / "witness.json"
    profile.write_text(witness, "utf-8")
    told = [
        json.loads(run("check", str(profile), "--region", str(where), "--format", "json").stdout)["outcomes"][0] for where in (base, folder)
    ]
    assert told[0]["status"] != told[1]["status"]


def test_replay_names_the_amendment(two: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """The rules of the receipt are still there under another name: the clause that changed the answer is named."""
    base, later, profile = two
    decision = tmp_path / "decision.json"
    data = json.loads(decide(base, DEAF, DAY).to_json())
    data["receipt"]["version"] = later.name
    decision.write_text(json.dumps(data), "utf-8")
    done = run("replay", str(decision), str(profile), "--rulesets", str(base.parents[1]), "--lang", "en")
    assert done.returncode == 1
    assert "the receipt's rules are those of toy/2022-01-01" in done.stdout
    assert "  m1 Cash [cash]: does not apply → applies now\n    [deaf] 玩政发2号 二\n" in done.stdout


def test_replay_names_the_rule_that_was_edited(two: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """The files were changed in place: the answers that are another, and whose own rule, or one behind it, was changed."""
    base, _, profile = two
    decision, receipt = tmp_path / "decision.json", tmp_path / "receipt.json"
    made = decide(base, DEAF, DAY)
    decision.write_text(made.to_json(), "utf-8")
    receipt.write_text(json.dumps(made.receipt.as_json()), "utf-8")
    (base / "allowances.yaml").write_text(BASE.replace("certified and severe", "certified"), "utf-8")
    (base.with_name("2023-01-01") / "ruleset.yaml").unlink()
    root = ("--rulesets", str(base.parents[1]), "--lang", "en")
    done = run("replay", str(decision), str(profile), *root)
    assert "  m1 Cash [cash]: does not apply → applies now\n    its own rule was changed (routes main)\n" in done.stdout
    assert "changed rule: cash\n" in run("replay", str(receipt), str(profile), *root).stdout


@pytest.mark.parametrize("name", regions(shipped()))
def test_every_region_has_its_scenario(name: str) -> None:
    """All local options adopted: no option is left to ask for in any rule."""
    ruleset: Ruleset = find(name, "all-local-options").ruleset
    read = {fact.key for expr in ruleset.conditions() for node in walk(expr) for fact in facts_of(node)}
    assert not [key for key in read if key.startswith("locality.options.")]
    before = {fact.key for expr in find(name).ruleset.conditions() for node in walk(expr) for fact in facts_of(node)}
    assert [key for key in before if key.startswith("locality.options.")]
