"""The people and organisations of a profile as others know them: what they are called where an answer is shown, and who is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from eligibility.codes import ProblemCode
from eligibility.decide.notices import DecisionNotice
from eligibility.errors import SUBJECT_WORD, EligibilityError, Problem, unknown_name
from eligibility.facts import labels
from eligibility.facts.flatten import Situation, Subject
from eligibility.i18n import LANGUAGES, Language, Text

SHARED: Mapping[str, Text] = {"household": Text("全家", "household"), "locality": Text("当地", "locality")}
"""Whom a fact or an answer can be about besides members and organisations."""

ADULT = 18

_IN_ENGLISH = re.compile(r"[A-Za-z][a-z]{2,}([ _-][A-Za-z][a-z]+)*")
"""Ids that are words in English, such as `father`, and no mere codes, such as `m1`."""

_BETWEEN = re.compile(r"[.·：:\s]+|的|(?<=[0-9])(?=[\u4e00-\u9fff])")
"""What stands between whom a fact is about and what it is called: in Chinese nothing has to, as in 成员1周岁年龄."""

_SEXES = {
    ("male", True): Text("男孩", "boy"),
    ("female", True): Text("女孩", "girl"),
    ("male", False): Text("男", "male"),
    ("female", False): Text("女", "female"),
}


def called(situation: Situation, owner: str) -> Text:
    """What the owner of a fact is called: its number among its kind and what tells it from the others, or in English an id that is a word.

    An id that no member or organisation has is its own name.
    """
    if owner in SHARED:
        return SHARED[owner]
    numbered = next((_numbered(one, number) for number, one in _counted(situation) if one.id == owner), Text(owner, owner))
    return Text(numbered.zh, owner) if _IN_ENGLISH.fullmatch(owner) else numbered


def without_brackets(name: str) -> str:
    """What somebody is called, without what tells the members apart."""
    return re.split(r" ?[（(]", name)[0]


def who_is(situation: Situation, named: str) -> str | None:
    """The id of the subject that is named by its id, its number or what it is called; None where there is none.

    A number counts the members; organisations where there is no household.
    """
    known = [subject.id for subject in situation.everyone]
    if named in known:
        return named
    people = situation.persons or situation.organisations
    if re.fullmatch(r"[1-9]\d{0,3}", named, re.ASCII) and int(named) <= len(people):
        return people[int(named) - 1].id
    meant = [one for one in known if named.casefold() in _names(situation, one)]
    return meant[0] if len(meant) == 1 else None


def with_owner(situation: Situation, name: str) -> str:
    """The name of a fact with the id of whom it is about and a dot in front, where that is named as `who_is` reads it, or is the household
    or the locality; otherwise the name as it is: `成员3 周岁年龄`, `3.age`, `全家的共同生活人数`."""
    shared = {word.casefold(): owner for owner, said in SHARED.items() for word in said.as_json().values()}
    for sign in _BETWEEN.finditer(name):
        whom, fact = name[: sign.start()].strip(), name[sign.end() :].strip()
        owner = shared.get(whom.casefold()) or who_is(situation, whom)
        if owner is not None and fact:
            return f"{owner}.{fact}"
    return name


def subjects_named(situation: Situation, *names: str) -> list[str]:
    """The ids of the subjects that are named as `who_is` reads them.

    Raises:
        EligibilityError: the profile has no such subject; the message lists whom it has, as they are called.
    """
    found = {name: who_is(situation, name) for name in names}
    unknown = [_nobody(situation, name) for name, one in found.items() if one is None]
    if unknown:
        raise EligibilityError(unknown)
    return [one for one in found.values() if one is not None]


def _nobody(situation: Situation, name: str) -> Problem:
    known = [subject.id for subject in situation.everyone]
    problem = unknown_name(ProblemCode.UNKNOWN_SUBJECT, SUBJECT_WORD, name, known)
    if problem.mend is not None:
        return problem
    names = [called(situation, one) for one in known[:10]]
    zh, en = ([without_brackets(one[language]) for one in names] for language in LANGUAGES)
    return replace(problem, mend=Text(f"可用：{'、'.join(zh)}。", f"One of: {', '.join(en)}."))


def notice_text(notice: DecisionNotice, situation: Situation, language: Language) -> str:
    """A notice in words, after whom it is about where it is about one."""
    if not notice.subject:
        return notice.text[language]
    return f"{called(situation, notice.subject)[language]}{Text('：', ': ')[language]}{notice.text[language]}"


def _counted(situation: Situation) -> Iterator[tuple[int, Subject]]:
    """Members and organisations, each with its number among its kind."""
    yield from enumerate(situation.persons, 1)
    yield from enumerate(situation.organisations, 1)


def _names(situation: Situation, owner: str) -> Iterator[str]:
    """What a subject is called in both languages, with and without what stands in brackets."""
    for whole in called(situation, owner).as_json().values():
        yield whole.casefold()
        yield without_brackets(whole).casefold()


def _numbered(subject: Subject, number: int) -> Text:
    if subject.kind == "organisation":
        kind = subject.values.get("organisation.type")
        return _with(Text(f"单位{number}", f"organisation {number}"), [labels.label("organisation", "type", str(kind))] if kind else [])
    return _with(Text(f"成员{number}", f"member {number}"), list(_person(subject)))


def _with(name: Text, known: Sequence[Text]) -> Text:
    """A name with what is known of whom it names."""
    if not known:
        return name
    zh, en = "，".join(part.zh for part in known), ", ".join(part.en for part in known)
    return Text(f"{name.zh}（{zh}）", f"{name.en} ({en})")


def _person(subject: Subject) -> Iterator[Text]:
    """What tells a member from the others: sex and the year of birth, as far as they are known."""
    born, age, sex = (subject.values.get(f"person.{name}") for name in ("birth_date", "age", "sex"))
    child = isinstance(age, int) and age < ADULT
    if isinstance(sex, str) and (sex, child) in _SEXES:
        yield _SEXES[sex, child]
    elif child:
        yield Text("孩子", "child")
    if isinstance(born, int):
        year = date.fromordinal(born).year
        yield Text(f"{year}年生", f"born {year}")
    elif isinstance(age, int):
        yield Text(f"{age}岁", f"age {age}")
