"""The output appears whole or not at all, and a spreadsheet takes no cell of it for a formula."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import eligibility as el
from eligibility.register import staging
from eligibility.register.staging import LOCK, check_apart, checked, escaped, staged, write_csv
from tests.conftest import ROOT


def test_a_failing_run_leaves_everything_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "result.csv"
    out.write_text("before", "utf-8")
    with pytest.raises(RuntimeError), staged(out) as folder:
        (folder / "result.csv").write_text("half", "utf-8")
        raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["result.csv"] and out.read_text("utf-8") == "before"


def test_a_whole_run_puts_every_file_in_place(tmp_path: Path) -> None:
    with staged(tmp_path / "result.csv") as folder:
        (folder / "result.csv").write_text("new", "utf-8")
        (folder / "result.errors.csv").write_text("errors", "utf-8")
        (folder / "parts").mkdir()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["result.csv", "result.errors.csv"]


@pytest.mark.parametrize("name", ["result.csv", "result.errors.csv", "result.summary.json", "other/../result.calls.csv"])
def test_a_further_file_is_none_that_the_screening_writes(name: str, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    check_apart(tmp_path / "result.columns.yaml", tmp_path / "result.csv")
    with pytest.raises(el.EligibilityError, match="result"):
        check_apart(tmp_path / name, tmp_path / "result.csv")


def test_an_output_that_is_named_from_where_the_user_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run is not taken for another one because its own folder has two names."""
    monkeypatch.chdir(tmp_path)
    with staged(Path("result.csv")) as folder:
        (folder / "result.csv").write_text("new", "utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["result.csv"]


RUN = """
import sys, time
from pathlib import Path
from eligibility.register.staging import staged
with staged(Path(sys.argv[1])) as folder:
    (folder / "result.csv").write_text("half", "utf-8")
    print("writing", flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGKILL"])
def test_a_killed_run_leaves_nothing_half_written(name: str, tmp_path: Path) -> None:
    """Told to end, a run removes its folder; killed outright, the process beside it does."""
    out = tmp_path / "result.csv"
    run = subprocess.Popen([sys.executable, "-c", RUN, str(out)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT)
    assert run.stdout is not None and run.stdout.readline().strip() == b"writing"
    run.send_signal(signal.Signals[name])
    run.wait(30)
    run.stdout.close()
    assert not out.exists()
    if name == "SIGKILL":
        emptied(tmp_path)
    assert not list(tmp_path.iterdir())


def emptied(folder: Path, seconds: float = 20) -> None:
    """Wait until nothing is in a folder."""
    end = time.monotonic() + seconds
    while list(folder.iterdir()) and time.monotonic() < end:
        time.sleep(0.02)


def test_without_a_process_beside_it_the_next_run_removes_what_a_killed_one_has_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, killed = tmp_path / "result.csv", tmp_path / ".result.csv.x"
    killed.mkdir()
    (killed / LOCK).touch()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    with staged(out) as folder:
        (folder / "result.csv").write_text("whole", "utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["result.csv"]


def test_no_process_outlives_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[subprocess.Popen[bytes]] = []

    class Kept(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            begun.append(self)

    monkeypatch.setattr(subprocess, "Popen", Kept)
    with staged(tmp_path / "result.csv"):
        assert begun[0].poll() is None
    with pytest.raises(KeyError), staged(tmp_path / "result.csv"):
        raise KeyError
    assert len(begun) == 2 and None not in [process.poll() for process in begun]


def test_two_runs_never_mix_their_files(tmp_path: Path) -> None:
    """A second run for the same output is refused and leaves the first alone."""
    out = tmp_path / "result.csv"
    run = subprocess.Popen([sys.executable, "-c", RUN, str(out)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT)
    assert run.stdout is not None and run.stdout.readline().strip() == b"writing"
    with pytest.raises(el.EligibilityError, match="another run"), staged(out) as folder:
        (folder / "result.csv").write_text("mine", "utf-8")
    with staged(tmp_path / "other.csv"):
        pass
    (room,) = tmp_path.iterdir()
    assert [path.name for path in (room / "files").iterdir()] == ["result.csv"]
    run.kill()
    run.wait(30)
    run.stdout.close()
    emptied(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions and links")
def test_only_the_user_can_read_what_waits(tmp_path: Path) -> None:
    with staged(tmp_path / "result.csv") as folder:
        assert folder.parent.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions and links")
def test_links_are_followed(tmp_path: Path) -> None:
    """What a link points to is written, in another folder too; the link stays one."""
    (tmp_path / "there").mkdir()
    kept = tmp_path / "there" / "kept.csv"
    kept.write_text("before", "utf-8")
    (tmp_path / "result.csv").symlink_to(kept)
    with staged(tmp_path / "result.csv") as folder:
        (folder / "result.csv").write_text("new", "utf-8")
    assert (tmp_path / "result.csv").is_symlink() and kept.read_text("utf-8") == "new"


class Refused(Exception):
    """An error of a library that writes."""


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        Refused(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))),
        Refused(f"failed: {os.strerror(errno.ENOSPC)} (os error {errno.ENOSPC})"),
    ],
)
def test_a_full_disk_is_one_sentence(error: Exception, tmp_path: Path) -> None:
    with pytest.raises(el.EligibilityError, match="No space left on device"), staged(tmp_path / "result.csv"):
        raise error
    assert not list(tmp_path.iterdir())


def test_where_polars_does_not_tell_why_the_disk_is_asked(tmp_path: Path) -> None:
    """Its writer of Parquet calls a full disk an error of transport."""
    said = pl.exceptions.ComputeError("parquet: File out of specification: Invalid thrift: transport error")
    with pytest.raises(el.EligibilityError, match="cannot be written"), staged(tmp_path / "out.parquet") as folder:
        shutil.rmtree(folder.parent)
        raise said
    with pytest.raises(pl.exceptions.ComputeError), staged(tmp_path / "out.parquet"):
        raise said
    assert list(tmp_path.iterdir()) == []


def test_a_name_may_hold_any_signs(tmp_path: Path) -> None:
    """What is a pattern elsewhere is a name here."""
    out = tmp_path / "2024年[1].csv"
    killed = tmp_path / f".{out.name}.x"
    killed.mkdir()
    (killed / LOCK).touch()
    with staged(out) as folder:
        (folder / out.name).touch()
    assert list(tmp_path.iterdir()) == [out]


def test_a_folder_of_a_run_that_is_still_going_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / f".result.csv.{os.getpid()}.x"
    other.mkdir()
    with staged(tmp_path / "result.csv"):
        pass
    assert other.is_dir()


def test_cells_that_look_like_formulas(tmp_path: Path) -> None:
    texts = ["=1+1", "+86", "-5", "@x", "\tx", "plain", "1-2级", None, "＝1+1", "＋86", "－5", "＠x"]
    shown = escaped(pl.LazyFrame({"a": texts, "n": list(range(12))})).collect()
    assert shown["a"].to_list() == ["'=1+1", "'+86", "'-5", "'@x", "'\tx", "plain", "1-2级", None, "'＝1+1", "'＋86", "'－5", "'＠x"]
    hidden = [" =1", "\u00a0=1", "\u3000＝1", "\ufeff=1", "\u200b+1", "\n=1", "\na"]
    assert escaped(pl.LazyFrame({"a": hidden})).collect()["a"].to_list() == [f"'{text}" for text in hidden]
    write_csv(pl.LazyFrame({"a": ["=1+1"]}), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == "\ufeffa\r\n'=1+1\r\n".encode()


def test_words_that_look_like_formulas() -> None:
    """A column of words is escaped as its texts are; one without dangerous words stays a column of words."""
    texts = ["=a", "b", None, "=a"]
    frame = pl.LazyFrame({"a": texts, "b": ["x", "y", None, "x"]}, schema={"a": pl.Enum(["=a", "b"]), "b": pl.Enum(["x", "y"])})
    shown = escaped(frame).collect()
    assert shown["a"].to_list() == ["'=a", "b", None, "'=a"] and shown.schema["b"] == frame.collect_schema()["b"]


@pytest.mark.parametrize("lines", [1, 2, 3, 7, 1000])
def test_lines_are_written_alike_in_batches_of_any_size(lines: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: how many lines are written at once changes no byte, and all of them are told."""
    texts = ["=1", "a,b", 'c"d', "", None, "两行\n文字", "plain"] * 3
    frame = pl.LazyFrame(
        {"a": texts, "n": range(21), "x": [0.1, None, 1e20] * 7, "e": texts}, schema_overrides={"e": pl.Enum(texts[:4] + texts[5:7])}
    )
    frame = pl.concat([frame, frame.head(4)])
    whole = escaped(frame).collect().write_csv(include_bom=True, line_terminator="\r\n")
    monkeypatch.setattr(staging, "BATCH", lines)
    told: list[int] = []
    write_csv(frame, tmp_path / "a.csv", told.append)
    assert (tmp_path / "a.csv").read_bytes() == whole.encode() and sum(told) == 25


@pytest.mark.parametrize("name", ["result.doc", "none/result.csv", "folder.csv"])
def test_what_cannot_be_written_is_said_first(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(el.EligibilityError):
        checked(tmp_path / name, tmp_path / "register.csv")


def test_the_register_is_never_replaced(tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    register.write_text("x", "utf-8")
    with pytest.raises(el.EligibilityError, match="replace the register"):
        checked(tmp_path / "." / "register.csv", register)


@pytest.mark.parametrize("name", ["list.errors.csv", "list.summary.json", "list.calls.csv", "list.calls.xlsx", "list.csv"])
def test_no_file_that_is_written_replaces_one_that_is_read(name: str, tmp_path: Path) -> None:
    """Neither the register nor the office's settings, also by way of a link."""
    read = tmp_path / name
    read.write_text("x", "utf-8")
    with pytest.raises(el.EligibilityError, match="would replace"):
        checked(tmp_path / "list.csv", read)
    with pytest.raises(el.EligibilityError, match="would replace"):
        checked(tmp_path / "list.csv", tmp_path / "register.csv", None, read)
    assert checked(tmp_path / "other.csv", read) == tmp_path / "other.csv"
