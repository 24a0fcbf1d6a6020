"""The small mistakes that an author can make in the text of one condition."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from eligibility.facts.vocabulary import COMPONENTS
from eligibility.i18n import Text
from eligibility.logic.scope import Scope
from eligibility.logic.syntax import Syntax
from eligibility.logic.types import Choice, Fact


class MutationOperator(StrEnum):
    """A kind of mistake, named for what is done to the text."""

    PART_DROPPED = "part_dropped"
    JOIN_SWAPPED = "join_swapped"
    NOT_DROPPED = "not_dropped"
    BOUND_MOVED = "bound_moved"
    COMPARISON_CHANGED = "comparison_changed"
    VALUE_DROPPED = "value_dropped"
    VALUE_ADDED = "value_added"
    CATEGORY_SWAPPED = "category_swapped"
    DEFINITION_NEGATED = "definition_negated"
    DEFINITION_REPLACED = "definition_replaced"
    ROUTE_DROPPED = "route_dropped"
    EXCLUSION_DROPPED = "exclusion_dropped"
    TIER_DROPPED = "tier_dropped"
    TIER_SWAPPED = "tier_swapped"
    ARGUMENT_DROPPED = "argument_dropped"
    FACTOR_CHANGED = "factor_changed"
    ROUNDING_CHANGED = "rounding_changed"
    COMBINE_CHANGED = "combine_changed"


OF_AMOUNTS = frozenset(
    {
        MutationOperator.TIER_DROPPED,
        MutationOperator.TIER_SWAPPED,
        MutationOperator.ARGUMENT_DROPPED,
        MutationOperator.FACTOR_CHANGED,
        MutationOperator.ROUNDING_CHANGED,
        MutationOperator.COMBINE_CHANGED,
    }
)
"""The mistakes that change an amount and no status."""

_SAID: Mapping[MutationOperator, Text] = {
    MutationOperator.PART_DROPPED: Text("去掉 {0}", "{0} dropped"),
    MutationOperator.JOIN_SWAPPED: Text("{0} 改为 {1}", "{0} to {1}"),
    MutationOperator.NOT_DROPPED: Text("去掉 not", "not dropped"),
    MutationOperator.BOUND_MOVED: Text("界限 {0}", "bound {0}"),
    MutationOperator.COMPARISON_CHANGED: Text("{0} 改为 {1}", "{0} to {1}"),
    MutationOperator.VALUE_DROPPED: Text("去掉值 {0}", "value {0} dropped"),
    MutationOperator.VALUE_ADDED: Text("加上值 {0}", "value {0} added"),
    MutationOperator.CATEGORY_SWAPPED: Text("{0} 改为 {1}", "{0} to {1}"),
    MutationOperator.DEFINITION_NEGATED: Text("{0} 改为相反", "{0} negated"),
    MutationOperator.DEFINITION_REPLACED: Text("{0} 改为 {1}", "{0} to {1}"),
    MutationOperator.TIER_DROPPED: Text("去掉一档：{0}", "tier dropped: {0}"),
    MutationOperator.TIER_SWAPPED: Text("两档的数额对调：{0}，{1}", "amounts swapped: {0}, {1}"),
    MutationOperator.ARGUMENT_DROPPED: Text("min 或 max 去掉 {0}", "min or max without {0}"),
    MutationOperator.FACTOR_CHANGED: Text("{0} 改为 {1}", "{0} to {1}"),
    MutationOperator.ROUNDING_CHANGED: Text("取整 {0} 改为 {1}", "rounding {0} to {1}"),
    MutationOperator.COMBINE_CHANGED: Text("combine {0} 改为 {1}", "combine {0} to {1}"),
    MutationOperator.ROUTE_DROPPED: Text("去掉这条途径", "route dropped"),
    MutationOperator.EXCLUSION_DROPPED: Text("去掉这条排除", "exclusion dropped"),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """One mistake in a condition's text: what is done, where (for the caret), and the text with the mistake.

    The text is None where the whole condition is dropped.
    """

    operator: MutationOperator
    words: tuple[str | Text, ...]
    start: int
    end: int
    text: str | None

    @property
    def said(self) -> Text:
        """What is done, in words. The English words are also the mistake's name in declarations."""
        pattern = _SAID[self.operator]
        words = [Text(word, word) if isinstance(word, str) else word for word in self.words]
        return Text(pattern.zh.format(*(word.zh for word in words)), pattern.en.format(*(word.en for word in words)))


Value = str | int
_SYMBOLS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}
_CHANGED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
_OPPOSITE = {"and": "or", "or": "and"}


def edits_of(text: str, scope: Scope, values: Callable[[Fact], Iterable[Value]], neighbours: Mapping[str, Sequence[str]]) -> list[Edit]:
    """Every mistake in a condition that can be read.

    `values` are the values of a choice that may be added to a set; `neighbours` are all definitions, each with those that it
    is easily mistaken for.

    Raises:
        ExpressionError: the text is no expression.
    """
    return list(_Editor(text, scope, values, neighbours).all())


class _Editor(Syntax):
    def __init__(self, text: str, scope: Scope, values: Callable[[Fact], Iterable[Value]], neighbours: Mapping[str, Sequence[str]]) -> None:
        super().__init__(text, scope)
        self.values = values
        self.neighbours = neighbours

    def all(self) -> Iterator[Edit]:
        """The mistakes in the whole text, in the order of the text."""
        return self._in(self.tree())

    def _in(self, node: ast.expr) -> Iterator[Edit]:
        match node:
            case ast.BoolOp():
                yield from self._joined(node)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield self._edit(MutationOperator.NOT_DROPPED, (), node, node, self._part(operand))
                yield from self._in(operand)
            case ast.Compare():
                yield from self._compared(node)
            case ast.Call(args=[body]):
                yield from self._of_members(node, body)
            case ast.Name() | ast.Attribute():
                yield from self._named(node)

    def _edit(self, operator: MutationOperator, words: Iterable[str], mark: ast.AST, replaced: ast.AST, fragment: str) -> Edit:
        start, end = self.span(replaced)
        return Edit(operator, tuple(words), *self.span(mark), f"{self.flat[:start]}{fragment}{self.flat[end:]}")

    def _part(self, node: ast.expr) -> str:
        """The text of a node, in parentheses where it joins others."""
        written = self.written(node)
        return f"({written})" if isinstance(node, ast.BoolOp) else written

    def _joined(self, node: ast.BoolOp) -> Iterator[Edit]:
        word = "and" if isinstance(node.op, ast.And) else "or"
        parts = [self._part(value) for value in node.values]
        yield self._edit(MutationOperator.JOIN_SWAPPED, (word, _OPPOSITE[word]), node, node, _joining(parts, _OPPOSITE[word]))
        for index, value in enumerate(node.values):
            rest = parts[:index] + parts[index + 1 :]
            yield self._edit(MutationOperator.PART_DROPPED, (self.written(value),), value, node, _joining(rest, word))
        for value in node.values:
            yield from self._in(value)

    def _named(self, node: ast.expr) -> Iterator[Edit]:
        name = self.dotted(node)
        if name in self.neighbours:
            yield self._edit(MutationOperator.DEFINITION_NEGATED, (name,), node, node, f"(not {name})")
        for other in self.neighbours.get(name, ()):
            yield self._edit(MutationOperator.DEFINITION_REPLACED, (name, other), node, node, other)

    def _of_members(self, node: ast.Call, body: ast.expr) -> Iterator[Edit]:
        """A count of members. `any` and `all` are counts too: at least one member, and none who fails."""
        name, inner = self.written(node.func), self.written(body)
        if name == "any":
            yield self._edit(MutationOperator.BOUND_MOVED, ("+1",), node.func, node, f"(count({inner}) >= 2)")
        elif name == "all":
            yield self._edit(MutationOperator.BOUND_MOVED, ("+1",), node.func, node, f"(count(not ({inner})) <= 1)")
        outside, inside = self.scope, self.scope.members()
        if inside is not None:
            self.scope = inside
            yield from self._in(body)
            self.scope = outside

    # -- comparisons

    def _compared(self, node: ast.Compare) -> Iterator[Edit]:
        sides, symbols = [node.left, *node.comparators], [_SYMBOLS.get(type(op), "is") for op in node.ops]
        yield from self._chained(node, sides, symbols)
        for index in range(len(symbols)):
            pair = _Pair(node, [self.written(side) for side in sides], symbols, index)
            left, right = sides[index], sides[index + 1]
            choice = next((fact for side in (left, right) if (fact := self.fact(side)) and isinstance(fact.type, Choice)), None)
            if choice is not None:
                yield from self._choice(pair, choice, left, right)
            else:
                yield self._other_sign(pair)
                yield from self._bound(left, right)
        for side in sides:
            if isinstance(side, ast.Call):
                yield from self._in(side)

    def _chained(self, node: ast.Compare, sides: list[ast.expr], symbols: list[str]) -> Iterator[Edit]:
        """A chain is a join of comparisons: each may be dropped, and the join swapped."""
        written = [self.written(side) for side in sides]
        parts = [f"{left} {symbol} {right}" for left, symbol, right in zip(written, symbols, written[1:], strict=False)]
        if len(parts) == 1:
            return
        yield self._edit(MutationOperator.JOIN_SWAPPED, ("and", "or"), node, node, _joining(parts, "or"))
        for index, part in enumerate(parts):
            yield self._edit(MutationOperator.PART_DROPPED, (part,), node, node, _joining(parts[:index] + parts[index + 1 :], "and"))

    def _other_sign(self, pair: _Pair) -> Edit:
        other = _CHANGED[pair.symbol]
        return self._edit(MutationOperator.COMPARISON_CHANGED, (pair.symbol, other), pair.node, pair.node, pair.with_symbol(other))

    def _choice(self, pair: _Pair, fact: Fact, left: ast.expr, right: ast.expr) -> Iterator[Edit]:
        symbol, named = pair.symbol, left if self.fact(left) == fact else right
        listed = [left if named is right else right]
        if symbol in {"in", "not in"}:
            listed = right.elts if isinstance(right, ast.Set) else []
            yield from self._dropped(pair, listed)
        if symbol == "not in":
            yield self._edit(MutationOperator.NOT_DROPPED, (), pair.node, pair.node, pair.with_symbol("in"))
        elif symbol in _CHANGED:
            yield self._other_sign(pair)
        held = {value.value for value in listed if isinstance(value, ast.Constant)}
        inside = "in" if symbol in {"in", "=="} else "not in"
        for value in self.values(fact):
            if value not in held:
                text = f"({self.written(named)} {inside} {{{', '.join([*map(self.written, listed), repr(value)])}}})"
                yield self._edit(MutationOperator.VALUE_ADDED, (str(value),), pair.node, pair.node, text)
        if fact.ceiling is not None:
            yield from self._category(named)

    def _dropped(self, pair: _Pair, listed: list[ast.expr]) -> Iterator[Edit]:
        for index, value in enumerate(listed if len(listed) > 1 else ()):
            rest = ", ".join(self.written(other) for other in listed[:index] + listed[index + 1 :])
            word = str(value.value) if isinstance(value, ast.Constant) else self.written(value)
            yield self._edit(MutationOperator.VALUE_DROPPED, (word,), value, pair.node, pair.with_right(f"{{{rest}}}"))

    def _category(self, named: ast.expr) -> Iterator[Edit]:
        written = self.written(named)
        entry, _, category = written.rpartition("_")
        for other in COMPONENTS:
            if other != category:
                swapped = f"{entry}_{other}"
                yield self._edit(MutationOperator.CATEGORY_SWAPPED, (written, swapped), named, named, swapped)

    def _bound(self, left: ast.expr, right: ast.expr) -> Iterator[Edit]:
        """The bound one unit higher and lower: the literal, or what stands on the right."""
        side = left if isinstance(left, ast.Constant) else right
        for step in (1, -1):
            yield self._edit(MutationOperator.BOUND_MOVED, (f"{step:+}",), side, side, self._moved(side, step))

    def _moved(self, side: ast.expr, step: int) -> str:
        match side:
            case ast.Constant(value=str() as day):
                return repr((date.fromisoformat(day) + timedelta(days=step)).isoformat())
            case ast.Constant():
                return str(Decimal(self.written(side).replace("_", "")) + step)
        return f"{self.written(side)} {'+' if step > 0 else '-'} 1"


@dataclass(frozen=True, slots=True)
class _Pair:
    """One comparison of a chain, as text that can be written anew."""

    node: ast.Compare
    sides: list[str]
    symbols: list[str]
    index: int

    @property
    def symbol(self) -> str:
        return self.symbols[self.index]

    def with_symbol(self, symbol: str) -> str:
        symbols = list(self.symbols)
        symbols[self.index] = symbol
        return _chain(self.sides, symbols)

    def with_right(self, text: str) -> str:
        sides = list(self.sides)
        sides[self.index + 1] = text
        return _chain(sides, self.symbols)


def _chain(sides: list[str], symbols: list[str]) -> str:
    return f"({sides[0]}{''.join(f' {symbol} {side}' for symbol, side in zip(symbols, sides[1:], strict=True))})"


def _joining(parts: list[str], word: str) -> str:
    return f"({f' {word} '.join(parts)})"
