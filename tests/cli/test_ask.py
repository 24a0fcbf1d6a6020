"""`ask`: driven by a pipe, saved after every answer, resumed, corrected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from eligibility.cli.app import app
from tests.cli.command_line import run
from tests.conftest import ROOT, Toy, support

START = {"as_of": "2024-06-01", "locality": {"adcode": "620702"}}


def ask(path: Path, typed: str, *options: str) -> Result:
    return CliRunner().invoke(app, ["ask", str(path), "--engine", "kernel", *options], input=typed)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(START), "utf-8")
    return path


def saved(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def test_saves_after_every_answer_and_resumes(file: Path) -> None:
    """What was answered is in the file when the input ends; the next sitting goes on with the next question."""
    first = ask(file, "1\n41\n")
    assert first.exit_code == 0
    assert saved(file)["household"]["members"] == [{"id": "m1", "disabilities": [{"category": "physical", "grade": 1}]}]
    again = ask(file, "q\n")
    assert "证上写的是哪一类、几级" in first.output
    assert "证上写的是哪一类、几级" not in again.output
    assert again.exit_code == 0


def test_two_sittings_on_one_file_notice_each_other(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever saves second finds the file changed, overwrites nothing, says so, and goes on in a file of its own."""
    typed = iter(["1", "41", "q"])

    def sitting(_: str) -> str:
        answer = next(typed)
        if answer == "41":  # meanwhile, at another desk
            file.write_text(json.dumps({**START, "household": {"dibao": True}}), "utf-8")
        return answer

    monkeypatch.setattr("builtins.input", sitting)
    done = ask(file, "", "--lang", "en")
    assert done.exit_code == 0
    assert saved(file)["household"] == {"dibao": True}
    own = file.with_name("case-2.json")
    assert saved(own)["household"]["members"] == [{"id": "m1", "disabilities": [{"category": "physical", "grade": 1}]}]
    assert "case.json was changed elsewhere and is not overwritten; these answers are in case-2.json" in done.output
    assert "Saved to case-2.json" in done.output


def test_what_is_typed_may_be_no_text(file: Path) -> None:
    """Bytes of another encoding are no answer, and end nothing; neither does an input that is closed."""
    done = run("ask", str(file), "--engine", "kernel", "--lang", "en", stdin=b"\xff\xfe\n1\nq\n")
    assert done.returncode == 0
    assert len(saved(file)["household"]["members"]) == 1


def test_asks_the_region_where_nothing_tells_it(tmp_path: Path) -> None:
    """Without an area code the region is asked; its code is saved, so that the file finds its plan again."""
    path = tmp_path / "new.json"
    done = ask(path, "9\n5\nq\n", "--as-of", "2024-06-01", "--lang", "en")
    assert done.exit_code == 0
    assert "Which region?" in done.output
    assert saved(path)["locality"] == {"adcode": "620700"}


def test_not_known_back_and_correction(file: Path) -> None:
    """`?` records that a fact is not known; `<` undoes it and asks again; `=1` asks an earlier question anew."""
    ask(file, "1\n?\nq\n")
    assert saved(file)["dont_know"] == ["m1.disabilities"]
    file.write_text(json.dumps(START), "utf-8")
    ask(file, "1\n?\n<\n41\nq\n")
    assert "dont_know" not in saved(file)
    assert saved(file)["household"]["members"][0]["disabilities"] == [{"category": "physical", "grade": 1}]
    file.write_text(json.dumps(START), "utf-8")
    ask(file, "1\n41\n=2\n0\nq\n")
    assert saved(file)["household"]["members"][0]["disabilities"] == []


def test_a_question_keeps_the_number_under_which_it_was_put(file: Path) -> None:
    """`=N` corrects the question that was numbered N, also one to several members, and one that was put again."""
    done = ask(file, "3\n2\n52\n=2\n1\n41\n=\nq\n")
    people = saved(file)["household"]["members"]
    assert [member["disabilities"] for member in people] == [[{"category": "physical", "grade": 1}], [], []]
    assert "2 成员1、成员2、成员3 · 残疾类别和等级" in done.output
    assert done.output.count("[2] 这几个人里，谁评定过残疾？") == 2
    missing = ask(file, "=7\n=x\nq\n")
    assert missing.output.count("没有这个题号") == 2


def test_the_question_of_a_member_who_is_gone_cannot_be_put_again(file: Path) -> None:
    done = ask(file, "2\n0\n=1\n1\n=2\n0\nq\n")
    assert done.exit_code == 0
    assert saved(file)["household"]["members"][0]["disabilities"] == []


def test_what_was_not_known_can_be_answered_later(file: Path) -> None:
    ask(file, "1\n?\n?\nq\n")
    first = saved(file)["dont_know"]
    assert first == ["m1.certified", "m1.disabilities"]
    ask(file, "1\nq\n", "--again")
    assert saved(file)["household"]["members"][0]["certified"] is True
    assert saved(file)["dont_know"] == ["m1.disabilities"]


def test_not_known_is_marked_and_corrected_in_the_same_sitting(file: Path) -> None:
    done = ask(file, "1\n?\n=\n=2\n41\nq\n")
    assert "2 成员1 · 残疾类别和等级（不知道）" in done.output
    assert "dont_know" not in saved(file)


def test_an_interview_can_begin_with_an_organisation(tmp_path: Path) -> None:
    path = tmp_path / "firm.json"
    done = ask(path, "张掖\n", "--organisation", "--as-of", "2024-06-01")
    assert done.exit_code == 0
    assert saved(path)["organisations"] == [{"id": "o1"}]
    assert "household" not in saved(path)
    assert "[1] 单位1 · " in done.output


def test_a_wrong_region_and_an_empty_line_are_told(tmp_path: Path) -> None:
    done = ask(tmp_path / "new.json", "9\n张三\n\n5\n\nq\n", "--as-of", "2024-06-01")
    assert done.output.count("请填 1 至 5 的序号，或地区的名称") == 3
    assert "没有填；不知道的请填 ?" in done.output


def test_a_question_to_several_members(file: Path) -> None:
    """Those whom it does not concern are told at once; those who are named are asked one by one."""
    ask(file, "3\n2\n52\nq\n")
    assert [member["disabilities"] for member in saved(file)["household"]["members"]] == [
        [],
        [{"category": "intellectual", "grade": 2}],
        [],
    ]


def test_of_several_members_the_one_who_contradicts_is_named(tmp_path: Path) -> None:
    """Who has a certificate is not asked; who was said to have one since is, where the answer is corrected."""
    path = tmp_path / "case.json"
    members = [{"id": "m1", "age": 40, "certified": True}, {"id": "m2", "age": 41}, {"id": "m3", "age": 70}]
    path.write_text(json.dumps(START | {"household": {"members": members}}), "utf-8")
    done = ask(path, "2\n?\n1\n=1\n0\nq\n", "--lang", "zh")
    assert "    1 成员2（41岁）　2 成员3（70岁）　0 都没有\n>     成员3：持有残疾人证，但写明没有残疾" in done.output


def test_a_wrong_answer_is_said_and_asked_again(file: Path) -> None:
    """What cannot be read, and what contradicts, changes nothing and is asked again."""
    done = ask(file, "none\n1\n99\n４１\nq\n", "--lang", "en")
    assert "type a whole number" in done.output
    assert "type category and grade" in done.output
    assert saved(file)["household"]["members"][0]["disabilities"] == [{"category": "physical", "grade": 1}]


def test_says_why_and_how_far(file: Path) -> None:
    """`!` names supports that the question bears on; after each answer what it opened, and how much is settled."""
    done = ask(file, "1\n!\n41\n=\nq\n", "--lang", "en")
    assert "bears on" in done.output
    assert "● applies" in done.output
    assert "settled" in done.output
    assert "1 household · number of people" in done.output


def test_money_is_written_as_it_was_typed(tmp_path: Path) -> None:
    """A sum keeps its digits through file and resume."""
    from eligibility.cli.prompts import Prompter
    from eligibility.facts.read import read_profile
    from eligibility.facts.write import write_profile
    from eligibility.guidance.interview import Inquiry
    from eligibility.rules.version_lookup import load_ruleset

    prompt = Prompter(load_ruleset("zhangye"), "zh").prompt(Inquiry(("household.monthly_income_per_capita",), ()))
    assert prompt.read("455.50元") == "455.50"
    profile = read_profile('{"household": {"monthly_income_per_capita": 455.50}}')
    write_profile(profile, tmp_path / "p.json")
    assert read_profile((tmp_path / "p.json").read_text("utf-8")).household == profile.household
    assert saved(tmp_path / "p.json") == {"household": {"monthly_income_per_capita": 455.5}}


def test_an_unwritable_place_is_one_message(tmp_path: Path) -> None:
    """Status 1 and a message, no traceback."""
    done = ask(tmp_path / "none" / "case.json", "5\n1\n", "--lang", "en")
    assert done.exit_code == 1
    assert "cannot be written" in done.output


def test_after_the_plan_what_applies_is_parted(toy: Toy, tmp_path: Path) -> None:
    """An answer says what of that which it opens continues and what is to be verified first; in the period nothing is parted."""
    basis = "basis:\n  cash:\n    core: local\n    sources: [{document: D, seen: false}]\n"
    root = str(toy(support("certified") + support("certified", name="card"), basis=basis, conflicts="conflicts: []").parents[1])
    path = tmp_path / "case.json"

    def sitting(day: str, lang: str) -> str:
        path.write_text('{"household": {"members": [{"id": "m1"}], "size": 1}}', "utf-8")
        done = ask(path, "y\n" + "?\n" * 9, "--region", "toy", "--rulesets", root, "--as-of", day, "--lang", lang)
        assert done.exit_code == 0
        return done.output

    zh, en = sitting("2026-01-01", "zh"), sitting("2026-01-01", "en")
    assert "规划已于2025年12月31日到期" in zh and "● 符合，继续有效，1项：现金" in zh and "● 符合，请先核实，1项：卡" in zh
    assert "符合的2项里，继续有效1项，请先核实1项" in zh
    assert "applies, continues (1): Cash" in en and "applies, verify first (1): Card" in en
    assert "Of the 2 that apply 1 continue; 1 are to be verified first." in en
    before = sitting("2025-12-31", "zh")
    assert "● 符合2项：" in before and "核实" not in before and "到期" not in before


@pytest.mark.parametrize("region", ["zhangye", "changji", "changyi", "fuzhou_jx", "zhalainuoer"])
@pytest.mark.parametrize("example", ["firm_of_60", "public_institution"])
def test_an_organisation_is_asked_to_the_end(tmp_path: Path, region: str, example: str) -> None:
    """What could exclude a duty is asked of the organisation, in words that are its own."""
    path = tmp_path / "body.json"
    path.write_text((ROOT / "examples" / f"{example}.json").read_text("utf-8"), "utf-8")
    done = ask(path, "?\n" * 40, "--region", region)
    assert (done.exit_code, done.exception) == (0, None)
    assert "问完了" in done.output


def test_a_wrong_answer_shows_no_path(tmp_path: Path) -> None:
    """A child of four in compulsory schooling: told in words, with the law."""
    path = tmp_path / "child.json"
    member = {"id": "m1", "birth_date": "2020-01-15", "certified": True, "disabilities": [{"category": "physical", "grade": 1}]}
    path.write_text(json.dumps({**START, "household": {"members": [member]}}), "utf-8")
    done = ask(path, "?\n" * 2 + "3\n" * 30, "--region", "changji")
    assert "household.members" not in done.output


def test_who_is_gone_is_neither_asked_nor_listed(file: Path) -> None:
    """Questions that waited for a member go with the member; of a question to several the others are left, under its number."""
    done = ask(file, "2\n1\n=1\n<\n<\n?\nq\n")
    assert "m2" not in done.output and "没有“" not in done.output
    assert "dont_know" in saved(file) and saved(file)["household"] == {}
    file.write_text(json.dumps({**START, "household": {"dibao_margin": False}}), "utf-8")
    done = ask(file, "12\n1\n=1\n3\n<\n=\nq\n")
    assert "9 成员9　10 成员10　11 成员11" in done.output
    file.write_text(json.dumps({**START, "household": {"dibao_margin": False}}), "utf-8")
    done = ask(file, "3\n=1\n2\nq\n")
    assert done.output.count("[2] 这几个人里，谁评定过残疾？") == 2
    assert "    1 成员1　2 成员2　0 都没有" in done.output


def test_a_mistyped_number_of_people_is_lowered(file: Path) -> None:
    """The answer that it is nobody else told of the two who are not there; the one who was named stays to be asked."""
    done = ask(file, "3\n1\n=1\n1\n41\nq\n")
    assert "不能少于" not in done.output
    assert saved(file)["household"]["members"] == [{"id": "m1", "disabilities": [{"category": "physical", "grade": 1}]}]


def test_not_known_as_a_correction_takes_the_answer_away(file: Path) -> None:
    done = ask(file, "2\n1\n41\n=2\n?\nq\n")
    assert saved(file)["household"]["members"] == [{"id": "m1"}, {"id": "m2"}]
    assert saved(file)["dont_know"] == ["m1.disabilities", "m2.disabilities"]
    assert "? 回到待定" in done.output and "不再符合" not in done.output
    file.write_text(json.dumps(START), "utf-8")
    done = ask(file, "2\n1\n=1\n?\nq\n")
    assert done.exit_code == 0, done.output
    assert saved(file)["household"] == {} and saved(file)["dont_know"] == ["household.members"]


def test_people_not_known_are_not_nobody(file: Path) -> None:
    """The interview goes on with the household, and says at its end what was not decided."""
    done = ask(file, "?\n" * 30)
    assert "[2] 全家 · " in done.output
    assert "家里有哪些人还不清楚，针对个人的126项都没有判定" in done.output
    assert "待定0项" not in done.output


def test_the_day_is_kept(tmp_path: Path) -> None:
    """The day of an option is in the file where it had none, otherwise in the commands named at the end."""
    path = tmp_path / "a.json"
    done = ask(path, "?\n" * 30, "--region", "zhangye", "--as-of", "2024-06-01")
    assert saved(path)["as_of"] == "2024-06-01"
    assert "eligibility ask a.json --again\n" in done.output and "--as-of" not in done.output
    assert "判定日期 2024-06-01" in ask(path, "q\n", "--again").output
    done = ask(path, "", "--as-of", "2024-07-01")
    assert saved(path)["as_of"] == "2024-06-01"
    done = ask(path, "?\n" * 30, "--as-of", "2024-07-01")
    assert "eligibility ask a.json --again --as-of 2024-07-01\n" in done.output
    assert "eligibility check a.json --as-of 2024-07-01\n" in done.output


TIERED = """
- support: cash
  for: person
  routes:
    main: {when: certified, modality: mandatory, cite: [一]}
  benefit:
    kind: cash
    unit: CNY/month
    amount:
      tiers:
        area == 'urban': 100
        area == 'rural': 50
"""


def test_questions_about_how_much_are_asked_on_demand(toy: Toy, tmp_path: Path) -> None:
    """Without the option the end says that there are some; with it they are put, and `!` says that they bear on the amount alone."""
    root = str(toy(TIERED, conflicts="conflicts: []").parents[1])
    path = tmp_path / "case.json"
    known = {
        "locality": {"adcode": "990000"},
        "household": {"members": [{"id": "m1", "certified": True, "certificate_valid_until": "2030-01-01"}]},
        "as_of": "2024-06-01",
    }
    path.write_text(json.dumps(known), "utf-8")
    plain = ask(path, "", "--rulesets", root, "--lang", "en")
    assert "1 more questions bear only on how much: eligibility ask case.json --amounts" in plain.output
    assert "Done: 0 questions now" in plain.output
    asked = ask(path, "!\n1\n", "--rulesets", root, "--lang", "en", "--amounts")
    assert "bears only on how much 1 give: Cash" in asked.output
    assert "Done: 1 questions now" in asked.output and "--amounts" not in asked.output
    assert saved(path)["household"]["area"] == "urban"
    assert "还有1题只关系到多少钱" not in ask(path, "", "--rulesets", root).output


def test_very_many_people_are_asked_about_twice(tmp_path: Path) -> None:
    """A number that may be a slip is taken once it is typed again."""
    file = tmp_path / "new.json"
    file.write_text(json.dumps({"as_of": "2024-06-01", "locality": {"adcode": "620702"}}), "utf-8")
    slip = ask(file, "99\n3\nq\n")
    assert "记下有99人住在一起，对吗？对的请再填一次99" in slip.output
    assert len(saved(file)["household"]["members"]) == 3
    file.write_text(json.dumps({"as_of": "2024-06-01", "locality": {"adcode": "620702"}}), "utf-8")
    assert "对吗" in ask(file, "14\n14\nq\n").output and len(saved(file)["household"]["members"]) == 14
