"""A new version: everything in the text is listed, nothing is encoded, and all of it is counted as still to do."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

import eligibility as el
from eligibility.authoring.skeleton import begin, steps
from eligibility.rules.lint import lint
from tests.authoring.test_head import NOTICE

PLAN = (
    NOTICE
    + """为保障残疾人的生活，制定本规划。
一、任务
（一）津贴。持证的重度残疾人每月六十元。
（二）照护
1. 托养。
① 日间照料。
专栏1 项目
1. 辅具。
二、附则
"""
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "mine"


def test_a_new_plan_loads_and_is_all_to_do(root: Path, tmp_path: Path) -> None:
    begun = begin("liuhe", PLAN, root, adcode="990000")
    assert begun.folder == root / "liuhe" / "2026-02-28"
    assert begun.to_read == 5
    ruleset = el.load_ruleset("liuhe", root=root)
    assert (ruleset.document.number, ruleset.adcode, ruleset.national) == ("柳政发〔2026〕3号", "990000", date(2021, 7, 1))
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "liuhe.txt").write_text(PLAN, "utf-8")
    found = lint(begun.folder, root, sources)
    assert [f"{one.check}: {one.message.en}" for one in found.problems] == [
        "case_todo: 5 cases are still to be written, the first is for 序言",
        "clause_todo: 5 clauses are still to be read, the first is 序言",
        "todo: titles.en is still to be written",
    ]
    assert found.summary.en == "liuhe/2026-02-28: 3 problems; 5 clauses, 5 cases and 1 values todo"
    assert found.summary.zh == "柳河市 2026-02-28：发现3个问题；待读条款5条、待写案例5个、待填1处"


def test_a_changed_text_is_found_before_anything_is_encoded(root: Path, tmp_path: Path) -> None:
    begun = begin("liuhe", PLAN, root, adcode="990000")
    (tmp_path / "liuhe.txt").write_text(PLAN.replace("六十元", "六元"), "utf-8")
    assert "clause_changed" in [one.check for one in lint(begun.folder, root, tmp_path).problems]


def test_what_is_not_certain_is_told_and_written_down(root: Path) -> None:
    text = PLAN.replace("1. 辅具。", "1. 辅具。\n2. 落实补贴。")
    begun = begin("liuhe", text, root)
    assert [one.en for one in steps(begun)] == [
        "liuhe/2026-02-28: 10 clauses, 6 of them to be read",
        "  line 22 is read as 一（二）2: it may also be 专栏1 2, and so on for those that follow",
        "  line 19 is not read as a clause: ① 日间照料",
    ]
    written = (begun.folder / "clauses.yaml").read_text("utf-8")
    assert "# line 22: it may also be 专栏1 2" in written
    assert "# not read as a clause: line 19, ① 日间照料" in written


def test_without_an_area_code_the_version_cannot_be_used_yet(root: Path) -> None:
    begin("liuhe", PLAN, root)
    with pytest.raises(el.RulesetError, match=r"ruleset.yaml:3:9: adcode is still to be written \[todo\]"):
        el.load_ruleset("liuhe", root=root)


def test_a_later_document_within_the_period_amends(root: Path) -> None:
    begin("liuhe", PLAN, root, adcode="990000")
    begun = begin("liuhe", "关于修改规划的通知\n第一条 津贴改为每月八十元。\n", root, day=date(2027, 1, 1))
    assert begun.amends == date(2026, 2, 28)
    assert steps(begun)[0].en == "liuhe/2027-01-01, an amendment of 2026-02-28: 2 clauses, 1 of them to be read"
    assert (begun.folder / "ruleset.yaml").read_text("utf-8").startswith("amends: 2026-02-28\ndocument: {title: 关于修改规划的通知}\n")


def test_the_plan_of_the_next_period_is_one_of_its_own(root: Path) -> None:
    begin("liuhe", PLAN, root, adcode="990000")
    assert begin("liuhe", PLAN.replace("十五五", "十六五"), root, day=date(2031, 1, 1)).amends is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"region": "Liuhe"}, "REGION: is no region id. Write small letters, digits and _, a letter first."),
        ({"region": "national"}, "REGION: is no region id. Write small letters, digits and _, a letter first."),
        ({"adcode": "99"}, "adcode: must be six digits."),
        ({"text": "没有编号"}, "the text: has no numbered clause.\nthe day: is not stated at the head of the text. "),
        ({"text": "一、津贴\n"}, "the day: is not stated at the head of the text. Name the day from which the version answers."),
    ],
)
def test_what_cannot_be_begun(root: Path, given: dict[str, str], message: str) -> None:
    with pytest.raises(el.EligibilityError) as caught:
        begin(given.get("region", "liuhe"), given.get("text", PLAN), root, adcode=given.get("adcode"))
    assert caught.value.text("en").startswith(message)
    assert not root.exists()


def test_a_version_that_is_there_is_left_alone(root: Path) -> None:
    begun = begin("liuhe", PLAN, root)
    before = {path: path.read_bytes() for path in begun.folder.rglob("*.yaml")}
    with pytest.raises(el.EligibilityError, match="liuhe/2026-02-28: is there already"):
        begin("liuhe", PLAN, root)
    assert {path: path.read_bytes() for path in begun.folder.rglob("*.yaml")} == before


def test_the_shipped_plans_are_listed_whole(request: pytest.FixtureRequest, root: Path, tmp_path: Path) -> None:
    """The ledger of a new version of each plan agrees with its text: no number that the list does not have, no clause lost."""
    given = request.config.getoption("--sources")
    if given is None:
        pytest.skip("needs the texts of the plans: --sources")
    for path in sorted(Path(given).glob("*.txt")):
        shutil.copy(path, tmp_path / f"my_{path.name}")
        begun = begin(f"my_{path.stem}", path.read_text("utf-8-sig"), root, adcode="990000", day=date(2021, 1, 1))
        found = lint(begun.folder, root, tmp_path).problems
        assert {one.check.value for one in found} == {"todo", "clause_todo", "case_todo"}, path.stem
