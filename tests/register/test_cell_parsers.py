"""Cells as registers write them: each spelling is read as what it says, and what is not certain is not guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eligibility as el
from eligibility.facts.vocabulary import CEILINGS
from eligibility.register.cell_parsers import (
    Unreadable,
    parser_of,
    read_bool,
    read_category,
    read_date,
    read_disabilities,
    read_grade,
    read_money,
    read_set,
    read_whole,
)
from eligibility.register.spellings import Words, words_of


@pytest.fixture(scope="module")
def words(zhangye: el.Ruleset) -> Words:
    return words_of(zhangye)


@pytest.mark.parametrize(
    "text",
    [
        "2025年12月31日",
        "2025.12.31",
        "2025/12/31",
        "2025-12-31",
        "20251231",
        "2025/12/31 0:00",
        "2025/12/31 00:00:00",
        "2025年12月31日 0:00",
        "２０２５－１２－３１",
        "2025-12-31 00:00:00",
        "2025年12月31号",
        "二〇二五年十二月三十一日",
        "二○二五年 十二月 三十一日",
        "二零二五年十二月三十一号",
    ],
)
def test_a_day_in_every_spelling(text: str) -> None:
    assert read_date(text) == date(2025, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        "2025年12月",
        "2025",
        "2025-02-29",
        "65.3.2",
        "明年",
        "13月",
        "46022",
        "46022.0",
        "2025-12-30 08:30:00",
        "2025/12/30 23:59",
        "二〇二五年十三月一日",
        "二五年十二月一日",
        "二〇二五年二十月一日",
        "二〇二五年一二月一日",
        "十二月三十一日",
        "90.5.1",
        "5/16/1975",
    ],
)
def test_what_is_no_certain_day_is_not_guessed(text: str) -> None:
    with pytest.raises(Unreadable):
        read_date(text)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_written_is_read_again(day: date) -> None:
    for text in (day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day} 0:00"):
        assert read_date(text) == day


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("一级", 1),
        ("壹级", 1),
        ("Ⅰ", 1),
        ("１级", 1),
        ("4", 4),
        ("Ⅳ级", 4),
        ("二级（重度）", 2),
        ("无", 0),
        ("3.0", 3),
        ("一级重度", 1),
        ("重度一级", 1),
        ("01", 1),
        ("肢体一级", 1),
    ],
)
def test_a_grade_in_every_spelling(text: str, grade: int, words: Words) -> None:
    assert read_grade(text, words) == grade


@pytest.mark.parametrize("text", ["1-2级", "一、二级", "1~2级", "1—2级", "五级", "重度", "0", "未评定"])
def test_a_grade_that_means_two_things_is_not_guessed(text: str, words: Words) -> None:
    """1-2级 is a rule's wording, not a person's grade."""
    with pytest.raises(Unreadable):
        read_grade(text, words)


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("肢体二级", {"physical": 2}),
        ("肢体残疾一级", {"physical": 1}),
        ("视力残疾（一级）", {"visual": 1}),
        ("肢体/三级", {"physical": 3}),
        ("多重（肢体二级、智力三级）", {"multiple": 2, "physical": 2, "intellectual": 3}),
        ("肢体贰级；精神Ⅲ级", {"physical": 2, "mental": 3}),
        ("听力", {"hearing": None}),
        ("多重（肢体、智力）一级", {"multiple": 1, "physical": None, "intellectual": None}),
        ("肢体、智力一级", {"multiple": 1, "physical": None, "intellectual": None}),
        ("无", {}),
    ],
)
def test_category_and_grade_in_one_cell(text: str, stated: dict[str, int | None], words: Words) -> None:
    assert read_disabilities(text, words) == stated


@pytest.mark.parametrize("text", ["肢体一、二级", "肢体二级、肢体三级", "左腿二级"])
def test_one_cell_that_is_not_certain(text: str, words: Words) -> None:
    with pytest.raises(Unreadable):
        read_disabilities(text, words)


def test_categories_by_name_or_everyday_word(words: Words) -> None:
    assert [read_category(text, words) for text in ("肢体", "肢体残疾人", "视障", "无残疾")] == ["physical", "physical", "visual", None]


@pytest.mark.parametrize("text", ["4", "04", "7", "42"])
def test_a_code_is_no_category(text: str, words: Words) -> None:
    """Lists of codes differ: which kind a digit is stands in the office's own file."""
    with pytest.raises(Unreadable, match="looks like a code"):
        read_category(text, words)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("650", "650"),
        ("￥80.00", "80"),
        ("¥80", "80"),
        ("80元每月", "80"),
        ("80元/人·月", "80"),
        ("６５０元", "650"),
        ("1,200.50", "1200.50"),
        ("0.8万元", "8000"),
        ("650元/月", "650"),
        ("8640元/年", "720"),
    ],
)
def test_an_amount_in_every_spelling(text: str, amount: str) -> None:
    assert read_money(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["约600", "600-700", "600以上", "-5", "低", "1,2", "12,00", ","])
def test_what_is_not_one_exact_amount(text: str) -> None:
    with pytest.raises(Unreadable):
        read_money(text)


@pytest.mark.parametrize(
    ("heading", "text", "amount"),
    [
        ("人均月收入（元）", "720", "720"),
        ("人均年收入（元）", "8640", "720"),
        ("家庭人均年收入（万元）", "0.864", "720"),
        ("人均收入", "8640/年", "720"),
    ],
)
def test_the_heading_tells_the_unit(heading: str, text: str, amount: str, words: Words) -> None:
    assert parser_of("household.monthly_income_per_capita", words, heading)(text) == Decimal(amount)


@given(st.integers(0, 10_000_00), st.integers(1, 200_000))
def test_a_twelfth_stays_on_its_side_of_every_threshold(cents_a_year: int, threshold_in_thousandths: int) -> None:
    """A yearly amount cut to four decimals compares with a threshold of three decimals as the exact twelfth does."""
    from fractions import Fraction

    from eligibility.register.cell_parsers import scaled

    year, threshold = Decimal(cents_a_year) / 100, Fraction(threshold_in_thousandths, 1000)
    exact, cut = Fraction(year) / 12, Fraction(scaled(year / 12))
    assert (cut < threshold, cut == threshold) == (exact < threshold, exact == threshold)


@given(st.integers(0, 200_000), st.integers(-9_999_999, 9_999_999), st.integers(4, 11))
def test_no_amount_is_rounded_to_or_over_a_threshold(threshold_in_thousandths: int, beside: int, places: int) -> None:
    """However near an amount lies to a threshold of three decimals, it compares with it as it is written."""
    from eligibility.register.cell_parsers import scaled

    threshold = Decimal(threshold_in_thousandths) / 1000
    amount = threshold + Decimal(beside).scaleb(-places)
    cut = scaled(amount)
    assert (cut < threshold, cut == threshold) == (amount < threshold, amount == threshold)
    assert abs(cut - amount) <= Decimal("0.0001")


@pytest.mark.parametrize(
    ("text", "amount"), [("479.99999", "479.9999"), ("480.00001", "480.0001"), ("480.00000", "480"), ("479.99994", "479.9999")]
)
def test_a_hair_below_the_standard_stays_below(text: str, amount: str, words: Words) -> None:
    assert parser_of("household.monthly_income_per_capita", words, "人均月收入")(text) == Decimal(amount)


def test_yes_and_no(words: Words) -> None:
    assert [read_bool(text, words, {}) for text in ("是", "√", "享受", "否", "未享受", "×", "N")] == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    for text in ("也许", "是（已停发）", "有（原）", "○"):
        with pytest.raises(Unreadable):
            read_bool(text, words, {})


def test_a_column_of_dibao_in_the_offices_words(words: Words) -> None:
    """A class of dibao is a yes; what another list says of a household is a no only where it says so."""
    parse = parser_of("household.dibao", words)
    assert all(parse(text) for text in ("是（A类）", "A类", "一类", "二档", "低保户", "农村低保", "城市低保", "农低A类", "在保"))
    assert not any(parse(text) for text in ("停保", "退保", "非低保户", "一般户", "否（脱贫户）"))
    with pytest.raises(Unreadable):
        parse("脱贫户")  # a household out of poverty may be on dibao


def test_a_support_paid_is_received(words: Words) -> None:
    """A column of a support may hold yes and no or the amount paid."""
    parse = parser_of("person.receives.living_allowance", words)
    paid = ("110", "110元/月", "￥80.00", "80元每月", "80元/人·月", "110*3", "330（3个月）", "是（80元）", "是", "已发放")
    assert [parse(text) for text in paid] == [True] * len(paid)
    assert [parse(text) for text in ("0", "0.00", "停发", "暂停发放", "无")] == [False] * 5
    for text in ("-110", ",", "1,2", "20160101", "6228000000000000"):
        with pytest.raises(Unreadable):
            parse(text)


def test_a_list_of_what_is_received(words: Words) -> None:
    assert read_set("低保、困难残疾人生活补贴；护理补贴110元", "person.receives", words) == {"dibao", "living_allowance", "nursing_subsidy"}
    assert read_set("无", "person.receives", words) == frozenset()
    assert read_set("两项补贴", "person.receives", words) == {"living_allowance", "nursing_subsidy"}


def test_what_a_list_names_beside_an_unknown_name_is_kept(words: Words) -> None:
    with pytest.raises(Unreadable) as caught:
        read_set("生活补贴、慰问金", "person.receives", words)
    assert caught.value.partial == {"living_allowance"}


def test_members_whose_label_holds_a_separator(words: Words) -> None:
    assert read_set("信访、维权诉求；公证", "person.legal_matter", words) == {"complaint", "notarisation"}


@pytest.mark.parametrize(("text", "number"), [("35岁", 35), ("35周岁", 35), ("3人", 3), ("3.0", 3)])
def test_whole_numbers(text: str, number: int) -> None:
    assert read_whole(text) == number


@pytest.mark.parametrize(("entry", "most"), CEILINGS.items())
def test_a_whole_number_is_no_larger_than_in_a_profile(words: Words, entry: str, most: int) -> None:
    """An age of 151 and a household of 101 are told, and not answered."""
    parse = parser_of(entry, words)
    assert parse(f"{most}") == most
    with pytest.raises(Unreadable, match=f"is above {most}"):
        parse(f"{most + 1}")


def test_messages_hold_no_value(words: Words) -> None:
    """What stands in a cell may be personal: no message repeats it."""
    readers: list[tuple[Callable[[str], Any], str]] = [
        (read_date, "张三1990"), (read_money, "张三600"), (read_whole, "张三"), (lambda text: read_grade(text, words), "张三"),
    ]  # fmt: skip
    for read, text in readers:
        with pytest.raises(Unreadable) as caught:
            read(text)
        assert "张三" not in caught.value.text.zh + caught.value.text.en + str(caught.value)


HAN = "〇一二三四五六七八九"


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_in_chinese_numerals(day: date) -> None:
    def number(value: int) -> str:
        tens, ones = divmod(value, 10)
        return ("" if tens < 2 else HAN[tens]) + ("十" if tens else "") + (HAN[ones] if ones or not tens else "")

    year = "".join(HAN[int(sign)] for sign in str(day.year))
    assert read_date(f"{year}年{number(day.month)}月{number(day.day)}日") == day


def test_a_degree_beside_a_grade_must_agree_with_it(words: Words) -> None:
    assert read_grade("二级重度", words) == 2 and read_grade("轻度四级", words) == 4 and read_grade("三级（中度）", words) == 3
    assert read_disabilities("肢体 四级（轻度）", words) == {"physical": 4} and read_disabilities("智力一级极重度", words) == {
        "intellectual": 1
    }
    for text in ("四级重度", "一级（轻度）", "中度一级"):
        with pytest.raises(Unreadable):
            read_grade(text, words)
    with pytest.raises(Unreadable):
        read_disabilities("肢体四级（重度）", words)


@pytest.mark.parametrize("text", ["1-视力", "1视力", "(1)视力残疾", "01.视力", "9、视力"])
def test_a_word_beside_its_code_decides(text: str, words: Words) -> None:
    assert read_category(text, words) == "visual"


def test_other_words_beside_codes(words: Words) -> None:
    assert parser_of("person.sex", words)("2-女") == "female" and parser_of("household.dibao", words)("1是") is True
    assert [read_grade(text, words) for text in ("1-一级", "2二级", "(3)三级")] == [1, 2, 3]
    for text in ("1-二级", "1-2级", "2-2级"):
        with pytest.raises(Unreadable):
            read_grade(text, words)
    with pytest.raises(Unreadable, match="looks like a code"):
        parser_of("person.sex", words)("1")


def test_kinds_written_together(words: Words) -> None:
    assert read_disabilities("听力言语", words) == {"hearing": None, "speech": None}
    assert read_disabilities("肢体智力残疾", words) == {"physical": None, "intellectual": None}
