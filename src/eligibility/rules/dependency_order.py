"""What must come first: definitions before those that name them, supports before those that depend on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from eligibility.rules import yaml_schema
from eligibility.rules.ruleset import Support
from eligibility.rules.source_tree import Entry

_WORD = re.compile(r"[a-z][a-z0-9_]*")


def defined_first(entries: Mapping[str, Entry[yaml_schema.DefinitionShape]]) -> Iterator[tuple[str, Entry[yaml_schema.DefinitionShape]]]:
    """The definitions in an order in which those that others name come first; where they go in a circle, as they stand."""
    waiting = dict(entries)
    while waiting:
        ready = [name for name, entry in waiting.items() if not waiting.keys() & set(_WORD.findall(entry.shape.is_)) - {name}]
        for name in ready or list(waiting):
            yield name, waiting.pop(name)


def check_cycles(supports: Mapping[str, Support]) -> Iterator[tuple[str, ...]]:
    """The circles in which `has.` leads back: what opens what must be a partial order. Each begins with its first name."""
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
