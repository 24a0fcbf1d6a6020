"""`eligibility diff`: two versions side by side, for whom they differ, and what is proved."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.command_line import run
from tests.conftest import Toy, amendment, support


def test_diff_shows_rules_effects_and_a_household(two: tuple[Path, Path, Path]) -> None:
    """The rule before and after with its clause, the effect declared and proved, and why one household's answer is another."""
    done = run("diff", "toy/2022-01-01", "toy/2023-01-01", "--profile", str(two[2]), "--rulesets", str(two[0].parents[1]), "--lang", "en")
    lines = done.stdout.splitlines()
    assert lines[0] == "toy/2022-01-01 → toy/2023-01-01"
    assert "  m1 Cash [cash]: does not apply → applies now" in lines
    assert "    [deaf] 玩政发2号 二" in lines
    assert "  declared: wider; proved for every household: wider" in lines
    plus = next(line for line in lines if line.startswith("    + "))
    assert "`certified and grade_hearing in {3, 4}`; required by the plan; 玩政发2号 二" in plus
    assert any(line.startswith('  a household that gains: {"as_of":') for line in lines)


def test_diff_as_json_and_markdown(two: tuple[Path, Path, Path]) -> None:
    """The same for a program and for a pull request."""
    arguments = ("diff", str(two[0]), str(two[1]), "--profile", str(two[2]), "--lang", "en")
    data = json.loads(run(*arguments, "--format", "json").stdout)
    [support_] = data["supports"]
    assert (support_["support"], support_["declared"], support_["proved"]["effect"]) == ("cash", "wider", "wider")
    assert support_["routes"][0]["before"] is None
    assert data["household"][0]["because"] == [{"route": "deaf", "clauses": "玩政发2号 二", "through": [], "laws": []}]
    text = run(*arguments, "--format", "markdown").stdout
    assert text.startswith("# toy/2022-01-01 → toy/2023-01-01\n")
    assert "\n## Cash [cash]\n" in text


def test_diff_counts_a_register(two: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """Two deaf persons gain; a blind one had it before; whose grade is not known is newly open."""
    register = tmp_path / "register.csv"
    rows = ["持证,残疾类别,残疾等级", "是,听力,三级", "是,听力,四级", "是,视力,一级", "是,听力,"]
    register.write_text("\n".join(rows), "utf-8")
    arguments = ("diff", str(two[0]), str(two[1]), "--register", str(register), "--lang", "en", "--as-of", "2024-06-01")
    assert "  Cash [cash]: 2 gain, 0 lose, 0 newly open, 0 were open and are now refused" in run(*arguments).stdout.splitlines()
    data = json.loads(run(*arguments, "--format", "json").stdout)
    moved = {"opened": 0, "settled": 0, "raised": 0, "lowered": 0, "more": 0, "less": 0}
    assert data["register"] == [{"support": "cash", "gain": 2, "lose": 0, **moved}]


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
