"""`eligibility book`, and `--book` on the commands that answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eligibility.cli.app import app
from tests.conftest import ROOT

BOOK = str(ROOT / "examples" / "book")
FAMILY = str(ROOT / "examples" / "rural_family.json")


def run(*arguments: str, status: int = 0, **env: str) -> str:
    done = CliRunner().invoke(app, [*arguments, "--lang", env.pop("lang", "en")], env=env)
    assert done.exit_code == status, done.output + done.stderr
    return done.stdout if status == 0 else done.stderr


# -- the command


def test_the_areas_of_a_book_a_line_each() -> None:
    assert (
        run("book", "--book", BOOK).splitlines()[1].startswith("620702  Ganzhou district (made-up example)  standards 2, local options 3")
    )
    assert "标准2条" in run("book", "--book", BOOK, lang="zh")
    assert run("book", ELIGIBILITY_BOOK=BOOK) == run("book", "--book", BOOK)


def test_what_speaks_in_a_place_on_a_day() -> None:
    shown = run("book", "show", "620702", "--book", BOOK, "--as-of", "2024-06-01")
    lines = shown.splitlines()
    assert lines[0] == "620702 · 2024-06-01 · Ganzhou district (made-up example) 620702, Zhangye city (made-up example) 620700"
    assert "dibao standard (rural): 480 yuan a month per head (2024-01-01 on; 示例〔2024〕1号; 620702)" in lines
    near, far = (line for line in lines if line.startswith("Living allowance for needy disabled persons: ") and "yuan" in line)
    assert "110 yuan a month" in near and "620702)" in near
    assert "at least 100 yuan a month" in far and "620700)" in far
    before = run("book", "show", "620702", "--book", BOOK, "--as-of", "2023-12-31")
    assert "100 yuan a month, paid monthly from the month of application (2023-01-01 to 2023-12-31; 示例〔2023〕7号; 620702)" in before
    data = json.loads(run("book", "show", "620722", "--book", BOOK, "--as-of", "2024-06-01", "--format", "json"))
    assert (data["areas"], {entry["area"] for entry in data["entries"]}) == (["620700"], {"620700"})


def test_lint_says_how_many_problems(tmp_path: Path) -> None:
    assert run("book", "lint", "--book", BOOK).splitlines() == ["2 areas, 21 entries, 0 problems"]
    (tmp_path / "110000.yaml").write_text('area: "110000"\nname: {zh: 某市, en: Some city}\n', "utf-8")
    assert run("book", "lint", "--book", str(tmp_path)).splitlines() == [
        "110000 Some city: there are no rules for this place; its conditions were not checked",
        "1 area, 0 entries, 0 problems",
    ]
    (tmp_path / "110000.yaml").write_text('area: "110000"\nname: {zh: 某市, en: Some city}\nrate: {}\n', "utf-8")
    assert "110000.yaml:3:1: unknown key 'rate'" in run("book", "lint", "--book", str(tmp_path), status=1)
    assert "没有“rate”这个键" in run("book", "lint", "--book", str(tmp_path), status=1, lang="zh")


def test_lint_fails_where_a_rate_lies_outside(tmp_path: Path) -> None:
    for name in ("620700", "620702"):
        text = (ROOT / "examples" / "book" / f"{name}.yaml").read_text("utf-8")
        (tmp_path / f"{name}.yaml").write_text(
            text.replace("is: 110, unit: CNY/month, confirmed", "is: 90, unit: CNY/month, confirmed"), "utf-8"
        )
    assert "lies outside the standard of 620700: 示例〔2023〕3号 [rate_outside]" in run("book", "lint", "--book", str(tmp_path), status=1)


def test_what_changes_from_one_day_to_another() -> None:
    told = run("book", "changes", "2023-12-31", "2024-01-01", "--book", BOOK)
    assert "2024-01-01  620702  Living allowance for needy disabled persons: 100 yuan a month" in told
    assert "→ 110 yuan a month" in told
    assert run("book", "changes", "2024-06-01", "2024-06-02", "--book", BOOK) == "nothing changes\n"
    (change,) = [
        one for one in json.loads(run("book", "changes", "2023-12-31", "2024-01-01", "--book", BOOK, "--format", "json")) if one["before"]
    ]
    assert (change["key"], change["before"]["is"], change["after"]["is"]) == ("rates.living_allowance", 100, 110)


def test_a_new_file_is_written_once(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert run("book", "new", "620702", "--book", str(folder)) == f"{folder / '620702.yaml'}\n"
    assert (folder / "620702.yaml").read_text("utf-8") == run("book", "new", "620702")
    assert "620702.yaml is there already" in run("book", "new", "620702", "--book", str(folder), status=1)
    assert "is not the code of a province, a city or a county" in run("book", "new", "620002", status=1)
    assert "no such province or city" in run("book", "new", "999999", status=1)
    assert "没有这个省、市" in run("book", "new", "621300", status=1, lang="zh")


def test_a_place_without_rules_is_told() -> None:
    done = CliRunner().invoke(app, ["book", "new", "110101", "--lang", "en"])
    assert done.exit_code == 0 and "rates:" not in done.stdout
    assert done.stderr == "there are no rules for this place: the file has its head alone, and no questions\n"


def test_without_a_book_the_command_says_how_to_name_one(tmp_path: Path) -> None:
    assert "Name one with --book or the variable ELIGIBILITY_BOOK." in run("book", "lint", status=1)
    assert "请用 --book 或环境变量 ELIGIBILITY_BOOK。" in run("book", "lint", status=1, lang="zh")
    assert "there is no such folder" in run("book", "--book", str(tmp_path / "nowhere"), status=1)
    assert "there are no rules for this place" in run("book", "show", "110101", "--book", BOOK, status=1)


# -- on the commands that answer


def test_check_tells_amounts_documents_counters_and_papers() -> None:
    told = run("check", FAMILY, "--book", BOOK, "--engine", "kernel")
    first, *rest = told.splitlines()
    assert "local book Ganzhou district (made-up example), Zhangye city (made-up example) " in first
    assert any(line.startswith("  ● Nursing subsidy for severe disability, 150 yuan a month, 三（一）5") for line in rest)
    assert any("Rate: 示例〔2024〕1号, paid monthly from the month of application" in line for line in rest)
    place = rest.index("→ district hall, counter 3, weekdays 9 to 17, tel. 000-0000001")
    assert rest[place + 1].strip().startswith("Living allowance for needy disabled persons: bring identity card")
    assert run("check", FAMILY, "--engine", "kernel", ELIGIBILITY_BOOK=BOOK) == told
    assert "local book" not in run("check", FAMILY, "--engine", "kernel")


def test_explain_tells_where_and_by_which_document() -> None:
    told = run("explain", FAMILY, "nursing_subsidy", "m1", "--book", BOOK)
    assert "Apply at: district hall, counter 3, weekdays 9 to 17, tel. 000-0000001" in told
    assert "Bring there: identity card or household register, disability certificate, bank account" in told


def test_the_live_engine_derives_the_same_with_a_book(live: None) -> None:
    assert run("check", FAMILY, "--book", BOOK, "--engine", "both") == run("check", FAMILY, "--book", BOOK, "--engine", "kernel")


def test_replay_needs_the_book_that_was_used(tmp_path: Path) -> None:
    kept = tmp_path / "decision.json"
    kept.write_text(run("check", FAMILY, "--book", BOOK, "--format", "json", "--engine", "kernel"), "utf-8")
    assert run("replay", str(kept), FAMILY, "--book", BOOK) == "the answer is the same\n"
    done = CliRunner().invoke(app, ["replay", str(kept), FAMILY, "--lang", "en"])
    assert done.exit_code == 1 and "gone: 620702 rates.nursing_subsidy (from 2024-01-01)" in done.stdout


def test_timeline_names_the_entry_and_its_document() -> None:
    told = run("timeline", FAMILY, "--from", "2023-12-31", "--until", "2024-01-31", "--book", BOOK)
    assert "local book: Living allowance for needy disabled persons (示例〔2024〕1号) begins to apply" in told
    assert "the amount changes" in told
    assert "before: 100 yuan a month (示例〔2023〕7号)" in told


@pytest.mark.parametrize("command", ["cliff", "remedy"])
def test_other_commands_take_a_book(command: str) -> None:
    more = ["--fact", "household.monthly_income_per_capita", "--range", "0:1000"] if command == "cliff" else ["utility_discount"]
    assert run(command, FAMILY, *more, "--book", BOOK)


def test_a_book_with_a_mistake_answers_nothing(tmp_path: Path) -> None:
    text = (ROOT / "examples" / "book" / "620702.yaml").read_text("utf-8")
    (tmp_path / "620702.yaml").write_text(text.replace("grade == 2", "grades == 2"), "utf-8")
    assert "620702.yaml:21:11: unknown name 'grades'" in run("check", FAMILY, "--book", str(tmp_path), status=1)
