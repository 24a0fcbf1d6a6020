"""Rulesets as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from eligibility.i18n import Language
from eligibility.rules.clauses import cited, read_ledger
from eligibility.rules.labels import AREAS, MODALITIES, SUBJECTS, document_text, status_text
from eligibility.rules.prose import Prose, amount_text, clauses_text
from eligibility.rules.ruleset import Benefit, Route, Ruleset, Said, Support


def line(folder: Path, ruleset: Ruleset, language: Language) -> str:
    """One version in one line, its id first."""
    routes = sum(len(support.routes) for support in ruleset.supports.values())
    counts = f"{len(ruleset.supports)}项、{routes}条途径" if language == "zh" else f"{len(ruleset.supports)} supports, {routes} routes"
    parts = [
        f"{ruleset.region}/{ruleset.name}",
        ruleset.title[language],
        document_text(ruleset, language),
        status_text(ruleset, language),
        f"{ruleset.period.first}..{ruleset.period.last}",
        counts,
        _coverage(folder, ruleset, language),
    ]
    return "  ".join(parts)


def _coverage(folder: Path, ruleset: Ruleset, language: Language) -> str:
    """How much of the plan's ledger is cited and how much declared."""
    ledger = read_ledger(folder)
    if ledger is None:
        return "没有条款台账" if language == "zh" else "no ledger"
    clauses = {locator for locator, clause in ledger.clauses.items() if not clause.heading}
    used = clauses & cited(ruleset).keys()
    declared = {locator for entry in ledger.unencoded for locator in entry.clauses} & clauses - used
    if language == "zh":
        return f"条款{len(clauses)}：引用{len(used)}，声明未编码{len(declared)}"
    return f"{len(clauses)} clauses: {len(used)} cited, {len(declared)} declared as left out"


def described(support: Support, ruleset: Ruleset, language: Language) -> str:
    """One support: title, subject, routes in prose with their clauses, exclusions, what is left to other rules, notes."""
    return "\n".join(_lines(support, ruleset, language))


def _lines(support: Support, ruleset: Ruleset, language: Language) -> Iterator[str]:
    zh = language == "zh"
    prose = Prose(ruleset, language)
    subject = SUBJECTS[support.entity][language]
    yield f"{support.title[language]}  [{support.id}]  {AREAS[support.area][language]} · {subject}"
    for route in support.routes:
        yield f"  {route.name}: {prose.say(route.when)}"
        yield "    " + ("；" if zh else "; ").join(_route(support, route, ruleset, prose, language))
        yield from (f"    {'还须：' if zh else 'also needed: '}{text[language]}" for text in route.subject_to)
        yield from (f"    {'说明：' if zh else 'note: '}{note.text[language]}" for note in route.notes)
        if route.inside is not None:
            reason = route.inside.reason[language]
            yield f"    {'在另一途径之内' if zh else 'inside another route'} [{route.inside.route}]{'：' if zh else ': '}{reason}"
    yield from (f"  {'负责：' if zh else 'in charge: '}{_said(said, language)}" for said in support.agencies)
    yield from (f"  {'带上：' if zh else 'bring: '}{_said(said, language)}" for said in support.every_paper)
    for expr in support.unless:
        yield f"  {'除外：' if zh else 'unless: '}{prose.say(expr)}"
    yield from (f"  {'还须：' if zh else 'also needed: '}{text[language]}" for text in support.subject_to)
    yield from (f"  {'说明：' if zh else 'note: '}{note.text[language]}" for note in support.notes)


def _said(said: Said, language: Language) -> str:
    clauses = "、".join(said.cite)
    return f"{said.text.zh}（{clauses}）" if language == "zh" else f"{said.text.en} ({clauses})"


def _route(support: Support, route: Route, ruleset: Ruleset, prose: Prose, language: Language) -> Iterator[str]:
    yield MODALITIES[route.modality][language]
    benefit: Benefit = route.benefit or support.benefit
    if benefit.amount is not None:
        yield amount_text(benefit, language)
    if route.compliance is not None:
        required, actual = prose.number(route.compliance.required), prose.number(route.compliance.actual)
        yield f"{actual} ≥ {required}"
    yield clauses_text(route.clauses)
