"""A whole register: the library's engines beside the same rules written by hand, each run in a process of its own.

`python -m benchmarks register [ROWS …]`; the sizes are 10,000 to 10,000,000 unless they are given. The run is Parquet
in, Parquet out; the picture of the scaling is drawn beside the printed table.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

import eligibility as el
from benchmarks import register_peers as hand

AS_OF = date(2024, 6, 1)
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
COMPARED = 1_000_000
"""The most rows at which all engines are compared; beyond, the default engine runs alone."""
ROUNDS = 5
PICTURE = Path("register-scaling.png")
BASES = {"polars": ("Polars by hand", "Polars by hand, joined"), "duckdb": ("DuckDB by hand",)}
"""What each of ours is compared with: the faster of these."""


def main() -> None:
    """Measure, print and draw; or, called with an engine's name, be the one that is measured."""
    if sys.argv[2:3] and sys.argv[2] in ENGINES:
        print(json.dumps(once(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))))
        return
    sizes = [int(float(size)) for size in sys.argv[2:]] or list(SIZES)
    found: dict[str, dict[int, tuple[float, int]]] = {name: {} for name in ENGINES}
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            register = Path(folder) / "register.parquet"
            written(register, rows)
            names = list(ENGINES) if rows <= COMPARED else ["polars"]
            for name, one in measured(names, register, Path(folder), ROUNDS if rows <= COMPARED else 1).items():
                found[name][rows] = one
            if rows <= COMPARED:
                check_equal(Path(folder))
            show(rows, {name: found[name][rows] for name in names})
    draw(found)


def written(path: Path, rows: int) -> None:
    from benchmarks.register_data import write
    from eligibility.bulk.lower import columns_read, lower

    ruleset = el.load_ruleset("zhangye", as_of=AS_OF)
    plan = lower(ruleset, columns_read(ruleset), AS_OF, supports=hand.SUPPORTS)
    write(path, sorted(frozenset[str]().union(*plan.reads.values())), rows)


def measured(names: list[str], register: Path, folder: Path, rounds: int) -> dict[str, tuple[float, int]]:
    """Median seconds and peak MiB of each engine, taking turns; a process each time."""
    seconds: dict[str, list[float]] = {name: [] for name in names}
    memory: dict[str, int] = {}
    for _ in range(rounds):
        for name in names:
            command = [sys.executable, "-m", "benchmarks", "register", name, str(register), str(folder / f"{name}.parquet")]
            done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
            one = json.loads(done.stdout.splitlines()[-1])
            seconds[name].append(one["seconds"])
            memory[name] = max(memory.get(name, 0), one["mib"])
    return {name: (statistics.median(seconds[name]), memory[name]) for name in names}


def once(name: str, register: Path, out: Path) -> dict[str, float]:
    run = ENGINES[name]()
    start = time.perf_counter()
    run(register, out)
    return {"seconds": time.perf_counter() - start, "mib": peak()}


def peak() -> int:
    """The most memory that this process has had resident, in MiB; what its parent had before does not count."""
    status = Path("/proc/self/status").read_text("utf-8")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def ours_polars() -> Callable[[Path, Path], None]:
    import polars as pl

    from eligibility.bulk import evaluate_wide

    ruleset = el.load_ruleset("zhangye", as_of=AS_OF)

    def run(register: Path, out: Path) -> None:
        evaluate_wide(ruleset, pl.scan_parquet(register), AS_OF, supports=hand.SUPPORTS).sink_parquet(out)

    return run


def ours_duckdb() -> Callable[[Path, Path], None]:
    import duckdb

    from eligibility.bulk.lower import lower
    from eligibility.bulk.register_schema import column_type
    from eligibility.bulk.sql import SqlWriter, sql_name
    from eligibility.facts.days import Anniversary

    ruleset = el.load_ruleset("zhangye", as_of=AS_OF)

    def run(register: Path, out: Path) -> None:
        connection = duckdb.connect()
        columns = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM '{register}'").fetchall()]
        named = ", ".join(f'"{name}" AS {sql_name(name)}' for name in columns)
        connection.execute(f"CREATE VIEW register AS SELECT {named} FROM '{register}'")
        known = [name for name in columns if name == "household" or column_type(name) is not None]
        plan = lower(ruleset, known, AS_OF, supports=hand.SUPPORTS)
        query = SqlWriter(ruleset, plan, Anniversary(AS_OF), keyed=True).codes("register").sql("duckdb")
        connection.execute(f"COPY ({query}) TO '{out}' (FORMAT parquet)")

    return run


def openfisca() -> Callable[[Path, Path], None]:
    """Two-valued, in memory, no file written: only the time of the calculation counts, on facts that are all known."""
    import numpy as np
    import polars as pl
    from openfisca_core.simulation_builder import SimulationBuilder

    from benchmarks.peers import openfisca_system
    from eligibility.decide.compiled import program_of
    from eligibility.logic.expr import facts_of, walk
    from eligibility.logic.types import Boolean, Choice

    program = program_of(el.load_ruleset("zhangye", as_of=AS_OF))
    found = [
        stage.conditions[index]
        for stage in program.stages
        for support, _, then, unless in stage.supports
        if support in hand.SUPPORTS
        for index in (*range(then.start, then.stop), unless)
    ]
    facts = {fact.key: fact for condition in found for node in walk(condition) for fact in facts_of(node)}
    positions = {key: index for index, key in enumerate(facts)}
    system, _ = openfisca_system(found, positions, facts)

    def run(register: Path, out: Path) -> None:
        del out
        rows = pl.scan_parquet(register).select(pl.len()).collect().item()
        random = np.random.default_rng(1)
        simulation = SimulationBuilder().build_default_simulation(system, rows)
        for key, position in positions.items():
            kind = facts[key].type
            values = (
                random.random(rows) < 0.3
                if isinstance(kind, Boolean)
                else random.integers(0, len(kind.values) if isinstance(kind, Choice) else 90, rows)
            )
            simulation.set_input(f"f{position}", "2024-06", values)
        for index in range(len(found)):
            simulation.calculate(f"e{index}", "2024-06")

    return run


ENGINES: Mapping[str, Callable[[], Callable[[Path, Path], None]]] = {
    "polars": ours_polars,
    "Polars by hand": lambda: hand.polars,
    "Polars by hand, joined": lambda: partial(hand.polars, joined=True),
    "duckdb": ours_duckdb,
    "DuckDB by hand": lambda: hand.duckdb,
    "openfisca-core": openfisca,
}


def check_equal(folder: Path) -> None:
    """All that write answers have written the same ones: SQL the same codes, the default engine the status of each."""
    import polars as pl

    def codes(name: str) -> pl.DataFrame:
        found = pl.read_parquet(folder / f"{name}.parquet").rename(lambda column: column.removeprefix("code_"))
        line = "row" if "row" in found.columns else "row_no"
        return found.select(pl.col(line).alias("row"), *(pl.col(name).cast(pl.UInt8) for name in hand.SUPPORTS)).sort("row")

    by_hand = codes("Polars by hand")
    for name in ("Polars by hand, joined", "DuckDB by hand", "duckdb"):
        assert by_hand.equals(codes(name)), name
    ours = pl.read_parquet(folder / "polars.parquet").sort("row")
    for support in hand.SUPPORTS:
        open_or_not = {"not_eligible": 0, "undetermined": 1, "eligible": 2, "eligible_after": 2}
        known = ours[support].cast(pl.String).replace_strict(open_or_not, return_dtype=pl.UInt8)
        assert known.equals(by_hand[support].clip(upper_bound=2)), support


def show(rows: int, found: Mapping[str, tuple[float, int]]) -> None:
    table = Table(title=f"{rows:,} people, {len(hand.SUPPORTS)} supports of Zhangye, Parquet in and out", title_justify="left")
    for heading in ("", "seconds", "million decisions/s", "peak MiB", "times by hand"):
        table.add_column(heading, justify="right" if heading else "left")
    for name, (seconds, mib) in found.items():
        bases = [found[base][0] for base in BASES.get(name, ()) if base in found]
        ratio = f"{seconds / min(bases):.2f}" if bases else ""
        label = f"{name} (ours)" if name in BASES else name
        table.add_row(label, f"{seconds:.2f}", f"{rows * len(hand.SUPPORTS) / seconds / 1e6:,.0f}", f"{mib:,}", ratio)
    Console(width=110).print(table)


def draw(found: Mapping[str, Mapping[int, tuple[float, int]]]) -> None:
    """Seconds and memory by rows, both axes logarithmic."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for axis, part, label in ((axes[0], 0, "seconds"), (axes[1], 1, "peak memory, MiB")):
        for name, points in found.items():
            if points:
                axis.plot(
                    list(points), [one[part] for one in points.values()], marker="o", label=f"{name} (ours)" if name in BASES else name
                )
        axis.set(xscale="log", yscale="log", xlabel="rows", ylabel=label)
        axis.grid(True, which="major", alpha=0.3)
    axes[0].legend(fontsize=8)
    figure.savefig(PICTURE, dpi=120)
    print(f"drawn: {PICTURE}")
