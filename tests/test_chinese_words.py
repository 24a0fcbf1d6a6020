"""What a Chinese reader sees has no ids, paths, formulas or Latin words, and none of the words that an office does not use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import eligibility as el
from eligibility.cli.app import COMMANDS
from eligibility.cli.prompts import Prompter
from eligibility.facts import labels
from eligibility.guidance.interview import Interview
from eligibility.guidance.questionnaire import full_form
from eligibility.rules.version_lookup import load_ruleset, regions, shipped
from eligibility.views.subjects import called
from tests.cli.command_line import answered, run
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
    "读作": "理解为",
    "0.02倍": "2%",
    "残疾人证办理": "残疾人证服务",
}
"""Words that are said otherwise now, with what is said instead."""

DOUBLED = re.compile(r"[。？！；]）?[；，。]|，，|：：")
"""Two signs where one is enough."""


def calls(region: str) -> Iterator[tuple[str, ...]]:
    """The commands of a caseworker in one region."""
    yield ("check", FAMILY, "--engine", "kernel")
    yield ("check", FAMILY, "--engine", "kernel", "--all", "--why")
    yield ("check", FEDERATION, "--as-of", "2024-06-01", "--engine", "kernel", "--all")
    yield ("card", MENTAL)
    yield ("explain", MENTAL, "困难残疾人生活补贴", "1")
    yield ("remedy", FAMILY, "困难残疾人生活补贴", "3")
    yield ("timeline", FAMILY, "--from", "2024-08-01", "--until", "2024-10-01")


def found(text: str, exceptions: Mapping[str, str] = ALLOWED) -> list[str]:
    """The lines with something that has no place in Chinese."""
    wrong = []
    for line in text.splitlines():
        rest = line
        for allowed in exceptions:
            rest = re.sub(allowed, lambda match: re.sub(r"[A-Za-z=<>_-]", "", match[0]), rest)
        if LATIN.search(rest) or DOUBLED.search(line) or any(old in line for old in OLD):
            wrong.append(line.strip())
    return wrong


TYPED = {
    r"“[^”]*”": "what the reader has typed",
    r"JSON Schema|JSON|SQL|Markdown|Spark|git|HTTP|/mcp": "formats, protocols and programs have no Chinese names",
    r"<[^>]*>": "the kind of a value, or words that are typed as they stand",
    r"-o\b|local\[\*\]|\b(table|json|markdown|register|zh|en|spark)\b": "words that are typed as they stand",
    r"(文件|单位|月份)\.(json|yaml|txt|xlsx|parquet)": "a file of a kind",
    r"（[a-z]+）": "the word that is typed for what stands before it",
    r"[a-z0-9_*]+(\.[a-z_]+)+": "a place in the JSON file that the reader mends, or a file",
    r"[ 、（，]\.[a-z]+": "what a file's name ends with",
    r"(?<=不写时 )[a-z0-9.*\[\]]+": "a default that is typed as it stands",
    r"\b(ELIGIBILITY_[A-Z]+|household|national/|PROFILE)": "a name of the system that is typed as it stands",
    r"\d{4}-\d\d-\d\d": "a day as it is typed",
    r"Language Server|Protocol": "the name of a protocol",
    r"true 或 false": "how a truth is written in the file",
}
"""What may stand besides in help and in messages, where the reader is to type something."""


@pytest.mark.parametrize("region", regions(shipped()))
def test_questions_are_in_chinese(region: str) -> None:
    """Every question of an interview about a household of two and an organisation, with its choices and remarks."""
    ruleset = load_ruleset(region, as_of=DAY)
    profile = el.read_profile(json.dumps({"household": {"members": [{"id": "m1"}, {"id": "m2"}]}, "organisations": [{"id": "o1"}]}))
    interview = Interview(ruleset, profile, as_of=DAY)
    situation = interview.decision.situation
    prompter = Prompter(ruleset, "zh", lambda owner: called(situation, owner))
    prompts = [prompter.prompt(interview.inquiry(path)) for path in full_form(ruleset, situation)]
    assert len(prompts) > 60
    assert found("\n".join(line for prompt in prompts for line in (prompt.text, *prompt.help))) == []


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_in_chinese(command: str) -> None:
    said = run(*filter(None, [command]), "--help", ELIGIBILITY_LANG="zh").stdout
    usage, *rest = said.splitlines()
    lines = [re.sub(rf"^  ({'|'.join(COMMANDS)}|new|show|lint|changes)  ", "  ", line) for line in rest]
    assert usage.startswith(f"用法：eligibility {command}".strip())
    assert found("\n".join(lines), {**ALLOWED, **TYPED}) == []


WRONG = [
    ("check", "nowhere.json"),
    ("check", FAMILY, "--region", "北京"),
    ("check", FAMILY, "--region", "zhang"),
    ("check", FAMILY, "--member", "9"),
    ("check", FAMILY, "--as-of", "2024-13-01"),
    ("check", FAMILY, "--format", "xml"),
    ("check", "-"),
    ("explain", FAMILY, "生活补贴"),
    ("explain", FAMILY, "单人户低保", "7"),
    ("remedy", FAMILY, "低保", "1"),
    ("cliff", FAMILY, "--fact", "收入", "--range", "0:1"),
    ("cliff", FAMILY, "--fact", "家庭月人均收入", "--range", "9:1"),
    ("timeline", FAMILY, "--from", "2025-01-01", "--until", "2024-01-01"),
    ("compare", FAMILY, "--regions", "北京"),
    ("card", FEDERATION),
    ("screen", "nowhere.csv", "-o", "x.csv", "--region", "张掖市"),
    ("replay", FAMILY, FAMILY),
    ("chek",),
]
"""Calls that are refused."""


@pytest.mark.parametrize("call", WRONG, ids=lambda call: " ".join(Path(part).name for part in call))
def test_refusals_are_in_chinese(call: tuple[str, ...]) -> None:
    done = run(*call, stdin="{}", ELIGIBILITY_LANG="zh")
    assert done.returncode in {1, 2} and done.stderr
    said = done.stderr.partition("错误：")[2] or done.stderr
    assert found(said, {**ALLOWED, **TYPED, rf"\b(xml|table|json|markdown|chek|{'|'.join(COMMANDS)})\b": "words of the call"}) == []


def test_refused_profiles_are_told_in_chinese() -> None:
    """But for the place in the file and the names that are written there."""
    member = {
        "id": "m1",
        "ag": 3,
        "certified": "yes",
        "age": 200,
        "birth_date": "2024-13-01",
        "sex": "x",
        "disabilities": [{"category": "eye"}],
    }
    with pytest.raises(el.ProfileError) as caught:
        el.read_profile(json.dumps({"househld": {}, "household": {"members": [member, member]}}))
    lines = caught.value.text("zh").splitlines()
    names = {
        r"\b(household|area|age|members|visual|hearing|speech|physical|intellectual|mental|multiple|male|female|id)\b": "names of the file"
    }
    assert found("\n".join(line.partition("：")[2] for line in lines), {**ALLOWED, **TYPED, **names}) == []


def test_replays_are_in_chinese(tmp_path: Path) -> None:
    family = json.loads(Path(FAMILY).read_text("utf-8"))
    decision, profile = tmp_path / "decision.json", tmp_path / "profile.json"
    decision.write_text(answered("check", FAMILY, "--format", "json", "--engine", "kernel"), "utf-8")
    family["household"]["members"][0]["certified"] = False
    profile.write_text(json.dumps(family), "utf-8")
    said = run("replay", str(decision), str(profile), "--lang", "zh").stdout
    assert said and found(said) == []


def test_screenings_are_in_chinese(tmp_path: Path) -> None:
    """What is printed, and every cell that the screening writes but the last column, which holds ids for programs."""
    lines = (EXAMPLES / "register.csv").read_text("utf-8").splitlines()[:20]
    register, out = tmp_path / "名册.csv", tmp_path / "结果.csv"
    register.write_text("\n".join(lines), "utf-8")
    place = ("--region", "张掖市", "--locality", str(EXAMPLES / "locality.json"))
    printed = run("screen", str(register), "-o", str(out), *place, "--as-of", "2024-06-01", "--picture", "none", "--lang", "zh").stdout
    assert found(printed, {**ALLOWED, r"\S+\.(csv|json)": "the files read and written", r" = 表头": "a sum of lines"}) == []
    answers = out.read_text("utf-8-sig").splitlines()
    assert answers[0].endswith("项目编号") and len(answers) > 20
    texts = [line.rpartition(",")[0] for line in answers] + (tmp_path / "结果.calls.csv").read_text("utf-8-sig").splitlines()
    assert found("\n".join(texts), {**ALLOWED, r"\d+\*+\d+X?": "a number that is masked"}) == []


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
    shared = [ROOT / "rulesets" / "supports.yaml", *sorted((ROOT / "rulesets" / "national").rglob("*.yaml"))]
    assert {path.name: old for path in shared for old in OLD if old in path.read_text("utf-8")} == {}


def test_rules_say_tekun_as_the_plans_do() -> None:
    """特困人员救助供养 in every plan, and never the shorter words of a register."""
    rules = [path for path in (ROOT / "rulesets").rglob("*.yaml") if "cases" not in path.parts]
    assert [path.name for path in rules if "特困供养" in path.read_text("utf-8")] == [] and len(rules) > 50
