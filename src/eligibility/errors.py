"""Errors in what the library is given: profiles, rulesets, requests. Every error lists all its problems at once.

A problem says in Chinese and English what is wrong, where, and how to correct it. It repeats no personal data: an identity number
that stands in a name, a key or a rule's text is hidden, whoever makes the problem of it. It never names options of the command line:
each interface says itself how something is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar, get_args

from eligibility._dataclass import dataclass
from eligibility._identity import without_identity_numbers
from eligibility._json import JsonObject
from eligibility.codes import ProblemCode, RuleCheck
from eligibility.i18n import Language, Text, nearest
from eligibility.limits import PROBLEMS

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., object])

EntryPath = tuple[str | int, ...]
"""Keys and indexes from the root of a profile to an entry: `("household", "members", 0, "area")`."""

SUPPORT_WORD = Text("项目", "SUPPORT")
SUBJECT_WORD = Text("成员或单位", "SUBJECT")
"""The words for the two names of an answer."""

SUPPORT_ID = Text("项目的编号", "the id of a support")
SUBJECT_ID = Text("household、成员或单位的编号", "household, or the id of a member or organisation")
"""What those names must be."""

PROFILE_WORD = Text("家庭资料", "profile")
"""The word for the root of a profile, which has no path."""


class EligibilityError(Exception):
    """Something that the user must correct. `problems` says what, where and how. It contains no personal data."""

    def __init__(self, problems: Sequence[Problem | RuleProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.text("en"))

    def __reduce__(self) -> tuple[Callable[..., EligibilityError], tuple[object, ...]]:
        return type(self), (self.problems,)

    def text(self, language: Language) -> str:
        """All problems, a paragraph each.

        Raises:
            WrongArgument: there is no such language.
        """
        checked_language(language)
        return "\n".join(problem.text(language) for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem with an input: the code, the place, the message, how to correct it, and the name that was probably meant.

    `at` is the path of a profile entry, otherwise the name of a file, a column or a setting.
    A message has no full stop at its end; `text` adds it. A mend is a sentence of its own.
    """

    code: ProblemCode
    at: EntryPath | Text | str
    message: Text
    mend: Text | None = None
    nearest: str | None = None

    def __post_init__(self) -> None:
        _hide_numbers(self, "at", "message", "mend")

    @property
    def path(self) -> EntryPath | None:
        """The path of the entry; None if the problem is not about a profile entry."""
        return self.at if isinstance(self.at, tuple) else None

    @property
    def where(self) -> str:
        """The place in English: `household.members[0].area`, a file's name."""
        return self.place("en")

    def place(self, language: Language) -> str:
        """The place as the text names it."""
        if isinstance(self.at, tuple):
            return path_text(self.at) or PROFILE_WORD[language]
        return _in_a_line(self.at) if isinstance(self.at, str) else self.at[language]

    def pointer(self) -> str | None:
        """The JSON pointer (RFC 6901) of the entry: `/household/members/0/area`; None if there is no path."""
        if self.path is None:
            return None
        return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in self.path)

    def said(self, language: Language) -> str:
        """Place and message, for use in a longer sentence."""
        place, colon = self.place(language), "：" if language == "zh" else ": "
        return f"{place}{colon if place else ''}{self.message[language]}"

    def text(self, language: Language) -> str:
        """The problem as a sentence or two: place, message, mend.

        Raises:
            WrongArgument: there is no such language.
        """
        checked_language(language)
        said, mend = self.said(language), self.mend[language] if self.mend else ""
        if language == "en":
            return f"{said}. {mend}".rstrip()
        goes_on = mend.endswith("？") and "：" not in self.message.zh
        return f"{said}{'，' if goes_on else '。'}{mend}"

    def as_json(self) -> JsonObject:
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


def _in_a_line(name: str) -> str:
    """A name with blanks for the signs that break a line or move the cursor of a terminal: a file may be called anything."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", name)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a file's text. Lines and columns count from 1; the end is the place after the last character."""

    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """One problem with a ruleset file, for its author: the failed check, the place, the message, how to correct it, the text.

    The place is the name or value that is wrong, as a `Span`. Neither message nor mend has a full stop at its end.
    """

    check: RuleCheck
    file: str
    span: Span
    message: Text
    mend: Text | None = None
    excerpt: str = ""

    def __post_init__(self) -> None:
        _hide_numbers(self, "file", "message", "mend", "excerpt")

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
        """The problem in the format of a compiler: place, message and check on the first line, then the text and the mend.

        Raises:
            WrongArgument: there is no such language.
        """
        checked_language(language)
        head = f"{self.file}:{self.line}:{self.column}: {self.message[language]} [{self.check}]"
        mend = f"\n    {_MEND[language]}{self.mend[language]}" if self.mend else ""
        excerpt = "\n" + "\n".join(f"    {line}" for line in self.excerpt.splitlines()) if self.excerpt else ""
        return head + excerpt + mend

    def as_json(self) -> JsonObject:
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


def _hide_numbers(problem: object, *names: str) -> None:
    """Hide identity numbers in the texts of a problem that is being made."""
    for name in names:
        said = getattr(problem, name)
        if isinstance(said, str):
            shown: str | Text = without_identity_numbers(said)
        elif isinstance(said, Text):
            shown = Text(without_identity_numbers(said.zh), without_identity_numbers(said.en))
        else:
            continue
        if shown != said:
            object.__setattr__(problem, name, shown)


_MEND = Text("建议：", "mend: ")


class ProfileError(EligibilityError):
    """A profile that cannot be read or contradicts itself."""


def _place_and_words(problem: RuleProblem) -> tuple[str, int, int, str, str]:
    return problem.file, problem.line, problem.column, problem.check, problem.message.en


def in_file_order(problems: Iterable[RuleProblem]) -> tuple[RuleProblem, ...]:
    """The problems without duplicates, in the order of the files."""
    return tuple(sorted(set(problems), key=_place_and_words))


class RulesetError(EligibilityError):
    """A ruleset that cannot be loaded. Its problems are in the order of the files."""

    def __init__(self, problems: Iterable[RuleProblem]) -> None:
        self.findings = in_file_order(problems)
        super().__init__(self.findings)


class BookError(EligibilityError):
    """A local book that cannot be read. Its problems are in the order of the files."""

    def __init__(self, problems: Iterable[RuleProblem]) -> None:
        super().__init__(in_file_order(problems))


class OfficeError(EligibilityError):
    """An office file that cannot be read. Its problems are in the order of the file."""

    def __init__(self, problems: Iterable[RuleProblem]) -> None:
        super().__init__(in_file_order(problems))


class FileChangedError(EligibilityError):
    """A file is no longer as it was when it was read, and was not overwritten."""


class NoRulesetError(EligibilityError):
    """There is no ruleset for the requested region and day."""


class WrongArgument(EligibilityError, TypeError):
    """A program gave something of another type than the library takes. It shows the type, never the value."""


class NotADay(WrongArgument):
    """A datetime, a text, a number or something else was given in place of a day."""


class UnknownOutcome(EligibilityError, KeyError):
    """A decision has no such answer: the support does not exist, or it is not for a subject with that id."""

    def __str__(self) -> str:
        return self.text("en")


def not_of_type(code: ProblemCode, name: EntryPath | str, wanted: Text, given: object, mend: Text | None = None) -> Problem:
    """The problem of an argument of another type. `wanted` says what it must be: "a Path"."""
    kind = type(given).__name__
    return Problem(code, name, Text(f"应为{wanted.zh}，不能是 {kind}", f"must be {wanted.en}, and not {kind}"), mend)


def checked_type(value: object, kind: type[T], name: str, wanted: Text, mend: Text | None = None) -> T:
    """The value, checked to be of a type. `name` is the caller's name for it.

    Raises:
        WrongArgument: it is of another type.
    """
    if isinstance(value, kind):
        return value
    raise WrongArgument([not_of_type(ProblemCode.WRONG_TYPE, name, wanted, value, mend)])


def checked_callable(value: F, name: str) -> F:
    """The function, checked to be one that can be called. `name` is the caller's name for it.

    Raises:
        WrongArgument: it is something else.
    """
    if callable(value):
        return value
    raise WrongArgument([not_of_type(ProblemCode.WRONG_TYPE, name, Text("可调用的函数", "a function"), value)])


def first_of(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, each once. Of very many the first, and one that says that there are more: no input makes an endless list."""
    told: dict[Problem, None] = {}
    for problem in problems:
        if len(told) == PROBLEMS:
            more = Text(f"问题多于{PROBLEMS}个，其余的没有列出", f"has more than {PROBLEMS} problems; the others are not listed")
            return [*told, Problem(ProblemCode.MORE_PROBLEMS, (), more)]
        told[problem] = None
    return list(told)


def checked_language(language: object) -> Language:
    """The language, checked to be one of the two.

    Raises:
        WrongArgument: it is another one.
    """
    for known in get_args(Language):
        if language == known:
            found: Language = known
            return found
    said = Text("没有这种语言", "is no language of the library")
    raise WrongArgument([Problem(ProblemCode.WRONG_VALUE, "language", said, Text("可用：zh、en。", "One of: zh, en."))])


def path_text(path: EntryPath) -> str:
    """A path as text: `household.members[0].area`; empty for the root."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def unknown_name(code: ProblemCode, at: EntryPath | Text | str, name: str, known: Iterable[str], *, listed: int = 0) -> Problem:
    """The problem of an unknown name, with the name that was probably meant; if none is close, with the first `listed` names.

    A name that does not look like one of the vocabulary may be personal and is not shown.
    """
    said = Text(f"没有“{name}”这一项", f"there is no {name!r}") if is_name(name) else _NO_SUCH_NAME
    return Problem(code, at, said, *did_you_mean(name, known, listed=listed))


def one_of(name: str, given: object, known: Sequence[str]) -> list[Problem]:
    """The problem of a setting that is none of the known words; none where it is one of them."""
    if given in known:
        return []
    if given is None:
        return [Problem(ProblemCode.UNKNOWN_VALUE, name, _NONE, *did_you_mean("", known, listed=len(known)))]
    return [unknown_name(ProblemCode.UNKNOWN_VALUE, name, str(given), known, listed=len(known))]


def is_name(name: str) -> bool:
    """Whether a name looks like one of the vocabulary, which has no capitals. Anything else may be a person's and is not shown."""
    return bool(re.fullmatch(r"[a-z_][a-z0-9_.-]{0,39}", name)) and len(re.findall(r"\d", name)) < 5


_NONE = Text("没有“None”这一项", "there is no 'None'")
_NO_SUCH_NAME = Text("没有这样的一项", "there is no entry of that name")


def did_you_mean(name: str, known: Iterable[str], *, listed: int = 0) -> tuple[Text | None, str | None]:
    """The mend for a wrong name, and the name that was probably meant. If none is close, the mend lists the first `listed` names."""
    names = list(known)
    near = nearest(name, names)
    if near is not None:
        return Text(f"是否想写“{near}”？", f"Did you mean {near}?"), near
    shown = names[:listed]
    return Text(f"可用：{'、'.join(shown)}。", f"One of: {', '.join(shown)}.") if shown else None, None


@dataclass(frozen=True, slots=True, eq=False)
class Meant(Text):
    """The mend of a `RuleProblem` for a wrong word: the word that was probably meant. An editor can write it in place of the other.

    It equals any text of the same words.
    """

    word: str = ""
    near: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.zh, self.en) == (other.zh, other.en)

    def __hash__(self) -> int:
        return Text.__hash__(self)


def meant(name: str, known: Iterable[str], otherwise: Text | None = None) -> Text | None:
    """The mend of a `RuleProblem` for a wrong name: the name that was probably meant; if none is close, `otherwise`."""
    near = nearest(name, known)
    return Meant(f"是否想写“{near}”？", f"did you mean {near}?", name, near) if near else otherwise
