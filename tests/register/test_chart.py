"""The picture of a summary: drawn in both formats, in Chinese where the machine can, and readable where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.i18n import Text
from eligibility.register import chart
from eligibility.register.gaps import GAPS
from eligibility.register.money import Sum
from eligibility.register.summary import SupportCounts

HEADING = Text("名册筛查", "Register screened")


def _counts() -> list[SupportCounts]:
    statuses = {"eligible": 10, "eligible_after": 3, "undetermined": 4, "not_eligible": 9}
    gaps = dict.fromkeys(GAPS, 2)
    titles = {"living_allowance": Text("生活补贴", "Living allowance"), "nursing_subsidy": Text("护理补贴", "Nursing subsidy")}
    return [SupportCounts(name, title, "person", statuses, 8, gaps, Sum(), Sum()) for name, title in titles.items()]


@pytest.mark.parametrize(("suffix", "begins"), [(".png", b"\x89PNG"), (".svg", b"<?xml")])
def test_both_formats(suffix: str, begins: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    chart.draw_summary(path, _counts(), HEADING, [], "en")
    assert path.read_bytes().startswith(begins)


def test_without_a_chinese_font_the_labels_are_english_and_a_notice_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eligibility._fonts.FONTS", ())
    notice = chart.draw_summary(tmp_path / "a.svg", _counts(), HEADING, [], "zh")
    assert notice is not None and "Noto" in notice.zh
    assert chart.draw_summary(tmp_path / "b.svg", _counts(), HEADING, [], "en") is None


def test_the_same_numbers_give_the_same_picture(tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        chart.draw_summary(tmp_path / name, _counts(), HEADING, [], "zh")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
