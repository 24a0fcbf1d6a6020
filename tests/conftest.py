"""Shared by all tests: the shipped rulesets, a builder for small ones, and a hypothesis profile that CI can enlarge."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import eligibility as el
from eligibility import _built
from eligibility.durable.host import LiveEngineMissing, host
from eligibility.rules import version_lookup
from eligibility.rules.version_lookup import base_of, find, region_names, shipped

for profile, examples in {"default": 60, "ci": 60, "long": 1200}.items():
    settings.register_profile(profile, max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "long"
"""Whether tests that otherwise take a part of the plans, for the time they need, take all of them."""
HOUSEHOLDS = int(os.environ.get("ELIGIBILITY_HOUSEHOLDS") or (20_000 if THOROUGH else 2_000))
"""How many households engines are compared on."""


def examples(count: int) -> int:
    """How many inputs a test makes that needs long for each: so many, in a thorough run twenty times as many."""
    return 20 * count if THOROUGH else count


DAY = date(2024, 6, 1)
ROOT = Path(__file__).resolve().parents[1]

SUPPORTS = """
supports:
  cash: {area: allowances, zh: 现金, en: Cash}
  card: {area: allowances, zh: 卡, en: Card}
  home: {area: allowances, zh: 家庭, en: Home}
  staff: {area: allowances, zh: 编制, en: Staff}
"""
HEAD = """
region: toy
titles: {zh: 玩具市, en: Toytown}
adcode: "990000"
document: {title: 玩具规划, number: 玩政发1号, issued: 2022-01-01, issuer: 玩具市政府}
status: in_force
period: {from: 2021-01-01, until: 2025-12-31}
national: 2021-07-01
"""
DEFINITIONS = """
definitions:
  severe: {for: person, is: "grade in {1, 2}", zh: 重度, en: severe, source: {document: D, locator: "1", seen: true}}
"""
CONFLICTS = """
conflicts:
  - between: [cash, card]
    better: cash
    reason: {zh: 二者择一, en: one of the two}
    source: {document: D, locator: "2", seen: true}
"""

CLAUSES = """
clauses:
  一: {starts: "一、现金"}
"""

Toy = Callable[..., Path]


_built_ruleset = version_lookup.built_ruleset


def _read_once(root: Path, region: str, name: str) -> el.Ruleset | None:
    """A shipped version that `load_ruleset` is asked for, as a wheel holds it: read once in a process, since no ruleset ever changes.

    `find` reads the files anew.
    """
    over = base_of(root) != root and region in region_names(root)
    if _built.FOLDER.is_dir() or base_of(root) != shipped() or over:
        return _built_ruleset(root, region, name)
    return _read(region, name)


@cache
def _read(region: str, name: str) -> el.Ruleset:
    return find(region, name).ruleset


version_lookup.built_ruleset = _read_once


@pytest.fixture(scope="session")
def live() -> None:
    """Skips a test where durable_rules is not installed; with ELIGIBILITY_LIVE=required that is a failure."""
    try:
        host()
    except LiveEngineMissing as missing:
        if os.environ.get("ELIGIBILITY_LIVE") == "required":
            pytest.fail(missing.text("en"))
        pytest.skip("needs durable_rules, the extra live")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--households", default=str(HOUSEHOLDS), help="how many to generate for the engines")
    parser.addoption("--update-outputs", action="store_true", help="write the files that tests/cli/test_outputs.py compares with")
    parser.addoption("--trials", default=os.environ.get("ELIGIBILITY_TRIALS"), help="a folder of inputs that once went wrong")
    parser.addoption("--sources", default=os.environ.get("ELIGIBILITY_SOURCES"), help="the folder of the plans' texts, REGION.txt")


LONGEST = (
    *("bulk/test_on_spark.py", "verify/test_dual_rail.py", "property/test_versions.py", "verify/test_verifier.py"),
    *("guidance/test_interview.py", "verify/test_boundary_cases.py", "property/test_engines.py", "decide/test_missing.py"),
    *("cli/test_screen.py", "property/test_mutation.py", "card/test_browser.py", "web/pages/test_browser.py"),
    *("web/api/test_households.py", "web/api/test_registers.py", "web/test_openapi.py"),
)
"""The files whose tests take longest. They begin: a worker takes a whole file, and one taken last would be waited for alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    first = {ROOT / "tests" / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: first.get(item.path, len(first)))


def pytest_collection() -> None:
    """Nothing that is made while tests are collected is garbage."""
    gc.disable()


def pytest_collection_finish() -> None:
    """The thousands of tests and modules stay as long as the process: the garbage collector need not walk over them again and again."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def zhangye() -> el.Ruleset:
    return el.load_ruleset("zhangye", as_of=DAY, root=shipped())


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    """Writes a small foreign ruleset and returns the folder of its version: `toy(allowances="...", definitions="...")`."""

    def write(allowances: str, **files: str) -> Path:
        base = tmp_path / "rules"
        version = base / "toy" / "2022-01-01"
        national = base / "national" / "2021-07-01"
        for folder in (version / "cases", national):
            folder.mkdir(parents=True, exist_ok=True)
        (base / "supports.yaml").write_text(files.pop("supports", SUPPORTS), "utf-8")
        (national / "definitions.yaml").write_text(files.pop("national", DEFINITIONS), "utf-8")
        (national / "conflicts.yaml").write_text(files.pop("conflicts", CONFLICTS), "utf-8")
        for name in {"basis", "implies", "standards"} & files.keys():
            (national / f"{name}.yaml").write_text(files.pop(name), "utf-8")
        (version / "ruleset.yaml").write_text(files.pop("ruleset", HEAD), "utf-8")
        (version / "clauses.yaml").write_text(files.pop("clauses", CLAUSES), "utf-8")
        (version / "allowances.yaml").write_text(allowances, "utf-8")
        for name, content in files.items():
            (version / f"{name.replace('__', '/')}.yaml").write_text(content, "utf-8")
        return version

    return write


@pytest.fixture
def write_book(tmp_path: Path) -> Callable[..., Path]:
    """Writes a local book and returns its folder: `write_book(f990101="...")`."""

    def written(**files: str) -> Path:
        folder = tmp_path / "book"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / f"{name.removeprefix('f')}.yaml").write_text(text, "utf-8")
        return folder

    return written


@pytest.fixture
def book(write_book: Callable[..., Path], toy: Toy) -> Callable[..., el.Book]:
    """A local book beside the small foreign rules, whose names it may use: `book(f990101=county("..."))`."""

    def read(**files: str) -> el.Book:
        folder = write_book(**files)
        root = folder.with_name("rules")
        if not root.is_dir():
            toy(support("certified"))
        return el.load_book(folder, root=root)

    return read


def support(when: str, *, name: str = "cash", entity: str = "person", extra: str = "") -> str:
    """One support with one route as YAML."""
    return f"""
- support: {name}
  for: {entity}
  routes:
    main: {{when: {when!r}, modality: mandatory, cite: [一]}}
  benefit: {{kind: cash}}
{extra}"""


def decide(folder: Path | el.Ruleset, profile: str | dict[str, object], as_of: date = DAY) -> el.Decision:
    """Decide a profile (JSON text or data) under a ruleset or the version in a folder."""
    import json

    ruleset = folder if isinstance(folder, el.Ruleset) else el.load_ruleset(folder)
    text = profile if isinstance(profile, str) else json.dumps(profile)
    return el.decide(el.read_profile(text), ruleset, as_of=as_of)


def one(**person: object) -> dict[str, object]:
    """A household of one member, m1."""
    return {"household": {"members": [{"id": "m1", **person}]}}


def amendment(base: Path, name: str, head: str = "", **files: str) -> Path:
    """Another version beside `base`, written as a change of it: an amending document of its own, unless `head` gives one."""
    folder = base.with_name(name)
    folder.mkdir()
    own = "" if "document:" in head or "enacted:" in head else "document: {title: 修订, number: 玩政发2号}\n"
    amends = "" if "amends:" in head else f"amends: {base.name}\n"
    (folder / "ruleset.yaml").write_text(amends + own + head, "utf-8")
    for file, content in files.items():
        (folder / f"{file}.yaml").write_text(content, "utf-8")
    return folder


def mutant_hash(folder: Path, mutant: str) -> str:
    """The hash of the first mutant of a version that is so named."""
    from eligibility.rules.load import load_folder
    from eligibility.verify.mutation.mutants import Mutating, conditions_of

    loaded = load_folder(folder, folder.parents[1])
    making = Mutating(loaded.ruleset)
    found = (one for condition in conditions_of(loaded, loaded.ruleset.supports) for one in making.mutants(condition))
    return next(one.hash for one in found if one.edit.said.en == mutant)
