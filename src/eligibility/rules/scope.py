"""The meaning of names in a rule, for the kind of subject that the rule is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eligibility._json import listed
from eligibility.facts.key import FactKey, entry_and_member
from eligibility.facts.vocabulary import LOCAL_OPTIONS, OTHER_BENEFITS, SubjectKind, counted, facts, named_fact, option_fact, support_fact
from eligibility.logic.amount import constant
from eligibility.logic.expr import TRUE, Flag, Named, Quantity, decimal
from eligibility.logic.operators import Operator
from eligibility.logic.scope import Computed, Constant, Counted, Meaning
from eligibility.logic.types import Boolean, Fact
from eligibility.rules.ruleset import Definition, Figure, LocalStandard, Ruleset

VISIBLE: Mapping[SubjectKind, tuple[str, ...]] = {
    "person": ("person", "household", "locality"),
    "household": ("household", "locality"),
    "organisation": ("organisation", "locality"),
}


class RuleScope:
    """The names for a rule about one entity.

    `depends` says whether `has.` may be used, `amounts` whether figures that facts decide may. An option in `adopted` holds,
    whatever the locality says. Inside `any`, `all` and `count` the scope is that of a person, without `has.`.
    """

    def __init__(
        self,
        entity: SubjectKind,
        definitions: Mapping[str, Definition],
        figures: Mapping[str, Figure],
        supports: Iterable[str],
        options: Iterable[str],
        *,
        depends: bool,
        inside: bool = False,
        adopted: Iterable[str] = (),
        standards: Mapping[str, LocalStandard] | None = None,
    ) -> None:
        self.entity = entity
        self.visible = VISIBLE[entity]
        self.definitions = definitions
        self.figures = figures
        self.supports = frozenset(supports)
        self.options = frozenset(options) | frozenset(LOCAL_OPTIONS)
        self.adopted = frozenset(adopted)
        self.depends = depends
        self.inside = inside
        self.standards = standards or {}
        self.amounts = False
        self.used: set[str] = set()

    def has_support(self, name: str) -> bool | None:
        return name in self.supports if self.depends else None

    def members(self) -> RuleScope | None:
        if self.inside or "household" not in self.visible:
            return None
        scope = RuleScope(
            "person",
            self.definitions,
            self.figures,
            self.supports,
            self.options,
            depends=False,
            inside=True,
            adopted=self.adopted,
            standards=self.standards,
        )
        scope.used = self.used
        return scope

    def meaning(self, name: str) -> Meaning | None:
        head, rest = entry_and_member(name)
        if head == "figures":
            return self._figure(rest)
        definition = self.definitions.get(name)
        if definition is not None and definition.entity in self.visible:
            self.used.add(name)
            return Named(name, definition.body)
        for key in self._keys(name):
            found = self._fact(key)
            if found is not None:
                return found
        return None

    def names(self) -> Iterable[str]:
        yield from (name for name, definition in self.definitions.items() if definition.entity in self.visible)
        yield from (f"figures.{name}" for name in self.figures)
        yield from (f"options.{name}" for name in self.options)
        yield from (f"standards.{name}" for name in self.standards)
        yield from (FactKey.of(key).name for key in facts() if FactKey.of(key).entity in self.visible)
        yield from (f"{entity}.{key.partition('.')[2]}" for key in facts() for entity in self.visible if key.startswith(f"{entity}."))
        yield "as_of"
        if self.entity == "organisation":
            yield from (f"recognised.{name}" for name in self.supports)
        if "household" in self.visible:
            yield from (f"{entry}.{name}" for entry in ("receives", "recognised") for name in self.supports)
            yield from (f"receives.{name}" for name in OTHER_BENEFITS)
        if self.entity == "person":
            yield from (f"costs.{name}" for name in self.supports)
        if self.depends:
            yield from (f"has.{name}" for name in self.supports)

    def _keys(self, name: str) -> Iterable[str]:
        if name == "as_of":
            yield name
        if name.partition(".")[0] in self.visible:
            yield name
        yield from (f"{entity}.{name}" for entity in self.visible)

    def _fact(self, key: str) -> Meaning | None:
        entity, group, member = FactKey.of(key).parts
        if entity == "locality" and group == "options" and member in self.options:
            option = option_fact(member)
            return Named(f"options.{member}", TRUE, Flag(option)) if member in self.adopted else option
        if (entity, group) == ("locality", "standards") and member in self.standards:
            self.used.add(f"standards.{member}")
            return named_fact("locality.standards", member, self.standards[member].unit)
        if (entity, group) == ("person", "costs") and member in self.supports:
            return named_fact("person.costs", member)
        if group in {"receives", "recognised"}:
            return self._listed(entity, group, member)
        fact = facts().get(key)
        body = counted().get(key)
        if fact is None or body is None:
            return fact
        return Quantity(body, Operator.AT_LEAST, 1, fact) if isinstance(fact.type, Boolean) else Counted(body, fact)

    def _listed(self, entity: str, group: str, member: str) -> Meaning | None:
        """A support that a person receives; for a household, one that any member receives."""
        if member not in self.supports and not (group == "receives" and member in OTHER_BENEFITS):
            return None
        fact: Fact = support_fact(group, member)
        if entity == "organisation":
            return support_fact(group, member, entity) if group == "recognised" else None
        if entity == "person":
            return fact if self.entity == "person" else None
        return Quantity(Flag(fact), Operator.AT_LEAST, 1) if entity == "household" else None

    def _figure(self, name: str) -> Constant | Computed | None:
        figure = self.figures.get(name)
        formula = figure.formulas.get(self.entity) if figure else None
        if figure is None or formula is None:
            return None
        value = constant(formula)
        if value is None and not self.amounts:
            return None
        self.used.add(f"figures.{name}")
        return Computed(formula, figure.unit) if value is None else Constant(decimal(value), figure.unit)


def scope_of(ruleset: Ruleset, entity: SubjectKind, *, depends: bool) -> RuleScope:
    """The names for a rule about one entity in a ruleset that is loaded."""
    words = ruleset.definitions, ruleset.figures, ruleset.catalogue, ruleset.options
    return RuleScope(entity, *words, standards=ruleset.standards, depends=depends, adopted=map(str, listed(ruleset.raw["adopted"])))
