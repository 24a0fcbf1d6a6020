"""Texts of rulesets with a bar where the author is."""

from __future__ import annotations

from pathlib import Path

from eligibility.lsp.project import Project


def at_bar(project: Project, path: Path, text: str) -> int:
    """Type a text that has a bar where the author is; the place of the bar."""
    project.edit(path, text.replace("|", "", 1))
    return text.index("|")


def at_word(text: str, word: str, *, after: str = "") -> int:
    """The place of a word in a text: the first, or the first behind another text."""
    return text.index(word, text.index(after) if after else 0) + 1
