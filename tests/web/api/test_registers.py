"""A register is screened as the command line screens it, in a process and a folder of its own, of which nothing remains."""

from __future__ import annotations

import csv
import io
import json
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from eligibility.web.jobs import Jobs
from eligibility.web.settings import Settings
from tests.cli.command_line import called
from tests.conftest import ROOT
from tests.web.conftest import Serve

API = "/api/v1/registers"
LOCALITY = (ROOT / "examples" / "locality.json").read_text("utf-8")
FIELDS = {"as_of": "2024-06-01", "locality": LOCALITY}


def small(lines: int = 60) -> bytes:
    """The first persons of the example."""
    return b"".join((ROOT / "examples" / "register.csv").read_bytes().splitlines(keepends=True)[: lines + 1])


@pytest.fixture
def client(serve: Serve, tmp_path: Path) -> Iterator[TestClient]:
    folder = tmp_path / "jobs"
    folder.mkdir()
    yield serve(Settings(folder=folder))


def sent(client: TestClient, content: bytes, name: str = "register.csv", path: str = "", **fields: Any) -> Any:
    return client.post(f"{API}{path}", files={"register": (name, content)}, data={**FIELDS, **fields})


def ended(client: TestClient, where: str, seconds: float = 90) -> Any:
    """The run at its end."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = client.get(where).json()
        if found["state"] in {"done", "failed", "stopped"}:
            return found
        time.sleep(0.2)
    raise AssertionError(f"still {found['state']}")


def test_a_register_is_screened_as_by_the_command(client: TestClient, tmp_path: Path) -> None:
    begun = sent(client, small())
    assert begun.status_code == 202 and begun.json()["state"] in {"waiting", "opening", "reading"}
    where = begun.headers["location"]
    folder = tmp_path / "jobs" / where.rpartition("/")[2]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    found = ended(client, where)
    assert found["state"] == "done", found
    assert found["done"] == found["total"] == found["summary"]["register"]["screened"] > 0
    (tmp_path / "small.csv").write_bytes(small())
    command = ("screen", str(tmp_path / "small.csv"), "-o", str(tmp_path / "answers.csv"), "--picture", "none", "--as-of", "2024-06-01")
    assert called((*command, "--locality", str(ROOT / "examples" / "locality.json"))).returncode == 0
    assert [one["name"] for one in found["files"]] == ["answers.csv", "answers.calls.csv", "answers.errors.csv", "answers.summary.json"]
    for one in found["files"]:
        content = client.get(one["link"]).content
        assert len(content) == one["bytes"]
        if not one["name"].endswith(".json"):
            assert content == (tmp_path / one["name"]).read_bytes(), one["name"]
    own = json.loads((tmp_path / "answers.summary.json").read_bytes())
    assert {**found["summary"], "register": None} == {**own, "register": None}
    assert found["summary"]["register"]["file"] == "register.csv" and not list(folder.glob("register.*"))
    assert client.delete(where).status_code == 204
    assert client.get(where).json()["code"] == "job-not-found" and list((tmp_path / "jobs").glob("*/")) == []


def test_names_where_they_are_asked_for(client: TestClient) -> None:
    """Without being asked for they are in no file: `test_a_register_is_screened_as_by_the_command` compares all of them."""
    names = {line["姓名"] for line in csv.DictReader(io.StringIO(small(12).decode("utf-8-sig"))) if line.get("姓名")}
    found = ended(client, sent(client, small(12), ids="1", ask="0").headers["location"])
    answers = client.get(found["files"][0]["link"]).content.decode("utf-8-sig")
    assert names and any(name in answers for name in names)


def test_columns_are_told_and_mended(client: TestClient, tmp_path: Path) -> None:
    told = sent(client, small(), path="/columns").json()
    read = {one["heading"]: one["read"] for one in told["columns"]}
    assert read["残疾人证号"] != "ask" and read["姓名"] == "about.name"
    mended = told["settings"]
    files = {"register": ("x.csv", small()), "columns": ("columns.yaml", mended.encode())}
    again = client.post(f"{API}/columns", files=files, data=FIELDS).json()
    assert again["columns"] == told["columns"]
    samples = {one["heading"]: one["samples"] for one in told["columns"]}
    assert samples["性别"] == ["男", "女"] and all(value.count("*") > 3 for value in samples["残疾人证号"])
    people = {line[heading] for line in csv.DictReader(io.StringIO(small().decode("utf-8-sig"))) for heading in ("姓名", "残疾人证号")}
    assert list((tmp_path / "jobs").glob("*/")) == []
    assert samples["姓名"] and not people & {value for values in samples.values() for value in values}


def test_the_calls_are_in_the_format_that_is_asked_for(client: TestClient) -> None:
    """Whatever the answers are: a list to call by is read in a spreadsheet."""
    found = ended(client, sent(client, small(20), calls="xlsx").headers["location"])
    assert [one["name"] for one in found["files"]][:2] == ["answers.csv", "answers.calls.xlsx"]
    assert client.get(found["files"][1]["link"]).content.startswith(b"PK")


def test_a_register_that_cannot_be_read(client: TestClient) -> None:
    found = ended(client, sent(client, b"nothing,here\n1,2\n", lang="en").headers["location"])
    assert found["state"] == "failed" and found["problem"]["code"] == "register-unreadable" and found["problem"]["errors"]
    assert found["files"] == []
    problem = sent(client, b"", path="/columns")
    assert (problem.status_code, problem.json()["code"]) == (422, "register-unreadable") and problem.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("name", "fields", "status", "code"),
    [
        ("register.txt", {}, 415, "register-kind"),
        ("register", {}, 415, "register-kind"),
        ("register.csv", {"as_of": ""}, 422, "as-of-missing"),
        ("register.csv", {"as_of": "王芳"}, 422, "request-invalid"),
        ("register.csv", {"region": "王芳"}, 404, "ruleset-not-found"),
        ("register.csv", {"locality": "{"}, 422, "request-invalid"),
        ("register.csv", {"calls": "parquet"}, 422, "request-invalid"),
        ("register.csv", {"locality": '{"adcode": "王芳"}'}, 422, "request-invalid"),
        ("register.csv", {"format": "ods"}, 422, "request-invalid"),
        ("register.csv", {"note": "x" * 70_000}, 413, "too-large"),
    ],
)
def test_a_form_with_a_mistake(client: TestClient, tmp_path: Path, name: str, fields: dict[str, str], status: int, code: str) -> None:
    answer = sent(client, small(2), name, **fields)
    assert (answer.status_code, answer.json()["code"]) == (status, code) and "王芳" not in answer.text
    assert list((tmp_path / "jobs").glob("*/")) == []


def test_what_is_no_form(client: TestClient) -> None:
    assert client.post(API, content=small()).json()["code"] == "register-kind"
    assert client.post(API, data=FIELDS, files={"other": ("a.csv", b"")}).json()["code"] == "register-kind"
    assert client.post(API, data=FIELDS, files={"columns": ("a.yaml", b"")}).json()["code"] == "request-invalid"
    broken = client.post(API, content=b"--x\r\nnonsense", headers={"content-type": "multipart/form-data; boundary=x"})
    assert broken.json()["code"] == "request-invalid"


def test_a_register_that_is_too_large(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eligibility.web.safety.REGISTER_BODY", 100_000)
    answer = sent(client, b"x" * 200_000)
    assert answer.status_code == 413 and list((tmp_path / "jobs").glob("*/")) == []


def test_a_run_is_stopped(client: TestClient, tmp_path: Path) -> None:
    """While it works, and while it waits for its turn."""
    first = sent(client, (ROOT / "examples" / "register.csv").read_bytes()).headers["location"]
    second = sent(client, small()).headers["location"]
    assert client.get(second).json()["state"] == "waiting"
    assert client.delete(second).status_code == 204
    assert client.delete(first).status_code == 204
    assert list((tmp_path / "jobs").glob("*/")) == []


def test_what_there_is_not(client: TestClient) -> None:
    for name in ("x", "a" * 22, "%2e%2e%2fetc"):
        for method in ("GET", "DELETE"):
            assert client.request(method, f"{API}/{name}").status_code == 404
        assert client.get(f"{API}/{name}/files/answers.csv").status_code == 404
    where = sent(client, small(2)).headers["location"]
    assert client.get(f"{where}/files/request.json").json()["code"] == "not-found"
    jobs = client.app.state.jobs  # type: ignore[attr-defined]
    assert isinstance(jobs, Jobs) and Path(where).is_dir() is False
    client.delete(where)
