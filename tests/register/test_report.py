"""A report is data: the same numbers as JSON and as text, and no persons in it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from eligibility.i18n import Language, Text
from eligibility.register.gaps import GAPS
from eligibility.register.money import Sum
from eligibility.register.report import AnsweringRules, CallCounts, ColumnReading, IssueCount, QuestionCount, RegisterCounts, ScreenReport
from eligibility.register.summary import PlaceCounts, SupportCounts
from eligibility.rules.status import Status

DAY = date(2024, 6, 1)


def _counts(support: str, eligible: int, received: int, missed: Sum) -> SupportCounts:
    statuses = {Status.ELIGIBLE: eligible, Status.ELIGIBLE_AFTER: 0, Status.UNDETERMINED: 1, Status.NOT_ELIGIBLE: 0}
    title = Text(f"项目{support}", f"Support {support}")
    return SupportCounts(support, title, "person", statuses, received, {**dict.fromkeys(GAPS, 0), "missed": 2}, missed, missed)


def _report(*, asked: bool = True) -> ScreenReport:
    columns = (
        ColumnReading("姓名", "about.name", Text("姓名", "name")),
        ColumnReading("序号", None, None, aside=True),
        ColumnReading("残疾级别", None, None, remark=Text("重复", "twice")),
        ColumnReading("", None, None),
    )
    issues = (IssueCount("年龄", Text("应为整数", "must be a whole number"), "unknown", 3),)
    questions = (QuestionCount("self.certified", Text("持证吗？", "Certified?"), 4),)
    office = (QuestionCount("locality.options.a", Text("出台了吗？", "Adopted?"), 6),)
    return ScreenReport(
        heading=Text("某市", "Somewhere"),
        register=RegisterCounts("r.csv", 12, 10, 7, issues, columns),
        rules=AnsweringRules("somewhere", DAY, "abc", "in_force"),
        as_of=DAY,
        engine="polars",
        notices=(Text("请注意", "note this"),),
        focus=("a",),
        supports=(_counts("a", 3, 5, Sum(low=200, high=None, stated=2)), _counts("b", 9, 0, Sum())),
        by_place={"township": (PlaceCounts("东乡", None, {"a": {"missed": None}}),)},
        calls=CallCounts(4, 9, questions, office),
        asked=asked,
    )


def test_the_json_can_be_written_and_holds_every_number() -> None:
    """Hidden counts are null; the columns are read as their entries, those left aside as nothing."""
    data = json.loads(json.dumps(_report().as_json()))
    assert (data["register"]["lines"], data["register"]["left_out"], data["register"]["errors"][0]["lines"]) == (12, 2, 3)
    assert [column["read_as"] for column in data["register"]["columns"]] == ["about.name", None, None, None]
    assert data["focus"] == ["a"] and [line["support"] for line in data["supports"]] == ["a", "b"]
    assert data["by_place"]["township"] == [{"place": "东乡", "people": None, "supports": {"a": {"missed": None}}}]
    assert data["calls"]["questions"] == [{"path": "self.certified", "households": 4}]
    assert data["calls"]["for_the_office"] == [{"path": "locality.options.a", "bears_on": 6}]


SHOWN = (
    "r.csv: 12 persons; screened 10 in 7 households, left out 2; 3 cells unreadable",
    *("read as: 姓名→name", "columns left aside: 序号", "columns not recognised: 残疾级别 (twice)"),
    *("! note this", "Support a", "entitled at least 200 yuan a month"),
    *("4 households to be asked", "  4  Certified?", "for the office itself, bears on 6 answers: Adopted?"),
)


def test_the_text_is_about_the_focus() -> None:
    """What is shown: the register, its columns, notices, the chosen supports, money as it is bounded, the questions."""
    text = _report().text("en")
    for shown in SHOWN:
        assert shown in text
    assert "Support b" not in text


@pytest.mark.parametrize(("language", "money"), [("zh", "规划写明的金额"), ("en", "money that the plan states")])
def test_without_questions_none_are_shown(language: Language, money: str) -> None:
    """The text ends with the money."""
    lines = _report(asked=False).text(language).split("\n")
    assert lines[-2].startswith(money) and not lines[-1]


def test_money_of_an_ended_plan_stands_apart() -> None:
    """It is neither entitled nor missed; alone it is told by itself."""
    both = replace(_counts("a", 3, 5, Sum(low=200, high=200, stated=2)), to_verify=Sum(low=600, high=None, stated=1))
    text = replace(_report(), supports=(both,)).text("en")
    assert "entitled 200 yuan a month" in text and "beside it at least 600 to be verified, which only the ended plan gives" in text
    alone = replace(_report(), supports=(replace(both, entitled=Sum(), missed=Sum()),))
    assert "规划写明的金额：每月有待核实不少于600元，只见于已到期的规划" in alone.text("zh")
    assert "a month: at least 600 to be verified, which only the ended plan gives" in alone.text("en")


def test_nothing_to_ask_is_said_and_one_is_one() -> None:
    counts = RegisterCounts("r.csv", 1, 1, 1, (), ())
    report = replace(_report(), register=counts, calls=CallCounts(0, 0, (), ()))
    assert "1 person; screened 1 in 1 household, left out 0" in report.text("en")
    assert "no household is left to be asked" in report.text("en") and "没有要问的户" in report.text("zh")
    assert "asked most" not in report.text("en")
