"""One rule as a person reads it, in one language: who, by which route, under which clause, what to bring, what opens what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from datetime import date

from eligibility._dataclass import dataclass
from eligibility._json import Json, JsonObject
from eligibility.errors import checked_language
from eligibility.facts.vocabulary import SubjectKind
from eligibility.i18n import Language, Text, joined
from eligibility.rules.amount_prose import benefit_text
from eligibility.rules.labels import AREAS, MODALITIES, SUBJECT_LABELS
from eligibility.rules.prose import Prose, clauses_text
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import Deadline, Note, Route, Statement, SupportPart
from eligibility.rules.words import Area, BenefitKind, Modality

"""Whom a support is for."""

_NEEDED = Text("还须：", "also needed: ")
_NOTE = Text("说明：", "note: ")
_UNLESS = Text("除外：", "unless: ")
_INSIDE = Text("在另一途径之内", "inside another route")
_IN_CHARGE = Text("负责：", "in charge: ")
_BRING = Text("带上：", "bring: ")


@dataclass(frozen=True, slots=True)
class RuleClause:
    """Where a rule stands: the plan's document and the place in it."""

    document: str
    locator: str


@dataclass(frozen=True, slots=True)
class RuleQuote:
    """What the plan says of how a support is handled, with its clauses: who is in charge, or a paper to bring."""

    text: str
    clauses: tuple[RuleClause, ...]


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
class RuleDuty:
    """What a duty counts, in words: the number there is and the number there must be."""

    actual: str
    required: str


@dataclass(frozen=True, slots=True)
class RuleRoute:
    """One route: its condition as written and in prose, how binding it is, what it gives, and its clauses.

    `amount`, `duty` and `deadline` are None where the plan states none; `conditions` are criteria that it leaves to other rules.
    """

    name: str
    when: str
    prose: str
    modality: Modality
    kind: BenefitKind
    amount: str | None
    duty: RuleDuty | None
    deadline: Deadline | None
    clauses: tuple[RuleClause, ...]
    conditions: tuple[str, ...]
    notes: tuple[str, ...]
    inside: RuleInside | None


@dataclass(frozen=True, slots=True)
class WordedRule:
    """One support of a ruleset in one language.

    `conditions` are criteria that the plan leaves to other rules, on every route; `needs` are the supports that its routes
    ask for, `opens` those whose routes ask for it.
    """

    support: str
    title: str
    area: Area
    subject: SubjectKind
    routes: tuple[RuleRoute, ...]
    unless: tuple[str, ...]
    conditions: tuple[str, ...]
    notes: tuple[str, ...]
    agencies: tuple[RuleQuote, ...]
    papers: tuple[RuleQuote, ...]
    needs: tuple[RuleLink, ...]
    opens: tuple[RuleLink, ...]
    language: Language

    def as_json(self) -> JsonObject:
        """The rule as plain data."""
        data = asdict(self, dict_factory=_plain)
        del data["language"]
        return data

    def text(self) -> str:
        """The rule as lines for a reader."""
        return "\n".join(_lines(self))


def worded(support: SupportPart, ruleset: Ruleset, language: Language) -> WordedRule:
    """A support of a ruleset, for one kind of subject, in the words of one language.

    Raises:
        WrongArgument: there is no such language.
    """
    checked_language(language)
    prose = Prose(ruleset, language)
    return WordedRule(
        support=support.id,
        title=support.title[language],
        area=support.area,
        subject=support.entity,
        routes=tuple(_route(route, support, prose) for route in support.routes),
        unless=tuple(prose.say(expr) for expr in support.unless),
        conditions=_texts(support.subject_to, language),
        notes=(*_notes(support.notes, prose), *(one[language] for one in _exclusive(support.id, ruleset))),
        agencies=_quotes(support.agencies, language),
        papers=_quotes(support.every_paper, language),
        needs=_links(_ordered(support.demands, ruleset), ruleset, language),
        opens=_links(_opened(support, ruleset), ruleset, language),
        language=language,
    )


def opened_by(support: str, ruleset: Ruleset) -> tuple[str, ...]:
    """The supports of which a route asks for one, in the ruleset's order; none where nobody can hold it for whom `has.` reads it."""
    return ruleset.once(_openings).get(support, ()) if ruleset.held(support) else ()


def needed_by(support: str, ruleset: Ruleset) -> tuple[str, ...]:
    """The supports that a route of one asks for, in the ruleset's order."""
    return tuple(_ordered(ruleset.supports[support].demands, ruleset))


def _openings(ruleset: Ruleset) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one in ruleset.supports.values():
        for name in one.demands:
            found.setdefault(name, []).append(one.id)
    return {name: tuple(ids) for name, ids in found.items()}


def _ordered(demands: Collection[str], ruleset: Ruleset) -> Iterator[str]:
    return (name for name in ruleset.supports if name in demands)


def _opened(support: SupportPart, ruleset: Ruleset) -> tuple[str, ...]:
    """The supports that this one opens: none for the part of an organisation, which `has.` does not read."""
    return opened_by(support.id, ruleset) if support in ruleset.held(support.id) else ()


def _route(route: Route, support: SupportPart, prose: Prose) -> RuleRoute:
    language, benefit, inside = prose.language, route.benefit or support.benefit, route.inside
    return RuleRoute(
        name=route.name,
        when=route.text,
        prose=prose.say(route.when),
        modality=route.modality,
        kind=benefit.kind,
        amount=benefit_text(benefit, prose) or None,
        duty=_duty(route, prose),
        deadline=route.deadline,
        clauses=_clauses(route.clauses),
        conditions=_texts(route.subject_to, language),
        notes=_notes(route.notes, prose),
        inside=RuleInside(inside.route, inside.reason[language]) if inside else None,
    )


def _duty(route: Route, prose: Prose) -> RuleDuty | None:
    duty = route.compliance
    if duty is None or duty.actual is None or duty.required is None:
        return None
    return RuleDuty(prose.number(duty.actual), prose.number(duty.required))


def _clauses(clauses: Iterable[tuple[str, str]]) -> tuple[RuleClause, ...]:
    return tuple(RuleClause(document, locator) for document, locator in clauses)


def _quotes(all_said: Iterable[Statement], language: Language) -> tuple[RuleQuote, ...]:
    return tuple(RuleQuote(said.text[language], _clauses((said.document, locator) for locator in said.cite)) for said in all_said)


def _texts(texts: Iterable[Text], language: Language) -> tuple[str, ...]:
    return tuple(text[language] for text in texts)


def _notes(notes: Iterable[Note], prose: Prose) -> tuple[str, ...]:
    """The notes; one that is given only under a condition says which."""
    return tuple(_note(note, prose)[prose.language] for note in notes)


def _exclusive(support: str, ruleset: Ruleset) -> Iterator[Text]:
    """What the plan itself lets nobody have together with a support, and where it says so. What national rules say stands in answers."""
    for conflict in ruleset.conflicts:
        if conflict.cite and support in conflict.pair:
            other = ruleset.support_title(conflict.pair[1 - conflict.pair.index(support)])
            clauses = clauses_text((conflict.document, locator) for locator in conflict.cite)
            yield Text(
                f"不能与“{other.zh}”同时享受：{conflict.reason.zh.rstrip('。')}（{clauses}）",
                f"not together with {other.en}: {conflict.reason.en.rstrip('.')} ({clauses})",
            )


def _note(note: Note, prose: Prose) -> Text:
    if note.when is None:
        return note.text
    condition = prose.say(note.when)
    return Text(f"（仅在“{condition}”时）{note.text.zh}", f"(only where {condition}) {note.text.en}")


def _links(supports: Iterable[str], ruleset: Ruleset, language: Language) -> tuple[RuleLink, ...]:
    return tuple(RuleLink(name, ruleset.support_title(name)[language]) for name in supports)


def _plain(entries: list[tuple[str, Json | date]]) -> JsonObject:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in entries}


# -- text


def _lines(rule: WordedRule) -> Iterator[str]:
    language = rule.language
    yield f"{rule.title}  [{rule.support}]  {AREAS[rule.area][language]} · {SUBJECT_LABELS[rule.subject][language]}"
    for route in rule.routes:
        yield from (f"  {line}" for line in _route_lines(route, language))
    yield from (f"  {_IN_CHARGE[language]}{_quoted(one, language)}" for one in rule.agencies)
    yield from (f"  {_BRING[language]}{_quoted(one, language)}" for one in rule.papers)
    yield from (f"  {_UNLESS[language]}{text}" for text in rule.unless)
    yield from (f"  {_NEEDED[language]}{text}" for text in rule.conditions)
    yield from (f"  {_NOTE[language]}{text}" for text in rule.notes)


def _route_lines(route: RuleRoute, language: Language) -> Iterator[str]:
    yield f"{route.name}: {route.prose}"
    yield "  " + joined(_terms(route, language), language)
    yield from (f"  {_NEEDED[language]}{text}" for text in route.conditions)
    yield from (f"  {_NOTE[language]}{text}" for text in route.notes)
    if route.inside is not None:
        yield f"  {_INSIDE[language]} [{route.inside.route}]{Text('：', ': ')[language]}{route.inside.reason}"


def _terms(route: RuleRoute, language: Language) -> Iterator[str]:
    """How binding a route is, what it gives, the number that a duty asks for, and where it stands."""
    yield MODALITIES[route.modality][language]
    if route.amount is not None:
        yield route.amount
    if route.duty is not None:
        actual, required = route.duty.actual, route.duty.required
        yield Text(f"{actual}不少于{required}", f"{actual}: at least {required}")[language]
    yield clauses_text((clause.document, clause.locator) for clause in route.clauses)


def _quoted(quote: RuleQuote, language: Language) -> str:
    clauses = "、".join(clause.locator for clause in quote.clauses)
    return Text(f"{quote.text}（{clauses}）", f"{quote.text} ({clauses})")[language]
