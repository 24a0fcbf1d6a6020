"""YAML files with places: every value knows its line and column, and nothing clever is allowed.

Anchors, aliases, merge keys, tags and duplicate keys are errors, so that a file means what it looks like and no small
file can grow into a large one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from eligibility.errors import RuleProblem

LARGEST = 2_000_000
DEEPEST = 30
Path_ = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "value")}
_AS_WRITTEN = {"tag:yaml.org,2002:str", "tag:yaml.org,2002:float"}
"""Texts, and decimals, which no float may touch."""


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column of a value (from 1), and its text when it stands on one line."""

    line: int
    column: int


@dataclass
class Source:
    """One file: its name for messages, its data, and (found only when it is asked for) the place of each value by its path.

    `document` names the published text whose clauses the file cites.
    """

    name: str
    data: Any = None
    problems: list[RuleProblem] = field(default_factory=list)
    root: yaml.Node | None = None
    prefix: Path_ = ()
    document: str = ""

    @cached_property
    def places(self) -> dict[Path_, Place]:
        """Line and column of every value, and of every key under its path with `key` added."""
        return dict(_places(self.root, self.prefix)) if self.root is not None else {}

    def problem(self, check: str, path: Path_, message: str, mend: str = "", *, offset: int = 0, excerpt: str = "") -> RuleProblem:
        """A problem at a path of the data, or at the nearest place above it; `offset` is a column inside the value."""
        while path and path not in self.places:
            path = path[:-1]
        place = self.places.get(path, Place(1, 1))
        return RuleProblem(check, self.name, place.line, place.column + offset, message, mend, excerpt)


def read_source(path: Path, name: str) -> Source:
    """A YAML file; what is wrong with it stands in `problems`, and `data` is then None."""
    source = Source(name)
    try:
        if path.stat().st_size > LARGEST:
            source.problems.append(source.problem("file_too_large", (), f"has more than {LARGEST:,} bytes"))
            return source
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        source.problems.append(source.problem("not_utf8", (), f"is not UTF-8 (byte {error.start})", "save it as UTF-8"))
        return source
    except OSError as error:
        source.problems.append(source.problem("unreadable", (), f"cannot be read ({error.strerror})"))
        return source
    parse_source(text, source)
    return source


def parse_source(text: str, source: Source) -> None:
    """Fill a source from its text."""
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = f"not YAML: {error.problem or error.context or 'cannot be read'}"
        source.problems.append(RuleProblem("not_yaml", source.name, line, column, message))
        return
    except (yaml.YAMLError, RecursionError, ValueError):
        source.problems.append(RuleProblem("not_yaml", source.name, 1, 1, "not YAML: it cannot be read"))
        return
    if root is None:
        source.problems.append(RuleProblem("empty_file", source.name, 1, 1, "the file is empty"))
        return
    source.root = root
    builder = _Builder(source.name)
    data = builder.build(root, 0)
    source.problems += builder.problems
    if not source.problems:
        source.data = data


class _Builder:
    """The data of a node tree; what is not allowed is noted with its place."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[RuleProblem] = []
        self.seen: set[int] = set()
        self.loader = yaml.SafeLoader("")

    def build(self, node: yaml.Node, depth: int) -> Any:
        if id(node) in self.seen:
            return self._refuse(node, "alias_used", "anchors and aliases are not allowed", "write the value out")
        self.seen.add(id(node))
        if node.tag not in _PLAIN_TAGS or depth > DEEPEST:
            return self._refuse(node, "tag_used", f"{node.tag.rpartition(':')[2]} is not allowed here", "write plain values")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, depth + 1) for item in node.value]
        return node.value if node.tag in _AS_WRITTEN else self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or not key.value:
                self._refuse(key, "key_not_a_word", "a key must be a word")
                continue
            if key.value in data:
                self._refuse(key, "key_twice", f"the key {key.value} is written twice")
            data[key.value] = self.build(value, depth + 1)
        return data

    def _scalar(self, node: yaml.Node) -> Any:
        try:
            return self.loader.construct_object(node)
        except (ValueError, yaml.YAMLError):
            return self._refuse(node, "value_unreadable", f"{node.value!r} cannot be read", "quote it if it is a text")

    def _refuse(self, node: yaml.Node, check: str, message: str, mend: str = "") -> None:
        mark = node.start_mark
        self.problems.append(RuleProblem(check, self.name, mark.line + 1, mark.column + 1, message, mend))


def _places(node: yaml.Node, path: Path_) -> Iterator[tuple[Path_, Place]]:
    quoted = isinstance(node, yaml.ScalarNode) and node.style in {'"', "'"}
    yield path, Place(node.start_mark.line + 1, node.start_mark.column + 1 + quoted)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, key.value, "key"), Place(key.start_mark.line + 1, key.start_mark.column + 1)
            yield from _places(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _places(item, (*path, index))
