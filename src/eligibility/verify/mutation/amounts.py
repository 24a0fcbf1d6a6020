"""Mistakes in amounts: a tier dropped or swapped, an end of min or max dropped, a number a tenth off, rounded the other way,
routes joined otherwise. A mistake is dead when a case that states an amount fails."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

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

TENTHS = (Decimal("1.1"), Decimal("0.9"))
_OTHER_WAY = {Rounding.DOWN: Rounding.UP, Rounding.UP: Rounding.DOWN, Rounding.HALF_UP: Rounding.DOWN}
_OTHERS: dict[Combine | None, tuple[Combine | None, ...]] = {"highest": ("sum",), "sum": ("highest",), None: ()}

Change = tuple[MutationOperator, tuple[str, ...], Formula]


@dataclass(frozen=True, slots=True)
class AmountMutant:
    """One mistake in an amount: where it stands, what is done, and the part with the mistake."""

    part: SupportPart
    route: str
    edit: Edit
    changed: SupportPart
    source: Source
    at: Path_
    cite: tuple[str, ...]
    text: str

    @property
    def hash(self) -> str:
        """A short hash of what is mutated."""
        return hashlib.sha256(f"{self.text} {self.edit.said.en}".encode()).hexdigest()[:8]


def amount_mutants(loaded: Loaded, supports: Collection[str]) -> Iterator[AmountMutant]:
    """Every mistake in the amounts of some supports."""
    prose = Prose(loaded.ruleset, "en")
    for part in (one for one in loaded.ruleset.parts if one.id in supports):
        if part.benefit.formula is not None and any(route.benefit is None for route in part.routes):
            source, at = loaded.place("support", part.id)
            for edit, benefit in _edits(part.benefit, prose):
                yield _mutant(part, None, edit, replace(part, benefit=benefit), source, at, prose)
        for route in part.routes:
            if route.benefit is None or route.benefit.formula is None:
                continue
            source, at = loaded.place("route", f"{part.id}.{route.name}")
            for edit, benefit in _edits(route.benefit, prose):
                yield _mutant(part, route, edit, _with(part, route, replace(route, benefit=benefit)), source, at, prose)
        for combine in _OTHERS[part.combine] if part.formulas else ():
            source, at = loaded.place("support", part.id)
            edit = Edit(MutationOperator.COMBINE_CHANGED, (str(part.combine), str(combine)), 0, len(str(part.combine)), None)
            yield AmountMutant(part, "", edit, replace(part, combine=combine), source, (*at, "combine"), (), str(part.combine))


def changed_ruleset(ruleset: Ruleset, mutant: AmountMutant) -> Ruleset:
    """The rules with the mistake."""
    support = ruleset.supports[mutant.part.id]
    parts = tuple(mutant.changed if part is mutant.part else part for part in support.parts)
    return replace(ruleset, supports={**ruleset.supports, support.id: replace(support, parts=parts)})


def _mutant(
    part: SupportPart, route: Route | None, edit: Edit, changed: SupportPart, source: Source, at: Path_, prose: Prose
) -> AmountMutant:
    formula = (route.benefit if route and route.benefit else part.benefit).formula
    assert formula is not None
    text, cite = formula_text(formula, prose), route.cite if route else ()
    return AmountMutant(part, route.name if route else "", edit, changed, source, (*at, "benefit", "amount"), cite, text)


def _with(part: SupportPart, old: Route, new: Route) -> SupportPart:
    return replace(part, routes=tuple(new if route is old else route for route in part.routes))


def _edits(benefit: Benefit, prose: Prose) -> Iterator[tuple[Edit, Benefit]]:
    assert benefit.formula is not None
    text = formula_text(benefit.formula, prose)
    for operator, words, formula in _changes(benefit.formula, prose):
        if formula != benefit.formula:
            yield Edit(operator, words, 0, len(text), None), replace(benefit, formula=formula)


def _changes(formula: Formula, prose: Prose) -> Iterator[Change]:
    """The formula with each single mistake."""
    match formula:
        case Total(parts, constant):
            yield from _of_total(parts, constant, prose)
        case Least(args) | Greatest(args):
            kind = type(formula)
            for index, arg in enumerate(args):
                rest = (*args[:index], *args[index + 1 :])
                yield MutationOperator.ARGUMENT_DROPPED, (_said(arg, prose),), rest[0] if len(rest) == 1 else kind(rest)
            yield from ((*change, kind(inner)) for change, inner in _inside(args, prose))
        case Times(left, right):
            yield from ((*change, Times(*inner)) for change, inner in _inside((left, right), prose))
        case Tiers(tiers):
            yield from _of_tiers(tiers, prose)
        case Rounded(arg, to, how):
            yield MutationOperator.ROUNDING_CHANGED, (how.value, _OTHER_WAY[how].value), Rounded(arg, to, _OTHER_WAY[how])
            yield from ((*change, Rounded(inner[0], to, how)) for change, inner in _inside((arg,), prose))
        case Bounded(low, None):
            yield from ((*change, Bounded(inner[0], None)) for change, inner in _inside((low,), prose))
        case Bounded(low, high):
            assert high is not None
            yield from ((*change, Bounded(*inner)) for change, inner in _inside((low, high), prose))


def _inside(args: tuple[Formula, ...], prose: Prose) -> Iterator[tuple[tuple[MutationOperator, tuple[str, ...]], tuple[Formula, ...]]]:
    """The parts with a mistake in one of them."""
    for index, arg in enumerate(args):
        for operator, words, changed in _changes(arg, prose):
            yield (operator, words), (*args[:index], changed, *args[index + 1 :])


def _of_total(parts: tuple[tuple[Fact | Formula, Decimal], ...], constant: Decimal, prose: Prose) -> Iterator[Change]:
    for tenth in TENTHS:
        if constant:
            yield MutationOperator.FACTOR_CHANGED, (str(constant), str(constant * tenth)), Total(parts, constant * tenth)
        for index, (part, factor) in enumerate(parts):
            moved = (*parts[:index], (part, factor * tenth), *parts[index + 1 :])
            yield MutationOperator.FACTOR_CHANGED, (str(factor), str(factor * tenth)), Total(moved, constant)
    for index, (part, factor) in enumerate(parts):
        if not isinstance(part, Fact):
            for operator, words, changed in _changes(part, prose):
                yield operator, words, Total((*parts[:index], (changed, factor), *parts[index + 1 :]), constant)


def _of_tiers(tiers: tuple[Tier, ...], prose: Prose) -> Iterator[Change]:
    for index, tier in enumerate(tiers):
        rest = (*tiers[:index], *tiers[index + 1 :])
        yield MutationOperator.TIER_DROPPED, (prose.say(tier.when),), Tiers(rest)
        if index + 1 < len(tiers):
            following = tiers[index + 1]
            swapped = (*tiers[:index], replace(tier, value=following.value), replace(following, value=tier.value), *tiers[index + 2 :])
            yield MutationOperator.TIER_SWAPPED, (prose.say(tier.when), prose.say(following.when)), Tiers(swapped)
    for change, values in _inside(tuple(tier.value for tier in tiers), prose):
        yield *change, Tiers(tuple(replace(tier, value=value) for tier, value in zip(tiers, values, strict=True)))


def _said(formula: Formula, prose: Prose) -> str:
    return formula_text(formula, prose)
