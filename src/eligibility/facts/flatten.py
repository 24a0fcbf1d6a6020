"""Flattening: a nested profile becomes one flat record of scalars for each subject.

An absent key is unknown. A person's record includes the facts of the household and the locality. A given set becomes one
truth for each member; it is closed, unless it names only what matters most (`OPEN_LISTS`). Days become ordinals. A
contradiction is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cache
from typing import NamedTuple

from eligibility._dataclass import dataclass
from eligibility.codes import ProblemCode
from eligibility.errors import EntryPath, Problem, ProfileError
from eligibility.facts.certificate import Certificate, read_certificate
from eligibility.facts.days import Anniversary, checked_day
from eligibility.facts.derived import COMPONENT_GRADES, GRADE, HOUSEHOLD_COMPLETE, HOUSEHOLD_LISTED
from eligibility.facts.derived_kernel import Derivation, Results, Rules, household_rules, organisation_rules, person_rules
from eligibility.facts.key import FactKey
from eligibility.facts.profile import Household, Model, Organisation, Person, Profile
from eligibility.facts.vocabulary import AS_OF, BY_NAME, COMPONENTS, ENTITIES, NOT_RULES, OPEN_LISTS, SubjectKind, answer_of, facts
from eligibility.i18n import Text
from eligibility.logic.truth import Truth
from eligibility.logic.types import FactValue

RecordValue = FactValue | frozenset[str]
"""The value of a fact, or the members of an open set."""

Values = dict[str, RecordValue]


@dataclass(frozen=True, slots=True)
class Subject:
    """A person, household or organisation for whom supports are decided, with the flat record. The repr shows no value."""

    kind: SubjectKind
    id: str
    values: Values = field(repr=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the profile that the caseworker should know. `subject` is the id concerned."""

    code: str
    text: Text
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """A profile flattened for one day. `complete`: every member of the household is among the persons."""

    as_of: date
    persons: tuple[Subject, ...]
    household: Subject | None
    organisations: tuple[Subject, ...]
    complete: bool
    notices: tuple[Notice, ...]

    @property
    def everyone(self) -> tuple[Subject, ...]:
        """Every subject: the persons, the household, the organisations."""
        return (*self.persons, *self.subjects("household"), *self.organisations)

    def subjects(self, kind: SubjectKind) -> tuple[Subject, ...]:
        """The subjects of a kind: person, household or organisation."""
        if kind == "household":
            return (self.household,) if self.household else ()
        return self.persons if kind == "person" else self.organisations


NOBODY_LISTED = Notice(
    "nobody_listed",
    Text("家庭资料没有列出成员，只判定整户的项目", "the household lists nobody; only supports for the household as a whole are answered"),
)
"""An empty list says no more than none: whoever asks has a household of somebody."""


def flatten(profile: Profile, as_of: date, persons: Rules | None = None) -> Situation:
    """The flat records of a profile on a day. `persons` are the rules for a person, where laws add to them.

    Raises:
        ProfileError: the profile contradicts itself, or someone was born after the day.
        NotADay: the day is not a date, or is a datetime.
    """
    door = _Door(checked_day(as_of), persons or person_rules())
    situation = door.situation(profile)
    if door.problems:
        raise ProfileError(door.problems)
    return situation


class _Door:
    def __init__(self, as_of: date, persons: Rules) -> None:
        self.as_of = as_of
        self.person_rules = persons
        self.problems: list[Problem] = []
        self.notices: list[Notice] = []
        self._anniversary = Anniversary(as_of)

    def situation(self, profile: Profile) -> Situation:
        day = self.as_of.toordinal()
        around = shared = locality_values(profile) | {AS_OF.key: day}
        household, complete = profile.household, False
        members = (household.members if household else None) or ()
        own = [self._person(member, day, ("household", "members", index)) for index, member in enumerate(members)]
        if household is not None:
            if not members:
                self.notices.append(NOBODY_LISTED)
            values = self._household(household, day, [counted for _, counted in own])
            complete = values.pop(HOUSEHOLD_COMPLETE, None) is True
            shared = around | values
        return Situation(
            self.as_of,
            tuple([Subject("person", member.id, shared | values) for member, (values, _) in zip(members, own, strict=True)]),
            Subject("household", "household", shared) if household is not None else None,
            tuple(self._organisations(profile.organisations, around)) if profile.organisations else (),
            complete,
            tuple(self.notices),
        )

    # -- persons

    def _person(self, person: Person, day: int, at: EntryPath) -> tuple[Values, Results]:
        """A person's facts, and the truths that the household counts."""
        values = _plain("person", person)
        values[AS_OF.key] = day
        number = read_certificate(person.certificate_no) if person.certificate_no else None
        values.update(self._grades(person, number, at))
        if number is not None:
            self._certificate(number, values, person.id)
        rules = self.person_rules
        found = rules.run(values if person.receives is None else values | _implying(person.receives, rules), self._years, ())
        self._contradicted(found, at)
        for disagreement in found.disagreements:
            self.notices.append(Notice(disagreement.code, disagreement.text, person.id))
        values.update(found.derived)
        return values, found.counted

    def _certificate(self, number: Certificate, values: Values, subject: str) -> None:
        """Add what the certificate number says and the profile does not. A given entry takes precedence."""
        born = number.birth_date.toordinal()
        if values.setdefault("person.birth_date", born) != born:
            self._differs(subject, "出生日期", "date of birth")
        if values.setdefault("person.sex", number.sex) != number.sex:
            self._differs(subject, "性别", "sex")

    def _grades(self, person: Person, number: Certificate | None, at: EntryPath) -> Values:
        if person.disabilities is None:
            return {} if number is None else grades({number.category: number.grade})
        stated: dict[str, int | None] = {}
        for line in person.disabilities:
            if line.category in stated:
                said = Text("同一残疾类别写了两次", "names one category twice")
                self.problems.append(Problem(ProblemCode.CATEGORY_TWICE, (*at, "disabilities"), said))
            stated[line.category] = line.grade
        if number is not None and stated and number.grade not in stated.values():
            self._differs(person.id, "残疾等级", "grade")
        return grades(stated)

    def _differs(self, subject: str, zh: str, en: str) -> None:
        self.notices.append(
            Notice(
                "certificate_disagrees",
                Text(
                    f"填写的{zh}与残疾人证号不符，以填写的为准",
                    f"the {en} given does not agree with the certificate number; what was given decides",
                ),
                subject,
            )
        )

    # -- the household

    def _household(self, household: Household, day: int, members: Sequence[Results]) -> Values:
        values = _plain("household", household)
        values[AS_OF.key] = day
        rules = household_rules()
        truths = list(zip(*members, strict=True)) or [()] * len(rules.tallies)
        tallies = [
            len(column) - column.count(False) if tally.possible else column.count(True)
            for tally, column in zip(rules.tallies, truths, strict=True)
        ]
        values[HOUSEHOLD_LISTED] = bool(household.members)
        found = rules.run(values, self._years, tallies)
        self._contradicted(found, ("household",))
        values.update(found.derived)
        del values[HOUSEHOLD_LISTED]
        return values

    # -- organisations

    def _organisations(self, bodies: Iterable[Organisation], around: Values) -> Iterator[Subject]:
        for index, body in enumerate(bodies):
            values = _plain("organisation", body)
            self._contradicted(organisation_rules().run(values, self._years, ()), ("organisations", index))
            yield Subject("organisation", body.id, around | values)

    # -- what follows

    def _years(self, ordinal: int) -> int:
        return self._anniversary.full_years(date.fromordinal(ordinal))

    def _contradicted(self, found: Derivation, at: EntryPath) -> None:
        for one in found.contradictions:
            self.problems.append(Problem(one.code, (*at, answer_of(one.key)), one.told))


def count_bounds(truths: Iterable[Truth], complete: bool) -> tuple[int, int | None]:
    """The least and the greatest number of true ones; None if there is no upper limit."""
    listed = list(truths)
    low = sum(truth is Truth.TRUE for truth in listed)
    return low, sum(truth is not Truth.FALSE for truth in listed) if complete else None


def settled_grades(stated: Mapping[str, int | None]) -> Values:
    """Flat grades from categories and their grades, with the overall grade if it follows."""
    given = grades(stated)
    overall = person_rules().run(given, _no_days, ()).derived.get(GRADE)
    return given if overall is None else {**given, GRADE: overall}


def _no_days(day: int) -> int:
    raise AssertionError(f"grades read no day ({day})")


_GRADES: Mapping[str, str] = {"multiple": GRADE, **dict(zip(COMPONENTS, COMPONENT_GRADES, strict=True))}
_NONE: Values = dict.fromkeys(COMPONENT_GRADES, 0)


def grades(stated: Mapping[str, int | None]) -> Values:
    """Flat grades from categories and their grades (None: unknown), as far as they are known.

    Category *multiple* gives the overall grade. With it, unnamed components stay unknown until two are named and one of
    these has the overall grade. In all other cases an unnamed category is known to be none.
    """
    values = {} if _hidden(stated) else _NONE.copy()
    for category, grade in stated.items():
        if grade is None:
            values.pop(_GRADES[category], None)
        else:
            values[_GRADES[category]] = grade
    return values


def _hidden(stated: Mapping[str, int | None]) -> bool:
    """Whether there may be components that are not named."""
    if "multiple" not in stated:
        return False
    overall, parts = stated["multiple"], [grade for category, grade in stated.items() if category != "multiple"]
    told = None in parts or overall is None or overall in parts
    return len(parts) < 2 or not told


def _plain(entity: str, model: Model) -> Values:
    """The entries that are facts without conversion, open sets, sets as one truth for each member, and values by name."""
    values: Values = {}
    vocabulary = _layout(entity)
    for name in model.model_fields_set:
        value, entry = getattr(model, name), vocabulary.get(name)
        if value is None or entry is None:
            continue
        key, members, open_list = entry
        if members:
            values.update([(fact, member in value) for fact, member in members if not open_list or member in value])
        elif isinstance(value, dict):
            values |= _by_name(key, value)
        else:
            values[key] = value.toordinal() if isinstance(value, date) else value
    return values


def _by_name(key: str, found: Mapping[str, RecordValue | date | None]) -> Values:
    known = ((f"{key}.{name}", value) for name, value in found.items() if value is not None)
    return {name: value.toordinal() if isinstance(value, date) else value for name, value in known}


def _implying(received: frozenset[str], rules: Rules) -> Values:
    """The received supports that imply a fact, one truth for each."""
    return {key: member in received for key, member in rules.sets}


class _Entry(NamedTuple):
    """A profile entry: its key, the keys of its members where it is a set with facts of its own, and whether such a set is open."""

    key: str
    members: tuple[tuple[str, str], ...] = ()
    open: bool = False


_AS_GIVEN = frozenset({"receives", "recognised", "options", *(FactKey.of(key).entry for key in BY_NAME)})
"""Entries that hold names of a ruleset: sets, or a value for each name."""


@cache
def _layout(entity: str) -> Mapping[str, _Entry]:
    """How each profile entry that needs no reading becomes facts, by its name."""
    layout = {name: _Entry(f"{entity}.{name}") for name in ENTITIES[entity].model_fields if name in _AS_GIVEN}
    for key in facts():
        named = FactKey.of(key)
        if named.entity == entity and named.entry in ENTITIES[entity].model_fields.keys() - NOT_RULES:
            known = layout.get(named.entry, _Entry(named.set_key))
            more = ((key, named.member),) if named.member and not named.is_years else ()
            layout[named.entry] = _Entry(named.set_key, known.members + more, named.set_key in OPEN_LISTS)
    return layout


def locality_values(profile: Profile) -> Values:
    """The facts of the locality that are known, by key."""
    standard = profile.locality.dibao_standard
    values = _plain("locality", profile.locality)
    return values if standard is None else values | _by_name("locality.dibao_standard", vars(standard))
