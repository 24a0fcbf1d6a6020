"""A file is what it holds, not what it is called."""

from __future__ import annotations

import io
import threading
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest
import xlsxwriter

import eligibility as el
from eligibility.limits import COLUMNS
from eligibility.register.outline import read_outline
from eligibility.register.progress import Cancelled, ProgressMonitor, ScreenProgress, ScreenStep
from eligibility.register.sheets.book import read_book
from eligibility.register.sheets.legacy import SIGNATURE
from eligibility.register.spellings import words_of
from tests.register.books import workbook

LINES = [["姓名", "性别"], ["甲", "男"]]
PAGE = "<html><meta charset=utf-8><table><tr><td>姓名</td><td>性别</td></tr><tr><td>甲</td><td>男</td></tr></table></html>"


@pytest.mark.parametrize("name", ["r.xlsx", "r.xls", "r.et", "r.csv"])
@pytest.mark.parametrize("kind", ["xlsx", "html", "text", "parquet"])
def test_the_content_decides(kind: str, name: str, tmp_path: Path) -> None:
    made = tmp_path / "made"
    match kind:
        case "xlsx":
            workbook(made, {"名册": LINES})
        case "html":
            made.write_text(PAGE, "utf-8")
        case "text":
            made.write_text("姓名\t性别\n甲\t男\n", "gb18030")
        case _:
            pl.DataFrame({"姓名": ["甲"], "性别": ["男"]}).write_parquet(made)
    made.rename(tmp_path / name)
    book = read_book(tmp_path / name)
    assert book.sheets[0].cells.select("c0", "c1").rows()[-1] == ("甲", "男")


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("a.docx", b"x", "unknown_format", "CSV, Excel or Parquet"),
        ("a.xlsb", b"x", "unknown_format", "as .xlsx"),
        ("a.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "damaged_file", "as .xlsx"),
        ("a.csv", "姓名,性别".encode("utf-16-le"), "not_text", "as .xlsx"),
        ("a.csv", b" \r\n", "empty_file", "empty"),
        ("a.csv", b",,\n,,\n", "empty_file", "empty"),
        ("a.xlsx", b"not a workbook", "damaged_file", "save it as .xlsx"),
        ("a.xlsx", b"PK\x03\x04 broken", "damaged_file", "save it as .xlsx"),
        ("a.et", SIGNATURE + b"\0" * 600, "damaged_file", "save it as .xlsx"),
        ("a.xls", SIGNATURE + "EncryptedPackage".encode("utf-16-le"), "password", "Remove the password"),
        ("a.parquet", b"PAR1 broken", "damaged_file", "damaged"),
        ("a.xls", b"%PDF-1.7,\n1,2", "damaged_file", "damaged"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(name: str, content: bytes, code: str, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(el.EligibilityError, match=said) as caught:
        read_book(tmp_path / name)
    assert [str(problem.as_json()["code"]) for problem in caught.value.problems] == [code]


def _archive(parts: dict[str, bytes], flags: int = 0) -> bytes:
    """A workbook's archive; `flags` are those of its parts."""
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue().replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00" + bytes([flags]))


MANIFEST = b'<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
PROTECTED = {
    "parts.ods": _archive({"content.xml": b"\x93\x11", "META-INF/manifest.xml": MANIFEST}),
    "whole.ods": _archive({"mimetype": b"x", "encrypted-package": b"\x93\x11"}),
    "zip.xlsx": _archive({"xl/workbook.xml": b"\x93\x11"}, flags=1),
}


@pytest.mark.parametrize("name", PROTECTED)
def test_a_workbook_with_a_password_is_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    """However it is encrypted: part by part, whole, or by the archive."""
    (tmp_path / name).write_bytes(PROTECTED[name])
    with pytest.raises(el.EligibilityError) as caught:
        read_book(tmp_path / name)
    assert caught.value.text("zh") == f"{name}：有密码，不能读取。请去掉密码，另存为 .xlsx。"


def test_what_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook(tmp_path / "r.xlsx", {"名册": LINES})
    monkeypatch.setattr("eligibility.register.sheets.book.MOST_UNPACKED", 100)
    with pytest.raises(el.EligibilityError, match="save it as CSV"):
        read_book(tmp_path / "r.xlsx")


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_opening_a_file_is_told_as_it_goes_on_and_can_be_stopped(kind: str, tmp_path: Path) -> None:
    """Law: nothing done falls, it ends with all of it done, and a large file is told more often than at its ends."""
    path = tmp_path / f"r.{kind}"
    lines = [LINES[0], *([f"成员{number}", "男"] for number in range(9_000))]
    match kind:
        case "xlsx":
            workbook(path, {"甲镇": lines, "乙镇": lines})
        case "ods":
            rows = "".join(f"<table:table-row>{''.join(map(_cell, line))}</table:table-row>" for line in lines)
            with ZipFile(path, "w") as archive:
                archive.writestr("content.xml", _CONTENT.format(rows))
        case _:
            path.write_text("\n".join(f'{name},"{sex}"' for name, sex in lines), "utf-8")
    told: list[ScreenProgress] = []
    sheets = read_book(path, ProgressMonitor(told.append)).sheets
    assert {len(sheet.cells) for sheet in sheets} == {9_001} and {one.step for one in told} == {ScreenStep.OPENING}
    assert [one.done for one in told] == sorted(one.done for one in told) and len({one.done for one in told}) > 3
    assert len({one.total for one in told}) == 1 and told[-1].done == told[-1].total
    stop = threading.Event()
    with pytest.raises(Cancelled):
        read_book(path, ProgressMonitor(lambda progress: stop.set() if progress.done else None, stop))


def _cell(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


_CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="名册">{}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)


def test_comments_on_cells_are_told(zhangye: el.Ruleset, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "r.xlsx")) as made:
        sheet = made.add_worksheet()
        sheet.write_column(0, 0, ["姓名", "甲"])
        sheet.write_column(0, 1, ["性别", "男"])
        sheet.write_comment(1, 0, "已去世")
    assert read_book(tmp_path / "r.xlsx").comments
    notices = read_outline(tmp_path / "r.xlsx", words_of(zhangye)).notices
    assert any("批注不读" in notice.zh for notice in notices) and not any("去世" in notice.en for notice in notices)


def test_a_table_of_thousands_of_columns_is_refused(tmp_path: Path) -> None:
    """Columns in which nothing stands are none: a stray blank far to the right is no wide table."""
    path = tmp_path / "r.csv"
    path.write_text(f"姓名,{','.join(f'列{number}' for number in range(1, COLUMNS))}{',' * COLUMNS}\n甲\n", "utf-8")
    assert len(read_book(path).sheets[0].columns()) == COLUMNS
    path.write_text(f"姓名,{','.join(f'列{number}' for number in range(COLUMNS))}\n甲\n", "utf-8")
    with pytest.raises(el.EligibilityError, match=r"r\.csv: has a table of 2,001 columns; 2,000 are read at most") as refused:
        read_book(path)
    assert [problem.code for problem in refused.value.problems] == ["too_many"]
