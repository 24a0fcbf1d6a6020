"""What a profile tells, entry by entry, as people read it: whom it is about, what was asked, what was answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from eligibility._dataclass import dataclass
from eligibility._json import Json, JsonObject, object_at, objects
from eligibility.errors import EntryPath
from eligibility.facts import labels
from eligibility.facts.key import EntryName, entry_and_member
from eligibility.facts.profile import Profile
from eligibility.facts.profile_edit import NESTED, told_of
from eligibility.facts.vocabulary import BY_NAME, OPEN_LISTS
from eligibility.guidance.questionnaire import MEMBERS
from eligibility.i18n import Text
from eligibility.logic.types import Boolean, Choice, Day, Number
from eligibility.rules.labels import value_text
from eligibility.rules.prose import number_text
from eligibility.rules.ruleset import Ruleset
from eligibility.views.question import BIRTH, type_of, unit_of

NONE_OF_THEM = Text("都没有", "none of these")
PEOPLE = Text("共同生活的人数", "people living together")
"""What the answer to `household.members` is called."""

_OWNERS = {"household": Text("全家", "household"), "locality": Text("当地", "locality")}
_CLOSING = frozenset(OPEN_LISTS.values())
_SILENT = frozenset({"id", "members", "adcode"})
"""Entries that are no answers: an id, the people themselves, and the place, which stands at the head."""
_YES_NO = {True: Text("是", "yes"), False: Text("否", "no")}
_GRADES = {"1": Text("一级", "grade 1"), "2": Text("二级", "grade 2"), "3": Text("三级", "grade 3"), "4": Text("四级", "grade 4")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, repr=False)
class ToldAnswer:
    """One answer. `answer` is None where the fact was said not to be known; `asked` is whether there is a question for it.

    The representation shows no answer.
    """

    path: str
    entity: str
    title: Text
    answer: Text | None
    asked: bool

    @property
    def owner(self) -> str:
        """Whom it is about: the id of a member or an organisation, `household` or `locality`."""
        return EntryName.of(self.path).owner

    def __repr__(self) -> str:
        return f"<ToldAnswer {self.entity}>"


def told_answers(profile: Profile, ruleset: Ruleset) -> tuple[ToldAnswer, ...]:
    """Every answer in a profile: the members in their order, the household, the place, organisations; what is not known at its owner."""
    told = told_of(profile)
    household = object_at(told, "household")
    members, bodies = objects(household.get("members")), objects(told.get("organisations"))
    unknown = sorted(profile.dont_know)
    teller = _Teller(ruleset, unknown)
    found: list[ToldAnswer] = []
    for member in members:
        found += teller.of(str(member["id"]), "person", member)
    found += teller.people(len(members))
    found += teller.of("household", "household", household)
    found += teller.of("locality", "locality", object_at(told, "locality"))
    for body in bodies:
        found += teller.of(str(body["id"]), "organisation", body)
    return tuple(found)


def place_text(path: EntryPath) -> Text:
    """Where an entry stands, in words: the member by number, and what the entry is called; empty for the whole profile."""
    parts: list[Text] = []
    entity = entry = ""
    for before, part in zip(("", *path), path, strict=False):
        if isinstance(part, int):
            kind = _LISTED.get(str(before))
            entity = kind[0] if kind else entity
            name = kind[1] if kind else Text("第{}项", "number {}")
            parts.append(Text(name.zh.format(part + 1), name.en.format(part + 1)))
        elif part in _OWNERS and not parts:
            entity = part
            parts.append(_OWNERS[part])
        elif part not in _LISTED and entity:
            parts.append(_INNER.get(part) or (labels.label(entity, entry, part) if entry else labels.title(entity, part)))
            entry = entry or part
    if len(parts) > 1 and parts[0] is _OWNERS["household"] and entity == "person":
        parts = parts[1:]
    return Text("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))


_LISTED = {
    "members": ("person", Text("第{}个人", "person {}")),
    "organisations": ("organisation", Text("第{}个单位", "organisation {}")),
}
"""The lists of whom a profile is about, by their keys."""
_INNER = {"id": Text("编号", "id"), "category": Text("类别", "category"), "grade": Text("等级", "grade")}
"""Entries that are no facts of their own: an id, and what stands in the list of disabilities."""


class _Teller:
    def __init__(self, ruleset: Ruleset, unknown: list[str]) -> None:
        self.ruleset = ruleset
        self.unknown = unknown

    def people(self, count: int) -> Iterator[ToldAnswer]:
        """How many live together, where it was asked."""
        if count or MEMBERS in self.unknown:
            answer = Text(f"{count}人", str(count)) if count else None
            yield ToldAnswer(MEMBERS, "household", PEOPLE, answer, asked=True)

    def of(self, owner: str, entity: str, entry: JsonObject) -> Iterator[ToldAnswer]:
        """The answers about one owner, then what of it is not known."""
        told = set()
        for name, value in _flat(entity, entry):
            told.add(f"{owner}.{name}")
            yield self._answer(owner, entity, name, value)
        for path in self.unknown:
            if EntryName.of(path).owner == owner and path not in told and path != MEMBERS:
                yield self._answer(owner, entity, EntryName.of(path).name, None)

    def _answer(self, owner: str, entity: str, name: str, value: Json) -> ToldAnswer:
        asked = BIRTH if (entity, name) == ("person", "age") else name
        group = entry_and_member(name)[0]
        answer = None if value is None else self._text(entity, name, value)
        return ToldAnswer(f"{owner}.{asked}", entity, self._title(entity, name), answer, labels.question(entity, group) is not None)

    def _title(self, entity: str, name: str) -> Text:
        """What an entry is called; a value for one of several names with that name."""
        group, member = entry_and_member(name)
        title = labels.title(entity, group)
        if not member:
            return title
        inner = value_text(entity, group, member, self.ruleset)
        return Text(f"{title.zh}（{inner.zh}）", f"{title.en} ({inner.en})")

    def _text(self, entity: str, name: str, value: Json) -> Text:
        if name == "disabilities":
            return _several([_disability(one) for one in objects(value)])
        if name == "certificate_no":
            return Text("已填，不显示", "given, not shown")
        if isinstance(value, bool):
            return _YES_NO[value]
        if isinstance(value, list):
            values = sorted(map(str, value))  # a set, whose own order differs between processes
            return _several([value_text(entity, name, one, self.ruleset) for one in values])
        match type_of(entity, name):
            case Choice():
                return value_text(entity, name, str(value), self.ruleset)
            case Day():
                return _day(str(value))
            case Number() as kind:
                number, unit = number_text(Decimal(str(value))), unit_of(kind)
                return Text(f"{number}{unit.zh}", f"{number} {unit.en}") if unit else Text(number, number)
            case Boolean() | None:
                pass
        return Text(str(value), str(value))


def _flat(entity: str, entry: JsonObject) -> Iterator[tuple[str, Json]]:
    """The entries of one owner that are answers, what stands in groups by its own name."""
    for name, value in entry.items():
        if name in _SILENT or f"{entity}.{name}" in _CLOSING or value is None:
            continue
        if name in NESTED or f"{entity}.{name}" in BY_NAME:
            inner = value if isinstance(value, dict) else {}
            yield from ((f"{name}.{member}", one) for member, one in inner.items() if one is not None)
        else:
            yield name, value


def _several(texts: list[Text]) -> Text:
    if not texts:
        return NONE_OF_THEM
    return Text("、".join(text.zh for text in texts), ", ".join(text.en for text in texts))


def _disability(line: JsonObject) -> Text:
    category = labels.label("person", "disabilities", str(line["category"]))
    grade = _GRADES.get(str(line.get("grade")))
    if grade is None:
        return Text(f"{category.zh}（等级不知道）", f"{category.en} (grade not known)")
    return Text(f"{category.zh}{grade.zh}", f"{category.en}, {grade.en}")


def _day(text: str) -> Text:
    day = date.fromisoformat(text)
    return Text(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {_MONTHS[day.month - 1]} {day.year}")
