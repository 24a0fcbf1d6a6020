"""What a name of an expression means, in the words of one language, for an author who points at it or chooses it."""

from __future__ import annotations

from collections.abc import Iterator

from eligibility.facts import labels
from eligibility.facts.key import FactKey
from eligibility.i18n import Language, Text
from eligibility.logic.expr import Flag, Member, Named, Quantity
from eligibility.logic.scope import Constant, Counted, Meaning
from eligibility.logic.types import Choice, Fact
from eligibility.lsp.expressions import bare_name
from eligibility.rules.expression_words import MOST_LISTED, type_text
from eligibility.rules.labels import SUBJECT_LABELS, question_text, value_text
from eligibility.rules.prose import Prose, clauses_text
from eligibility.rules.ruleset import Definition, Figure, Origin, Ruleset
from eligibility.rules.scope import RuleScope
from eligibility.views.changes import figure_text
from eligibility.views.rule import worded

OF_SUPPORTS = frozenset({"has", "receives", "recognised", "costs", "amounts", "applied_on"})
"""What stands before the name of a support."""

_SEEN, _UNSEEN = Text("已看过原文", "its text was read"), Text("未看过原文", "its text was not read")
_SOURCE, _MEANS = Text("出处：", "source: "), Text("即：", "that is: ")
_ASKED, _VALUES = Text("问：", "asked: "), Text("取值：", "values: ")


class Meanings:
    """The names of one version in words. Without a version that could be read only facts have words."""

    def __init__(self, ruleset: Ruleset | None, language: Language) -> None:
        self.ruleset = ruleset
        self.language = language

    def title(self, name: str, scope: RuleScope) -> str:
        """What a name is called; empty where it means nothing."""
        head, _, member = bare_name(name).partition(".")
        if self.ruleset is not None:
            if head in OF_SUPPORTS and member in self.ruleset.catalogue:
                return self.ruleset.support_title(member)[self.language]
            if head == "figures" and member in self.ruleset.figures:
                return self.ruleset.figures[member].title[self.language]
            if name in self.ruleset.definitions:
                return self.ruleset.definitions[name].title[self.language]
        fact = fact_of_meaning(scope.meaning(name))
        return self.fact_title(fact) if fact is not None else ""

    def fact_title(self, fact: Fact) -> str:
        """The title of a fact."""
        if self.ruleset is not None:
            return Prose(self.ruleset, self.language).fact(fact)
        key = FactKey.of(fact.key)
        return labels.title(key.entity, key.entry)[self.language]

    def value(self, fact: Fact, value: str | int) -> str:
        """The label of a value of a fact."""
        if self.ruleset is not None:
            return Prose(self.ruleset, self.language).value(fact, value)
        return labels.label(*FactKey.of(fact.key).pair, str(value))[self.language]

    def card(self, name: str, scope: RuleScope) -> str:
        """What a name means, in Markdown; empty where it means nothing."""
        title = self.title(name, scope)
        return "\n\n".join([f"**{title}** `{name}`", *self._lines(name, scope)]) if title else ""

    def _lines(self, name: str, scope: RuleScope) -> Iterator[str]:
        ruleset = self.ruleset
        head, _, member = bare_name(name).partition(".")
        if ruleset is not None and head in OF_SUPPORTS and member in ruleset.catalogue:
            if head != "has":
                yield from self._fact(scope.meaning(name))
            yield from self.support(member)
        elif ruleset is not None and head == "figures" and member in ruleset.figures:
            yield from self._figure(ruleset.figures[member], ruleset)
        elif ruleset is not None and name in ruleset.definitions:
            yield from self._definition(ruleset.definitions[name], ruleset)
        else:
            yield from self._fact(scope.meaning(name))

    def _fact(self, meaning: Meaning | None) -> Iterator[str]:
        fact = fact_of_meaning(meaning)
        if fact is None:
            return
        entity, name = FactKey.of(fact.key).pair
        yield type_text(fact.type)[self.language]
        if isinstance(fact.type, Choice):
            said = [f"`{value_as_written(value)}` {self.value(fact, value)}" for value in fact.type.values[:MOST_LISTED]]
            yield _VALUES[self.language] + Text("、", ", ")[self.language].join(said)
        question = self._question(entity, name)
        if question:
            yield _ASKED[self.language] + question

    def _question(self, entity: str, name: str) -> str:
        if self.ruleset is None:
            return ""
        try:
            return question_text(entity, name, self.ruleset)[self.language]
        except LookupError:
            return ""

    def _definition(self, definition: Definition, ruleset: Ruleset) -> Iterator[str]:
        yield f"{SUBJECT_LABELS[definition.entity][self.language]} · `{definition.text}`"
        yield _MEANS[self.language] + Prose(ruleset, self.language).say(definition.body)
        if definition.origin is not None:
            yield _SOURCE[self.language] + self._origin(definition.origin)
        if definition.cite:
            yield clauses_text((definition.document, locator) for locator in definition.cite)

    def _origin(self, origin: Origin) -> str:
        seen = (_SEEN if origin.seen else _UNSEEN)[self.language]
        return f"{origin.document}{origin.locator}{Text(f'（{seen}）', f' ({seen})')[self.language]}"

    def _figure(self, figure: Figure, ruleset: Ruleset) -> Iterator[str]:
        yield figure_text(figure, Prose(ruleset, self.language))
        yield clauses_text((figure.document, locator) for locator in figure.cite)

    def support(self, name: str) -> Iterator[str]:
        """The rule of a support in prose, for each kind of subject; nothing where this version has none."""
        if self.ruleset is None or name not in self.ruleset.supports:
            return
        for part in self.ruleset.supports[name].parts:
            text = worded(part, self.ruleset, self.language).text()
            yield "\n".join(f"    {line}" for line in text.splitlines())

    def option(self, name: str) -> str:
        """The label of a local option."""
        if self.ruleset is None:
            return labels.label("locality", "options", name)[self.language]
        return value_text("locality", "options", name, self.ruleset)[self.language]


def fact_of_meaning(meaning: Meaning | None) -> Fact | None:
    """The fact that a name stands for, also where it is counted or bounded by another one."""
    match meaning:
        case Fact():
            return meaning
        case Counted(stated=fact) | Quantity(stated=Fact() as fact) | Quantity(body=Flag(fact)):
            return fact
        case Named(shown=Flag(fact) | Member(fact)):
            return fact
        case Constant() | None:
            return None
    return None


def value_as_written(value: str | int) -> str:
    """A value as a condition writes it."""
    return str(value) if isinstance(value, int) else f"'{value}'"
