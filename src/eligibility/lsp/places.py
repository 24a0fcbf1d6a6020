"""What stands at a place in a file of a ruleset, also while the text is being typed and cannot be read as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from eligibility.lsp.project import CASES
from eligibility.rules.file_schemas import FILES
from eligibility.rules.labels import AREAS
from eligibility.rules.located_yaml import Path_, Source, parse_source
from eligibility.rules.source_tree import SUPPORTS

_WORD = re.compile(r"[\w.@-]*")
_CLOSES = {"[": "]", "{": "}"}
_QUOTES = frozenset({"'", '"'})


@dataclass(frozen=True, slots=True)
class Place:
    """A value or a key of a file: its path in the data, where a key has `key` behind the path of its value. `before` is what stands
    between its beginning and the place that was asked for, as the file has it."""

    source: Source
    at: Path_
    node: yaml.ScalarNode
    before: str

    @property
    def key(self) -> bool:
        """Whether it is a key."""
        return self.at[-1:] == ("key",)

    @property
    def value_at(self) -> Path_:
        """The path of the value, also of a key's."""
        return self.at[:-1] if self.key else self.at

    @property
    def owner(self) -> Path_:
        """The path of the mapping or list that it stands in."""
        return self.value_at[:-1]


def kind_of(path: Path) -> str | None:
    """Which kind of file stands at a path, by the name of its schema; None for a file that is no part of a ruleset."""
    if path.parent.name == CASES:
        return "cases"
    patterns = ((name, pattern.replace("AREA", area)) for name, (pattern, _) in FILES.items() for area in AREAS)
    return next((name for name, pattern in patterns if path.match(pattern)), None)


def source_of(text: str, path: Path) -> Source:
    """A text with the place of each value. A file that is a list alone is read as those of supports are."""
    source = Source(path.name)
    parse_source(text, source)
    return under(source)


def under(source: Source) -> Source:
    """A source whose list at the top stands under its key."""
    if isinstance(source.root, yaml.SequenceNode):
        source.prefix = (SUPPORTS,)
    return source


def place_in(source: Source, offset: int) -> Place | None:
    """What stands at a position of the text, as it is."""
    for at, node in source.nodes.items():
        if isinstance(node, yaml.ScalarNode) and (found := _before(node, source.text, offset)) is not None:
            return Place(source, at, node, found)
    return None


def _before(node: yaml.ScalarNode, text: str, offset: int) -> str | None:
    """The text of a value up to a position in it, without its quote; None where the position lies elsewhere."""
    start, end = node.start_mark.index, node.end_mark.index
    if start == end:  # nothing is written behind the key: the blanks of its line belong to the value
        blank = text[end:offset] if offset > end else "-"
        return None if blank.strip(" ") or text[end - 1 : end] != ":" else ""
    inside = text[start:end].rstrip()
    return text[start + (node.style in _QUOTES) : offset] if start <= offset <= start + len(inside) else None


def typed_at(text: str, path: Path, offset: int) -> Place | None:
    """What is being typed at a position: where the text cannot be read as it is, a word and brackets behind it are thought in."""
    for variant in _variants(text, offset):
        place = place_in(source_of(variant, path), offset)
        if place is not None:
            return place
    return None


_BLANK, _LONE, _OTHER = ("x: ", "x"), (": ", ""), ("", ": ", "x", "x: ")
"""What is thought in behind a position: where nothing stands on its line, where a word stands alone, and elsewhere."""


def _variants(text: str, offset: int) -> Iterator[str]:
    """The text with what may be missing behind a position. Nothing before the position is changed."""
    word = _WORD.match(text, offset)
    end = word.end() if word else offset
    begin, line_end = text.rfind("\n", 0, offset) + 1, (text + "\n").index("\n", end)
    alone = text[begin:line_end].strip().removeprefix("-").strip()
    order = _BLANK if not alone else _LONE if _WORD.fullmatch(alone) else ()
    for close in dict.fromkeys(("", _closing(text[begin:line_end]))):
        for missing in dict.fromkeys((*order, *_OTHER)):
            yield f"{text[:end]}{missing}{text[end:line_end]}{close}{text[line_end:]}"


def _closing(line: str) -> str:
    """The quotes and brackets that a line leaves open, closed."""
    waiting: list[str] = []
    for sign in line:
        if waiting and sign == waiting[-1]:
            waiting.pop()
        elif not (waiting and waiting[-1] in _QUOTES):
            waiting += [_CLOSES[sign]] if sign in _CLOSES else [sign] if sign in _QUOTES else []
    return "".join(reversed(waiting))
