"""Lists to print: sums that are checked against their lines, and a public notice that says no more than it must."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

import eligibility as el
from eligibility.office.month import MonthOptions
from eligibility.office.office_file import read_office
from eligibility.office.roster import write_roster
from tests.office.months import certificate, paid, person, write_month
from tests.office.test_payment import ACCOUNT, BOOK

PERSONS = [
    person(0, 乡镇="东乡", 村="一村"),
    person(1, 乡镇="西乡", 村="二村"),
    person(2, born="20140101", 乡镇="西乡", 村="二村"),
    person(3, grade=2, 乡镇="西乡", 村="三村"),
    person(4, grade=3, 乡镇="西乡", 村="三村"),
]
PAID = [paid(0, **ACCOUNT), paid(1, **ACCOUNT), paid(2, born="20140101", **ACCOUNT), paid(3, **ACCOUNT)]


def sheets(folder: Path, form: str, **more: object) -> dict[str, list[list[object]]]:
    file = write_month(folder, PERSONS, [], PAID, month="2024-05")
    file.write_text(file.read_text("utf-8").replace("state: none", "state: none\nbook: book"), "utf-8")
    (folder / "book").mkdir(exist_ok=True)
    (folder / "book" / "620702.yaml").write_text(BOOK, "utf-8")
    options = MonthOptions(ids=True, ask=form == "visit")
    write_roster(read_office(file), form, folder / "out.xlsx", options, **more)  # type: ignore[arg-type]
    book = CalamineWorkbook.from_path(str(folder / "out.xlsx"))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_payments_by_township_with_their_sums(tmp_path: Path) -> None:
    found = sheets(tmp_path, "payment")
    assert list(found) == ["合计", "东乡", "西乡", "不能发放"]
    assert [line[-2:] for line in found["合计"][1:]] == [[1.0, 150.0], [2.0, 300.0], [3.0, 450.0]]
    assert found["东乡"][1][found["东乡"][0].index("银行账号")] == ACCOUNT["银行账号"]
    assert any("不是一个确定的数" in str(line) for line in found["不能发放"]) and "成员3" in str(found["不能发放"])
    assert "示例银行" in sheets(tmp_path, "payment", by="bank")


def test_a_public_notice_says_no_number_no_disability_and_names_no_child(tmp_path: Path) -> None:
    [sheet] = sheets(tmp_path, "public").values()
    assert sheet[0] == ["乡镇（街道）", "村（社区）", "姓名", "项目", "每月金额"]
    text = str(sheet)
    assert "成员0" in text and "成员2" not in text and "另有未满14周岁儿童1名" in text
    assert not any(private in text for private in (certificate(0), "1980", "一级", "肢体", ACCOUNT["银行账号"]))


def test_visits_have_a_page_a_village(tmp_path: Path) -> None:
    """At most five questions a family, and room to sign."""
    found = sheets(tmp_path, "visit")
    assert set(found) <= {"东乡 一村", "西乡 二村", "西乡 三村"} and all(lines[0][-1] == "签字" for lines in found.values())
    assert all(str(line).count(". ") <= 5 for lines in found.values() for line in lines[1:])


def test_what_ends_soon_is_a_list_of_its_own(tmp_path: Path) -> None:
    assert list(sheets(tmp_path, "expiring", days=30)) == ["即将到期"]


def test_what_names_people_is_asked_for(tmp_path: Path) -> None:
    office = read_office(write_month(tmp_path, PERSONS, [], PAID, month="2024-05"))
    for form in ("payment", "public"):
        with pytest.raises(el.EligibilityError, match="names"):
            write_roster(office, form, tmp_path / "out.xlsx")  # type: ignore[arg-type]
    with pytest.raises(el.EligibilityError, match="xlsx only"):
        write_roster(office, "visit", tmp_path / "out.csv")
    assert not list(tmp_path.glob("out.*"))


def test_sums_that_do_not_come_to_the_lines_stop_it() -> None:
    from eligibility.office import roster

    due = pl.DataFrame({"township": ["东乡"], "title": ["a"], "total": pl.Series([110], dtype=pl.Decimal(18, 2))})
    sums = roster._sums(due, "township", "en")
    assert sums["title"].to_list() == ["a", "all"]
    roster._check_sums(due, sums)
    with pytest.raises(el.EligibilityError, match="the sums come to"):
        roster._check_sums(due, sums.with_columns(pl.col("total") + 1))


def test_visits_go_from_village_to_village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the places, whoever can be asked most; numbers in names count, and who has no village comes last."""
    villages = [("西乡", "第10村"), ("东乡", "第2村"), ("西乡", "第9村"), ("东乡", None), ("东乡", "第1村"), ("西乡", "第10村")]
    places = {"乡镇（街道）": [township for township, _ in villages], "村（社区）": [village for _, village in villages]}
    calls = pl.LazyFrame({**places, "问题": list("abcdef")})
    monkeypatch.setattr("eligibility.register.tables.calls", lambda *_, **__: calls)
    found = sheets(tmp_path, "visit")
    assert list(found) == ["东乡 第1村", "东乡 第2村", "东乡", "西乡 第9村", "西乡 第10村"]
    assert [line[2] for line in found["西乡 第10村"][1:]] == ["a", "f"]


def test_a_list_is_in_one_language(tmp_path: Path) -> None:
    """Its sums too."""
    [*_, last] = sheets(tmp_path, "payment")["合计"]
    assert "合计" in last and "all" not in str(last)
