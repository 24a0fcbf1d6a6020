"""By which option a thing is given: the library names the thing, the command line the option."""

from __future__ import annotations

import pytest

from eligibility.cli import hints
from eligibility.cli.app import COMMANDS
from eligibility.codes import ProblemCode, RuleCheck
from eligibility.errors import Problem, RuleProblem, Span
from eligibility.i18n import Text

C = ProblemCode


def test_the_command_line_says_how_a_thing_is_given() -> None:
    """A setting is called by its option; where the problem is about a file, the option is added."""
    nobody = Problem(C.NAME_FOR_NOBODY, Text("卡上的名字", "names on the card"), Text("家里没有“m9”", "there is no member 'm9'"))
    assert hints.told(nobody, "zh") == "--name：家里没有“m9”。"
    headings = Problem(C.HEADINGS_NOT_FOUND, "a.csv", Text("没有列名", "has no headings"), Text("请说明。", "Say it."))
    assert hints.told(headings, "zh") == "a.csv：没有列名。请说明。（用 --columns）"
    assert hints.told(headings, "en") == "a.csv: has no headings. Say it. (--columns)"
    entry = Problem(C.ABOVE_MAXIMUM, ("household", "members", 0, "disabilities", 1, "grade"), Text("不能大于4", "must not be above 4"))
    place = "household.members[0].disabilities[1].grade"
    assert hints.told(entry, "zh") == f"第1个人，残疾类别和等级，第2项，等级（{place}）：不能大于4。"
    assert hints.told(entry, "en") == f"person 1, disability categories and grades, number 2, grade ({place}): must not be above 4."
    unhinted = Problem(C.EMPTY_FILE, "a.csv", Text("文件是空的", "is empty"))
    assert hints.told(unhinted, "en") == unhinted.text("en")


def test_what_an_office_file_says_is_mended_there() -> None:
    """An option of one register is none of a month; the others stay."""
    sheets = Problem(C.SHEETS_NOT_CERTAIN, "a.xlsx", Text("不知道用哪些工作表", "which sheets count is not known"))
    assert hints.told_of_office(sheets, "zh").endswith("（写在办公文件里这份名册的 sheets 中）")
    assert hints.told_of_office(sheets, "en").endswith("(under sheets of this register in the office file)")
    names = Problem(C.IDS_NEEDED, "payment", Text("要写姓名", "has names"))
    assert hints.told_of_office(names, "en") == hints.told(names, "en")


def test_a_check_is_mended_by_a_command() -> None:
    found = RuleProblem(RuleCheck.CLAUSE_CHANGED, "a.yaml", Span(), Text("变了", "has changed"), Text("核对", "read it"))
    assert hints.told(found, "en").endswith("mend: read it (eligibility pin)")
    assert hints.told(found, "zh").endswith("建议：核对（用 eligibility pin）")


def test_an_option_is_not_named_twice() -> None:
    named = Problem(C.NAME_FOR_NOBODY, "card.json", Text("没有这个人，检查 --name", "nobody is called so: see --name"))
    assert hints.told(named, "en").count("--name") == 1


@pytest.mark.parametrize("mends", hints.OPTIONS.values())
def test_what_is_named_is_there(mends: str) -> None:
    """An option of a command, or a command."""
    from eligibility.cli.app import loaded

    options = {name for command in COMMANDS for option in loaded(command).params for name in option.opts}
    assert mends in options or mends.removeprefix("eligibility ") in COMMANDS
