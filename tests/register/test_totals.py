"""Footers are controls: what an office has added up is compared with what was read."""

from __future__ import annotations

import pytest

from tests.register.readings import Read, refusal

HEAD = "序号,姓名,残疾等级,困难残疾人生活补贴\n1,甲,一级,110\n2,乙,二级,110\n"


@pytest.mark.parametrize(
    "footer",
    [
        *("合计,,,220", "总计,2人,,220.00", "合计：2人,,,", "共2人,,,", "合计,2,,", "合计,,,", "注：共3项,,,"),
        *("总计,贰人,,220", "合计二人,,,"),
    ],
)
def test_sums_that_agree(footer: str, read: Read) -> None:
    assert len(read(HEAD + footer).frame) == 2


@pytest.mark.parametrize(
    ("footer", "said"),
    [
        ("合计,,,330", "330"),
        ("共3人,,,", "共3人"),
        ("合计,3人,,220", "3人"),
        ("总计：3人,,,", "3人"),
        ("总计,叁人,,220", "3人"),
        ("合计十二人,,,", "12人"),
    ],
)
def test_sums_that_differ_are_refused(footer: str, said: str, read: Read) -> None:
    """The office may say that it knows."""
    refused = refusal(read, HEAD + footer)
    assert refused.startswith("totals_differ") and said in refused
    assert len(read(HEAD + footer, "totals: ignore").frame) == 2


def test_parts_are_sums_of_the_lines_since_the_last_one(read: Read) -> None:
    text = "序号,姓名,残疾等级,困难残疾人生活补贴\n1,甲,一级,110\n小计,,,110\n2,乙,二级,110\n3,丙,二级,80\n小计,,,{}\n合计,,,300"
    assert len(read(text.format(190)).frame) == 3
    assert "totals_differ" in refusal(read, text.format(300))


def test_those_who_left_were_counted_too(read: Read) -> None:
    """The office's sum is of the lines that stand there."""
    register = read("序号,姓名,残疾人证号,证件状态\n1,甲,62070219900101001441,正常\n2,乙,62070219900101002241,注销\n共2人,,,")
    assert len(register.frame) == 1


PLACED = "序号,村,姓名,身份证号,困难残疾人生活补贴\n1,东村,甲,620702199001010014,110\n2,东村,乙,620702199001010022,110\n"
PLACED += "{}\n3,西村,丙,620702199001010030,80\n{}\n{}"


@pytest.mark.parametrize(
    "form", [",{0}小计,{1}人,,{2}", "{0}小计,,{1}人,,{2}", ",,{0}小计,{1}人,{2}", "{0}合计,,,{1},{2}", ",{0}小计,{1}户{1}人,,{2}"]
)
def test_parts_by_village_are_footers_and_controls(form: str, read: Read) -> None:
    """The number may stand at the place of the name; a wrong number or sum is refused, and never a person."""
    west, whole = form.format("西村", 1, 80), form.format("全镇", 3, 300)
    right = PLACED.format(form.format("东村", 2, 220), west, whole)
    assert len(read(right).frame) == 3
    for wrong in (form.format("东村", 3, 220), form.format("东村", 2, 330)):
        text = PLACED.format(wrong, west, whole)
        assert "totals_differ" in refusal(read, text)
        assert len(read(text, "totals: ignore").frame) == 3


def test_a_township_sums_its_villages(read: Read) -> None:
    text = PLACED.format(",东村小计,2人,,220", ",西村小计,1人,,80", ",某镇合计,{}人,,300")
    assert len(read(text.format(3)).frame) == 3
    assert "totals_differ" in refusal(read, text.format(4))


def test_running_totals_of_pages_are_of_the_lines_so_far(read: Read) -> None:
    """Each page ends with its own sum and that of all pages so far."""
    second = "序号,姓名,残疾等级,困难残疾人生活补贴\n3,丙,一级,110\n本页合计,,,110\n累计,,,330\n"
    assert len(read(f"{HEAD}本页合计,,,220\n累计,,,220\n{second}").frame) == 3
    assert "330" in refusal(read, f"{HEAD}本页合计,,,220\n累计,,,330\n{second.replace('累计,,,330', '累计,,,340')}")
