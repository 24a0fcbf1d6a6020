"""A form is read piece by piece, wherever the pieces break."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.types import Message

from eligibility.views.models.problem import ProblemKind
from eligibility.web.problems import Refused
from eligibility.web.upload import Form, received
from tests.loops import run as run_to_end

FORM = (
    '--b\r\nContent-Disposition: form-data; name="as_of"\r\n\r\n 2024-06-01 \r\n'
    '--b\r\nContent-Disposition: form-data; name="sheet"\r\n\r\n一\r\n'
    '--b\r\nContent-Disposition: form-data; name="sheet"\r\n\r\n二\r\n'
    '--b\r\nContent-Disposition: form-data; name="ids"\r\n\r\non\r\n'
    '--b\r\nContent-Disposition: form-data; name="columns"; filename=""\r\n\r\n\r\n'
    '--b\r\nContent-Disposition: form-data; name="register"; filename="C:\\王芳\\名册.CSV"\r\nContent-Type: text/csv\r\n\r\na,b\r\n1,2\r\n'
    "\r\n--b--\r\n"
).encode()


def read(content: bytes, folder: Path, size: int = 1000, kind: str = "multipart/form-data; boundary=b") -> Form:
    pieces = [content[start : start + size] for start in range(0, len(content), size)]

    async def receive() -> Message:
        return {"type": "http.request", "body": pieces.pop(0) if pieces else b"", "more_body": bool(pieces)}

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", kind.encode())]}
    return run_to_end(received(Request(scope, receive), folder))


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_wherever_it_breaks(tmp_path: Path, size: int) -> None:
    form = read(FORM, tmp_path, size)
    assert form.one("as_of") == "2024-06-01" and form.many("sheet") == ("一", "二") and form.ticked("ids") and not form.ticked("complete")
    assert form.files == {"register": tmp_path / "register.csv"} and form.files["register"].read_bytes() == b"a,b\r\n1,2\r\n"
    assert form.one("none") is None and [path.name for path in tmp_path.iterdir()] == ["register.csv"]


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (FORM, "text/csv", ProblemKind.REGISTER_KIND),
        (FORM, "multipart/form-data", ProblemKind.REGISTER_KIND),
        (b"nonsense", "multipart/form-data; boundary=b", ProblemKind.REQUEST_INVALID),
        (b"", "multipart/form-data; boundary=b", ProblemKind.REQUEST_INVALID),
        (FORM.replace(b".CSV", b".exe"), "multipart/form-data; boundary=b", ProblemKind.REGISTER_KIND),
        (FORM.replace(b'"as_of"', b'"as_of"; filename="a.csv"'), "multipart/form-data; boundary=b", ProblemKind.REGISTER_KIND),
        (FORM.replace(b"2024-06-01", b"x" * 70_000), "multipart/form-data; boundary=b", ProblemKind.TOO_LARGE),
    ],
)
def test_what_is_no_form_of_ours(tmp_path: Path, content: bytes, kind: str, expected: ProblemKind) -> None:
    with pytest.raises(Refused) as caught:
        read(content, tmp_path, kind=kind)
    assert caught.value.kind is expected and "王芳" not in repr(caught.value.error)
