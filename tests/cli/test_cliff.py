"""`eligibility cliff`: one number's range, as a report and as a picture."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command_line import FAMILY, answered, run

INCOME = ("cliff", FAMILY, "--fact", "household.monthly_income_per_capita", "--range", "0:1500")


def test_cliff_in_both_languages() -> None:
    """Where dibao ends, by which condition, and what the household's number is now."""
    text = answered(*INCOME)
    assert "● 0至不满480元：现在符合" in text
    assert "现在610元" in text
    english = answered(*INCOME, "--lang", "en")
    assert "○ 480 to 1500 yuan: does not apply" in english


def test_cliff_for_programs() -> None:
    found = json.loads(answered(*INCOME, "--format", "json"))
    assert found["breaks"] == ["480"]
    assert [(piece["from"], piece["until"], piece["until_included"]) for piece in found["pieces"]] == [
        ("0", "480", False),
        ("480", "480", True),
        ("480", "1500", True),
    ]


def test_cliff_draws_by_suffix(tmp_path: Path) -> None:
    """A picture by suffix; the same input gives the same vector picture; another suffix is refused and nothing is written."""
    pytest.importorskip("matplotlib")
    for name, start in (("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.pdf", b"%PDF")):
        answered(*INCOME, "-o", str(tmp_path / name), "--lang", "en")
        assert (tmp_path / name).read_bytes().startswith(start)
    first = (tmp_path / "a.svg").read_bytes()
    answered(*INCOME, "-o", str(tmp_path / "a.svg"), "--lang", "en")
    assert (tmp_path / "a.svg").read_bytes() == first
    done = run(*INCOME, "-o", str(tmp_path / "a.gif"), "--lang", "en")
    assert (done.returncode, done.stdout) == (1, "")
    assert "must end in one of" in done.stderr
    assert not (tmp_path / "a.gif").exists()


def test_a_number_is_called_as_it_is_shown() -> None:
    """By whom it is about, as other commands name them, and by its title; a title that is nearly right is offered."""
    first = [answered("cliff", FAMILY, "--fact", name, "--range", "5:7").splitlines()[0] for name in ("m3.age", "3.age", "成员3 周岁年龄")]
    assert set(first) == {"张掖市 · 成员3 · 周岁年龄（岁） · 5至7岁 · 现在6岁"}
    assert "是否想写“周岁年龄”？" in run("cliff", FAMILY, "--fact", "成员3 年龄", "--range", "5:7").stderr


def test_cliff_mistakes_are_one_message() -> None:
    """A range that is none, a fact that is no number: what is wrong and the nearest right name."""
    for more, said in ((("--range", "3000"), "--range"), (("--fact", "household.monthly_income"), "household.monthly_income_per_capita")):
        done = run(*INCOME, *more, "--lang", "en")
        assert (done.returncode, done.stdout) == (1, "")
        assert said in done.stderr
