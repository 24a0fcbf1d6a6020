"""A register in batches: bounded, and with households whole."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eligibility as el
from eligibility.bulk import batches, evaluate, to_polars
from eligibility.bulk.batches import batches as cut
from tests.bulk.registers import AS_OF, answered, expected, frame_of, homes

KEYS = st.lists(st.one_of(st.none(), st.sampled_from("abcdefg")), max_size=30)


@given(keys=KEYS, size=st.integers(1, 8), bucket=st.integers(1, 10))
def test_every_row_comes_once_with_its_whole_household(keys: list[str | None], size: int, bucket: int) -> None:
    """Whatever the order of the register: no row is lost or doubled, and no household lies in two batches or in two places of one."""
    frame = pl.DataFrame({"row": range(len(keys)), "household": keys}, schema={"row": pl.Int64, "household": pl.String}).lazy()
    found = list(cut(frame, size, bucket))
    assert sorted(row for batch in found for row in batch["row"]) == list(range(len(keys)))
    runs = [key for batch in found for key in batch["household"].rle().struct.field("value") if key is not None]
    assert len(runs) == len(set(runs))


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
