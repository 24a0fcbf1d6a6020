"""A month from its file to what is written: all of it or nothing."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

import eligibility as el
from eligibility.office.office_file import read_office
from eligibility.office.run import screen_office
from eligibility.views.models import SummaryModel
from tests.conftest import ROOT
from tests.office.months import member, number, paid, person, write_month
from tests.office.runs import JUNE, MAY, Months
from tests.test_privacy import MARKERS, said_of, without_source


def test_what_is_written(months: Months) -> None:
    """The workbook first; the summary is that of any register, the changes a list of objects."""
    result = months.run([person(0), person(1, grade=3)], [member(0)], [paid(0), paid(1), paid(7)])
    assert [path.name for path in result.files] == ["2024-05.xlsx", "2024-05.summary.json"]
    SummaryModel.model_validate_json((months.folder / "2024-05.summary.json").read_text("utf-8"))
    text = result.text("zh")
    assert "paid.csv：3人，并入2人，名册外1人，无可用证号0人" in text and "paid.csv: 3 persons; joined 2" in result.text("en")
    result = months.run([person(0)], [member(0)], [paid(0)], day=JUNE, since=MAY)
    assert [path.name for path in result.files][-1] == "2024-06.changes.json"
    changes = json.loads((months.folder / "2024-06.changes.json").read_text("utf-8"))
    assert {one["event"] for one in changes} == {"gone"} and set(changes[0]) >= {"key", "support", "was", "now", "paid", "why"}
    assert f"since {MAY} (1 person)" in result.text("en")


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_the_answers_alone(tmp_path: Path, name: str) -> None:
    """As for one register."""
    office = read_office(write_month(tmp_path, [person(0)], [member(0)], [paid(0)]))
    result = screen_office(office, tmp_path / name)
    assert result.files[0] == tmp_path / name and all(path.is_file() for path in result.files)


def test_an_input_is_never_replaced(tmp_path: Path) -> None:
    office = read_office(write_month(tmp_path, [person(0)], [member(0)], [paid(0)]))
    before = (tmp_path / "paid.csv").read_bytes()
    for name in ("paid.csv", "persons.csv"):
        with pytest.raises(el.EligibilityError, match="would replace"):
            screen_office(office, tmp_path / name)
    assert (tmp_path / "paid.csv").read_bytes() == before


def test_bad_input_writes_nothing(months: Months) -> None:
    """One message, no file, no state, no secret."""
    with pytest.raises(el.EligibilityError):
        months.run([person(0)], [member(0)], [{"姓名": "成员0", "补贴项目": "护理补贴"}])
    assert {path.name for path in months.folder.iterdir()} == {"persons.csv", "dibao.csv", "paid.csv", "place.json", "office-2024-05.yaml"}


@pytest.mark.parametrize("marker", [MARKERS[0], MARKERS[1], MARKERS[3], MARKERS[6], MARKERS[7]])
def test_no_name_and_no_number_is_written_where_nobody_asked_for_them(months: Months, marker: str) -> None:
    """Whichever column it stands in: the workbook, the summary, what is told and what is kept for the next month hold none."""
    columns = ("姓名", "残疾人证号", "有效期至", "户号", "联系电话", "备注")
    persons = [person(at, **({"联系电话": "", "备注": "", column: marker})) for at, column in enumerate(columns)]
    dibao = [member(at, **{column: marker}) for at, column in enumerate(("姓名", "身份证号", "是否低保", "城乡"))]
    payments = [paid(at, **{column: marker}) for at, column in enumerate(("姓名", "身份证号", "补贴项目", "发放金额", "发放状态"))]
    for day, since in ((MAY, ""), (JUNE, MAY)):
        try:
            result = months.run(persons, dibao, payments, day=day, since=since)
            said = [result.text("zh"), result.text("en"), repr(result)]
        except el.EligibilityError as error:
            said = [without_source(text) for text in said_of(error)]
        written = [
            path for path in months.folder.rglob("*") if path.is_file() and path.name not in {"persons.csv", "dibao.csv", "paid.csv"}
        ]
        for text in (*said, *map(content_of, written)):
            assert marker not in text and not any(number(at) in text for at in range(len(columns)))


def content_of(path: Path) -> str:
    """All that a file says; of a workbook what its parts say."""
    if path.suffix != ".xlsx":
        return path.read_bytes().decode("utf-8", "replace")
    with zipfile.ZipFile(path) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def test_a_year_of_months_takes_no_more_memory_than_the_first_ones(months: Months) -> None:
    """Twelve months one after the other, each compared with the one before."""
    persons = [person(index) for index in range(1, 13)]
    peaks = []
    for month in range(1, 13):
        day, last = f"2023-{month:02d}-28", f"2023-{month - 1:02d}-28" if month > 1 else ""
        months.run(
            persons[month % 5 :],
            [member(index) for index in range(1, month + 1)],
            [paid(index) for index in range(1, month + 1)],
            day=day,
            since=last,
        )
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    assert peaks[-1] < peaks[3] * 1.15
    assert len(list((months.folder / "state").glob("*.parquet"))) == 12


KILLED = """
import sys, time
from pathlib import Path
from eligibility.office import state
from eligibility.office.month import MonthOptions
from eligibility.office.office_file import read_office
from eligibility.office.run import screen_office

def put(file, place):
    print("writing", flush=True)
    time.sleep(60)

state.put = put
screen_office(read_office(Path(sys.argv[1])), Path(sys.argv[2]), MonthOptions(ask=False))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
def test_a_month_that_is_killed_while_it_is_written_leaves_no_part_of_a_file(tmp_path: Path) -> None:
    """Neither beside the output nor in the state: what waits stands in the run's own folder, which is gone soon after."""
    file, out = write_month(tmp_path / "in", [person(0)], [member(0)], [paid(0)], state="state"), tmp_path / "out" / "month.xlsx"
    out.parent.mkdir()
    command = [sys.executable, "-c", KILLED, str(file), str(out)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT)
    assert run.stdout is not None and run.stdout.readline().strip() == b"writing"
    [room] = out.parent.iterdir()
    assert {path.name for path in (room / "files").iterdir()} > {"month.xlsx"} and list(room.rglob("state-key"))
    run.kill()
    run.wait(30)
    run.stdout.close()
    end = time.monotonic() + 20
    while list(out.parent.iterdir()) and time.monotonic() < end:
        time.sleep(0.02)
    assert not list(out.parent.iterdir()) and not list((file.parent / "state").iterdir())
