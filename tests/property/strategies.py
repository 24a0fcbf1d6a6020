"""What the properties are tried on: expressions, small rulesets, and households with missing facts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from eligibility.logic.expr import And, Compare, Expr, Flag, Linear, Member, Named, Not, Or
from eligibility.logic.operators import Operator
from eligibility.logic.types import Boolean, Choice, Fact, Number
from tests.property.generate import agreed

FLAGS = tuple(Fact(f"flag{index}", Boolean()) for index in range(3))
CHOICES = (Fact("choice", Choice(("a", "b", "c"))), Fact("grade", Choice((0, 1, 2, 3, 4))))
WHOLE = (Fact("age", Number("years")),)
MONEY = tuple(Fact(f"money{index}", Number("CNY", integral=False)) for index in range(2))
OPS = tuple(Operator)


def atoms(*, tied: bool) -> st.SearchStrategy[Expr]:
    """One condition about one fact, or with `tied` about two amounts of money."""
    flag = st.sampled_from(FLAGS).map(Flag)
    member = st.sampled_from(CHOICES).flatmap(
        lambda fact: st.frozensets(st.sampled_from(fact.type.values), min_size=1).map(lambda values: Member(fact, values))  # type: ignore[union-attr]
    )
    age = st.builds(
        lambda op, bound: Compare(Linear(((WHOLE[0], Decimal(1)),), Decimal(-bound)), op), st.sampled_from(OPS), st.integers(0, 4)
    )
    if not tied:
        return st.one_of(flag, member, age)
    amount = st.builds(
        lambda fact, op, bound: Compare(Linear(((fact, Decimal(1)),), Decimal(-bound)), op),
        st.sampled_from(MONEY),
        st.sampled_from(OPS),
        st.integers(0, 2),
    )
    both = st.builds(
        lambda op, factor, bound: Compare(Linear(((MONEY[0], Decimal(1)), (MONEY[1], Decimal(factor))), Decimal(bound)), op),
        st.sampled_from(OPS),
        st.sampled_from(["-1", "-2", "1"]),
        st.integers(-1, 1),
    )
    return st.one_of(flag, amount, both)


def expressions(*, tied: bool = False, leaves: int = 8) -> st.SearchStrategy[Expr]:
    """Conditions of some depth."""
    return st.recursive(
        atoms(tied=tied),
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda args: And(tuple(args))),
            st.lists(inner, min_size=2, max_size=3).map(lambda args: Or(tuple(args))),
            inner.map(Not),
            inner.map(lambda body: Named("word", body)),
        ),
        max_leaves=leaves,
    )


VALUES: Mapping[str, tuple[Any, ...]] = {
    **{fact.key: (None, True, False) for fact in FLAGS},
    "choice": (None, "a", "b", "c"),
    "grade": (None, 0, 1, 2, 3, 4),
    "age": (None, 0, 1, 2, 3, 4, 5),
    **{fact.key: (None, *(Decimal(n) / 2 for n in range(0, 5))) for fact in MONEY},
}

DOMAINS: Mapping[str, tuple[Any, ...]] = {
    **{key: values[1:] for key, values in VALUES.items()},
    **{fact.key: tuple(Decimal(n) / 4 for n in range(0, 25)) for fact in MONEY},
}
"""Values that meet every cell of the generated expressions once some facts have one of `VALUES`."""


def records() -> st.SearchStrategy[dict[str, Any]]:
    """What is known: each fact unknown or one of its values."""
    return st.fixed_dictionaries({key: st.sampled_from(values) for key, values in VALUES.items()})


# -- rules as text, and households

_PERSON_TERMS = (
    "certified", "tekun", "autism", "age >= 16", "16 <= age <= 17", "severe", "grade_mental in {3, 4}", "grade in {1, 2, 3, 4}",
    "employment in {'employed', 'none'}", "dibao", "area == 'rural'", "options.living_allowance_other", "any(tekun)",
)  # fmt: skip
_ORGANISATION_TERMS = ("disabled_employees >= 1", "actions.contest_sending", "type == 'enterprise'", "options.living_allowance_other")
_HOUSEHOLD_TERMS = ("dibao", "area == 'rural'", "any(tekun)", "any(certified and not tekun)", "count(certified) >= 2", "all(autism)")


def conditions(terms: tuple[str, ...]) -> st.SearchStrategy[str]:
    """A rule's text over some terms, every term once or more."""
    return st.recursive(
        st.sampled_from(terms),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"),
            inner.filter(lambda text: "has." not in text).map(lambda text: f"not ({text})"),
        ),
        max_leaves=4,
    )


@st.composite
def rulesets(draw: st.DrawFn, *, several: bool = False) -> str:
    """The supports of a small ruleset: cash on its own, home for the household, card that may wait for the others.

    Now and then, or with `several` always, a support has a route for another kind of subject: home for a person, cash for a
    household, card for an organisation.
    """
    cash = draw(conditions(_PERSON_TERMS))
    home = draw(conditions((*_HOUSEHOLD_TERMS, "has.cash")))
    card = draw(conditions((*_PERSON_TERMS, "has.cash", "has.home")))
    unless = draw(st.lists(st.sampled_from(["tekun", "certified", "receives.work_injury_nursing", "age >= 16"]), max_size=1))
    parts = [("cash", "person", cash), ("home", "household", home), ("card", "person", card)]
    others = {
        "cash": ("household", conditions(_HOUSEHOLD_TERMS)),
        "home": ("person", conditions((*_PERSON_TERMS, "has.cash"))),
        "card": ("organisation", conditions(_ORGANISATION_TERMS)),
    }
    several = {name: (kind, draw(texts)) for name, (kind, texts) in others.items() if several or draw(st.integers(0, 3)) == 0}
    return "\n".join(_support(name, entity, text, unless, several.get(name)) for name, entity, text in parts)


def _support(name: str, entity: str, text: str, unless: list[str], other: tuple[str, str] | None) -> str:
    """A support as text, with its exclusions for persons and a route for another kind of subject."""
    written = (
        f"- support: {name}\n  for: {entity}\n  routes:\n    main: {{when: {text!r}, modality: mandatory, cite: [一]}}\n"
        f"  benefit: {{kind: cash}}\n  unless: {unless if entity == 'person' else []!r}"
    )
    if other is None:
        return written
    kind, condition = other
    route = f"    other: {{for: {kind}, when: {condition!r}, modality: mandatory, cite: [一]}}\n"
    by = f"  by: {{{kind}: {{unless: {unless if kind == 'person' else []!r}}}}}"
    return written.replace("  benefit:", f"{route}  benefit:") + f"\n{by}"


def _some(**entries: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=entries)


def people() -> st.SearchStrategy[dict[str, Any]]:
    """A person with some facts missing."""
    disabilities = st.lists(
        st.fixed_dictionaries({"category": st.sampled_from(["mental", "physical", "multiple"]), "grade": st.integers(1, 4)}),
        max_size=2,
        unique_by=lambda line: line["category"],
    ).map(agreed)
    return _some(
        certified=st.booleans(),
        tekun=st.booleans(),
        autism=st.booleans(),
        age=st.sampled_from([10, 15, 16, 17, 18, 40]),
        disabilities=disabilities,
        employment=st.sampled_from(["employed", "none", "flexible"]),
        receives=st.lists(st.sampled_from(["cash", "home", "work_injury_nursing"]), max_size=2, unique=True),
    ).map(_consistent)


def _consistent(person: dict[str, Any]) -> dict[str, Any]:
    if person.get("disabilities") == [] and person.get("certified"):
        del person["disabilities"]
    return person


def households() -> st.SearchStrategy[dict[str, Any]]:
    """A profile of one or two people and now and then an organisation, facts of every level missing now and then."""
    members = st.lists(people(), min_size=1, max_size=2).map(
        lambda found: [{"id": f"m{index}", **one} for index, one in enumerate(found, 1)]
    )
    household = _some(dibao=st.booleans(), area=st.sampled_from(["urban", "rural"]), size=st.sampled_from([2, 3]))
    locality = _some(options=_some(living_allowance_other=st.booleans()))
    body = _some(
        disabled_employees=st.integers(0, 1),
        actions=st.sampled_from([[], ["contest_sending"]]),
        type=st.sampled_from(["enterprise", "school"]),
    )
    bodies = st.lists(body.map(lambda facts: {"id": "o1", **facts}), max_size=1)
    return st.tuples(members, household, locality, bodies).map(
        lambda parts: {"household": {"members": parts[0], **parts[1]}, "locality": parts[2], "organisations": parts[3]}
    )
