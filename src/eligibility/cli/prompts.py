"""A question on the terminal: whom it is about, its numbered choices, and the answer read from the digits that are typed.

Answers are digits, so that they can be typed with any input method; full-width signs are taken as plain ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from eligibility._dataclass import dataclass
from eligibility._json import Json
from eligibility.facts import labels
from eligibility.facts.certificate import CATEGORIES
from eligibility.facts.key import EntryName
from eligibility.guidance.interview import Inquiry
from eligibility.i18n import InOneLanguage, Language, Text
from eligibility.rules.ruleset import Ruleset
from eligibility.views.question import NO_WORDS, YES_WORDS, Ask, Asker, CalledBy, QuestionKind, Titled, by_id, read, wrong_answer

MEMBERS = Text("共同生活人数", "number of people")
"""What the answer to `household.members` is called."""

DIGITS = {"1": "yes", "2": "no", "0": "no"}
"""What stands for yes and no."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question: its text, lines of help below it, and how an answer is read (`ProfileError` for one that is none)."""

    text: str
    help: tuple[str, ...]
    read: Callable[[str], Json]


class Prompter(InOneLanguage):
    """Makes prompts for one ruleset in one language. `called` tells what members and organisations are called."""

    def __init__(self, ruleset: Ruleset, language: Language, called: CalledBy = by_id) -> None:
        self.asker = Asker(ruleset, called)
        self.called = called
        self.language = language

    def prompt(self, inquiry: Inquiry) -> Prompt:
        """The prompt for a question about one path, or about several members at once."""
        ask = self.asker.of(inquiry)
        return Prompt(self._text(ask), tuple(self._help(ask)), partial(typed, ask))

    def who(self, owner: str) -> str:
        """Whom a question is about."""
        return self.called(owner)[self.language]

    def titled(self, paths: tuple[str, ...], entity: str) -> str:
        """What a question is called, with whom it is about."""
        _, entry, option = EntryName.of(paths[0]).parts
        named = labels.label(entity, entry, option) if entry == "options" else labels.title(entity, entry)
        title = MEMBERS if entry == "members" else named
        owners = list(dict.fromkeys(EntryName.of(path).owner for path in paths))
        who = self._say("、", ", ").join(map(self.who, owners))
        return f"{who} · {title[self.language]}"

    def _text(self, ask: Ask) -> str:
        text = ask.text[self.language]
        alone = ask.kind in {QuestionKind.PEOPLE, QuestionKind.WHOM}
        return text if alone else f"{self.who(ask.owners[0])} · {text}"

    # -- what stands below a question

    def _help(self, ask: Ask) -> Iterator[str]:
        if ask.unit is not None:
            yield self._say("单位：", "unit: ") + ask.unit[self.language]
        if ask.help is not None:
            yield ask.help[self.language]
        match ask.kind:
            case QuestionKind.BOOL:
                yield self._row(self._numbered(ask.choices))
            case QuestionKind.ONE:
                yield from self._listed(ask.choices)
            case QuestionKind.SOME:
                yield from self._listed(ask.choices)
                none = "" if ask.at_least_one else self._say("0 都没有；", "0 none of these; ")
                yield none + self._say("几项的用空格隔开", "several with spaces between")
            case QuestionKind.WHOM:
                yield self._row([*self._numbered(ask.choices), self._say("0 都没有", "0 nobody")])
            case QuestionKind.DISABILITIES:
                yield self._row(self._numbered(ask.choices))
                yield self._say(
                    "每项填两位：类别和等级（即残疾人证号最后两位），如 41 是肢体一级，等级不知道填 4?；几项用空格隔开",
                    "two digits each, category and grade (the last two of the certificate number), as 41 for physical, grade 1; "
                    "4? where the grade is not known; several with spaces between",
                ) + ("" if ask.at_least_one else self._say("；0 没有残疾", "; 0 no disability"))

    def _listed(self, choices: tuple[Titled, ...]) -> list[str]:
        """Choices in one line, or below each other where there are many."""
        lines = self._numbered(choices)
        return lines if len(choices) > 8 else [self._row(lines)]

    def _numbered(self, choices: Iterable[Titled]) -> list[str]:
        return [f"{number} {choice.title[self.language]}" for number, choice in enumerate(choices, 1)]

    def _row(self, texts: Iterable[str]) -> str:
        return self._say("　", "   ").join(texts)


# -- reading


def typed(ask: Ask, text: str) -> Json:
    """The answer that was typed: digits for yes and no, for choices and for disabilities.

    Raises:
        ProfileError: it is no answer to this question.
    """
    match ask.kind:
        case QuestionKind.BOOL:
            return read(ask, _yes_no(ask, text))
        case QuestionKind.ONE:
            return read(ask, _chosen(ask, text))
        case QuestionKind.SOME | QuestionKind.WHOM:
            return read(ask, [] if text == "0" else [_chosen(ask, part) for part in _parts(text)])
        case QuestionKind.DISABILITIES:
            return read(ask, [] if text == "0" else [_disability(part) for part in _parts(text)])
    if ask.kind is QuestionKind.DATE and re.fullmatch(r"\d{1,3}", text):
        raise wrong_answer("岁数请带“岁”，如 7岁", "write an age with its word, such as 7 years")
    return read(ask, text)


def _yes_no(ask: Ask, text: str) -> str:
    word = DIGITS.get(text, text)
    if word.lower() not in YES_WORDS | NO_WORDS:
        yes, no = (choice.title for choice in ask.choices)
        raise wrong_answer(f"请填 1（{yes.zh}）或 2（{no.zh}）", f"type 1 ({yes.en}) or 2 ({no.en})")
    return word


def _chosen(ask: Ask, text: str) -> str:
    """A choice by its number; of members by id as well."""
    ids, most = [choice.id for choice in ask.choices], len(ask.choices)
    if ask.kind is QuestionKind.WHOM and text in ids:
        return text
    if text.isascii() and text.isdigit() and 1 <= int(text) <= most:
        return ids[int(text) - 1]
    raise wrong_answer(f"请填 1 至 {most} 的序号", f"type a number from 1 to {most}")


def _disability(text: str) -> dict[str, str]:
    """Category and grade by the last two digits of a certificate number."""
    found = re.fullmatch(r"([1-7])[-]?([1-4?])", text)
    if not found:
        raise wrong_answer("请按“类别等级”填，如 41、52", "type category and grade, such as 41 or 52")
    grade = {} if found[2] == "?" else {"grade": found[2]}
    return {"category": CATEGORIES[found[1]], **grade}


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[\s,、;]+", text) if part]
