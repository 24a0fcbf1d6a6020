"""Dependencies: an order for definitions that name each other, and cycles of supports that depend on each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from eligibility.rules import yaml_schema
from eligibility.rules.source_tree import Entry
from eligibility.rules.support import Support

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAME = re.compile(r"(?<![\w.])[a-z][a-z0-9_]*")


def defined_first(entries: Mapping[str, Entry[yaml_schema.DefinitionShape]]) -> Iterator[tuple[str, Entry[yaml_schema.DefinitionShape]]]:
    """The definitions, each after those that it names. Definitions in a cycle keep the order of the file."""
    waiting = dict(entries)
    while waiting:
        ready = [name for name, entry in waiting.items() if not waiting.keys() & set(_words(entry.shape.is_)) - {name}]
        for name in ready or list(waiting):
            yield name, waiting.pop(name)


def defined_in_circles(entries: Mapping[str, Entry[yaml_schema.DefinitionShape]]) -> Iterator[tuple[str, ...]]:
    """The cycles of definitions, which must not exist. Each cycle starts with its first name."""
    yield from _circles({name: sorted(entries.keys() & set(_words(entry.shape.is_))) for name, entry in entries.items()})


def _words(text: str) -> list[str]:
    """The words of an expression that may be names of definitions: none that stands in quotes or behind a point."""
    return _NAME.findall(_QUOTED.sub("", text))


def check_cycles(supports: Mapping[str, Support]) -> Iterator[tuple[str, ...]]:
    """The cycles of `has.`, which must not exist. Each cycle starts with its first name."""
    yield from _circles({name: sorted(support.demands) for name, support in supports.items()})


def _circles(needs: Mapping[str, list[str]]) -> Iterator[tuple[str, ...]]:
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if name in path:
            circle = (*path[path.index(name) :], name)
            if min(circle) == name:
                yield circle
            return
        if name in done:
            return
        for other in needs.get(name, ()):
            yield from visit(other, (*path, name))
        done.add(name)

    for name in sorted(needs):
        done.clear()
        yield from visit(name, ())
