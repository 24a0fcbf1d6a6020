"""The server under load: brief decisions and questions a second, the wait of the slowest twentieth, a register beside, memory.

    python -m benchmarks serve [--seconds 10] [--requests 50000] [--workers 2] [--register]

The server runs in processes of its own and is asked over HTTP by as many clients as it has workers, on the same machine: what the
clients take, the server does not have. For memory the households all differ, so that what is kept of one would add up. Twenty
caseworkers who take a family every five minutes, with 26 requests each, send 50,000 in eight hours.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.machine import ROOT, machine
from benchmarks.memory import households
from eligibility.facts.profile import Profile
from eligibility.facts.write import profile_json

BARS = {"decisions": 100.0, "p95": 40.0, "questions": 20.0, "beside": 2.0, "growth": 5.0}
"""Brief decisions a second; their 95th percentile in ms; questions a second; how many times as long decisions may take while a
register runs; MiB that a process may grow between the first tenth of many requests and their end."""

JSON_TYPE = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Load:
    """What came of asking for some time: requests a second, and the wait in ms, half and nineteen of twenty.

    `cpu` are the server's own milliseconds of one core for a request: they tell what it could do where others take the cores.
    """

    rate: float
    median: float
    p95: float
    cpu: float


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks serve", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10, help="of each measurement")
    parser.add_argument("--requests", type=int, default=5000, help="for memory: 50000 are eight hours of an office with twenty caseworkers")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--engine", choices=("both", "kernel"), default="both", help="how often each answer is derived")
    given = parser.parse_args(sys.argv[2:])
    query = "?engine=kernel" if given.engine == "kernel" else ""
    body = json.dumps({"profile": json.loads((ROOT / "examples" / "rural_family.json").read_text("utf-8"))}).encode()
    print(machine())
    with running(given.workers) as (port, server):
        asked(port, server, "/api/v1/decisions" + query, body, 2, given.workers)
        decisions = asked(port, server, "/api/v1/decisions" + query, body, given.seconds, given.workers)
        said("brief decisions a second", decisions.rate, BARS["decisions"], above=True)
        said("brief decisions, p95 in ms", decisions.p95, BARS["p95"])
        print(f"  (half of them within {decisions.median:.0f} ms; {given.workers} workers, {given.workers} clients)")
        print(f"  ({decisions.cpu:.1f} ms of one core each: two cores of their own give {2000 / decisions.cpu:.0f} a second)")
        questions = asked(port, server, "/api/v1/questions" + query, body, given.seconds, given.workers)
        said("questions a second", questions.rate, BARS["questions"], above=True)
        print(f"  ({questions.cpu:.1f} ms of one core each: two cores of their own give {2000 / questions.cpu:.0f} a second)")
        where = sent_register(port)
        time.sleep(2)
        beside = asked(port, server, "/api/v1/decisions" + query, body, given.seconds, given.workers)
        state = get(port, where)["state"]
        said(f"p95 beside a register ({state}), times as long", beside.p95 / decisions.p95, BARS["beside"])
        delete(port, where)
        tenths = memory(port, server, "/api/v1/decisions" + query, given.requests, given.workers)
        said(f"growth over {given.requests:,} requests in MiB (from {tenths[0]})", tenths[-1] - tenths[0], BARS["growth"])
        print(f"  (after each tenth of them: {', '.join(map(str, tenths))})")


def said(what: str, figure: float, bar: float, *, above: bool = False) -> None:
    """One figure beside its bar."""
    met = figure >= bar if above else figure <= bar
    print(f"{what}: {figure:.1f} ({'≥' if above else '≤'} {bar:g}{'' if met else ', NOT MET'})", flush=True)


@contextmanager
def running(workers: int) -> Iterator[tuple[int, int]]:
    """A server on a free port: the port and the id of its first process."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = int(tried.getsockname()[1])
    command = [sys.executable, "-m", "eligibility", "serve", "--port", str(port), "--workers", str(workers)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            healthy(port)
            yield port, server.pid
        finally:
            server.send_signal(signal.SIGTERM)


def healthy(port: int) -> None:
    for _ in range(1200):
        try:
            get(port, "/healthz")
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not begin")


def asked(port: int, server: int, path: str, body: bytes, seconds: float, clients: int) -> Load:
    """Ask again and again, each client for itself, on a connection of its own each time: whichever worker is free takes it.

    Caseworkers' requests lie further apart than a connection stays open.
    """
    waits: list[float] = []
    before = sum(map(used, family(server)))
    until = time.perf_counter() + seconds

    def client(_: int) -> None:
        while time.perf_counter() < until:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            waits.append(once(connection, path, body))
            connection.close()

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(client, range(clients)))
    spent = (sum(map(used, family(server))) - before) * 1000 / len(waits)
    return Load(len(waits) / seconds, statistics.median(waits), statistics.quantiles(waits, n=20)[-1], spent)


def once(connection: http.client.HTTPConnection, path: str, body: bytes) -> float:
    """The milliseconds of one request."""
    start = time.perf_counter()
    connection.request("POST", path, body, JSON_TYPE)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{answer.status}: {content[:300]!r}")
    return (time.perf_counter() - start) * 1000


def memory(port: int, server: int, path: str, count: int, clients: int) -> list[int]:
    """MiB resident of the largest process after each tenth of many requests, no two of which are about the same household."""

    def client(profiles: Iterator[Profile]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for profile in islice(profiles, count // clients // 10):
            once(connection, path, b'{"profile":' + profile_json(profile).encode() + b"}")

    asking = [households(seed) for seed in range(clients)]
    found = []
    with ThreadPoolExecutor(clients) as pool:
        for _ in range(10):
            list(pool.map(client, asking))
            found.append(max(resident(process) for process in family(server)))
    return found


def family(server: int) -> Sequence[int]:
    """The processes of a server."""
    own = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and parent(int(entry.name)) == server]
    return [server, *own]


def parent(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[1])
    except OSError:
        return 0


def used(process: int) -> float:
    """The seconds of one core that a process has had."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(process: int) -> int:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text("utf-8").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def sent_register(port: int) -> str:
    """Send the example's register; where its progress is told."""
    fields = {"as_of": "2024-06-01", "locality": (ROOT / "examples" / "locality.json").read_text("utf-8"), "format": "xlsx"}
    parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    parts.append(b'--b\r\nContent-Disposition: form-data; name="register"; filename="r.csv"\r\n\r\n')
    parts += [(ROOT / "examples" / "register.csv").read_bytes(), b"\r\n--b--\r\n"]
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/api/v1/registers", b"".join(parts), {"Content-Type": "multipart/form-data; boundary=b"})
    answer = connection.getresponse()
    answer.read()
    return answer.headers["Location"]


def get(port: int, path: str) -> dict[str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    found: dict[str, str] = json.loads(connection.getresponse().read())
    return found


def delete(port: int, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("DELETE", path)
    connection.getresponse().read()
