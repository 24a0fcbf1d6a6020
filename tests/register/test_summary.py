"""Counts by place: small ones are hidden, and cannot be worked out."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from eligibility.register.summary import COUNTED, SMALL, RunningCounts, breakdowns, hidden


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_small_counts_are_hidden_and_cannot_be_worked_out(counts: list[int]) -> None:
    """Law: no shown count lies between 1 and 4, and the total never tells a single hidden count."""
    shown = hidden(counts)
    for count, seen in zip(counts, shown, strict=True):
        assert seen in (count, None)
        assert not (seen is not None and 0 < seen < SMALL)
    alone = shown.count(None) == 1
    assert not alone or all(seen == 0 for seen in shown if seen is not None)


def test_nobody_works_out_a_hidden_count() -> None:
    """Law: whoever knows the rules and the total finds, for each count that is hidden, several counts that could be there."""
    for places, most in ((2, 40), (3, 30), (4, 20), (5, 14)):
        alike: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
        for marks in combinations(range(most + places), places):
            counts = tuple(mark - before - 1 for mark, before in zip(marks, (-1, *marks), strict=False))
            alike[(*hidden(counts), sum(counts))].append(counts)
        for (*shown, _), possible in alike.items():
            assert all(len({counts[at] for counts in possible}) > 1 for at, seen in enumerate(shown) if seen is None)


def _tally(townships: dict[tuple[str, str], int]) -> RunningCounts:
    """So many persons of each township of a county, all of whom miss one support."""
    tally = RunningCounts()
    counties: Counter[tuple[str, str]] = Counter()
    for (county, _), count in townships.items():
        counties["", county] += count
    for by, places in (("county", counties), ("township", townships)):
        tally.people[by] = Counter(places)
        tally.places[by] = Counter({(place, "a", "missed"): count for place, count in places.items()})
    return tally


def test_a_county_does_not_tell_what_its_townships_hide() -> None:
    """Nor the townships a county: one of a name in two counties is two, and one alone in its county is as its county."""
    townships = {
        ("甲县", "东乡"): 2,
        ("甲县", "西乡"): 10,
        ("甲县", "南乡"): 30,
        ("乙县", "东乡"): 3,
        ("乙县", "西乡"): 40,
        ("丙县", "北乡"): 7,
    }
    found = breakdowns(_tally(townships), ["a"])
    assert [one.people for one in found["county"]] == [7, 43, 42]
    shown = {(one.within, one.place): one.people for one in found["township"]}
    assert shown == {**townships, **dict.fromkeys([("甲县", "东乡"), ("甲县", "西乡"), ("乙县", "东乡"), ("乙县", "西乡")])}
    few = breakdowns(_tally({("甲县", "东乡"): 2, ("乙县", "西乡"): 9, ("丙县", "北乡"): 20}), ["a"])
    assert [one.people for by in ("county", "township") for one in few[by]] == [20, None, None, 20, None, None]
    assert [one.supports["a"]["missed"] for one in few["township"]] == [20, None, None]


def test_one_place_alone_is_no_breakdown() -> None:
    """Its counts are the totals; with nothing to hide all are shown."""
    one = _tally({("甲县", "东乡"): 2})
    assert breakdowns(one, ["a"]) == {}
    shown = breakdowns(one, ["a"], small=0)
    assert [(place.place, place.people, place.within) for place in shown["township"]] == [("东乡", 2, "")]
    assert shown["county"][0].supports["a"] == {gap: 2 if gap == "missed" else 0 for gap in COUNTED}
