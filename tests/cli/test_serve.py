"""`eligibility serve`: what is refused before anything is served, and a server that starts, answers and stops."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from eligibility.cli.app import app
from tests.conftest import ROOT


def refused(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["serve", *arguments])
    assert done.exit_code == 1
    return done.stderr


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def test_an_address_that_others_reach_is_refused() -> None:
    said = refused("--host", "0.0.0.0")
    assert "--token-file" in said and "公开" in said
    assert "it needs a token" in refused("--host", "0.0.0.0", "--lang", "en")


def test_a_port_in_use_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = refused("--port", str(taken.getsockname()[1]), "--lang", "en")
    assert "it is taken" in said and "--port" in said and len(said.splitlines()) == 1


def test_a_file_that_is_no_token(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("kurz", "utf-8")
    said = refused("--token-file", str(tmp_path / "token"), "--lang", "en")
    assert "holds no token" in said and "kurz" not in said


def test_without_the_extra_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastapi", None)
    assert "pip install 'eligibility[web]'" in refused()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_server_starts_answers_and_stops(tmp_path: Path, workers: int) -> None:
    port = free_port()
    command = [sys.executable, "-m", "eligibility", "serve", "--port", str(port), "--workers", str(workers)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, cwd=tmp_path, env={**os.environ, "TMPDIR": str(tmp_path)}) as server:
        try:
            assert healthy(port), "the server did not answer"
            assert httpx.get(f"http://127.0.0.1:{port}/healthz", headers={"host": "evil.example"}).status_code == 403
        finally:
            server.send_signal(signal.SIGTERM)
            _, said = server.communicate(timeout=30)
    lines = said.decode().splitlines()
    assert lines[0].startswith("正在启动：http://127.0.0.1:")
    assert any(" GET /healthz 200 " in line for line in lines[1:]) and "Traceback" not in said.decode()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a signal that kills")
def test_nothing_is_left_of_a_server_that_is_killed(tmp_path: Path) -> None:
    """Not even the register that it was sent."""
    port = free_port()
    command = [sys.executable, "-m", "eligibility", "serve", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env={**os.environ, "TMPDIR": str(tmp_path)}) as server:
        assert healthy(port)
        files = {"register": ("r.csv", (ROOT / "examples" / "register.csv").read_bytes())}
        sent = httpx.post(f"http://127.0.0.1:{port}/api/v1/registers", files=files, data={"as_of": "2024-06-01", "region": "zhangye"})
        assert sent.status_code == 202 and list(tmp_path.rglob("register.csv"))
        server.send_signal(signal.SIGKILL)
    for _ in range(200):
        if not list(tmp_path.iterdir()):
            return
        time.sleep(0.1)
    pytest.fail("something is left")


def healthy(port: int) -> bool:
    for _ in range(600):
        try:
            return httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
        except httpx.TransportError:
            time.sleep(0.1)
    return False
