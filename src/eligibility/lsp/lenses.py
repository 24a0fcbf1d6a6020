"""What stands above a support while its rule is written: how its cases go, and what an amendment does to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from eligibility.errors import Span
from eligibility.i18n import Text
from eligibility.lsp.places import kind_of, source_of
from eligibility.lsp.project import Project, Version
from eligibility.rules.labels import EFFECTS
from eligibility.rules.located_yaml import Path_


@dataclass(frozen=True, slots=True)
class Lens:
    """A line above a place; `path` and `line` are what it leads to, where it leads to anything."""

    span: Span
    title: Text
    path: Path | None = None
    line: int = 0


def lenses(project: Project, path: Path) -> list[Lens]:
    """The lines above the supports of a file; none before its version was looked at wholly."""
    text, kind, folder = project.texts.text(path), kind_of(path), project.folder(path)
    if text is None or folder is None or kind not in {"area", "ruleset"}:
        return []
    version, source = project.version(folder), source_of(text, path)
    found: list[Lens] = []
    for at, node in source.nodes.items():
        support = _support(at, node)
        if support is not None:
            span = source.part(at, 0, len(support))
            found += [*_cases(support, span, version, project)] if kind == "area" else []
            found += _effect(support, span, version)
    return found


def _support(at: Path_, node: yaml.Node) -> str | None:
    """The support whose rule or declared effect stands at a place."""
    match at, node:
        case ("supports", int(), "support") | ("effects", _, "key"), yaml.ScalarNode():
            return str(node.value)
    return None


def _cases(support: str, span: Span, version: Version, project: Project) -> Iterator[Lens]:
    about = {case.name for case in version.cases if any(one.support == support for one in case.expectations)}
    failed = [failure for failure in version.failures if failure.support == support]
    if failed:
        wrong, first = len({failure.case for failure in failed}), failed[0]
        title = Text(f"{len(about)}例中{wrong}例不符 ▸", f"{wrong} of {len(about)} cases differ ▸")
        yield Lens(span, title, project.path(first.file, version), first.line)
    elif about:
        yield Lens(span, Text(f"{len(about)}例全部通过", f"{len(about)} cases pass"))
    elif version.looked:
        yield Lens(span, Text("没有案例", "no cases"))


def _effect(support: str, span: Span, version: Version) -> Iterator[Lens]:
    if support not in version.effects or version.loaded is None or version.loaded.before is None:
        return
    effect, declared = version.effects[support], version.loaded.ruleset.effects.get(support)
    before = version.loaded.before.name
    if effect is None:
        yield Lens(span, Text(f"与 {before} 相比的影响没有定论", f"the effect against {before} is not decided"))
        return
    said, other = EFFECTS[effect], declared if declared not in {effect, None} else None
    zh = f"与 {before} 相比：{said.zh}（已证明）" + (f"；声明的是 {other}，不符" if other else "")
    en = f"against {before}: {said.en} (proved)" + (f"; declared as {other}, which differs" if other else "")
    yield Lens(span, Text(zh, en))
