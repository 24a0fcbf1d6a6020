"""Whom to pay: only what is certain, and everyone else with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from eligibility.office.month import MonthOptions, worked_out
from eligibility.office.office_file import read_office
from eligibility.office.payment import Payment, payments
from eligibility.register.progress import ProgressMonitor
from tests.office.months import Line, member, paid, person, write_month

BOOK = """area: "620702"
name: {zh: 示例区, en: Example}
sources: {a: {number: 示例〔2024〕1号, seen: true}}
rates:
  nursing_subsidy:
    - {from: 2024-01-01, until: 2024-03-31, is: 90, unit: CNY/month, source: a}
    - from: 2024-04-01
      is:
        tiers:
          grade == 1: 150
          grade == 2: {between: [80, 100]}
      unit: CNY/month
      paid: {from: application_month}
      source: a
"""
ACCOUNT = {"银行账号": "6200000000000000001", "开户行": "示例银行"}
APPLIED = "columns: {护补申请: person.applied_on.nursing_subsidy}"


def paying(folder: Path, persons: Sequence[Line], payments_: Sequence[Line], month: str = "2024-05") -> dict[int, Payment]:
    """The payments of the nursing subsidy in June, by line."""
    file = write_month(folder, [{"护补申请": "", **line} for line in persons], [member(0)], payments_, month=month)
    text = file.read_text("utf-8").replace("state: none", "state: none\nbook: book")
    file.write_text(text.replace("file: persons.csv", "file: persons.csv, columns: maps.yaml"), "utf-8")
    (folder / "book").mkdir(exist_ok=True)
    (folder / "book" / "620702.yaml").write_text(BOOK, "utf-8")
    (folder / "maps.yaml").write_text(APPLIED, "utf-8")
    (folder / "parts").mkdir(exist_ok=True)
    worked = worked_out(read_office(file), MonthOptions(ask=False), folder / "parts", ProgressMonitor())
    return {one.row: one for one in payments(worked) if one.support == "nursing_subsidy"}


def test_who_was_paid_last_month_is_paid_for_this_one(tmp_path: Path) -> None:
    """The exact amount, for one month; the account comes from the list of payments."""
    found = paying(tmp_path, [person(0), person(1)], [paid(0, **ACCOUNT)])
    assert (found[2].total, found[2].months, found[2].first) == (Decimal(150), 1, "2024-06")
    assert found[3].total is None and found[3].why is not None and "没有银行账号" in found[3].why.zh


@pytest.mark.parametrize(
    ("line", "payment", "month", "why"),
    [
        (person(0, grade=3), paid(0, **ACCOUNT), "2024-05", "判定为"),
        (person(0, grade=2), paid(0, **ACCOUNT), "2024-05", "不是一个确定的数"),
        (person(0), paid(0), "2024-05", "没有银行账号"),
        (person(0), paid(0, 银行账号="6.2E+18"), "2024-05", "改坏"),
        (person(0), paid(0, 姓名="别人", **ACCOUNT), "2024-05", "须核对"),
        (person(0), paid(0, **ACCOUNT), "2024-06", "本月已经发放"),
        (person(0), paid(0, 发放状态="退回", **ACCOUNT), "2024-05", "没有申请日期"),
        (person(0, 老年人护理补贴="是"), paid(0, **ACCOUNT), "2024-05", "不能同时领取"),
    ],
)
def test_what_is_not_certain_is_not_paid(tmp_path: Path, line: Line, payment: Line, month: str, why: str) -> None:
    """An interval never, nor somebody with another name, nor twice for a month."""
    [found] = paying(tmp_path, [line], [payment, paid(900)], month).values()
    assert found.total is None and found.why is not None and why in found.why.zh and found.why.en


@pytest.mark.parametrize(
    ("applied", "told"),
    [("2024-06-03", (1, "2024-06")), ("2024-04-20", (3, "2024-04")), ("2024-02-10", "请手工核定"), ("2024-07-01", "起才发放")],
)
def test_months_go_by_the_application(tmp_path: Path, applied: str, told: tuple[int, str] | str) -> None:
    """From the month of the application; where the rate was another in between, by hand."""
    persons = [person(0, 护补申请=applied, **ACCOUNT)]
    found = paying(tmp_path, persons, [paid(0, 发放状态="退回")])[2]
    if isinstance(told, str):
        assert found.total is None and found.why is not None and told in found.why.zh
    else:
        assert (found.months, found.first, found.total) == (*told, Decimal(150) * told[0])
