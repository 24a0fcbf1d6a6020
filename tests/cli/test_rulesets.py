"""`eligibility rulesets` and `rulesets show`: which rules there are, and what they say."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.command_line import answered, run


def test_rulesets_prints_a_line_a_version() -> None:
    lines = answered("rulesets").splitlines()
    assert any(line.startswith("zhangye/2022-04-15  张掖市  张政发〔2022〕32号") for line in lines)


def test_rulesets_says_how_much_of_the_ledger_is_cited() -> None:
    line = next(line for line in answered("rulesets", "--lang", "en").splitlines() if line.startswith("zhangye/2022-04-15"))
    found = re.search(
        r"issued  2021-01-01..2025-12-31  171 supports, \d+ routes  (\d+) clauses: (\d+) cited, (\d+) declared as left out$", line
    )
    assert found is not None
    clauses, cited, declared = map(int, found.groups())
    assert clauses == cited + declared


def test_rulesets_show_says_a_rule_in_prose() -> None:
    """Who, by which route, under which clause, and what excludes."""
    text = answered("rulesets", "show", "zhangye", "nursing_subsidy")
    assert text.startswith("重度残疾人护理补贴  [nursing_subsidy]  残疾人福利补贴 · 个人")
    assert "severe: 持有效残疾人证，且重度残疾（一、二级）" in text
    assert "除外：特困人员" in text
    english = answered("rulesets", "show", "zhangye", "federation_staff_quota", "--lang", "en")
    assert "disabled cadres: at least 15% of cadres of the organ" in english
    done = run("rulesets", "show", "zhangye", "nursing", "--lang", "en")
    assert (done.returncode, done.stderr) == (1, "SUPPORT: there is no 'nursing'. Titles such as: Nursing subsidy for severe disability.\n")


def test_who_is_in_charge_and_what_to_bring() -> None:
    """Where the plan says so, with the clause."""
    assert "  bring: disability certificate (三（一）5)" in answered("rulesets", "show", "zhangye", "free_public_transport", "--lang", "en")


def test_a_rule_as_the_files_write_it() -> None:
    """Under comments with file and line, so that what is printed is YAML; without a support, the files themselves."""
    text = answered("rulesets", "show", "zhangye", "home_visit_care", "--yaml")
    places = [line.partition(" ")[2].rpartition(":") for line in text.splitlines() if line.startswith("# ")]
    assert [Path(file).name for file, _, _ in places[:2]] == ["supports.yaml", "care.yaml"]
    for file, _, line in places:
        following = text.split(f"# {file}:{line}\n", 1)[1].partition("\n")[0]
        assert Path(file).read_text("utf-8").splitlines()[int(line) - 1] == following
    files = answered("rulesets", "show", "zhangye", "--yaml").splitlines()
    assert all(Path(file).is_file() for file in files) and {Path(file).name for file in files} >= {"supports.yaml", "ruleset.yaml"}
