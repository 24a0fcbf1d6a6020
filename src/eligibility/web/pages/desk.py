"""The caseworker's form: a whole family on one page. What is empty is not known yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from eligibility._json import JsonObject, json_text, object_in, objects, objects_in
from eligibility.errors import ProfileError
from eligibility.facts import labels
from eligibility.facts.certificate import CertificateError, read_certificate
from eligibility.facts.profile import Profile
from eligibility.facts.profile_edit import Told, put, remove_subject, taken, told_of
from eligibility.facts.read import read_profile
from eligibility.guidance.interview import Inquiry
from eligibility.i18n import Text
from eligibility.limits import MEMBERS
from eligibility.rules.ruleset import Ruleset
from eligibility.views.question import Ask, Asker
from eligibility.web.pages.fields import UNKNOWN, Field, Form, NoAnswer, answer, filled, typed

PERSON = (
    "birth_date",
    "sex",
    "certified",
    "residence",
    "relation_to_disabled",
    "self_care",
    "employment",
    "student_stage",
    "tekun",
    "disabilities",
)
HOUSEHOLD = ("area", "monthly_income_per_capita", "dibao", "dibao_margin", "low_income", "assets_within_limits")
"""The entries of the form, in its order."""

FAMILY = ("birth_date", "sex", "certified")
"""What a family is asked about each of its people at the beginning."""


@dataclass(frozen=True, slots=True, repr=False)
class FormField:
    """A field with its id on the page and its title."""

    id: str
    title: Text
    field: Field

    def __repr__(self) -> str:
        return f"<FormField {self.id}>"


@dataclass(frozen=True, slots=True, repr=False)
class PersonFields:
    """The fields about one person. `number` is the certificate number as it was typed, where it could not be read."""

    id: str
    fields: tuple[FormField, ...]
    number: str = ""
    number_error: Text | None = None

    def __repr__(self) -> str:
        return "<PersonFields>"


@dataclass(frozen=True, slots=True, repr=False)
class DeskForm:
    """The form as it is shown: its fields with what is filled in and what is wrong."""

    people: tuple[PersonFields, ...]
    household: tuple[FormField, ...]

    def __repr__(self) -> str:
        return f"<DeskForm of {len(self.people)} people>"

    @property
    def errors(self) -> list[tuple[str, Text]]:
        """What is wrong, of whom and about what, each with the id of its field."""
        return list(_errors(self))


class DeskReader:
    """Reads the form into a profile, entry by entry, and shows it again. `entries` of each person are asked, and of the household."""

    def __init__(
        self, ruleset: Ruleset, profile: Profile, person: tuple[str, ...] = PERSON, household: tuple[str, ...] = HOUSEHOLD
    ) -> None:
        self.asker = Asker(ruleset)
        self.told: Told = told_of(profile)
        self.dont_know = set(profile.dont_know)
        self.person = person
        self.household = household
        self.ids = [str(member["id"]) for member in objects(object_in(self.told, "household").get("members"))]
        self.wrong: dict[str, Text] = {}
        self.numbers: dict[str, tuple[str, Text]] = {}

    def shown(self, form: Form | None = None) -> DeskForm:
        """The form: with what was typed where something is wrong, otherwise with what the profile says."""
        people = tuple(self._person(number, owner, form) for number, owner in enumerate(self.ids, 1))
        household = tuple(self._shown(f"h-{name}", "household", f"household.{name}", form) for name in self.household)
        return DeskForm(people, household)

    def read(self, form: Form) -> None:
        """Take over what a form says; what is wrong stands in `wrong` afterwards, by path."""
        for owner in self.ids:
            for name in self.person:
                self._take("person", f"{owner}.{name}", form)
            self._number(owner, form)
        for name in self.household:
            self._take("household", f"household.{name}", form)

    def profile(self) -> Profile:
        """The profile as it is now.

        Raises:
            ProfileError: it contradicts itself.
        """
        data: Told = {**self.told, "dont_know": sorted(self.dont_know)}
        return read_profile(json_text(data, None))

    def resize(self, count: int) -> None:
        """Have so many people: new ones are added at the end; those with facts are never dropped."""
        members = objects_in(object_in(self.told, "household"), "members")
        while len(members) < min(count, MEMBERS):
            members.append({"id": self._unused()})
        self.ids = [str(member["id"]) for member in members]

    def add(self) -> None:
        """One more person."""
        self.resize(len(self.ids) + 1)

    def remove(self, owner: str) -> None:
        """One person less, with everything told of them."""
        remove_subject(self.told, owner)
        self.dont_know = {path for path in self.dont_know if not path.startswith(f"{owner}.")}
        self.ids = [one for one in self.ids if one != owner]

    def check(self, judge: Callable[[Profile], object]) -> list[Text]:
        """Put all that is wrong with the profile beside its fields, and return what has none on this form.

        `judge` raises `ProfileError` for a profile that contradicts itself. What is wrong already does not hide what is wrong beside it:
        it counts as not filled in.
        """
        rest: list[Text] = []
        while True:
            for path in self.wrong:
                put(self.told, path, None)
            try:
                judge(self.profile())
            except ProfileError as error:
                before = len(self.wrong)
                rest += self.blame(error)
                if len(self.wrong) > before:
                    continue
            return list(dict.fromkeys(rest))

    def blame(self, error: ProfileError) -> list[Text]:
        """Put problems beside their fields; those that have none on this form are returned."""
        rest = []
        for problem in error.problems:
            path = self._field_of(problem.path) if hasattr(problem, "path") else None
            if path is None:
                rest.append(problem.message)
            else:
                self.wrong.setdefault(path, problem.message)
        return rest

    # -- internals

    def _unused(self) -> str:
        used = {*self.ids, *(str(member["id"]) for member in objects(object_in(self.told, "household").get("members")))}
        used |= {str(body["id"]) for body in objects(self.told.get("organisations"))}
        return next(name for name in (f"m{number}" for number in range(1, 1000)) if name not in used)

    def _field_of(self, path: tuple[str | int, ...] | None) -> str | None:
        """The field of a profile's entry, where the form has one."""
        match path:
            case ("household", "members", int(index), str(name), *_) if index < len(self.ids):
                name = "birth_date" if name == "age" else name
                return f"{self.ids[index]}.{name}" if name in self.person else None
            case ("household", str(name), *_):
                return f"household.{name}" if name in self.household else None
        return None

    def _ask(self, entity: str, path: str) -> Ask:
        return self.asker.of(Inquiry((path,), (), entity))

    def _take(self, entity: str, path: str, form: Form) -> None:
        ask = self._ask(entity, path)
        if list(form.get(path, ())) == [UNKNOWN]:
            put(self.told, path, None)
            self.dont_know.add(path)
            return
        try:
            value = answer(ask, form)
        except NoAnswer:
            put(self.told, path, None)
        except ProfileError as error:
            self.wrong[path] = error.problems[0].message
        else:
            put(self.told, path, value)
            self.dont_know.discard(path)

    def _number(self, owner: str, form: Form) -> None:
        """What a certificate number says, where nothing else was filled in for it. The number itself is not kept."""
        number = next(iter(form.get(f"number/{owner}", ())), "").strip()
        if not number:
            return
        try:
            read = read_certificate(number)
        except CertificateError as error:
            self.numbers[owner] = number, error.text
            return
        found: JsonObject = {
            "birth_date": read.birth_date.isoformat(),
            "sex": read.sex,
            "certified": True,
            "disabilities": [{"category": read.category, "grade": read.grade}],
        }
        for name, value in found.items():
            path = f"{owner}.{name}"
            if taken(self.told, path) is None and path not in self.wrong:
                put(self.told, path, value)
                self.dont_know.discard(path)

    def _person(self, number: int, owner: str, form: Form | None) -> PersonFields:
        typed_number, error = self.numbers.get(owner, ("", None))
        fields = tuple(self._shown(f"p{number}-{name}", "person", f"{owner}.{name}", form) for name in self.person)
        return PersonFields(owner, fields, typed_number, error)

    def _shown(self, place: str, entity: str, path: str, form: Form | None) -> FormField:
        ask = self._ask(entity, path)
        wrong = self.wrong.get(path)
        field = typed(ask, form, wrong) if form is not None and wrong is not None else filled(ask, self.told, self.dont_know)
        return FormField(place, labels.title(entity, ask.name), replace(field, error=wrong))


NUMBER = Text("残疾人证号", "certificate number")
"""What the field for a certificate number is called."""

_HOUSEHOLD = Text("全家", "The household")


def _errors(form: DeskForm) -> Iterator[tuple[str, Text]]:
    for count, person in enumerate(form.people, 1):
        who = Text(f"第{count}个人", f"Person {count}")
        if person.number_error is not None:
            yield f"{person.id}-number", _said_of(who, NUMBER, person.number_error)
        yield from ((one.id, _said_of(who, one.title, one.field.error)) for one in person.fields if one.field.error is not None)
    yield from ((one.id, _said_of(_HOUSEHOLD, one.title, one.field.error)) for one in form.household if one.field.error is not None)


def _said_of(who: Text, title: Text, said: Text) -> Text:
    """What is wrong, where it stands alone."""
    return Text(f"{who.zh}，{title.zh}：{said.zh}", f"{who.en}, {title.en}: {said.en}")
