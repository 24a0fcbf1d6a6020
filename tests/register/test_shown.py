"""What of a wrong cell is shown: never what may be a name or a telephone; the people are made up."""

from __future__ import annotations

import polars as pl
import pytest

import eligibility as el
from eligibility._identity import HIDDEN
from eligibility.register.headings import SheetColumn
from eligibility.register.shown import shown_values
from eligibility.register.spellings import Words, words_of
from tests.register.readings import Read

COLUMNS = (
    SheetColumn(0, "姓名", "about.name"),
    SheetColumn(1, "残疾等级", "disability.grade"),
    SheetColumn(2, "有效期至", "person.certificate_valid_until"),
    SheetColumn(3, "身份证号", "about.id_number"),
)


@pytest.fixture(scope="module")
def words(zhangye: el.Ruleset) -> Words:
    return words_of(zhangye)


def shown(heading: str, value: str, words: Words, *names: str) -> str | None:
    found = pl.DataFrame({"column": [heading], "value": [value]})
    text = shown_values(found, COLUMNS, words, names)["value"].item()
    assert text is None or isinstance(text, str)
    return text


@pytest.mark.parametrize(
    "value",
    [
        "王小明",
        "欧阳娜娜",
        "李四(儿子)",
        "阿不都拉·买买提",
        "John Smith",
        "万里",
        "13812345678",
        "138-1234-5678",
        "0936 821 2345",
        "82123456",
        "一三八一二三四五六七八九张",
        "高明",
        "620702197505160041",
        "2025123199",
        "问王建国",
        "＝王小明",
    ],
)
def test_what_may_be_a_name_or_a_telephone_is_not_shown(value: str, words: Words) -> None:
    assert shown("残疾等级", value, words) == HIDDEN


@pytest.mark.parametrize(
    "value", ["1-2级", "约600", "A类低保户", "低保边缘", "一级左右", "大部分自理", "#N/A", "600元-700元", "十万元", "-5", "是?"]
)
def test_words_of_registers_and_short_numbers_are_shown(value: str, words: Words) -> None:
    assert shown("残疾等级", value, words) == value


@pytest.mark.parametrize("value", ["2025-13-40", "20251399", "2025.6", "5/16/1975", "2025-11-30 10:22"])
def test_a_wrong_day_is_shown_in_a_column_of_days_alone(value: str, words: Words) -> None:
    assert shown("有效期至", value, words) == value
    assert shown("有效期至", "82123456", words) == HIDDEN
    if sum(map(str.isdigit, value)) > 6:
        assert shown("残疾等级", value, words) == HIDDEN


def test_a_name_of_the_register_is_not_shown_though_it_is_a_word(words: Words) -> None:
    assert shown("残疾等级", "正常", words) == "正常" and shown("残疾等级", "正常", words, "正常") == HIDDEN


def test_of_who_somebody_is_nothing_is_shown_but_the_ends_of_a_number(words: Words) -> None:
    assert shown("姓名", "正常", words) is None
    assert shown("身份证号", "620702197505160042", words) == "620702********0042"
    assert [shown("身份证号", value, words) for value in ("0936 821 2345", "8212345", "王小明")] == [HIDDEN] * 3


def test_a_registers_errors_show_nobody(read: Read) -> None:
    """Neither a name that stands nowhere else nor a telephone, in whatever column they were put."""
    register = read("姓名,残疾等级,低保,自理能力\n甲,13812345678,王小明,8212345\n乙,一级左右,低保A+,阿不都拉·买买提\n")
    assert sorted(register.slips["value"].to_list()) == sorted([HIDDEN] * 4 + ["一级左右", "低保A+"])
