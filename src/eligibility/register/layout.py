"""Text laid out for a terminal, where a Chinese character takes the room of two Latin ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len

WIDTH = 140
"""How wide a printed line is at most."""


def wrapped(text: str, width: int = WIDTH) -> Iterator[str]:
    """A long line of items cut after a separator, going on indented."""
    line = ""
    for piece in re.findall(r".+?(?:[；、]|[;,] |$)", text):
        if line.strip() and cell_len(line + piece) > width:
            yield line.rstrip()
            line = "    "
        line += piece
    yield line


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns one under the other, the first to the left, the others to the right."""
    widths = [max(cell_len(row[index]) for row in rows) for index in range(len(rows[0]))]
    for row in rows:
        first = row[0] + " " * (widths[0] - cell_len(row[0]))
        yield "  ".join([first, *(" " * (width - cell_len(cell)) + cell for cell, width in zip(row[1:], widths[1:], strict=True))])
