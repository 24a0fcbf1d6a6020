"""What a Chinese reader sees has no ids, paths, formulas or Latin words, and none of the words that an office does not use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from eligibility.facts import labels
from eligibility.rules.version_lookup import load_ruleset, regions, shipped
from tests.cli.command_line import answered
from tests.conftest import DAY, ROOT

EXAMPLES = ROOT / "examples"
FAMILY, MENTAL, FEDERATION = (str(EXAMPLES / f"{name}.json") for name in ("rural_family", "severe_mental", "county_federation"))

ALLOWED = {
    r"--[a-z-]+": "an option is typed as it stands",
    r"eligibility [a-z]+": "a command is typed as it stands",
    r"\S+\.json": "a file is called by its name",
    r"GB/T \d+-\d+": "the number of a national standard",
    r"5G": "a product's name in the plan's own text",
    r"^== .* ==$": "the frame of a heading",
    r"^> ": "a quotation of Markdown",
}
"""What may stand in Chinese output though it is Latin or a sign, each with its reason.

The commands of rule authors (`diff`, `lint`, `test`, `verify`, `sql`, `schema`, `pin`, `rulesets`) are left out: their readers write
ids and conditions themselves, and must find them again.
"""

LATIN = re.compile(r"[A-Za-z]{2,}|[A-Za-z]_|[A-Za-z]\d|[<>≤≥]=?| = ")

OLD = {
    "享受不该": "疑似应退未退",
    "特困供养对象": "特困人员",
    "先办其他": "先办前一项",
    "除外情形": "不能享受的情形",
    "（不成立）": "不满足",
    "日期推移": "日期到了",
    "只由内核推导": "只算了一遍",
    "第二次推导": "复核",
    "防返贫": "防止返贫",
    "重残人": "重度残疾人",
    "再保障": "补充保障",
    "兜底核查": "兜底保障（先核查）",
    "不认识的": "无法识别的",
    "不是认识的": "无法识别的",
    "本库": "本程序",
    "若查明": "如果核实",
    "办不办得成": "能不能办下来",
    "残疾证上": "证上",
}
"""Words that are said otherwise now, with what is said instead."""


def calls(region: str) -> Iterator[tuple[str, ...]]:
    """The commands of a caseworker in one region."""
    yield ("check", FAMILY, "--engine", "kernel")
    yield ("check", FAMILY, "--engine", "kernel", "--all", "--why")
    yield ("check", FEDERATION, "--as-of", "2024-06-01", "--engine", "kernel", "--all")
    yield ("card", MENTAL)
    yield ("explain", MENTAL, "困难残疾人生活补贴", "1")
    yield ("remedy", FAMILY, "困难残疾人生活补贴", "3")
    yield ("timeline", FAMILY, "--from", "2024-08-01", "--until", "2024-10-01")


def found(text: str) -> list[str]:
    """The lines with something that has no place in Chinese."""
    wrong = []
    for line in text.splitlines():
        rest = line
        for allowed in ALLOWED:
            rest = re.sub(allowed, lambda match: re.sub(r"[A-Za-z=<>-]", "", match[0]), rest)
        if LATIN.search(rest) or any(old in line for old in OLD):
            wrong.append(line.strip())
    return wrong


@pytest.mark.parametrize("region", regions(shipped()))
def test_answers_are_in_chinese(region: str) -> None:
    """Every command that a caseworker uses, in every region."""
    wrong = [line for call in calls(region) for line in found(answered(*call, "--region", region, "--lang", "zh"))]
    assert list(dict.fromkeys(wrong)) == []


def test_comparisons_and_ranges_are_in_chinese() -> None:
    wrong = found(answered("compare", str(EXAMPLES / "family_that_moves.json"), "--regions", "张掖市,抚州市", "--lang", "zh"))
    income = ("--fact", "household.monthly_income_per_capita", "--range", "0:2000")
    wrong += found(answered("cliff", FAMILY, *income, "--region", "changji", "--lang", "zh"))
    assert wrong == []


def test_titles_and_labels_are_in_chinese() -> None:
    """All that is data: titles of supports and options, titles, values and questions of facts."""
    ruleset = load_ruleset("zhangye", as_of=DAY)
    said = [one.title.zh for one in ruleset.catalogue.values()] + [title.zh for title in ruleset.options.values()]
    said += list(_texts(labels.words()))
    assert found("\n".join(said)) == []


def _texts(entry: object, key: str = "zh") -> Iterator[str]:
    """Every Chinese text in the words of facts."""
    if isinstance(entry, dict):
        for name, inner in entry.items():
            yield from _texts(inner, str(name))
    elif isinstance(entry, str) and (key == "zh" or key.endswith("_zh")):
        yield entry


def test_what_is_refused_is_found() -> None:
    assert found("途径 severe") and found("年龄 ≥ 16岁") and found("成员 m1") and found("household.area") and found("享受不该")
    assert not found("== 待定（2项）（用 --all） ==") and not found("残疾人残疾分类和分级（GB/T 26341-2010）")


def test_no_message_uses_the_old_words() -> None:
    """In any text of the library itself, but where spellings of registers are read."""
    for path in sorted((ROOT / "src" / "eligibility").rglob("*.py")):
        text = path.read_text("utf-8")
        assert [old for old in OLD if old in text] == [], path.name
    assert [old for old in OLD if old in Path(ROOT / "rulesets" / "supports.yaml").read_text("utf-8")] == []
