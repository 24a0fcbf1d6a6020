"""Dependencies: an order for definitions that name each other, and cycles of supports that depend on each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from eligibility.rules import yaml_schema
from eligibility.rules.source_tree import Entry
from eligibility.rules.support import Support

_WORD = re.compile(r"[a-z][a-z0-9_]*")


def defined_first(entries: Mapping[str, Entry[yaml_schema.DefinitionShape]]) -> Iterator[tuple[str, Entry[yaml_schema.DefinitionShape]]]:
    """The definitions, each after those that it names. Definitions in a cycle keep the order of the file."""
    waiting = dict(entries)
    while waiting:
        ready = [name for name, entry in waiting.items() if not waiting.keys() & set(_WORD.findall(entry.shape.is_)) - {name}]
        for name in ready or list(waiting):
            yield name, waiting.pop(name)


def check_cycles(supports: Mapping[str, Support]) -> Iterator[tuple[str, ...]]:
    """The cycles of `has.`, which must not exist. Each cycle starts with its first name."""
    needs = {name: sorted(support.demands) for name, support in supports.items()}
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
