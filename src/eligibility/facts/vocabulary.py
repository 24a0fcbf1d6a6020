"""The facts that rules may name, taken from the profile's models, with their types and units.

A key is `entity.fact`, or `entity.fact.member` for one member of a set (`person.needs.rehab`). The members of
`receives` and `recognised`, and further local options, come from the rulesets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Annotated, Literal, Union, get_args, get_origin, get_type_hints

from eligibility.facts.key import FactKey
from eligibility.facts.profile import DibaoStandard, Household, Locality, Model, Organisation, Person, Unit
from eligibility.limits import AGE, MEMBERS
from eligibility.logic.expr import And, Compare, Expr, Flag, Linear, Member, Or
from eligibility.logic.operators import Operator
from eligibility.logic.types import Boolean, Choice, Day, Fact, Number, Type

SubjectKind = Literal["person", "household", "organisation"]
"""The kinds of subject that a support can be for."""
SUBJECT_KINDS: tuple[SubjectKind, ...] = get_args(SubjectKind)

ENTITIES: Mapping[str, type[Model]] = {"person": Person, "household": Household, "locality": Locality, "organisation": Organisation}
COMPONENTS = ("visual", "hearing", "speech", "physical", "intellectual", "mental")
GRADES = Choice((0, 1, 2, 3, 4))
OTHER_BENEFITS = (
    "work_injury_nursing",
    "orphan_living_allowance",
    "old_age_welfare_subsidy",
    "elderly_nursing_subsidy",
    "unattended_child_allowance",
)
"""Benefits that a person may receive besides the supports of the plans."""
LOCAL_OPTIONS = (
    "living_allowance_margin", "living_allowance_other", "nursing_subsidy_grade_3_4", "nursing_subsidy_other", "care_service_subsidy",
    "child_rehab_wider_age", "child_rehab_relaxed_income", "electric_wheelchair_subsidy", "commercial_insurance_subsidy",
    "private_institution_support", "village_care", "township_care_institution", "medical_insurance_widened", "buddy_system",
    "pilot_job_coaching", "mental_rehab_county", "device_rental_station", "community_rehab_station", "community_reading_room",
)  # fmt: skip
"""Local options that every ruleset knows. A ruleset may add its own."""
CEILINGS: Mapping[str, int] = {"person.age": AGE, "household.size": MEMBERS, "household.employed_members": MEMBERS}
"""The largest value of a number that has one, as in a profile."""

LABOUR_AGE = 16
"""The age in years from which a person may be employed."""
EMPLOYED = frozenset({"employed", "self_employed", "flexible", "farming", "supported", "public_post"})
BY_NAME: Mapping[str, Type] = {
    "person.costs": Number("CNY", integral=False),
    "person.amounts": Number("CNY", integral=False),
    "person.applied_on": Day(),
    "locality.standards": Number("CNY", integral=False),
}
"""Entries that hold one value for each of several names, with its type: a support, or a standard of the locality."""
NOT_RULES = frozenset(
    {"id", "members", "certificate_no", "adcode", "disabilities", "receives", "recognised", "options", "dibao_standard"}
    | {key.partition(".")[2] for key in BY_NAME}
)
"""Profile entries that rules cannot compare: they are flattened to other facts, or are names."""

OPEN_LISTS: Mapping[str, str] = {"person.needs": "person.needs_complete"}
"""Lists that name only what matters most, each with the truth that closes it: until then a member that is not named is unknown."""
REHAB_NEEDS = ("rehab_training", "surgery", "assistive_device")
"""The needs that a general need of rehabilitation holds."""

AS_OF = Fact("as_of", Day())
_MONEY_UNIT = "CNY/person/month"


@cache
def facts() -> Mapping[str, Fact]:
    """Every fact with a fixed key, by key."""
    found = {fact.key: fact for entity, model in ENTITIES.items() for fact in _of_model(entity, model)}
    grade = Fact("person.grade", GRADES, "disabilities")
    found[grade.key] = grade
    for category in COMPONENTS:
        key = f"person.grade_{category}"
        found[key] = Fact(key, GRADES, "disabilities", ceiling=grade)
    for area in DibaoStandard.model_fields:
        key = f"locality.dibao_standard.{area}"
        found[key] = Fact(key, Number(_MONEY_UNIT, integral=False), f"dibao_standard.{area}")
    found[AS_OF.key] = AS_OF
    return found


def support_fact(set_name: str, support: str, entity: str = "person") -> Fact:
    """The fact `receives.X` or `recognised.X` of a person, or `recognised.X` of an organisation."""
    return Fact(f"{entity}.{set_name}.{support}", Boolean(), set_name)


def option_fact(option: str) -> Fact:
    """Whether the locality has adopted an option."""
    return Fact(f"locality.options.{option}", Boolean(), f"options.{option}")


def named_fact(group: str, name: str, unit: str = "CNY") -> Fact:
    """One value of an entry that holds a value for each of several names (`person.costs.X`, `locality.standards.X`)."""
    kind = BY_NAME[group]
    entry = FactKey.of(group).entry
    return Fact(f"{group}.{name}", Number(unit, integral=False) if isinstance(kind, Number) else kind, f"{entry}.{name}")


def fact_of(key: str) -> Fact:
    """The fact of a key, also for members of sets that rulesets define (`person.receives.X`)."""
    named = FactKey.of(key)
    if named.set_key in BY_NAME and named.member:
        return named_fact(named.set_key, named.member)
    return facts().get(key) or Fact(key, Boolean(), answer_of(key))


def answer_of(key: str) -> str:
    """The profile entry behind a key of a flat record: `birth_date` for `person.age`, `receives` for `person.receives.X`."""
    known = facts().get(key)
    named = FactKey.of(key)
    if known is not None:
        return known.answer
    return named.name if named.entry == "options" or named.set_key in BY_NAME else named.entry


def disabled() -> Expr:
    """The person holds a certificate, or has a grade of 1 to 4."""
    known = facts()
    return Or((Flag(known["person.certified"]), Member(known["person.grade"], frozenset({1, 2, 3, 4}))))


def severe() -> Expr:
    """The person has grade 1 or 2, in any category."""
    return Member(facts()["person.grade"], frozenset({1, 2}))


def employed() -> Expr:
    """The person is 16 or over and has any kind of work. Arts and sports may employ children; nobody else is asked about a child's work."""
    known = facts()
    of_age = Compare(Linear(((known["person.age"], Decimal(1)),), Decimal(-LABOUR_AGE)), Operator.AT_LEAST)
    return And((of_age, Member(known["person.employment"], EMPLOYED)))


@cache
def counted() -> Mapping[str, Expr]:
    """The household facts that follow from known members, each with the condition that it counts."""
    return {"household.disabled_member": disabled(), "household.severe_member": severe(), "household.employed_members": employed()}


def _of_model(entity: str, model: type[Model]) -> Iterator[Fact]:
    for name, hint in get_type_hints(model, include_extras=True).items():
        if name in NOT_RULES or name not in model.model_fields:
            continue
        kind, members = _type(hint)
        if members:
            yield from (Fact(f"{entity}.{name}.{member}", Boolean(), name) for member in members)
        elif kind is not None:
            yield Fact(f"{entity}.{name}", kind, "birth_date" if name == "age" else name)
        if kind == Day():
            yield Fact(f"{entity}.{name}.years", Number("years", low=None), name)


def _type(hint: object) -> tuple[Type | None, tuple[str, ...]]:
    """The type of an annotated field, or the members if it is a set."""
    unit, bare = _bare(hint)
    if get_origin(bare) is frozenset:
        return None, tuple(get_args(get_args(bare)[0]))
    if get_origin(bare) is Literal:
        return Choice(get_args(bare)), ()
    plain: dict[object, Type] = {
        bool: Boolean(),
        date: Day(),
        int: Number(unit),
        Decimal: Number(unit, integral=False),
    }
    return plain.get(bare), ()


def _bare(hint: object) -> tuple[str, object]:
    """The unit, and the annotation without `Annotated` and `None`."""
    unit = ""
    while True:
        if get_origin(hint) is Annotated:
            hint, *extras = get_args(hint)
            unit = next((extra for extra in extras if isinstance(extra, Unit)), unit)
        elif get_origin(hint) in (UnionType, Union):
            hint = next(part for part in get_args(hint) if part is not type(None))
        else:
            return str(unit), hint
