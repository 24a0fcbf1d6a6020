"""What must come first: definitions before those that name them, supports before those that depend on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

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


def check_cycles(supports: Mapping[str, Support], report: Any) -> None:
    """`has.` must not lead back: what opens what is a partial order."""
    needs = {name: sorted(support.demands) for name, support in supports.items()}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            circle = (*path[path.index(name) :], name)
            if min(circle) == name:
                report(name, "dependency_cycle", f"has. leads back to itself: {' -> '.join(circle)}", "take one has. out")
            return
        if name in done:
            return
        for other in needs.get(name, ()):
            visit(other, (*path, name))
        done.add(name)

    for name in sorted(needs):
        done.clear()
        visit(name, ())
