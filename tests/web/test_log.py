"""The log has the route and never the address, the place of a crash and never its message."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest

from eligibility.web.log import FORMS, keep_forms_quiet, log_crash, log_request, route_of

SCOPE = {"method": "GET", "path": "/regions/王芳", "query_string": b"q=%E7%8E%8B", "route": SimpleNamespace(path="/regions/{region}")}


def test_a_request_is_one_line_without_what_was_in_it(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "eligibility.web"):
        log_request(SCOPE, "abc", 200, 0.0123, 456)
        log_request({"method": "王芳", "path": "/王芳"}, "abd", 404, 0, 0)
    assert [one.getMessage() for one in caplog.records] == ["abc GET /regions/{region} 200 12 ms 456 bytes", "abd - - 404 0 ms 0 bytes"]
    assert route_of({"path": "/x"}) == "-"


def test_a_crash_is_its_class_and_place(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ValueError("王芳 610219199003021234")
    except ValueError as error:
        log_crash(SCOPE, "abc", error)
    [record] = caplog.records
    assert record.getMessage().startswith("abc /regions/{region} ValueError: web/test_log.py:")
    assert "王芳" not in caplog.text and "6102" not in caplog.text


def test_what_takes_forms_apart_writes_nothing_down(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody else listens, Python prints a warning; this one holds signs of the form."""
    heard: list[logging.LogRecord] = []
    listening = logging.Handler()
    monkeypatch.setattr(listening, "emit", heard.append)
    monkeypatch.setattr(logging.getLogger(), "handlers", [listening])
    monkeypatch.setattr(logging.getLogger(FORMS), "handlers", [])
    keep_forms_quiet()
    keep_forms_quiet()
    logging.getLogger(f"{FORMS}.multipart").warning("Expected boundary character %r, got %r", 45, 103)
    assert not heard and not capfd.readouterr().err
    assert len(logging.getLogger(FORMS).handlers) == 1
