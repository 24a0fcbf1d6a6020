"""What can stand at the place where an author types: names with their titles, values, keys, clauses, supports, routes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from eligibility.facts import labels
from eligibility.facts.vocabulary import ENTITIES
from eligibility.i18n import Text
from eligibility.logic.types import Choice
from eligibility.lsp.expressions import scope_at, use_of
from eligibility.lsp.keys import Keys
from eligibility.lsp.meanings import Meanings, fact_of_meaning, value_as_written
from eligibility.lsp.places import Place, kind_of, typed_at
from eligibility.lsp.project import Project
from eligibility.rules.clauses import read_ledger
from eligibility.rules.located_yaml import Path_
from eligibility.rules.scope import RuleScope

_MEMBERSHIP = re.compile(r"([\w.]+)\s+(?:not\s+)?in\s*\{([^{}]*)$")
_EQUALITY = re.compile(r"([\w.]+)\s*[=!]=\s*(['\"]?\w*)$")
_NAME = re.compile(r"[\w.]*$")

_CALLS: Mapping[str, Text] = {
    "any(": Text("家中有人", "someone in the household"),
    "all(": Text("家中每个人都", "everyone in the household"),
    "count(": Text("家中符合的人数", "how many of the household"),
}
_JOINS: Mapping[str, Text] = {"and ": Text("并且", "and"), "or ": Text("或者", "or"), "not ": Text("不是", "not")}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something to insert from `start` of the text on. `sort`: what must be there or is most likely comes first."""

    label: str
    title: str
    start: int
    insert: str
    what: str
    sort: str = "1"


def proposals(project: Project, path: Path, offset: int, keys: Keys) -> list[Proposal]:
    """What can be inserted at a position of a file; nothing where any text may stand."""
    kind, text = kind_of(path), project.texts.text(path)
    place = typed_at(text, path, offset) if kind and text is not None else None
    folder = next(iter(project.folders(path)), None)
    if kind is None or text is None or place is None or folder is None:
        return []
    found = list(_Proposing(project, folder, kind, place, offset, keys).all())
    written = re.match(r"\s*:", text[offset:]) is not None
    return [replace(one, insert=one.insert.rstrip(": ")) if written and one.what == "key" else one for one in found]


class _Proposing:
    """The proposals for one place."""

    def __init__(self, project: Project, folder: Path, kind: str, place: Place, offset: int, keys: Keys) -> None:
        self.folder = folder
        self.kind = kind
        self.place = place
        self.offset = offset
        self.keys = keys
        self.read = project.texts
        self.ruleset = loaded.ruleset if (loaded := project.version(folder).loaded) else None
        self.meanings = Meanings(self.ruleset, keys.language)

    def all(self) -> Iterator[Proposal]:
        use = use_of(self.kind, self.place.at)
        if use is not None:
            yield from self._in_expression(scope_at(self.place.source, self.place.at, use, self.ruleset))
        elif self.place.key:
            yield from self._keys()
        else:
            yield from self._values()

    def _whole(self, label: str, title: str, what: str, insert: str = "", sort: str = "1") -> Proposal:
        """A proposal in place of the value or key that is begun."""
        return Proposal(label, title, self.offset - len(self.place.before), insert or label, what, sort)

    # -- expressions

    def _in_expression(self, scope: RuleScope) -> Iterator[Proposal]:
        before = self.place.before.replace("\n", " ")
        inside = self._members_scope(before, scope)
        if found := _MEMBERSHIP.search(before):
            yield from self._of_fact(inside, found[1], found[2].rpartition(",")[2].strip())
        elif (found := _EQUALITY.search(before)) and fact_of_meaning(inside.meaning(found[1])) is not None:
            yield from self._of_fact(inside, found[1], found[2])
        elif before.count("'") % 2 == 0 and before.count('"') % 2 == 0:
            yield from self._names(inside, before)

    def _members_scope(self, before: str, scope: RuleScope) -> RuleScope:
        """The scope at the end of a text: inside any, all and count that of a member."""
        waiting: list[bool] = []
        for found in re.finditer(r"(\w*)\s*\(|\)", before):
            if found.group() == ")":
                del waiting[-1:]
            else:
                waiting.append(found[1] in {"any", "all", "count"})
        return scope.members() or scope if any(waiting) else scope

    def _of_fact(self, scope: RuleScope, name: str, begun: str) -> Iterator[Proposal]:
        fact = fact_of_meaning(scope.meaning(name))
        if fact is None or not isinstance(fact.type, Choice):
            return
        double = self.place.node.style == "'"
        for value in fact.type.values:
            written = value_as_written(value).replace("'", '"') if double else value_as_written(value)
            yield Proposal(written, self.meanings.value(fact, value), self.offset - len(begun), written, "value")

    def _names(self, scope: RuleScope, before: str) -> Iterator[Proposal]:
        begun = (_NAME.search(before) or [""])[0]
        start = self.offset - len(begun)
        head, point, _ = begun.rpartition(".")
        sets: dict[str, int] = {}
        for name in dict.fromkeys(scope.names()):
            if point and name.startswith(f"{head}."):
                yield Proposal(name, self.meanings.title(name, scope), start, name, "name")
            elif not point and "." in name:
                sets[name.partition(".")[0]] = sets.get(name.partition(".")[0], 0) + 1
            elif not point:
                yield Proposal(name, self.meanings.title(name, scope), start, name, "name", "0")
        for name, count in sets.items():
            said = Text(f"{self._set_title(name)}（{count}项）", f"{self._set_title(name)} ({count})")
            yield Proposal(f"{name}.", said[self.keys.language], start, f"{name}.", "set", "2")
        if not point:
            calls = _CALLS if scope.members() is not None else {}
            yield from (Proposal(word, said[self.keys.language], start, word, "word", "3") for word, said in {**calls, **_JOINS}.items())

    def _set_title(self, name: str) -> str:
        entity = next((entity for entity in ENTITIES if labels.has_words(entity, name)), None)
        own = _SETS.get(name)
        return own[self.keys.language] if own else labels.title(entity, name)[self.keys.language] if entity else name

    # -- keys and values

    def _keys(self) -> Iterator[Proposal]:
        names = dict(self._supports()) if self._is_support_key() else {}
        yield from (self._whole(name, title, "support", f"{name}: ") for name, title in names.items())
        for key in self.keys.inside(self.kind, self.place.owner).values():
            if (*self.place.owner, key.name) not in self.place.source.nodes or self.place.value_at == (*self.place.owner, key.name):
                yield self._whole(key.name, key.meaning, "key", f"{key.name}: ", "0" if key.needed else "1")

    def _is_support_key(self) -> bool:
        """Whether a support is named by the key."""
        match self.kind, self.place.owner:
            case ("cases", ("cases", int(), "expect")) | ("ruleset", ("effects",) | ("remove", "routes")) | ("basis", ("basis",)):
                return True
        return False

    def _supports(self) -> Iterator[tuple[str, str]]:
        catalogue = self.ruleset.catalogue if self.ruleset else {}
        area = self.place.source.name.removesuffix(".yaml")
        for name, one in catalogue.items():
            if self.kind != "area" or one.area == area:
                yield name, one.title[self.keys.language]

    def _values(self) -> Iterator[Proposal]:
        at = self.place.at
        for word, label in self.keys.words(self.kind, at).items():
            yield self._whole(word, label, "word")
        match self.kind, at:
            case "area", ("supports", int(), "support"):
                yield from (self._whole(name, title, "support") for name, title in self._supports())
            case ("unencoded", ("unencoded", int(), "clauses", int())) | (_, (*_, "cite", int())):
                yield from self._clauses()
            case "area", ("supports", int(), "routes", _, "inside", "route"):
                yield from self._routes_of(self._written(at[:2], "support"))
            case "cases", ("cases", int(), "expect", support, "route"):
                yield from self._routes_of(str(support).partition("@")[0])
            case ("ruleset", ("remove", "supports", int())) | ("cases", ("cases", int(), "expect", _, "after" | "conflicts", int())):
                yield from (self._whole(name, title, "support") for name, title in self._supports())
            case "cases", (*_, "receives" | "recognised", int()):
                yield from (self._whole(name, title, "support") for name, title in self._supports())

    def _written(self, at: Path_, key: str) -> str:
        node = self.place.source.nodes.get((*at, key))
        return node.value if isinstance(node, yaml.ScalarNode) else ""

    def _routes_of(self, support: str) -> Iterator[Proposal]:
        known = self.ruleset.supports.get(support) if self.ruleset else None
        for part in known.parts if known else ():
            for route in part.routes:
                yield self._whole(route.name, route.text, "route")

    def _clauses(self) -> Iterator[Proposal]:
        ledger = read_ledger(self.folder, self.read)
        for locator, clause in ledger.clauses.items() if ledger else ():
            if not clause.heading:
                yield self._whole(locator, clause.starts, "clause")


_SETS: Mapping[str, Text] = {
    "has": Text("已享受或可享受的项目", "supports that are had or can be had"),
    "figures": Text("本规划的数字", "figures of the plan"),
}
