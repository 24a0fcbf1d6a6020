"""A report printed: as terminal text (colour only on a terminal, never the only sign) or as Markdown."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from eligibility.views.report import Report


def show(report: Report, *, markdown_: bool) -> None:
    """The report on standard output, for a reader or as Markdown."""
    if markdown_:
        from eligibility.views.markdown import markdown

        print(markdown(report), end="")
    else:
        print_report(report)


def print_report(report: Report, stream: TextIO | None = None) -> None:
    """The report on a stream: styled and wrapped on a terminal, plain lines elsewhere."""
    stream = stream or sys.stdout
    if stream.isatty():
        _print_styled(report, stream)
        return
    for line in _lines(report):
        stream.write("\n".join(f"{' ' * line.indent}{part}".rstrip() for part in line.text.split("\n")) + "\n")


def _print_styled(report: Report, stream: TextIO) -> None:
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text as Styled

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    padded = [Padding(Styled(line.text, line.style), (0, 0, 0, line.indent)) for line in _lines(report)]
    os.environ.setdefault("LESS", "-FRX")  # the pager keeps colours, and ends by itself where all fits the screen
    with console.pager(styles=True) if sys.stdin.isatty() and len(padded) >= console.height else nullcontext():
        for part in padded:
            console.print(part)


def show_line(text: str, indent: int = 0) -> None:
    """One text on standard output: wrapped at the terminal's width, as one line elsewhere."""
    if not sys.stdout.isatty():
        print(f"{' ' * indent}{text}".rstrip())
        return
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text as Styled

    Console(highlight=False, markup=False, emoji=False).print(Padding(Styled(text), (0, 0, 0, indent)))


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    style: str = ""
    indent: int = 0


def _lines(report: Report) -> Iterator[_Line]:
    yield _Line(report.title, "bold")
    for section in report.sections:
        yield _Line("")
        yield _Line(f"== {section.title} ==", f"bold {section.style}")
        for group in section.groups:
            indent = 2 if group.title else 0
            if group.title:
                yield _Line(group.title, "bold")
            for item in group.items:
                yield _Line(f"{item.mark} {item.head}", section.style, indent)
                yield from (_Line(detail, "", indent + 4) for detail in item.details)
