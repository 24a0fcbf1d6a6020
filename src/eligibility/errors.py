"""What can be wrong from outside: profiles, rulesets, requests. Every error lists all its problems at once.

A problem says what is wrong, where, and what would mend it, in Chinese and English. It repeats no personal data, and it
names things, never the options of the command line: whoever asks the user says how a thing is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from eligibility.codes import ProblemCode, RuleCheck
from eligibility.i18n import Language, Text, nearest

EntryPath = tuple[str | int, ...]
"""Keys and indexes from the root of a profile to an entry: `("household", "members", 0, "area")`."""

SUPPORT = Text("项目", "SUPPORT")
SUBJECT = Text("成员或单位", "SUBJECT")
"""What the two names of an answer are called."""

PROFILE = Text("家庭资料", "profile")
"""What the root of a profile is called, which has no path to be named by."""


class EligibilityError(Exception):
    """Something that the user must mend. `problems` says what, where and how; no personal data is in it."""

    def __init__(self, problems: Sequence[Problem | RuleProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.text("en"))

    def __reduce__(self) -> tuple[Callable[..., EligibilityError], tuple[Any, ...]]:
        return type(self), (self.problems,)

    def text(self, language: Language) -> str:
        """All problems, a paragraph each."""
        return "\n".join(problem.text(language) for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem with an input: what fails, where, in words, what would mend it, and the name that was probably meant.

    `at` is the path of a profile's entry, or where there is none the name of the thing: a file, a column, a setting.
    A message has no full stop at its end, `text` puts it; a mend is a sentence of its own.
    """

    code: ProblemCode
    at: EntryPath | Text | str
    message: Text
    mend: Text | None = None
    nearest: str | None = None

    @property
    def path(self) -> EntryPath | None:
        """The path of the entry; None where the problem is about something that is no entry of a profile."""
        return self.at if isinstance(self.at, tuple) else None

    @property
    def where(self) -> str:
        """The entry or the thing, in English: `household.members[0].area`, a file's name."""
        return self.place("en")

    def place(self, language: Language) -> str:
        """The entry or the thing, as the text names it."""
        if isinstance(self.at, tuple):
            return path_text(self.at) or PROFILE[language]
        return self.at if isinstance(self.at, str) else self.at[language]

    def pointer(self) -> str | None:
        """The JSON pointer (RFC 6901) of the entry: `/household/members/0/area`; None where there is no path."""
        if self.path is None:
            return None
        return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in self.path)

    def said(self, language: Language) -> str:
        """Place and message, to be put into a longer sentence."""
        place, colon = self.place(language), "：" if language == "zh" else ": "
        return f"{place}{colon if place else ''}{self.message[language]}"

    def text(self, language: Language) -> str:
        """The problem as a sentence or two: place, message, mend."""
        said, mend = self.said(language), self.mend[language] if self.mend else ""
        if language == "en":
            return f"{said}. {mend}".rstrip()
        goes_on = mend.endswith("？") and "：" not in self.message.zh
        return f"{said}{'，' if goes_on else '。'}{mend}"

    def as_json(self) -> dict[str, Any]:
        """The problem as plain data, in both languages."""
        return {
            "code": self.code.value,
            "where": self.where,
            "path": None if self.path is None else list(self.path),
            "pointer": self.pointer(),
            "message": self.message.as_json(),
            "mend": self.mend.as_json() if self.mend else None,
            "nearest": self.nearest,
        }


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a file's text, lines and columns from 1; the end is the place after its last character."""

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """One problem with a ruleset file, for its author: the failing check, the place, what is wrong, what mends it, the text.

    The place is the name or the value that is wrong, from its first character to the one after its last, counted from 1.
    Neither message nor mend has a full stop at its end.
    """

    check: RuleCheck
    file: str
    span: Span
    message: Text
    mend: Text | None = None
    excerpt: str = ""

    @property
    def line(self) -> int:
        return self.span.line

    @property
    def column(self) -> int:
        return self.span.column

    @property
    def end_line(self) -> int:
        return self.span.end_line

    @property
    def end_column(self) -> int:
        return self.span.end_column

    def text(self, language: Language = "en") -> str:
        """The problem as a compiler prints it: place, message and check on the first line, then the text and the mend."""
        head = f"{self.file}:{self.line}:{self.column}: {self.message[language]} [{self.check}]"
        mend = f"\n    {_MEND[language]}{self.mend[language]}" if self.mend else ""
        excerpt = "\n" + "\n".join(f"    {line}" for line in self.excerpt.splitlines()) if self.excerpt else ""
        return head + excerpt + mend

    def as_json(self) -> dict[str, Any]:
        """The problem as plain data, in both languages."""
        return {
            "check": self.check.value,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "end_column": self.end_column,
            "message": self.message.as_json(),
            "mend": self.mend.as_json() if self.mend else None,
            "excerpt": self.excerpt,
        }


_MEND = Text("建议：", "mend: ")


class ProfileError(EligibilityError):
    """A profile that cannot be read or contradicts itself."""


def in_order(problems: Iterable[RuleProblem]) -> tuple[RuleProblem, ...]:
    """Each problem once, in the order of the files."""
    return tuple(sorted(set(problems), key=lambda problem: (problem.file, problem.line, problem.column)))


class RulesetError(EligibilityError):
    """A ruleset that cannot be loaded; its problems stand in the order of the files."""

    def __init__(self, problems: Iterable[RuleProblem]) -> None:
        self.findings = in_order(problems)
        super().__init__(self.findings)


class NoRulesetError(EligibilityError):
    """No ruleset answers for the region and day that were asked."""


class NotADay(EligibilityError, TypeError):
    """A day was asked for, and a datetime, a text, a number or something else was given."""


class UnknownOutcome(EligibilityError, KeyError):
    """A decision has no answer of that name: no such support, or nobody of that id whom the support is for."""

    def __str__(self) -> str:
        return self.text("en")


def path_text(path: EntryPath) -> str:
    """A path as text: `household.members[0].area`; empty for the root."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def unknown_name(code: ProblemCode, at: EntryPath | Text | str, name: str, known: Iterable[str]) -> Problem:
    """A name that nothing has, with the one that was probably meant; where none is close, with the first ten that there are."""
    return Problem(code, at, Text(f"没有“{name}”这一项", f"there is no {name!r}"), *did_you_mean(name, known, listed=10))


def did_you_mean(name: str, known: Iterable[str], *, listed: int = 0) -> tuple[Text | None, str | None]:
    """The mend for a wrong name and the name that was probably meant; where none is close, the first `listed` names there are."""
    names = list(known)
    near = nearest(name, names)
    if near is not None:
        return Text(f"是否想写“{near}”？", f"Did you mean {near}?"), near
    shown = names[:listed]
    return Text(f"可用：{'、'.join(shown)}。", f"One of: {', '.join(shown)}.") if shown else None, None


def meant(name: str, known: Iterable[str], otherwise: Text | None = None) -> Text | None:
    """The mend of a `RuleProblem` for a wrong name: the name that was probably meant, otherwise what else is to be said."""
    near = nearest(name, known)
    return Text(f"是否想写“{near}”？", f"did you mean {near}?") if near else otherwise
