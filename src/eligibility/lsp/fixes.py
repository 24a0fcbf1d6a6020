"""What an editor can mend by itself: a word in place of which another one was probably meant."""

from __future__ import annotations

from dataclasses import dataclass

from eligibility.errors import Meant, Span
from eligibility.i18n import Text
from eligibility.lsp.project import Finding


@dataclass(frozen=True, slots=True)
class Fix:
    """A word to write at a place."""

    title: Text
    span: Span
    word: str


def fix_of(finding: Finding, text: str) -> Fix | None:
    """The fix of a finding in its file's text; None where no single word mends it, or the wrong word is not found at its place."""
    mend, span = finding.mend, finding.span
    if not isinstance(mend, Meant) or span.line != span.end_line:
        return None
    line = text.split("\n")[span.line - 1]
    piece = line[span.column - 1 : span.end_column - 1]
    if not mend.word or piece.count(mend.word) != 1:
        return None
    start = span.column + piece.index(mend.word)
    place = Span(span.line, start, span.line, start + len(mend.word))
    return Fix(Text(f"改为 {mend.near}", f"write {mend.near}"), place, mend.near)
