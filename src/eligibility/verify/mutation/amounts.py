"""Mistakes in amounts: a tier dropped or swapped, an end of min or max dropped, a number a tenth off, rounded the other way,
routes joined otherwise. A mistake is dead when a case that states an amount fails."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

import yaml

from eligibility.i18n import Text
from eligibility.logic.amount import (
    Bounded,
    Formula,
    Greatest,
    Least,
    Rounded,
    Rounding,
    Tier,
    Tiers,
    Times,
    Total,
)
from eligibility.logic.types import Fact
from eligibility.rules.amount_prose import formula_text
from eligibility.rules.load import Loaded
from eligibility.rules.located_yaml import Path_, Source
from eligibility.rules.prose import Prose
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import Benefit, Route, SupportPart
from eligibility.rules.words import Combine
from eligibility.verify.mutation.edits import Edit, MutationOperator
from eligibility.verify.mutation.mutants import part_before

TENTHS = (Decimal("1.1"), Decimal("0.9"))
_OTHER_WAY = {Rounding.DOWN: Rounding.UP, Rounding.UP: Rounding.DOWN, Rounding.HALF_UP: Rounding.DOWN}
_OTHERS: dict[Combine | None, tuple[Combine | None, ...]] = {"highest": ("sum",), "sum": ("highest",), None: ()}

Mistake = tuple[MutationOperator, tuple[str | Text, ...]]
Change = tuple[MutationOperator, tuple[str | Text, ...], Formula]


@dataclass(frozen=True, slots=True)
class AmountMutant:
    """One mistake in an amount: what is done, the part with the mistake, and where what is mistaken is written, with the text there.

    `at` is the place of the number, tier or word itself, which may stand in another file than the support, otherwise of the whole amount.
    """

    part: SupportPart
    route: str
    edit: Edit
    changed: SupportPart
    source: Source
    at: Path_
    cite: tuple[str, ...]
    text: str
    said: str
    """The whole amount in words."""

    @property
    def hash(self) -> str:
        """A short hash of what is mutated."""
        return hashlib.sha256(f"{self.said} {self.edit.said.en}".encode()).hexdigest()[:8]


def amount_mutants(loaded: Loaded, supports: Collection[str]) -> Iterator[AmountMutant]:
    """Every mistake in the amounts of some supports; in an amendment only in those that it states otherwise than the version before."""
    words = _Words(*(Prose(loaded.ruleset, language) for language in ("zh", "en")))
    for part in (one for one in loaded.ruleset.parts if one.id in supports):
        before, routes = part_before(loaded, part)
        formula = part.benefit.formula
        if formula is not None and any(route.benefit is None for route in part.routes) and not _as_before(formula, before):
            source, at = loaded.written.supports[part.id].part("benefit")
            place = _Place(loaded, source, at)
            for edit, benefit in _edits(part.benefit, words):
                yield _mutant(part, None, edit, replace(part, benefit=benefit), place, formula, words)
        for route in part.routes:
            if route.benefit is None or route.benefit.formula is None or _as_before(route.benefit.formula, routes.get(route.name)):
                continue
            source, at = loaded.place("route", f"{part.id}.{route.name}")
            place = _Place(loaded, source, (*at, "benefit"))
            for edit, benefit in _edits(route.benefit, words):
                changed = _with(part, route, replace(route, benefit=benefit))
                yield _mutant(part, route, edit, changed, place, route.benefit.formula, words)
        for combine in _OTHERS[part.combine] if part.formulas and (before is None or before.combine != part.combine) else ():
            source, at = loaded.written.supports[part.id].part("combine")
            said = str(part.combine)
            edit = Edit(MutationOperator.COMBINE_CHANGED, (said, str(combine)), 0, len(said), None)
            yield AmountMutant(part, "", edit, replace(part, combine=combine), source, at, (), said, said)


def _as_before(formula: Formula, before: SupportPart | Route | None) -> bool:
    return before is not None and before.benefit is not None and before.benefit.formula == formula


def changed_ruleset(ruleset: Ruleset, mutant: AmountMutant) -> Ruleset:
    """The rules with the mistake."""
    support = ruleset.supports[mutant.part.id]
    parts = tuple(mutant.changed if part is mutant.part else part for part in support.parts)
    return replace(ruleset, supports={**ruleset.supports, support.id: replace(support, parts=parts)})


def _mutant(
    part: SupportPart, route: Route | None, edit: Edit, changed: SupportPart, place: _Place, formula: Formula, words: _Words
) -> AmountMutant:
    source, at, text, start, end = place.of(edit)
    said, cite = words.say(formula).en, route.cite if route else ()
    return AmountMutant(part, route.name if route else "", replace(edit, start=start, end=end), changed, source, at, cite, text, said)


@dataclass(frozen=True, slots=True)
class _Words:
    """Formulas and conditions in both languages."""

    zh: Prose
    en: Prose

    def say(self, formula: Formula) -> Text:
        return Text(formula_text(formula, self.zh), formula_text(formula, self.en))

    def when(self, tier: Tier) -> Text:
        return Text(self.zh.say(tier.when), self.en.say(tier.when))


_Written = tuple[Source, Path_, str, int, int]
"""A source, a place in it, the text there, and which signs of it are meant."""
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
_FIGURE = re.compile(r"\bfigures\.([a-z0-9_]+)")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an amount is written: the benefit that states it."""

    loaded: Loaded
    source: Source
    benefit: Path_

    def of(self, edit: Edit) -> _Written:
        """Where what is mistaken is written; the whole amount where that cannot be told."""
        amount = (*self.benefit, "amount")
        found: list[_Written] = []
        match edit.operator:
            case MutationOperator.FACTOR_CHANGED:
                found = list(self._numbers(self.source, amount, Decimal(str(edit.words[0]))))
            case MutationOperator.TIER_DROPPED | MutationOperator.TIER_SWAPPED if edit.start >= 0:
                found = list(self._whole(self.source, _keys_of_tiers(self.source, amount)[edit.start : edit.start + 1]))
            case MutationOperator.ROUNDING_CHANGED:
                found = list(self._whole(self.source, [(*self.benefit, "round", "how")]))
        if len(found) == 1:
            return found[0]
        text = _line(self.source, amount)
        return self.source, amount, text, 0, len(text)

    def _whole(self, source: Source, places: Iterable[Path_]) -> Iterator[_Written]:
        for at in places:
            node = source.nodes.get(at)
            if isinstance(node, yaml.ScalarNode):
                yield source, at, node.value, 0, len(node.value)

    def _numbers(self, source: Source, under: Path_, number: Decimal) -> Iterator[_Written]:
        """The numbers of this value in the expressions under a place, otherwise in the figures that these name."""
        texts = [(path, node.value) for path, node in source.nodes.items() if _is_value(path, node, under)]
        hits = ((path, text, hit) for path, text in texts for hit in _NUMBER.finditer(text))
        found = [(source, path, text, *hit.span()) for path, text, hit in hits if Decimal(hit.group()) == number]
        yield from found
        if not found:
            for name in dict.fromkeys(name for _, text in texts for name in _FIGURE.findall(text)):
                yield from self._numbers(*self.loaded.place("figure", name), number)


def _is_value(path: Path_, node: yaml.Node, under: Path_) -> bool:
    """Whether a node is a text under a place that is no key and, in a figure, states its amount."""
    inside = path[len(under) :]
    states = not inside or inside[0] in {"tiers", "is", "value", "exactly", "at_least", "at_most", "between"}
    return isinstance(node, yaml.ScalarNode) and path[: len(under)] == under and path[-1] != "key" and states


def _keys_of_tiers(source: Source, amount: Path_) -> list[Path_]:
    tiers = (*amount, "tiers")
    return [path for path in source.nodes if path[: len(tiers)] == tiers and len(path) == len(tiers) + 2 and path[-1] == "key"]


def _line(source: Source, at: Path_) -> str:
    """The line of a file on which a value begins."""
    lines = source.text.splitlines()
    line = source.place(at).line
    return lines[line - 1].strip() if 0 < line <= len(lines) else ""


def _with(part: SupportPart, old: Route, new: Route) -> SupportPart:
    return replace(part, routes=tuple(new if route is old else route for route in part.routes))


def _edits(benefit: Benefit, words: _Words) -> Iterator[tuple[Edit, Benefit]]:
    """Every mistake in a benefit. Of one in its tiers, the edit starts at the number of the tier; of any other before them."""
    assert benefit.formula is not None
    for operator, said, formula in _changes(benefit.formula, words):
        if formula != benefit.formula:
            yield Edit(operator, said, _tier_of(benefit.formula, formula), 0, None), replace(benefit, formula=formula)


def _tier_of(old: Formula, new: Formula) -> int:
    """The number of the first tier that differs; -1 where the amount has none."""
    if isinstance(old, Rounded) and isinstance(new, Rounded):
        return _tier_of(old.arg, new.arg)
    if not (isinstance(old, Tiers) and isinstance(new, Tiers)):
        return -1
    return next((index for index, pair in enumerate(zip(old.tiers, new.tiers, strict=False)) if pair[0] != pair[1]), len(new.tiers))


def _changes(formula: Formula, words: _Words) -> Iterator[Change]:
    """The formula with each single mistake."""
    match formula:
        case Total(parts, constant):
            yield from _of_total(parts, constant, words)
        case Least(args) | Greatest(args):
            kind = type(formula)
            for index, arg in enumerate(args):
                rest = (*args[:index], *args[index + 1 :])
                yield MutationOperator.ARGUMENT_DROPPED, (words.say(arg),), rest[0] if len(rest) == 1 else kind(rest)
            yield from ((*change, kind(inner)) for change, inner in _inside(args, words))
        case Times(left, right):
            yield from ((*change, Times(*inner)) for change, inner in _inside((left, right), words))
        case Tiers(tiers):
            yield from _of_tiers(tiers, words)
        case Rounded(arg, to, how):
            yield MutationOperator.ROUNDING_CHANGED, (how.value, _OTHER_WAY[how].value), Rounded(arg, to, _OTHER_WAY[how])
            yield from ((*change, Rounded(inner[0], to, how)) for change, inner in _inside((arg,), words))
        case Bounded(low, None):
            yield from ((*change, Bounded(inner[0], None)) for change, inner in _inside((low,), words))
        case Bounded(low, high):
            assert high is not None
            yield from ((*change, Bounded(*inner)) for change, inner in _inside((low, high), words))


def _inside(args: tuple[Formula, ...], words: _Words) -> Iterator[tuple[Mistake, tuple[Formula, ...]]]:
    """The parts with a mistake in one of them."""
    for index, arg in enumerate(args):
        for operator, said, changed in _changes(arg, words):
            yield (operator, said), (*args[:index], changed, *args[index + 1 :])


def _of_total(parts: tuple[tuple[Fact | Formula, Decimal], ...], constant: Decimal, words: _Words) -> Iterator[Change]:
    for tenth in TENTHS:
        if constant:
            yield MutationOperator.FACTOR_CHANGED, (str(constant), str(constant * tenth)), Total(parts, constant * tenth)
        for index, (part, factor) in enumerate(parts):
            moved = (*parts[:index], (part, factor * tenth), *parts[index + 1 :])
            yield MutationOperator.FACTOR_CHANGED, (str(factor), str(factor * tenth)), Total(moved, constant)
    for index, (part, factor) in enumerate(parts):
        if not isinstance(part, Fact):
            for operator, said, changed in _changes(part, words):
                yield operator, said, Total((*parts[:index], (changed, factor), *parts[index + 1 :]), constant)


def _of_tiers(tiers: tuple[Tier, ...], words: _Words) -> Iterator[Change]:
    for index, tier in enumerate(tiers):
        rest = (*tiers[:index], *tiers[index + 1 :])
        yield MutationOperator.TIER_DROPPED, (words.when(tier),), Tiers(rest)
        if index + 1 < len(tiers):
            following = tiers[index + 1]
            swapped = (*tiers[:index], replace(tier, value=following.value), replace(following, value=tier.value), *tiers[index + 2 :])
            yield MutationOperator.TIER_SWAPPED, (words.when(tier), words.when(following)), Tiers(swapped)
    for change, values in _inside(tuple(tier.value for tier in tiers), words):
        yield *change, Tiers(tuple(replace(tier, value=value) for tier, value in zip(tiers, values, strict=True)))
