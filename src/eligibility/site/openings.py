"""What opens what as a picture: the supports to be held first on the left, those that then open on the right."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from html import escape

ROW, GAP, PAD, SIZE = 30, 90, 10, 14
"""Heights and distances of the boxes, and the size of the words, in pixels."""

_TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    '<path d="M0 0L8 4L0 8z"/></marker></defs>'
)

Box = tuple[str, str]
"""A title and the address of its page; the address is empty for the support itself."""


def openings_svg(first: Sequence[Box], this: str, then: Sequence[Box], title: str) -> str:
    """The picture as SVG; empty where nothing is on either side. The lists beside it say the same in words."""
    if not first and not then:
        return ""
    columns: list[Sequence[Box]] = [one for one in (first, [(this, "")], then) if one]
    widths = [max(width_of(box[0]) for box in column) + 2 * PAD for column in columns]
    height = max(len(column) for column in columns) * (ROW + 8) + 2
    middle = 1 if first else 0
    parts: list[str] = []
    places: list[list[tuple[float, float, float]]] = []
    left = 1.0
    for column, width in zip(columns, widths, strict=True):
        top = (height - len(column) * (ROW + 8) + 8) / 2
        places.append([(left, top + number * (ROW + 8), left + width) for number in range(len(column))])
        left += width + GAP
    (here,) = places[middle]
    for number, column_places in enumerate(places):
        for place in column_places if number != middle else ():
            start, end = (place, here) if number < middle else (here, place)
            parts.append(
                f'<path d="M{start[2]:g} {start[1] + ROW / 2:g}L{end[0]:g} {end[1] + ROW / 2:g}" marker-end="url(#tip)" class="edge"/>'
            )
    for column, column_places in zip(columns, places, strict=True):
        parts += [_box(box, place) for box, place in zip(column, column_places, strict=True)]
    total = left - GAP + 1
    return (
        f'<svg role="img" viewBox="0 0 {total:g} {height:g}" width="{total:g}" height="{height:g}" class="openings">'
        f"<title>{escape(title)}</title>{_TIP}{''.join(parts)}</svg>"
    )


def width_of(text: str) -> int:
    """About how wide a text is drawn, in pixels: a Chinese sign is a square."""
    return sum(SIZE if unicodedata.east_asian_width(sign) in "WF" else 8 for sign in text)


def _box(box: Box, place: tuple[float, float, float]) -> str:
    title, address = box
    left, top, right = place
    drawn = (
        f'<rect x="{left:g}" y="{top:g}" width="{right - left:g}" height="{ROW}" rx="3" class="{"box" if address else "box this"}"/>'
        f'<text x="{left + PAD:g}" y="{top + ROW / 2 + 5:g}" font-size="{SIZE}">{escape(title)}</text>'
    )
    return f'<a href="{escape(address)}" tabindex="-1">{drawn}</a>' if address else drawn
