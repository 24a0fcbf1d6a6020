"""Writing a profile as JSON text, or atomically to a file."""

from __future__ import annotations

import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

from eligibility._atomic_write import alone_in, unwritable, write_whole
from eligibility._json import Json
from eligibility.codes import ProblemCode
from eligibility.errors import FileChangedError, Problem
from eligibility.facts.profile import Profile
from eligibility.facts.read import file_content, read_profile
from eligibility.i18n import Text


def profile_json(profile: Profile) -> str:
    """The given entries of a profile as indented JSON. Money is a number if that is exact, otherwise a text."""
    return json.dumps(profile.model_dump(exclude_unset=True), default=_plain, ensure_ascii=False, indent=2) + "\n"


def write_profile(profile: Profile, path: Path) -> None:
    """Write a profile to a file atomically: whatever happens, the file is the old one or the new one.

    Only the owner can read a new file.

    Raises:
        EligibilityError: the file cannot be written.
    """
    try:
        write_whole(path, profile_json(profile).encode(), private=True)
    except OSError as error:
        raise unwritable(path.name, error) from None


class ProfileFile:
    """The file of one sitting, which is written again and again. It notices when anything else has written it meanwhile.

    Raises:
        ProfileError: the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known = self._content()

    def profile(self) -> Profile:
        """The profile in the file as it was when it was opened; an empty one where there was no file.

        Raises:
            ProfileError: the file does not contain a profile.
        """
        return Profile() if self._known is None else read_profile(self._known, self.path.name)

    def save(self, profile: Profile) -> None:
        """Write the profile, as `write_profile` does.

        Raises:
            FileChangedError: it is no longer as this sitting left it; nothing was overwritten.
            EligibilityError: it cannot be written.
        """
        content = profile_json(profile).encode()
        try:
            with alone_in(Path(os.path.realpath(self.path)).parent):
                if self._content() != self._known:
                    said = Text("已被另一处改动，没有覆盖", "was changed by something else and has not been overwritten")
                    raise FileChangedError([Problem(ProblemCode.FILE_CHANGED, self.path.name, said)])
                write_whole(self.path, content, private=True)
        except OSError as error:
            raise unwritable(self.path.name, error) from None
        self._known = content

    def _content(self) -> bytes | None:
        return file_content(self.path) if self.path.exists() else None


def _plain(value: object) -> Json:
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
