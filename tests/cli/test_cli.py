"""The command line as its user meets it: languages, rules of one's own, and one clear message for every mistake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eligibility import __version__
from tests.cli.command_line import FAMILY, answered, run
from tests.conftest import Toy, support


def test_version_is_printed_before_any_command() -> None:
    assert answered("--version") == answered("--version", "check", "no such file") == f"eligibility {__version__}\n"


def test_no_arguments_print_the_help() -> None:
    done, told = run(), answered("--help")
    assert (done.returncode, done.stdout, done.stderr.strip()) == (2, "", told.strip())
    assert all(word in told for word in ("--version", "check", "rulesets"))


def test_the_language_may_be_set_once() -> None:
    assert "== Money and care" in answered("check", FAMILY, ELIGIBILITY_LANG="en")


def test_rulesets_of_ones_own(toy: Toy, tmp_path: Path) -> None:
    root = toy(support("certified")).parents[1]
    text = answered("check", "-", "--rulesets", str(root), "--region", "toy", "--lang", "en", stdin='{"as_of": "2024-06-01"}')
    assert text.startswith("Toytown")


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
        (["check", "-"], "{}", "Name a region: changji, changyi, fuzhou_jx, zhalainuoer, zhangye. (--region)"),
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


def test_nothing_personal_is_said(tmp_path: Path) -> None:
    """A wrong profile full of personal data: none of it is repeated."""
    secret = "65230119900101000543"
    member = {"id": "m1", "certificate_no": secret[:-2] + "99", "birth_date": "19900101", "sex": "张三", "李四": 1, "receives": ["王五"]}
    done = run("check", "-", "--region", "zhangye", stdin=json.dumps({"household": {"members": [member]}}))
    assert done.returncode == 1
    for personal in (secret[:18], "19900101", "张三", "李四", "王五"):
        assert personal not in done.stderr


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
    english, texts = ("--lang", "en"), ("--sources", str(sources))
    assert answered("pin", str(folder), *texts, *english) == "toy/2022-01-01: 1 entries written\n"
    assert answered("lint", str(folder), *texts, *english) == "toy/2022-01-01: 0 problems; 1 of 1 supports have a case written by hand\n"
    assert answered("test", str(folder), *english) == "toy/2022-01-01: 2 passed, 0 failed\n"
    assert answered("pin", str(folder), *texts) == "toy/2022-01-01：写入0条\n"
    assert answered("lint", str(folder), *texts) == "玩具市 2022-01-01：未发现问题；1个项目中1个有手写案例\n"
    assert answered("test", str(folder)) == "玩具市 2022-01-01：2个案例通过，0个未通过\n"
    profile = tmp_path / "profile.json"
    member = {"id": "m1", "disabilities": [{"category": "visual", "grade": 1}]}
    profile.write_text(json.dumps({"as_of": "2024-06-01", "locality": {"adcode": "990001"}, "household": {"members": [member]}}), "utf-8")
    check = ("check", str(profile), "--rulesets", root, "--lang", "en")
    assert "member 1: Cash, 200 yuan a month, 一" in answered(*check)
    assert "200 yuan a month; required by the plan; route 2 (severe), 玩政发1号 一" in answered(*check, "--all")
    assert "heavy: severe" in answered("rulesets", "show", "toy", "--rulesets", root, "--lang", "en")
    data = json.loads(answered("compare", str(profile), "--rulesets", root, "--format", "json"))
    assert [(row["support"], row["differs"]) for row in data["supports"]] == [("cash", False)]
