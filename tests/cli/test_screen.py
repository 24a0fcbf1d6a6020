"""`screen`: what an office sees, and what it never sees unasked."""

from __future__ import annotations

import builtins
import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from eligibility.cli.app import app
from tests.conftest import ROOT
from tests.office.months import member, paid, person, write_month

HEADINGS = (
    "序号,户号,姓名,联系电话,乡镇,残疾人证号,残疾类别,残疾等级,有效期至,是否低保,是否特困,困难残疾人生活补贴,"
    "重度残疾人护理补贴,结对帮扶对象,奇怪的列"
)
LINES = """
1,A,成员一,00013900001,=东乡,62070219900101001441,肢体,一级,2030-01-01,是,否,否,是,,x
2,B,成员二,00013900002,西乡,,智力,1-2级,,,,否,否,,y
"""


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return listed(tmp_path)


def listed(folder: Path) -> Path:
    path = folder / "名册.csv"
    path.write_text(HEADINGS + LINES, "utf-8-sig")
    return path


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a register that was screened with nothing more asked, and what the terminal said."""
    register = listed(tmp_path_factory.mktemp("screened"))
    return register.parent, screen(register, "result.csv", picture=None)


def office(*args: str, status: int = 0) -> str:
    result = CliRunner().invoke(app, ["screen", *args])
    assert result.exit_code == status, result.output
    return result.output


def screen(register: Path, out: str, *more: str, status: int = 0, picture: str | None = "none") -> str:
    """Screen a register; without a picture, which takes as long as the answers."""
    drawn = ["--picture", picture] if picture else []
    args = ["screen", str(register), "-o", str(register.parent / out), "--region", "zhangye", "--as-of", "2024-06-01", *drawn, *more]
    result = CliRunner().invoke(app, args)
    assert result.exit_code == status, result.output
    return result.output


def everything(folder: Path, but: str = "") -> str:
    """All text that the run has written."""
    return "".join(path.read_text("utf-8-sig") for path in folder.glob("result*") if path.suffix in {".csv", ".json"} and path.name != but)


def test_the_files_of_a_screening(screened: tuple[Path, str]) -> None:
    """Answers, errors, summary, calls and picture stand beside each other, and the terminal names them."""
    folder, said = screened
    names = ["result.calls.csv", "result.csv", "result.errors.csv", "result.summary.json", "result.summary.png"]
    assert sorted(path.name for path in folder.glob("result*")) == names
    assert all(name in said for name in names)
    assert "残疾人证号→残疾人证号" in said and "不使用的列：序号、结对帮扶对象" in said and "无法识别的列：奇怪的列" in said


def test_one_line_a_person_and_support(screened: tuple[Path, str]) -> None:
    table = pl.read_csv(screened[0] / "result.csv", infer_schema=False)
    found = table.filter((pl.col("项目编号") == "living_allowance") & (pl.col("行号") == "2"))
    assert found.select("判定", "途径", "已享受", "比对结果").rows() == [("现在符合", "途径一（低保对象）", "否", "应享未享")]
    assert not table.select("行号", "对象", "项目编号").is_duplicated().any()
    assert "不符合" not in set(table["判定"])


def test_no_name_number_or_telephone_unasked(register: Path, screened: tuple[Path, str]) -> None:
    """Names are left out, numbers masked; with --ids they are there."""
    folder, said = screened
    text = everything(folder)
    for secret in ("成员一", "00013900001", "62070219900101001441", "19900101"):
        assert secret not in text and secret not in said
    assert "620702********001441" in text
    screen(register, "result.csv", "--ids")
    text = everything(register.parent)
    assert "成员一" in text and "62070219900101001441" in text and "00013900001" in text


def test_errors_line_by_line(register: Path) -> None:
    screen(register, "result.csv", "--lang", "en")
    table = pl.read_csv(register.parent / "result.errors.csv", infer_schema=False)
    assert table.columns == ["row", "column", "value", "why", "what was done"]
    assert table.select("row", "column", "value").rows() == [("3", "残疾等级", "1-2级")]


def test_formulas_are_escaped(screened: tuple[Path, str]) -> None:
    assert "'=东乡" in everything(screened[0]) and ",=东乡" not in everything(screened[0])


def test_every_format_says_the_same(register: Path) -> None:
    """CSV, Excel and Parquet hold the same answers; Parquet in codes."""
    from python_calamine import CalamineWorkbook

    for name in ("result.csv", "result.xlsx", "result.parquet"):
        screen(register, name, "--lang", "en")
    text = pl.read_csv(register.parent / "result.csv", infer_schema=False)
    codes = pl.read_parquet(register.parent / "result.parquet")
    book = CalamineWorkbook.from_path(str(register.parent / "result.xlsx"))
    sheet = book.get_sheet_by_name("answers").to_python()
    assert len(text) == len(codes) == len(sheet) - 1
    assert text["support id"].to_list() == codes["support"].to_list() == [line[sheet[0].index("support id")] for line in sheet[1:]]
    assert book.sheet_names == ["answers", "summary", "township"]


def test_the_summary(screened: tuple[Path, str]) -> None:
    summary = json.loads((screened[0] / "result.summary.json").read_text("utf-8"))
    assert summary["register"]["lines"] == 2 and summary["ruleset"]["region"] == "zhangye"
    allowance = next(line for line in summary["supports"] if line["support"] == "living_allowance")
    assert allowance["gaps"]["missed"] == 1 and allowance["statuses"]["eligible"] == 1
    assert allowance["money_per_month"]["missed"] == {"at_least": None, "at_most": None, "stated": 0, "not_stated": 1}
    places = {entry["place"]: entry for entry in summary["by_place"]["township"]}
    assert places["=东乡"]["people"] is None and places["=东乡"]["supports"]["living_allowance"]["missed"] is None


def test_without_an_output_the_reading_is_proposed(register: Path, tmp_path: Path) -> None:
    """The proposal can be mended and given back."""
    args = ["screen", str(register), "--region", "zhangye", "--as-of", "2024-06-01"]
    proposal = CliRunner().invoke(app, args).output
    assert 'G: {heading: "残疾类别", read: disability.category}' in proposal and 'O: {heading: "奇怪的列", read: ignore}' in proposal
    own = tmp_path / "own.yaml"
    own.write_text(proposal.replace('"奇怪的列", read: ignore', '"奇怪的列", read: about.village'), "utf-8")
    assert "奇怪的列→村（社区）" in screen(register, "result.csv", "--columns", str(own))


def test_the_reading_is_written_where_it_is_asked_for(register: Path, tmp_path: Path) -> None:
    """Given back, it is printed as it stands; it never replaces the register."""
    args = ["screen", str(register), "--region", "zhangye", "--as-of", "2024-06-01"]
    printed = CliRunner().invoke(app, args).output
    path = tmp_path / "columns.yaml"
    assert CliRunner().invoke(app, [*args, "--columns-out", str(path)]).output == "写出：columns.yaml\n"
    assert path.read_text("utf-8") == printed == CliRunner().invoke(app, [*args, "--columns", str(path)]).output
    before = register.read_bytes()
    refused = CliRunner().invoke(app, [*args, "--columns-out", str(register)])
    assert refused.exit_code == 1 and register.read_bytes() == before


def test_the_reading_replaces_neither_the_settings_nor_what_the_screening_writes(register: Path, tmp_path: Path) -> None:
    args = ["screen", str(register), "--region", "zhangye", "--as-of", "2024-06-01"]
    own, out = tmp_path / "own.yaml", tmp_path / "result.csv"
    own.write_text("# by hand\ncolumns: {奇怪的列: ignore}\n", "utf-8")
    assert CliRunner().invoke(app, [*args, "--columns", str(own), "--columns-out", str(own)]).exit_code == 1
    assert own.read_text("utf-8").startswith("# by hand")
    for written in (out, tmp_path / "result.errors.csv"):
        assert CliRunner().invoke(app, [*args, "-o", str(out), "--columns-out", str(written)]).exit_code == 1
        assert not out.exists() and not written.exists()


def test_a_sheet_is_chosen_by_its_name(tmp_path: Path) -> None:
    from tests.register.books import workbook

    head = ["姓名", "残疾人证号", "有效期至"]
    line = ["成员一", "62070219900101001441", "2030-01-01"]
    path = workbook(tmp_path / "r.xlsx", {"11月": [head, line], "12月": [head, line]})
    assert "--sheet" in screen(path, "result.csv", "--lang", "en", status=1)
    assert "1 person;" in screen(path, "result.csv", "--sheet", "12月", "--lang", "en")
    summary = json.loads((tmp_path / "result.summary.json").read_text("utf-8"))["register"]
    assert summary["lines"] == summary["screened"] == 1 and summary["boxes"]["person"] == 1 and summary["boxes"]["heading"] == 1
    assert [(sheet["sheet"], sheet["lines"], sum(sheet["boxes"].values())) for sheet in summary["sheets"]] == [
        ("12月", 2, 2),
        ("11月", 2, 2),
    ]


def test_no_side_file_replaces_an_input(register: Path) -> None:
    source = register.rename(register.parent / "list.errors.csv")
    before = source.read_bytes()
    assert "would replace" in screen(source, "list.csv", "--lang", "en", status=1) and source.read_bytes() == before


def test_remarks_of_leaving_mark_the_answers(register: Path) -> None:
    register.write_text(
        "姓名,残疾人证号,有效期至,是否低保,困难残疾人生活补贴,备注\n甲,62070219900101001441,2030-01-01,是,否,2025年死亡\n", "utf-8"
    )
    screen(register, "result.csv")
    table = pl.read_csv(register.parent / "result.csv", infer_schema=False)
    assert set(table["请核对"]) == {"是"} and "应享未享" in set(table["比对结果"])


def test_a_long_run_without_a_terminal_tells_how_far_it_has_come(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line every few seconds on stderr, through all steps; a short run says nothing."""
    from eligibility.cli import screen as module

    args = ["screen", str(register), "-o", str(register.parent / "result.csv"), "--region", "zhangye", "--as-of", "2024-06-01"]
    monkeypatch.setattr(module, "LINE_SECONDS", 1e9)
    assert CliRunner().invoke(app, args).stderr == ""
    monkeypatch.setattr(module, "LINE_SECONDS", 0.0)
    told = CliRunner().invoke(app, args).stderr
    assert [word for word in ("读名册 15/15", "判定 2/2", "写出 ") if word not in told] == []


def test_locality(register: Path, tmp_path: Path) -> None:
    """The region may follow from the area code; standards and options hold for every line."""
    place = tmp_path / "place.json"
    place.write_text('{"adcode": "620702", "dibao_standard": {"urban": 720, "rural": 480}}', "utf-8")
    result = CliRunner().invoke(
        app, ["screen", str(register), "-o", str(tmp_path / "r.csv"), "--locality", str(place), "--as-of", "2024-06-01"]
    )
    assert result.exit_code == 0 and "张掖市" in result.output and "低保标准（--locality）" not in result.output


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--support", "nursing_subsidie"], "nursing_subsidy"),
        (["--support", "employer_quota"], "employer_quota"),
        (["--locality", "none.json"], "no such file"),
        (["--columns", "none.yaml"], "no such file"),
        (["--as-of", "2024-13-01"], "2024-06-01"),
    ],
)
def test_what_must_be_mended_is_said_and_nothing_written(more: list[str], said: str, register: Path) -> None:
    assert said in screen(register, "result.csv", *more, "--lang", "en", status=1)
    assert not list(register.parent.glob("result*")) and not list(register.parent.glob(".result*"))


@pytest.mark.parametrize("name", ["result.doc", "nowhere/result.csv"])
def test_an_output_that_cannot_be_written(name: str, register: Path) -> None:
    screen(register, name, status=1)


@pytest.mark.parametrize("name", ["result.csv", "result.xlsx", "result.parquet"])
def test_nobody_that_can_be_screened(name: str, register: Path) -> None:
    """The files are there all the same, and the errors say why."""
    register.write_text("姓名,出生日期\n成员一,2030-01-01\n", "utf-8")
    screen(register, name, "--lang", "en")
    assert "after the as-of date" in (register.parent / "result.errors.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("bytes_left", [0, 3_000, 12_000])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_where_a_file_cannot_grow_nothing_is_left(suffix: str, bytes_left: int, register: Path, tmp_path: Path) -> None:
    """Neither the output nor what waited for it: it holds names and numbers. No file may take more bytes, as on a full disk."""
    waiting, out = tmp_path / "waiting", tmp_path / "out"
    waiting.mkdir(), out.mkdir()
    command = [sys.executable, "-m", "eligibility", "screen", str(register), "-o", str(out / f"result{suffix}"), "--region", "zhangye"]
    done = subprocess.run(
        [*command, "--as-of", "2024-06-01", "--ids", "--lang", "en"],
        capture_output=True,
        text=True,
        env={**os.environ, "TMPDIR": str(waiting)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, bytes_left)),
        timeout=300,
        check=False,
    )
    assert done.returncode == 1
    assert re.fullmatch(r".*: cannot be written \(File too large\).*\n", done.stderr.splitlines(keepends=True)[-1])
    assert [*out.iterdir(), *waiting.iterdir()] == []


def test_a_missing_extra_is_one_message(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Polars the message names the command that installs it."""
    real = builtins.__import__

    def refuse(name: str, *args: object, **kwargs: object) -> object:
        if name.partition(".")[0] == "polars":
            raise ModuleNotFoundError(name=name)
        return real(name, *args, **kwargs)  # type: ignore[arg-type]

    for loaded in [name for name in sys.modules if name.partition(".")[0] == "polars"]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, "polars", None)
    monkeypatch.setattr(builtins, "__import__", refuse)
    assert "pip install 'eligibility[register]'" in screen(register, "result.csv", status=1)


def test_the_example_is_what_its_maker_writes(tmp_path: Path) -> None:
    """The same seed gives the same bytes."""
    import subprocess

    subprocess.run([sys.executable, str(ROOT / "examples" / "make_register.py"), str(tmp_path)], check=True, cwd=ROOT)
    assert (tmp_path / "register.csv").read_bytes() == (ROOT / "examples" / "register.csv").read_bytes()


def test_both_example_files_are_one_register() -> None:
    from datetime import date

    import eligibility as el
    from eligibility.register.reader import read_register
    from eligibility.register.spellings import words_of

    day = date(2024, 6, 1)
    words = words_of(el.load_ruleset("fuzhou_jx", as_of=day))
    text, book = (read_register(ROOT / "examples" / f"register{suffix}", words, day).frame.drop("row") for suffix in (".csv", ".xlsx"))
    assert text.equals(book)


def test_the_local_book_fills_the_locality(register: Path, tmp_path: Path) -> None:
    """An option that the county has adopted decides an answer that is open without the book."""
    line = "1,A,成员一,00013900001,东乡,62070219900101001463,精神,三级,2030-01-01,否,否,否,否,,x\n"
    register.write_text(f"{HEADINGS}\n{line}", "utf-8-sig")
    place = tmp_path / "place.json"
    place.write_text(json.dumps({"locality": {"adcode": "620702"}}), "utf-8")
    asked = ("--locality", str(place), "--support", "nursing_subsidy", "--no-missing", "--picture", "none")

    def statuses(out: str, *more: str) -> list[str]:
        screen(register, out, *asked, *more, "--lang", "en")
        return pl.read_csv(tmp_path / out, infer_schema=False)["answer"].to_list()

    assert statuses("without.csv") == ["still open"]
    assert statuses("with.csv", "--book", str(ROOT / "examples" / "book")) == ["applies now"]


def test_an_office_file_is_screened_as_a_register_is(tmp_path: Path) -> None:
    """The month is worked out, the files are named, and what the file says cannot be said again."""
    file = str(write_month(tmp_path, [person(0), person(1)], [member(0)], [paid(0), paid(5)]))
    out = str(tmp_path / "month.xlsx")
    done = office(file, "-o", out, "--lang", "en", "--no-missing")
    assert "paid.csv: 2 persons; joined 1, not among the persons 1" in done and "written: month.xlsx, month.summary.json" in done
    assert "--as-of" in office(file, "-o", out, "--as-of", "2024-01-01", status=1)
    assert "-o" in office(file, status=1)
    assert "--since" in office(str(tmp_path / "persons.csv"), "--since", file, status=1)


def test_several_registers_make_an_office_file_and_nothing_is_screened(tmp_path: Path) -> None:
    write_month(tmp_path, [person(0)], [member(0)], [paid(0)])
    files = [str(tmp_path / name) for name in ("persons.csv", "dibao.csv", "paid.csv")]
    assert "--join" in office(*files, "-o", str(tmp_path / "out.csv"), status=1)
    done = office(*files, "--join", "-o", str(tmp_path / "office.yaml"), "--region", "zhangye", "--as-of", "2024-06-28")
    assert "office.yaml" in done and (tmp_path / "office.yaml").read_text("utf-8").count("- role: ask") == 3
    assert not list(tmp_path.glob("out.*"))
    office(*files, "--join", "-o", files[0], "--region", "zhangye", status=1)
    assert "not settled" in office(str(tmp_path / "office.yaml"), "-o", str(tmp_path / "out.xlsx"), "--lang", "en", status=1)
