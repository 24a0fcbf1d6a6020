"""A file is what it holds, not what it is called."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import eligibility as el
from eligibility.register.sheets.book import read_book
from eligibility.register.sheets.legacy import SIGNATURE
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


def test_what_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook(tmp_path / "r.xlsx", {"名册": LINES})
    monkeypatch.setattr("eligibility.register.sheets.book.MOST_UNPACKED", 100)
    with pytest.raises(el.EligibilityError, match="save it as CSV"):
        read_book(tmp_path / "r.xlsx")
