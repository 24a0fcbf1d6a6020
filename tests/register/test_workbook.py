"""A workbook holds what its tables hold: every line, every sign, in sheets that Excel takes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from eligibility.register import workbook
from eligibility.register.workbook import sheet_name, write_xlsx

Rows = list[list[object]]


def read(path: Path) -> dict[str, Rows]:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_a_workbook_goes_on_in_a_next_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table longer than a sheet holds is cut; no line is lost, however the batches fall."""
    for batch in (1, 2, 3, 4, 100):
        monkeypatch.setattr(workbook, "SHEET_ROWS", 3)
        monkeypatch.setattr(workbook, "BATCH", batch)
        told: list[int] = []
        write_xlsx(tmp_path / "a.xlsx", {"结果": pl.LazyFrame({"行": list(range(7))}), "空": pl.LazyFrame({"行": []})}, told.append)
        found = read(tmp_path / "a.xlsx")
        assert list(found) == ["结果", "结果 2", "结果 3", "空"]
        assert [row[0] for name in list(found)[:3] for row in found[name][1:]] == list(range(7))
        assert found["空"] == [["行"]] and sum(told) == 7


def test_a_sheet_that_is_just_full_has_no_empty_one_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "SHEET_ROWS", 4)
    write_xlsx(tmp_path / "a.xlsx", {"a": pl.LazyFrame({"n": list(range(8))})})
    assert {name: len(rows) for name, rows in read(tmp_path / "a.xlsx").items()} == {"a": 5, "a 2": 5}


def test_every_kind_of_value(tmp_path: Path) -> None:
    """Numbers are numbers, truths are truths, texts keep their signs and spaces; what is unknown is empty."""
    texts = ["<b> & \"c\" 'd'", "  two\nlines ", None, "", "_x0041_"]
    frame = pl.DataFrame(
        {
            "text": texts,
            "whole": [1, None, -3, 0, 10**12],
            "float": [1.5, float("nan"), float("inf"), None, 1e-9],
            "money": [Decimal("0.10"), None, Decimal("-2.5"), Decimal("3"), Decimal("4")],
            "truth": [True, False, None, True, False],
        }
    )
    write_xlsx(tmp_path / "a.xlsx", {"表": frame.lazy()})
    rows = read(tmp_path / "a.xlsx")["表"]
    assert rows[0] == ["text", "whole", "float", "money", "truth"]
    assert [row[0] for row in rows[1:4]] == [texts[0], texts[1], ""]
    assert [row[1] for row in rows[1:]] == [1, "", -3, 0, 10**12]
    assert [row[2] for row in rows[1:]] == [1.5, "", "", "", 1e-9]
    assert [row[3] for row in rows[1:]] == [0.1, "", -2.5, 3, 4]
    assert [row[4] for row in rows[1:]] == [True, False, "", True, False]


def test_a_row_is_as_high_as_its_longest_text(tmp_path: Path) -> None:
    """Not every program works it out when it opens a file, and on paper the rest of a text would be cut off."""
    frame = pl.DataFrame({"questions": ["一" * 80, "short", None, "a\n" * 3 + "b" * 60, "字" * 5000], "name": ["甲"] * 5})
    write_xlsx(tmp_path / "a.xlsx", {"表": frame.lazy()})
    with ZipFile(tmp_path / "a.xlsx") as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert [row.get("ht") for row in sheet.findall(".//{*}row")] == [None, "77.5", None, None, "93.0", "409.0"]
    assert [row[0] for row in read(tmp_path / "a.xlsx")["表"]][1] == "一" * 80


def test_what_xml_cannot_hold_is_written_as_excel_writes_it(tmp_path: Path) -> None:
    """A control character, and a text that looks like one that was written so."""
    write_xlsx(tmp_path / "a.xlsx", {"a": pl.LazyFrame({"h\x01": ["a\x00b\r\nc", "_x0041_", "\uffff"]})})
    with ZipFile(tmp_path / "a.xlsx") as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    texts = [node.text for node in sheet.iter(f"{{{workbook._MAIN}}}t")]
    assert texts == ["h_x0001_", "a_x0000_b_x000D_\nc", "_x005F_x0041_", "_xFFFF_"]


def test_every_file_of_a_workbook_is_xml_and_named_in_its_contents(tmp_path: Path) -> None:
    """Also with quotes and ampersands in the sheets' names."""
    write_xlsx(tmp_path / "a.xlsx", {'a & "b"': pl.LazyFrame({"n": [1]}), "<c>": pl.LazyFrame({"n": [2]})})
    assert list(read(tmp_path / "a.xlsx")) == ['a & "b"', "<c>"]
    with ZipFile(tmp_path / "a.xlsx") as book:
        files = {name: ElementTree.fromstring(book.read(name)) for name in book.namelist()}
    parts = {f"/{name}" for name in files if not name.endswith(".rels") and name != "[Content_Types].xml"}
    assert {node.get("PartName") for node in files["[Content_Types].xml"] if node.get("PartName")} == parts


def test_a_long_text_ends_in_an_ellipsis(tmp_path: Path) -> None:
    """Excel refuses a cell of more than 32,767 characters."""
    write_xlsx(tmp_path / "a.xlsx", {"a": pl.LazyFrame({"t": ["x" * 32_767, "y" * 40_000]})})
    rows = read(tmp_path / "a.xlsx")["a"]
    assert rows[1:] == [["x" * 32_767], ["y" * 32_766 + "…"]]


@pytest.mark.parametrize("names", [("甲/乙", "甲:乙"), ("Town", "TOWN"), ("长" * 40, "长" * 50)])
def test_two_sheets_never_have_one_name(names: tuple[str, str], tmp_path: Path) -> None:
    """Names that only forbidden signs, capitals or the length tell apart are numbered: no township is lost, and Excel opens the file."""
    write_xlsx(tmp_path / "a.xlsx", {name: pl.LazyFrame({"n": [number]}) for number, name in enumerate(names)})
    found = read(tmp_path / "a.xlsx")
    assert len({name.casefold() for name in found}) == 2
    assert [rows[1][0] for rows in found.values()] == [0, 1]


def test_sheet_names_that_excel_takes() -> None:
    assert sheet_name("甲/乙:丙", 1) == "甲 乙 丙" and len(sheet_name("长" * 50, 12)) == 31 and sheet_name("''", 1) == "-"


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_the_letters_of_columns(index: int, letters: str) -> None:
    assert workbook._letters(index) == letters


def test_no_more_than_a_batch_of_lines_is_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines are written as they come: what is written at once does not grow with the table."""
    monkeypatch.setattr(workbook, "BATCH", 1000)
    told: list[int] = []
    write_xlsx(tmp_path / "a.xlsx", {"a": pl.LazyFrame({"n": list(range(20_000))})}, told.append)
    assert max(told) <= 1000 and sum(told) == 20_000


def test_a_column_of_numbers_with_texts_in_place_of_some(tmp_path: Path) -> None:
    """A number is one for the program that opens it; what takes its place is a text."""
    cells = [{"number": 12, "text": None}, {"number": None, "text": "<b>"}, {"number": None, "text": None}]
    write_xlsx(tmp_path / "a.xlsx", {"a": pl.LazyFrame({"n": cells})})
    assert read(tmp_path / "a.xlsx")["a"][:3] == [["n"], [12], ["<b>"]]


def test_texts_that_repeat_are_written_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that stands in many cells is named by its number there, in all batches and sheets; a text of few cells stands in them."""
    monkeypatch.setattr(workbook, "BATCH", 8)
    same = ["<甲>", None, "<甲>", "乙", "乙", "_x0041_", "_x0041_", "<甲>"]
    frame = pl.DataFrame({"same": same * 2, "own": list("abcdefghijklmnop"), "none": pl.Series([None] * 16, dtype=pl.String)})
    write_xlsx(tmp_path / "a.xlsx", {"一": frame.lazy(), "二": frame.lazy()})
    rows = [["same", "own", "none"], *([one or "", own, ""] for one, own, _ in frame.iter_rows())]
    assert read(tmp_path / "a.xlsx") == {"一": rows, "二": rows}
    with ZipFile(tmp_path / "a.xlsx") as book:
        texts = [node.text for node in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{{{workbook._MAIN}}}t")]
        second = ElementTree.fromstring(book.read("xl/worksheets/sheet2.xml"))
    assert texts == ["<甲>", "乙", "_x005F_x0041_"]
    shared = [cell.get("r") for cell in second.iter(f"{{{workbook._MAIN}}}c") if cell.get("t") == "s"]
    assert shared == [f"A{number}" for number in range(2, 18) if number not in (3, 11)]


def test_only_so_many_texts_are_kept_for_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded: where there is no more room for the texts of a column, they stand in their cells."""
    monkeypatch.setattr(workbook, "SHARED_ROOM", 500)
    frame = pl.DataFrame({"few": ["a", "a", "b", "b"], "long": ["c" * 300] * 2 + ["d" * 300] * 2})
    write_xlsx(tmp_path / "a.xlsx", {"a": frame.lazy()})
    assert read(tmp_path / "a.xlsx")["a"][1:] == [list(row) for row in frame.iter_rows()]
    with ZipFile(tmp_path / "a.xlsx") as book:
        assert ElementTree.fromstring(book.read("xl/sharedStrings.xml")).get("uniqueCount") == "2"
