"""The clients of the examples against a server that was started for them, in Python and in Java, and the command lines of the page."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.cli.test_serve import free_port, healthy
from tests.conftest import ROOT

CLIENTS = ROOT / "examples" / "clients"
FAMILY = str(ROOT / "examples" / "rural_family.json")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", "eligibility", "serve", "--port", str(port)], stderr=subprocess.DEVNULL) as server:
        assert healthy(port)
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def check(said: str, folder: Path) -> None:
    """What both clients say of the family, and the card that they write."""
    assert "Nursing subsidy for severe disability (m1)" in said and "ask next: Who among these members" in said
    assert (folder / "card.html").read_text("utf-8").startswith("<!doctype html>")


def test_the_client_in_python(server: str, tmp_path: Path) -> None:
    command = [sys.executable, str(CLIENTS / "caseworker.py"), FAMILY, server]
    check(subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True).stdout, tmp_path)
    (tmp_path / "wrong.json").write_text('{"as_of": "2024-06-01", "household": {"members": [{"id": "m1", "age": "x"}]}}', "utf-8")
    refused = subprocess.run([*command[:2], "wrong.json", server], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert refused.returncode == 1 and "/profile/household/members/0/age: must be a whole number" in refused.stderr


def test_the_client_in_java(server: str, tmp_path: Path) -> None:
    if shutil.which("javac") is None:
        if os.environ.get("ELIGIBILITY_JAVA") == "required":
            pytest.fail("there is no JDK")
        pytest.skip("needs a JDK")
    subprocess.run(["javac", "-encoding", "UTF-8", "-d", str(tmp_path), str(CLIENTS / "Caseworker.java")], check=True)
    command = ["java", "-Dstdout.encoding=UTF-8", "-cp", str(tmp_path), "Caseworker", FAMILY, server]
    check(subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True).stdout, tmp_path)


@pytest.mark.parametrize("page", ["http.md", "http.zh.md"])
def test_the_command_lines_of_the_page(server: str, page: str) -> None:
    """They are run as they stand, against this server's port."""
    if shutil.which("curl") is None:
        pytest.skip("needs curl")
    text = (ROOT / "docs" / page).read_text("utf-8")
    lines = re.findall(r"^ *(curl .*)$", text, flags=re.MULTILINE)
    assert len(lines) == 3
    said = [_run(line.replace("http://127.0.0.1:8770", server)) for line in lines]
    assert '"format": "decision-brief/1"' in said[0] and '"read": "certificate.number"' in said[1]
    assert " 202 " in said[2].splitlines()[0]
    [where] = re.findall(r"(?i)^location: (\S+)", said[2], flags=re.MULTILINE)
    assert httpx.delete(server + where).status_code == 204


def _run(line: str) -> str:
    return subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
