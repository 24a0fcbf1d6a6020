"""What a rule's author is told of each slip: its root alone, once, at the word that is wrong, in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from eligibility.rules.clauses import Clause, pinned_clauses
from eligibility.rules.lint import lint
from tests.conftest import HEAD, Toy, amendment, support

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
    "a full-width colon after a key": Slip(
        "：",
        "the colon after the key is full-width",
        "键后面的冒号是全角的",
        rules=support("certified").replace("for: person", "for： person"),
        mend="write a half-width colon and a space",
    ),
    "a tab in an indent": Slip(
        "\t",
        "a tab stands in the indent",
        "缩进里有制表符（Tab）",
        rules=support("certified").replace("  benefit", "\tbenefit"),
        mend="indent with spaces",
    ),
    "a bracket of a list that is not closed": Slip(
        "}",
        "not YAML: a list lacks a comma or its ]",
        "不是合法的YAML：列表里缺少逗号或右方括号",
        rules=support("certified").replace("[一]}", "[一}"),
    ),
    "an amount with its unit": Slip(
        "260元",
        "元 is written behind 260",
        "260 后面写了“元”",
        rules=support("certified").replace("kind: cash", "kind: cash, unit: CNY/year, amount: 260元"),
        mend="write the number alone: the unit of money stands under unit",
    ),
    "an amount with a sign of percent": Slip(
        "70%",
        "70% is written with a sign of percent",
        "70% 不能写百分号",
        rules=support("certified").replace("kind: cash", "kind: cash, unit: CNY/year, amount: {exactly: '70% * costs.card'}"),
        mend="write a decimal: 0.7 for 70%",
    ),
    "an amount that is none": Slip(
        "c",
        "no amount from here on",
        "从这里起读不成数额",
        rules=support("certified").replace("kind: cash", "kind: cash, unit: CNY/year, amount: {exactly: 0.7 costs.card}"),
        mend="write numbers, facts and figures.NAME, with + - * between them",
    ),
    "a condition with a unit": Slip("60岁", "岁 is written behind 60", "60 后面写了“岁”", rules=support("certified and age >= 60岁")),
    "a period the wrong way round": Slip(
        "period",
        "period: the period ends before it begins",
        "period：规划期的结束早于开始",
        file="ruleset.yaml",
        more={"ruleset": HEAD.replace("until: 2025-12-31", "until: 2020-12-31")},
        mend="mend from or until",
    ),
    "a key twice": Slip(
        "for",
        "the key for is written twice",
        "键“for”写了两次",
        rules=support("certified").replace("for: person", "for: person\n  for: person"),
        mend="take one out, or rename it",
    ),
    "a figure without its unit": Slip(
        "line",
        "unit is missing",
        "缺少 unit",
        rules=support(f"{INCOME} < figures.line"),
        file="figures.yaml",
        more={"figures": "figures:\n  line: {value: 5, cite: [一], zh: 甲, en: a}\n"},
        mend="add unit: …",
    ),
    "a file without its head": Slip(
        "line",
        "the head figures: is missing",
        "文件开头缺少 figures:",
        rules=support(f"{INCOME} < figures.line"),
        file="figures.yaml",
        more={"figures": "line: {value: 5, unit: CNY/person/month, cite: [一], zh: 甲, en: a}\n"},
        mend="write figures: on the first line, and indent what follows",
    ),
    "a requirement that is denied": Slip(
        "not has.card",
        "has. stands under not",
        "has. 不能放在 not 之下",
        rules=support("certified and not has.card"),
        mend="what is derived may only be demanded, never denied; where those who receive it are left out, write unless: [receives.NAME]",
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


HEADLESS = """
heating: {area: allowances, zh: 取暖, en: Heating}
fuel: {area: allowances, zh: 燃料, en: Fuel}
"""
WITHOUT_EN = """
supports:
  heating: {area: allowances, zh: 取暖}
  fuel: {area: allowances, zh: 燃料, en: Fuel}
"""
OVER = """
region: liuhe
titles: {zh: 柳河县, en: Liuhe}
adcode: "990001"
document: {title: 柳河规划, number: 柳政发1号, issued: 2026-01-01, issuer: 柳河县政府}
status: in_force
period: {from: 2026-01-01, until: 2030-12-31}
national: 2021-07-01
"""


@pytest.mark.parametrize(
    ("supports", "en", "zh", "mend"),
    [
        (HEADLESS, "the head supports: is missing", "文件开头缺少 supports:", "write supports: on the first line, and indent what follows"),
        (WITHOUT_EN, "en is missing", "缺少 en", "add en: …"),
    ],
)
def test_a_list_of_supports_that_cannot_be_read_is_told_alone(tmp_path: Path, supports: str, en: str, zh: str, mend: str) -> None:
    """Nothing more is said of the supports that it would list."""
    folder = tmp_path / "mine" / "liuhe" / "2026-01-01"
    folder.mkdir(parents=True)
    (folder.parents[1] / "supports.yaml").write_text(supports, "utf-8")
    (folder / "ruleset.yaml").write_text(OVER, "utf-8")
    (folder / "allowances.yaml").write_text(support("certified", name="heating") + support("tekun", name="fuel"), "utf-8")
    (problem,) = lint(folder, folder.parents[1]).problems
    assert (problem.file, problem.message.en, problem.message.zh) == ("supports.yaml", en, zh)
    assert problem.mend is not None and problem.mend.en == mend


def test_a_wrong_clause_is_told_alone(toy: Toy) -> None:
    """The clause that is then cited by nothing, and the list that names what cites it, say nothing more."""
    ledger = "clauses:\n  一: {starts: 一、, cited_by: [cash.main]}\n"
    folder = toy(support("certified").replace("[一]", "[十四]"), cases__a=CASES, clauses=ledger)
    (problem,) = lint(folder, folder.parents[1]).problems
    assert (problem.file, problem.message.zh) == ("toy/2022-01-01/allowances.yaml", "cash.main 引用了“十四”，规划里没有这一条")


def test_an_amendment_is_told_to_cite_its_own_document(toy: Toy) -> None:
    base = toy(support("certified"), cases__a=CASES)
    change = "- support: cash\n  routes:\n    more: {when: severe, modality: mandatory, cite: [一]}\n"
    ledger = "clauses:\n  第二条: {starts: 第二条, cited_by: [cash.more]}\n"
    later = amendment(base, "2023-01-01", "effects: {cash: wider}", allowances=change, clauses=ledger)
    problems = [one for one in lint(later, later.parents[1]).problems if "clause" in one.check or "citation" in one.check]
    assert [one.mend.en for one in problems if one.mend] == [
        "an amendment cites its own document alone: write a clause of its own clauses.yaml"
    ]


def test_a_version_that_amends_none_is_told_alone_and_the_other_is_not(toy: Toy) -> None:
    base = toy(support("certified"), cases__a=CASES)
    later = amendment(base, "2023-01-01", "effects: {}")
    text = (later / "ruleset.yaml").read_text("utf-8").replace("2022-01-01", "2022-01-02")
    (later / "ruleset.yaml").write_text(text, "utf-8")
    (problem,) = lint(later, later.parents[1]).problems
    assert problem.check == "amended_missing"
    assert not lint(base, base.parents[1]).problems


def test_first_words_that_the_text_does_not_have_are_told_once(toy: Toy, tmp_path: Path) -> None:
    """The clause before does not seem to run on, and the line that begins the clause is named."""
    text = "一、发放补贴。给持证人发放。\n二、做好监测评估工作。每年一次。\n三、加强宣传引导工作。每季一次。\n"
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "toy.txt").write_text(text, "utf-8")
    starts = {"一": "一、发放补贴", "二": "二、做好检测评估工作", "三": "三、加强宣传引导工作"}
    right = {**starts, "二": "二、做好监测评估工作"}
    hashes = pinned_clauses([Clause(name, words, None, False) for name, words in right.items()], text)
    ledger = "clauses:\n" + "".join(f"  {name}: {{starts: {words}, hash: {hashes[name]}}}\n" for name, words in starts.items())
    rest = "unencoded:\n  - {clauses: [二, 三], what: aims, reason: background}\n"
    folder = toy(support("certified"), cases__a=CASES, clauses=ledger, unencoded=rest)
    (problem,) = lint(folder, folder.parents[1], tmp_path / "sources").problems
    assert problem.message.en == "二 is not found in the text after the clause before it"
    assert problem.mend is not None
    assert (problem.mend.zh, problem.mend.en) == (
        "原文第2行是“二、做好监测评估工作”：照抄进 starts",
        "line 2 is 二、做好监测评估工作: copy it into starts",
    )


def test_cases_that_cannot_be_read_are_not_counted_as_none(toy: Toy) -> None:
    folder = toy(support("certified"), cases__a=CASES.replace("not_eligible", "refused"))
    found = lint(folder, folder.parents[1])
    assert found.summary.en == "toy/2022-01-01: 1 problem"
    assert found.summary.zh == "玩具市 2022-01-01：发现1个问题"


def test_a_case_of_what_a_version_takes_out(toy: Toy) -> None:
    base = toy(support("certified") + support("tekun", name="card"), cases__a=CASES)
    later = amendment(base, "2023-01-01", "effects: {card: ended}\nremove: {supports: [card]}")
    (later / "cases").mkdir(exist_ok=True)
    case = "cases:\n  - {case: over, as_of: 2024-06-01, person: {certified: true}, expect: {card: not_eligible}}\n"
    (later / "cases" / "a.yaml").write_text(case, "utf-8")
    (problem,) = (one for one in lint(later, later.parents[1]).problems if one.file.endswith("cases/a.yaml"))
    assert (problem.message.en, problem.message.zh) == ("over: this version takes card out", "案例 over：card 已被这个版本删去")
    assert problem.mend is not None and problem.mend.zh == "不需要案例：删去这一项期望"
