"""Sheets of texts: what stands where, numbers and days as they are written."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from eligibility.register.sheets.sheet import COLUMNS, EPOCH_1904, Merged, day_text, number_text, plain_serial, serial_day, sheet_of


def test_lines_and_columns_in_which_nothing_stands_cost_nothing() -> None:
    sheet = sheet_of("", {1: {0: "姓名", 16383: " "}, 2: {}, 1_048_576: {0: "甲"}})
    assert sheet.columns() == ["c0"] and sheet.cells["row"].to_list() == [1, 1_048_576] and sheet.lines == 1_048_576


def test_a_cell_merged_over_lines_holds_for_each_line_that_is_there() -> None:
    """It may reach below the last line."""
    sheet = sheet_of("", {1: {0: "H1", 1: "甲"}, 2: {1: "乙"}, 4: {1: "丙"}}, merged=[Merged(1, 0, 2, 0), Merged(4, 1, 9, 1)])
    assert sheet.cells["c0"].to_list() == ["H1", "H1", None] and sheet.lines == 4


def test_the_first_lines_have_merged_titles_in_all_their_columns() -> None:
    sheet = sheet_of("", {1: {0: "户主"}, 2: {0: "姓名", 1: "电话"}}, merged=[Merged(1, 0, 1, 1)])
    assert sheet.top(5) == [{0: "户主", 1: "户主"}, {0: "姓名", 1: "电话"}]


@pytest.mark.parametrize(
    ("value", "text"),
    [(110.0, "110"), (0.1 + 0.2, "0.3"), (1500.5, "1500.5"), (1e14, "100000000000000"), (620702199205232000.0, "6.20702E+17")],
)
def test_numbers_as_they_are_shown(value: float, text: str) -> None:
    """A number of more digits than are kept is written so that nobody takes it for an exact one."""
    assert number_text(value) == text


def test_days_by_their_numbers() -> None:
    assert serial_day(46022.0) == "2025-12-31" and serial_day(46022.5) == "2025-12-31 12:00:00" and serial_day(0.5) is None
    assert serial_day(44560.0, EPOCH_1904) == "2025-12-31"
    assert plain_serial(46022.0) == "2025-12-31" and plain_serial(46022.5) is None and plain_serial(110.0) is None


def test_a_time_that_is_not_midnight_is_kept() -> None:
    assert day_text(datetime(2025, 12, 31)) == day_text(date(2025, 12, 31)) == "2025-12-31"  # noqa: DTZ001
    assert day_text(datetime(2025, 12, 31, 8, 30)) == "2025-12-31 08:30:00"  # noqa: DTZ001


def test_blocks_that_begin_in_others_are_none() -> None:
    """No program writes them, and a million of them would be gone through line by line."""
    lines = {number: {0: f"H{number}", 1: "x"} for number in range(1, 5)}
    down = sheet_of("", lines, merged=[Merged(1, 0, 4, 0), Merged(2, 0, 4, 0), Merged(3, 0, 4, 0)])
    assert down.cells["c0"].to_list() == ["H1"] * 4
    across = sheet_of("", {1: {0: "a", 5: "b"}}, merged=[Merged(1, 0, 1, 10**12), Merged(1, 5, 1, 10**12)])
    assert len(across.top(3)[0]) == COLUMNS and across.top(3)[0][5] == "b" and across.top(3)[0][6] == "a"
