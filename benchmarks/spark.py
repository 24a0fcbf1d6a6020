"""The same rules on Spark: `python -m benchmarks spark [ROWS …]` answers registers of three sizes and looks at the plan.

Six supports of Zhangye's plan, households and routes included, Parquet in and Parquet out, on the cores of this machine. Told are
the seconds of all cores, the slope from the smallest to the largest register, and what the nation's register would cost by it. The
plan is read as Spark prints it: how often rows move between workers, by what, and whether any step runs in Python.
"""

from __future__ import annotations

import os
import re
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import eligibility as el
from benchmarks import register_peers as hand
from benchmarks.machine import machine
from benchmarks.nation import NATION
from benchmarks.register import AS_OF, written
from eligibility.bulk.on_spark import answers_on_spark, spark_session

SIZES = (250_000, 500_000, 1_000_000)
CORES = os.cpu_count() or 2
IN_PYTHON = ("BatchEvalPython", "ArrowEvalPython", "PythonUDF", "MapInPandas", "MapInArrow")
"""What Spark calls the steps of a plan that leave the engine for Python."""


def main() -> None:
    sizes = [int(float(text)) for text in sys.argv[2:]] or SIZES
    print(machine(), flush=True)
    session = spark_session(f"local[{CORES}]")
    session.sparkContext.setLogLevel("ERROR")
    taken: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            register = Path(folder) / f"register-{rows}.parquet"
            written(register, rows)
            if not taken:
                print(told_of(plan_of(session, register)), flush=True)
                answer(session, register, Path(folder) / "warm")
            start, before = time.perf_counter(), cpu()
            answer(session, register, Path(folder) / f"answers-{rows}")
            taken[rows] = cpu() - before
            print(f"{rows:,} rows: {time.perf_counter() - start:.1f} s, {taken[rows]:.1f} s of all cores", flush=True)
    print(slope(taken))
    session.stop()


def answers(session: Any, register: Path) -> Any:
    ruleset = el.load_ruleset("zhangye", as_of=AS_OF)
    return answers_on_spark(ruleset, session.read.parquet(str(register)), AS_OF, supports=hand.SUPPORTS)


def answer(session: Any, register: Path, out: Path) -> None:
    answers(session, register).write.parquet(str(out))


def plan_of(session: Any, register: Path) -> str:
    """The physical plan, as Spark prints it before it runs."""
    text: str = answers(session, register)._jdf.queryExecution().executedPlan().toString()
    return text


def told_of(plan: str) -> str:
    """How often the plan moves rows of the register, by what; what it sends whole to every worker; whether it leaves for Python."""
    keyed = [re.sub(r"#\d+L?", "", keys) for keys in re.findall(r"(?<!Broadcast)Exchange (\w+\([^)]*\))", plan)]
    moved = f"{len(keyed)} ({'; '.join(dict.fromkeys(keyed))})" if keyed else "none"
    python = [name for name in IN_PYTHON if name in plan]
    return (
        f"plan: shuffles of rows: {moved}; small tables sent to every worker: {plan.count('BroadcastExchange ')}; "
        f"steps in Python: {', '.join(python) or 'none'}"
    )


def slope(taken: dict[int, float]) -> str:
    """Seconds of all cores a million rows, from the smallest to the largest register, and the nation's by it."""
    small, large = min(taken), max(taken)
    if small == large:
        return "one size has no slope"
    each = (taken[large] - taken[small]) / (large - small)
    if each <= 0:
        return f"no slope shows between {small:,} and {large:,} rows: reading and planning the query take most of it"
    whole = taken[large] + each * (NATION - large)
    return f"slope {each * 1e6:.1f} core seconds a million rows; {NATION:,} rows by it: {whole / 3600:.1f} core hours"


def cpu() -> float:
    """Seconds that all cores have worked for this machine's Spark: it is a process of its own, read from the kernel's table."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime + sum(_ticks(pid) for pid in children(os.getpid())) / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> Sequence[int]:
    """The processes below one, at any depth."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text("utf-8").split()):
            found += [child, *children(child)]
    return found


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


if __name__ == "__main__":
    main()
