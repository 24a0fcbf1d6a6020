"""The same conditions for other engines: a plain Python function, raw durable_rules, zen-engine, openfisca-core."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from eligibility.durable.compile import LiveKernel, live_rules
from eligibility.durable.host import host
from eligibility.logic.expr import And, Compare, Const, Expr, Flag, Member, Named, Not, Or
from eligibility.logic.kernel import Record
from eligibility.logic.types import Boolean, Choice, Fact

Answer = Callable[[Record], Any]


class Words:
    """How an engine writes conditions: the words for and, or, not, true, membership and equality."""

    def __init__(self, positions: Mapping[str, int], *, and_: str, or_: str, not_: str, true: str, member: str, equal: str) -> None:
        self.positions = positions
        self.and_, self.or_, self.not_, self.true, self.member, self.equal = and_, or_, not_, true, member, equal

    def say(self, expr: Expr) -> str:
        match expr:
            case Const(value):
                return str(value) if self.true == "" else str(value).lower()
            case Named(body=body):
                return self.say(body)
            case Not(arg):
                return f"{self.not_}({self.say(arg)})"
            case And(args):
                return "(" + f" {self.and_} ".join(map(self.say, args)) + ")"
            case Or(args):
                return "(" + f" {self.or_} ".join(map(self.say, args)) + ")"
            case Flag(fact):
                return f"{self.name(fact)}{self.true}"
            case Member(fact, values):
                listed = ", ".join(repr(value) for value in sorted(values, key=str))
                return self.member.format(fact=self.name(fact), values=listed)
            case Compare(total, op):
                terms = [f"{_plain(factor)} * {self.name(fact)}" if factor != 1 else self.name(fact) for fact, factor in total.terms]
                return f"{' + '.join(terms)} {self.equal if op == '==' else op} {_plain(-Decimal(total.constant))}"  # type: ignore[arg-type]
        raise TypeError(type(expr).__name__)

    def name(self, fact: Fact) -> str:
        return f"f{self.positions[fact.key]}"


def _plain(number: Decimal) -> str:
    return str(int(number)) if number == int(number) else str(float(number))


def python_function(conditions: Sequence[Expr], positions: Mapping[str, int]) -> Answer:
    """What a programmer would write by hand, two-valued: facts in locals, short-circuit and and or, definitions once."""
    words = Words(positions, and_="and", or_="or", not_="not ", true="", member="{fact} in ({values},)", equal="==")
    lines = [f"    f{position} = r[{position}]" for position in positions.values()]
    named: dict[Expr, str] = {}

    def once(expr: Expr) -> str:
        if isinstance(expr, Named) and expr.shown is None:
            if expr not in named:
                body = once(expr.body)
                named[expr] = f"d{len(named)}"
                lines.append(f"    {named[expr]} = {body}")
            return named[expr]
        if isinstance(expr, And | Or):
            word = " and " if isinstance(expr, And) else " or "
            return "(" + word.join(map(once, expr.args)) + ")"
        if isinstance(expr, Not):
            return f"not ({once(expr.arg)})"
        return words.say(expr)

    results = [once(condition) for condition in conditions]
    source = "\n".join(["def answer(r):", *lines, f"    return ({', '.join(results)},)"])
    space: dict[str, Any] = {}
    exec(source, space)  # noqa: S102 - generated from our own rules
    return space["answer"]  # type: ignore[no-any-return]


def raw_durable(conditions: Sequence[Expr], positions: Mapping[str, int]) -> Answer:
    """durable_rules in two rails with one transient session a set, nothing remembered."""
    return LiveKernel(live_rules(conditions, positions), host(), remembered=0)


def zen(conditions: Sequence[Expr], positions: Mapping[str, int]) -> Answer:
    """zen-engine: one decision with one expression a condition, two-valued."""
    import zen as engine

    words = Words(positions, and_="and", or_="or", not_="not ", true=" == true", member="{fact} in [{values}]", equal="==")
    expressions = [{"id": f"e{index}", "key": f"e{index}", "value": words.say(condition)} for index, condition in enumerate(conditions)]
    place = {"x": 0, "y": 0}
    model = {
        "nodes": [
            {"id": "i", "type": "inputNode", "name": "in", "position": place},
            {"id": "x", "type": "expressionNode", "name": "rules", "position": place, "content": {"expressions": expressions}},
            {"id": "o", "type": "outputNode", "name": "out", "position": place},
        ],
        "edges": [
            {"id": "1", "sourceId": "i", "targetId": "x", "type": "edge"},
            {"id": "2", "sourceId": "x", "targetId": "o", "type": "edge"},
        ],
    }
    decision = engine.ZenEngine().create_decision(json.dumps(model))
    names = {position: f"f{position}" for position in positions.values()}

    def answer(record: Record) -> list[bool]:
        result = decision.evaluate({names[position]: _scalar(value) for position, value in enumerate(record)})["result"]
        return [bool(result.get(f"e{index}")) for index in range(len(conditions))]

    return answer


def openfisca(conditions: Sequence[Expr], positions: Mapping[str, int], facts: Mapping[str, Fact]) -> Answer:
    """openfisca-core: one person simulated, two-valued."""
    from openfisca_core.simulation_builder import SimulationBuilder

    system, codes = openfisca_system(conditions, positions, facts)
    keys = list(positions)

    def answer(record: Record) -> list[bool]:
        simulation = SimulationBuilder().build_default_simulation(system, 1)
        for position, given in enumerate(record):
            known = codes[keys[position]][given] if keys[position] in codes else _scalar(given)
            simulation.set_input(f"f{position}", "2024-06", [known])
        return [bool(simulation.calculate(f"e{index}", "2024-06")[0]) for index in range(len(conditions))]

    return answer


def openfisca_system(
    conditions: Sequence[Expr], positions: Mapping[str, int], facts: Mapping[str, Fact]
) -> tuple[Any, Mapping[str, Mapping[Any, int]]]:
    """openfisca-core's system of one variable a fact and a condition, and the numbers that stand for the choices."""
    from openfisca_core import periods
    from openfisca_core.entities import build_entity
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    person_entity = build_entity(key="person", plural="persons", label="", is_person=True)
    system = TaxBenefitSystem([person_entity])
    codes: dict[str, dict[Any, int]] = {}
    for key, position in positions.items():
        kind = facts[key].type
        if isinstance(kind, Choice):
            codes[key] = {value: index for index, value in enumerate(kind.values)}
        value_type = bool if isinstance(kind, Boolean) else int if isinstance(kind, Choice) else float
        attributes = {"value_type": value_type, "entity": person_entity, "definition_period": periods.DateUnit.MONTH, "label": ""}
        system.add_variable(type(f"f{position}", (Variable,), attributes))

    def formula_of(condition: Expr) -> Any:
        def value(person: Any, period: Any, expr: Expr) -> Any:
            match expr:
                case Const(known):
                    return known
                case Named(body=body):
                    return value(person, period, body)
                case Not(arg):
                    return ~value(person, period, arg)
                case And(args):
                    result = value(person, period, args[0])
                    for arg in args[1:]:
                        result = result & value(person, period, arg)
                    return result
                case Or(args):
                    result = value(person, period, args[0])
                    for arg in args[1:]:
                        result = result | value(person, period, arg)
                    return result
                case Flag(fact):
                    return person(f"f{positions[fact.key]}", period)
                case Member(fact, values):
                    chosen = person(f"f{positions[fact.key]}", period)
                    result = chosen == codes[fact.key][next(iter(values))]
                    for one in values:
                        result = result | (chosen == codes[fact.key][one])
                    return result
                case Compare(total, op):
                    amount = float(total.constant)
                    for fact, factor in total.terms:
                        amount = amount + float(factor) * person(f"f{positions[fact.key]}", period)
                    return {"<": amount < 0, "<=": amount <= 0, "==": amount == 0, "!=": amount != 0, ">": amount > 0, ">=": amount >= 0}[
                        op
                    ]
            raise TypeError(type(expr).__name__)

        return lambda person, period: value(person, period, condition)

    shared = {"value_type": bool, "entity": person_entity, "definition_period": periods.DateUnit.MONTH, "label": ""}
    for index, condition in enumerate(conditions):
        system.add_variable(type(f"e{index}", (Variable,), {**shared, "formula": formula_of(condition)}))
    return system, codes


def _scalar(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
