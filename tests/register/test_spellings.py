"""Headings of real registers, and the office's own file."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eligibility as el
from eligibility.register.spellings import Words, spelled, spelled_all, words_of


@pytest.fixture(scope="module")
def words(zhangye: el.Ruleset) -> Words:
    return words_of(zhangye)


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("姓名", "about.name"),
        ("性 别", "person.sex"),
        ("年龄", "person.age"),
        ("出生日期", "person.birth_date"),
        ("户主姓名", "about.head"),
        ("残疾类别", "disability.category"),
        ("残疾证编号", "certificate.number"),
        ("残疾人证号", "certificate.number"),
        ("残疾类型", "disability.category"),
        ("残疾等级", "disability.grade"),
        ("残疾类别及等级", "disability.both"),
        ("残疾详情", "disability.details"),
        ("困难残疾人生活补贴", "person.receives.living_allowance"),
        ("是否享受重度残疾人护理补贴", "person.receives.nursing_subsidy"),
        ("护理补贴（是/否）", "person.receives.nursing_subsidy"),
        ("困难残疾人生活补贴享受情况", "person.receives.living_allowance"),
        ("有效期止", "person.certificate_valid_until"),
        ("首次办证日期", "ignored"),
        ("监护人姓名", "ignored"),
        ("是否低保", "household.dibao"),
        ("低保户", "household.dibao"),
        ("乡镇（街道）", "about.township"),
        ("乡镇(街道)", "about.township"),
        ("联系电话", "about.phone"),
        ("家庭月人均收入", "household.monthly_income_per_capita"),
        ("人均年收入（元）", "household.monthly_income_per_capita"),
        ("困难类型", "about.hardship"),
        ("person.certified", "person.certified"),
        ("household.area", "household.area"),
        ("date of birth", "person.birth_date"),
        ("已享受待遇", "person.receives"),
        ("居家服务需求", "person.needs.home_care"),
        ("危房", "household.housing.dilapidated"),
        ("视力残疾等级", "person.grade_visual"),
    ],
)
def test_headings_seen(heading: str, target: str, words: Words) -> None:
    assert words.target(heading) == target


@pytest.mark.parametrize("heading", ["结对", "序", "领导批示", "突发性、紧迫性、临时性困难", ""])
def test_headings_that_are_not_known_or_mean_two_things(heading: str, words: Words) -> None:
    """The last but one is a label of a person's and of a household's circumstances."""
    assert words.target(heading) is None


def test_the_offices_words_come_first(zhangye: el.Ruleset, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "columns: {户情: household.dibao, 姓名: ignore}\nheadings: {person.tekun: [集中户]}\nevery: {person.certified: true}\n", "utf-8"
    )
    words = words_of(zhangye, own)
    assert [words.target(heading) for heading in ("户情", "姓名", "集中户", "性别")] == [
        "household.dibao",
        "ignored",
        "person.tekun",
        "person.sex",
    ]
    assert words.every == {"person.certified": True}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: {A: household.diabo}", "household.dibao"),
        ("heading: {}", "headings"),
        ("columns: [1, 2]", "mapping"),
        ("[1", "YAML"),
        ("blank_means_no: [receives.cash]", "receives.cash"),
    ],
)
def test_a_wrong_file_is_said(text: str, said: str, zhangye: el.Ruleset, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(text, "utf-8")
    with pytest.raises(el.EligibilityError) as caught:
        words_of(zhangye, own)
    assert "own.yaml" in str(caught.value) and said in str(caught.value)


def test_a_missing_file_is_said(zhangye: el.Ruleset, tmp_path: Path) -> None:
    with pytest.raises(el.EligibilityError, match="no such file"):
        words_of(zhangye, tmp_path / "none.yaml")


@given(st.lists(st.none() | st.text(max_size=8), max_size=6))
def test_a_column_is_spelled_as_each_of_its_texts(texts: list[str | None]) -> None:
    """Law, for whatever stands in a cell: also what only one of two Unicode tables knows."""
    told = [None if text is None else spelled(text) for text in texts]
    assert spelled_all(pl.Series(texts, dtype=pl.String)).to_list() == told


def test_every_character_is_spelled_alike() -> None:
    """Each by itself and between two others; among them ß, ͺ, a final sigma, and letters that are newer than some Python."""
    codes = [*range(0x3000), *range(0x3000, 0xD800, 7), *range(0xE000, 0x10000, 7), 0x10D50, 0x16EA0]
    texts = [f"{beside}{chr(code)}{beside}" for beside in ("", "甲") for code in codes]
    assert spelled_all(pl.Series(texts)).to_list() == [spelled(text) for text in texts]


def test_signs_without_width_do_not_matter() -> None:
    """They come with what is copied from web pages."""
    assert spelled("残\u200b疾等级\ufeff") == "残疾等级" and spelled_all(pl.Series(["\u200b一级", "一\xad级"])).to_list() == ["一级"] * 2


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("学生姓名", "about.name"),
        ("患者身份证号码", "about.id_number"),
        ("被监护人残疾等级", "disability.grade"),
        ("残疾职工残疾证号", "certificate.number"),
        ("A1姓名", "about.name"),
        ("老人护理补贴", None),
        ("家长姓名", None),
        ("学生证号", None),
    ],
)
def test_whose_a_name_or_number_is(heading: str, target: str | None, words: Words) -> None:
    assert words.target(heading) == target
