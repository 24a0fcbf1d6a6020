"""What the files of rulesets name: where each support, route, definition, figure, option, standard and clause is defined and used."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

import yaml

from eligibility.errors import Span
from eligibility.lsp.expressions import bare_name, names_in, use_of
from eligibility.lsp.meanings import OF_SUPPORTS
from eligibility.rules.located_yaml import Path_, Source
from eligibility.rules.source_tree import SUPPORTS

SymbolKind = Literal["support", "route", "definition", "figure", "option", "standard", "clause"]

_HEADS: dict[str, SymbolKind] = {
    **dict.fromkeys(OF_SUPPORTS, "support"),
    "figures": "figure",
    "options": "option",
    "standards": "standard",
}
"""What the word before the point of a name is about."""

_DOTTED = re.compile(r"\b(options|standards|receives|recognised|costs|amounts|applied_on)\.(\w+)")


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something that has a name in rulesets. A route is named with its support: `dibao.main`."""

    kind: SymbolKind
    name: str

    @property
    def word(self) -> str:
        """The name as it is written where it is named."""
        return self.name.rpartition(".")[2] if self.kind == "route" else self.name


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A symbol at a place of a file: the value or key, and which characters of it. `defines`: it is what others refer to."""

    symbol: Symbol
    source: Source
    at: Path_
    start: int
    end: int
    defines: bool = False

    @property
    def span(self) -> Span:
        """The place of the name."""
        return self.source.part(self.at, self.start, self.end)


class Symbols:
    """The symbols in one file. `definitions` are the names of the definitions that are known to it."""

    def __init__(self, source: Source, kind: str, definitions: Collection[str]) -> None:
        self.source = source
        self.kind = kind
        self.definitions = definitions

    def all(self) -> Iterator[Occurrence]:
        """Every symbol, in the order of the file."""
        for at in self.source.nodes:
            yield from self.at(at)

    def at(self, at: Path_) -> Iterator[Occurrence]:
        """The symbols in the value or key at a path."""
        node = self.source.nodes.get(at)
        if not isinstance(node, yaml.ScalarNode):
            return
        if use_of(self.kind, at) is not None:
            yield from self._in_expression(at, node.value)
        elif self.kind == "cases":
            yield from self._in_case(at, node.value)
        else:
            yield from self._elsewhere(at, node.value)

    def _one(self, kind: SymbolKind, at: Path_, text: str, *, of: str = "", defines: bool = False) -> Iterator[Occurrence]:
        """The symbol that a whole value names; what follows an @ is the subject."""
        word = text.partition("@")[0]
        yield Occurrence(Symbol(kind, f"{of}.{word}" if of else word), self.source, at, 0, len(word), defines)

    def _in_expression(self, at: Path_, text: str) -> Iterator[Occurrence]:
        for found in names_in(text):
            bare = bare_name(found.name)
            head, point, member = bare.partition(".")
            if point and head in _HEADS:
                yield Occurrence(Symbol(_HEADS[head], member), self.source, at, found.end - len(member), found.end)
            elif found.name in self.definitions:
                yield Occurrence(Symbol("definition", found.name), self.source, at, found.start, found.end)

    def _elsewhere(self, at: Path_, text: str) -> Iterator[Occurrence]:
        match self.kind, at:
            case "supports", ("supports", _, "key"):
                yield from self._one("support", at, text, defines=True)
            case "definitions", ("definitions", _, "key"):
                yield from self._one("definition", at, text, defines=True)
            case "figures", ("figures", _, "key"):
                yield from self._one("figure", at, text, defines=True)
            case "standards" | "ruleset", ("standards", _, "key"):
                yield from self._one("standard", at, text, defines=True)
            case "clauses", ("clauses", _, "key"):
                yield from self._one("clause", at, text, defines=True)
            case "clauses", ("clauses", _, "cited_by", int()):
                yield from self._citing(at, text)
            case ("unencoded", ("unencoded", int(), "clauses", int())) | (_, (*_, "cite", int())):
                yield Occurrence(Symbol("clause", text), self.source, at, 0, len(text))
            case ("basis", ("basis", _, "key")) | (
                "conflicts" | "ruleset", ("conflicts", int(), "between", int()) | ("conflicts", int(), "better"),
            ):  # fmt: skip
                yield from self._one("support", at, text)
            case "area", _:
                yield from self._in_area(at, text)
            case "ruleset", _:
                yield from self._in_head(at, text)

    def _in_area(self, at: Path_, text: str) -> Iterator[Occurrence]:
        match at:
            case ("supports", int(), "support"):
                yield from self._one("support", at, text, defines=True)
            case ("supports", int() as index, "routes", _, "key"):
                yield from self._one("route", at, text, of=self._support(index), defines=True)
            case ("supports", int() as index, "routes", _, "inside", "route"):
                yield from self._one("route", at, text, of=self._support(index))

    def _in_head(self, at: Path_, text: str) -> Iterator[Occurrence]:
        match at:
            case ("options", _, "key"):
                yield from self._one("option", at, text, defines=True)
            case ("adopts", int()):
                yield from self._one("option", at, text)
            case ("effects", _, "key") | ("remove", "supports", int()) | ("remove", "routes", _, "key"):
                yield from self._one("support", at, text)
            case ("remove", "conflicts", int(), int()):
                yield from self._one("support", at, text)
            case ("remove", "routes", support, int()):
                yield from self._one("route", at, text, of=str(support))
            case ("remove", "definitions", int()):
                yield from self._one("definition", at, text)
            case ("remove", "figures", int()):
                yield from self._one("figure", at, text)

    def _in_case(self, at: Path_, text: str) -> Iterator[Occurrence]:
        match at:
            case ("cases", int(), "expect", _, "key") | ("cases", int(), "expect", _, "after" | "conflicts", int()):
                yield from self._one("support", at, text)
            case ("cases", int(), "expect", owner, "route") | (
                "cases", int(), "expect", owner, "routes" | "modality" | "agency", _, "key",
            ):  # fmt: skip
                yield from self._one("route", at, text, of=str(owner).partition("@")[0])
            case ("cases", int(), "expect", _, "missing" | "amount_missing", int()):
                for found in _DOTTED.finditer(text):
                    yield Occurrence(Symbol(_HEADS[found[1]], found[2]), self.source, at, *found.span(2))
            case (
                (*_, "receives" | "recognised", int())
                | (*_, "costs" | "amounts" | "applied_on", _, "key")
                | ("equivalent", int(), "support")
            ):
                yield from self._one("support", at, text)
            case (*_, "options", _, "key"):
                yield from self._one("option", at, text)
            case (*_, "standards", _, "key"):
                yield from self._one("standard", at, text)
            case ("equivalent", int(), "definition"):
                yield from self._one("definition", at, text)
            case ("equivalent", int() as index, "route"):
                yield from self._one("route", at, text, of=self._text(("equivalent", index, "support")))

    def _citing(self, at: Path_, text: str) -> Iterator[Occurrence]:
        """What the ledger names as citing a clause (`eligibility.rules.clauses.citing`)."""
        owner = text.partition("/")[0]
        head, point, member = owner.partition(".")
        support = head.partition("@")[0]
        if point and head == "figures":
            yield Occurrence(Symbol("figure", member), self.source, at, len(head) + 1, len(owner))
        elif point and head == "conflicts":
            for name in re.finditer(r"\w+", member):
                start, end = (len(head) + 1 + place for place in name.span())
                yield Occurrence(Symbol("support", name[0]), self.source, at, start, end)
        elif point:
            yield Occurrence(Symbol("support", head), self.source, at, 0, len(head))
            yield Occurrence(Symbol("route", owner), self.source, at, len(head) + 1, len(owner))
        elif support != owner or "/" in text:
            yield Occurrence(Symbol("support", support), self.source, at, 0, len(support))
        elif owner != "remove":
            yield Occurrence(Symbol("definition", owner), self.source, at, 0, len(owner))

    def _support(self, index: int) -> str:
        """The support that stands at a place of the list."""
        return self._text((SUPPORTS, index, "support"))

    def _text(self, at: Path_) -> str:
        node = self.source.nodes.get(at)
        return node.value if isinstance(node, yaml.ScalarNode) else ""
