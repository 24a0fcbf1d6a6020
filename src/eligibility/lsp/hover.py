"""What the word under the pointer means: facts, definitions, figures, supports, routes, clauses, values and keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eligibility.errors import Span
from eligibility.i18n import Text
from eligibility.logic.types import Choice
from eligibility.lsp.expressions import Use, names_in, scope_at, use_of
from eligibility.lsp.keys import Keys
from eligibility.lsp.meanings import Meanings, fact_of_meaning, value_as_written
from eligibility.lsp.places import Place, kind_of, place_in, source_of
from eligibility.lsp.project import Project, Version
from eligibility.lsp.symbols import Symbol, Symbols
from eligibility.rules.clauses import citing, read_ledger
from eligibility.rules.labels import MODALITIES
from eligibility.rules.prose import Prose
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.scope import RuleScope

_VALUE = re.compile(r"'([^']*)'|\"([^\"]*)\"|(?<![\w.])\d(?![\w.])")
_COMPARED = re.compile(r"([\w.]+)\s*(?:[=!]=|(?:not\s+)?in\s*\{[^{}]*)\s*$")

_SHOWN = 12
"""So many names are listed; of more, their number is said."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is said of a piece of text, in Markdown."""

    span: Span
    text: str


def card_at(project: Project, path: Path, offset: int, keys: Keys) -> Card | None:
    """What is said of the word at a position; None where there is nothing to say."""
    kind, text = kind_of(path), project.texts.text(path)
    folder = next(iter(project.folders(path)), None)
    if kind is None or text is None or folder is None:
        return None
    source = source_of(text, path)
    place = place_in(source, offset)
    if place is None:
        return None
    where = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
    return next((card for card in _Hover(project, folder, kind, place, keys).all() if card.text and _over(card.span, where)), None)


def _over(span: Span, where: tuple[int, int]) -> bool:
    return (span.line, span.column) <= where <= (span.end_line, span.end_column)


class _Hover:
    """What can be said of one value or key and its parts, the most particular first."""

    def __init__(self, project: Project, folder: Path, kind: str, place: Place, keys: Keys) -> None:
        self.project = project
        self.version: Version = project.version(folder)
        self.kind = kind
        self.place = place
        self.keys = keys
        self.ruleset = self.version.loaded.ruleset if self.version.loaded else None
        self.meanings = Meanings(self.ruleset, keys.language)

    def all(self) -> Iterator[Card]:
        source, at = self.place.source, self.place.at
        use = use_of(self.kind, at)
        if use is not None:
            yield from self._in_expression(scope_at(source, at, use, self.ruleset))
            return
        whole = source.part(at, 0, len(self.place.node.value))
        for one in Symbols(source, self.kind, self.ruleset.definitions if self.ruleset else ()).at(at):
            yield Card(one.span, self._symbol(one.symbol))
        if self.place.key:
            yield Card(whole, self.keys.meaning(self.kind, self.place.value_at))
        else:
            yield Card(whole, self.keys.words(self.kind, at).get(self.place.node.value, ""))

    def _in_expression(self, scope: RuleScope) -> Iterator[Card]:
        text, source, at = self.place.node.value, self.place.source, self.place.at
        for found in names_in(text):
            inside = scope.members() or scope if found.members else scope
            yield Card(source.part(at, found.start, found.end), self.meanings.card(found.name, inside))
        for value in _VALUE.finditer(text):
            compared = _COMPARED.search(text[: value.start()])
            if compared:
                yield Card(source.part(at, *value.span()), self._value(scope, compared[1], value[1] or value[2] or value[0]))

    def _value(self, scope: RuleScope, name: str, word: str) -> str:
        inside = scope.members()
        fact = fact_of_meaning(scope.meaning(name) or (inside.meaning(name) if inside else None))
        values = fact.type.values if fact is not None and isinstance(fact.type, Choice) else ()
        known = next((value for value in values if str(value) == word), None)
        return f"**{self.meanings.value(fact, known)}** `{value_as_written(known)}`" if fact is not None and known is not None else ""

    # -- symbols

    def _symbol(self, symbol: Symbol) -> str:
        ruleset, language = self.ruleset, self.keys.language
        if ruleset is None:
            return ""
        scope = scope_at(self.place.source, self.place.at, Use.CONDITION, ruleset)
        match symbol.kind:
            case "support" if symbol.name in ruleset.catalogue:
                title = ruleset.support_title(symbol.name)[language]
                return "\n\n".join([f"**{title}** `{symbol.name}`", *self.meanings.support(symbol.name)])
            case "definition":
                return self.meanings.card(symbol.name, scope)
            case "figure":
                return self.meanings.card(f"figures.{symbol.name}", scope)
            case "option":
                return f"**{self.meanings.option(symbol.name)}** `options.{symbol.name}`"
            case "standard" if symbol.name in ruleset.standards:
                standard = ruleset.standards[symbol.name]
                return f"**{standard.title[language]}** `standards.{symbol.name}`\n\n{standard.unit}"
            case "route":
                return self._route(symbol, ruleset)
            case "clause":
                return self._clause(symbol.name, ruleset)
        return ""

    def _route(self, symbol: Symbol, ruleset: Ruleset) -> str:
        support, _, name = symbol.name.partition(".")
        known = ruleset.supports.get(support)
        route = next((one for one in known.routes if one.name == name), None) if known else None
        if route is None:
            return ""
        prose = Prose(ruleset, self.keys.language)
        return f"`{symbol.name}`\n\n{prose.say(route.when)}\n\n{MODALITIES[route.modality][self.keys.language]} · {'、'.join(route.cite)}"

    def _clause(self, locator: str, ruleset: Ruleset) -> str:
        """A clause: its first words, what cites it, and the cases of the supports that do."""
        ledger = read_ledger(self.version.folder, self.project.texts)
        clause = ledger.clauses.get(locator) if ledger else None
        if clause is None:
            return ""
        names = citing(ruleset).get(locator, ())
        supports = {name.partition(".")[0].partition("@")[0].partition("/")[0] for name in names}
        cases = [case.name for case in self.version.cases if any(one.support in supports for one in case.expectations)]
        said = [Text(f"引用它的有{len(names)}处", f"cited {len(names)} times"), Text(f"案例{len(cases)}个", f"{len(cases)} cases")]
        lines = [f"{text[self.keys.language]}：{_listed(found)}" for text, found in zip(said, (names, cases), strict=True) if found]
        return "\n\n".join([f"**{locator}** {clause.starts}", *lines])


def _listed(names: Sequence[str]) -> str:
    """The first of some names as code, and that there are more."""
    return "、".join(f"`{name}`" for name in names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
