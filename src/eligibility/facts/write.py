"""Writing a profile: as JSON for a reader, and to a file that is whole at every moment."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.profile import Profile
from eligibility.i18n import Text


def profile_json(profile: Profile) -> str:
    """What a profile was given, as indented JSON; money is a number wherever that is exact."""
    return json.dumps(profile.model_dump(exclude_unset=True), default=_plain, ensure_ascii=False, indent=2) + "\n"


def write_profile(profile: Profile, path: Path) -> None:
    """Put a profile in a file's place in one step, so that whatever happens the file is the old one or the new one.

    A new file can be read by its owner alone.

    Raises:
        EligibilityError: the file cannot be written.
    """
    write_whole(path, profile_json(profile).encode())


def write_whole(path: Path, content: bytes) -> None:
    """Put content in a file's place in one step; a file that is there keeps who may read it.

    Raises:
        EligibilityError: the file cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            Path(name).chmod(path.stat().st_mode & 0o777)
        Path(name).replace(path)
    except OSError as error:
        with suppress(OSError):
            Path(name).unlink()
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> EligibilityError:
    said = Text("无法写入", f"cannot be written ({error.strerror})")
    return EligibilityError([Problem(ProblemCode.UNWRITABLE_FILE, path.name, said)])


def _plain(value: object) -> Any:
    match value:
        case date():
            return value.isoformat()
        case frozenset():
            return sorted(value)
        case Decimal() if value == value.to_integral_value():
            return int(value)
        case Decimal():
            return float(value) if Decimal(repr(float(value))) == value else str(value)
    raise TypeError(f"a {type(value).__name__} is no fact")
