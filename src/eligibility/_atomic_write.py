"""Writing files atomically."""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

_REASONS: Mapping[int | None, str] = {
    errno.ENOENT: "没有这个文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘只能读，不能写",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘已满",
    errno.ENAMETOOLONG: "文件名太长",
}


def write_whole(path: Path, content: bytes, *, private: bool) -> None:
    """Write a file atomically: whatever happens, the file is the old one or the new one.

    With `private`, only the owner can read a new file; otherwise the system's default permissions apply. An existing file
    keeps its permissions. If the path is a symbolic link, its target is replaced.

    Raises:
        OSError: the folder is missing, full or not writable. It has the file's name.
    """
    with _beside(path, private=private) as part, part.open("wb") as file:
        file.write(content)


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files by their paths in a folder; the folders that they need are made. Where one cannot be written, all that are new
    are gone again.

    Raises:
        EligibilityError: one of them cannot be written.
    """
    new: list[Path] = []
    made: list[Path] = []
    try:
        for name, content in files.items():
            path = folder / name
            for above in reversed([path.parent, *path.parent.parents]):
                if not above.exists():
                    above.mkdir(exist_ok=True)
                    made.append(above)
            if not os.path.lexists(path):
                new.append(path)
            write_whole(path, content, private=False)
    except BaseException as error:
        for remove in (*(path.unlink for path in new), *(above.rmdir for above in reversed(made))):
            with suppress(OSError):
                remove()
        if isinstance(error, OSError):
            raise unwritable(folder.name, error) from None
        raise


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """A path beside a file, for a program that writes it piece by piece; put in the file's place when it ends well.

    Raises:
        EligibilityError: the folder is missing, full or not writable.
    """
    try:
        with _beside(path, private=False) as part:
            yield part
    except OSError as error:
        raise unwritable(path.name, error) from None


@contextmanager
def _beside(path: Path, *, private: bool) -> Iterator[Path]:
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    kept = _permissions(target)
    if kept is not None and not target.is_file() and not target.is_dir():
        yield target  # a device or a pipe is written to, and never replaced by a file
        return
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        part.touch(0o600 if private or kept is not None else 0o666, exist_ok=False)
        yield part
        with part.open("rb+") as file:
            # Sync to the disk before replacing the old file: otherwise a power cut can leave an empty file.
            os.fsync(file.fileno())
        if kept is not None:
            part.chmod(kept)
        part.replace(target)
    except BaseException as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno is not None:
            # What was written aside has a name that says nothing, and a full disk names no file at all.
            error.filename = os.fspath(path)
        raise


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder's lock, where the system has one, so that no other program of ours writes there meanwhile."""
    if fcntl is None:
        yield
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def unwritable(where: str, error: OSError) -> EligibilityError:
    """The error for a file that cannot be written."""
    reason = refusal(error.errno, error.strerror)
    return EligibilityError(
        [Problem(ProblemCode.UNWRITABLE_FILE, where, Text(f"无法写入（{reason.zh}）", f"cannot be written ({reason.en})"))]
    )


def refusal(number: int | None, said: str | None) -> Text:
    """Why the system refused, by the number of its error; what it said itself where the reason is a rare one."""
    english = said or "unknown reason"
    return Text(_REASONS.get(number, said or "原因不明"), english)


def number_told(error: BaseException) -> int | None:
    """The number of the system's error that Polars tells within its own; None where there is none."""
    found = re.search(r"\(os error (\d+)\)", str(error))
    return int(found[1]) if found else None


def _permissions(path: Path) -> int | None:
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        return None
