"""The command line as its user meets it: answers, languages, formats, and one clear message for every mistake."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from eligibility import __version__
from tests.conftest import ROOT, SUPPORTS, Toy, support

EXAMPLES = ROOT / "examples"
FAMILY = str(EXAMPLES / "rural_family.json")
BODY = str(EXAMPLES / "public_institution.json")


def run(*args: str, stdin: str | bytes | None = None, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from eligibility.cli import main; main()", *args]
    given = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        command,
        input=given,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "200", **env},
        timeout=60,
    )
    assert b"Traceback" not in done.stderr
    assert b"internal error" not in done.stderr
    said = [line for line in done.stderr.decode().splitlines() if "durable_rules" not in line]
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), "".join(f"{line}\n" for line in said))


def answered(*args: str, **more: str) -> str:
    done = run(*args, **more)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_version_is_printed_before_any_command() -> None:
    assert answered("--version") == answered("--version", "check", "no such file") == f"eligibility {__version__}\n"


def test_no_arguments_print_the_help() -> None:
    done, told = run(), answered("--help")
    assert (done.returncode, done.stdout, done.stderr.strip()) == (2, "", told.strip())
    assert all(word in told for word in ("--version", "check", "rulesets"))


def test_check_in_chinese() -> None:
    text = answered("check", FAMILY)
    assert text.startswith("张掖市 · 张政发〔2022〕32号 · 已印发 · 判定日期 2024-06-01")
    assert "● 重度残疾人护理补贴" in text
    assert "◐ 困难残疾人生活补贴" in text
    assert "先办：重度残疾人单人户低保" in text
    assert "? m4.disabilities  残疾证上写的类别和等级是什么？" in text
    assert "== 不符合" not in text
    assert "\x1b" not in text


def test_check_in_english() -> None:
    text = answered("check", BODY, "--lang", "en")
    assert "applies; NOT met: required 1, there are 0, short by 1" in text
    assert "due before 2025-01-01 on the strict reading" in text


def test_the_language_may_be_set_once() -> None:
    assert "Applies now" in answered("check", FAMILY, ELIGIBILITY_LANG="en")


def test_all_adds_what_was_refused_and_why() -> None:
    text = answered("check", FAMILY, "--all", "--lang", "en")
    assert "== Does not apply" in text
    assert "because: " in text


def test_why_adds_the_proof() -> None:
    assert "✓ 途径 severe" in answered("check", FAMILY, "--why")


def test_markdown() -> None:
    text = answered("check", FAMILY, "--format", "markdown")
    assert text.startswith("# 张掖市")
    assert "- ● **重度残疾人护理补贴**" in text


def test_json_holds_every_outcome() -> None:
    data = json.loads(answered("check", FAMILY, "--format", "json"))
    statuses = {outcome["status"] for outcome in data["outcomes"]}
    assert statuses == {"eligible", "eligible_after", "undetermined", "not_eligible"}
    assert data["ruleset"]["region"] == "zhangye"


def test_standard_input() -> None:
    text = Path(FAMILY).read_text("utf-8")
    assert json.loads(answered("check", "-", "--format", "json", stdin=text))["as_of"] == "2024-06-01"  # type: ignore[arg-type]


def test_explain() -> None:
    text = answered("explain", FAMILY, "living_allowance", "m1", "--lang", "en")
    assert text.startswith("◐ Living allowance for needy disabled persons · member m1 · applies after others")
    assert "route hardship" in text


def test_rulesets_prints_a_line_a_version() -> None:
    lines = answered("rulesets").splitlines()
    assert any(line.startswith("zhangye/2022-04-15  张掖市  张政发〔2022〕32号") for line in lines)


def test_lint_and_test_of_a_folder(toy: Toy) -> None:
    folder = toy(
        support("certified"), cases__a="cases:\n  - {case: a, as_of: 2024-06-01, person: {certified: true}, expect: {cash: not_eligible}}\n"
    )
    done = run("lint", str(folder))
    assert done.returncode == 1
    assert "[route_never_granted]" in done.stderr
    done = run("test", str(folder))
    assert done.returncode == 1
    assert "cases/a.yaml:2: a: cash@m1 status: expected not_eligible, found eligible" in done.stderr
    assert "toy/2022-01-01: 0 passed, 1 failed" in done.stdout


def test_rulesets_of_ones_own(toy: Toy, tmp_path: Path) -> None:
    root = toy(support("certified")).parents[1]
    text = answered("check", "-", "--rulesets", str(root), "--region", "toy", "--lang", "en", stdin='{"as_of": "2024-06-01"}')  # type: ignore[arg-type]
    assert text.startswith("Toytown")


def test_schema() -> None:
    assert json.loads(answered("schema"))["properties"].keys() >= {"household", "locality", "organisations", "as_of", "dont_know"}
    facts = json.loads(answered("schema", "facts"))
    assert len(facts) >= 72
    assert all({"entity", "name", "type", "title", "question"} <= fact.keys() for fact in facts)
    assert json.loads(answered("schema", "decision"))["properties"].keys() == json.loads(answered("check", BODY, "--format", "json")).keys()
    assert json.loads(answered("schema", "question"))["properties"].keys() >= {"paths", "kind", "text", "choices", "bears_on"}
    assert json.loads(answered("schema", "problem"))["properties"].keys() >= {"type", "title", "status", "code", "errors"}


@pytest.mark.parametrize(
    ("args", "stdin", "message"),
    [
        (["check", "nowhere.json"], None, "nowhere.json: there is no such file"),
        (["check", "."], None, "is a folder; name a JSON file"),
        (["check", "-"], "", "is empty"),
        (["check", "-"], b"\xff\xfe\x00", "is not UTF-8"),
        (["check", "-"], b" " * 5_000_000, "more than 1,000,000 bytes"),
        (["check", "-"], '{"as_of" "2024-06-01"}', "-:1:10: is not JSON"),
        (["check", "-"], '{"houshold": {}}', "there is no 'houshold'. Did you mean household?"),
        (["check", "-", "--region", "zhangye"], '{"household": {"monthly_income_per_capita": -1}}', "must not be below 0"),
        (["check", "-", "--region", "zhangye"], '{"household": {"members": [{"id": "a"}, {"id": "a"}]}}', "is the same id"),
        (
            ["check", "-", "--region", "zhangye"],
            '{"household": {"members": [{"id": "a", "birth_date": "2024-02-30"}]}}',
            "not a date that exists",
        ),
        (["check", "-"], "{}", "Name one with --region: "),
        (["check", "-", "--region", "zhangy"], "{}", "there is no ruleset for the region 'zhangy'. There is: zhangye"),
        (["check", "-", "--region", "zhangye", "--as-of", "2020-01-01"], "{}", "has no ruleset by 2020-01-01; the first is of 2022-04-15"),
        (["check", "-", "--region", "zhangye", "--as-of", "2024-13-01"], "{}", "--as-of: is not a date that exists"),
        (["check", "-", "--region", "zhangye", "--version", "2020-01-01"], "{}", "has no version '2020-01-01'"),
        (["check", "-", "--rulesets", "/tmp"], "{}", "is not a folder of rulesets"),
        (["explain", FAMILY, "nursing_subsidi"], None, "there is no 'nursing_subsidi'. Did you mean nursing_subsidy?"),
        (["explain", FAMILY, "nursing_subsidy", "m9"], None, "there is no 'm9'"),
        (["lint", "zhangy"], None, "there is no 'zhangy'. Did you mean zhangye?"),
        (["test", "nowhere"], None, "there is no 'nowhere'"),
    ],
)
def test_a_mistake_is_one_message_and_status_1(args: list[str], stdin: str | bytes | None, message: str, tmp_path: Path) -> None:
    done = run(*args, "--lang", "en", stdin=stdin, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert message in done.stderr
    assert list(tmp_path.iterdir()) == []
    chinese = run(*args, "--lang", "zh", stdin=stdin, cwd=tmp_path)
    assert chinese.returncode == 1
    assert any("一" <= character <= "鿿" for character in chinese.stderr)


@pytest.mark.parametrize("args", [["chek"], ["check"], ["check", FAMILY, "--formt", "json"], ["check", FAMILY, "--lang", "fr"]])
def test_wrong_usage_is_status_2(args: list[str]) -> None:
    assert run(*args).returncode == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &a [x]\nb: [*a, *a]", "anchors and aliases are not allowed"),
        (support("__import__('os').system('touch hacked')"), "cannot be called"),
        (support("open('hacked', 'w')"), "cannot be called"),
        ("!!python/object/new:os.system [touch hacked]", "is not allowed here"),
        ("\x00", "not YAML"),
    ],
)
def test_rules_that_attack_are_refused(toy: Toy, tmp_path: Path, text: str, message: str) -> None:
    folder = toy(text)
    done = run("lint", str(folder), cwd=tmp_path)
    assert done.returncode == 1
    assert message in done.stderr
    assert not list(tmp_path.rglob("hacked"))


def test_a_yaml_bomb_is_refused_at_once(toy: Toy) -> None:
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))]
    done = run("lint", str(toy("\n".join(lines))))
    assert done.returncode == 1
    assert "anchors and aliases are not allowed" in done.stderr


def test_nothing_personal_is_said(tmp_path: Path) -> None:
    """A wrong profile full of personal data: none of it is repeated."""
    secret = "65230119900101000543"
    member = {"id": "m1", "certificate_no": secret[:-2] + "99", "birth_date": "19900101", "sex": "张三", "李四": 1, "receives": ["王五"]}
    done = run("check", "-", "--region", "zhangye", stdin=json.dumps({"household": {"members": [member]}}))
    assert done.returncode == 1
    for personal in (secret[:18], "19900101", "张三", "李四", "王五"):
        assert personal not in done.stderr


def test_supports_file_of_a_foreign_root_is_checked(toy: Toy) -> None:
    folder = toy(support("certified"), supports=SUPPORTS.replace("allowances", "alowances"))
    done = run("lint", str(folder))
    assert done.returncode == 1
    assert "area must be one of" in done.stderr


def test_rulesets_show_says_a_rule_in_prose() -> None:
    """Who, by which route, under which clause, and what excludes."""
    text = answered("rulesets", "show", "zhangye", "nursing_subsidy")
    assert text.startswith("重度残疾人护理补贴  [nursing_subsidy]  残疾人福利补贴 · 个人")
    assert "severe: 持有效残疾人证，且重度残疾（一、二级）" in text
    assert "除外：特困供养对象" in text
    english = answered("rulesets", "show", "zhangye", "federation_staff_quota", "--lang", "en")
    assert "disabled cadres ≥ 0.15 × cadres of the organ" in english
    done = run("rulesets", "show", "zhangye", "nursing", "--lang", "en")
    assert (done.returncode, done.stderr) == (1, "SUPPORT: there is no 'nursing'. Did you mean nursing_subsidy?\n")


def test_rulesets_says_how_much_of_the_ledger_is_cited() -> None:
    line = next(line for line in answered("rulesets", "--lang", "en").splitlines() if line.startswith("zhangye/2022-04-15"))
    found = re.search(
        r"in force  2021-01-01..2025-12-31  168 supports, \d+ routes  (\d+) clauses: (\d+) cited, (\d+) declared as left out$", line
    )
    assert found is not None
    clauses, cited, declared = map(int, found.groups())
    assert clauses == cited + declared


FOREIGN = """
- support: cash
  for: person
  routes:
    light: {when: "grade in {3, 4}", modality: mandatory, cite: [一]}
    heavy: {when: severe, modality: mandatory, cite: [一], benefit: {kind: cash, amount: {exactly: 200}, unit: CNY/month}}
  benefit: {kind: cash, amount: {exactly: 100}, unit: CNY/month}
"""
FOREIGN_CASES = """
cases:
  - case: light
    as_of: 2024-06-01
    person: {disabilities: [{category: visual, grade: 3}]}
    expect: {cash: {route: light, routes: {heavy: not_eligible}}}
  - case: heavy
    as_of: 2024-06-01
    person: {disabilities: [{category: visual, grade: 2}]}
    expect: {cash: {route: heavy, routes: {light: not_eligible}}}
"""
FOREIGN_TEXT = "一、现金。轻度残疾人每月一百元，重度残疾人每月二百元。\n"


def test_a_new_region_is_added_by_yaml_alone(toy: Toy, tmp_path: Path) -> None:
    """A small foreign plan: pinned, linted with its text, tested, checked, shown and compared, with no line of code."""
    folder = toy(FOREIGN, cases__allowances=FOREIGN_CASES)
    root, sources = str(folder.parents[1]), tmp_path / "sources"
    sources.mkdir()
    (sources / "toy.txt").write_text(FOREIGN_TEXT, "utf-8")
    assert answered("pin", str(folder), "--sources", str(sources)) == "toy/2022-01-01: 1 fingerprints written\n"
    assert answered("lint", str(folder), "--sources", str(sources)) == "toy/2022-01-01: 0 problems\n"
    assert answered("test", str(folder)) == "toy/2022-01-01: 2 passed, 0 failed\n"
    profile = tmp_path / "profile.json"
    member = {"id": "m1", "disabilities": [{"category": "visual", "grade": 1}]}
    profile.write_text(json.dumps({"as_of": "2024-06-01", "locality": {"adcode": "990001"}, "household": {"members": [member]}}), "utf-8")
    assert "200 yuan a month; mandatory; [heavy] 玩政发1号 一" in answered("check", str(profile), "--rulesets", root, "--lang", "en")
    assert "heavy: severe" in answered("rulesets", "show", "toy", "--rulesets", root, "--lang", "en")
    data = json.loads(answered("compare", str(profile), "--rulesets", root, "--format", "json"))
    assert [(row["support"], row["differs"]) for row in data["supports"]] == [("cash", False)]


def test_compare_puts_differences_first(toy: Toy, tmp_path: Path) -> None:
    """The same household under two plans; a support that one of them lacks is a dash."""
    folder = toy(support("certified") + support("certified", name="card"))
    other = folder.parents[1] / "twin" / folder.name
    other.mkdir(parents=True)
    for path in folder.glob("*.yaml"):
        (other / path.name).write_text(path.read_text("utf-8").replace("region: toy", "region: twin"), "utf-8")
    (other / "allowances.yaml").write_text(
        support("certified") + support("tekun", name="card") + support("certified", name="staff"), "utf-8"
    )
    root = str(folder.parents[1])
    profile = tmp_path / "profile.json"
    profile.write_text(json.dumps({"as_of": "2024-06-01", "household": {"members": [{"id": "m1", "certified": True}]}}), "utf-8")
    text = answered("compare", str(profile), "--regions", "toy,twin", "--rulesets", root, "--lang", "en", "--format", "markdown")
    lines = text.splitlines()
    assert lines[0] == "2 differ, 1 are alike"
    assert lines[4:] == [
        "| m1 Card | ● applies now | ? still open |",
        "| m1 Staff | — | ● applies now |",
        "| m1 Cash | ● applies now | ● applies now |",
    ]
    assert "2项不同，1项相同" in answered("compare", str(profile), "--rulesets", root)


def test_who_is_in_charge_and_what_to_bring() -> None:
    """Where the plan says so, beside the answer and in the rules as they are read."""
    assert "负责：民政局、残联（牵头）" in answered("check", FAMILY, "--region", "zhalainuoer", "--engine", "kernel")
    assert "Bring: disability certificate" in answered("check", FAMILY, "--lang", "en", "--engine", "kernel")
    assert "  bring: disability certificate (三（一）5)" in answered("rulesets", "show", "zhangye", "free_public_transport", "--lang", "en")
