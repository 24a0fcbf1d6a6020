"""The office's own file about a register: which column is what, how its words are read, which sheets count.

It is read strictly: no anchors or tags, every key known, every entry one that there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args

from eligibility.codes import ProblemCode, RuleCheck
from eligibility.errors import EligibilityError, Problem, RuleProblem, did_you_mean, is_name
from eligibility.i18n import Text
from eligibility.rules.located_yaml import read_source

CellValue = bool | int | str
Hidden = Literal["leave", "read"]
Period = Literal["month", "year"]
LineKind = Literal["persons", "payments"]
Totals = Literal["check", "ignore"]
HouseholdKeys = Literal["part", "file"]
"""Within what a household's key is one household's: each sheet and titled part, or the whole file."""

ASK = "ask"
"""What a column is read as that is still to be settled: as if it were not named."""
IGNORE = "ignore"
"""What a column is read as that is left aside."""

_LISTS = ("yes", "no", "nothing", "unknown", "ignored", "not_persons", "blank_means_no", "sheets")
_WORDS = {"hidden": get_args(Hidden), "lines": get_args(LineKind), "totals": get_args(Totals), "households": get_args(HouseholdKeys)}
_MAPPINGS = ("columns", "head", "headings", "supports", "several", "values", "every")
SECTIONS = ("sheets", "hidden", "head", "lines", "totals", "households", *(name for name in _MAPPINGS if name != "head"), *_LISTS[:-1])
"""Every section of the file, in the order in which it is printed."""


@dataclass(frozen=True, slots=True)
class NamedColumn:
    """What the office says of a column: the entry (None: left aside, ASK: not settled), and over what time an amount is.

    `heading` is what must stand above it, where it is named by its letter.
    """

    read: str | None
    heading: str | None = None
    per: Period | None = None


@dataclass(frozen=True, slots=True)
class ColumnSettings:
    """The office's file. `by_letter` and `by_heading` are its columns, `content` all its sections as they stand."""

    name: str = ""
    by_letter: Mapping[int, NamedColumn] = field(default_factory=dict)
    by_heading: Mapping[str, NamedColumn] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    hidden: Hidden | None = None
    head: tuple[int, int] | None = None
    lines: LineKind | None = None
    totals: Totals = "check"
    households: HouseholdKeys | None = None
    content: Mapping[str, object] = field(default_factory=dict)

    def section(self, name: str) -> Mapping[str, object]:
        """A section of names and values; empty where it is not there."""
        found = self.content.get(name)
        return cast("Mapping[str, object]", found) if isinstance(found, Mapping) else {}

    def listed(self, name: str) -> Sequence[object]:
        """A section that is a list; empty where it is not there."""
        found = self.content.get(name)
        return found if isinstance(found, list) else ()


def letters(index: int) -> str:
    """The letters of a column, counted from 0."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def place_of(text: str) -> int:
    """The number of a column by its letters, counted from 0."""
    index = 0
    for sign in text:
        index = index * 26 + ord(sign) - 64
    return index - 1


def read_settings(path: Path) -> ColumnSettings:
    """Read the office's file.

    Raises:
        EligibilityError: it cannot be read, or it is not of the form described in the documentation.
    """
    if not path.is_file():
        raise EligibilityError([Problem(ProblemCode.NO_SUCH_FILE, path.name, Text("找不到文件", "there is no such file"))])
    source = read_source(path, path.name)
    if source.problems:
        if all(one.check is RuleCheck.EMPTY_FILE for one in source.problems):
            return ColumnSettings(path.name)
        raise EligibilityError([_as_problem(one) for one in source.problems])
    return settings_of(source.data, path.name)


def settings_of(content: object, name: str) -> ColumnSettings:
    """The settings that a file holds.

    Raises:
        EligibilityError: they are not of the form described in the documentation.
    """
    if not isinstance(content, Mapping):
        said = f"应为以下各节：{'、'.join(SECTIONS)}", f"must have the sections {', '.join(SECTIONS)}"
        raise EligibilityError([_wrong(name, *said)])
    problems = list(_shape(content, name))
    if problems:
        raise EligibilityError(problems)
    problems += _columns_shape(content.get("columns") or {}, name)
    head = content.get("head") or {}
    if head and not (
        set(head) == {"first", "last"} and all(isinstance(line, int) for line in head.values()) and 1 <= head["first"] <= head["last"]
    ):
        problems.append(_wrong(f"{name} head", "应为 {first: 行号, last: 行号}", "must be {first: LINE, last: LINE}"))
    if problems:
        raise EligibilityError(problems)
    columns = {str(key): _named(value) for key, value in (content.get("columns") or {}).items()}
    return ColumnSettings(
        name=name,
        by_letter={place_of(key): column for key, column in columns.items() if column.heading is not None},
        by_heading={key: column for key, column in columns.items() if column.heading is None},
        sheets=tuple(map(str, content.get("sheets") or ())),
        hidden=content.get("hidden"),
        head=(head["first"], head["last"]) if head else None,
        lines=content.get("lines"),
        totals=content.get("totals") or "check",
        households=content.get("households"),
        content=content,
    )


def _shape(content: Mapping[str, object], name: str) -> Iterator[Problem]:
    for section, entry in content.items():
        if section not in SECTIONS:
            named = is_name(section)
            said = Text(f"没有“{section}”这一节", f"there is no section {section}") if named else _NO_SUCH_SECTION
            yield Problem(ProblemCode.UNKNOWN_SECTION, name, said, *did_you_mean(str(section), SECTIONS, listed=len(SECTIONS)))
        elif section in _MAPPINGS:
            if entry is not None and not isinstance(entry, Mapping):
                yield _wrong(f"{name} {section}", "应为“名称: 值”的形式", "must be a mapping of name: value")
            elif section in {"headings", "supports"}:
                yield from _lists_in(entry, f"{name} {section}")
            elif section == "values":
                for target, spellings in (entry or {}).items():
                    if isinstance(spellings, Mapping):
                        yield from _lists_in(spellings, f"{name} {section}.{target}")
                    else:
                        yield _wrong(f"{name} {section}.{target}", "应为“值: [写法]”的形式", "must be a mapping of value: [spellings]")
            elif section == "several":
                yield from _several_shape(entry, f"{name} {section}")
        elif section in _LISTS:
            if entry is not None and not _plain_list(entry):
                yield _wrong(f"{name} {section}", "应为列表 [ … ]", "must be a list [ ... ]")
        elif entry not in _WORDS[section]:
            known = _WORDS[section]
            yield _wrong(f"{name} {section}", f"应为{'、'.join(known)}之一", f"must be one of {', '.join(known)}")


_NO_SUCH_SECTION = Text("没有这样的一节", "has a section that there is not")


def _lists_in(entry: object, where: str) -> Iterator[Problem]:
    for key, value in entry.items() if isinstance(entry, Mapping) else ():
        if not _plain_list(value):
            yield _wrong(f"{where}.{key}", "应为列表 [ … ]", "must be a list [ ... ]")


def _several_shape(entry: object, where: str) -> Iterator[Problem]:
    for target, section in entry.items() if isinstance(entry, Mapping) else ():
        whole = isinstance(section, Mapping) and set(section) == {"headings", "values"}
        lines = section["values"] if whole else None
        sound = isinstance(lines, list) and all(
            isinstance(line, Mapping)
            and set(line) == {"says", "facts"}
            and _plain_list(line["says"])
            and isinstance(line["facts"], Mapping)
            for line in lines
        )
        if not sound or not _plain_list(section["headings"]):
            form = (
                "{headings: [ … ], values: [{says: [ … ], facts: {项: 值}}]}",
                "{headings: [ ... ], values: [{says: [ ... ], facts: {ENTRY: value}}]}",
            )
            yield _wrong(f"{where}.{target}", f"应为 {form[0]}", f"must be {form[1]}")


def _plain_list(entry: object) -> bool:
    return isinstance(entry, list) and all(not isinstance(one, Mapping | list) for one in entry)


def _columns_shape(columns: object, name: str) -> Iterator[Problem]:
    for key, value in columns.items() if isinstance(columns, Mapping) else ():
        where = f"{name} columns.{key}"
        if isinstance(value, Mapping):
            keys = {"heading", "read", "per"} if re.fullmatch(r"[A-Z]{1,3}", str(key)) else {"read", "per"}
            if not set(value) <= keys or "read" not in value or ("heading" in keys and "heading" not in value):
                yield _wrong(where, "应为 {heading: 列名, read: 项}", "must be {heading: HEADING, read: ENTRY}")
            elif value.get("per") not in {None, *get_args(Period)}:
                yield _wrong(f"{where}.per", "应为 month 或 year", "must be month or year")
            elif not isinstance(value["read"], str | None) or not isinstance(value.get("heading", ""), str | int | bool):
                yield _wrong(where, "应为 {heading: 列名, read: 项}", "must be {heading: HEADING, read: ENTRY}")
        elif not isinstance(value, str | None):
            yield _wrong(where, "应为一项的名称，或 ignore", "must be the name of an entry, or ignore")


def _named(value: object) -> NamedColumn:
    if isinstance(value, Mapping):
        heading = value.get("heading")
        return NamedColumn(_read(value["read"]), None if heading is None else str(heading), value.get("per"))
    return NamedColumn(_read(value))


def _read(value: object) -> str | None:
    return None if value in {None, IGNORE, "ignored"} else str(value)


def _as_problem(found: RuleProblem) -> Problem:
    mend = found.mend and Text(f"请{found.mend.zh}。", f"{found.mend.en[:1].upper()}{found.mend.en[1:]}.")
    return Problem(ProblemCode.NOT_YAML, f"{found.file}:{found.line}", found.message, mend)


def _wrong(where: str, zh: str, en: str) -> Problem:
    return Problem(ProblemCode.WRONG_TYPE, where, Text(zh, en))
