"""What can be wrong from outside: profiles, rulesets, requests. Every error lists all its problems at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from eligibility.i18n import Language, Text, nearest


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
    """One problem with an input: where (a JSON path, a file, an option), what is wrong, what would mend it."""

    where: str
    message: Text
    mend: Text | None = None

    def text(self, language: Language) -> str:
        mend = f" {self.mend[language]}" if self.mend else ""
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message[language]}{mend}"


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """One problem with a ruleset file, for its author: the failing check, the place, what is wrong, what mends it, the text."""

    check: str
    file: str
    line: int
    column: int
    message: str
    mend: str = ""
    excerpt: str = ""

    def text(self, language: Language = "en") -> str:
        del language
        head = f"{self.file}:{self.line}:{self.column}: {self.message} [{self.check}]"
        mend = f"\n    mend: {self.mend}" if self.mend else ""
        excerpt = "\n" + "\n".join(f"    {line}" for line in self.excerpt.splitlines()) if self.excerpt else ""
        return head + excerpt + mend


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


def unknown_name(where: str, name: str, known: Iterable[str]) -> Problem:
    """A name that nothing has, with the one that was probably meant; where none is close, with the first ten that there are."""
    names = list(known)
    near = nearest(name, names)
    mend = (
        Text(f"是否想写 {near}？", f"Did you mean {near}?")
        if near
        else Text(f"可用：{'、'.join(names[:10])}", f"One of: {', '.join(names[:10])}")
    )
    return Problem(where, Text(f"没有 {name!r}。", f"there is no {name!r}."), mend)
