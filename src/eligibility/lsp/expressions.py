"""The names in the conditions and amounts of a file, where they stand, and what they mean there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import yaml

from eligibility.facts.vocabulary import ENTITIES, SUBJECT_KINDS, SubjectKind
from eligibility.rules.located_yaml import Path_, Source
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.scope import RuleScope, scope_of
from eligibility.rules.source_tree import SUPPORTS

WORDS = frozenset(
    {"and", "or", "not", "in", "any", "all", "count", "min", "max", "down", "up", "for_one", "True", "False", "true", "false"}
)
"""Words of the language that are no names."""

_TOKEN = re.compile(r"'[^']*'|\"[^\"]*\"|(?<![\w.'\"])[^\W\d]\w*(?:\.\w+)*|[()]")


class Use(Enum):
    """What an expression may name, beside facts, definitions and figures: other supports, nothing more, or computed figures."""

    DEMAND = "demand"
    CONDITION = "condition"
    AMOUNT = "amount"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class NameAt:
    """A dotted name in an expression: its place in the text, and whether it is said of the members of a household."""

    name: str
    start: int
    end: int
    members: bool = False


def names_in(text: str) -> Iterator[NameAt]:
    """The names of an expression, also of one that cannot be read."""
    open_calls: list[bool] = []
    call = False
    for found in _TOKEN.finditer(text):
        token = found.group()
        if token == "(":
            open_calls.append(call)
        elif token == ")":
            del open_calls[-1:]
        elif token[0] not in "'\"" and token not in WORDS:
            yield NameAt(token, *found.span(), members=any(open_calls))
        call = token in {"any", "all", "count"}


def use_of(kind: str | None, at: Path_) -> Use | None:
    """Whether a place of a kind of file holds an expression, and what it may name there; None for any other text."""
    match kind, at:
        case "definitions", ("definitions", _, "is"):
            return Use.DEMAND
        case "implies", ("implies", _, "when"):
            return Use.LAW
        case "basis", ("basis", _, "core"):
            return Use.CONDITION
        case "figures", ("figures", _, "is", *rest):
            return _of_amount(rest)
        case "area", ("supports", int(), "routes", _, "when"):
            return Use.DEMAND
        case "area", ("supports", int(), *_, "notes", int(), "when") | ("supports", int(), *_, "unless", int()):
            return Use.CONDITION
        case "area", ("supports", int(), *_, "compliance", "actual" | "required" | "decided_by" | "excused_by"):
            return Use.CONDITION
        case "area", ("supports", int(), *inside) if "amount" in inside:
            return _of_amount(inside[inside.index("amount") + 1 :])
    return None


def _of_amount(inside: list[str | int]) -> Use | None:
    """What stands at a place inside an amount: the amount, one of its bounds, or a tier with its condition."""
    match inside:
        case ["tiers", _, "key"]:
            return Use.CONDITION
        case ["tiers", _, *rest]:
            return _of_amount(rest)
        case [] | ["exactly" | "at_least" | "at_most"] | ["between", int()]:
            return Use.AMOUNT
    return None


def subject_at(source: Source, at: Path_) -> SubjectKind:
    """For which kind of subject an expression speaks. A figure speaks for any of them, and is read as for a person."""
    match at:
        case ("supports", int(), "by", kind, *_):
            return _kind(str(kind))
        case ("supports", int() as index, "routes", route, *_):
            own = _value(source, (SUPPORTS, index, "routes", str(route), "for"))
            return _kind(own or _value(source, (SUPPORTS, index, "for")))
        case ("supports", int() as index, *_):
            return _kind(_value(source, (SUPPORTS, index, "for")))
        case ("definitions", name, *_):
            return _kind(_value(source, ("definitions", name, "for")))
    return "person"


def _value(source: Source, at: Path_) -> str:
    node = source.nodes.get(at)
    return node.value if isinstance(node, yaml.ScalarNode) else ""


def _kind(name: str) -> SubjectKind:
    return next((kind for kind in SUBJECT_KINDS if kind == name), "person")


def scope_at(source: Source, at: Path_, use: Use, ruleset: Ruleset | None) -> RuleScope:
    """The names that an expression may use, by the last text of the version that could be read; without one, facts alone."""
    kind = subject_at(source, at)
    depends = use is Use.DEMAND and (kind == "person" if at[0] == "definitions" else kind != "organisation")
    if ruleset is None or use is Use.LAW:
        return RuleScope(kind, {}, {}, (), (), depends=depends)
    scope = scope_of(ruleset, kind, depends=depends)
    scope.amounts = use is Use.AMOUNT
    return scope


def bare_name(name: str) -> str:
    """A name without what it is about: `options.village_care` for `locality.options.village_care`."""
    entity, _, rest = name.partition(".")
    return rest if entity in ENTITIES and rest else name


def means_something(name: str) -> bool:
    """Whether a word stands for something in conditions by itself: a word of their grammar, a fact, or what facts are about."""
    scopes = (RuleScope(kind, {}, {}, (), (), depends=True) for kind in SUBJECT_KINDS)
    return name in WORDS or name in ENTITIES or any(name in {one.partition(".")[0] for one in scope.names()} for scope in scopes)
