"""A form with a register, read piece by piece into a folder: it is never whole in memory, and its file's name is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.views.models.problem import ProblemKind
from eligibility.web.problems import Refused

REGISTER = "register"
COLUMNS = "columns"
FILES: Mapping[str, frozenset[str]] = {
    REGISTER: frozenset({".csv", ".xlsx", ".parquet"}),
    COLUMNS: frozenset({".yaml", ".yml"}),
}
"""The files of a form, and the endings of their names."""

FIELD_BYTES = 64 * 1024
"""The bytes of everything in a form that is no register."""


@dataclass(slots=True)
class Form:
    """What a form holds: its fields, each with all its values, and the paths of its files."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)

    def one(self, name: str) -> str | None:
        """The value of a field; None where it is empty or not there."""
        return next((value.strip() for value in self.fields.get(name, ()) if value.strip()), None)

    def many(self, name: str) -> tuple[str, ...]:
        """The values of a field."""
        return tuple(value.strip() for value in self.fields.get(name, ()) if value.strip())

    def ticked(self, name: str) -> bool:
        """Whether a field says yes."""
        return (self.one(name) or "") in {"1", "on", "true", "yes"}


def unreadable_form() -> Refused:
    """The refusal of a body that is no form, or one of more fields than any form of ours."""
    said = Text("表单读不出来", "cannot be read as a form")
    return Refused(ProblemKind.REQUEST_INVALID, EligibilityError([Problem(ProblemCode.DAMAGED_FILE, "", said)]))


async def received(request: Request, folder: Path, form: Form | None = None) -> Form:
    """Read the form of a request; its files go into a folder. Where it is refused, `form` holds what was read before.

    Raises:
        Refused: it is no form, has no register or one of another kind, or too much beside it.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        said = Text("应以 multipart/form-data 发送", "must be sent as multipart/form-data")
        raise Refused(ProblemKind.REGISTER_KIND, EligibilityError([Problem(ProblemCode.UNKNOWN_FORMAT, "Content-Type", said)]))
    reading = _Reading(boundary, folder, form or Form())
    try:
        async for chunk in request.stream():
            reading.write(chunk)
    except FormParserError:
        raise unreadable_form() from None
    finally:
        reading.close()
    if REGISTER not in reading.form.files:
        said = Text("表单里没有名册文件", "is not in the form: send the register as a file under this name")
        raise Refused(ProblemKind.REQUEST_INVALID, EligibilityError([Problem(ProblemCode.MISSING, REGISTER, said)]))
    return reading.form


class _Reading:
    """A form being read. The parser tells the parts of headers and contents as they come."""

    def __init__(self, boundary: bytes, folder: Path, form: Form) -> None:
        self.form = form
        self._folder = folder
        self._left = FIELD_BYTES
        self._file: BinaryIO | None = None
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": lambda data, start, end: self._name.extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
                "on_header_end": self._header,
                "on_headers_finished": self._headers,
                "on_part_data": self._data,
                "on_part_end": self._end,
            },
        )

    def write(self, chunk: bytes) -> None:
        """Read a further piece."""
        if chunk:
            self._parser.write(chunk)

    def close(self) -> None:
        """Close what is open, also where the form breaks off."""
        if self._file is not None:
            self._file.close()

    def _begin(self) -> None:
        self._headers_found: dict[bytes, bytes] = {}
        self._name, self._value, self._text = bytearray(), bytearray(), bytearray()

    def _header(self) -> None:
        self._spend(len(self._name) + len(self._value))
        self._headers_found[bytes(self._name).lower()] = bytes(self._value)
        self._name, self._value = bytearray(), bytearray()

    def _headers(self) -> None:
        """Begin a field, or open a file under our own name for it."""
        _, options = parse_options_header(self._headers_found.get(b"content-disposition", b""))
        self._field = options.get(b"name", b"").decode("utf-8", "replace")
        given = options.get(b"filename")
        if given is None or not given.strip():
            return
        suffix = Path(given.decode("utf-8", "replace").replace("\\", "/")).suffix.lower()
        if self._field not in FILES or self._field in self.form.files or suffix not in FILES[self._field]:
            raise _wrong_file(self._field)
        path = self._folder / f"{self._field}{suffix}"
        self.form.files[self._field] = path
        self._file = path.open("wb")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            if self._field != REGISTER:
                self._spend(end - start)
            self._file.write(data[start:end])
        else:
            self._spend(end - start)
            self._text.extend(data[start:end])

    def _end(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        elif self._field:
            self.form.fields.setdefault(self._field, []).append(bytes(self._text).decode("utf-8", "replace"))

    def _spend(self, count: int) -> None:
        """Count what is no register.

        Raises:
            Refused: there is too much of it.
        """
        self._left -= count
        if self._left < 0:
            raise Refused(ProblemKind.TOO_LARGE)


def _wrong_file(name: str) -> Refused:
    """The refusal of a file that is none of those that a form has."""
    known = FILES.get(name)
    said = (
        Text("表单里没有这样的文件，或者多于一个", "the form has no such file, or more than one")
        if known is None
        else Text(f"应为 {'、'.join(sorted(known))} 文件，只要一个", f"must be one file that ends in {', '.join(sorted(known))}")
    )
    return Refused(ProblemKind.REGISTER_KIND, EligibilityError([Problem(ProblemCode.UNKNOWN_FORMAT, name if known else "", said)]))
