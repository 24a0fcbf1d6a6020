"""The door: a nested profile becomes one flat record of scalars for each subject.

A key that is absent is unknown. A person's record carries the household's and the locality's facts; a set that is
given is closed and becomes one truth for each member; days become ordinals. What contradicts itself is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from dateutil.relativedelta import relativedelta

from eligibility.errors import Problem, ProfileError
from eligibility.facts.certificate import Certificate, read_certificate
from eligibility.facts.day import checked_day
from eligibility.facts.profile import Household, Model, Organisation, Person, Profile
from eligibility.facts.vocabulary import COMPONENTS, SubjectKind, counted, facts
from eligibility.i18n import Text
from eligibility.logic.proof import prove
from eligibility.logic.truth import Truth
from eligibility.logic.types import Fact

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """One for whom supports are decided, with the flat record of what is known. Its representation shows no value."""

    kind: SubjectKind
    id: str
    values: Values = field(repr=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the profile that the caseworker should know; `subject` is the id it is about."""

    code: str
    text: Text
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """A profile flattened for one day. `complete`: everyone of the household is among the persons."""

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


def flatten(profile: Profile, as_of: date) -> Situation:
    """The flat records of a profile on a day.

    Raises:
        ProfileError: the profile contradicts itself, or someone is born after the day.
        NotADay: the day is no date, or a datetime.
    """
    door = _Door(checked_day(as_of))
    situation = door.situation(profile)
    if door.problems:
        raise ProfileError(door.problems)
    return situation


class _Door:
    def __init__(self, as_of: date) -> None:
        self.as_of = as_of
        self.problems: list[Problem] = []
        self.notices: list[Notice] = []

    def situation(self, profile: Profile) -> Situation:
        shared = {"as_of": self.as_of.toordinal(), **locality_values(profile)}
        household = profile.household
        members = (household.members if household else None) or ()
        own = [self._dated(self._person(member, f"household.members[{index}]")) for index, member in enumerate(members)]
        complete = household is not None and household.members is not None and (household.size or len(members)) <= len(members)
        if household is not None:
            shared |= self._dated(self._household(household, own, complete))
        persons = tuple(Subject("person", member.id, shared | values) for member, values in zip(members, own, strict=True))
        around = {key: value for key, value in shared.items() if not key.startswith("household.")}
        return Situation(
            self.as_of,
            persons,
            Subject("household", "household", shared) if household is not None else None,
            tuple(Subject("organisation", body.id, around | _organisation(body)) for body in profile.organisations),
            complete,
            tuple(self.notices),
        )

    def _problem(self, where: str, zh: str, en: str) -> None:
        self.problems.append(Problem(where, Text(zh, en)))

    def _dated(self, values: Values) -> Values:
        """Days become ordinals, each with the full years since then."""
        for key, value in list(values.items()):
            if isinstance(value, date):
                values[key] = value.toordinal()
                values[f"{key}.years"] = full_years(value, self.as_of)
        return values

    # -- persons

    def _person(self, person: Person, where: str) -> Values:
        values = _plain("person", person)
        number = read_certificate(person.certificate_no) if person.certificate_no else None
        self._born(person, number, values, where)
        if number is not None and values.setdefault("person.sex", number.sex) != number.sex:
            self._differs(person.id, "性别", "sex")
        self._certified(person, values, where)
        values.update(self._grades(person, number, where))
        if values.get("person.grade") == 0 and values.setdefault("person.certified", False):
            self._problem(where, "持有残疾人证，但残疾类别为空", "holds a certificate, but the list of disabilities is empty")
        for name in ("receives", "recognised"):
            chosen = getattr(person, name)
            if chosen is not None:
                values[f"person.{name}"] = chosen
        if "tekun" in (person.receives or ()) and not values.setdefault("person.tekun", True):
            self._problem(where, "已享受待遇中有特困供养，但特困供养对象填的是否", "receives tekun, but tekun is false")
        return values

    def _born(self, person: Person, number: Certificate | None, values: Values, where: str) -> None:
        born = person.birth_date or (number.birth_date if number else None)
        if number is not None and born != number.birth_date:
            self._differs(person.id, "出生日期", "date of birth")
        if born is None:
            return
        if born > self.as_of:
            self._problem(f"{where}.birth_date", "出生日期晚于判定日期", "is after the as-of date")
            return
        age = full_years(born, self.as_of)
        if values.setdefault("person.age", age) != age:
            self.notices.append(
                Notice(
                    "age_disagrees",
                    Text("填写的年龄与出生日期不符，以出生日期为准", "the age given does not agree with the date of birth, which decides"),
                    person.id,
                )
            )
        values["person.age"] = age
        values["person.birth_date"] = born

    def _certified(self, person: Person, values: Values, where: str) -> None:
        until = person.certificate_valid_until
        if until is not None and until < self.as_of:
            if person.certified:
                self.notices.append(
                    Notice(
                        "certificate_expired",
                        Text(
                            "残疾人证在判定日期已过有效期，按无有效证处理",
                            "the certificate has expired by the as-of date and is not counted",
                        ),
                        person.id,
                    )
                )
            values["person.certified"] = False

    def _grades(self, person: Person, number: Certificate | None, where: str) -> Values:
        if person.disabilities is None:
            if number is None:
                return {}
            stated: dict[str, int | None] = {number.category: number.grade}
        else:
            stated = {}
            for line in person.disabilities:
                if line.category in stated:
                    self._problem(f"{where}.disabilities", "同一残疾类别写了两次", "names one category twice")
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

    def _household(self, household: Household, members: list[Values], complete: bool) -> Values:
        values = _plain("household", household)
        if household.size is not None and household.members is not None and household.size < len(members):
            self._problem("household.size", "小于所列成员人数", "is smaller than the number of members listed")
        if household.members is not None:
            values.setdefault("household.size", len(members))
        if any("dibao" in member.get("person.receives", ()) for member in members) and not values.setdefault("household.dibao", True):
            self._problem("household.dibao", "与成员已享受低保不符", "is false, but a member receives dibao")
        for key, body in counted().items():
            low, high = count_bounds([prove(body, _known(member), _nothing).truth for member in members], complete)
            self._counted(key, values, low, high)
        return values

    def _counted(self, key: str, values: Values, low: int, high: int | None) -> None:
        """Put in what the members decide; what was stated must agree with them."""
        stated = values.get(key)
        number = key == "household.employed_members"
        if number:
            agrees = stated is None or (low <= stated and (high is None or stated <= high))
            decided = low if low == high else None
        else:
            agrees = not (stated is False and low > 0) and not (stated is True and high == 0)
            decided = True if low > 0 else False if high == 0 else None
        if not agrees:
            self._problem(key, "与所列成员的情况不符", "does not agree with what is said of the members")
        if decided is not None:
            values[key] = decided


def count_bounds(truths: Iterable[Truth], complete: bool) -> tuple[int, int | None]:
    """How many are true at least and at most; None where there may be any number more."""
    listed = list(truths)
    low = sum(truth is Truth.TRUE for truth in listed)
    return low, sum(truth is not Truth.FALSE for truth in listed) if complete else None


def grades(stated: Mapping[str, int | None]) -> Values:
    """Flat grades from categories and their grades (None: not known).

    Category *multiple* without its components leaves the components unknown: they are absent here.
    """
    known = [grade for grade in stated.values() if grade is not None]
    values: Values = {}
    if not stated:
        values["person.grade"] = 0
    elif None not in stated.values() or 1 in known:
        values["person.grade"] = min(known)
    hidden = "multiple" in stated and len(stated) < 3
    for category in COMPONENTS:
        if category in stated:
            if stated[category] is not None:
                values[f"person.grade_{category}"] = stated[category]
        elif not hidden:
            values[f"person.grade_{category}"] = 0
    return values


def _known(values: Values) -> Any:
    def value(fact: Fact) -> Any:
        return values.get(fact.key)

    return value


def _nothing(_: object) -> Truth:
    return Truth.UNKNOWN


def _plain(entity: str, model: Model) -> Values:
    """The entries that are facts as they stand, sets opened to one truth for each member."""
    values: Values = {}
    vocabulary = _layout(entity)
    for name in model.model_fields_set:
        value = getattr(model, name)
        if value is None or name not in vocabulary:
            continue
        members = vocabulary[name]
        if members:
            values.update((key, member in value) for key, member in members)
        else:
            values[f"{entity}.{name}"] = value
    return values


def full_years(since: date, as_of: date) -> int:
    """Full years from a day to the as-of date, by the calendar; 0 or less where the day is still to come."""
    return relativedelta(as_of, since).years


@cache
def _layout(entity: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Profile entry to its member keys: empty for a scalar."""
    layout: dict[str, list[tuple[str, str]]] = {}
    for key in facts():
        owner, _, rest = key.partition(".")
        name, _, member = rest.partition(".")
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
    return values


def _organisation(body: Organisation) -> Values:
    values = _plain("organisation", body)
    if body.recognised is not None:
        values["organisation.recognised"] = body.recognised
    return values
