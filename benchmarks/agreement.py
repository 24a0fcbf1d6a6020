"""Whether every engine gives the kernel's answers: `python -m benchmarks agreement --answers 10_000_000`.

Registers are generated region by region from a seed, with missing facts and households of all sizes, complete and not, in
the plan's period and after it. Every answer of every engine, refused ones too, is compared with the kernel's: status and
route. One that differs is printed with the seed that makes it again, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter

from tests.bulk.registers import REGIONS, Answers, Home, answered, expected, frame_of, granted, homes

import eligibility as el
from eligibility.bulk import evaluate
from eligibility.bulk.engines import ENGINES, BulkEngine
from eligibility.durable.case import infer

DAYS = (date(2024, 6, 1), date(2026, 3, 1))
"""A day in the plans' period, and one after it."""

HOMES = 100
"""The households of one register."""

LIVE = "live"
"""durable_rules, which answers household by household; it says no route."""

SHOWN = 10
"""How many differences are printed."""


@dataclass(frozen=True)
class Register:
    """One generated register, and how to make it again."""

    ruleset: el.Ruleset
    seed: int
    as_of: date
    complete: bool
    homes: Sequence[Home]

    def __str__(self) -> str:
        kind = "complete" if self.complete else "open"
        return f"{self.ruleset.region}, seed {self.seed}, {self.as_of}, {kind} households"


@dataclass
class Tally:
    """What was compared: answers by engine, and the answers that differ."""

    answers: dict[str, int] = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)

    def compare(self, engine: str, register: Register, wanted: Answers, found: Answers) -> None:
        self.answers[engine] = self.answers.get(engine, 0) + len(wanted)
        for key in sorted({*wanted, *found}):
            if wanted.get(key) != found.get(key):
                row, subject, support = key
                said = f"{support} of the {subject} in row {row}: {engine} says {found.get(key)}, the kernel {wanted.get(key)}"
                self.differing.append(f"{register}: {said}")


def registers(seed: int, regions: Sequence[str]) -> Iterator[Register]:
    """Registers without end, the regions in turn."""
    rulesets = {(region, day): el.load_ruleset(region, as_of=day) for region in regions for day in DAYS}
    for number in itertools.count():
        region = regions[number % len(regions)]
        day = DAYS[number // len(regions) % len(DAYS)]
        ruleset = rulesets[region, day]
        found = list(homes(ruleset, seed + number, HOMES, day))
        yield Register(ruleset, seed + number, day, bool(number // (len(regions) * len(DAYS)) % 2), found)


def inferred(register: Register) -> Answers:
    """The statuses that durable_rules infers."""
    answers: Answers = {}
    for home in register.homes:
        situation = home.situation(register.as_of, register.complete)
        lines = home.lines(situation)
        for (support, subject), status in infer(register.ruleset, situation).items():
            if subject in lines:
                answers[lines[subject], "household" if subject == "household" else "person", support] = (status.value, None)
    return answers


def compared(register: Register, engines: Sequence[str], tally: Tally) -> int:
    """Compare the engines' answers on a register with the kernel's; the number of the kernel's answers."""
    wanted = expected(register.ruleset, register.homes, register.as_of, register.complete)
    for engine in engines:
        if engine == LIVE:
            tally.compare(engine, register, {key: (status, None) for key, (status, _) in wanted.items()}, inferred(register))
            continue
        bulk: BulkEngine = next(one for one in ENGINES if one == engine)
        refused = engine != "spark"  # Spark returns no refused answers
        rows = frame_of(register.ruleset, register.homes)
        answers = evaluate(register.ruleset, rows, register.as_of, complete=register.complete, engine=bulk, refused=refused)
        tally.compare(engine, register, wanted if refused else granted(wanted), answered(answers))
    return len(wanted)


def agreement(answers: int, engines: Sequence[str], *, seed: int = 1, regions: Sequence[str] = REGIONS) -> Tally:
    """Compare so many answers of the kernel with those of each engine; it ends early where the first ones differ."""
    tally, left = Tally(), answers
    for register in registers(seed, regions):
        left -= compared(register, engines, tally)
        if left <= 0 or len(tally.differing) >= SHOWN:
            return tally
    raise AssertionError("registers never end")


def main() -> None:
    every = (*ENGINES, LIVE)
    parser = argparse.ArgumentParser(prog="python -m benchmarks agreement", description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=1_000_000, help="how many answers of the kernel are compared with each engine's")
    parser.add_argument("--engines", default="polars,duckdb", help=f"of {', '.join(every)}, or all")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(sys.argv[2:])
    engines = every if given.engines == "all" else tuple(given.engines.split(","))
    unknown = [name for name in engines if name not in every]
    if unknown or not engines:
        parser.error(f"no such engine: {', '.join(unknown)}")
    started = perf_counter()
    tally = agreement(given.answers, engines, seed=given.seed)
    for engine, count in tally.answers.items():
        print(f"{engine:8} {count:>12,} answers compared with the kernel's")
    print(f"{len(tally.differing)} differences, {perf_counter() - started:.0f} s")
    print("\n".join(tally.differing[:SHOWN]))
    sys.exit(1 if tally.differing else 0)
