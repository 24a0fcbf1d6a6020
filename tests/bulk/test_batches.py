"""A register in batches: bounded, and with households whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eligibility as el
from eligibility.bulk import batches, evaluate, to_polars
from eligibility.bulk.batches import batches as cut
from tests.bulk.registers import AS_OF, answered, expected, frame_of, homes

Query = Callable[[pl.LazyFrame], pl.LazyFrame]
KEYS = st.lists(st.one_of(st.none(), st.sampled_from("abcdefg")), max_size=30)


@given(keys=KEYS, size=st.integers(1, 8), bucket=st.integers(1, 10))
def test_every_row_comes_once_with_its_whole_household(keys: list[str | None], size: int, bucket: int) -> None:
    """Whatever the order of the register: no row is lost or doubled, and no household lies in two batches or in two places of one."""
    frame = pl.DataFrame({"row": range(len(keys)), "household": keys}, schema={"row": pl.Int64, "household": pl.String}).lazy()
    found = list(cut(frame, size, bucket))
    assert sorted(row for batch in found for row in batch["row"]) == list(range(len(keys)))
    runs = [key for batch in found for key in batch["household"].rle().struct.field("value") if key is not None]
    assert len(runs) == len(set(runs))


@pytest.mark.parametrize(
    ("keys", "rising"),
    [
        (["a", "a", "b", "d"], True),
        (["a", None, "b", None, None, "c"], True),
        ([None, None], True),
        ([], True),
        (["b", "b", "a"], False),
        (["a", "b", "a"], False),
        (["a", None, "a"], False),
        (["a", None, None, "b", "a"], False),
        (["户1", "户2", "户2"], True),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 10])
@pytest.mark.parametrize("whole_numbers", [False, True])
def test_keys_that_rise_are_not_compared_with_all_others(keys: list[str | None], rising: bool, size: int, whole_numbers: bool) -> None:
    """A household comes once if its key is above all before it; a row without a key between two of its rows takes them apart."""
    frame = pl.DataFrame({"row": range(len(keys)), "household": keys}, schema={"row": pl.Int64, "household": pl.String}).lazy()
    if whole_numbers:
        frame = frame.with_columns(pl.col("household").rank("dense").cast(pl.Int64))
    found = batches._rising(frame.select("household"), size)
    assert found == (batches._Survey(len(keys), True) if rising else None)
    together = all(run == 1 for run in Counter(key for key, _ in groupby(keys) if key is not None).values())
    assert batches._surveyed(frame, size) == batches._Survey(len(keys), together)


def test_keys_without_an_order_are_compared() -> None:
    """What Python and Polars might sort differently is compared by hash."""
    keys = pl.DataFrame({"household": pl.Series(["b", "b", "a"], dtype=pl.Enum(["b", "a"]))}).lazy()
    assert batches._rising(keys, 2) is None
    assert batches._surveyed(keys, 2).together


def test_only_a_household_that_goes_on_is_put_together() -> None:
    """The rest of a batch is the part of the batch itself, not a copy."""
    stream = [pl.DataFrame({"household": list(keys)}) for keys in ("aab", "bcc", "", "ccc", "cde", "f")]
    found = [part["household"].str.join().item() for part in batches._whole_households(iter(stream))]
    assert found == ["aa", "bb", "cccccc", "d", "e", "f"]


@pytest.mark.parametrize("shuffled", [False, True])
def test_answers_do_not_depend_on_batches_or_order(shuffled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small batches and buckets, and rows out of order, change no answer; a household's answers stand in its lowest line."""
    monkeypatch.setattr(to_polars.Runner, "rows", 17)
    monkeypatch.setattr(batches, "BUCKET", 40)
    ruleset = el.load_ruleset("zhangye", as_of=AS_OF)
    found = list(homes(ruleset, seed=3, count=120))
    frame = frame_of(ruleset, found)
    if shuffled:
        frame = frame.collect().sample(fraction=1, shuffle=True, seed=1).lazy()
    assert answered(evaluate(ruleset, frame, AS_OF, refused=True)) == expected(ruleset, found)


@given(keys=KEYS, size=st.integers(1, 4))
def test_a_file_is_read_in_windows(keys: list[str | None], size: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """From Parquet, of which slices are read, the rows are the same as from memory, whatever the window."""
    frame = pl.DataFrame({"row": range(len(keys)), "household": keys}, schema={"row": pl.Int64, "household": pl.String})
    path = tmp_path_factory.mktemp("windows") / "register.parquet"
    frame.write_parquet(path, row_group_size=5)
    found = [row for batch in cut(pl.scan_parquet(path), size) for row in batch["row"]]
    assert found == [row for batch in cut(frame.lazy(), size) for row in batch["row"]]


@pytest.mark.parametrize(
    ("query", "skips"),
    [
        (lambda frame: frame, True),
        (lambda frame: frame.select("household", pl.col("row").cast(pl.Int32)), True),
        (lambda frame: frame.filter(pl.col("row") > 1), False),
        (lambda frame: frame.sort("household"), False),
        (lambda frame: frame.join(frame, on="row"), False),
        (lambda frame: frame.with_columns(pl.len().over("household").alias("size")), False),
        (lambda frame: pl.concat([frame, frame]), False),
        (lambda frame: frame.group_by("household").agg(pl.col("row").first()), False),
    ],
)
def test_only_what_can_be_skipped_to_is_read_in_windows(query: Query, skips: bool, tmp_path: Path) -> None:
    """A query whose slice is the whole query again, or whose order is its own affair, is run once."""
    path = tmp_path / "register.parquet"
    pl.DataFrame({"row": [1, 2, 3], "household": ["a", "a", "b"]}).write_parquet(path)
    assert batches._skips(query(pl.scan_parquet(path))) is skips


def test_no_more_than_two_windows_are_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Polars decodes a file ahead of its consumer without a bound: what is read at a time is bounded by the windows, not by the file."""
    path = tmp_path / "register.parquet"
    pl.DataFrame({"row": range(1000)}).write_parquet(path, row_group_size=10)
    opened: list[int] = []
    collected = batches._collected

    def counted(frame: pl.LazyFrame, rows: int) -> Iterator[pl.DataFrame]:
        opened.append(frame.select(pl.len()).collect().item())
        return collected(frame, rows)

    monkeypatch.setattr(batches, "_collected", counted)
    for number, _ in enumerate(cut(pl.scan_parquet(path), 10)):
        assert len(opened) <= number // batches.WINDOW_BATCHES + 2
    assert sum(opened) == 1000
    assert max(opened) == 10 * batches.WINDOW_BATCHES
