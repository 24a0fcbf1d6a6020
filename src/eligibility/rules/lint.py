"""Checks on a ruleset beyond what loading demands: what is unused, untitled, untested or never decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import final

from eligibility.errors import RuleProblem, RulesetError, in_order
from eligibility.facts.labels import has_words
from eligibility.facts.vocabulary import facts
from eligibility.i18n import nearest
from eligibility.logic.algebra import Rewriting
from eligibility.logic.expr import TRUE, And, Expr, Flag, Has, Named, Not, Quantity, disjunction, facts_in
from eligibility.logic.relevance import essential, reduce
from eligibility.logic.types import Boolean, Fact
from eligibility.rules.cases import Case, covered, read_cases
from eligibility.rules.clauses import check_ledger, check_text, plan_text, read_ledger
from eligibility.rules.load import Loaded, load_folder
from eligibility.rules.version_lookup import check_versions, names, regions


@dataclass(frozen=True, slots=True)
class Linted:
    """The findings for one version; `loaded` and `cases` where the files could be read."""

    region: str
    version: str
    problems: tuple[RuleProblem, ...]
    loaded: Loaded | None
    cases: tuple[Case, ...]


def lint(folder: Path, root: Path, sources: Path | None = None) -> Linted:
    """Everything that lint finds in a version's folder.

    With the folder of the plans' texts (`REGION.txt`) every clause is checked against its text as well.
    """
    problems: list[RuleProblem] = []
    loaded: Loaded | None = None
    cases: tuple[Case, ...] = ()
    problems += check_versions(root, folder.parent.name) if folder.parent.parent == root else ()
    try:
        loaded = load_folder(folder, root)
    except RulesetError as error:
        problems += error.findings
    try:
        cases = read_cases(folder)
    except RulesetError as error:
        problems += error.findings
    if loaded is not None:
        problems += [*_unused(loaded, national=False), *_untested(loaded, cases), *_undecidable(loaded), *_untitled(loaded)]
        problems += _ledger(folder, loaded, sources)
    return Linted(folder.parent.name, folder.name, in_order(problems), loaded, cases)


def _ledger(folder: Path, loaded: Loaded, sources: Path | None) -> Iterator[RuleProblem]:
    ledger = read_ledger(folder)
    if ledger is None and loaded.ruleset.scenario is not None:
        return
    if ledger is None:
        source, at = loaded.head
        yield source.problem("ledger_missing", at, "the version has no clauses.yaml", "list the plan's clauses, so that none is left out")
        return
    yield from check_ledger(ledger, loaded.ruleset)
    if sources is not None:
        path = sources / f"{loaded.ruleset.region}.txt"
        if path.is_file():
            yield from check_text(ledger, plan_text(path))
        else:
            yield ledger.source.problem("source_missing", (), f"there is no {path.name} among the sources")


def lint_all(root: Path, sources: Path | None = None) -> list[Linted]:
    """Every version of every region; what no version uses of the national definitions is added to the last one that reads them."""
    linted = [lint(root / region / name, root, sources) for region in regions(root) for name in names(root, region)]
    return [*linted[:-1], _with_national(linted)] if linted else []


def _with_national(linted: list[Linted]) -> Linted:
    last = linted[-1]
    loaded = [one.loaded for one in linted if one.loaded is not None]
    if len(loaded) < len(linted):
        return last
    everywhere = set.intersection(*({problem.message for problem in _unused(one, national=True)} for one in loaded))
    found = [problem for problem in _unused(loaded[-1], national=True) if problem.message in everywhere]
    return Linted(last.region, last.version, (*last.problems, *found), last.loaded, last.cases)


def _unused(loaded: Loaded, *, national: bool) -> Iterator[RuleProblem]:
    for name, definition in loaded.ruleset.definitions.items():
        if name not in loaded.used and definition.national is national:
            source, at = loaded.place("definition", name)
            yield source.problem("definition_unused", at, f"no rule uses the definition {name}", "use it or take it out")


def _untested(loaded: Loaded, cases: tuple[Case, ...]) -> Iterator[RuleProblem]:
    granted, refused, whole = covered(cases)
    supports = loaded.ruleset.supports
    for case in cases:
        for one in case.expectations:
            if one.support not in supports:
                near = nearest(one.support, supports)
                mend = f"did you mean {near}?" if near else ""
                yield RuleProblem("unknown_support", case.file, one.line, 1, f"{case.name}: this ruleset has no {one.support!r}", mend)
                continue
            known = {route.name for route in supports[one.support].routes}
            for route in {*([one.outcome["route"]] if one.outcome.get("route") else []), *(one.outcome.get("routes") or {})} - known:
                near = nearest(route, known)
                mend = f"did you mean {near}?" if near else f"one of {', '.join(sorted(known))}"
                yield RuleProblem("unknown_route", case.file, one.line, 1, f"{case.name}: {one.support} has no route {route!r}", mend)
    for support in supports.values():
        if loaded.ruleset.scenario is not None or (loaded.before and loaded.before.supports.get(support.id) == support):
            continue
        for route in support.routes:
            source, at = loaded.place("route", f"{support.id}.{route.name}")
            key = (support.id, route.name)
            if key not in granted:
                yield source.problem("route_never_granted", at, f"no case is granted by {support.id}.{route.name}", "add one to cases/")
            if key not in refused and support.id not in whole:
                yield source.problem("route_never_refused", at, f"no case is refused by {support.id}.{route.name}", "add one to cases/")


def _undecidable(loaded: Loaded) -> Iterator[RuleProblem]:
    """A condition that no fact can change though it looks open: three-valued logic would leave it unknown for ever."""
    for support in loaded.ruleset.supports.values():
        for route in support.routes:
            if not _changeable(route.when) and not _adopted(route.when):
                source, at = loaded.place("route", f"{support.id}.{route.name}")
                mend = "take out the split that covers everything, or the contradiction"
                message = f"no fact can change the condition of {support.id}.{route.name}"
                yield source.problem("condition_never_decided", (*at, "when"), message, mend)
        whole = And((disjunction([route.when for route in support.routes]), Not(disjunction(list(support.unless)))))
        if support.unless and not _changeable(whole):
            source, at = loaded.place("support", support.id)
            yield source.problem("always_excluded", at, f"{support.id} can never be granted: unless takes back every route", "mend unless")


def _adopted(condition: Expr) -> bool:
    """A condition that holds for everybody because the local option that it waited for is taken as adopted."""
    return isinstance(condition, Named) and condition.body == TRUE


def _changeable(condition: Expr) -> bool:
    return bool(essential(reduce(_Closing()(condition), lambda _: None)))


@final
class _Closing(Rewriting):
    """Supports and counts as facts of their own."""

    def has(self, expr: Has) -> Expr:
        return Flag(Fact(f"has.{expr.support}", Boolean()))

    def quantity(self, expr: Quantity) -> Expr:
        return Flag(Fact(f"quantity.{hash(expr)}", Boolean()))


def _untitled(loaded: Loaded) -> Iterator[RuleProblem]:
    """Facts that rules use and the vocabulary has no words for."""
    known = facts()
    for support in loaded.ruleset.supports.values():
        for route in support.routes:
            for fact in {fact for fact in facts_in(route.when) if fact.key in known and fact.key != "as_of"}:
                entity, _, rest = fact.key.partition(".")
                if not has_words(entity, rest.partition(".")[0]):
                    source, at = loaded.place("route", f"{support.id}.{route.name}")
                    yield source.problem("title_missing", at, f"the fact {fact.key} has no words", "add it to labels.yaml")
