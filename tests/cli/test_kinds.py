"""A support for several kinds of subject in every face: each kind is told what is its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from eligibility.cli.app import app
from tests.conftest import Toy, amendment
from tests.decide.test_kinds import FAMILY
from tests.kinds import KINDS

CASES = """
cases:
  - case: family
    as_of: 2024-06-01
    profile: {household: {size: 2, members: [{id: m1, disabilities: [{category: physical, grade: 1}], tekun: false}, {id: m2}]},
      organisations: [{id: o1, disabled_employees: 5, actions: []}]}
    expect:
      cash@m1: {route: severe}
      cash@o1: {route: employer, amount: {at_least: 3000}}
      home@household: {route: together}
  - case: alone
    as_of: 2024-06-01
    profile: {household: {members: [{id: m1, disabilities: [], autism: false, certified: false}]}}
    expect: {cash: not_eligible}
"""


@pytest.fixture
def kinds(toy: Toy) -> Path:
    folder = toy(KINDS)
    (folder.parents[2] / "family.json").write_text(json.dumps(FAMILY), "utf-8")
    return folder


def out(kinds: Path, *args: str, status: int = 0, lang: str = "en") -> str:
    done = CliRunner().invoke(app, [*args, "--lang", lang, "--rulesets", str(kinds.parents[1])])
    assert done.exit_code == status, done.output
    return done.output


def family(kinds: Path) -> list[str]:
    return [str(kinds.parents[2] / "family.json"), "--region", "toy", "--as-of", "2024-06-01"]


def test_check_lists_persons_household_and_organisations(kinds: Path) -> None:
    told = out(kinds, "check", *family(kinds), lang="zh")
    member, household, body = (told.partition(f"\n{name}\n")[2] for name in ("成员1（40岁）", "全家", "单位1"))
    assert "● 现金，每月100元" in member.partition("\n全家\n")[0]
    assert "● 家庭" in household.partition("\n\n")[0]
    assert body.startswith("  ● 现金，每年不低于3000元，一\n      负责：人社局\n")


def test_check_json_has_an_outcome_for_each_subject(kinds: Path) -> None:
    data: Any = json.loads(out(kinds, "check", *family(kinds), "--format", "json"))
    cash = {one["subject"]["id"]: one for one in data["outcomes"] if one["support"] == "cash"}
    assert {name: one["subject"]["kind"] for name, one in cash.items()} == {
        "m1": "person",
        "m2": "person",
        "o1": "organisation",
        "o2": "organisation",
    }
    assert (list(cash["m1"]["routes"]), list(cash["o1"]["routes"])) == (["severe"], ["employer", "sender"])
    assert (cash["m1"]["benefit"]["unit"], cash["o1"]["benefit"]["unit"]) == ("CNY/month", "CNY/year")


def test_explain_proves_the_part_of_the_subject(kinds: Path) -> None:
    told = out(kinds, "explain", family(kinds)[0], "cash", "o1", *family(kinds)[1:])
    assert "route 1 (disabled employees" in told and "dishonest conduct" in told and "severe" not in told


def test_rulesets_show_has_a_paragraph_for_each_kind(kinds: Path) -> None:
    paragraphs = out(kinds, "rulesets", "show", "toy", "cash").split("\n\n")
    assert [one.splitlines()[0].rpartition(" ")[2] for one in paragraphs] == ["person", "organisation"]
    assert "unless: tekun recipient" in paragraphs[0] and "dishonest conduct" in paragraphs[1]
    assert "4项、8条途径" in out(kinds, "rulesets", lang="zh")


def test_cases_name_the_subject_where_there_are_several(kinds: Path) -> None:
    """Whole refusals count for the kind of their subject alone."""
    (kinds / "cases" / "allowances.yaml").write_text(CASES, "utf-8")
    assert "2 passed, 0 failed" in out(kinds, "test", "toy")
    told = out(kinds, "lint", "toy", status=1)
    assert "no case is refused by cash.employer" in told and "no case is refused by cash.severe" not in told
    (kinds / "cases" / "allowances.yaml").write_text(CASES.replace("cash@m1", "cash"), "utf-8")
    told = out(kinds, "test", "toy", status=1)
    assert "cash is for persons and organisations and the case has 3: write cash@SUBJECT" in told


def test_the_card_is_for_the_family(kinds: Path) -> None:
    path = kinds.parents[2] / "card.md"
    out(kinds, "card", *family(kinds), "-o", str(path))
    card = path.read_text("utf-8")
    assert "**Home** · " in card and "family member" in card.lower() and "**Home** · Household" in card and "3000" not in card


def test_diff_says_whose_exclusions_changed(kinds: Path) -> None:
    """An answer's reasons are the clauses of its own kind."""
    change = "- support: cash\n  by: {organisation: {unless: []}}\n"
    route = "  routes:\n    severe: {when: grade == 2, modality: mandatory, cite: [一]}"
    amendment(kinds, "2023-01-01", "effects: {cash: changed}", allowances=change + route)
    profile = family(kinds)[0]
    told = out(kinds, "diff", "toy/2022-01-01", "toy/2023-01-01", "--profile", profile, "--as-of", "2024-06-01")
    assert "  m1 Cash [cash]: applies now → does not apply; amount before: 100 yuan a month\n    [severe] 玩政发2号 一 ← severe\n" in told
    assert "its exclusions have changed" not in told
    assert "unless\n    - organisation: the organisation has done: dishonest conduct" in told
    assert "proved for every household: some gain and some lose" in told


def test_screen_counts_persons_and_households_apart(kinds: Path) -> None:
    folder = kinds.parents[2]
    rows = "户号,残疾类别,残疾等级,低保,特困,年龄,人口数,持证\na,肢体,一级,是,否,40,2,是\na,,,是,否,9,2,否\n"
    (folder / "register.csv").write_text(rows, "utf-8-sig")
    out(kinds, "screen", str(folder / "register.csv"), "-o", str(folder / "out.csv"), *family(kinds)[1:])
    summary: Any = json.loads((folder / "out.summary.json").read_text("utf-8"))
    counted = {(one["support"], one["subject"]): one["statuses"] for one in summary["supports"]}
    assert set(counted) == {("cash", "person"), ("home", "household"), ("home", "person"), ("card", "person"), ("staff", "household")}
    assert (counted["home", "household"]["eligible"], counted["home", "person"]["eligible"]) == (1, 1)
    assert [one["title"]["en"] for one in summary["supports"] if one["support"] == "home"] == ["Home (household)", "Home (person)"]
    answers = pl.read_csv(folder / "out.csv").filter(pl.col("support id") == "home")
    assert {"household", "person"} == set(answers["subject"])


def test_remedy_and_cliff_are_about_the_subject(kinds: Path) -> None:
    told = out(kinds, "remedy", family(kinds)[0], "cash", "o2", *family(kinds)[1:])
    assert "at least 3000 yuan a year; required by the plan; route 1 (disabled employees" in told
    told = out(kinds, "cliff", *family(kinds), "--fact", "o2.disabled_employees", "--range", "0:9")
    assert "Cash" in told and "5" in told


def test_boundary_cases_are_written_for_each_kind(kinds: Path) -> None:
    folder = kinds.parents[2] / "bounds"
    out(kinds, "verify", "toy", "--cases", str(folder), "--jobs", "1")
    text = (folder / "toy" / "2022-01-01" / "bounds.yaml").read_text("utf-8")
    assert "cash@o1" in text and "cash@m1" in text and "home@household" in text


def test_ask_puts_the_questions_of_every_kind(kinds: Path) -> None:
    """An organisation's part is asked about only where the profile has an organisation."""
    path = kinds.parents[2] / "asked.json"
    path.write_text(json.dumps({"household": {"members": [{"id": "m1"}]}, "organisations": [{"id": "o1"}]}), "utf-8")
    args = ["ask", str(path), *family(kinds)[1:], "--lang", "en", "--rulesets", str(kinds.parents[1])]
    told = CliRunner().invoke(app, args, input="?\n" * 30).output
    assert "organisation 1 ·" in told and "How many persons with disabilities does the organisation employ" in told
    path.write_text(json.dumps({"household": {"members": [{"id": "m1"}]}}), "utf-8")
    told = CliRunner().invoke(app, args, input="?\n" * 30).output
    assert "member 1 ·" in told and "organisation" not in told


def test_timeline_turns_the_part_of_each_kind(kinds: Path) -> None:
    """A birthday opens the person's part, and what the household can have by it; the household's own part stays as it is."""
    path = kinds.parents[2] / "young.json"
    member = {"id": "m1", "certified": True, "birth_date": "2006-09-01", "disabilities": [{"category": "physical", "grade": 3}]}
    closed = {"autism": False, "tekun": False, "receives": []}
    path.write_text(json.dumps({"household": {"dibao": True, "size": 1, "members": [member | closed]}}), "utf-8")
    days = ["--from", "2024-06-01", "--until", "2024-12-31", "--region", "toy"]
    told = out(kinds, "timeline", str(path), *days)
    assert "== 2024-09-01 · member 1 (born 2006): turns 18" in told
    assert "member 1 (born 2006)\n  ● Home\n" in told and "household\n  ◐ Staff\n" in told and "household\n  ● Home" not in told


def test_compare_sets_the_same_subject_side_by_side(kinds: Path) -> None:
    data: Any = json.loads(out(kinds, "compare", family(kinds)[0], "--regions", "toy", "--as-of", "2024-06-01", "--format", "json"))
    found = {(row["support"], row["subject"]) for row in data["supports"]}
    assert {("cash", "m1"), ("cash", "o1"), ("home", "household"), ("home", "m1")} <= found
