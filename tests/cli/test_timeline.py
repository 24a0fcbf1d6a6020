"""`eligibility timeline`: the days ahead and what they change."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.command_line import EXAMPLES, FAMILY, answered, run

CHILDREN = str(EXAMPLES / "two_children.json")


def test_timeline_in_both_languages() -> None:
    """The day, its cause, what closes and what is to be asked, with the clause."""
    text = answered("timeline", CHILDREN, "--until", "2025-06-01")
    assert "2024-09-02 · 成员1（孩子，2017年生）：满7周岁 · 不再符合" in text
    assert "儿童残疾筛查" in text
    assert "张政发〔2022〕32号" in text
    english = answered("timeline", CHILDREN, "--until", "2025-06-01", "--lang", "en")
    assert "2024-09-02 · member 1 (child, born 2017): turns 7 · no longer applies" in english


def test_timeline_for_programs() -> None:
    found = json.loads(answered("timeline", CHILDREN, "--from", "2024-09-01", "--until", "2024-10-01", "--format", "json"))
    assert [moment["day"] for moment in found["dates"]] == ["2024-09-02"]
    assert {change["kind"] for change in found["dates"][0]["changes"]} == {"closes", "unclear"}


def test_timeline_mistakes_are_one_message() -> None:
    """Days in the wrong order, a day that does not exist."""
    for wrong in (("--until", "2020-01-01"), ("--from", "2024-02-30")):
        done = run("timeline", FAMILY, *wrong, "--lang", "en")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(wrong[0])


def test_timeline_without_changes_says_so(tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    path.write_text('{"as_of": "2024-06-01", "locality": {"adcode": "620702"}, "household": {"members": [{"id": "m1", "age": 30}]}}')
    text = answered("timeline", str(path), "--lang", "en")
    assert "nothing changes" in text
    assert "birthdays cannot be foreseen: member 1 (age 30)" in text


def test_timeline_says_first_that_the_plan_has_ended_and_that_nobody_is_listed(tmp_path: Path) -> None:
    """Where nothing changes, this is all that there is to know."""
    path = tmp_path / "empty.json"
    path.write_text('{"as_of": "2026-06-01", "locality": {"adcode": "620702"}, "household": {"members": []}}')
    said = answered("timeline", str(path), "--lang", "en")
    assert said.index("period ended on 2025-12-31") < said.index("the household lists nobody") < said.index("nothing changes")
    path.write_text('{"as_of": "2024-06-01", "locality": {"adcode": "620702"}}')
    for command in ("check", "timeline"):
        assert "没有可以判定的对象" in answered(command, str(path))
