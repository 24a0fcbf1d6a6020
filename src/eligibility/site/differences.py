"""Two wordings beside each other: what the second says otherwise is marked."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from html import escape

_PIECES = re.compile(r"[A-Za-z0-9.,%]+|\s+|.", re.DOTALL)
"""A Latin word or a number, blanks, or one sign."""


def marked(text: str, beside: str) -> str:
    """A text as HTML, with what does not stand in the other one marked."""
    ours, theirs = _PIECES.findall(text), _PIECES.findall(beside)
    parts: list[str] = []
    for kind, _, _, start, end in SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
        piece = escape("".join(ours[start:end]))
        if piece:
            parts.append(piece if kind == "equal" or not piece.strip() else f"<mark>{piece}</mark>")
    return "".join(parts)
