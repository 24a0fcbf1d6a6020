"""What an identity number looks like in a text, however it is spelled. A certificate number begins with one."""

from __future__ import annotations

import re
import unicodedata

HIDDEN = "****"
"""What stands for a text of which nothing is shown."""

_LIKE_ONE = re.compile(r"[1-8]\d{5}(?:(?:19|20)\d{9}|\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d))", re.ASCII)
"""Of 18 digits the first 17, whose last is checked and may be an X; or those of 15, as they once were. Day and month may be mistyped."""

_BETWEEN = r"[\s.\-_/'’·‐-―－．\u200b-\u200d\u2060\ufeff]{0,3}"
_DIGITS = re.compile(rf"\d(?:{_BETWEEN}\d){{14,}}(?:{_BETWEEN}[XxＸｘ]\d{{0,2}})?")
"""Digits of any script with at most three signs between them: enough of them for an identity number."""


def is_identity_number(digits: str) -> bool:
    """Whether an identity number stands in a text of plain digits."""
    return _LIKE_ONE.search(digits) is not None


def without_identity_numbers(text: str) -> str:
    """The text with every identity number hidden, in whatever spelling: in groups, full-width, with points or dashes, several in one."""
    return _DIGITS.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    digits = "".join(str(unicodedata.digit(sign)) for sign in found.group() if sign.isdecimal())
    return HIDDEN if is_identity_number(digits) else found.group()
