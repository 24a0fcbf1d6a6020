"""Families for the cards: the examples, one in each region, and generated ones; a browser where there is one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any, NoReturn

import pytest

import eligibility as el
from eligibility.card.content import Card, card_of
from eligibility.rules.version_lookup import regions, shipped
from tests.conftest import DAY, ROOT
from tests.property.generate import Generator

REGIONS = {"changji": "652301", "changyi": "220202", "fuzhou_jx": "361002", "zhalainuoer": "150703", "zhangye": "620702"}
"""A place in each region, by its area code."""

FAMILIES = ("one_opens_others", "rural_family", "student", "two_children")
"""The examples that are about a family."""

assert sorted(REGIONS) == regions(shipped())


PATIENCE = 300_000
"""Milliseconds to wait for a browser: on a busy machine its own thirty seconds are short."""


def _without(what: str) -> NoReturn:
    """Where a browser is required, its absence is a failure."""
    if os.environ.get("ELIGIBILITY_BROWSER") == "required":
        pytest.fail(f"needs {what}")
    pytest.skip(f"needs {what}")


@cache
def example(name: str, region: str = "zhangye") -> el.Decision:
    """An example decided where it stands, or in another region."""
    given = json.loads((ROOT / "examples" / f"{name}.json").read_text("utf-8"))
    if region != "zhangye":
        given["locality"] = {**given["locality"], "adcode": REGIONS[region]}
        given["locality"].pop("options", None)
    profile = el.read_profile(json.dumps(given))
    assert profile.as_of is not None
    return el.decide(profile, el.load_ruleset(region, as_of=profile.as_of), as_of=profile.as_of)


def generated(region: str, count: int, seed: int = 3, as_of: date = DAY) -> Iterator[el.Decision]:
    """Decided families with many facts, that do not contradict themselves."""
    ruleset = el.load_ruleset(region, as_of=as_of)
    source = Generator(seed, ruleset.catalogue)
    while count:
        profile: dict[str, Any] = source.profile()
        if not profile["household"].get("members"):
            continue
        try:
            decision = el.decide(el.read_profile(json.dumps(profile)), ruleset, as_of=as_of)
        except el.ProfileError:
            continue
        count -= 1
        yield decision


@cache
def cards(region: str) -> tuple[Card, ...]:
    """The cards of the examples in a region, then those of some generated families."""
    return tuple(card_of(decision) for decision in (*(example(name, region) for name in FAMILIES), *generated(region, 8)))


@pytest.fixture(scope="session")
def browser() -> Any:
    """Chromium without a window; the tests that need it are skipped where it or its driver is missing."""
    return _launched()


@cache
def _launched() -> Any:
    """One browser for all tests of a process, wherever they stand: its driver can be started once. Both end with the process."""
    try:
        from playwright import sync_api
    except ImportError:
        _without("Playwright")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        _without("Chromium")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    args = [*quiet, "--disable-component-update", "--disable-sync"]
    return sync_api.sync_playwright().start().chromium.launch(executable_path=path, args=args, timeout=PATIENCE)
