"""What a rule's author is told of each slip: its root alone, once, at the word that is wrong, in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from eligibility.rules.lint import lint
from tests.conftest import HEAD, Toy, support

CASES = """
cases:
  - {case: a, as_of: 2024-06-01, person: {certified: true, disabilities: [{category: physical, grade: 1}]}, expect: {cash: {status: eligible, route: main}}}
  - {case: b, as_of: 2024-06-01, person: {certified: false}, expect: {cash: not_eligible}}
"""  # noqa: E501
INCOME = "household.monthly_income_per_capita"


@dataclass(frozen=True)
class Slip:
    """A slip: the files with it, the file and the word where it is told, and what is said."""

    word: str
    en: str
    zh: str
    rules: str = support("certified")
    cases: str = CASES
    file: str = "allowances.yaml"
    more: dict[str, str] = field(default_factory=dict)
    mend: str = ""


def definition(*pairs: tuple[str, str]) -> dict[str, str]:
    lines = (f"  {name}: {{for: person, is: '{text}', zh: 甲, en: a, cite: [一]}}\n" for name, text in pairs)
    return {"definitions": "definitions:\n" + "".join(lines)}


SLIPS = {
    "a cycle of definitions": Slip(
        "bb and autism",
        "the definition leads back to itself: aa -> bb -> aa",
        "定义绕回了自身：aa -> bb -> aa",
        rules=support("certified and aa"),
        file="definitions.yaml",
        more=definition(("aa", "bb and autism"), ("bb", "aa")),
        mend="take one of the names out",
    ),
    "a definition with a typo that is used": Slip(
        "certifed",
        "unknown name 'certifed'",
        "没有“certifed”这个名称",
        rules=support("aa"),
        file="definitions.yaml",
        more=definition(("aa", "certifed")),
        mend="did you mean certified?",
    ),
    "a value that is none in a definition": Slip(
        '"emploied"',
        "'emploied' is not a value of employment",
        "employment 没有“emploied”这个取值",
        rules=support("certified and aa"),
        file="definitions.yaml",
        more=definition(("aa", 'employment == "emploied"')),
        mend="did you mean 'employed'?",
    ),
    "a figure that is none": Slip(
        "figures.limit",
        "unknown name 'figures.limit'",
        "没有“figures.limit”这个名称",
        rules=support(f"{INCOME} < figures.limit"),
        mend="names are facts, definitions and figures",
    ),
    "a formula": Slip("age + 3", "a formula is not a condition", "算式不是条件", rules=support("age + 3")),
    "a division": Slip(
        f"{INCOME} / 2",
        "there is no division",
        "不能用除法",
        rules=support(f"{INCOME} / 2 < dibao_standard.urban"),
        mend="multiply the other side: a < 2 * b in place of a / 2 < b",
    ),
    "a remainder": Slip("age % 2", "% is no operation of an expression", "不能用 % 运算", rules=support("age % 2 < 1")),
    "months of a date": Slip(
        "dibao_end_date.months",
        "only full years of a date are counted: there is no dibao_end_date.months",
        "日期只数整年，没有 dibao_end_date.months",
        rules=support("dibao_end_date.months < 3"),
        mend="write dibao_end_date.years, or compare the date with another one",
    ),
    "a number without its unit": Slip(
        "2000",
        "2000 has no unit, and is compared with CNY/person/month",
        "2000 没有写单位，比较的另一边以 CNY/person/month 计",
        rules=support(f"certified and {INCOME} <= 2000"),
        mend="write it in figures.yaml, with unit: CNY/person/month and its clause",
    ),
    "units that do not meet": Slip(
        f"age <= {INCOME}",
        "years is compared with CNY/person/month",
        "years 与 CNY/person/month 单位不同",
        rules=support(f"age <= {INCOME}"),
    ),
    "a single sign of equality": Slip(
        "=", "= compares nothing", "= 不是比较", rules=support("certified = true"), mend="write == for equal"
    ),
    "signs of another language": Slip(
        "&&", "&& is no sign of an expression", "这里不用“&&”", rules=support("certified && tekun"), mend="write and"
    ),
    "full-width signs": Slip("，", "the sign ， is full-width", "“，”是全角符号", rules=support("certified，tekun")),
    "a bracket that is not closed": Slip("(", "( is not closed", "“(”没有闭合", rules=support("(certified and tekun")),
    "a set as a whole": Slip(
        "needs",
        "needs holds several entries and is not compared as a whole",
        "needs 有好几项，不能整个来比",
        rules=support("needs == 'rehab'"),
    ),
    "a value alone": Slip("3", "a value alone is not a condition", "单独的值不是条件", rules=support("3")),
    "a typo in a case": Slip(
        "certifed",
        "b: person: there is no 'certifed'",
        "案例 b：person：没有“certifed”这一项",
        cases=CASES.replace("certified: false", "certifed: false"),
        file="cases/a.yaml",
        mend="Did you mean certified?",
    ),
    "a value that is none in a case": Slip(
        "phisical",
        "a: person.disabilities[0].category: must be one of: visual, hearing, speech, physical, intellectual, mental, multiple",
        "案例 a：person.disabilities[0].category：应为以下之一：visual、hearing、speech、physical、intellectual、mental、multiple",
        cases=CASES.replace("physical", "phisical"),
        file="cases/a.yaml",
        mend="Did you mean physical?",
    ),
    "a status that is none": Slip(
        "eligibl",
        "'eligibl' is no status",
        "没有“eligibl”这个结果",
        cases=CASES.replace("status: eligible", "status: eligibl"),
        file="cases/a.yaml",
        mend="did you mean eligible?",
    ),
    "a route that is none in a case": Slip(
        "cash",
        "a: cash has no route 'mian'",
        "案例 a：cash 没有“mian”这条途径",
        cases=CASES.replace("route: main", "route: mian"),
        file="cases/a.yaml",
        mend="did you mean main?",
    ),
    "a wrong citation": Slip(
        "二",
        "cash.main cites 二, which is no clause of the plan",
        "cash.main 引用了“二”，规划里没有这一条",
        rules=support("certified").replace("[一]", "[一, 二]"),
        mend="write a clause of clauses.yaml",
    ),
    "a day that is none": Slip(
        "2021-02-30",
        "2021-02-30 is not a date that exists",
        "2021-02-30 不是真实的日期",
        file="ruleset.yaml",
        more={"ruleset": HEAD.replace("2021-01-01", "2021-02-30")},
        mend="write a date that exists, such as 2024-06-01",
    ),
    "a date in another form": Slip(
        "2022.01.01",
        "issued: is not a date that exists; write 2024-06-01",
        "issued：不是真实的日期，应写作 2024-06-01",
        file="ruleset.yaml",
        more={"ruleset": HEAD.replace("issued: 2022-01-01", "issued: 2022.01.01")},
    ),
    "an anchor that nothing uses": Slip(
        "&c",
        "the anchor &c is not allowed",
        "不能使用锚点 &c",
        rules=support("certified").replace("[一]", "&c [一]"),
        mend="write the value out",
    ),
    "a name that a set does not have": Slip(
        "equipment.truck",
        "unknown name 'equipment.truck'",
        "没有“equipment.truck”这个名称",
        rules=support("equipment.truck"),
        mend="one of equipment.assistive_device, equipment.broadband, equipment.car, equipment.caring_package, "
        "equipment.electric_wheelchair, equipment.guide_dog, equipment.mobile_phone, equipment.motor_wheelchair, "
        "equipment.public_benefit_app",
    ),
    "a comma in a text without quotes": Slip(
        "background",
        "unknown key 'background'",
        "没有“background”这个键",
        file="unencoded.yaml",
        more={"unencoded": "unencoded:\n  - {clauses: [一], what: aims, background, reason: r}\n"},
        mend="put a text that holds a comma in quotes",
    ),
    "one citation without brackets": Slip(
        "一",
        "cite: must be a list [ ... ]",
        "cite：应为列表 [ … ]",
        rules=support("certified").replace("[一]", "一"),
        mend="write cite: [一]",
    ),
    "a number where a text is meant": Slip(
        "990000",
        "adcode: must be a text",
        "adcode：应为文字",
        file="ruleset.yaml",
        more={"ruleset": HEAD.replace('"990000"', "990000")},
        mend="put it in quotes",
    ),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_told_once_at_its_word(name: str, toy: Toy) -> None:
    slip = SLIPS[name]
    folder = toy(slip.rules, cases__a=slip.cases, **slip.more)
    (problem,) = lint(folder, folder.parents[1]).problems
    assert (problem.message.en, problem.message.zh) == (slip.en, slip.zh)
    assert problem.file == f"toy/2022-01-01/{slip.file}"
    line = (folder / slip.file).read_text("utf-8").splitlines()[problem.line - 1]
    assert line[problem.column - 1 : problem.end_column - 1] == slip.word
    assert not slip.mend or (problem.mend is not None and problem.mend.en == slip.mend)
    if problem.mend is not None:
        assert any("\u4e00" <= sign <= "\u9fff" for sign in problem.mend.zh) or problem.mend.zh.startswith("写")


@pytest.mark.parametrize(("name", "better"), [("care.yml", "care.yaml"), ("cases/b.yml", "b.yaml"), ("care.YAML", "care.yaml")])
def test_a_file_that_would_silently_be_passed_over(name: str, better: str, toy: Toy) -> None:
    folder = toy(support("certified"), cases__a=CASES)
    (folder / name).write_text("cases: []\n", "utf-8")
    (problem,) = lint(folder, folder.parents[1]).problems
    assert problem.file == f"toy/2022-01-01/{name}"
    assert problem.message.zh == f"{Path(name).name} 不会被读取"
    assert problem.mend is not None and problem.mend.en == f"name it {better}"


def test_cases_in_another_folder(toy: Toy) -> None:
    folder = toy(support("certified"), cases__a=CASES)
    (folder / "case").mkdir()
    (folder / "case" / "b.yaml").write_text(CASES, "utf-8")
    (problem,) = lint(folder, folder.parents[1]).problems
    assert problem.message.en == "the files in the folder case are not read"


def test_a_ledger_that_cannot_be_read_is_told_alone(toy: Toy) -> None:
    folder = toy(support("certified"), cases__a=CASES, clauses="clauses:\n  - {一: x}\n")
    (problem,) = lint(folder, folder.parents[1]).problems
    assert problem.message.en == "clauses: must be an object { ... }"
