"""The nation's register: every holder of a disability certificate under every support of Zhangye's plan, on one machine.

`python -m benchmarks nation [ROWS]` makes so many people (85,000,000 unless it is given) from a seed, all cores at once, in parts
beside each other; counts every answer of persons and households and writes the answers of persons as one wide Parquet file, a
column for each support, in one pass. A smaller register is measured first, so that there is a slope where the time does not
suffice for all: `--smaller 20e6`, `--seconds 400` for everything.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import eligibility as el
from benchmarks.machine import asked, machine, said, used

NATION = 85_000_000
BAR = "bar: 60 s on 16 cores, 8,192 MiB"
GOES = 1.3
"""By how much more than the slope says a run may take and still be begun."""


def main() -> None:
    if sys.argv[2:3] == ["answer"]:
        be_measured(Path(sys.argv[3]), Path(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(prog="python -m benchmarks nation")
    parser.add_argument("rows", nargs="?", type=lambda text: int(float(text)), default=NATION)
    parser.add_argument("--smaller", type=lambda text: int(float(text)), default=10_000_000)
    parser.add_argument("--seconds", type=float, default=400)
    chosen = parser.parse_args(sys.argv[2:])
    start = time.perf_counter()
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        took = measure(Path(folder), min(chosen.smaller, chosen.rows))
        left = chosen.seconds - (time.perf_counter() - start)
        times = chosen.rows / min(chosen.smaller, chosen.rows)
        if times == 1:
            return
        if took * times * GOES > left:
            print(f"{chosen.rows:,} rows would take about {took * times:.0f} s with making them; {left:.0f} s are left", flush=True)
            return
        measure(Path(folder), chosen.rows)


def measure(folder: Path, rows: int) -> float:
    """Make a register, count and write its answers; how many seconds all of that took."""
    start = time.perf_counter()
    files = folder / f"register-{rows}"
    made(files, rows)
    size = sum(file.stat().st_size for file in files.iterdir())
    print(
        f"{rows:,} rows made in {time.perf_counter() - start:.0f} s: {size / 2**30:.1f} GiB in {len(list(files.iterdir()))} files",
        flush=True,
    )
    out = folder / f"answers-{rows}.parquet"
    one = asked(["nation", "answer", str(files), str(out)])
    print(f"{rows:,} rows counted and written, {out.stat().st_size / 2**30:.1f} GiB: {one.seconds:.1f} s, ", end="")
    print(f"{one.busy:.1f} of {os.cpu_count()} cores busy, {one.mib:,} MiB, {rows / one.seconds / 1e6:.2f} million a second; ", end="")
    print(f"{NATION:,} at this slope: {one.seconds / rows * NATION:.0f} s  ({BAR})", flush=True)
    for file in files.iterdir():
        file.unlink()
    out.unlink()
    return time.perf_counter() - start


def made(folder: Path, rows: int) -> None:
    """A file for each core, made side by side."""
    cores = len(os.sched_getaffinity(0))
    each = -(-rows // cores)
    folder.mkdir()
    with ProcessPoolExecutor(cores) as pool:
        list(pool.map(partial(make_part, folder, each), range(cores)))


def make_part(folder: Path, rows: int, part: int) -> None:
    from benchmarks.register import AS_OF
    from benchmarks.register_data import write
    from eligibility.bulk.lower import columns_read, lower

    ruleset = el.load_ruleset("zhangye", as_of=AS_OF)
    plan = lower(ruleset, columns_read(ruleset), AS_OF)
    write(folder / f"{part:03}.parquet", sorted(frozenset[str]().union(*plan.reads.values())), rows, part=part)


def be_measured(files: Path, out: Path) -> None:
    import polars as pl

    from benchmarks.register import AS_OF
    from eligibility.bulk import write_wide

    ruleset = el.load_ruleset("zhangye", as_of=AS_OF)
    said(used(lambda: write_wide(ruleset, pl.scan_parquet(files / "*.parquet"), AS_OF, out)))
