"""Messages over standard input and output. One that cannot be read is answered too: whoever sent it may wait for its answer."""

from __future__ import annotations

import json
from contextlib import suppress

import anyio
from mcp.shared._stream_protocols import ReadStream, WriteStream
from mcp.shared.message import SessionMessage
from mcp_types import INVALID_REQUEST, PARSE_ERROR, ErrorData, JSONRPCError
from pydantic import ValidationError

from eligibility.i18n import Text

Received = SessionMessage | Exception
"""A message, or why a line of the input is none."""

_NOT_JSON = Text("这条消息不是合法的JSON，没有处理", "This message is not valid JSON and was not worked on")
_NO_MESSAGE = Text("这一行不是协议的消息，没有处理", "This line is no message of the protocol and was not worked on")


async def answering(received: ReadStream[Received], onward: WriteStream[Received], sent: WriteStream[SessionMessage]) -> None:
    """Pass on what can be read until the input ends, and answer what cannot."""
    async with onward:
        # The one who reads on, or the one who is answered, may be gone before the input ends.
        with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
            async for message in received:
                if isinstance(message, Exception):
                    await sent.send(SessionMessage(refusal(message)))
                else:
                    await onward.send(message)


def refusal(error: Exception) -> JSONRPCError:
    """The answer to a line that is no message. It has the line's own id, where that can be told, and nothing else of the line."""
    given: object = None
    json_itself = False
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_context=False)[0]
        given, json_itself = first["input"], first["type"] == "json_invalid"
    said = _NOT_JSON if json_itself else _NO_MESSAGE
    code = PARSE_ERROR if json_itself else INVALID_REQUEST
    return JSONRPCError(jsonrpc="2.0", id=_id(given), error=ErrorData(code=code, message=f"{said.zh}。{said.en}."))


def _id(given: object) -> int | str | None:
    """The id of a message: of its text, which the protocol cannot read but Python's more patient reader may, or of its data."""
    if isinstance(given, str):
        with suppress(ValueError, RecursionError):
            given = json.loads(given)
    found = given.get("id") if isinstance(given, dict) else None
    return found if type(found) is int or (isinstance(found, str) and found.isprintable()) else None
