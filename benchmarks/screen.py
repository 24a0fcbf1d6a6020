"""An office's file to its answers: `python -m benchmarks screen [NAME …]`, beside the bars.

The registers are made from a seed: households of one to five (and one of a hundred), of many incomes, while no standard is known; a
tenth of the cells are empty. Each is screened by the command line in a process of its own, with what is still to be asked.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.machine import asked, machine, said, used

TOLD = ("living_allowance", "nursing_subsidy")
"""The supports whose receipt the registers tell of."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A register's size and format, the supports (none named: all), the output's format, the bars in seconds and MiB, and whether all
    the people are one household."""

    people: int
    suffix: str
    supports: tuple[str, ...]
    out: str
    seconds: float
    mib: int | None = None
    one_home: bool = False


SCREENS = {
    "2k-all-xlsx": Screen(2_000, ".csv", (), ".xlsx", 3),
    "one-home": Screen(100, ".csv", (), ".csv", 30, 300, one_home=True),
    "10k-all-xlsx": Screen(10_000, ".csv", (), ".xlsx", 15),
    "300k-all-csv": Screen(300_000, ".csv", (), ".csv", 120, 4_096),
    "300k-told-csv": Screen(300_000, ".csv", TOLD, ".csv", 60, 1_536),
    "100k-xlsx-told": Screen(100_000, ".xlsx", TOLD, ".xlsx", 60, 1_024),
}


def main() -> None:
    if sys.argv[2:3] == ["one"]:
        be_measured(SCREENS[sys.argv[3]], Path(sys.argv[4]))
        return
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[2:] or SCREENS:
            screen = SCREENS[name]
            path = Path(folder) / f"register-{screen.people}{screen.suffix}"
            if not path.exists():
                written(path, screen.people, one_home=screen.one_home)
            one = asked(["screen", "one", name, str(path)])
            bar = f"bar {screen.seconds:.0f} s" + (f", {screen.mib:,} MiB" if screen.mib else "")
            print(f"{name}: {one.seconds:.1f} s, {one.busy:.1f} cores busy, {one.mib:,} MiB  ({bar})", flush=True)


def be_measured(screen: Screen, register: Path) -> None:
    from datetime import date

    import eligibility as el
    from eligibility.register.options import ScreenOptions
    from eligibility.register.run import screen_file

    ruleset = el.load_ruleset("zhangye", as_of=date(2024, 6, 1))
    options = ScreenOptions(ruleset, date(2024, 6, 1), supports=screen.supports, picture=None)
    out = register.with_name(f"answers{screen.out}")
    said(used(lambda: screen_file(register, options, out)))


def written(path: Path, people: int, *, one_home: bool) -> None:
    """A register as an office keeps one, in its words."""
    random = np.random.default_rng(2024)
    sizes = [people] if one_home else random.choice([1, 2, 3, 4, 5], p=[0.26, 0.31, 0.21, 0.14, 0.08], size=people)
    homes = np.repeat(np.arange(people), sizes)[:people]
    count = int(homes[-1]) + 1

    def some(values: list[str], number: int = people) -> pl.Series:
        found = pl.Series(values)[random.integers(0, len(values), number)]
        return pl.select(pl.when(pl.Series(random.random(number) < 0.9)).then(found)).to_series()

    def of_home(values: list[str]) -> pl.Series:
        return some(values, count)[homes]

    born = pl.Series(random.integers(-12_000, 18_000, people).astype(np.int32)).cast(pl.Date).cast(pl.String)
    incomes = pl.Series(random.integers(100, 400_000, count) / 100).cast(pl.Decimal(18, 2)).cast(pl.String)
    frame = pl.DataFrame(
        {
            "户号": pl.Series(homes).cast(pl.String), "姓名": pl.Series([f"成员{number}" for number in range(people)]), "出生日期": born,
            "性别": some(["男", "女"]),
            "乡镇": of_home([f"第{number}乡" for number in range(20)]), "是否持证": some(["是", "是", "是", "否"]),
            "残疾类别": some(["肢体", "视力", "听力", "智力", "精神"]), "残疾等级": some(["一级", "二级", "三级", "四级"]),
            "城乡": of_home(["城市", "农村"]),
            "人均月收入": incomes[homes], "财产符合规定": of_home(["是", "否"]), "低保": of_home(["是", "否"]),
            "低保边缘": of_home(["是", "否"]), "劳动能力": some(["无", "部分", "完全"]), "困难残疾人生活补贴": some(["是", "否"]),
            "重度残疾人护理补贴": some(["是", "否"]),
        }
    )  # fmt: skip
    if path.suffix == ".csv":
        frame.write_csv(path, include_bom=True)
        return
    from eligibility.register.workbook import write_xlsx

    write_xlsx(path, {"名册": frame.lazy()})
