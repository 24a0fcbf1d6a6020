"""Apply an amendment to its base version: additions, replacements, removals, and the declared effects.

Amending works on the content of the files. So an amended version has the same meaning as the same rules written in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from eligibility._json import listed, mapping
from eligibility.codes import RuleCheck
from eligibility.errors import RuleProblem, meant
from eligibility.i18n import Text, nearest
from eligibility.rules import yaml_schema
from eligibility.rules.located_yaml import Path_, Source
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.source_tree import Entry, Written, WrittenChanges, WrittenSupport, own_conflicts, own_standards, twice
from eligibility.rules.support import Support
from eligibility.rules.words import Effect

T = TypeVar("T")
INHERITED = ("titles", "status", "period", "national")
"""The keys that the head of an amendment may replace. Its notices, readings, options, standards and conflicts are added."""


def amended(base: Written, changes: WrittenChanges) -> tuple[Written, list[RuleProblem]]:
    """The amended version, and the problems with the amendment."""
    problems: list[RuleProblem] = []
    head = changes.head.shape
    supports = _without(base.supports, head.remove.supports, changes, "supports", problems)
    for name, routes in head.remove.routes.items():
        _remove_routes(supports, name, routes, changes, problems)
    _put_supports(supports, changes, problems)
    document = (head.document,) if head.document else ()
    written = Written(
        changes.folder,
        _head(base.head, changes.head),
        supports,
        {**_without(base.definitions, head.remove.definitions, changes, "definitions", problems), **changes.definitions},
        {**_without(base.figures, head.remove.figures, changes, "figures", problems), **changes.figures},
        base.adopted,
        (*base.amendments, *document),
        {**base.standards, **own_standards(head, changes.head.source)},
        (*_without_pairs(base.conflicts, changes, problems), *own_conflicts(head, changes.head.source, changes.head.document)),
    )
    return written, problems


def _head(base: Entry[yaml_schema.RulesetFile], changes: Entry[yaml_schema.AmendmentFile]) -> Entry[yaml_schema.RulesetFile]:
    given = {name: getattr(changes.shape, name) for name in INHERITED if getattr(changes.shape, name) is not None}
    if not changes.shape.enacted:
        given.pop("titles", None)
    added: dict[str, object] = {
        "notices": base.shape.notices + changes.shape.notices,
        "readings": base.shape.readings + changes.shape.readings,
        "options": {**base.shape.options, **changes.shape.options},
        "standards": {**base.shape.standards, **changes.shape.standards},
    }
    raw = dict(base.raw)
    taken_out = [frozenset(pair) for pair in changes.shape.remove.conflicts]
    if taken_out and "conflicts" in raw:
        kept = [one for one in listed(raw.pop("conflicts")) if frozenset(map(str, listed(mapping(one)["between"]))) not in taken_out]
        raw |= {"conflicts": kept} if kept else {}
    for name in given:
        raw[name] = changes.raw[name]
    for name in ("notices", "readings", "conflicts"):
        if changes.raw.get(name):
            own = [{**mapping(one), "document": changes.document} if name == "conflicts" else one for one in listed(changes.raw[name])]
            raw[name] = [*listed(raw.get(name)), *own]
    for name in ("options", "standards"):
        if changes.raw.get(name):
            raw[name] = {**mapping(base.raw.get(name)), **mapping(changes.raw[name])}
    return Entry(base.shape.model_copy(update=given | added), base.source, base.at, raw, base.document)


def _without_pairs(
    conflicts: Iterable[Entry[yaml_schema.PlanConflictShape]], changes: WrittenChanges, problems: list[RuleProblem]
) -> Iterator[Entry[yaml_schema.PlanConflictShape]]:
    """The conflicts without those that an amendment takes out, whichever of the two supports is named first."""
    written = {frozenset(one.shape.between): one for one in conflicts}
    for index, pair in enumerate(changes.head.shape.remove.conflicts):
        if written.pop(frozenset(pair), None) is None:
            base, gone = changes.head.shape.amends, ", ".join(pair)
            message = Text(f"{base} 没有写 {gone} 不能同时享受，无从删去", f"{base} has no conflict of {gone} to remove")
            problems.append(changes.head.source.problem(RuleCheck.REMOVE_MISSING, ("remove", "conflicts", index), message))
    return iter(written.values())


def _without(
    entries: Mapping[str, T],
    names: Iterable[str],
    changes: WrittenChanges,
    kind: str,
    problems: list[RuleProblem],
    under: tuple[str, ...] = (),
) -> dict[str, T]:
    kept = dict(entries)
    for index, name in enumerate(names):
        if kept.pop(name, None) is None:
            base, gone = changes.head.shape.amends, ".".join((*under, name))
            message = Text(f"{base} 里没有 {gone}，无从删去", f"{base} has no {gone} to remove")
            at: Path_ = ("remove", kind, *under, index)
            problems.append(changes.head.source.problem(RuleCheck.REMOVE_MISSING, at, message, meant(name, entries)))
    return kept


def _remove_routes(
    supports: dict[str, WrittenSupport], name: str, routes: Iterable[str], changes: WrittenChanges, problems: list[RuleProblem]
) -> None:
    if name not in supports:
        _without(supports, [name], changes, "routes", problems)
        return
    support = supports[name]
    kept = _without(support.shape.routes, routes, changes, "routes", problems, (name,))
    kinds = {route.for_ or support.shape.for_ for route in kept.values()}
    raw = {**support.raw, "routes": {route: raw for route, raw in mapping(support.raw["routes"]).items() if route in kept}}
    if "by" in raw:
        raw["by"] = {kind: said for kind, said in mapping(raw["by"]).items() if kind in kinds}
    by = {kind: said for kind, said in support.shape.by.items() if kind in kinds}
    supports[name] = replace(
        support,
        shape=support.shape.model_copy(update={"routes": kept, "by": by}),
        raw=raw,
        routes={route: place for route, place in support.routes.items() if route in kept},
    )


def _put_supports(supports: dict[str, WrittenSupport], changes: WrittenChanges, problems: list[RuleProblem]) -> None:
    seen: set[str] = set()
    for area, entry in changes.supports:
        name = entry.shape.support
        if name in seen:
            problems.append(twice(entry.source, entry.at, name))
        seen.add(name)
        if name in supports:
            supports[name] = _changed(supports[name], entry)
            continue
        missing = _missing(entry.shape)
        if missing:
            problems.append(_incomplete(entry, missing, nearest(name, supports)))
            continue
        supports[name] = _new(area, entry)
    for name, support in supports.items():
        if not support.shape.routes:
            source, at = changes.head.source, ("remove", "routes", name)
            message = Text(f"{name} 一条途径也没有了", f"{name} has no route left")
            mend = Text("改为删去整个项目", "remove the support instead")
            problems.append(source.problem(RuleCheck.ROUTES_ALL_REMOVED, at, message, mend))


def _incomplete(entry: Entry[yaml_schema.SupportChangeShape], missing: list[str], near: str | None) -> RuleProblem:
    name = entry.shape.support
    message = Text(f"{name} 是新项目，缺少 {'、'.join(missing)}", f"{name} is new here, and has no {', '.join(missing)}")
    mend = Text("把项目写完整", "write the support whole")
    if near:
        mend = Text(f"{mend.zh}；是否想写“{near}”？", f"{mend.en}, or did you mean {near}?")
    return entry.source.problem(RuleCheck.KEY_MISSING, (*entry.at, "support"), message, mend)


def _missing(shape: yaml_schema.SupportChangeShape) -> list[str]:
    """The required keys that a new support lacks."""
    required = {"for": shape.for_, "routes": shape.routes, "benefit": shape.benefit}
    return [key for key, given in required.items() if not given]


def _new(area: str, entry: Entry[yaml_schema.SupportChangeShape]) -> WrittenSupport:
    shape = yaml_schema.SupportShape.model_validate(entry.raw)
    raw = {**entry.raw, "document": entry.document} if entry.document else entry.raw
    return WrittenSupport(shape, area, entry.source, entry.at, raw, _route_places(entry), {})


def _changed(support: WrittenSupport, entry: Entry[yaml_schema.SupportChangeShape]) -> WrittenSupport:
    given = {name: getattr(entry.shape, name) for name in _given(entry) if name not in {"support", "routes", "by"}}
    raw = {**support.raw, **{key: value for key, value in entry.raw.items() if key not in {"routes", "by"}}}
    by = dict(support.shape.by)
    for kind, said in (entry.shape.by or {}).items():
        by[kind] = by.get(kind, said).model_copy(update={name: getattr(said, name) for name in said.model_fields_set})
        before, new = mapping(support.raw.get("by")), mapping(entry.raw["by"])
        raw["by"] = {**mapping(raw.get("by")), kind: {**mapping(before.get(kind)), **mapping(new[kind])}}
    own = {
        name: {**mapping(route), "document": entry.document} if entry.document else route
        for name, route in mapping(entry.raw.get("routes")).items()
    }
    return replace(
        support,
        shape=support.shape.model_copy(update={**given, "routes": {**support.shape.routes, **entry.shape.routes}, "by": by}),
        raw={**raw, "routes": {**mapping(support.raw["routes"]), **own}},
        routes={**support.routes, **_route_places(entry)},
        parts={**support.parts, **dict.fromkeys((*(key.rstrip("_") for key in given), *_said_by(entry)), (entry.source, entry.at))},
    )


def _said_by(entry: Entry[yaml_schema.SupportChangeShape]) -> Iterator[str]:
    """The names of the parts that a change writes for kinds of subject."""
    for kind, said in (entry.shape.by or {}).items():
        yield from (f"by.{kind}.{name}" for name in ("key", *said.model_fields_set))


def _given(entry: Entry[yaml_schema.SupportChangeShape]) -> set[str]:
    return {name for name in entry.shape.model_fields_set if getattr(entry.shape, name) is not None}


def _route_places(entry: Entry[yaml_schema.SupportChangeShape]) -> dict[str, tuple[Source, Path_, str]]:
    return {name: (entry.source, (*entry.at, "routes", name), entry.document) for name in entry.shape.routes}


# -- declared effects


def check_effects(changes: WrittenChanges, before: Ruleset, after: Ruleset) -> Iterator[RuleProblem]:
    """Wrong declarations: for supports that did not change or do not exist, and changes that are not declared.

    `eligibility verify` proves whether a declared effect is true for every household.
    """
    declared, source = {name: one.who for name, one in changes.head.shape.declared().items()}, changes.head.source
    reached = touched(before, after)
    for name, effect in declared.items():
        at = ("effects", name)
        if name not in before.supports and name not in after.supports:
            message = Text(f"两个版本里都没有“{name}”", f"no version has {name!r}")
            yield source.problem(RuleCheck.UNKNOWN_SUPPORT, (*at, "key"), message, meant(name, after.supports))
        elif (effect == "new") is (name in before.supports) or (effect == "ended") is (name in after.supports):
            yield source.problem(RuleCheck.EFFECT_IMPOSSIBLE, at, _impossible(name, effect, before, after), _DECLARE)
        elif name not in reached:
            zh = f"声明了 {name}: {effect}，但与 {before.region}/{before.name} 相比没有改动"
            message = Text(zh, f"{name} is declared {effect}, and nothing here changes it from {before.region}/{before.name}")
            mend = Text("去掉声明，或写出改动", "take the declaration out, or write the change")
            yield source.problem(RuleCheck.EFFECT_WITHOUT_CHANGE, at, message, mend)
    for name in sorted(changed(before, after) - declared.keys()):
        zh = f"{name} 与 {before.region}/{before.name} 相比有改动，但没有声明影响"
        message = Text(zh, f"{name} is changed from {before.region}/{before.name}, and its effect is not declared")
        add = f"{name}: wider, narrower, same, changed, new"
        mend = Text(f"补上 {add} 或 ended 之一", f"add {add} or ended")
        yield source.problem(RuleCheck.EFFECT_MISSING, ("effects",), message, mend)


_DECLARE = Text("按文件的实际内容声明", "declare what the files do")


def _impossible(name: str, effect: Effect, before: Ruleset, after: Ruleset) -> Text:
    zh = ("有" if name in one.supports else "没有" for one in (before, after))
    en = ("in" if name in one.supports else "not in" for one in (before, after))
    return Text(
        f"{before.name} 里{next(zh)} {name}，这个版本里{next(zh)}，所以影响不是 {effect}",
        f"{name} is {next(en)} {before.name} and {next(en)} this version, so its effect is not {effect}",
    )


def changed(before: Ruleset, after: Ruleset) -> set[str]:
    """The supports whose own rule differs between the versions."""
    names = {*before.supports, *after.supports}
    return {name for name in names if before.supports.get(name) != after.supports.get(name)}


def touched(before: Ruleset, after: Ruleset) -> set[str]:
    """The supports whose own rule differs between the versions, or the rule of a support that they depend on."""
    found = changed(before, after)
    return {name for name in {*before.supports, *after.supports} if ({name} | before.behind(name) | after.behind(name)) & found}


def route_left_alone(route: str, was: Support, now: Support) -> bool:
    """Whether a route and the exclusions of its part are as before."""
    parts = [(part, found) for one in (was, now) for part in one.parts for found in part.routes if found.name == route]
    return len(parts) == 2 and parts[0][1] == parts[1][1] and parts[0][0].unless == parts[1][0].unless
