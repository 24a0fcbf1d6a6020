"""One person, one household: microseconds a decision, beside the peers on the same rules, and the cold start of the command."""

from __future__ import annotations

import compileall
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import eligibility as el
from benchmarks import peers
from eligibility.decide.compiled import program_of
from eligibility.logic.expr import Expr, facts_of, walk
from eligibility.logic.kernel import compile_conditions
from eligibility.logic.types import Boolean, Choice, Fact, Number
from eligibility.prebuilt import build

ROUNDS = 5
BARS = {
    "kernel, three-valued": "1.20 times", "decide()": "130 µs", "decide() and all questions": "8 ms", "decide() and JSON": "15 ms",
    "Case.tell, a new age": "1.50 times", "Case.tell, a yes or no": "1.50 times", "eligibility check": "3.00 times",
}  # fmt: skip
"""What is aimed at: a time, or as many times the first of its table."""
FAMILY = {
    "as_of": "2024-06-01",
    "locality": {"adcode": "620702", "dibao_standard": {"urban": 720, "rural": 480}},
    "household": {
        "area": "rural", "monthly_income_per_capita": 610, "assets_within_limits": True, "dibao": False, "low_income": True,
        "members": [
            {"id": "m1", "birth_date": "1988-05-17", "certified": True, "disabilities": [{"category": "physical", "grade": 1}]},
            {"id": "m2", "birth_date": "1990-11-02", "certified": False, "disabilities": [], "employment": "flexible"},
            {"id": "m3", "birth_date": "2017-09-30", "diagnosed": True, "needs": ["rehab_training"], "student_stage": "compulsory"},
        ],
    },
}  # fmt: skip


def main() -> None:
    ruleset = el.load_ruleset("zhangye", as_of=date(2024, 6, 1))
    conditions, positions, facts = person_rules(ruleset)
    records = [complete(facts, positions, seed) for seed in range(20)]
    print(f"Python {sys.version.split()[0]}; {len(conditions)} conditions of {len(ruleset.supports)} supports; medians of {ROUNDS} rounds")
    answers = engines(conditions, positions, facts)
    check_equal(answers, records)
    show("one person, all routes, complete facts", measured(answers, records), "plain Python, two-valued")
    holes = [with_holes(record, seed) for seed, record in enumerate(records)]
    kernel = {
        "kernel, three-valued": answers["kernel, three-valued"],
        "raw durable_rules, two rails": answers["raw durable_rules, two rails"],
    }
    show("the same with 10% of facts missing", measured(kernel, holes), "kernel, three-valued")
    show("a household of three, the whole plan", measured(decisions(ruleset), [None]), "decide()")
    show(
        "a live case, one fact told",
        measured(live(ruleset, answers["raw durable_rules, two rails"], records[0]), [None]),
        "raw durable_rules, one session a set",
    )
    show("cold start of a process as a wheel installs it, time of all cores, best of the rounds", starts(), "import pydantic")


def person_rules(ruleset: el.Ruleset) -> tuple[list[Expr], dict[str, int], dict[str, Fact]]:
    """The distinct conditions of all persons' routes, with what they demand of others as facts."""
    program = program_of(ruleset)
    stages = [stage for stage in program.stages if stage.entity == "person"]
    conditions = list(dict.fromkeys(condition for stage in stages for condition in stage.conditions))
    found = {fact.key: fact for condition in conditions for node in walk(condition) for fact in facts_of(node)}
    return conditions, {key: index for index, key in enumerate(found)}, found


def complete(facts: Mapping[str, Fact], positions: Mapping[str, int], seed: int) -> list[Any]:
    """A record with every fact known."""
    rng = random.Random(seed)
    record: list[Any] = [None] * len(positions)
    for key, position in positions.items():
        match facts[key].type:
            case Boolean():
                record[position] = rng.random() < 0.4
            case Choice(values=values):
                record[position] = rng.choice(values)
            case Number(integral=True):
                record[position] = rng.randint(0, 80)
            case Number():
                record[position] = Decimal(rng.randint(0, 300000)) / 100
            case _:
                record[position] = date(2020, 1, 1).toordinal() + rng.randint(0, 2000)
    return record


def with_holes(record: Sequence[Any], seed: int) -> list[Any]:
    rng = random.Random(seed)
    return [None if rng.random() < 0.1 else value for value in record]


def engines(conditions: Sequence[Expr], positions: Mapping[str, int], facts: Mapping[str, Fact]) -> dict[str, Callable[[Any], Any]]:
    found = {
        "plain Python, two-valued": peers.python_function(conditions, positions),
        "kernel, three-valued": compile_conditions(conditions, positions),
        "raw durable_rules, two rails": peers.raw_durable(conditions, positions),
    }
    for name, make in (
        ("zen-engine", lambda: peers.zen(conditions, positions)),
        ("openfisca-core", lambda: peers.openfisca(conditions, positions, facts)),
    ):
        try:
            found[name] = make()
        except ImportError:
            print(f"{name} is not installed (pip install 'eligibility[bench]')")
    return found


def check_equal(answers: Mapping[str, Callable[[Any], Any]], records: Sequence[Sequence[Any]]) -> None:
    """On complete facts all engines give the same truths."""
    for record in records:
        truth = list(answers["plain Python, two-valued"](record))
        for name in ("kernel, three-valued", "zen-engine", "openfisca-core"):
            if name in answers:
                assert [bool(one) for one in answers[name](record)] == truth, name


def decisions(ruleset: el.Ruleset) -> dict[str, Callable[[Any], Any]]:
    import json

    text = json.dumps(FAMILY)
    profile = el.read_profile(text)
    day = date(2024, 6, 1)
    return {
        "decide()": lambda _: el.decide(profile, ruleset, as_of=day),
        "decide() and all questions": lambda _: el.decide(profile, ruleset, as_of=day).to_ask,
        "decide() and JSON": lambda _: el.decide(profile, ruleset, as_of=day).to_json(),
    }


def live(ruleset: el.Ruleset, raw: Callable[[Any], Any], record: Sequence[Any]) -> dict[str, Callable[[Any], Any]]:
    case = el.Case(ruleset, date(2024, 6, 1))
    case.tell("m1", certified=True, disabilities=[{"category": "visual", "grade": 1}])
    ages = iter(range(10**9))
    return {
        "raw durable_rules, one session a set": lambda _: raw(record),
        "Case.tell, a new age": lambda _: case.tell("m1", age=next(ages) % 100),
        "Case.tell, a yes or no": lambda _: case.tell("m1", tekun=next(ages) % 2 == 0),
    }


def measured(answers: Mapping[str, Callable[[Any], Any]], records: Sequence[Any]) -> dict[str, float]:
    """Median microseconds a call, the engines taking turns in every round."""
    times: dict[str, list[float]] = {name: [] for name in answers}
    for name, answer in answers.items():
        answer(records[0])
        del name
    for _ in range(ROUNDS):
        for name, answer in answers.items():
            times[name].append(_once(answer, records))
    return {name: statistics.median(found) * 1e6 for name, found in times.items()}


def _once(answer: Callable[[Any], Any], records: Sequence[Any]) -> float:
    calls, start = 0, time.perf_counter()
    while time.perf_counter() - start < 0.2:
        for record in records:
            answer(record)
        calls += len(records)
    return (time.perf_counter() - start) / calls


def starts() -> dict[str, float]:
    """Microseconds of all cores that a process takes: of the library as a wheel installs it, with its rulesets built."""
    check = ["-m", "eligibility", "check", "examples/public_institution.json"]
    commands = {
        "bare Python": ["-c", "pass"],
        "import pydantic": ["-c", "import pydantic.main"],
        "eligibility check": check,
        "eligibility check --engine kernel": [*check, "--engine", "kernel"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as place:
        environment = {**os.environ, "PYTHONPATH": str(as_installed(Path(place)))}
        for _ in range(ROUNDS):
            for name, arguments in commands.items():
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=environment)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                times[name].append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return {name: min(found) * 1e6 for name, found in times.items()}


def as_installed(folder: Path) -> Path:
    """A folder that holds what a wheel installs, compiled."""
    shutil.copytree("src", folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree("rulesets", folder / "eligibility" / "rulesets")
    build(folder / "eligibility" / "rulesets", folder / "eligibility" / "built")
    compileall.compile_dir(folder, quiet=1)
    return folder


def show(title: str, times: Mapping[str, float], base: str) -> None:
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for heading in ("time", f"times {base}", "bar"):
        table.add_column(heading, justify="right")
    for name, microseconds in times.items():
        table.add_row(name, _shown(microseconds), f"{microseconds / times[base]:.2f}", BARS.get(name, ""))
    Console(width=110).print(table)


def _shown(microseconds: float) -> str:
    return f"{microseconds:,.1f} µs" if microseconds < 20_000 else f"{microseconds / 1000:,.0f} ms"
