"""The tables that an office opens: by township, in its language, small counts hidden."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

import eligibility as el
from eligibility.register import tables
from eligibility.register.answer_table import AnswerPart, Listed
from eligibility.register.money import Sum
from eligibility.register.reader import Register
from eligibility.register.reporter import report_of
from eligibility.register.screen import Screening
from eligibility.register.spellings import words_of
from tests.register.screenings import NOT_ADOPTED, job_of


def test_calls_by_township() -> None:
    """A sheet each; one for all where there are no townships, or too many for sheets."""
    calls = pl.LazyFrame({"乡镇（街道）": ["东乡", "西乡", None], "问题": ["a", "b", "c"]})
    assert list(tables.by_township(calls, "zh")) == ["-", "东乡", "西乡"]
    assert list(tables.by_township(calls, "zh", most=2)) == ["名单"]
    assert list(tables.by_township(calls.select("问题"), "en")) == ["calls"]


def test_a_breakdown_hides_small_counts(screened: tuple[Register, Screening], zhangye: el.Ruleset) -> None:
    """A line a township and support of the summary; nothing between one and four is shown, and what is shown is a number."""
    register, screening = screened
    report = report_of(register, words_of(zhangye), screening, job_of(zhangye, NOT_ADOPTED, register))
    table = tables.breakdown(report, "township", "en").collect()
    assert table["township"].unique().sort().to_list() == ["东乡", "西乡"] and len(table) == 2 * len(report.focus)
    hidden, none = {"number": None, "text": "hidden"}, {"number": 0, "text": None}
    assert all(cell == hidden for cell in table["persons"]) and all(cell in (hidden, none) for cell in table["missed"])


def test_the_summary_begins_with_the_focus(screened: tuple[Register, Screening], zhangye: el.Ruleset) -> None:
    register, screening = screened
    report = report_of(register, words_of(zhangye), screening, job_of(zhangye, NOT_ADOPTED, register))
    table = tables.summary(report, "zh").collect()
    assert len(table) == len(report.supports)
    assert table["项目"].to_list()[: len(report.focus)] == [counts.title.zh for counts in report.focused]
    texts = [name for name, kind in table.schema.items() if kind == pl.String]
    assert texts == ["项目", "对象"] and table["应享未享 元/月，至少"].dtype == table["符合 元/月，至多"].dtype == pl.Float64


def test_money_stands_as_the_numbers_between_which_it_lies() -> None:
    """An end that nothing states is empty, and so are both where nothing is stated."""
    heads = ["符合 元/月，至少", "符合 元/月，至多"]
    for found, ends in ((Sum(Decimal(150), None, 1), [150, None]), (Sum(Decimal(1), Decimal(2), 1), [1, 2]), (Sum(), [None, None])):
        assert tables._money("符合", found, "zh") == dict(zip(heads, ends, strict=True))


def test_places_have_titles() -> None:
    """An empty place is said to be one."""
    assert [tables.place_title(place).en for place in ("county", "township", "household.area")] == ["county", "township", "urban or rural"]
    assert tables.place_label("township", "").en == "(not given)" and tables.place_label("household.area", "rural").en == "rural"


def test_an_end_of_an_amount_that_nothing_bounds_is_left_empty() -> None:
    """Nothing is not said to be at least 0; what lies between 0 and a number is."""
    found = pl.DataFrame({"amount_low": [0, 0, 140], "amount_high": [None, 60, None], "paid": [None, 50, 140]}).select(
        end.alias(name) for name, end in tables.ends().items()
    )
    assert found.rows() == [(None, None, None), (0, 60, 50), (140, None, 140)]


def test_answers_are_read_as_they_are_written(
    screened: tuple[Register, Screening], zhangye: el.Ruleset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: however many parts the answers have, only those next to what is being written are read, in words and in codes."""
    register, screening = screened
    (part,) = screening.parts
    many, lines = replace(screening, parts=screening.parts * 40), len(part.read().rows)
    read: list[AnswerPart] = []
    reading = AnswerPart.read

    def counted(part: AnswerPart) -> Listed:
        read.append(part)
        return reading(part)

    monkeypatch.setattr(AnswerPart, "read", counted)
    for table in (tables.answers(many, register, zhangye, "zh", ids=True), tables.plain_answers(many, register, ids=True)):
        first = None
        read.clear()
        for count, batch in enumerate(table.collect_batches(chunk_size=lines, maintain_order=True), 1):
            first = batch if first is None else first
            assert batch.equals(first) and len(read) <= count + 12
        assert len(read) == 40


@pytest.mark.parametrize("lines", [1, 7, 1000])
def test_slices_change_nothing(
    lines: int, screened: tuple[Register, Screening], zhangye: el.Ruleset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: how many answers are put into words at once changes none of them."""
    register, screening = screened
    whole = (
        tables.answers(screening, register, zhangye, "en", ids=False).collect(),
        tables.plain_answers(screening, register, ids=True).collect(),
    )
    monkeypatch.setattr(tables, "SLICE", lines)
    assert tables.answers(screening, register, zhangye, "en", ids=False).collect().equals(whole[0])
    assert tables.plain_answers(screening, register, ids=True).collect().equals(whole[1])
