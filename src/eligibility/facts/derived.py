"""Derived facts and contradictions of a profile, each defined once.

A *given* fact is what a profile or a register says; its column is the fact's key. A *derived* fact takes all given facts
into account; its column is `derived(key)`. The terms below say how derived facts follow from given ones. Every engine
runs these terms: `flatten` in Python, the bulk engines in their own language, the solver as definitions over its
symbols, and the register's reader to find contradictions.

A person's terms read the person's own columns and `as_of`. A household's terms read the household's columns and count
over the listed members (`Tally`). An organisation has no derived facts, only contradictions.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import final

from eligibility._dataclass import dataclass
from eligibility.codes import ProblemCode
from eligibility.facts.key import FactKey
from eligibility.facts.vocabulary import AS_OF, COMPONENTS, OPEN_LISTS, REHAB_NEEDS, counted, facts
from eligibility.i18n import Text
from eligibility.limits import AGE
from eligibility.logic.expr import Expr
from eligibility.logic.lowering import FactLowering
from eligibility.logic.operators import Operator
from eligibility.logic.terms import (
    FALSE_TERM,
    TRUE_TERM,
    UNKNOWN_TERM,
    Column,
    Ordinal,
    Tally,
    Term,
    Whole,
    Years,
    case,
    columns_of,
    comparison,
    every,
    known,
    negation,
    one_of,
    some,
)
from eligibility.logic.types import Boolean, Day, Fact

PREFIX = "derived."
HOUSEHOLD_LISTED = "household.listed"
"""A given truth: if the size of the household is not given, everyone is listed."""
HOUSEHOLD_COMPLETE = "household.complete"
"""A derived truth: only the listed members belong to the household."""
GRADE = "person.grade"
CERTIFIED = "person.certified"
CERTIFIED_UNTIL = "person.certificate_valid_until"
MEDICATION = "person.circumstances.on_psychosis_medication"
DIAGNOSES = ("person.conditions.severe_mental_disorder", "person.conditions.mental_disorder")
COMPONENT_GRADES = tuple(f"person.grade_{category}" for category in COMPONENTS)
LIGHTEST = 4


def derived(key: str) -> Column:
    """The column of a derived fact."""
    return Column(PREFIX + key)


OWN_READING = Text("本程序的读法", "the library's reading")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Entries that cannot all be true. `key` is the fact to check; `source` says whose rule it is."""

    code: ProblemCode
    key: str
    term: Term
    text: Text
    source: Text = OWN_READING

    @property
    def told(self) -> Text:
        """The text, with its source unless that is the library's own reading."""
        if self.source == OWN_READING:
            return self.text
        return Text(f"{self.text.zh}（{self.source.zh}）", f"{self.text.en} ({self.source.en})")


@dataclass(frozen=True, slots=True)
class EntryDisagreement:
    """Entries that differ although one of them decides. This is not an error, but the caseworker should know. `key` is the fact."""

    code: str
    key: str
    term: Term
    text: Text


# -- a person


def _expired() -> Term:
    """Whether the certificate's last valid day has passed."""
    return comparison([(Ordinal(Column(CERTIFIED_UNTIL)), 1), (Column(AS_OF.key), -1)], Operator.BELOW, 0)


def _certified() -> Term:
    """An expired certificate does not count. Unless one is given, a person known to have no disability has no certificate."""
    undisabled = every([negation(known(Column(CERTIFIED))), one_of(derived(GRADE), [0])])
    return case([(_expired(), FALSE_TERM), (undisabled, FALSE_TERM)], Column(CERTIFIED))


def _grade() -> Term:
    """The given grade, otherwise that of the heaviest component: 1 as soon as one is 1, others only once all are known."""
    all_known, open_ = every(known(Column(key)) for key in COMPONENT_GRADES), negation(known(Column(GRADE)))
    heaviest = [(every([open_, all_known, _any_part(grade)]), Whole(grade)) for grade in range(2, LIGHTEST + 1)]
    return case([(every([open_, _any_part(1)]), Whole(1)), *heaviest, (every([open_, all_known]), Whole(0))], Column(GRADE))


def _any_part(grade: int) -> Term:
    return some(one_of(Column(key), [grade]) for key in COMPONENT_GRADES)


def _undiagnosed() -> Term:
    """Whether the person is known to have no diagnosed mental disorder."""
    return every(negation(Column(key)) for key in DIAGNOSES)


def _person() -> dict[str, Term]:
    tekun = case([(Column("person.receives.tekun"), TRUE_TERM)], Column("person.tekun"))
    born = Column("person.birth_date")
    return {
        "person.tekun": tekun,
        GRADE: _grade(),
        CERTIFIED: _certified(),
        "person.age": case([(known(born), Years(born))], Column("person.age")),
        MEDICATION: case([(_undiagnosed(), FALSE_TERM)], Column(MEDICATION)),  # it presupposes the diagnosis
        **_listed(),
        **_years("person"),
    }


def _listed() -> dict[str, Term]:
    """The members of open lists: one that is not named is known not to be meant only where the list is whole."""
    keys = [key for key in facts() if FactKey.of(key).set_key in OPEN_LISTS]
    return {key: case([*_told(key), (Column(OPEN_LISTS[FactKey.of(key).set_key]), FALSE_TERM)], UNKNOWN_TERM) for key in keys}


def _told(key: str) -> list[tuple[Term, Term]]:
    """What is said of a member itself, and for a need of rehabilitation what the general need says of it."""
    own: list[tuple[Term, Term]] = [(known(Column(key)), Column(key))]
    return [*own, (Column("person.needs.rehab"), TRUE_TERM)] if key in _REHAB_NEEDS else own


_REHAB_NEEDS = frozenset(f"person.needs.{need}" for need in REHAB_NEEDS)


def _years(entity: str) -> dict[str, Term]:
    """The full years since each day of an entity."""
    days = [fact.key for fact in facts().values() if fact.entity == entity and fact.type == Day()]
    return {f"{key}.years": Years(Column(key)) for key in days}


# -- a household


def _household() -> dict[str, Term]:
    size, rows = Column("household.size"), Tally(TRUE_TERM, False)
    as_many = comparison([(size, 1), (rows, -1)], Operator.AT_MOST, 0)
    complete = derived(HOUSEHOLD_COMPLETE)
    dibao = Tally(Column("person.receives.dibao"), False)
    return {
        HOUSEHOLD_COMPLETE: case([(as_many, TRUE_TERM), (known(size), FALSE_TERM)], Column(HOUSEHOLD_LISTED)),
        "household.size": case([(known(size), size), (complete, rows)], UNKNOWN_TERM),
        "household.dibao": case([(comparison([(dibao, 1)], Operator.AT_LEAST, 1), TRUE_TERM)], Column("household.dibao")),
        **{key: _counted(facts()[key], body) for key, body in counted().items()},
        **_years("household"),
    }


def _tallies(body: Expr) -> tuple[Term, Term]:
    """The least and the greatest number of listed members that may satisfy a condition."""
    term = of_person(body)
    return Tally(term, False), Tally(term, True)


def _counted(fact: Fact, body: Expr) -> Term:
    """The value that the members decide; if they do not decide it, the given one."""
    low, high = _tallies(body)
    stated = Column(fact.key)
    if isinstance(fact.type, Boolean):
        none = every([derived(HOUSEHOLD_COMPLETE), comparison([(high, 1)], Operator.EQUAL, 0)])
        return case([(comparison([(low, 1)], Operator.AT_LEAST, 1), TRUE_TERM), (none, FALSE_TERM)], stated)
    return case([(every([derived(HOUSEHOLD_COMPLETE), comparison([(low, 1), (high, -1)], Operator.EQUAL, 0)]), low)], stated)


def of_person(condition: Expr) -> Term:
    """The term of a condition over a person's own facts, those that follow from others included."""
    return _Derived()(condition)


@final
class _Derived(FactLowering):
    """Conditions over a person's derived facts."""

    def fact(self, fact: Fact) -> Term:
        return derived(fact.key) if fact.key in person() else Column(fact.key)


@cache
def person() -> Mapping[str, Term]:
    """A person's derived facts by key. Each reads only earlier ones; all other facts are as given."""
    return _person()


@cache
def household() -> Mapping[str, Term]:
    """A household's derived facts by key. Each reads only earlier ones; all other facts are as given."""
    return _household()


@cache
def given_columns() -> frozenset[str]:
    """The keys of the given facts from which others follow."""
    read = frozenset[str]().union(*(columns_of(term) for term in (*person().values(), *household().values())))
    return frozenset(name for name in read if not name.startswith(PREFIX)) - {HOUSEHOLD_LISTED, AS_OF.key}


# -- contradictions

_GRADES = Text("GB/T 26341-2010：多重残疾按最重的一类定级", "GB/T 26341-2010: several disabilities together take the grade of the heaviest")


@cache
def person_contradictions() -> tuple[Contradiction, ...]:
    """Contradictions in one person's entries."""
    return (
        Contradiction(
            ProblemCode.BIRTH_AFTER_AS_OF,
            "person.birth_date",
            comparison([(Ordinal(Column("person.birth_date")), 1), (Column(AS_OF.key), -1)], Operator.ABOVE, 0),
            Text("出生日期晚于判定日期", "is after the as-of date"),
        ),
        Contradiction(
            ProblemCode.BORN_TOO_LONG_AGO,
            "person.birth_date",
            comparison([(derived("person.age"), 1)], Operator.ABOVE, AGE),
            Text(f"距判定日期超过{AGE}年", f"is more than {AGE} years before the as-of date"),
        ),
        Contradiction(
            ProblemCode.CERTIFIED_WITHOUT_DISABILITY,
            CERTIFIED,
            every([derived(CERTIFIED), one_of(derived(GRADE), [0])]),
            Text("持有残疾人证，但写明没有残疾", "holds a certificate, but is said to have no disability"),
        ),
        Contradiction(
            ProblemCode.TEKUN_DENIED,
            "person.tekun",
            every([Column("person.receives.tekun"), negation(Column("person.tekun"))]),
            Text("已享受特困人员救助供养，但“特困人员”一栏填的是“否”", "receives tekun, but tekun is false"),
        ),
        Contradiction(
            ProblemCode.MEDICATION_WITHOUT_DIAGNOSIS,
            MEDICATION,
            every([_undiagnosed(), Column(MEDICATION)]),
            Text(
                "填了重性精神病药物维持治疗，疾病诊断中却没有精神障碍", "is on psychosis medication, but has no diagnosed mental disorder"
            ),
        ),
        Contradiction(
            ProblemCode.COMPONENT_HEAVIER,
            GRADE,
            _component_heavier(),
            Text("某一类的残疾等级重于总的等级", "one category has a heavier grade than the overall grade"),
            _GRADES,
        ),
        Contradiction(
            ProblemCode.COMPONENT_MISSING,
            GRADE,
            every(
                [
                    _disabled(GRADE),
                    *(comparison([(Column(part), 1), (Column(GRADE), -1)], Operator.UNEQUAL, 0) for part in COMPONENT_GRADES),
                ]
            ),
            Text("各类都已写明，但没有一类达到总的等级", "every category is known, and none has the overall grade"),
            _GRADES,
        ),
    )


def _component_heavier() -> Term:
    """A component has a grade, but the person has no disability or only a lighter one."""
    heavier = (comparison([(Column(part), 1), (Column(GRADE), -1)], Operator.BELOW, 0) for part in COMPONENT_GRADES)
    return some(
        every([_disabled(part), some([one_of(Column(GRADE), [0]), lighter])])
        for part, lighter in zip(COMPONENT_GRADES, heavier, strict=True)
    )


def _disabled(key: str) -> Term:
    return one_of(Column(key), range(1, LIGHTEST + 1))


@cache
def household_contradictions() -> tuple[Contradiction, ...]:
    """Contradictions between a household and its members."""
    size, dibao = Column("household.size"), Tally(Column("person.receives.dibao"), False)
    return (
        Contradiction(
            ProblemCode.SIZE_BELOW_MEMBERS,
            "household.size",
            comparison([(size, 1), (Tally(TRUE_TERM, False), -1)], Operator.BELOW, 0),
            Text("小于所列成员人数", "is smaller than the number of members listed"),
        ),
        Contradiction(
            ProblemCode.DIBAO_DENIED,
            "household.dibao",
            every([comparison([(dibao, 1)], Operator.AT_LEAST, 1), negation(Column("household.dibao"))]),
            Text("与成员已享受低保不符", "is false, but a member receives dibao"),
        ),
        *(Contradiction(ProblemCode.MEMBERS_DISAGREE, fact.key, _disagrees(fact, body), _MEMBERS) for fact, body in _counted_facts()),
    )


_MEMBERS = Text("与所列成员的情况不符", "does not agree with what is said of the members")


def _counted_facts() -> list[tuple[Fact, Expr]]:
    return [(facts()[key], body) for key, body in counted().items()]


def _disagrees(fact: Fact, body: Expr) -> Term:
    """The given value is impossible with these members."""
    low, high = _tallies(body)
    stated = Column(fact.key)
    if isinstance(fact.type, Boolean):
        few = every([negation(stated), comparison([(low, 1)], Operator.AT_LEAST, 1)])
        many = every([stated, derived(HOUSEHOLD_COMPLETE), comparison([(high, 1)], Operator.EQUAL, 0)])
    else:
        few = comparison([(stated, 1), (low, -1)], Operator.BELOW, 0)
        many = every([derived(HOUSEHOLD_COMPLETE), comparison([(stated, 1), (high, -1)], Operator.ABOVE, 0)])
    return some([few, many])


PARTS = (
    ("organisation.disabled_employees", "organisation.employees", Text("多于职工人数", "is greater than the number of employees")),
    ("organisation.severe_employees", "organisation.employees", Text("多于职工人数", "is greater than the number of employees")),
    (
        "organisation.severe_employees",
        "organisation.disabled_employees",
        Text("多于残疾职工人数", "is greater than the number of disabled employees"),
    ),
    ("organisation.disabled_cadres", "organisation.cadres", Text("多于机关干部人数", "is greater than the number of cadres")),
)
"""Numbers of an organisation that count a part of what another counts, with what to say where the part is the greater."""


@cache
def organisation_contradictions() -> tuple[Contradiction, ...]:
    """Contradictions in one organisation's entries."""
    return tuple(
        Contradiction(ProblemCode.PART_ABOVE_WHOLE, part, comparison([(Column(part), 1), (Column(whole), -1)], Operator.ABOVE, 0), said)
        for part, whole, said in PARTS
    )


@cache
def disagreements() -> tuple[EntryDisagreement, ...]:
    """Disagreements in one person's entries."""
    born = Column("person.birth_date")
    return (
        EntryDisagreement(
            "age_disagrees",
            "person.age",
            comparison([(Column("person.age"), 1), (Years(born), -1)], Operator.UNEQUAL, 0),
            Text("填写的年龄与出生日期不符，以出生日期为准", "the age given does not agree with the date of birth, which decides"),
        ),
        EntryDisagreement(
            "certificate_expired",
            CERTIFIED_UNTIL,
            every([Column(CERTIFIED), _expired()]),
            Text("残疾人证在判定日期已过有效期，按无有效证处理", "the certificate has expired by the as-of date and is not counted"),
        ),
    )
