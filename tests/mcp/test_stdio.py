"""What is answered over standard input and output to a line that is no message of the protocol."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from mcp_types import INVALID_REQUEST, PARSE_ERROR, jsonrpc_message_adapter
from pydantic import ValidationError

from eligibility.mcp.stdio import refusal
from tests.cli.command_line import PROGRAM

HALF = r'{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"find_facts","arguments":{"words":"\ud800王芳"}}}'
DEEP = '{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"decide","arguments":{"profile":' + "[" * 300 + "]" * 300 + "}}}"
LINES = {
    "half": (HALF, PARSE_ERROR, 7),
    "deep": (DEEP, PARSE_ERROR, "a"),
    "torn": ('{"jsonrpc":"2.0","id":7,"王芳', PARSE_ERROR, None),
    "endless": ("[" * 100_000, PARSE_ERROR, None),
    "list": ("[]", INVALID_REQUEST, None),
    "nothing asked": ('{"jsonrpc":"2.0","id":8}', INVALID_REQUEST, 8),
    "half an id": (r'{"jsonrpc":"2.0","id":"\ud800","method":"x"}', PARSE_ERROR, None),
}


@pytest.mark.parametrize("name", LINES)
def test_it_has_the_id_of_the_line_and_nothing_else_of_it(name: str) -> None:
    line, code, own = LINES[name]
    with pytest.raises(ValidationError) as caught:
        jsonrpc_message_adapter.validate_json(line, by_name=False)
    found = refusal(caught.value)
    assert (found.error.code, found.id) == (code, own)
    assert "王芳" not in found.model_dump_json() and found.error.message.endswith("was not worked on.")


def test_whatever_went_wrong_otherwise_is_answered_without_an_id() -> None:
    assert refusal(ValueError("王芳")).model_dump(exclude_none=True)["error"]["code"] == INVALID_REQUEST


def test_every_line_is_answered_and_the_next_one_is_read() -> None:
    """As a program hears it that writes to the server; only what was given an id is told apart."""
    client = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
    hello = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": client}
    call = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "find_facts", "arguments": {"words": "年龄"}}}
    ready = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    command = [sys.executable, "-c", PROGRAM, "mcp"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ}) as server:
        assert server.stdin is not None and server.stdout is not None and server.stderr is not None
        for line in (json.dumps(hello), json.dumps(ready), HALF, "{torn", json.dumps(call)):
            server.stdin.write(line.encode() + b"\n")
        server.stdin.flush()
        answers = {one["id"]: one for one in (json.loads(server.stdout.readline()) for _ in range(4))}
        server.stdin.close()
        assert server.wait(timeout=60) == 0 and server.stderr.read() == b""
    assert answers.keys() == {1, 7, None, 2}
    assert answers[7]["error"]["code"] == answers[None]["error"]["code"] == PARSE_ERROR
    assert not answers[2]["result"].get("isError")
