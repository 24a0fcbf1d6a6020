"""The picture of a summary: drawn in both formats, in Chinese where the machine can, and readable where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility as el
from eligibility.i18n import Text
from eligibility.register import chart
from eligibility.register.gaps import GAPS
from eligibility.register.money import Sum
from eligibility.register.summary import Line

HEADING = Text("名册筛查", "Register screened")


def _lines() -> list[Line]:
    statuses = {"eligible": 10, "eligible_after": 3, "undetermined": 4, "not_eligible": 9}
    return [Line(name, "person", statuses, 8, dict.fromkeys(GAPS, 2), Sum(), Sum()) for name in ("living_allowance", "nursing_subsidy")]


@pytest.mark.parametrize(("suffix", "begins"), [(".png", b"\x89PNG"), (".svg", b"<?xml")])
def test_both_formats(suffix: str, begins: bytes, zhangye: el.Ruleset, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    chart.draw(path, _lines(), zhangye, HEADING, [], "en")
    assert path.read_bytes().startswith(begins)


def test_without_a_chinese_font_the_labels_are_english_and_a_notice_says_so(
    zhangye: el.Ruleset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eligibility._fonts.FONTS", ())
    notice = chart.draw(tmp_path / "a.svg", _lines(), zhangye, HEADING, [], "zh")
    assert notice is not None and "Noto" in notice.zh
    assert chart.draw(tmp_path / "b.svg", _lines(), zhangye, HEADING, [], "en") is None


def test_the_same_numbers_give_the_same_picture(zhangye: el.Ruleset, tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        chart.draw(tmp_path / name, _lines(), zhangye, HEADING, [], "zh")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
