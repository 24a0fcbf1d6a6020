"""A whole register answered: one row for each subject and support, its shapes, and what is refused before anything is read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import eligibility as el
from eligibility.bulk.evaluation import AMOUNT, RESTS_ON, STATUS, SUBJECT_TYPE, count, evaluate, evaluate_wide, write_wide
from tests.conftest import DAY, Toy, support
from tests.kinds import KINDS

REGISTER = pl.DataFrame(
    {
        "row": [2, 5, 6, 7, 9],
        "household": ["a", "a", "b", None, None],
        "person.certified": [True, None, True, True, False],
        "person.grade": [1, 3, 1, None, 2],
        "person.autism": [None, True, False, True, None],
        "person.tekun": [False, False, True, None, False],
        "household.size": [2, 2, 1, 1, 3],
    },
    schema_overrides={"person.grade": pl.Int64},
)


@pytest.fixture
def kinds(toy: Toy) -> el.Ruleset:
    return el.load_ruleset(toy(KINDS))


def said(frame: pl.LazyFrame) -> set[tuple[Any, ...]]:
    return set(frame.select("row", "subject", "support", "status").collect().iter_rows())


def test_a_row_for_each_subject_and_support(kinds: el.Ruleset) -> None:
    """Of a person the own row, of a household its first; supports of both kinds have an answer for each; refused ones on request."""
    answers = evaluate(kinds, REGISTER.lazy(), DAY, refused=True).collect()
    people = {(row, "person", name) for row in (2, 5, 6, 7, 9) for name in ("cash", "home", "card")}
    homes = {(row, "household", name) for row in (2, 6, 7, 9) for name in ("home", "staff")}
    assert set(answers.select("row", "subject", "support").iter_rows()) == people | homes
    assert answers.height == len(people | homes)
    kept = evaluate(kinds, REGISTER.lazy(), DAY).collect()
    assert set(kept.iter_rows()) == set(answers.filter(pl.col("status") != "not_eligible").iter_rows())
    assert 0 < kept.height < answers.height


def test_the_answers_of_a_few_rows(kinds: el.Ruleset) -> None:
    """Severe and not tekun has cash; a tekun has none; unknown grade, open; the household of two with a severe member has home."""
    found = said(evaluate(kinds, REGISTER.lazy(), DAY, refused=True))
    cash = {row: status for row, subject, name, status in found if (subject, name) == ("person", "cash")}
    home = {row: status for row, subject, name, status in found if (subject, name) == ("household", "home")}
    assert cash == {2: "eligible", 5: "not_eligible", 6: "not_eligible", 7: "undetermined", 9: "eligible"}
    assert home == {2: "eligible", 6: "not_eligible", 7: "not_eligible", 9: "eligible"}


def test_a_route_is_named_only_where_one_grants(kinds: el.Ruleset) -> None:
    answers = evaluate(kinds, REGISTER.lazy(), DAY, refused=True).collect()
    grants = answers["status"].cast(pl.String).is_in(["eligible", "eligible_after"])
    assert (answers["route"].is_not_null() == grants).all()
    assert set(answers.filter(support="cash", row=2)["route"]) == {"severe"}


def test_the_columns_and_their_types_are_known_beforehand(kinds: el.Ruleset) -> None:
    """Without a row to be read, and as they are found."""
    lazy = evaluate(kinds, REGISTER.lazy(), DAY, amounts=True)
    schema = lazy.collect_schema()
    assert schema.names() == ["row", "subject", "support", "status", "route", "rests_on", "amount_low", "amount_high"]
    assert (schema["subject"], schema["status"], schema["rests_on"], schema["amount_low"]) == (SUBJECT_TYPE, STATUS, RESTS_ON, AMOUNT)
    assert lazy.collect().schema == schema


def test_a_register_without_rows_has_no_answers(kinds: el.Ruleset, tmp_path: Path) -> None:
    empty = REGISTER.clear().lazy()
    assert evaluate(kinds, empty, DAY, refused=True).collect().height == 0
    assert evaluate_wide(kinds, empty, DAY).collect().columns == ["row", "cash", "home", "card"]
    assert count(kinds, empty, DAY).height == 0
    assert write_wide(kinds, empty, DAY, tmp_path / "a.parquet").height == 0
    assert pl.read_parquet(tmp_path / "a.parquet").schema == evaluate_wide(kinds, empty, DAY).collect_schema()


def test_a_register_without_columns_is_unknown_everywhere(zhangye: el.Ruleset) -> None:
    """Absent is unknown: nothing is granted, and what is refused is refused by the rules alone."""
    found = evaluate(zhangye, pl.LazyFrame({"row": [1, 2]}), DAY).collect()
    assert set(found["status"]) == {"undetermined"}
    assert found["route"].null_count() == found.height


def test_only_the_supports_asked_for(kinds: el.Ruleset) -> None:
    """Each as if all had been: what it depends on is answered without being told."""
    everything = said(evaluate(kinds, REGISTER.lazy(), DAY, refused=True))
    assert said(evaluate(kinds, REGISTER.lazy(), DAY, refused=True, supports=["card"])) == {one for one in everything if one[2] == "card"}
    assert said(evaluate(kinds, REGISTER.lazy(), DAY, refused=True, supports=[])) == set()


def test_amounts_stand_beside_the_answers_that_state_one(toy: Toy) -> None:
    """In yuan, at both ends; unbounded above is NULL there; a refused or unstated amount is NULL in both."""
    money = "kind: cash, unit: CNY/month, amount: "
    rules = support("certified").replace("kind: cash", f"{money}12.5") + support("certified", name="staff")
    rules += support("certified", name="card").replace("kind: cash", f"{money}{{at_least: 80}}")
    ruleset = el.load_ruleset(toy(rules, conflicts="conflicts: []"))
    frame = pl.LazyFrame({"row": [1, 2, 3], "person.certified": [True, False, None]})
    answers = evaluate(ruleset, frame, DAY, refused=True, amounts=True).collect()
    ends = {(row, name): pair for row, name, *pair in answers.select("row", "support", "amount_low", "amount_high").iter_rows()}
    nothing = [None, None]
    assert [ends[row, "cash"] for row in (1, 2, 3)] == [[Decimal("12.5")] * 2, nothing, [Decimal("12.5")] * 2]
    assert [ends[row, "card"] for row in (1, 2, 3)] == [[Decimal(80), None], nothing, [Decimal(80), None]]
    assert [ends[row, "staff"] for row in (1, 2, 3)] == [nothing] * 3
    shown = evaluate(ruleset, frame, DAY, amounts=True).collect()
    assert set(shown.iter_rows()) == set(answers.filter(pl.col("status") != "not_eligible").iter_rows())


def test_what_is_asked_of_the_answers_is_asked_of_all(kinds: el.Ruleset) -> None:
    """A filter, a choice of columns and a first few rows are applied while the answers are made, to the same effect as afterwards."""
    lazy = evaluate(kinds, REGISTER.lazy(), DAY, refused=True)
    everything = lazy.collect()
    eligible = pl.col("status") == "eligible"
    chosen = lazy.filter(eligible).select("support", "row").collect()
    assert sorted(chosen.iter_rows()) == sorted(everything.filter(eligible).select("support", "row").iter_rows())
    assert lazy.head(4).collect().height == 4
    assert lazy.filter(eligible).head(1000).collect().height == chosen.height


def test_wide_and_counts_say_what_the_long_form_says(kinds: el.Ruleset) -> None:
    """One answer in three shapes."""
    long = evaluate(kinds, REGISTER.lazy(), DAY, refused=True).collect()
    counted = count(kinds, REGISTER.lazy(), DAY)
    by = ["subject", "support", "status", "route", "rests_on"]
    assert counted.columns == [*by, "count"]
    assert set(counted.rows()) == set(long.group_by(by).len("count").rows())
    for subject in ("person", "household"):
        wide = evaluate_wide(kinds, REGISTER.lazy(), DAY, subject=subject).collect()
        melted = wide.unpivot(index="row", variable_name="support", value_name="status")
        mine = long.filter(pl.col("subject") == subject)
        assert set(melted.rows()) == set(mine.select("row", "support", "status").rows())


def test_written_and_counted_in_one_pass(kinds: el.Ruleset, tmp_path: Path) -> None:
    """The file holds what the wide answers say, the counts are those of a pass of their own; it replaces what was there."""
    path = tmp_path / "answers.parquet"
    for _ in range(2):
        counted = write_wide(kinds, REGISTER.lazy(), DAY, path)
        assert pl.read_parquet(path).equals(evaluate_wide(kinds, REGISTER.lazy(), DAY).collect())
        assert counted.equals(count(kinds, REGISTER.lazy(), DAY))
    assert [one for one in tmp_path.iterdir() if one.is_file()] == [path]


def test_a_folder_that_is_not_there_is_told(kinds: el.Ruleset, tmp_path: Path) -> None:
    with pytest.raises(el.EligibilityError) as caught:
        write_wide(kinds, REGISTER.lazy(), DAY, tmp_path / "no" / "answers.parquet")
    assert [problem.code for problem in caught.value.problems] == ["unwritable_file"]


@pytest.mark.parametrize("door", [evaluate, evaluate_wide, count])
def test_a_column_of_the_wrong_type_is_refused(kinds: el.Ruleset, door: Callable[..., object]) -> None:
    """At once, before a row is read. Money as a float would not be exact: the message names the column and the type."""
    frame = pl.LazyFrame({"row": [1], "household.monthly_income_per_capita": [479.99], "person.certified": ["是"]})
    with pytest.raises(el.EligibilityError) as caught:
        door(kinds, frame, DAY)
    assert {problem.where for problem in caught.value.problems} == {"household.monthly_income_per_capita", "person.certified"}


def test_nothing_is_computed_until_it_is_read(kinds: el.Ruleset) -> None:
    seen: list[int] = []

    def noted(rows: pl.DataFrame) -> pl.DataFrame:
        seen.append(rows.height)
        return rows

    lazy = evaluate(kinds, REGISTER.lazy().map_batches(noted, schema=REGISTER.schema), DAY)
    assert seen == []
    assert lazy.collect().height and seen
