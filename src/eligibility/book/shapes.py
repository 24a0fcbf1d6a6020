"""The shape of a file of the local book: closed and strict, as described in `docs/book.md`."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StringConstraints, model_validator

from eligibility.rules.words import BenefitUnit
from eligibility.rules.yaml_schema import AmountShape, LineOfText, PaidShape, RoundShape, Shape, TextShape, Word, misfit

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,79}(\.[a-z][a-z0-9_]{0,79})?$")]
"""A name, or two that are joined by a dot: `dibao_standard.rural`, `nursing_subsidy.severe`."""

Money = Annotated[Decimal, Field(ge=0, le=1_000_000_000, max_digits=15, decimal_places=4)]


_PLAIN = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")


def _number(value: object) -> object:
    """A truth is no number, though Python counts it as one; neither is a text of another form, such as 0590."""
    if isinstance(value, bool) or (isinstance(value, str) and not _PLAIN.fullmatch(value)):
        raise misfit("应为数字，写作 480.5", "must be a number, written 480.5")
    return value


def _a_date(value: object) -> object:
    """A day as YAML reads it, and nothing else: no number of seconds, no time of day."""
    if type(value) is not date:
        raise misfit("不是真实的日期，应写作 2024-06-01", "is not a date that exists; write 2024-06-01")
    return value


_PHONE = re.compile(r"[0-9(+][0-9 ()+、,;/转-]{2,59}")


def _a_phone(value: object) -> object:
    """Telephone numbers as text: what YAML has read as a number or a day may have lost a zero or a hyphen."""
    if isinstance(value, int | Decimal | date) and not isinstance(value, bool):
        raise misfit('电话要加引号，写作 "0994-1234567"', 'must stand in quotes, as "0994-1234567"')
    if isinstance(value, str) and not _PHONE.fullmatch(value):
        raise misfit(
            '应为电话号码，写作 "0994-1234567"；分机写“转3”，几个号码用“、”分开',
            'must be telephone numbers, as "0994-1234567"; an extension is written 转3, and several are separated by commas',
        )
    return value


def _day_of_the_year(value: str) -> str:
    try:
        if re.fullmatch("[0-9]{2}-[0-9]{2}", value):
            date.fromisoformat(f"2000-{value}")
            return value
    except ValueError:
        pass
    raise misfit("应为一年里的一天，写作 03-01", "must be a day of the year, written 03-01")


Yuan = Annotated[Money, BeforeValidator(_number)]
Day = Annotated[date, BeforeValidator(_a_date)]
DayOfYear = Annotated[str, AfterValidator(_day_of_the_year)]


class BookShape(Shape):
    described: ClassVar[str] = "docs/book.md"


class BookText(BookShape, TextShape):
    pass


class BookSourceShape(BookShape):
    """A document of the office; `seen` is its own word that the text was read, `met` where it is quoted."""

    document: LineOfText | None = None
    number: LineOfText | None = None
    issued: Day | None = None
    met: LineOfText | None = None
    seen: StrictBool

    @model_validator(mode="after")
    def _named(self) -> Self:
        if self.document is None and self.number is None:
            raise misfit("document 和 number 至少写一个", "give the document, its number, or both")
        return self


class TermShape(BookShape):
    """What every entry has: from when until when it holds, and by which of the file's sources."""

    from_: Annotated[Day, Field(alias="from")]
    until: Day | None = None
    source: Word
    entered: Day | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.until is not None and self.until < self.from_:
            raise misfit("until 早于 from", "until comes before from")
        return self


class StandardShape(TermShape):
    is_: Annotated[Yuan, Field(alias="is")]
    unit: LineOfText


class OptionShape(TermShape):
    is_: Annotated[StrictBool, Field(alias="is")]


class RateShape(TermShape):
    """What a support pays, in the language of amounts; with `where`, only to those of whom the condition holds."""

    is_: Annotated[AmountShape, Field(alias="is")]
    unit: BenefitUnit
    round: RoundShape | None = None
    where: LineOfText | None = None
    confirmed: Day | None = None
    paid: PaidShape | None = None


class CounterShape(TermShape):
    at: BookText
    phone: Annotated[str | None, BeforeValidator(_a_phone)] = None
    hours: BookText | None = None
    papers: tuple[BookText, ...] = ()


class DeadlineShape(TermShape):
    """The days of every year between which an application is taken."""

    opens: DayOfYear
    closes: DayOfYear


def _room(value: object) -> object:
    """A room whose lines are all comments is empty."""
    return {} if value is None else value


class BookFile(BookShape):
    area: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    name: BookText
    sources: Annotated[dict[Word, BookSourceShape], BeforeValidator(_room)] = Field(default_factory=dict)
    standards: Annotated[dict[Key, tuple[StandardShape, ...]], BeforeValidator(_room)] = Field(default_factory=dict)
    options: Annotated[dict[Word, tuple[OptionShape, ...]], BeforeValidator(_room)] = Field(default_factory=dict)
    rates: Annotated[dict[Key, tuple[RateShape, ...]], BeforeValidator(_room)] = Field(default_factory=dict)
    counters: Annotated[dict[Word, tuple[CounterShape, ...]], BeforeValidator(_room)] = Field(default_factory=dict)
    deadlines: Annotated[dict[Word, tuple[DeadlineShape, ...]], BeforeValidator(_room)] = Field(default_factory=dict)
