"""Tables of web pages, as systems export them under the name of an Excel file."""

from __future__ import annotations

from eligibility.register.sheets.html import is_html, read_html


def test_a_page_in_gbk_that_is_called_an_excel_file() -> None:
    content = (
        "<html><meta charset=gbk><table><tr><td>姓名</td><td>号码</td></tr><tr><td>甲</td><td>62070219750516004141</td></tr></table></html>"
    )
    (sheet,) = read_html(content.encode("gbk"), "r.xls")
    assert is_html(content.encode("gbk")) and sheet.cells.select("c0", "c1").rows() == [("姓名", "号码"), ("甲", "62070219750516004141")]


def test_merged_and_hidden_cells() -> None:
    content = (
        "<table><tr><th colspan=2>户主</th><th rowspan=2>类别</th></tr><tr><th>姓名</th><th>电话</th></tr>"
        "<tr style='display:none'><td>甲<br>乙</td><td>1&amp;2</td><td>x</td></tr></table>"
    )
    (sheet,) = read_html(content.encode(), "r.html")
    assert sheet.top(2) == [{0: "户主", 1: "户主", 2: "类别"}, {0: "姓名", 1: "电话", 2: "类别"}]
    assert sheet.cells.select("c0", "c1").rows()[2] == ("甲 乙", "1&2") and sheet.hidden_rows == {3}


def test_tables_within_tables_are_read_by_themselves() -> None:
    content = "<table><tr><td>a<table><tr><td>b</td></tr></table></td></tr></table>"
    assert [sheet.cells["c0"].to_list() for sheet in read_html(content.encode(), "r.html")] == [["a"], ["b"]]


def test_what_is_no_page() -> None:
    assert not is_html("姓名,性别\n甲,男".encode()) and not is_html(b"<xml/>")


def test_cells_that_span_each_other_cost_nothing() -> None:
    """What spans a thousand lines and columns, thousands of times, ends where a sheet ends."""
    cell = '<td rowspan="1000" colspan="1000">x</td>'
    (sheet,) = read_html(f"<table><tr>{cell * 2000}</tr><tr><td>y</td></tr></table>".encode(), "r.html")
    assert sheet.lines == 2 and len(sheet.columns()) == 2001
