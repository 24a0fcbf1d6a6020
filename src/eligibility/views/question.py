"""A question as a value: what is asked, which answers there are, and what an answer comes to in the profile.

A face shows the question in its own way and hands what it was given to `read`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from eligibility._dataclass import dataclass
from eligibility._json import Json, JsonObject
from eligibility.codes import ProblemCode
from eligibility.decide.compiled import program_of
from eligibility.errors import Problem, ProfileError
from eligibility.facts import labels
from eligibility.facts.certificate import CATEGORIES
from eligibility.facts.key import EntryName, FactKey, entry_and_member
from eligibility.facts.vocabulary import BY_NAME, OPEN_LISTS, OTHER_BENEFITS, fact_of, facts
from eligibility.guidance.interview import Inquiry
from eligibility.guidance.questionnaire import MEMBERS
from eligibility.i18n import LANGUAGES, Text, joined
from eligibility.limits import AGE, MONEY_DIGITS
from eligibility.logic.types import Boolean, Choice, Day, Number, Type
from eligibility.rules.labels import question_text, value_text
from eligibility.rules.prose import MEASURES
from eligibility.rules.ruleset import Implication, Ruleset
from eligibility.views.subjects import SHARED

YES_WORDS = frozenset({"y", "yes", "是", "有", "对", "会", "能", "想"})
NO_WORDS = frozenset({"n", "no", "否", "没有", "没", "无", "不", "不是", "不对", "不会", "不能", "不想"})
"""Words that answer a yes-or-no question."""

BIRTH = "birth_date"
"""The one date for which an age does as well."""

_SUM = re.compile(rf"-?(\d{{1,10}}|\d{{1,3}}(,\d{{3}}){{1,3}})(\.\d{{1,{MONEY_DIGITS}}})?", re.ASCII)
"""How a sum is written."""


class QuestionKind(StrEnum):
    """What kind of answer a question wants, and how `read` gives it back.

    bool: yes or no. one: one of the choices. some: any of the choices, none of them too. whom: those of several members
    whom it concerns, by id. disabilities: categories with their grades. integer: a whole number. money: a sum, as text
    that keeps its digits. date: a day, as ISO text; an age too where the birth date is asked. people: how many live
    together.
    """

    BOOL = "bool"
    ONE = "one"
    SOME = "some"
    WHOM = "whom"
    DISABILITIES = "disabilities"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Titled:
    """A value by its id, and what it is called."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class Ask:
    """A question.

    `text` leaves out whom it is about: `paths` name the owners, and `entity` says what they are. Only a question of kind
    `whom` or `people` stands alone. `choices` are the answers to choose from, `unit` that of a number, `help` a remark on
    how to answer, and `bears_on` the open supports on which the answer bears; `narrows` are the granted ones of which it only tells
    more exactly how much they give. `left_out` are the answers that a law rules
    out for those who are asked, each with what the law says; they are no choices. `at_least_one` is whether some choice must be named,
    because other answers presuppose it.
    """

    paths: tuple[str, ...]
    entity: str
    kind: QuestionKind
    text: Text
    choices: tuple[Titled, ...] = ()
    unit: Text | None = None
    help: Text | None = None
    bears_on: tuple[Titled, ...] = ()
    narrows: tuple[Titled, ...] = ()
    left_out: tuple[Titled, ...] = ()
    at_least_one: bool = False

    @property
    def owners(self) -> tuple[str, ...]:
        """Whom it is about: ids of members or of an organisation, `household` or `locality`."""
        return tuple(EntryName.of(path).owner for path in self.paths)

    @property
    def name(self) -> str:
        """The entry that is asked, such as `needs`."""
        return EntryName.of(self.paths[0]).name


CalledBy = Callable[[str], Text]
"""What the owner of a fact is called, by its id."""


def by_id(owner: str) -> Text:
    """The owner of a fact by its id, where nothing else is known of it."""
    return SHARED.get(owner, Text(owner, owner))


class Asker:
    """Makes questions of what an interview asks, in the words of one ruleset. `called` tells what members are called."""

    def __init__(self, ruleset: Ruleset, called: CalledBy = by_id) -> None:
        self.ruleset = ruleset
        self.called = called

    def of(self, inquiry: Inquiry) -> Ask:
        """The question about one path, or about several members at once."""
        bears_on = tuple({outcome.support: Titled(outcome.support, outcome.rule.title) for outcome in inquiry.outcomes}.values())
        if inquiry.paths[0] == MEMBERS:
            text = Text(
                "共同生活的家庭成员一共几人（含残疾人本人）？",
                "How many people live together in the household, the disabled person included?",
            )
            return Ask(inquiry.paths, "household", QuestionKind.PEOPLE, text, bears_on=bears_on)
        asked = self._whom(inquiry, bears_on) if inquiry.together else self._about(inquiry, bears_on)
        return replace(asked, narrows=tuple({one.support: Titled(one.support, one.rule.title) for one in inquiry.narrows}.values()))

    def _about(self, inquiry: Inquiry, bears_on: tuple[Titled, ...]) -> Ask:
        entity, name = inquiry.entity, EntryName.of(inquiry.paths[0]).name
        kind, values = self._kind(entity, name)
        ruled_out = _ruled_out(inquiry.laws, name)
        possible = [value for value in values if value not in ruled_out and value not in inquiry.refused]
        certain = labels.certain_question(entity, name) if inquiry.at_least_one else None
        text = certain or question_text(entity, name, self.ruleset, listed=True)
        return Ask(
            paths=inquiry.paths,
            entity=entity,
            kind=kind,
            text=text,
            choices=_yes_and_no(text) if kind is QuestionKind.BOOL else self._named(entity, name, possible),
            unit=unit_of(type_of(entity, name)),
            help=_joined([_day_help(name) if kind is QuestionKind.DATE else None, *_helps(entity, name)]),
            bears_on=bears_on,
            left_out=tuple(Titled(value, ruled_out[value].told) for value in values if value in ruled_out),
            at_least_one=inquiry.at_least_one,
        )

    def _kind(self, entity: str, name: str) -> tuple[QuestionKind, Sequence[str]]:
        """The kind of question about an entry, with the values to choose from."""
        if name == "disabilities":
            return QuestionKind.DISABILITIES, list(CATEGORIES.values())
        if name.startswith("options."):
            return QuestionKind.BOOL, ()
        match type_of(entity, name):
            case Boolean():
                return QuestionKind.BOOL, ()
            case Choice(values=values):
                return QuestionKind.ONE, [str(value) for value in values]
            case Number(integral=integral):
                return QuestionKind.INTEGER if integral else QuestionKind.MONEY, ()
            case Day():
                return QuestionKind.DATE, ()
        return QuestionKind.SOME, self._members(entity, name)

    def _whom(self, inquiry: Inquiry, bears_on: tuple[Titled, ...]) -> Ask:
        """Of whom a fact is true that most people do not have."""
        name = EntryName.of(inquiry.paths[0]).name
        asked = labels.group_question(name)
        assert asked is not None, f"{name} is asked of several members and has no question for it"
        owners = [EntryName.of(path).owner for path in inquiry.paths]
        return Ask(
            paths=inquiry.paths,
            entity="person",
            kind=QuestionKind.WHOM,
            text=asked,
            choices=tuple(Titled(owner, self.called(owner)) for owner in owners),
            help=_joined([self._such_as(name, _ruled_out(inquiry.laws, name)), labels.reason("person", name)]),
            bears_on=bears_on,
        )

    def _such_as(self, name: str, ruled_out: Collection[str]) -> Text | None:
        """What a fact of several members can be, where it is a set or one of several words."""
        kind = type_of("person", name)
        if name == "disabilities" or isinstance(kind, Boolean):
            return None
        chosen = [str(value) for value in kind.values if value != "none"] if isinstance(kind, Choice) else self._members("person", name)
        named = [value_text("person", name, value, self.ruleset) for value in chosen if value not in ruled_out]
        return Text("如：" + "、".join(one.zh for one in named), "such as: " + ", ".join(one.en for one in named))

    def _members(self, entity: str, name: str) -> list[str]:
        """The members of a set that some rule of the region reads; all of them where none does, and where the answer closes the list."""
        prefix = f"{entity}.{name}."
        read = sorted({key for layout in program_of(self.ruleset).layouts.values() for key in layout if key.startswith(prefix)})
        every = [key for key in facts() if key.startswith(prefix)] or [f"{prefix}{other}" for other in OTHER_BENEFITS]
        if f"{entity}.{name}" in OPEN_LISTS:
            read = every
        chosen = [key for key in every if key in read] + [key for key in read if key not in every]
        return [key.removeprefix(prefix) for key in chosen or every]

    def _named(self, entity: str, name: str, values: Iterable[str]) -> tuple[Titled, ...]:
        return tuple(Titled(value, value_text(entity, name, value, self.ruleset)) for value in values)


def _ruled_out(laws: Iterable[Implication], name: str) -> dict[str, Implication]:
    """The values of an entry that laws rule out, each with the first law that does. A set's members are its values."""
    found: dict[str, Implication] = {}
    for law in laws:
        for fact in law.facts:
            key = FactKey.of(fact.key)
            if key.entry == name:
                values = fact.type.values if isinstance(fact.type, Choice) else ()
                for value in [key.member] if key.member else [str(value) for value in values if value not in law.allowed]:
                    found.setdefault(value, law)
    return found


def _helps(entity: str, name: str) -> tuple[Text | None, Text | None]:
    """How to answer a question, and why it is asked."""
    entry = entry_and_member(name)[0]
    return labels.hint(entity, entry), labels.reason(entity, entry)


def _joined(parts: Iterable[Text | None]) -> Text | None:
    said = [part for part in parts if part]
    return Text(*(joined((part[language] for part in said), language) for language in LANGUAGES)) if said else None


_ANSWERED_BY = {"有没有": ("有", "没有"), "过没有": ("有", "没有"), "能不能": ("能", "不能"), "想不想": ("想", "不想")}
"""What answers a Chinese question of yes or no that is put by these words; any other is answered by 是 or 否."""


def _yes_and_no(asked: Text) -> tuple[Titled, Titled]:
    """Yes and no, in the question's own words."""
    yes, no = next((said for words, said in _ANSWERED_BY.items() if words in asked.zh), ("是", "否"))
    return Titled("yes", Text(yes, "yes")), Titled("no", Text(no, "no"))


def type_of(entity: str, name: str) -> Type | None:
    """The type of an entry that is one fact; None for a set."""
    key = FactKey.of(f"{entity}.{name}")
    fact = fact_of(str(key)) if key.set_key in BY_NAME else facts().get(str(key))
    return fact.type if fact else None


def unit_of(kind: Type | None) -> Text | None:
    """What a number counts, in words; None for what is no number."""
    if not isinstance(kind, Number):
        return None
    named = MEASURES.get(kind.unit, Text(kind.unit, kind.unit))
    return Text(named.zh.strip(), named.en.strip())


def _day_help(name: str) -> Text:
    if name == BIRTH:
        return Text("如 1988-05-17；只知道周岁的填 7岁", "such as 1988-05-17; 7 years where only the age is known")
    return Text("如 2024-06-01", "such as 2024-06-01")


# -- reading an answer


def read(ask: Ask, given: object) -> Json:
    """An answer as the profile has it; of a question about `whom` the ids of those whom it concerns.

    `given` is what a form or a program hands over: text (full-width signs are taken as plain ones), a number, a yes or no,
    a list of ids of choices, or for disabilities a list of `{"category": ..., "grade": ...}` without the grade where it is
    not known.

    Raises:
        ProfileError: it is no answer to this question. The message does not repeat it.
    """
    given = normal(given) if isinstance(given, str) else given
    match ask.kind:
        case QuestionKind.BOOL:
            return _yes_no(given)
        case QuestionKind.ONE:
            return _one_of(ask, given)
        case QuestionKind.SOME | QuestionKind.WHOM:
            return [_one_of(ask, one) for one in _several(given)]
        case QuestionKind.DISABILITIES:
            return [_disability(ask, one) for one in _several(given)]
        case QuestionKind.INTEGER | QuestionKind.PEOPLE:
            return _whole(given)
        case QuestionKind.MONEY:
            return _money(given)
        case QuestionKind.DATE:
            return _age_or_day(given) if ask.name == BIRTH else _day(given)


def normal(typed: str) -> str:
    """What was typed, with full-width signs changed to plain ones."""
    return unicodedata.normalize("NFKC", typed).strip()


def wrong_answer(zh: str, en: str) -> ProfileError:
    """What was given is no answer."""
    return ProfileError([Problem(ProblemCode.WRONG_ANSWER, "", Text(zh, en))])


def _yes_no(given: object) -> bool:
    if isinstance(given, bool):
        return given
    if isinstance(given, str) and given.lower() in YES_WORDS | NO_WORDS:
        return given.lower() in YES_WORDS
    raise wrong_answer("请答是或否", "answer yes or no")


def _one_of(ask: Ask, given: object) -> str:
    if isinstance(given, str) and given in {one.id for one in ask.choices}:
        return given
    raise wrong_answer("请选列出的答案", "choose one of the answers listed")


def _several(given: object) -> Sequence[object]:
    if isinstance(given, Sequence) and not isinstance(given, str | bytes):
        return given
    raise wrong_answer("请选列出的答案，可以选几项", "choose from the answers listed, several where they apply")


def _disability(ask: Ask, given: object) -> JsonObject:
    """One line of a certificate."""
    if not isinstance(given, Mapping) or not given.keys() <= {"category", "grade"}:
        raise wrong_answer("请填类别和等级", "give category and grade")
    category, grade = _one_of(ask, given.get("category")), given.get("grade")
    if grade is None or grade == "":
        return {"category": category}
    if str(grade) not in {"1", "2", "3", "4"}:
        raise wrong_answer("等级应为1至4", "the grade must be 1 to 4")
    return {"category": category, "grade": int(str(grade))}


def _whole(given: object) -> int:
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < 10:
        return int(given)
    raise wrong_answer("请填整数", "type a whole number")


def _money(given: object) -> str:
    """A sum, in which a comma groups thousands and stands nowhere else: 1,2 may be meant as a fraction."""
    endless = isinstance(given, Decimal) and abs(given.adjusted()) > 10 + MONEY_DIGITS  # written out, it would fill the memory
    text = "" if endless else format(given, "f") if isinstance(given, Decimal) else str(given).removesuffix("元").strip()
    if isinstance(given, bool) or not _SUM.fullmatch(text):
        raise wrong_answer("请填金额，如 650、455.50 或 1,200", "type an amount such as 650, 455.50 or 1,200")
    return text.replace(",", "")


def _age_or_day(given: object) -> int | str:
    """A day, or an age in full years with or without the word for it."""
    age = re.fullmatch(r"(\d{1,3}) ?(周?岁|years?)?", str(given))
    if age and int(age[1]) > AGE:
        raise wrong_answer(f"没有人活到{AGE}岁以上，请核对", f"nobody is older than {AGE}: check the age")
    return int(age[1]) if age else _day(given)


def _day(given: object) -> str:
    """A day of the calendar, in one of the ways in which people write it."""
    found = re.fullmatch(r"(\d{4})(?:[-./年](\d{1,2})[-./月](\d{1,2})日?|(\d{2})(\d{2}))", str(given))
    try:
        return date(*(int(part) for part in found.groups() if part)).isoformat() if found else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> str:
    raise wrong_answer("不是真实的日期，如 1988-05-17、19880517", "not a date that exists; type for example 1988-05-17 or 19880517")
