"""Memory of a process that goes on: `python -m benchmarks memory [QUESTIONS [DECISIONS]]`, beside the bars.

Rulesets are loaded and live cases opened again and again; the same process then decides households that all differ, and asks what
is missing of them. What stays resident after the first rounds is told: a cache that holds what was said of one household grows.
"""

from __future__ import annotations

import gc
import json
import random
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import eligibility as el
from benchmarks.machine import machine
from benchmarks.single import FAMILY
from eligibility.durable.host import LiveEngineMissing

DAY = date(2024, 6, 1)
ROUNDS, DECISIONS, QUESTIONS = 20, 50_000, 2_000
WARM = 0.2
"""The share of the steps after which memory is first looked at: until then caches fill."""
BAR = "bar 1.0 MiB"


def main() -> None:
    print(machine(), flush=True)
    questions, decisions = (*map(int, sys.argv[2:]), *(QUESTIONS, DECISIONS)[len(sys.argv[2:]) :])
    ruleset = el.load_ruleset("zhangye", as_of=DAY)
    profiles = households()
    told(f"{ROUNDS} rounds of loading a ruleset and opening a case", grown(ROUNDS, load_and_open))
    told(f"{decisions:,} decisions", grown(decisions, lambda: el.decide(next(profiles), ruleset, as_of=DAY)))
    told(f"{questions:,} decisions with their questions", grown(questions, lambda: el.decide(next(profiles), ruleset, as_of=DAY).to_ask))
    told(f"{questions:,} decisions as JSON", grown(questions, lambda: el.decide(next(profiles), ruleset, as_of=DAY).to_json()))


def load_and_open() -> None:
    ruleset = el.load_ruleset("zhangye", as_of=DAY)
    try:
        with el.Case(ruleset, DAY) as case:
            case.tell("m1", certified=True, disabilities=[{"category": "visual", "grade": 1}])
    except LiveEngineMissing:
        el.decide(el.Profile(), ruleset, as_of=DAY)


def households(seed: int = 17) -> Iterator[el.Profile]:
    """Families of the same form, with other days, incomes and facts each time, from one seed."""
    draw = random.Random(seed)
    while True:
        family: dict[str, Any] = deepcopy(FAMILY)
        family["household"]["monthly_income_per_capita"] = draw.randrange(100, 400_000) / 100
        for member in family["household"]["members"]:
            born = date.fromisoformat(member["birth_date"]).toordinal() + draw.randrange(-1_500, 1_500)
            member["birth_date"] = date.fromordinal(born).isoformat()
            for name in draw.sample(sorted(member.keys() - {"id", "birth_date"}), 1):
                del member[name]
            member.pop("student_stage", None)
        yield el.read_profile(json.dumps(family))


def grown(steps: int, step: Callable[[], object]) -> float:
    """By how many MiB the process grows from the first fifth of the steps to the last."""
    first = 0.0
    for number in range(steps):
        if number == int(steps * WARM):
            first = resident()
        step()
    return resident() - first


def resident() -> float:
    """The memory of this process that is resident now, in MiB."""
    gc.collect()
    status = Path("/proc/self/status").read_text("utf-8")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))


def told(name: str, mib: float) -> None:
    print(f"{name}: {mib:+.1f} MiB  ({BAR})", flush=True)
