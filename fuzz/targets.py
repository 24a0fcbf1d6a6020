"""The doors: each takes bytes and answers or refuses. Anything else is a finding."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import ValidationError

import eligibility as el
from eligibility.book.read import load_book
from eligibility.decide.recorded import read_receipt
from eligibility.facts.write import profile_json
from eligibility.logic import ExpressionError
from eligibility.logic.parse import parse
from eligibility.logic.parse_amount import parse_amount
from eligibility.register.reader import read_register
from eligibility.register.spellings import Words, words_of
from eligibility.rules.expression_words import fault_words
from eligibility.rules.lint import Linted, lint
from eligibility.rules.scope import RuleScope
from fuzz import HANGS, Finding, seeds

DAY = date(2024, 6, 1)
LONGEST_MESSAGE = 200_000
"""No refusal is longer than this."""


@dataclass(frozen=True)
class Target:
    """A door: its name, the inputs to begin with, and what is done with an input: whether it was answered, and not refused."""

    name: str
    seeds: Callable[[], Sequence[bytes]]
    run: Callable[[bytes], bool]


@cache
def ruleset() -> el.Ruleset:
    return el.load_ruleset("zhangye", as_of=DAY)


@cache
def folder() -> Path:
    """A folder of this process's own, where temporary files belong."""
    return Path(tempfile.mkdtemp(prefix="fuzz"))


@cache
def words() -> Words:
    return words_of(ruleset())


def refusing(run: Callable[[bytes], None]) -> Callable[[bytes], bool]:
    """A door whose refusals are checked: short, in both languages, and plain data."""

    def checked(data: bytes) -> bool:
        try:
            run(data)
            return True
        except el.EligibilityError as error:
            said = [error.text("zh"), error.text("en"), json.dumps([one.as_json() for one in error.problems], ensure_ascii=False)]
            if not all(said[:2]) or max(map(len, said)) > LONGEST_MESSAGE:
                raise Finding("a refusal says nothing, or too much") from error
            if any("\x1b" in text for text in said[:2]):
                raise Finding("a refusal holds a sign that steers a terminal") from error
            return False

    return checked


def written(name: str, data: bytes) -> Path:
    path = folder() / name
    path.write_bytes(data)
    return path


def run_profile(data: bytes) -> None:
    """The two readers agree; what is read is written and read again the same, and decided."""
    profile = None
    try:
        profile = el.Profile.model_validate_json(data)
    except ValidationError as error:
        error.json()
    read = el.read_profile(data)
    if profile != read or el.read_profile(profile_json(read)) != read:
        raise Finding("a profile is read in two ways")
    decision = el.decide(read, ruleset(), as_of=read.as_of or DAY)
    if len(decision.situation.everyone) <= 6:
        json.dumps(decision.as_json())


def run_expression(data: bytes) -> bool:
    """It is read for each kind of subject, as a condition and as an amount."""
    text = data.decode("utf-8", "surrogateescape")
    rules, answered = ruleset(), False
    for entity in ("person", "household", "organisation"):
        scope = RuleScope(entity, rules.definitions, rules.figures, rules.supports, ["pilot"], depends=True)
        for read in (parse, parse_amount):
            try:
                read(text, scope)
                answered = True
            except ExpressionError as error:
                fault_words(error)
    return answered


def linted(data: bytes) -> Linted:
    """A ruleset with one file put in place."""
    base = folder() / "rules"
    names = list(seeds.RULESET)
    chosen = names[data[0] % len(names)] if data else names[0]
    for name, content in seeds.RULESET.items():
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        (base / name).write_bytes(data[1:] if name == chosen else content.encode())
    return lint(base / "toy" / "2022-01-01", base)


def run_rules(data: bytes) -> None:
    """It is linted, and where it can be loaded decided by."""
    found = linted(data)
    if found.loaded is None:
        raise el.RulesetError(found.problems)
    json.dumps([[one.as_json(), one.text("zh"), one.text("en")] for one in found.problems])
    json.dumps(el.decide(el.read_profile(seeds.TOY_PROFILE), found.loaded.ruleset, as_of=DAY).as_json())


def run_mapping(data: bytes) -> None:
    words_of(ruleset(), written("columns.yaml", data))


def run_book(data: bytes) -> None:
    (folder() / "book").mkdir(exist_ok=True)
    load_book(written("book/620702.yaml", data).parent)


def run_register(suffix: str) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        read_register(written(f"register{suffix}", data), words(), DAY)

    return run


def run_workbook(data: bytes) -> None:
    """A workbook as it is, or the XML of its first sheet."""
    run_register(".xlsx")(data if data.startswith(b"PK") else seeds.packed(data))


def run_receipt(data: bytes) -> None:
    read_receipt(written("receipt.json", data))


@cache
def requests() -> Callable[[str, bytes], tuple[int, str, bytes]]:
    """A server in this process: what it answers to a body sent to a path of the API, as status, media type and content.

    It gives up later than a server does: how long an input may take is measured elsewhere.
    """
    from starlette.testclient import TestClient

    from eligibility.web.app import create_app
    from eligibility.web.safety import Safety
    from eligibility.web.settings import Settings

    app = create_app(Settings())
    [safety] = [one for one in app.user_middleware if one.cls is Safety]
    safety.kwargs["seconds"] = HANGS
    client = TestClient(app, base_url="http://127.0.0.1:8770", raise_server_exceptions=False)

    def sent(path: str, data: bytes) -> tuple[int, str, bytes]:
        answer = client.post(f"/api/v1{path}", content=data, headers={"content-type": seeds.FORM_TYPE})
        return answer.status_code, answer.headers["content-type"].partition(";")[0], answer.content

    return sent


def run_http(data: bytes) -> bool:
    """A body sent to the route that its first byte chooses: it is answered, or refused with a problem document; nothing fails by itself."""
    routes = list(seeds.HTTP_ROUTES)
    path = routes[data[0] % len(routes)] if data else routes[0]
    status, kind, content = requests()(path, data[1:])
    if status >= 500:
        raise Finding(f"{path} answers {status}")
    if status >= 400 and (kind != "application/problem+json" or len(content) > LONGEST_MESSAGE or not json.loads(content)["title"]):
        raise Finding(f"{path} refuses without a problem document")
    return status < 400


TARGETS = {
    target.name: target
    for target in (
        Target("profile", lambda: seeds.PROFILES, refusing(run_profile)),
        Target("expression", lambda: seeds.EXPRESSIONS, run_expression),
        Target("rules", lambda: seeds.RULESETS, refusing(run_rules)),
        Target("mapping", lambda: seeds.MAPPINGS, refusing(run_mapping)),
        Target("book", lambda: seeds.BOOKS, refusing(run_book)),
        Target("csv", lambda: seeds.REGISTERS, refusing(run_register(".csv"))),
        Target("xlsx", seeds.sheets, refusing(run_workbook)),
        Target("parquet", seeds.parquets, refusing(run_register(".parquet"))),
        Target("http", lambda: seeds.REQUESTS, run_http),
        Target("receipt", lambda: seeds.RECEIPTS, refusing(run_receipt)),
    )
}
