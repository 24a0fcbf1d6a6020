"""YAML files with places: every value knows its line and column, and nothing clever is allowed.

Anchors, aliases, merge keys, tags and duplicate keys are errors, so that a file means what it looks like and no small
file can grow into a large one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from eligibility.errors import RuleProblem

LARGEST = 2_000_000
Path_ = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "value")}


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column of a value (from 1), and its text when it stands on one line."""

    line: int
    column: int


@dataclass(slots=True)
class Source:
    """One file: its name for messages, its data, and the place of each value by its path in the data."""

    name: str
    data: Any = None
    places: dict[Path_, Place] = field(default_factory=dict)
    problems: list[RuleProblem] = field(default_factory=list)

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
    builder = _Builder(source)
    data = builder.build(root, ())
    if not source.problems:
        source.data = data


class _Builder:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.seen: set[int] = set()
        self.loader = yaml.SafeLoader("")

    def build(self, node: yaml.Node, path: Path_) -> Any:
        mark = node.start_mark
        quoted = isinstance(node, yaml.ScalarNode) and node.style in {'"', "'"}
        self.source.places[path] = Place(mark.line + 1, mark.column + 1 + quoted)
        if id(node) in self.seen:
            self._refuse(path, "alias_used", "anchors and aliases are not allowed", "write the value out")
            return None
        self.seen.add(id(node))
        if node.tag not in _PLAIN_TAGS or len(path) > 30:
            self._refuse(path, "tag_used", f"{node.tag.rpartition(':')[2]} is not allowed here", "write plain values")
            return None
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, path))
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _pairs(self, node: yaml.MappingNode, path: Path_) -> Iterator[tuple[str, Any]]:
        keys: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or not key.value:
                self._refuse(path, "key_not_a_word", "a key must be a word")
                continue
            self.source.places[(*path, key.value, "key")] = Place(key.start_mark.line + 1, key.start_mark.column + 1)
            if key.value in keys:
                self._refuse((*path, key.value, "key"), "key_twice", f"the key {key.value} is written twice")
            keys.add(key.value)
            yield key.value, self.build(value, (*path, key.value))

    def _scalar(self, node: yaml.Node, path: Path_) -> Any:
        if node.tag.endswith(":float"):
            return node.value
        try:
            return self.loader.construct_object(node)
        except (ValueError, yaml.YAMLError):
            self._refuse(path, "value_unreadable", f"{node.value!r} cannot be read", "quote it if it is a text")
            return None

    def _refuse(self, path: Path_, check: str, message: str, mend: str = "") -> None:
        self.source.problems.append(self.source.problem(check, path, message, mend))
