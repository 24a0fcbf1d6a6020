"""The encoding of what is printed: UTF-8, except on a terminal of another one, which gets signs that it has.

A question mark is the sign for "unknown", so no other sign may become one.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from functools import partial
from typing import TextIO

STAND_INS: Mapping[str, tuple[str, ...]] = {
    "✓": ("√", "+"),
    "✗": ("×", "x"),
    "●": ("•", "*"),
    "◐": ("◎", "~"),
    "○": ("o",),
    "→": ("->",),
    "←": ("<-",),
    "≤": ("<=",),
    "≥": (">=",),
    "≠": ("!=",),
    "≈": ("~",),
    "×": ("x",),
    "·": ("-",),
    "…": ("...",),
    "–": ("-",),
    "—": ("-",),
    "¥": ("￥", "CNY"),
    "‘": ("'",),
    "’": ("'",),
    "“": ('"',),
    "”": ('"',),
    "〔": ("[",),
    "〕": ("]",),
    "（": ("(",),
    "）": (")",),
    "，": (",",),
    "、": (",",),
    "：": (":",),
    "；": (";",),
    "。": (".",),
    "　": (" ",),
}
"""What a sign becomes where the encoding lacks it: the first of these that it has."""

NO_SIGN = "_"
"""What any other sign becomes, a Chinese character on a Western terminal."""


def readable(stream: TextIO | None) -> None:
    """Print UTF-8 into files and pipes whatever the system's encoding is, and on a terminal what it can show."""
    reconfigure = getattr(stream, "reconfigure", None)
    if stream is None or reconfigure is None:
        return
    encoding = stream.encoding if stream.isatty() else "utf-8"
    reconfigure(encoding=encoding, errors=handler(encoding))


def forgiving(stream: TextIO) -> None:
    """Read bytes that are none of the encoding as a sign that no answer has: they are told, and nothing ends."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


def handler(encoding: str) -> str:
    """The name of the error handler that puts stand-ins for what an encoding lacks.

    Each encoding has its own: what Python tells a handler of the encoding is "charmap" for most.
    """
    name = f"eligibility.{encoding}"
    codecs.register_error(name, partial(_stand_ins, encoding))
    return name


def _stand_ins(encoding: str, error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_stand_in(sign, encoding) for sign in error.object[error.start : error.end]), error.end


def _stand_in(sign: str, encoding: str) -> str:
    return next((given for given in STAND_INS.get(sign, ()) if _has(encoding, given)), NO_SIGN)


def _has(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
