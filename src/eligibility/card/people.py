"""What the people of a family are called on their card where no name is given: as the family knows them, never by position alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from eligibility.facts.flatten import Subject
from eligibility.facts.profile import Person
from eligibility.facts.record import read_value
from eligibility.i18n import Text

ADULT = 18
"""The age in years from which a person is no child."""

_CHILDREN: Mapping[object, Text] = {"female": Text("女孩", "Girl"), "male": Text("男孩", "Boy"), None: Text("孩子", "Child")}
_ADULTS: Mapping[object, Text] = {"female": Text("女士", "Woman"), "male": Text("男士", "Man"), None: Text("家人", "Family member")}
_RELATIONS: Mapping[str, Text] = {
    "parent": Text("父亲或母亲", "The parent"),
    "child": Text("子女", "The son or daughter"),
    "guardian": Text("监护人", "The guardian"),
    "family_caregiver": Text("照护人", "The carer"),
}
"""What relations call somebody; the first that holds is said."""
_CERTIFIED = Text("有残疾人证的家人", "The family member with a certificate")
_OTHER = Text("其他家人", "Another family member")
_ALONE = Text("本人", "You")
_MARKS = "甲乙丙丁戊己庚辛壬癸"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def people_labels(members: Iterable[Person], subjects: Iterable[Subject]) -> dict[str, Text]:
    """What each member is called, by id: by year of birth and sex, by the day where that is not enough, else by what is known.

    Someone who is alone on the card, and of whom no birth is told, is spoken to.

    Two of whom nothing else tells them apart get a mark of their own.
    """
    pairs = list(zip(members, subjects, strict=True))
    labels = {member.id: _label(member, subject, whole=False) for member, subject in pairs}
    alike = {label for label, count in Counter(labels.values()).items() if count > 1}
    labels = {member.id: _label(member, subject, whole=labels[member.id] in alike) for member, subject in pairs}
    if len(pairs) == 1 and not _born(pairs[0][1]):
        return dict.fromkeys(labels, _ALONE)
    return _marked(labels)


def _born(subject: Subject) -> bool:
    return read_value(subject.values, "person.birth_date") is not None


def _label(member: Person, subject: Subject, *, whole: bool) -> Text:
    """By birth and sex, or by age; `whole` with the day of birth."""
    born, age, sex = (read_value(subject.values, f"person.{name}") for name in ("birth_date", "age", "sex"))
    years = None if age is None else int(age)
    what = (_CHILDREN if years is not None and years < ADULT else _ADULTS)[sex]
    if born is not None:
        day = date.fromordinal(int(born))
        if whole:
            return Text(
                f"{day.year}年{day.month}月{day.day}日生的{what.zh}", f"{what.en} born {day.day} {_MONTHS[day.month - 1]} {day.year}"
            )
        return Text(f"{day.year}年生的{what.zh}", f"{what.en} born {day.year}")
    if years is not None:
        return Text(f"{years}岁的{what.zh}", f"{what.en} aged {years}")
    related = [said for relation, said in _RELATIONS.items() if relation in (member.relation_to_disabled or ())]
    if related:
        return related[0]
    return _CERTIFIED if member.certified else what if sex is not None else _OTHER


def _marked(labels: Mapping[str, Text]) -> dict[str, Text]:
    """The labels, with marks where several are the same."""
    counts, seen, found = Counter(labels.values()), Counter[Text](), {}
    for member, label in labels.items():
        if counts[label] > 1:
            mark = _MARKS[seen[label]] if seen[label] < len(_MARKS) else str(seen[label] + 1)
            seen[label] += 1
            letter = chr(ord("A") + seen[label] - 1) if seen[label] <= len(_MARKS) else mark
            found[member] = Text(f"{label.zh}（{mark}）", f"{label.en} ({letter})")
        else:
            found[member] = label
    return found
