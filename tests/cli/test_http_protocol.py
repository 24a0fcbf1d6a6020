"""Answers leave at once on every connection."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest

from tests.loops import run

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

pytest.importorskip("uvicorn")


async def nobody(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that nothing is asked of."""


def test_a_connection_to_a_socket_that_workers_share_waits_for_nothing() -> None:
    """asyncio sees to it for sockets that name their protocol, and workers are given one that does not."""
    from uvicorn import Config
    from uvicorn.server import ServerState

    from eligibility.cli.http_protocol import AtOnce

    async def waits() -> int:
        config = Config(nobody)
        config.load()
        made = AtOnce(config, ServerState(), {})
        with socket.socket() as shared:
            shared.bind(("127.0.0.1", 0))
            server = await asyncio.get_running_loop().create_server(lambda: made, sock=shared)
            async with server:
                _, writer = await asyncio.open_connection(*shared.getsockname())
                while made.transport is None:
                    await asyncio.sleep(0)
                found: int = made.transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                writer.close()
                made.transport.close()
        return found

    assert run(waits()) != 0
