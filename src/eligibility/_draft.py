"""JSON in the making: plain data, parts of which many reports share. A shared part is written once, and joined to the rest as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from json.encoder import encode_basestring
from typing import TypeAlias, final

from eligibility._json import Json, JsonObject, Scalar, json_text


@final
class Shared:
    """Plain data that many reports have in common. It never changes, and is written once for each depth at which it stands."""

    __slots__ = ("_members", "_texts", "value")

    def __init__(self, value: Json) -> None:
        self.value = value
        self._texts: dict[str, str] = {}
        self._members: dict[str, str] = {}

    def text(self, margin: str) -> str:
        """The value as text after a margin."""
        found = self._texts.get(margin)
        if found is None:
            found = self._texts[margin] = _text(self.value, margin)
        return found

    def members(self, margin: str) -> str:
        """The members of an object as text, without its brackets."""
        found = self._members.get(margin)
        if found is None:
            pieces: list[str] = []
            _put_members(_object(self), margin, pieces)
            found = self._members[margin] = "".join(pieces)
        return found


@final
class Joined:
    """An object in parts: the members of one after those of another. No part is empty, and no name occurs twice."""

    __slots__ = ("parts",)

    def __init__(self, *parts: Shared | DraftObject) -> None:
        self.parts = parts


Draft: TypeAlias = Shared | Joined | Scalar | Sequence["Draft"] | Iterator["Draft"] | Mapping[str, "Draft"] | None
"""Plain data, or what becomes plain data. What an iterator gives is a list that is made while it is written: such a draft is read once."""

DraftObject = Mapping[str, Draft]

MARGIN = "\n"
STEP = "  "
"""What stands before the lines of the outermost value, and by how much those of a value inside another are indented."""


def plain(draft: Draft) -> Json:
    """A draft as plain data. Nothing in it is shared: who has it may change it."""
    match draft:
        case Shared():
            return plain(draft.value)
        case Joined():
            return {name: plain(value) for part in draft.parts for name, value in _object(part).items()}
        case dict():
            return {name: plain(value) for name, value in draft.items()}
        case list() | tuple() | Iterator():
            return list(map(plain, draft))
        case str() | bool() | int() | float() | Decimal() | None:
            return draft
    raise TypeError(type(draft).__name__)


def plain_object(draft: Draft) -> JsonObject:
    """The draft of an object as plain data."""
    found = plain(draft)
    assert isinstance(found, dict)
    return found


def draft_text(draft: Draft, indent: int | None) -> str:
    """The text that `json_text` makes of a draft's plain data."""
    if indent and indent != len(STEP):
        return json_text(plain(draft), indent)
    return _text(draft, MARGIN if indent else "")


def _text(draft: Draft, margin: str) -> str:
    """A draft as text. The margin is a line's end with the indentation of the value; empty for all in one line."""
    pieces: list[str] = []
    _put(draft, margin, pieces)
    return "".join(pieces)  # once: to join what was joined, level by level, copies all of it again and again


def _put(draft: Draft, margin: str, pieces: list[str]) -> None:
    """Add a draft's text in pieces."""
    if isinstance(draft, Shared):
        pieces.append(draft.text(margin))
    elif draft is None:
        pieces.append("null")
    elif isinstance(draft, str):
        pieces.append(encode_basestring(draft))
    elif isinstance(draft, Joined):
        _put_joined(draft, margin, pieces)
    elif isinstance(draft, dict):
        inner, _ = _inside(margin)
        pieces.append(f"{{{inner}" if draft else "{")
        _put_members(draft, margin, pieces)
        pieces.append(f"{margin}}}" if draft else "}")
    elif isinstance(draft, list | tuple | Iterator):
        _put_list(draft, margin, pieces)
    else:
        assert isinstance(draft, bool | int | float | Decimal)
        pieces.append(json_text(draft, len(STEP) if margin else None))


def _object(part: Shared | DraftObject) -> DraftObject:
    found = part.value if isinstance(part, Shared) else part
    assert isinstance(found, dict)
    return found


def _put_joined(draft: Joined, margin: str, pieces: list[str]) -> None:
    inner, between = _inside(margin)
    lead = f"{{{inner}"
    for part in draft.parts:
        pieces.append(lead)
        if isinstance(part, Shared):
            pieces.append(part._members.get(margin) or part.members(margin))
        else:
            _put_members(part, margin, pieces)
        lead = between
    pieces.append(f"{margin}}}" if draft.parts else "{}")


def _put_members(part: DraftObject, margin: str, pieces: list[str]) -> None:
    inner, between = _inside(margin)
    lead = ""
    for name, value in part.items():
        pieces.append(f"{lead}{encode_basestring(name)}: ")
        _put(value, inner, pieces)
        lead = between


def _put_list(draft: Iterable[Draft], margin: str, pieces: list[str]) -> None:
    inner, between = _inside(margin)
    first = lead = f"[{inner}"
    for value in draft:
        pieces.append(lead)
        _put(value, inner, pieces)
        lead = between
    pieces.append("[]" if lead is first else f"{margin}]")


def _inside(margin: str) -> tuple[str, str]:
    """The margin of what stands inside a value, and what stands between two of them."""
    return _INSIDE.get(margin) or (f"{margin}{STEP}", f",{margin}{STEP}")


_INSIDE = {
    "": ("", ", "),
    **{MARGIN + depth * STEP: (MARGIN + (depth + 1) * STEP, "," + MARGIN + (depth + 1) * STEP) for depth in range(12)},
}
"""What `_inside` gives for what is no deeper than our reports are."""
