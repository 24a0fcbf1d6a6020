"""The office file: which registers are of the month, what each is of, and what it means to be absent from it.

It is read strictly. Paths in it are relative to its own folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from eligibility._json import JsonObject
from eligibility.codes import ProblemCode, RuleCheck
from eligibility.errors import EligibilityError, OfficeError, Problem, RuleProblem, checked_type, is_name, meant
from eligibility.i18n import Text
from eligibility.office.shapes import OfficeFile, RegisterShape, Role, Value
from eligibility.register.column_settings import ColumnSettings, Hidden, read_settings
from eligibility.rules.located_yaml import Path_, Source, read_source
from eligibility.rules.validation import shaped

RECEIVES = "receives"
"""What absence from a list of payments is said of: supports that are then not received."""
SUFFIXES = (".yaml", ".yml")
PAID_WITHIN = 3
"""How many months before the office's own month a payment may be for: some lists are paid by the quarter."""
_PATH = Text("办公文件的 Path", "the Path of an office file")


@dataclass(frozen=True, slots=True)
class ListedRegister:
    """A register of the month. `name` tells it from others, by default its role; `absent` what it means not to be on it."""

    role: Role
    name: str
    path: Path
    columns: Path | None = None
    sheets: tuple[str, ...] = ()
    month: str | None = None
    absent: Mapping[str, Value | tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Office:
    """A month of an office, as its file says it; `path` is that file. `state` is None where nothing is kept for the next month."""

    path: Path
    region: str
    as_of: date
    registers: tuple[ListedRegister, ...]
    version: str | None = None
    area: str | None = None
    locality: Path | None = None
    book: Path | None = None
    state: Path | None = None
    complete: bool = False
    hidden: Hidden | None = None
    decides: Mapping[str, str] = field(default_factory=dict)

    @property
    def month(self) -> str:
        """The office's own month."""
        return f"{self.as_of:%Y-%m}"

    @property
    def persons(self) -> ListedRegister:
        """The register of the people whom the office answers for."""
        return next(one for one in self.registers if one.role == "persons")

    @property
    def others(self) -> tuple[ListedRegister, ...]:
        """The registers that are joined to it, those of facts first."""
        return tuple(sorted((one for one in self.registers if one.role != "persons"), key=lambda one: one.role != "facts"))

    @property
    def inputs(self) -> tuple[Path, ...]:
        """Every file that is read, which no output may replace."""
        columns = (one.columns for one in self.registers)
        return (self.path, *(one.path for one in self.registers), *(path for path in (*columns, self.locality) if path is not None))

    def settings(self, listed: ListedRegister) -> ColumnSettings:
        """How a register's columns are read: its own file, and what the office file says of hidden lines and of payments.

        Raises:
            EligibilityError: the register's own file cannot be read.
        """
        own = read_settings(listed.columns) if listed.columns else ColumnSettings()
        lines = "payments" if listed.role == "payments" else own.lines
        return replace(own, name=own.name or self.path.name, hidden=own.hidden or self.hidden, lines=lines)


def is_office_file(path: Path) -> bool:
    """Whether a file is one that says what a month is, and no register."""
    return path.suffix.lower() in SUFFIXES


def office_schema() -> JsonObject:
    """JSON Schema (2020-12) of an office file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **OfficeFile.model_json_schema(by_alias=True)}


def read_office(path: Path) -> Office:
    """Read an office file.

    Raises:
        EligibilityError: there is no such file, or a register or another file that it names is missing.
        OfficeError: it is not of the form described in `docs/office.md`, or it contradicts itself; each problem at its place.
        WrongArgument: it is no Path.
    """
    checked_type(path, Path, "path", _PATH)
    if not path.is_file():
        raise EligibilityError([_no_file(path.name)])
    source = read_source(path, path.name)
    shape = shaped(source, OfficeFile)
    if shape is None or source.problems:
        raise OfficeError(source.problems)
    problems = list(_Checks(source, shape).problems())
    if problems:
        raise OfficeError(problems)
    office = _office(path, shape)
    missing = [_no_file(file.name) for file in office.inputs if not file.is_file()]
    if office.book is not None and not office.book.is_dir():
        missing.append(Problem(ProblemCode.NO_SUCH_FOLDER, office.book.name, Text("没有这个文件夹", "there is no such folder")))
    if missing:
        raise EligibilityError(missing)
    return office


def _no_file(name: str) -> Problem:
    return Problem(ProblemCode.NO_SUCH_FILE, name, Text("找不到文件", "there is no such file"))


def _office(path: Path, shape: OfficeFile) -> Office:
    folder = path.parent

    def beside(name: str | None) -> Path | None:
        return None if name is None else folder / name

    registers = tuple(
        ListedRegister(
            one.role, one.name or one.role, folder / one.file, beside(one.columns), tuple(one.sheets), one.month, dict(one.absent_means)
        )
        for one in shape.registers
    )
    return Office(
        path=path,
        region=shape.office,
        as_of=date.fromisoformat(shape.as_of),
        registers=registers,
        version=shape.version,
        area=shape.area,
        locality=beside(shape.locality),
        book=beside(shape.book),
        state=None if shape.state == "none" else folder / shape.state,
        complete=shape.complete_households,
        hidden=shape.hidden,
        decides=dict(shape.decides),
    )


@dataclass(frozen=True, slots=True)
class _Checks:
    """What an office file must say beyond its shape."""

    source: Source
    shape: OfficeFile

    def problems(self) -> Iterator[RuleProblem]:
        registers = self.shape.registers
        for index, one in enumerate(registers):
            at = ("registers", index)
            if one.role == "ask":
                yield self._problem(RuleCheck.ROLE_OPEN, (*at, "role"), *_ROLE_OPEN)
        if not any(one.role in {"persons", "ask"} for one in registers):
            yield self._problem(RuleCheck.ROLE_MISSING, ("registers",), *_NO_PERSONS)
        yield from self._twice()
        for index, one in enumerate(registers):
            yield from self._register(("registers", index), one)
        yield from self._deciders()

    def _problem(self, check: RuleCheck, at: Path_, said: Text, mend: Text | None = None) -> RuleProblem:
        return self.source.problem(check, at, said, mend)

    def _twice(self) -> Iterator[RuleProblem]:
        """A register stands once; two of one role have names of their own, and the persons are one register."""
        names: dict[str, RegisterShape] = {}
        for index, one in enumerate(self.shape.registers):
            if one.role == "ask":
                continue
            name = "persons" if one.role == "persons" else one.name or one.role
            before = names.setdefault(name, one)
            if before is one:
                continue
            if one.role == "payments" and before.month == one.month and one.month is not None:
                said = Text(f"{one.month} 的发放名册写了两次", f"the payments of {one.month} stand twice")
                yield self._problem(RuleCheck.MONTH_TWICE, ("registers", index, "month"), said, _NAME_THEM)
            else:
                said = Text(f"{one.role} 名册写了两次", f"a register of {one.role} stands twice")
                mend = None if one.role == "persons" else _NAME_THEM
                yield self._problem(RuleCheck.ROLE_TWICE, ("registers", index, "role"), said, mend)

    def _register(self, at: Path_, one: RegisterShape) -> Iterator[RuleProblem]:
        if one.role == "persons" and one.absent_means:
            said = Text(
                "persons 是判定的范围，不能写 absent_means", "the persons are those who are screened; absent_means says nothing of them"
            )
            yield self._problem(RuleCheck.WRONG_VALUE, (*at, "absent_means", "key"), said)
        if one.role == "payments":
            yield from self._month(at, one)
        elif one.month is not None and one.role != "ask":
            said = Text("只有 payments 才写 month", "only payments have a month")
            yield self._problem(RuleCheck.WRONG_VALUE, (*at, "month"), said)

    def _month(self, at: Path_, one: RegisterShape) -> Iterator[RuleProblem]:
        """A payment is for the office's own month or one shortly before it."""
        if one.month is None:
            said = Text("没有写是哪个月的发放", "does not say for which month it pays")
            mend = Text("写 month: 2026-10 这样的月份", "write month: 2026-10, or whichever it is")
            yield self._problem(RuleCheck.KEY_MISSING, at, said, mend)
            return
        own = self.shape.as_of[:7]
        if not 0 <= _months(own) - _months(one.month) <= PAID_WITHIN:
            said = Text(
                f"发放月份 {one.month} 不是本次（{own}）要核对的月份",
                f"pays for {one.month}, which is not a month that is compared on {self.shape.as_of}",
            )
            mend = Text("改正 month 或 as_of，或换成这个月的发放名册", "mend month or as_of, or give the list of the month")
            yield self._problem(RuleCheck.WRONG_MONTH, (*at, "month"), said, mend)

    def _deciders(self) -> Iterator[RuleProblem]:
        known = [one.name or one.role for one in self.shape.registers] + [one.role for one in self.shape.registers]
        for key, name in self.shape.decides.items():
            if name not in known:
                said = Text(f"没有“{name}”这份名册", f"there is no register {name!r}") if is_name(name) else _NO_SUCH_REGISTER
                other = Text(f"可用：{'、'.join(dict.fromkeys(known))}", f"one of {', '.join(dict.fromkeys(known))}")
                yield self._problem(RuleCheck.UNKNOWN_NAME, ("decides", key), said, meant(name, known, other))


def _months(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:])


_NO_SUCH_REGISTER = Text("没有这样的名册", "there is no such register")
_ROLE_OPEN = (
    Text("还没有确定是什么名册", "what this register is of is not settled"),
    Text("改成 persons（判定的人）、facts（补充情况）或 payments（发放名册）", "write persons, facts or payments"),
)
_NO_PERSONS = (
    Text("没有 persons 名册：不知道判定哪些人", "has no register of persons: whom to screen is not known"),
    Text("把持证残疾人名册的 role 写成 persons", "give the register of certificate holders the role persons"),
)
_NAME_THEM = Text("确实是两份不同的名册时，给它们各写一个 name", "where they are two different lists, give each a name of its own")
