"""Reads `implies.yaml`: which laws imply facts of a person, checked against the vocabulary."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from eligibility.codes import RuleCheck
from eligibility.errors import meant
from eligibility.facts.key import FactKey
from eligibility.facts.vocabulary import AS_OF, facts
from eligibility.i18n import Text
from eligibility.logic.expr import Expr, Quantity, facts_in, walk
from eligibility.logic.types import Boolean, Choice, Fact
from eligibility.rules import yaml_schema
from eligibility.rules.located_yaml import Path_, Source
from eligibility.rules.names import Names
from eligibility.rules.ruleset import Implication
from eligibility.rules.scope import RuleScope
from eligibility.rules.support_elaboration import as_origin, as_text

Value = bool | int | str
NOTHING: tuple[tuple[Fact, ...], frozenset[Value]] = (), frozenset()


class ImpliedReader:
    """Turns the file's shapes into implications. The names collect what is wrong."""

    def __init__(self, source: Source, names: Names) -> None:
        self.source = source
        self.names = names

    def implications(self, shapes: Mapping[str, yaml_schema.ImplicationShape]) -> dict[str, Implication]:
        """The implications by name. Each reads only facts that none is about, or that only earlier ones are about."""
        found = {name: law for name, shape in shapes.items() if (law := self._implication(name, shape)) is not None}
        waiting = list(found.values())
        for law in found.values():
            read = set(facts_in(law.when))
            for later in waiting:
                for fact in sorted(read.intersection(later.facts), key=lambda fact: fact.key):
                    self._circle(law, fact, later)
            waiting.remove(law)
        return found

    def _implication(self, name: str, shape: yaml_schema.ImplicationShape) -> Implication | None:
        at: Path_ = ("implies", name)
        before = len(self.names.problems)
        when = self._condition(shape.when, (*at, "when"))
        chosen = [self._chosen(word, (*at, "fact"), shape.in_, (*at, "in")) for word in shape.fact]
        if when is None or len(self.names.problems) > before:
            return None
        reached = tuple(dict.fromkeys(fact for group, _ in chosen for fact in group))
        law = shape.source
        source = Text(f"{law.document}{law.locator}", law.en)
        return Implication(name, shape.when, when, reached, chosen[0][1], as_text(shape), as_origin(law), source)

    def _condition(self, text: str, at: Path_) -> Expr | None:
        when = self.names.expression(text, RuleScope("person", {}, {}, (), (), depends=False), self.source, at)
        if when is None:
            return None
        own = all((fact.entity == "person" and fact.key in facts()) or fact == AS_OF for fact in facts_in(when))
        if own and not any(isinstance(node, Quantity) for node in walk(when)):
            return when
        message = Text("when 只能看本人的事实", "when may read only the person's own facts")
        mend = Text("去掉家庭、当地、成员和待遇的条件", "take out what is about the household, the locality, members or supports")
        self._problem(RuleCheck.IMPLIED_FROM_ELSEWHERE, at, message, mend)
        return None

    def _chosen(self, word: str, at: Path_, given: Sequence[object], within: Path_) -> tuple[tuple[Fact, ...], frozenset[Value]]:
        """The facts that a name stands for, and their allowed values. A set stands for the members that `in` does not list."""
        members = _members(word)
        if members:
            listed = self._values(given, tuple(members), within)
            out = tuple(fact for name, fact in members.items() if name not in listed)
            return self._told(out, within, out, frozenset({False}))
        fact = facts().get(f"person.{word}")
        if fact is None or not isinstance(fact.type, Boolean | Choice):
            self._unfit(word, at)
            return NOTHING
        values: tuple[Value, ...] = fact.type.values if isinstance(fact.type, Choice) else (True, False)
        allowed = self._values(given, values, within)
        return self._told(allowed and frozenset(values) - allowed, within, (fact,), allowed)

    def _told(
        self, excluded: Collection[object], at: Path_, chosen: tuple[Fact, ...], allowed: frozenset[Value]
    ) -> tuple[tuple[Fact, ...], frozenset[Value]]:
        """The facts with their allowed values. Some value must be left, and some be ruled out."""
        if not excluded:
            message = Text("没有留下可能的值，或没有排除任何值", "no value is left, or none is ruled out")
            mend = Text("in 只列仍然可能的值", "list the values that stay possible, and only these")
            self._problem(RuleCheck.IMPLIED_NOTHING, at, message, mend)
        return chosen, allowed

    def _values(self, given: Sequence[object], values: Sequence[Value], at: Path_) -> frozenset[Value]:
        """The known ones of the given values; others are reported."""
        words = {_word(value): value for value in values}
        for index, value in enumerate(given):
            if type(words.get(_word(value))) is not type(value):
                message = Text(f"没有“{_word(value)}”这个值", f"there is no value {_word(value)}")
                mend = meant(_word(value), words, Text(f"可用：{'、'.join(words)}", f"one of {', '.join(words)}"))
                self._problem(RuleCheck.UNKNOWN_VALUE, (*at, index), message, mend)
        return frozenset(value for value in values if _word(value) in map(_word, given))

    def _unfit(self, word: str, at: Path_) -> None:
        message = Text(f"“{word}”不是本人的是非、单选或多选事实", f"{word!r} is no fact of a person with a closed list of values")
        listed = [fact for fact in facts().values() if fact.entity == "person" and isinstance(fact.type, Boolean | Choice)]
        mend = meant(word, [FactKey.of(fact.key).name for fact in listed])
        self._problem(RuleCheck.IMPLIED_FACT, at, message, mend)

    def _circle(self, law: Implication, fact: Fact, other: Implication) -> None:
        word = FactKey.of(fact.key).name
        zh = f"when 看了 {word}，而 {other.name} 推定 {word}，却不在 {law.name} 之前"
        message = Text(zh, f"when reads {word}; {other.name} is about {word} and does not stand before {law.name}")
        mend = Text(f"把 {other.name} 移到前面，或换一个条件", f"move {other.name} up, or use another condition")
        self._problem(RuleCheck.IMPLIED_IN_CIRCLE, ("implies", law.name, "when"), message, mend)

    def _problem(self, check: RuleCheck, at: Path_, message: Text, mend: Text | None) -> None:
        self.names.problem(self.source, check, at, message, mend)


def _word(value: object) -> str:
    """A value as YAML writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _members(word: str) -> dict[str, Fact]:
    """The members of a set of a person by name; none where the name is no set."""
    found = {FactKey.of(key): fact for key, fact in facts().items() if key.startswith(f"person.{word}.")}
    return {key.member: fact for key, fact in found.items() if not key.is_years}
