"""Answers in pages of whole items: an item is never cut, and a page says where the next one begins."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from eligibility._json import Json
from eligibility.errors import EligibilityError
from eligibility.i18n import Language, Text

BUDGET = 6_000
"""The most characters of an answer: what lies beyond that, assistants cut off or refuse."""


def written(answer: object) -> str:
    """An answer as compact JSON, without what is null or empty."""
    return json.dumps(_lean(answer), ensure_ascii=False, separators=(",", ":"))


def page(head: Mapping[str, Json], name: str, items: Sequence[Json], offset: int, limit: int) -> str:
    """An answer that holds a list under `name`: from the item at `offset` on, up to `limit` items and as many as the budget takes.

    `of` says how many there are, and `next_offset` where the next page begins. An item that fills the budget by itself is
    given alone.
    """
    first = min(max(offset, 0), len(items))
    until = min(first + max(limit, 1), len(items))
    while True:
        following: dict[str, Json] = {"next_offset": until} if until < len(items) else {}
        text = written({**head, name: list(items[first:until]), "of": len(items), **following})
        if len(text) <= BUDGET or until <= first + 1:
            return text
        until -= 1


def text_page(text: str, offset: int) -> str:
    """A page of whole lines, from a line on; its last line says where the next page begins."""
    lines = text.splitlines()
    first = min(max(offset, 0), len(lines))
    shown: list[str] = []
    room = BUDGET - 100
    for line in lines[first:]:
        room -= len(line) + 1
        if room < 0 and shown:
            break
        shown.append(line)
    until = first + len(shown)
    if until < len(lines):
        shown.append(f"[{until} / {len(lines)}: offset={until}]")
    return "\n".join(shown)


def mistakes(error: EligibilityError, language: Language) -> str:
    """What is to be mended, a line each: as many as an answer takes, then how many more there are."""
    lines = error.text(language).splitlines()
    room, shown = BUDGET - 100, list[str]()
    for line in lines:
        room -= len(line) + 1
        if room < 0 and shown:
            left = len(lines) - len(shown)
            return "\n".join([*shown, Text(f"还有{left}处。", f"And {left} more.")[language]])
        shown.append(line)
    return "\n".join(shown)


def _lean(value: object) -> object:
    if isinstance(value, Mapping):
        kept = {key: _lean(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if one is not None and one != [] and one != {} and one != ""}
    if isinstance(value, list | tuple):
        return [_lean(one) for one in value]
    return value
