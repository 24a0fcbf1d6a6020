"""The local book over a register: the area of each line, and answers by what the book says there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

import eligibility as el
from eligibility.book.read import load_book
from eligibility.facts.profile import Locality
from eligibility.register.options import ScreenOptions
from eligibility.register.run import ScreenResult, screen_file
from tests.conftest import DAY, ROOT

HEADINGS = "县区,户号,城乡,是否低保,家庭人均月收入,是否持证,残疾类别,残疾等级,重度残疾人护理补贴"
LINES = """甘州区,A,农村,是,300,是,肢体,一级,150
,A,农村,是,300,是,肢体,二级,150
临泽县,B,农村,是,300,是,肢体,二级,100
620702,C,农村,是,300,是,肢体,二级,110
张掖市甘州区,D,农村,是,300,是,肢体,二级,110
620702100000,E,农村,是,300,是,肢体,二级,110
,F,农村,是,300,是,肢体,二级,90
山丹县,G,农村,是,300,是,肢体,二级,
"""


@pytest.fixture
def options(zhangye: el.Ruleset) -> ScreenOptions:
    book = load_book(ROOT / "examples" / "book")
    return ScreenOptions(zhangye, DAY, picture=None, ask=False, book=book, supports=("nursing_subsidy",))


def screened(folder: Path, options: ScreenOptions, text: str = f"{HEADINGS}\n{LINES}") -> tuple[ScreenResult, pl.DataFrame]:
    register = folder / "register.csv"
    register.write_text(text, "utf-8")
    result = screen_file(register, options, folder / "out.parquet")
    return result, pl.read_parquet(folder / "out.parquet")


def by_row(table: pl.DataFrame, *columns: str) -> Mapping[int, tuple[object, ...]]:
    return {row: tuple(rest) for row, *rest in table.select("row", *columns).iter_rows()}


def test_each_line_is_answered_by_its_own_county(options: ScreenOptions, tmp_path: Path) -> None:
    """By name, by name after the city's, by code; a line without one has its household's; others have the city's floor."""
    _, table = screened(tmp_path, options)
    found = by_row(table.sort("row"), "amount_low", "amount_high")
    assert list(found.values()) == [
        (150, 150),
        (110, 110),
        (100, None),
        (110, 110),
        (110, 110),
        (110, 110),
        (100, None),
        (100, None),
    ]


def test_the_report_tells_the_book_and_counties_that_it_lacks(options: ScreenOptions, tmp_path: Path) -> None:
    result, _ = screened(tmp_path, options)
    report = result.report
    assert "标准册 张掖市（编造的例子）、甘州区（编造的例子）" in report.text("zh").splitlines()[0]
    said = "the local book has no such county; 2 persons were screened by what Zhangye city (made-up example) says: 临泽县, 山丹县"
    assert f"! {said}" in report.text("en")
    data = json.loads((tmp_path / "out.summary.json").read_text("utf-8"))
    assert data["book"]["areas"] == ["620700", "620702"] and len(data["book"]["hash"]) == 64
    assert data["supports"][0]["money_per_month"]["entitled"]["at_least"] == 150 + 4 * 110 + 3 * 100
    assert "money that the plan and the local book state" in report.text("en")


def test_the_whole_register_may_lie_in_one_county(options: ScreenOptions, tmp_path: Path) -> None:
    """Without a column of counties the locality's area speaks for all; without that the region's own."""
    from dataclasses import replace

    text = "\n".join(line.partition(",")[2] for line in [HEADINGS, *LINES.splitlines()]) + "\n"
    _, table = screened(tmp_path, replace(options, locality=Locality(adcode="620702")), text)
    assert set(table["amount_low"]) == {150, 110}
    _, table = screened(tmp_path, options, text)
    assert set(table["amount_low"]) == {100}


def test_what_is_filled_in_is_that_of_the_county(options: ScreenOptions, tmp_path: Path) -> None:
    """An option that one county has adopted is open in the other."""
    light = LINES.replace("肢体,二级", "智力,三级")
    _, table = screened(tmp_path, options, f"{HEADINGS}\n{light}")
    found = by_row(table, "status")
    assert {found[row] for row in (5, 6, 7)} == {("eligible",)} and found[4] == ("undetermined",)


def test_a_register_without_a_book_is_as_before(zhangye: el.Ruleset, tmp_path: Path) -> None:
    result, table = screened(tmp_path, ScreenOptions(zhangye, DAY, picture=None, ask=False, supports=("nursing_subsidy",)))
    assert result.report.book is None and table["amount_low"].null_count() == len(table)
    assert "book" not in json.loads((tmp_path / "out.summary.json").read_text("utf-8"))


def test_a_book_of_another_place_is_told(zhangye: el.Ruleset, tmp_path: Path, options: ScreenOptions) -> None:
    from dataclasses import replace

    result, _ = screened(tmp_path, replace(options, locality=Locality(adcode="360102")))
    assert "the local book has nothing for 360102: nothing of it was used" in result.report.text("en")
