"""What is kept of a month: facts and answers under keys that mean nothing without the office's secret, for their owner alone."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import eligibility as el
from eligibility.errors import Problem
from eligibility.office.state import KEPT_MONTHS, hashed, kept_secret, key_name, read_state
from tests.conftest import DAY
from tests.office.months import certificate, number, paid, person
from tests.office.runs import JUNE, MAY, Months


@pytest.fixture
def months(tmp_path: Path) -> Months:
    """Nothing is asked of the workbooks."""
    return Months(tmp_path, kind=".csv")


def test_no_name_and_no_number_is_kept(months: Months) -> None:
    """Nor a telephone, an account, a place: facts, answers and what is received, by keys."""
    line = person(0, 联系电话="13900000000", 地址="示例路1号")
    months.run([line], [], [paid(0, 银行账号="6200000000000000001")])
    path = months.folder / "state" / "2024-05.parquet"
    content = path.read_bytes() + str(pl.read_parquet(path).to_dicts()).encode()
    for private in (number(0), certificate(0), "成员0", "13900000000", "示例路", "6200000000000000001", "东乡", "H0"):
        assert private.encode() not in content
    table = pl.read_parquet(path)
    assert {"key", "home", "answers"} <= set(table.columns)
    assert all(name in {"key", "home", "answers"} or name.startswith(("person.", "household.", "locality.")) for name in table.columns)


def test_the_files_are_for_their_owner_alone(months: Months) -> None:
    months.run([person(0)])
    folder = months.folder / "state"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    (folder / "2024-05.parquet").chmod(0o644)
    months.run([person(0)])
    assert stat.S_IMODE((folder / "2024-05.parquet").stat().st_mode) == 0o600


def test_a_key_is_made_with_the_secret(months: Months) -> None:
    """The number alone does not give it: another office makes another one."""
    months.run([person(0)])
    secret = kept_secret(months.folder / "state")
    assert secret is not None
    kept = read_state(months.folder / "state" / "2024-05.parquet", secret, "zhangye", DAY)
    keys = pl.Series([number(0)])
    assert kept.persons["key"].to_list() == hashed(keys, secret).to_list() != hashed(keys, b"other").to_list()
    assert kept.head.key == key_name(secret) and kept.head.as_of.isoformat() == MAY


def test_months_are_kept_for_thirteen(months: Months) -> None:
    for day in ("2023-05-28", "2023-04-28", "2023-06-28"):
        months.run([person(0)], day=day)
    assert KEPT_MONTHS == 13
    months.run([person(0)], day=JUNE)
    assert sorted(file.name for file in (months.folder / "state").glob("*.parquet")) == [
        "2023-05.parquet",
        "2023-06.parquet",
        "2024-06.parquet",
    ]


def test_nothing_is_kept_where_that_is_said(months: Months) -> None:
    months.run([person(0)], change=("state: state", "state: none"))
    assert not (months.folder / "state").exists()
    with pytest.raises(el.EligibilityError, match="state: none"):
        months.run([person(0)], day=JUNE, since=MAY, change=("state: state", "state: none"))


def _spoil_head(folder: Path, name: str, value: str | None) -> None:
    """Write a month again with an entry of its head changed, or without it."""
    path = folder / "2024-05.parquet"
    head = {**json.loads(pl.read_parquet_metadata(path)["eligibility.month"]), name: value}
    kept = {key: value for key, value in head.items() if value is not None}
    pl.read_parquet(path).write_parquet(path, metadata={"eligibility.month": json.dumps(kept)})


SPOILED: list[tuple[Callable[[Path], object], str]] = [
    (lambda folder: (folder / "key").write_text("0" * 64), "state_of_another_key"),
    (lambda folder: (folder / "key").write_text("lost"), "not_a_state"),
    (lambda folder: (folder / "key").unlink(), "state_of_another_key"),
    (lambda folder: (folder / "2024-05.parquet").write_bytes(b"PAR1 nothing PAR1"), "not_a_state"),
    (lambda folder: pl.DataFrame({"a": [1]}).write_parquet(folder / "2024-05.parquet"), "not_a_state"),
    (lambda folder: (folder / "2024-05.parquet").unlink(), "no_such_file"),
    (lambda folder: _spoil_head(folder, "constants", None), "damaged_file"),
    (lambda folder: _spoil_head(folder, "as_of", "May"), "damaged_file"),
    (lambda folder: _spoil_head(folder, "key", None), "state_of_another_key"),
]


def test_what_is_no_month_of_the_office_is_refused_and_nothing_is_written(months: Months) -> None:
    """One sentence; what was there stays."""
    months.run([person(0)])
    state, kept = months.folder / "state", months.folder / "kept"
    shutil.copytree(state, kept)
    for spoil, code in SPOILED:
        shutil.rmtree(state)
        shutil.copytree(kept, state)
        spoil(state)
        before = contents(state)
        with pytest.raises(el.EligibilityError) as caught:
            months.run([person(0)], day=JUNE, since=MAY)
        assert [problem.code.value for problem in caught.value.problems if isinstance(problem, Problem)] == [code]
        assert not (months.folder / "2024-06.csv").exists() and contents(state) == before


def test_a_month_is_compared_with_an_earlier_one(months: Months) -> None:
    months.run([person(0)], day=JUNE)
    with pytest.raises(el.EligibilityError, match="not before 2024-05-28"):
        months.run([person(0)], day=MAY, since=JUNE)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_folder_that_was_made_for_others_is_narrowed(months: Months) -> None:
    """With all that is kept in it; where other files stand in it too, that it is open is told, and the months are closed all the same."""
    folder = months.folder / "state"
    months.run([person(0)])
    folder.chmod(0o755)
    for file in folder.iterdir():
        file.chmod(0o644)
    assert months.run([person(0)], day=JUNE).notice is None
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    folder.chmod(0o755)
    (folder / "notes.txt").write_text("x")
    notice = months.run([person(0)], day=JUNE).notice
    assert notice is not None and "may be opened by others" in notice.en and stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir() if file.name != "notes.txt"} == {0o600}
