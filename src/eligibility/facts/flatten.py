"""Flattening: a nested profile becomes one flat record of scalars for each subject.

An absent key is unknown. A person's record includes the facts of the household and the locality. A given set becomes one
truth for each member; it is closed, unless it names only what matters most (`OPEN_LISTS`). Days become ordinals. A
contradiction is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from eligibility.codes import ProblemCode
from eligibility.errors import EntryPath, Problem, ProfileError
from eligibility.facts.certificate import Certificate, read_certificate
from eligibility.facts.days import Anniversary, checked_day
from eligibility.facts.derived import COMPONENT_GRADES, GRADE, HOUSEHOLD_COMPLETE, HOUSEHOLD_LISTED
from eligibility.facts.derived_kernel import Derivation, Results, Rules, household_rules, organisation_rules, person_rules
from eligibility.facts.key import FactKey
from eligibility.facts.profile import Household, Model, Organisation, Person, Profile
from eligibility.facts.vocabulary import AS_OF, BY_NAME, COMPONENTS, OPEN_LISTS, SubjectKind, answer_of, facts
from eligibility.i18n import Text
from eligibility.limits import AGE
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
        day: Values = {AS_OF.key: self.as_of.toordinal()}
        shared = day | locality_values(profile)
        household, complete = profile.household, False
        members = (household.members if household else None) or ()
        own = [self._person(member, day, ("household", "members", index)) for index, member in enumerate(members)]
        if household is not None:
            if not members:
                self.notices.append(NOBODY_LISTED)
            values = self._household(household, day, [counted for _, counted in own])
            complete = values.pop(HOUSEHOLD_COMPLETE, None) is True
            shared |= values
        persons = tuple(Subject("person", member.id, shared | values) for member, (values, _) in zip(members, own, strict=True))
        around = {key: value for key, value in shared.items() if not key.startswith("household.")}
        return Situation(
            self.as_of,
            persons,
            Subject("household", "household", shared) if household is not None else None,
            tuple(
                Subject("organisation", body.id, around | self._organisation(body, ("organisations", index)))
                for index, body in enumerate(profile.organisations)
            ),
            complete,
            tuple(self.notices),
        )

    # -- persons

    def _person(self, person: Person, day: Values, at: EntryPath) -> tuple[Values, Results]:
        """A person's facts, and the truths that the household counts."""
        values = _plain("person", person)
        number = read_certificate(person.certificate_no) if person.certificate_no else None
        values.update(self._grades(person, number, at))
        if number is not None:
            self._certificate(number, values, person.id)
        for name in ("receives", "recognised"):
            chosen = getattr(person, name)
            if chosen is not None:
                values[f"person.{name}"] = chosen
        values.update(_by_name("person", person))
        rules = self.person_rules
        found = rules.run(day | values | _implying(person, rules), self._years, ())
        self._contradicted(found, at)
        self.notices += [Notice(disagreement.code, disagreement.text, person.id) for disagreement in found.disagreements]
        values.update(found.derived)
        age = values.get("person.age")
        if isinstance(age, int) and age > AGE:
            said = Text(f"距判定日期超过{AGE}年", f"is more than {AGE} years before the as-of date")
            self.problems.append(Problem(ProblemCode.BORN_TOO_LONG_AGO, (*at, "birth_date"), said))
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

    def _household(self, household: Household, day: Values, members: Sequence[Results]) -> Values:
        values = _plain("household", household)
        rules = household_rules()
        tallies = [
            sum(row[index] is not False if tally.possible else row[index] is True for row in members)
            for index, tally in enumerate(rules.tallies)
        ]
        found = rules.run(day | values | {HOUSEHOLD_LISTED: bool(household.members)}, self._years, tallies)
        self._contradicted(found, ("household",))
        return values | found.derived

    # -- organisations

    def _organisation(self, body: Organisation, at: EntryPath) -> Values:
        values = _plain("organisation", body)
        if body.recognised is not None:
            values["organisation.recognised"] = body.recognised
        self._contradicted(organisation_rules().run(values, self._years, ()), at)
        return values

    # -- what follows

    def _years(self, ordinal: int) -> int:
        return self._anniversary.full_years(date.fromordinal(ordinal))

    def _contradicted(self, found: Derivation, at: EntryPath) -> None:
        self.problems += [Problem(one.code, (*at, answer_of(one.key)), one.told) for one in found.contradictions]


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


def grades(stated: Mapping[str, int | None]) -> Values:
    """Flat grades from categories and their grades (None: unknown), as far as they are known.

    Category *multiple* gives the overall grade. With it, unnamed components stay unknown until two are named and one of
    these has the overall grade. In all other cases an unnamed category is known to be none.
    """
    overall = stated.get("multiple")
    parts = {category: grade for category, grade in stated.items() if category != "multiple"}
    told = None in parts.values() or overall is None or overall in parts.values()
    hidden = "multiple" in stated and (len(parts) < 2 or not told)
    values: Values = {} if overall is None else {GRADE: overall}
    for category, key in zip(COMPONENTS, COMPONENT_GRADES, strict=True):
        grade = parts.get(category) if category in parts or hidden else 0
        if grade is not None:
            values[key] = grade
    return values


def _plain(entity: str, model: Model) -> Values:
    """The entries that are facts without conversion, and sets as one truth for each member."""
    values: Values = {}
    vocabulary = _layout(entity)
    for name in model.model_fields_set:
        value = getattr(model, name)
        if value is None or name not in vocabulary:
            continue
        members = vocabulary[name]
        if f"{entity}.{name}" in OPEN_LISTS:
            values.update((key, True) for key, member in members if member in value)
        elif members:
            values.update((key, member in value) for key, member in members)
        else:
            values[f"{entity}.{name}"] = value.toordinal() if isinstance(value, date) else value
    return values


def _implying(person: Person, rules: Rules) -> Values:
    """The received supports that imply a fact, one truth for each."""
    chosen = person.receives
    return {} if chosen is None else {key: member in chosen for key, member in rules.sets}


@cache
def _layout(entity: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """From each profile entry to its member keys: empty for a scalar."""
    layout: dict[str, list[tuple[str, str]]] = {}
    for key in facts():
        owner, name, member = FactKey.of(key).parts
        if owner == entity and not name.startswith("grade"):
            layout.setdefault(name, [])
            if member and member != "years":
                layout[name].append((key, member))
    return {name: tuple(members) for name, members in layout.items()}


def locality_values(profile: Profile) -> Values:
    """The facts of the locality that are known, by key."""
    place = profile.locality
    values: Values = {}
    if place.emergency_declared is not None:
        values["locality.emergency_declared"] = place.emergency_declared
    standard = place.dibao_standard
    for area in ("urban", "rural"):
        amount = getattr(standard, area) if standard else None
        if amount is not None:
            values[f"locality.dibao_standard.{area}"] = amount
    for option, adopted in (place.options or {}).items():
        if adopted is not None:
            values[f"locality.options.{option}"] = adopted
    return values | _by_name("locality", place)


def _by_name(entity: str, model: Model) -> Values:
    """The values of entries that hold one for each of several names."""
    values: Values = {}
    for group in _groups_by_name(entity):
        for name, value in (getattr(model, group.entry) or {}).items():
            if value is not None:
                values[f"{group}.{name}"] = value.toordinal() if isinstance(value, date) else value
    return values


@cache
def _groups_by_name(entity: str) -> tuple[FactKey, ...]:
    return tuple(group for key in BY_NAME if (group := FactKey.of(key)).entity == entity)
