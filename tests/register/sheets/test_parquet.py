"""Typed tables: days in their zone, numbers that may have been cut, lists."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from eligibility.register.sheets import parquet
from eligibility.register.sheets.parquet import read_parquet, texts_of


def test_a_day_is_that_of_its_own_zone_or_of_china() -> None:
    """Midnight in Beijing, written in UTC, is the day in Beijing; a moment with an hour keeps it."""
    beijing = pl.Series([datetime(2025, 12, 30, 16, tzinfo=UTC), None])
    assert texts_of(beijing).to_list() == ["2025-12-31", None]
    assert texts_of(beijing.dt.convert_time_zone("Asia/Shanghai")).to_list() == ["2025-12-31", None]
    assert texts_of(pl.Series([datetime(2025, 12, 31, tzinfo=UTC)])).to_list() == ["2025-12-31"]
    assert texts_of(pl.Series([datetime(2025, 12, 31, 8, 30)])).to_list() == ["2025-12-31 08:30:00"]  # noqa: DTZ001


def test_numbers_that_a_spreadsheet_would_have_cut_are_written_with_an_exponent() -> None:
    assert texts_of(pl.Series([620702199205232000, 110, None])).to_list() == ["6.20702E+17", "110", None]
    assert texts_of(pl.Series([361002198505051000.0, 0.5, float("nan")])).to_list() == ["3.61002E+17", "0.5", None]
    assert texts_of(pl.Series([Decimal("80.50"), Decimal(3)], dtype=pl.Decimal(18, 2))).to_list() == ["80.5", "3"]


def test_other_types() -> None:
    assert texts_of(pl.Series([True, None])).to_list() == ["是", None]
    assert texts_of(pl.Series([["a", "b"], []])).to_list() == ["a；b", ""]


def test_lines_count_from_one_and_blank_ones_are_counted(tmp_path: Path) -> None:
    pl.DataFrame({"姓名": ["甲", None, "乙"], "性别": ["男", " ", None]}).write_parquet(tmp_path / "r.parquet")
    sheet, headings = read_parquet((tmp_path / "r.parquet").read_bytes())
    assert headings == ("姓名", "性别") and sheet.cells["row"].to_list() == [1, 3] and sheet.lines == 3


def test_a_file_that_ends_its_reader_is_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader of Parquet dies of some wrong lengths; here it dies at once. What it only refuses is told by itself."""
    with pytest.raises(Exception, match=r"(?i)parquet") as refused:
        read_parquet(b"PAR1 and no more")
    assert type(refused.value).__module__.startswith("polars")
    monkeypatch.setattr(parquet, "_TRIAL", "import os; os.abort()")
    with pytest.raises(ValueError, match="ended its process"):
        read_parquet(b"PAR1")
