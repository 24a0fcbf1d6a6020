"""How commands listen on an address of this computer, and what they write down of it."""

from __future__ import annotations

import logging
import os
import socket
from typing import TYPE_CHECKING

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text

if TYPE_CHECKING:
    from starlette.types import ASGIApp


def check_free(host: str, port: int) -> None:
    """Refuse a port that another program listens on, before anything is read.

    Raises:
        EligibilityError: it is in use, or the address is none of this computer's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            if os.name == "posix":
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError:
        said = Text(
            "不能在这个地址和端口上启动：已被占用，或不是这台电脑的地址", "cannot be used: it is taken, or no address of this computer"
        )
        mend = Text("请换一个端口。", "Use another port.")
        raise EligibilityError([Problem(ProblemCode.ADDRESS_IN_USE, f"{host}:{port}", said, mend)]) from None


def address_text(host: str, port: int) -> str:
    """The address as a browser takes it."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def listen(app: ASGIApp | str, host: str, port: int, *, workers: int = 1) -> None:
    """Serve an application until the user stops it. A text names a factory, which every process of several calls for itself."""
    import uvicorn

    log = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(message)s"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"}},
        "loggers": {"eligibility.web": {"handlers": ["stderr"], "level": logging.INFO, "propagate": False}},
    }
    uvicorn.run(
        app,
        factory=isinstance(app, str),
        workers=workers,
        host=host,
        port=port,
        http="eligibility.cli.http_protocol:AtOnce",
        log_config=log,
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
