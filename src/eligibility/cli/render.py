"""A report printed: as terminal text (colour only on a terminal, never the only sign) or as Markdown."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

from eligibility._dataclass import dataclass

if TYPE_CHECKING:
    from eligibility.views.report import Report


HANG = 2
"""By how much the further lines of an item are indented, as wide as its mark."""


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
    from rich.text import Text as Styled

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    lines = [Styled.assemble((coloured, style), plain) for coloured, plain, style in screen_lines(report, console.width)]
    os.environ.setdefault("LESS", "-FRX")  # the pager keeps colours, and ends by itself where all fits the screen
    with console.pager(styles=True) if sys.stdin.isatty() and len(lines) >= console.height else nullcontext():
        for line in lines:
            console.print(line, no_wrap=True, overflow="ignore", crop=False)


def screen_lines(report: Report, width: int) -> Iterator[tuple[str, str, str]]:
    """The lines of a report on a screen of some width: what is coloured, what is plain after it, and the style of the first."""
    for line in _flowing(_lines(report), report.joint):
        for shown, plain in _parted(line, width):
            yield shown[: len(shown) - plain], shown[len(shown) - plain :], line.style


def show_line(text: str, indent: int = 0) -> None:
    """One text on standard output: wrapped at the terminal's width, as one line elsewhere."""
    if not sys.stdout.isatty():
        print(f"{' ' * indent}{text}".rstrip())
        return
    from rich.console import Console

    print("\n".join(wrapped(text, Console().width, indent)))


_CHINESE = r"\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_WORDS = rf"[“（《〔［]*(?:[{_CHINESE}]|[^\s{_CHINESE}]+)[、，。；：！？）》〕］”]*|\s+"
"""What stays together in a line: a word, or one Chinese character, with the signs that open before it and close after it."""


def wrapped(text: str, width: int, indent: int = 0, hang: int = 0) -> list[str]:
    """A text in lines of a terminal's width: between words, and between any two Chinese characters. `hang` indents what follows."""
    from rich.cells import cell_len

    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, pad = " " * indent, " " * (indent + hang)
        for word in re.findall(_WORDS, paragraph):
            if cell_len(line + word.rstrip()) > width and line.strip():
                lines.append(line.rstrip())
                line, word = pad, word.lstrip()
            line += word
        lines.append(line.rstrip())
    return lines


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with how many details follow it; `then` is how its text ends, in the plain style."""

    text: str
    style: str = ""
    indent: int = 0
    hang: int = 0
    details: int = 0
    then: str = ""


def _flowing(lines: Iterable[_Line], joint: str) -> Iterator[_Line]:
    """The lines, with the single detail of an item in the same paragraph where the report has a joint for it."""
    waiting: _Line | None = None
    for line in lines:
        if waiting is not None:
            then = joint + line.text
            yield replace(waiting, text=waiting.text + then, then=then)
            waiting = None
        elif line.details == 1 and joint:
            waiting = line
        else:
            yield line


def _parted(line: _Line, width: int) -> Iterator[tuple[str, int]]:
    """The lines of a paragraph, each with how many of its signs at the end are plain."""
    shown = wrapped(line.text, width, line.indent, line.hang)
    plain = len(re.sub(r"\s", "", line.then))
    counts = []
    for text in reversed(shown):
        signs = len(re.sub(r"\s", "", text))
        counts.append(len(text) if plain >= signs else _tail(text, plain))
        plain = max(plain - signs, 0)
    return zip(shown, reversed(counts), strict=True)


def _tail(text: str, signs: int) -> int:
    """How long the end of a text is that has so many signs which are no blanks."""
    found = re.search(rf"(?:\S\s*){{{signs}}}$", text)
    return len(found[0]) if found else 0


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
                yield _Line(f"{item.mark} {item.head}", section.style, indent, HANG, len(item.details))
                yield from (_Line(detail, "", indent + 4) for detail in item.details)
