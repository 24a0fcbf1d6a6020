"""Receipts and decisions as they were written: read again, whatever the file holds."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, JsonValue, Strict, StringConstraints, field_validator

from eligibility._identity import is_identity_number
from eligibility.codes import ProblemCode
from eligibility.decide.receipt import Receipt
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.limits import RECEIPT_BYTES
from eligibility.logic.types import written_day
from eligibility.rules.status import Status


def _of_nobody(name: str) -> str:
    """A name that is shown again.

    Raises:
        ValueError: an identity number stands in it.
    """
    if is_identity_number(re.sub(r"\D", "", name)):
        raise ValueError
    return name


Line = Annotated[str, StringConstraints(max_length=200)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,79}$"), AfterValidator(_of_nobody)]
SubjectName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$"), AfterValidator(_of_nobody)]
VersionName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_-]{0,99}$"), AfterValidator(_of_nobody)]


EntryId = Annotated[str, StringConstraints(pattern=r"^[0-9]{6} [a-z_]{1,20}\.[a-z0-9_.]{1,170} [0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class _Recorded(BaseModel):
    """A part of a decision's JSON. What it holds beside the fields is left out."""

    model_config = ConfigDict(strict=True, hide_input_in_errors=True, defer_build=True)


class _RecordedReceipt(_Recorded):
    """A receipt. A region and a version are names: no path leads to other rules."""

    engine: Line
    region: Name
    version: VersionName
    ruleset: Line
    as_of: date
    facts: Line
    outcomes: Line
    rules: dict[Name, Line] = {}
    basis: Line | None = None
    book: Line | None = None
    entries: dict[EntryId, Line] = {}

    @field_validator("as_of", mode="before")
    @classmethod
    def _day(cls, value: object) -> object:
        """Only a day as it is written in receipts: pydantic would read seconds as well."""
        return written_day(value) if isinstance(value, str) else value

    def receipt(self) -> Receipt:
        return Receipt(**{name: getattr(self, name) for name in type(self).model_fields})


class RecordedSubject(_Recorded):
    id: SubjectName


class RecordedRoute(_Recorded):
    status: Annotated[Status, Strict(False)]


class RecordedOutcome(_Recorded):
    """The answer of one outcome in a decision's JSON."""

    support: Name
    subject: RecordedSubject
    status: Annotated[Status, Strict(False)]
    route: Name | None
    routes: dict[Name, RecordedRoute]
    benefit: JsonValue


class _RecordedDecision(_Recorded):
    receipt: _RecordedReceipt
    outcomes: list[RecordedOutcome] = []


RecordedAnswers = tuple[Receipt, list[RecordedOutcome]]
"""A receipt with the outcomes of its decision, which are none where only the receipt was kept."""


def receipt_of(data: object) -> RecordedAnswers:
    """The receipt in JSON data: a receipt itself, or a decision, which gives the outcomes as well.

    Raises:
        EligibilityError: it is neither.
    """
    try:
        return _read(data)
    except ValueError:
        said = Text("不是回执", "is no receipt")
        raise EligibilityError([Problem(ProblemCode.NOT_A_RECEIPT, ("receipt",), said)]) from None


def read_receipt(path: Path) -> RecordedAnswers:
    """Read a receipt from its own file, or from the file of a decision, which gives the outcomes as well.

    Raises:
        EligibilityError: the file holds no receipt.
    """
    try:
        with path.open("rb") as file:
            content = file.read(RECEIPT_BYTES + 1)
    except OSError as error:
        raise _bad(ProblemCode.UNREADABLE_FILE, path, "无法读取", f"cannot be read ({error.strerror})") from None
    if len(content) > RECEIPT_BYTES:
        raise _bad(
            ProblemCode.TOO_LARGE,
            path,
            f"超过{RECEIPT_BYTES:,}字节，不是回执",
            f"has more than {RECEIPT_BYTES:,} bytes: this is no receipt",
        )
    try:
        return _read(json.loads(content.decode("utf-8-sig"), object_pairs_hook=_each_once))
    except (ValueError, RecursionError):  # of pydantic, of JSON and of UTF-8
        raise _bad(ProblemCode.NOT_A_RECEIPT, path, "不是回执", "holds no receipt") from None


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of JSON. One that says a thing twice says neither.

    Raises:
        ValueError: it has a key twice.
    """
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError
    return made


def _read(data: object) -> RecordedAnswers:
    if not isinstance(data, dict) or "receipt" not in data:
        return _RecordedReceipt.model_validate(data).receipt(), []
    decision = _RecordedDecision.model_validate(data)
    return decision.receipt.receipt(), decision.outcomes


def _bad(code: ProblemCode, path: Path, zh: str, en: str) -> EligibilityError:
    return EligibilityError([Problem(code, path.name, Text(zh, en))])
