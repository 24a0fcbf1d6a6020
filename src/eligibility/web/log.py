"""What a server writes down of its requests: never what was in them."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from pathlib import Path

from starlette.types import Scope

LOGGER = logging.getLogger("eligibility.web")

FORMS = "python_multipart"
"""The logger of those who take forms apart. It writes down signs of what was sent."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""The methods that are written down; another one is a word of the caller's."""


def keep_forms_quiet() -> None:
    """Let nothing of what a form held be written down by those who take it apart."""
    logger = logging.getLogger(FORMS)
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


def log_request(scope: Scope, request: str, status: int, seconds: float, size: int) -> None:
    """One line: the request's id, the method, the route (not the address), the status, milliseconds and bytes."""
    method = scope["method"] if scope["method"] in METHODS else "-"
    LOGGER.info("%s %s %s %d %.0f ms %d bytes", request, method, route_of(scope), status, seconds * 1000, size)


def log_crash(scope: Scope, request: str, error: BaseException) -> None:
    """The class of an error and where it was raised. Its message may repeat what was given and is left out."""
    LOGGER.error("%s %s %s: %s", request, route_of(scope), type(error).__name__, " < ".join(places(error)))


def route_of(scope: Scope) -> str:
    """The route as it is written in the program, with the names of its parts."""
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else "-"


def places(error: BaseException) -> Iterator[str]:
    """Where an error was raised, the innermost place first: files and lines."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)[-6:]):
        yield f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno}"
