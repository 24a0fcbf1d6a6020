"""A whole register: the library's engines beside the same rules written by hand, each run in a process of its own.

`python -m benchmarks register [ROWS …]`; the sizes are 10,000 to 10,000,000 unless they are given. The run is Parquet
in, Parquet out; the picture of the scaling is drawn beside the printed table.

`python -m benchmarks register --threads 1,2,4,8,16 [ROWS]` measures one size (20,000,000 rows unless it is given) with so many
threads of Polars, beside the same joined by hand, and draws the scaling by cores.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

import eligibility as el
from benchmarks import register_peers as hand
from benchmarks.machine import Used, asked, machine, said, used

if TYPE_CHECKING:
    import polars as pl

AS_OF = date(2024, 6, 1)
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
COMPARED = 1_000_000
"""The most rows at which all engines are compared; beyond, the default engine runs alone."""
ROUNDS = 5
PICTURE = Path("register-scaling.png")
CORES_PICTURE = Path("register-cores.png")
BY_CORES = 20_000_000
BY_HAND_OR_OURS = ("polars", "Polars by hand, joined")
NEEDS = {"openfisca-core": "openfisca_core"}
"""The peers that are run only where their package is installed."""
BASES = {"polars": ("Polars by hand", "Polars by hand, joined"), "duckdb": ("DuckDB by hand",)}
"""What each of ours is compared with: the faster of these."""


def main() -> None:
    """Measure, print and draw; or, called with an engine's name, be the one that is measured."""
    if sys.argv[2:3] and sys.argv[2] in ENGINES:
        run = ENGINES[sys.argv[2]]()
        said(used(lambda: run(Path(sys.argv[3]), Path(sys.argv[4]))))
        return
    parser = argparse.ArgumentParser(prog="python -m benchmarks register")
    parser.add_argument("rows", nargs="*", type=lambda text: int(float(text)))
    parser.add_argument("--threads", type=lambda text: [int(one) for one in text.split(",")], default=[])
    parser.add_argument("--rounds", type=int, default=0)
    chosen = parser.parse_args(sys.argv[2:])
    print(machine(), flush=True)
    if chosen.threads:
        by_cores((chosen.rows or [BY_CORES])[0], chosen.threads, chosen.rounds)
    else:
        by_rows(chosen.rows or SIZES, chosen.rounds or ROUNDS)


def by_rows(sizes: Sequence[int], most: int) -> None:
    left_out = {name for name, package in NEEDS.items() if find_spec(package) is None}
    for name in sorted(left_out):
        print(f"left out, as it is not installed: {name}", flush=True)
    found: dict[str, dict[int, Used]] = {name: {} for name in ENGINES if name not in left_out}
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            register = Path(folder) / "register.parquet"
            written(register, rows)
            names = list(found) if rows <= COMPARED else ["polars"]
            for name, one in measured(names, register, Path(folder), most if rows <= COMPARED else 1).items():
                found[name][rows] = one
            if rows <= COMPARED:
                check_equal(Path(folder))
            show(rows, {name: found[name][rows] for name in names})
    draw(found, PICTURE, "rows")


def by_cores(rows: int, threads: Sequence[int], rounds: int) -> None:
    """One register answered with each number of threads, ours and by hand in turns; the answers are compared at the end.

    Where no number of rounds is given, three are run, but one where few threads take long.
    """
    found: dict[str, dict[int, Used]] = {name: {} for name in BY_HAND_OR_OURS}
    with tempfile.TemporaryDirectory() as folder:
        register = Path(folder) / "register.parquet"
        written(register, rows)
        for count in threads:
            environment = {"POLARS_MAX_THREADS": str(count)}
            for name, one in measured(BY_HAND_OR_OURS, register, Path(folder), rounds or (3 if count > 2 else 1), environment).items():
                found[name][count] = one
            show_cores(rows, count, {name: found[name][count] for name in BY_HAND_OR_OURS})
        compare(Path(folder), "Polars by hand, joined")
    draw(found, CORES_PICTURE, "threads")


def written(path: Path, rows: int) -> None:
    from benchmarks.register_data import write
    from eligibility.bulk.lower import columns_read, lower

    ruleset = el.load_ruleset("zhangye", as_of=AS_OF)
    plan = lower(ruleset, columns_read(ruleset), AS_OF, supports=hand.SUPPORTS)
    write(path, sorted(frozenset[str]().union(*plan.reads.values())), rows)


def measured(
    names: Sequence[str], register: Path, folder: Path, rounds: int, environment: Mapping[str, str] | None = None
) -> dict[str, Used]:
    """The median run of each engine and the most memory of any, taking turns; a process each time."""
    runs: dict[str, list[Used]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            runs[name].append(asked(["register", name, str(register), str(folder / f"{name}.parquet")], environment))
    return {name: middle(found) for name, found in runs.items()}


def middle(runs: Sequence[Used]) -> Used:
    seconds, cpu = (statistics.median(getattr(run, part) for run in runs) for part in ("seconds", "cpu"))
    return Used(seconds, cpu, max(run.mib for run in runs))


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


def by_hand(engine: str, run: Callable[[Path, Path], None]) -> Callable[[Path, Path], None]:
    """The rules written by hand. Importing the engine is no part of what is measured, as it is none of ours."""
    import_module(engine)
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
    "Polars by hand": lambda: by_hand("polars", hand.polars),
    "Polars by hand, joined": lambda: by_hand("polars", partial(hand.polars, joined=True)),
    "duckdb": ours_duckdb,
    "DuckDB by hand": lambda: by_hand("duckdb", hand.duckdb),
    "openfisca-core": openfisca,
}


def codes(path: Path) -> pl.DataFrame:
    import polars as pl

    found = pl.read_parquet(path).rename(lambda column: column.removeprefix("code_"))
    line = "row" if "row" in found.columns else "row_no"
    return found.select(pl.col(line).alias("row"), *(pl.col(name).cast(pl.UInt8) for name in hand.SUPPORTS)).sort("row")


def check_equal(folder: Path) -> None:
    """All that write answers have written the same ones: SQL the same codes, the default engine the status of each."""
    by_hand = codes(folder / "Polars by hand.parquet")
    for name in ("Polars by hand, joined", "DuckDB by hand", "duckdb"):
        assert by_hand.equals(codes(folder / f"{name}.parquet")), name
    compare(folder, "Polars by hand")


def compare(folder: Path, name: str) -> None:
    """The default engine has written the status that each code by hand means."""
    import polars as pl

    by_hand = codes(folder / f"{name}.parquet")
    ours = pl.read_parquet(folder / "polars.parquet").sort("row")
    for support in hand.SUPPORTS:
        open_or_not = {"not_eligible": 0, "undetermined": 1, "eligible": 2, "eligible_after": 2}
        known = ours[support].cast(pl.String).replace_strict(open_or_not, return_dtype=pl.UInt8)
        assert known.equals(by_hand[support].clip(upper_bound=2)), support
    print(f"{ours.height:,} rows: the same answers as {name}", flush=True)


def show(rows: int, found: Mapping[str, Used]) -> None:
    table = Table(title=f"{rows:,} people, {len(hand.SUPPORTS)} supports of Zhangye, Parquet in and out", title_justify="left")
    for heading in ("", "seconds", "core seconds", "cores busy", "million decisions/s", "peak MiB", "times by hand (of core seconds)"):
        table.add_column(heading, justify="right" if heading else "left")
    for name, one in found.items():
        bases = [found[base] for base in BASES.get(name, ()) if base in found]
        clock, work = (min((getattr(base, part) for base in bases), default=None) for part in ("seconds", "cpu"))
        ratio = f"{one.seconds / clock:.2f} ({one.cpu / work:.2f})" if clock and work else ""
        label = f"{name} (ours)" if name in BASES else name
        decisions = rows * len(hand.SUPPORTS) / one.seconds / 1e6
        table.add_row(label, f"{one.seconds:.2f}", f"{one.cpu:.2f}", f"{one.busy:.1f}", f"{decisions:,.0f}", f"{one.mib:,}", ratio)
    Console(width=120).print(table)


def show_cores(rows: int, threads: int, found: Mapping[str, Used]) -> None:
    """One number of threads beside its bars."""
    ours, by_hand = (found[name] for name in BY_HAND_OR_OURS)
    bars = {16: "1.00 and 4,096 MiB", 2: "0.60 and 1.85 cores busy"}
    bar = f"  bar at {BY_CORES:,} rows: {bars[threads]}" if threads in bars else ""
    print(
        f"{rows:,} rows, {threads:2} threads: ours {ours.seconds:6.2f} s, {ours.busy:4.1f} cores busy, {ours.mib:,} MiB; "
        f"joined by hand {by_hand.seconds:6.2f} s, {by_hand.busy:4.1f} busy, {by_hand.mib:,} MiB; "
        f"ratio {ours.seconds / by_hand.seconds:.2f}, by CPU {ours.cpu / by_hand.cpu:.2f}{bar}",
        flush=True,
    )


def draw(found: Mapping[str, Mapping[int, Used]], picture: Path, label: str) -> None:
    """Seconds and memory by rows or threads, both axes logarithmic."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib.ticker import LogLocator, NullFormatter

    figure, axes = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for axis, part, name_of_part in ((axes[0], "seconds", "seconds"), (axes[1], "mib", "peak memory, MiB")):
        for name, points in found.items():
            if points:
                of_ours = f"{name} (ours)" if name in BASES else name
                axis.plot(list(points), [getattr(one, part) for one in points.values()], marker="o", label=of_ours)
        axis.set(xscale="log", yscale="log", xlabel=label, ylabel=name_of_part)
        axis.grid(True, which="major", alpha=0.3)
        measured = sorted({point for points in found.values() for point in points})
        axis.set_xticks(measured, [f"{point:,}" for point in measured], minor=False)
        axis.tick_params(axis="x", which="minor", labelbottom=False)
        axis.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
        axis.yaxis.set_minor_formatter(NullFormatter())
    axes[0].legend(fontsize=8)
    figure.savefig(picture, dpi=120)
    print(f"drawn: {picture}")
