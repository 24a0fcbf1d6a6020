"""A file appears whole or stays as it was."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path
from threading import Thread

import pytest

from eligibility._atomic_write import number_told, refusal, unwritable, write_files, write_whole, written_aside
from eligibility.errors import EligibilityError

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no permissions in a file's mode")


@pytest.mark.parametrize("private", [False, True])
def test_new_and_replaced(private: bool, tmp_path: Path) -> None:
    path = tmp_path / "card.md"
    for content in (b"one", b"two\r\n\n"):
        write_whole(path, content, private=private)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong before the end leaves the old file and nothing beside it."""
    path = tmp_path / "card.md"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="full"):
        write_whole(path, b"new", private=False)
    assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [("card.md", b"old")]


def test_a_file_written_piece_by_piece_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "answers"
    path.write_bytes(b"old")
    with pytest.raises(KeyError), written_aside(path) as aside:
        aside.write_bytes(b"half")
        raise KeyError
    assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [("answers", b"old")]
    with written_aside(path) as aside:
        aside.write_bytes(b"new")
        assert path.read_bytes() == b"old"
    assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [("answers", b"new")]


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@posix
@pytest.mark.parametrize(("umask", "private", "expected"), [(0o022, False, 0o644), (0o027, False, 0o640), (0o022, True, 0o600)])
def test_who_may_read_a_new_file(umask: int, private: bool, expected: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        write_whole(tmp_path / "new", b"", private=private)
    finally:
        os.umask(before)
    assert mode(tmp_path / "new") == expected


@posix
@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("given", [0o600, 0o640, 0o644])
def test_a_file_that_is_there_keeps_who_may_read_it(given: int, private: bool, tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.touch(given)
    path.chmod(given)
    write_whole(path, b"new", private=private)
    assert (mode(path), path.read_bytes()) == (given, b"new")


@posix
def test_the_umask_of_the_process_is_never_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It belongs to all threads: for a moment another thread's file could be read by everyone."""

    def refuse(_: int) -> int:
        raise AssertionError

    monkeypatch.setattr(os, "umask", refuse)
    write_whole(tmp_path / "new", b"", private=False)


def test_threads_that_write_the_same_file_leave_one_whole(tmp_path: Path) -> None:
    path = tmp_path / "same"
    contents = [bytes([letter]) * 50_000 for letter in b"abcd"]
    threads = [Thread(target=write_whole, args=(path, content), kwargs={"private": True}) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_bytes() in contents
    assert list(tmp_path.iterdir()) == [path]


def link(path: Path, target: Path | str) -> None:
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("this system does not let the user make symbolic links")


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_is_followed(exists: bool, tmp_path: Path) -> None:
    """The file that it leads to is replaced, in its own folder; the link stays."""
    folder = tmp_path / "folder"
    folder.mkdir()
    target = folder / "file"
    if exists:
        target.write_bytes(b"old")
    link(tmp_path / "link", Path("folder") / "file")
    write_whole(tmp_path / "link", b"new", private=False)
    assert (tmp_path / "link").is_symlink()
    assert target.read_bytes() == b"new"
    assert list(folder.iterdir()) == [target]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe.name)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        for path in (pipe, link):
            write_whole(path, b"card", private=True)
            assert os.read(reader, 9) == b"card"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode) and link.is_symlink()


def test_links_that_lead_to_each_other_are_refused(tmp_path: Path) -> None:
    link(tmp_path / "a", "b")
    link(tmp_path / "b", "a")
    with pytest.raises(OSError):
        write_whole(tmp_path / "a", b"new", private=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_why_the_system_refused_is_told_in_both_languages() -> None:
    """The common reasons in words; a rare one as the system says it."""
    for number in (errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EROFS):
        reason = refusal(number, os.strerror(number))
        assert reason.en == os.strerror(number) and not reason.zh.isascii()
    assert "（没有这个文件夹）" in unwritable("a", OSError(errno.ENOENT, "No such file")).problems[0].text("zh")
    assert refusal(errno.EIO, "Input/output error").zh == "Input/output error"
    assert refusal(None, None).zh == "原因不明"


def test_an_error_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk names none, and what is written aside has a name that says nothing."""
    path = tmp_path / "card.md"

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as caught:
        write_whole(path, b"new", private=False)
    assert caught.value.filename == str(path)
    with pytest.raises(OSError, match="No such file") as caught:
        write_whole(tmp_path / "nowhere" / "card.md", b"new", private=False)
    assert caught.value.filename == str(tmp_path / "nowhere" / "card.md")


def test_files_are_written_together_or_none_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was there stays, and is replaced as a whole file."""
    base = tmp_path / "given" / "new"
    (tmp_path / "given").mkdir()
    files = {"a": b"one", "cases/deep/b": b"two", "c": b"three"}
    room = 2

    def full(_: int) -> None:
        nonlocal room
        room -= 1
        if room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EligibilityError, match=r"^new: cannot be written \(No space left on device\)"):
        write_files(base, files)
    assert list(tmp_path.rglob("*")) == [tmp_path / "given"]
    room = 3
    write_files(base, files)
    assert {path.relative_to(base).as_posix(): path.read_bytes() for path in base.rglob("*") if path.is_file()} == files
    room = 1
    with pytest.raises(EligibilityError):
        write_files(base, {"a": b"four", "c": b"five", "d": b"six"})
    assert (base / "a").read_bytes() == b"four" and (base / "c").read_bytes() == b"three" and not (base / "d").exists()


def test_files_that_are_broken_off_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a program that is told to end, or whose user stops it."""

    def stopped(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_files(tmp_path / "new", {"a": b""})
    assert not list(tmp_path.iterdir())


def test_the_number_that_another_library_tells() -> None:
    assert number_told(RuntimeError("No space left on device (os error 28)")) == errno.ENOSPC
    assert number_told(OSError(errno.EIO, "x")) is None and number_told(KeyError()) is None
