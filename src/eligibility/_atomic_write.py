"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text


def write_whole(path: Path, content: bytes, *, private: bool) -> None:
    """Put content in a file's place in one step: whatever happens, the file is the old one or the new one.

    A new file can be read by its owner alone if it is `private`, otherwise by whom the system lets read new files; a file
    that is there keeps who may read it. Where the path is a symbolic link, the file that it leads to is replaced.

    Raises:
        OSError: the folder is missing, full or not to be written in.
    """
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    kept = _permissions(target)
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    part.touch(0o600 if private or kept is not None else 0o666, exist_ok=False)
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            # On the disk before it takes the place of the old one: otherwise a power cut can leave an empty file.
            os.fsync(file.fileno())
        if kept is not None:
            part.chmod(kept)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def unwritable(where: str, error: OSError) -> EligibilityError:
    """What the user is told of a file that could not be written."""
    return EligibilityError(
        [Problem(ProblemCode.UNWRITABLE_FILE, where, Text(f"无法写入（{error.strerror}）", f"cannot be written ({error.strerror})"))]
    )


def _permissions(path: Path) -> int | None:
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        return None
