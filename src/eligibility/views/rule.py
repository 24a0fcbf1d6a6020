"""One rule as a person reads it, in one language: who, by which route, under which clause, what to bring, what opens what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from eligibility.i18n import Language, Text
from eligibility.rules.labels import AREAS, MODALITIES, SUBJECTS
from eligibility.rules.prose import Prose, amount_text, clauses_text
from eligibility.rules.ruleset import Inside, Note, Route, Ruleset, Said, Support

"""Whom a support is for."""

_NEEDED = Text("还须：", "also needed: ")
_NOTE = Text("说明：", "note: ")
_UNLESS = Text("除外：", "unless: ")
_INSIDE = Text("在另一途径之内", "inside another route")
_IN_CHARGE = Text("负责：", "in charge: ")
_BRING = Text("带上：", "bring: ")


@dataclass(frozen=True, slots=True)
class RuleQuote:
    """What the plan says of how a support is handled, with its clauses: who is in charge, or a paper to bring."""

    text: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleLink:
    """Another support, by its id and title."""

    support: str
    title: str


@dataclass(frozen=True, slots=True)
class RuleInside:
    """Another route of the same support that holds wherever this one holds, and why both stand there."""

    route: str
    reason: str


@dataclass(frozen=True, slots=True)
class RuleRoute:
    """One route: its condition as written and in prose, how binding it is, its amount, the duty's sum, and its clauses.

    `amount` and `duty` are None where the plan states none; `needed` are criteria that the plan leaves to other rules.
    """

    name: str
    when: str
    prose: str
    modality: str
    amount: str | None
    duty: str | None
    clauses: str
    needed: tuple[str, ...]
    notes: tuple[str, ...]
    inside: RuleInside | None


@dataclass(frozen=True, slots=True)
class WordedRule:
    """One support of a ruleset in one language.

    `needs` are the supports that its routes ask for, `opens` those whose routes ask for it.
    """

    support: str
    title: str
    area: str
    subject: str
    routes: tuple[RuleRoute, ...]
    agencies: tuple[RuleQuote, ...]
    papers: tuple[RuleQuote, ...]
    unless: tuple[str, ...]
    needed: tuple[str, ...]
    notes: tuple[str, ...]
    needs: tuple[RuleLink, ...]
    opens: tuple[RuleLink, ...]
    language: Language

    def as_json(self) -> dict[str, Any]:
        """The rule as plain data."""
        return asdict(self)

    def text(self) -> str:
        """The rule as lines for a reader."""
        return "\n".join(_lines(self))


def worded(support: Support, ruleset: Ruleset, language: Language) -> WordedRule:
    """A support of a ruleset in the words of one language."""
    prose = Prose(ruleset, language)
    return WordedRule(
        support=support.id,
        title=support.title[language],
        area=AREAS[support.area][language],
        subject=SUBJECTS[support.entity][language],
        routes=tuple(_route(route, support, prose) for route in support.routes),
        agencies=_quotes(support.agencies, language),
        papers=_quotes(support.every_paper, language),
        unless=tuple(prose.say(expr) for expr in support.unless),
        needed=_texts(support.subject_to, language),
        notes=_notes(support.notes, language),
        needs=_links((name for name in ruleset.supports if name in support.demands), ruleset, language),
        opens=_links((one.id for one in ruleset.supports.values() if support.id in one.demands), ruleset, language),
        language=language,
    )


def _route(route: Route, support: Support, prose: Prose) -> RuleRoute:
    language = prose.language
    return RuleRoute(
        name=route.name,
        when=route.text,
        prose=prose.say(route.when),
        modality=MODALITIES[route.modality][language],
        amount=amount_text(route.benefit or support.benefit, language) or None,
        duty=_duty(route, prose),
        clauses=clauses_text(route.clauses),
        needed=_texts(route.subject_to, language),
        notes=_notes(route.notes, language),
        inside=_inside(route.inside, language),
    )


def _duty(route: Route, prose: Prose) -> str | None:
    """What there is and what there must be, of a route that lays down a number."""
    if route.compliance is None:
        return None
    return f"{prose.number(route.compliance.actual)} ≥ {prose.number(route.compliance.required)}"


def _inside(inside: Inside | None, language: Language) -> RuleInside | None:
    return RuleInside(inside.route, inside.reason[language]) if inside else None


def _quotes(all_said: Iterable[Said], language: Language) -> tuple[RuleQuote, ...]:
    return tuple(RuleQuote(said.text[language], said.cite) for said in all_said)


def _texts(texts: Iterable[Text], language: Language) -> tuple[str, ...]:
    return tuple(text[language] for text in texts)


def _notes(notes: Iterable[Note], language: Language) -> tuple[str, ...]:
    return _texts((note.text for note in notes), language)


def _links(supports: Iterable[str], ruleset: Ruleset, language: Language) -> tuple[RuleLink, ...]:
    return tuple(RuleLink(name, ruleset.support_title(name)[language]) for name in supports)


# -- text


def _lines(rule: WordedRule) -> Iterator[str]:
    language = rule.language
    yield f"{rule.title}  [{rule.support}]  {rule.area} · {rule.subject}"
    for route in rule.routes:
        yield from (f"  {line}" for line in _route_lines(route, language))
    yield from (f"  {_IN_CHARGE[language]}{_quoted(one, language)}" for one in rule.agencies)
    yield from (f"  {_BRING[language]}{_quoted(one, language)}" for one in rule.papers)
    yield from (f"  {_UNLESS[language]}{text}" for text in rule.unless)
    yield from (f"  {_NEEDED[language]}{text}" for text in rule.needed)
    yield from (f"  {_NOTE[language]}{text}" for text in rule.notes)


def _route_lines(route: RuleRoute, language: Language) -> Iterator[str]:
    yield f"{route.name}: {route.prose}"
    parts = (route.modality, route.amount, route.duty, route.clauses)
    yield "  " + Text("；", "; ")[language].join(part for part in parts if part is not None)
    yield from (f"  {_NEEDED[language]}{text}" for text in route.needed)
    yield from (f"  {_NOTE[language]}{text}" for text in route.notes)
    if route.inside is not None:
        yield f"  {_INSIDE[language]} [{route.inside.route}]{Text('：', ': ')[language]}{route.inside.reason}"


def _quoted(quote: RuleQuote, language: Language) -> str:
    clauses = "、".join(quote.clauses)
    return Text(f"{quote.text}（{clauses}）", f"{quote.text} ({clauses})")[language]
