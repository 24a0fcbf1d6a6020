"""Answers whose words are numbers say what they said as texts, in the same order, and lists keep their answers."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import polars as pl

import eligibility as el
from eligibility.register.answer_table import (
    KEYS,
    LIST_NUMBER,
    AnswerPart,
    Listed,
    about,
    answers_in,
    key,
    keys_schema,
    of_route,
    together,
    with_told,
    words_type,
)


def answers(ruleset: el.Ruleset, *keys: tuple[int, str, str]) -> pl.DataFrame:
    return pl.DataFrame(list(keys), schema=keys_schema(ruleset), orient="row")


def test_the_order_of_words_is_that_of_their_numbers(zhangye: el.Ruleset) -> None:
    """Law: answers by their keys are in the order of lines, persons before households, and of the supports' names."""
    every = [*product([9, 10, -1], ["household", "person"], list(zhangye.supports)[:30])]
    table = answers(zhangye, *every)
    texts = table.cast({"subject": pl.String, "support": pl.String})
    assert table[table.select(key()).to_series().arg_sort()].rows() == texts.sort(KEYS, descending=[False, True, False]).rows()
    assert table.select(key()).to_series().n_unique() == len(every)
    assert words_type(["b", "a", "b"]).categories.to_list() == ["a", "b"]


def test_routes_are_told_apart_and_none_is_none() -> None:
    kinds = words_type(["x", "y", "z"])
    table = pl.DataFrame([(a, b) for a in "xyz" for b in ("x", "y", "z", None)], {"support": kinds, "route": kinds}, orient="row")
    numbers = table.select(of_route()).to_series()
    assert numbers.drop_nulls().n_unique() == 9 and numbers.null_count() == 3


def test_what_is_told_of_some_is_nothing_of_the_others(zhangye: el.Ruleset) -> None:
    first, other = list(zhangye.supports)[:2]
    table = answers(zhangye, (3, "person", first), (1, "household", first), (1, "person", first), (1, "person", other))
    told = answers(zhangye, (1, "person", other), (3, "person", first), (8, "person", first)).with_columns(paid=pl.Series([5, 6, 7]))
    assert with_told(table, told)["paid"].to_list() == [6, None, None, 5]
    nothing = with_told(table, told.clear())
    assert nothing.schema["paid"] == pl.Int64 and nothing["paid"].null_count() == 4


def test_lists_keep_their_answers(zhangye: el.Ruleset, tmp_path: Path) -> None:
    """Law: whatever is put together, written and read again, every answer has the paths that it had."""
    support = next(iter(zhangye.supports))
    whom = about("person", support, keys_schema(zhangye))

    def listed(rows: list[int], numbers: list[int | None], lists: list[list[str]]) -> Listed:
        table = pl.DataFrame({"row": rows}).select("row", *whom, missing=pl.Series(numbers, dtype=LIST_NUMBER))
        return Listed(table, pl.Series(lists, dtype=pl.List(pl.String)))

    own = Listed.each(pl.DataFrame({"row": [7, 8]}).select("row", *whom, missing=pl.Series([["7.a"], []], dtype=pl.List(pl.String))))
    found = together([listed([1, 2, 3], [1, None, 0], [["a"], ["b", "c"]]), listed([4], [None], []), own, listed([5], [0], [["d"]])])
    paths = {1: ["b", "c"], 2: None, 3: ["a"], 4: None, 7: ["7.a"], 8: [], 5: ["d"]}
    assert dict(found.plain().select("row", "missing").iter_rows()) == paths
    parts = [AnswerPart.written(tmp_path, "1", found), AnswerPart.written(tmp_path, "2", own)]
    again = answers_in(parts)
    assert again["missing"].to_list() == [*paths.values(), ["7.a"], []] and again["support"].to_list() == [support] * 9
    assert again.schema["support"] == pl.String and parts[0].read().rows.equals(found.rows)
    assert answers_in(parts, ["row", "support"]).equals(again.select("row", "support"))
    assert answers_in(parts, ["missing"]).equals(again.select("missing"))
