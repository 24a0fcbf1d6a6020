"""Writing a profile as JSON text, or atomically to a file."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from eligibility._atomic_write import unwritable, write_whole
from eligibility._json import Json
from eligibility.facts.profile import Profile


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
