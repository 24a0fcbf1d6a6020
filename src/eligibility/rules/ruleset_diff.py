"""The differences between two versions of the rules, clause by clause."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import TypeVar

from eligibility._dataclass import dataclass
from eligibility._json import mapping
from eligibility.facts.vocabulary import SubjectKind
from eligibility.i18n import Text
from eligibility.logic.expr import Expr, Named, children, walk
from eligibility.rules.implications import GUARD, law_of
from eligibility.rules.ruleset import Definition, Figure, Ruleset
from eligibility.rules.support import Route, Support

T = TypeVar("T")
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_WORDS = frozenset(
    ["zh", "en", "cite", "support", "for", "modality", "document", "source", "unit", "kind", "subject_to", "inside", "agency", "papers"]
)
"""The keys of a rule under which there are no conditions."""


@dataclass(frozen=True, slots=True)
class RouteChange:
    """A route before and after; None if it does not exist. `through` names the definitions and options that differ, `laws` are
    what the laws say that now rule out other answers than before."""

    name: str
    before: Route | None
    after: Route | None
    through: tuple[str, ...]
    laws: tuple[Text, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """What differs beside the condition and how binding it is: further criteria, notes, who is in charge, papers."""
        was, now = self.before, self.after
        beside = ("subject_to", "notes", "agency", "papers", "compliance", "deadline", "inside")
        return tuple(part for part in beside if was and now and getattr(was, part) != getattr(now, part))


@dataclass(frozen=True, slots=True)
class SupportChange:
    """A support before and after, with the routes and what else differs: in `excluded` the kinds of subject whose exclusions do."""

    support: str
    before: Support | None
    after: Support | None
    routes: tuple[RouteChange, ...]
    excluded: tuple[SubjectKind, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """All differences between two versions. Definitions and figures are given by name, before and after."""

    before: Ruleset
    after: Ruleset
    supports: tuple[SupportChange, ...]
    definitions: Mapping[str, tuple[Definition | None, Definition | None]]
    figures: Mapping[str, tuple[Figure | None, Figure | None]]


def changes(before: Ruleset, after: Ruleset) -> Changes:
    """The differences from one version to another."""
    laws = {f"{GUARD}{name}": law.told for name, law in {**before.implications, **after.implications}.items()}
    found = [_support(name, before.supports.get(name), after.supports.get(name), laws) for name in {**before.supports, **after.supports}]
    return Changes(
        before,
        after,
        tuple(change for change in found if change.before != change.after),
        dict(_named(before.definitions, after.definitions)),
        dict(_named(before.figures, after.figures)),
    )


def _named(before: Mapping[str, T], after: Mapping[str, T]) -> Iterator[tuple[str, tuple[T | None, T | None]]]:
    for name in {**before, **after}:
        if before.get(name) != after.get(name):
            yield name, (before.get(name), after.get(name))


def _support(name: str, before: Support | None, after: Support | None, laws: Mapping[str, Text]) -> SupportChange:
    routes = [{route.name: route for route in one.routes} if one else {} for one in (before, after)]
    changed = [
        _route(route, old, new, laws)
        for route in {**routes[0], **routes[1]}
        if (old := routes[0].get(route)) != (new := routes[1].get(route))
    ]
    both = [(was, now) for was in (before.parts if before else ()) if after and (now := after.part(was.entity))]
    excluded = tuple(was.entity for was, now in both if was.unless != now.unless)
    beside = ("benefit", "combine", "paid", "subject_to", "notes", "agency", "papers")
    other = [part for part in beside if any(getattr(was, part) != getattr(now, part) for was, now in both)]
    if before and after:
        other += [part for part in ("title", "area") if getattr(before, part) != getattr(after, part)]
        other += ["entity"] if before.kinds != after.kinds else []
    return SupportChange(name, before, after, tuple(changed), excluded, tuple(other))


def _route(name: str, before: Route | None, after: Route | None, laws: Mapping[str, Text]) -> RouteChange:
    through = _through(before, after)
    told = tuple(laws[guard] for guard in through if guard in laws)
    return RouteChange(name, before, after, tuple(word for word in through if word not in laws), told)


def _through(before: Route | None, after: Route | None) -> tuple[str, ...]:
    """The names that a route reads and whose meaning differs."""
    if before is None or after is None:
        return ()
    old, new = names_of(before.when), names_of(after.when)
    return tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))


def names_of(expr: Expr) -> dict[str, Expr]:
    """The names that a condition uses, with their meaning."""
    if isinstance(expr, Named):
        return {expr.name: expr.body}
    return {name: body for part in children(expr, members=True) for name, body in names_of(part).items()}


def rule_hashes(ruleset: Ruleset) -> dict[str, str]:
    """The first twelve digits of a hash of each support's own rule, with the definitions and figures that it uses.

    Receipts keep them, to show later which rule has changed.
    """
    return ruleset.once(_rule_hashes)


def _rule_hashes(ruleset: Ruleset) -> dict[str, str]:
    words = {kind: mapping(ruleset.raw[kind]) for kind in ("national", "definitions", "figures")}
    return {
        name: _digest({"rule": raw, "uses": _used(raw, words), "adopted": ruleset.raw["adopted"], **_laws(name, ruleset)})
        for name, raw in mapping(ruleset.raw["supports"]).items()
    }


def _laws(support: str, ruleset: Ruleset) -> dict[str, object]:
    """The laws that rule out a condition of a support's routes, as data; nothing where there is none."""
    nodes = (node for route in ruleset.supports[support].routes for node in walk(route.when))
    laws = sorted({law.name for node in nodes if (law := law_of(node, ruleset)) is not None})
    written = mapping(mapping(ruleset.raw.get("implies.yaml")).get("implies"))
    return {"laws": {name: written[name] for name in laws}} if laws else {}


def words_used(ruleset: Ruleset, support: str) -> dict[str, str]:
    """The definitions and figures that a support uses, directly or indirectly, in the order in which they are met, each with where it
    is said: "national", "definitions" or "figures"."""
    found: dict[str, str] = {}
    waiting = [_conditions(mapping(ruleset.raw["supports"])[support])]
    while waiting:
        for name in dict.fromkeys(word for text in waiting.pop() for word in _WORD.findall(text)):
            kind = next((kind for kind in ("national", "definitions", "figures") if name in mapping(ruleset.raw[kind])), None)
            if kind and name not in found:
                found[name] = kind
                waiting.append(_conditions(mapping(ruleset.raw[kind])[name]))
    return found


def _conditions(raw: object) -> list[str]:
    """The conditions and formulas of a piece of a rule, without its names and words."""
    match raw:
        case str():
            return [raw]
        case list() | tuple():
            return [text for one in raw for text in _conditions(one)]
        case Mapping():
            tiers = [str(condition) for condition in mapping(raw.get("tiers"))]
            return tiers + [text for key, one in raw.items() if key not in _WORDS for text in _conditions(one)]
    return []


def _used(raw: object, words: Mapping[str, Mapping[str, object]]) -> dict[str, tuple[str, object]]:
    """The definitions and figures that a piece of data names, directly or indirectly."""
    found: dict[str, tuple[str, object]] = {}
    waiting = [raw]
    while waiting:
        mentioned = set(_WORD.findall(json.dumps(waiting.pop(), ensure_ascii=False, default=str)))
        for kind, entries in words.items():
            for name in mentioned & entries.keys() - found.keys():
                found[name] = (kind, entries[name])
                waiting.append(entries[name])
    return found


def _digest(data: object) -> str:
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
