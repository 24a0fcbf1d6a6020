"""`eligibility mcp`: what is refused before anything is served."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from mcp.client.streamable_http import streamable_http_client
from typer.testing import CliRunner

from eligibility.cli.app import app
from mcp import Client
from tests.loops import run

PATIENCE = 60
"""Seconds to wait for an answer; a machine under load is slow."""


@pytest.mark.parametrize("arguments", [("--book", "nowhere"), ("--rulesets", "nowhere")])
def test_a_folder_that_is_not_there_is_told(arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["mcp", *arguments, "--lang", "en"])
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1


def test_without_its_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr("eligibility._optional.import_module", missing)
    done = CliRunner().invoke(app, ["mcp", "--lang", "en"])
    assert (done.exit_code, done.stderr) == (1, "mcp: is not installed. Run: pip install 'eligibility[mcp]'\n")


def test_an_address_that_others_reach_needs_a_token() -> None:
    done = CliRunner().invoke(app, ["mcp", "--http", "--host", "0.0.0.0", "--lang", "en"])
    assert done.exit_code == 1
    assert "it needs a token" in done.stderr


def test_an_address_goes_with_http_alone() -> None:
    done = CliRunner().invoke(app, ["mcp", "--port", "9000", "--lang", "en"])
    assert (done.exit_code, done.stderr) == (1, "--host --port --token-file: are for --http alone.\n")


def test_over_http_by_the_sdks_own_client(tmp_path: Path) -> None:
    """Under the rules of `serve`: this computer's own names, and the token."""
    token, secret = tmp_path / "token", "x" * 20
    token.write_text(secret, "ascii")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/mcp"
    command = [sys.executable, "-m", "eligibility", "mcp", "--http", "--port", str(port), "--token-file", str(token)]

    async def talk() -> tuple[list[str], Any]:
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {secret}"}, timeout=PATIENCE) as sender,
            Client(streamable_http_client(url, http_client=sender)) as client,
        ):
            tools = await client.list_tools()
            return [tool.name for tool in tools.tools], await client.call_tool("find_supports", {"words": "低保"})

    with subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ}) as server:
        try:
            for _ in range(600):
                with socket.socket() as tried:
                    if tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
            assert httpx.post(url, json=asked, timeout=PATIENCE).status_code == 401
            elsewhere = {"Authorization": f"Bearer {secret}", "Origin": "https://evil.example"}
            assert httpx.post(url, json=asked, headers=elsewhere, timeout=PATIENCE).status_code == 403
            tools, found = run(talk())
        finally:
            server.send_signal(signal.SIGTERM)
            _, said = server.communicate(timeout=30)
    assert "decide" in tools and len(tools) == 9
    assert "dibao" in found.content[0].text
    lines = said.decode()
    assert lines.startswith(f"正在启动：{url}")
    assert "低保" not in lines and secret not in lines and "Traceback" not in lines
