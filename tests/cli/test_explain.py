"""`eligibility explain`: one answer with its proof."""

from __future__ import annotations

import pytest

from tests.cli.command_line import FAMILY, answered, run


def test_explain() -> None:
    text = answered("explain", FAMILY, "living_allowance", "m1", "--lang", "en")
    assert text.startswith("◐ Living allowance for needy disabled persons · member 1 (born 1988) · applies after others")
    assert "route 1 (dibao recipient), " in text


@pytest.mark.parametrize("region", ["zhangye", "张掖市", "张掖", "Zhangye", "ＺＨＡＮＧＹＥ"])
@pytest.mark.parametrize("support", ["living_allowance", "困难残疾人生活补贴", "living allowance for needy disabled persons"])
def test_titles_work_wherever_an_id_does(region: str, support: str) -> None:
    text = answered("explain", FAMILY, support, "m1", "--region", region, "--lang", "en")
    assert text.startswith("◐ Living allowance for needy disabled persons · member 1 (born 1988)")


def test_a_title_that_is_nearly_right_is_offered() -> None:
    done = run("explain", FAMILY, "困难残疾人生补贴", "m1")
    assert (done.returncode, done.stdout) == (1, "")
    assert "是否想写“困难残疾人生活补贴”？" in done.stderr
    assert "名称如：最低生活保障；" in run("explain", FAMILY, "低保").stderr
    assert "可用：张掖市" in run("explain", FAMILY, "living_allowance", "--region", "张掖县").stderr


def test_a_support_that_concerns_nobody_in_the_profile_is_told() -> None:
    done = run("explain", FAMILY, "employer_quota")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "按比例安排残疾人就业：资料里没有这一项所针对的人或单位。\n"
