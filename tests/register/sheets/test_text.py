"""Text files: every line end, delimiter and encoding; a stray quotation mark swallows nobody."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eligibility as el
from eligibility.register.sheets.sheet import Sheet
from eligibility.register.sheets.text import decoded, delimited, read_text


def lines(sheet: Sheet) -> list[tuple[str | None, ...]]:
    return sheet.cells.select(sheet.columns()).rows()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end(end: str) -> None:
    sheet = read_text(f"姓名,性别{end}甲,男{end}乙,女{end}".encode(), "r.csv")
    assert lines(sheet) == [("姓名", "性别"), ("甲", "男"), ("乙", "女")] and sheet.lines == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_every_encoding(encoding: str) -> None:
    assert lines(read_text("姓名,性别\n甲,男\n".encode(encoding), "r.csv"))[1] == ("甲", "男")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_every_delimiter(sign: str) -> None:
    """Others may stand in the cells."""
    text = "\n".join(
        sign.join(line) for line in (("姓名", "住址", "性别"), ("甲", "东,西、南;北".replace(sign, ""), "男"), ("乙", "x", "女"))
    )
    assert [len(line) for line in lines(read_text(text.encode(), "r.csv"))] == [3, 3, 3]


def test_blank_lines_are_counted_and_those_at_the_end_are_not() -> None:
    sheet = read_text(("姓名,性别\n\n甲,男,,,,\n" + ",,,\n" * 5000).encode(), "r.csv")
    assert sheet.cells["row"].to_list() == [1, 3] and sheet.columns() == ["c0", "c1"] and sheet.lines == 3


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('户号,备注,类型\nH1,"3楼,一般\nH2,x,低保\nH3,东"2"号,低保\n', 2),
        ('户号,备注,类型\nH1,x,低保\nH2,"3楼,一般\nH3,4楼",低保\nH4,y,低保\n', 3),
        ('"李四,肢体,一级\n王五,视力,一级\n赵六,视力,一级\n', 1),
        ('姓名,性别\n甲,男\n乙,"女\n', 3),
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_refused_by_its_line(text: str, line: int) -> None:
    with pytest.raises(el.EligibilityError, match=f"line {line} is not closed"):
        read_text(text.encode(), "r.csv")


def test_quotation_marks_within_a_cell_are_its_own() -> None:
    assert lines(read_text('住址,性别\n东"2"号,男\n"3楼"北,女\n"a""b",男\n'.encode(), "r.csv"))[1:] == [
        ('东"2"号', "男"),
        ('"3楼"北', "女"),
        ('a"b', "男"),
    ]


def test_a_quoted_cell_may_hold_line_ends() -> None:
    """It is one line, as a spreadsheet counts it."""
    sheet = read_text('姓名,"残疾\r类别",住址\n甲,肢体,"东街\n2号"\n乙,视力,x\n'.encode(), "r.csv")
    assert lines(sheet) == [("姓名", "残疾\n类别", "住址"), ("甲", "肢体", "东街\n2号"), ("乙", "视力", "x")]


plain = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='\0"'), min_size=1, max_size=6).map(
    lambda text: f"甲{text}乙"
)


ordinary = st.lists(st.one_of(plain, plain.map(lambda text: f'{text}"')), min_size=4, max_size=4)
broken = st.tuples(ordinary, st.integers(0, 3)).map(
    lambda pair: [f"{cell}\n2号" if at == pair[1] else cell for at, cell in enumerate(pair[0])]
)


@given(st.lists(ordinary, min_size=2, max_size=4), st.lists(broken, max_size=3))
def test_what_a_spreadsheet_writes_is_read_again(first: list[list[str]], rows: list[list[str]]) -> None:
    """Law: cells with commas, marks and line ends come back as they were."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([*first, *rows])
    assert [list(line) for line in lines(read_text(out.getvalue().encode(), "r.csv"))] == [*first, *rows]


def test_what_is_no_text() -> None:
    for content, said in ((b"\x00\x01", "not a text"), (b"\xff\xff\xff", "neither UTF-8 nor GB18030")):
        with pytest.raises(el.EligibilityError, match=said):
            decoded(content, "r.csv")
    assert delimited("a\tb\nc\td") and not delimited("plain words")
