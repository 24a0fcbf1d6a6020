"""The solver's truths are the kernel's, and no real household breaks what ties the solver's facts together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import z3

import eligibility as el
from eligibility.decide.compiled import program_of
from eligibility.decide.run import run
from eligibility.facts.flatten import Situation
from eligibility.facts.record import read_value
from eligibility.logic.types import Boolean, Choice, Number
from eligibility.rules.implications import situation_of
from eligibility.rules.version_lookup import regions, shipped
from eligibility.verify.domain import range_of
from eligibility.verify.dual_rail import Translator, symbols_of
from eligibility.verify.symbols import Symbols
from tests.conftest import DAY
from tests.property.test_engines import households

DAYS = (date(2020, 1, 1), date(2030, 1, 1))


def said_of(symbols: Symbols, situation: Situation) -> list[Any]:
    """What a household's flat records say of the symbols that were made."""
    records = {subject.id: subject.values for subject in (*situation.persons, *situation.organisations)}
    shared = situation.household.values if situation.household else {}
    lines = [symbols.complete == situation.complete]
    lines += [present == (name in records) for name, present in symbols.present.items()]
    for symbol in symbols.records():
        if symbol.owner in symbols.present and symbol.owner not in records:
            continue
        value = read_value(records.get(symbol.owner, shared), symbol.fact.key)
        if symbol.owner != "day":
            lines.append(symbol.known == (value is not None))
        if value is not None:
            lines.append(symbol.value == _as_symbol(symbol.fact.type, value))
    return lines


def _as_symbol(kind: object, value: Any) -> Any:
    match kind:
        case Boolean():
            return value
        case Choice(values):
            return values.index(value)
        case Number():
            return int(value * range_of(kind).scale)
    return value


def _finer(situation: Situation) -> bool:
    """Money in smaller steps than the declared domain has."""
    amounts = [value for subject in situation.persons for value in subject.values.values() if isinstance(value, Decimal)]
    return any(amount * 100 % 1 for amount in amounts)


@pytest.mark.parametrize("name", regions(shipped()))
def test_the_solver_decides_as_the_kernel(name: str, pytestconfig: pytest.Config) -> None:
    """Every support of a plan, for generated households with missing facts: proved where granted, refuted where refused."""
    agrees(el.load_ruleset(name), int(pytestconfig.getoption("--households")) // 200)


def agrees(ruleset: el.Ruleset, count: int) -> None:
    """Compare the solver with the kernel on some generated households. The rules are translated once for each size of household."""
    program = program_of(ruleset)
    sizes: dict[int, tuple[Symbols, Translator]] = {}
    for _, profile in households(ruleset, count, seed=11):
        situation = situation_of(profile, ruleset, DAY)
        if _finer(situation):
            continue
        size = max(1, len(situation.persons))
        if size not in sizes:
            made = symbols_of(size, DAYS, ruleset, partial=True)
            sizes[size] = made, Translator(ruleset, made)
        symbols, rules = sizes[size]
        raw = run(program, ruleset, situation)
        others = {body.id for body in situation.organisations} - {"o1"}
        asked = {key: rules.granted(key[0], key[1]) for key in raw if key[1] not in others}
        solver = z3.Solver()
        solver.add(*symbols.constraints(), *said_of(symbols, situation))
        assert solver.check() == z3.sat
        model = solver.model()
        for key, rails in asked.items():
            truths = [z3.is_true(model.eval(one, model_completion=True)) for one in (rails.proved, rails.refuted)]
            assert truths == [raw[key].granted is True, raw[key].granted is False], key
