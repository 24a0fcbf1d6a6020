"""The shape of an office file: closed and strict, as described in `docs/office.md`."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from eligibility.rules.yaml_schema import LineOfText, Shape, misfit

Role = Literal["persons", "facts", "payments", "ask"]
"""What a register is of: the people whom the office answers for, further facts about them, or what was paid to whom. With `ask` it
is still to be settled."""


def _month(value: object) -> object:
    """A month as an office writes it."""
    text = str(value)
    if len(text) != 7 or text[4] != "-" or not text.replace("-", "").isdigit() or not 1 <= int(text[5:]) <= 12:
        raise misfit("不是一个月份，应写作 2026-10", "is not a month; write 2026-10")
    return text


def _day(value: object) -> object:
    """A day as YAML reads it, and nothing else."""
    if type(value) is not date:
        raise misfit("不是真实的日期，应写作 2026-11-27", "is not a date that exists; write 2026-11-27")
    return value.isoformat()


def _version(value: object) -> object:
    """A version is named by its date, which YAML reads as one."""
    return value.isoformat() if type(value) is date else value


Month = Annotated[str, BeforeValidator(_month)]
Day = Annotated[str, BeforeValidator(_day)]
Area = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Value = bool | int | LineOfText


class OfficeShape(Shape):
    described: ClassVar[str] = "docs/office.md"


class RegisterShape(OfficeShape):
    """One register: what it is of, its file, how its columns are read, for which month it pays, and what it means to be absent from it."""

    role: Role
    name: LineOfText | None = None
    file: LineOfText
    columns: LineOfText | None = None
    sheets: tuple[LineOfText, ...] = ()
    month: Month | None = None
    absent_means: dict[LineOfText, Value | tuple[LineOfText, ...]] = Field(default_factory=dict)


class OfficeFile(OfficeShape):
    """A month of an office: the rules' region, the day, and the registers. `state: none` keeps nothing for the next month."""

    office: LineOfText
    version: Annotated[LineOfText, BeforeValidator(_version)] | None = None
    as_of: Day
    area: Area | None = None
    locality: LineOfText | None = None
    book: LineOfText | None = None
    state: LineOfText = "none"
    complete_households: bool = False
    hidden: Literal["leave", "read"] | None = None
    registers: Annotated[tuple[RegisterShape, ...], Field(min_length=1)]
    decides: dict[LineOfText, LineOfText] = Field(default_factory=dict)
