"""A fact as a question on the terminal: its words, its numbered choices, and the answer read from what was typed.

Answers are digits, so that they can be typed with any input method; full-width signs are taken as plain ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from eligibility.codes import ProblemCode
from eligibility.decide.compiled import program_of
from eligibility.errors import Problem, ProfileError
from eligibility.facts import labels
from eligibility.facts.certificate import CATEGORIES
from eligibility.facts.vocabulary import OTHER_BENEFITS, facts
from eligibility.guidance.interview import MEMBERS, Inquiry
from eligibility.i18n import Language, Text
from eligibility.logic.types import Boolean, Choice, Day, Number
from eligibility.rules.prose import MEASURES
from eligibility.rules.ruleset import Ruleset

YES = frozenset({"1", "y", "yes", "是", "有", "对", "会", "能"})
NO = frozenset({"2", "0", "n", "no", "否", "没有", "没", "无", "不", "不是"})


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question: its text, lines of help below it, and how an answer is read (`ProfileError` for one that is none)."""

    text: str
    help: tuple[str, ...]
    read: Callable[[str], Any]


class Prompter:
    """Makes prompts for one ruleset in one language."""

    def __init__(self, ruleset: Ruleset, language: Language) -> None:
        self.ruleset = ruleset
        self.language = language

    def prompt(self, inquiry: Inquiry) -> Prompt:
        """The prompt for a question about one path, or about several members at once."""
        path = inquiry.paths[0]
        if path == MEMBERS:
            text = self._say(
                "共同生活的家庭成员一共几人（含残疾人本人）？",
                "How many people live together in the household, the disabled person included?",
            )
            return Prompt(text, (), self._whole)
        if inquiry.together:
            return self._whom(inquiry)
        owner, _, name = path.partition(".")
        return self._about(inquiry.entity, name, self.who(owner, inquiry.entity))

    def who(self, owner: str, entity: str) -> str:
        """Whom a question is about."""
        if owner == entity:
            return {"household": self._say("全家", "household"), "locality": self._say("当地", "locality")}[owner]
        return f"{self._say('成员', 'member')} {owner}" if entity == "person" else f"{self._say('单位', 'organisation')} {owner}"

    def titled(self, path: str, entity: str) -> str:
        """What a path is called, with whom it is about."""
        owner, _, name = path.partition(".")
        return f"{self.who(owner, entity)} · {labels.title(entity, name.partition('.')[0])[self.language]}"

    # -- kinds of questions

    def _about(self, entity: str, name: str, who: str) -> Prompt:
        group, _, member = name.partition(".")
        text = f"{who} · {labels.question(entity, group)[self.language]}"
        if name == "disabilities":
            return Prompt(text, self._disabilities(), self._read_disabilities)
        if group == "options":
            option = self.ruleset.options.get(member) or labels.label(entity, "options", member)
            text = f"{who} · {self._say(f'是否已出台：{option.zh}？', f'Has it adopted: {option.en}?')}"
            return self._yes_no(text)
        if group == "dibao_standard":
            kind = labels.label(entity, group, member)[self.language]
            return Prompt(f"{text}{self._say(f'（{kind}）', f' ({kind})')}", (self._unit("CNY/person/month"),), self._money)
        fact = facts().get(f"{entity}.{name}")
        match fact.type if fact else None:
            case Boolean():
                return self._yes_no(text)
            case Choice(values=values):
                return self._one_of(text, entity, name, [str(value) for value in values])
            case Number(integral=True, unit=unit):
                return Prompt(text, (self._unit(unit),), self._whole)
            case Number(unit=unit):
                return Prompt(text, (self._unit(unit),), self._money)
            case Day():
                return Prompt(text, (self._date_help(name),), self._age_or_day if name == "birth_date" else self._day)
        return self._some_of(text, entity, name)

    def _yes_no(self, text: str) -> Prompt:
        return Prompt(text, (self._say("1 是　2 否", "1 yes   2 no"),), self._read_yes_no)

    def _one_of(self, text: str, entity: str, name: str, values: list[str]) -> Prompt:
        return Prompt(text, self._numbered(entity, name, values), lambda typed: values[self._number(typed, len(values)) - 1])

    def _some_of(self, text: str, entity: str, name: str) -> Prompt:
        values = self._members(entity, name)
        shown = (
            *self._numbered(entity, name, values),
            self._say("0 都没有；几项的用空格隔开", "0 none of these; several with spaces between"),
        )

        def read(typed: str) -> list[str]:
            if typed == "0":
                return []
            return [values[self._number(part, len(values)) - 1] for part in _parts(typed)]

        return Prompt(text, shown, read)

    def _whom(self, inquiry: Inquiry) -> Prompt:
        """Of whom a fact is true that most people do not have: the ids of those whom it concerns."""
        name = inquiry.paths[0].partition(".")[2]
        owners = [path.partition(".")[0] for path in inquiry.paths]
        title = labels.title("person", name)[self.language]
        listed = self._say("　", "   ").join(f"{number} {owner}" for number, owner in enumerate(owners, 1))
        some = self._listed("person", name)
        text = self._say(f"这些成员里谁有这种情况：{title}？", f"Which of these members does this concern: {title}?")
        help_ = (*some, self._say(f"{listed}　0 都没有", f"{listed}   0 nobody"))

        def read(typed: str) -> list[str]:
            if typed == "0":
                return []
            parts = [str(owners.index(part) + 1) if part in owners else part for part in _parts(typed)]
            return [owners[self._number(part, len(owners)) - 1] for part in parts]

        return Prompt(text, help_, read)

    def _listed(self, entity: str, name: str) -> tuple[str, ...]:
        """What a fact of several members can be, in a line, where it is a set or one of several words."""
        fact = facts().get(f"{entity}.{name}")
        if name == "disabilities" or (fact and isinstance(fact.type, Boolean)):
            return ()
        values = [value for value in map(str, fact.type.values) if value != "none"] if fact and isinstance(fact.type, Choice) else None
        labels = [self._label(entity, name, value) for value in values or self._members(entity, name)]
        return (self._say("如：", "such as: ") + self._say("、", ", ").join(labels),)

    def _members(self, entity: str, name: str) -> list[str]:
        """The members of a set that some rule of the region reads; all of them where none does."""
        prefix = f"{entity}.{name}."
        read = sorted({key for layout in program_of(self.ruleset).layouts.values() for key in layout if key.startswith(prefix)})
        every = [key for key in facts() if key.startswith(prefix)] or [f"{prefix}{other}" for other in OTHER_BENEFITS]
        chosen = [key for key in every if key in read] + [key for key in read if key not in every]
        return [key.removeprefix(prefix) for key in chosen or every]

    def _numbered(self, entity: str, name: str, values: list[str]) -> tuple[str, ...]:
        lines = [f"{number} {self._label(entity, name, value)}" for number, value in enumerate(values, 1)]
        return tuple(lines) if len(values) > 8 else (self._say("　", "   ").join(lines),)

    def _label(self, entity: str, name: str, value: str) -> str:
        if name in {"receives", "recognised"} and value in self.ruleset.catalogue:
            return self.ruleset.support_title(value)[self.language]
        return labels.label(entity, name, value)[self.language]

    # -- reading

    def _read_yes_no(self, typed: str) -> bool:
        if typed.lower() in YES | NO:
            return typed.lower() in YES
        raise self._wrong("请填 1（是）或 2（否）", "type 1 (yes) or 2 (no)")

    def _number(self, typed: str, most: int) -> int:
        if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= most:
            return int(typed)
        raise self._wrong(f"请填 1 至 {most} 的序号", f"type a number from 1 to {most}")

    def _whole(self, typed: str) -> int:
        if typed.isascii() and typed.isdigit() and len(typed) < 10:
            return int(typed)
        raise self._wrong("请填整数", "type a whole number")

    def _money(self, typed: str) -> str:
        try:
            amount = Decimal(typed.removesuffix("元").replace(",", ""))
        except InvalidOperation:
            raise self._wrong("请填金额，如 650 或 455.50", "type an amount such as 650 or 455.50") from None
        if not amount.is_finite():
            raise self._wrong("请填金额，如 650 或 455.50", "type an amount such as 650 or 455.50")
        return format(amount, "f")

    def _age_or_day(self, typed: str) -> int | str:
        return int(typed) if re.fullmatch(r"\d{1,3}", typed) else self._day(typed)

    def _day(self, typed: str) -> str:
        found = re.fullmatch(r"(\d{4})(?:[-./年](\d{1,2})[-./月](\d{1,2})日?|(\d{2})(\d{2}))", typed)
        try:
            return date(*(int(part) for part in found.groups() if part)).isoformat() if found else self._no_day()
        except ValueError:
            return self._no_day()

    def _no_day(self) -> str:
        raise self._wrong("不是真实的日期，如 1988-05-17、19880517", "not a date that exists; type for example 1988-05-17 or 19880517")

    def _disabilities(self) -> tuple[str, ...]:
        kinds = self._say("　", "   ").join(f"{digit} {self._label('person', 'disabilities', kind)}" for digit, kind in CATEGORIES.items())
        return (
            kinds,
            self._say(
                "每项填两位：类别和等级（即残疾人证号最后两位），如 41 是肢体一级，等级不知道填 4?；几项用空格隔开；0 没有残疾",
                "two digits each, category and grade (the last two of the certificate number), as 41 for physical, grade 1; "
                "4? where the grade is not known; several with spaces between; 0 no disability",
            ),
        )

    def _read_disabilities(self, typed: str) -> list[dict[str, Any]]:
        if typed == "0":
            return []
        lines: list[dict[str, Any]] = []
        for part in _parts(typed):
            found = re.fullmatch(r"([1-7])[-]?([1-4?])", part)
            if not found:
                raise self._wrong("请按“类别等级”填，如 41、52", "type category and grade, such as 41 or 52")
            grade = {} if found[2] == "?" else {"grade": int(found[2])}
            lines.append({"category": CATEGORIES[found[1]], **grade})
        return lines

    def _date_help(self, name: str) -> str:
        if name == "birth_date":
            return self._say("如 1988-05-17；只知道周岁的填岁数", "such as 1988-05-17; the age in years where only that is known")
        return self._say("如 2024-06-01", "such as 2024-06-01")

    def _unit(self, unit: str) -> str:
        known: Mapping[str, Text] = MEASURES
        named = known.get(unit)
        return f"{self._say('单位：', 'unit:')}{named[self.language] if named else unit}"

    def _wrong(self, zh: str, en: str) -> ProfileError:
        return ProfileError([Problem(ProblemCode.WRONG_ANSWER, "", Text(zh, en))])

    def _say(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en


def normal(typed: str) -> str:
    """What was typed, with full-width signs made plain."""
    return unicodedata.normalize("NFKC", typed).strip()


def _parts(typed: str) -> list[str]:
    return [part for part in re.split(r"[\s,、;]+", typed) if part]
