"""The lowered plan: every column before its readers, nothing twice, what is known folded away."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import eligibility as el
from eligibility.bulk import evaluate, evaluate_wide, write_wide
from eligibility.bulk.evaluation import count
from eligibility.bulk.lower import columns_read, lower
from eligibility.bulk.plan import Level
from eligibility.logic.terms import FALSE_TERM, TRUE_TERM, UNKNOWN_TERM, Column, Tally, TruthLiteral, columns_of, every, some
from tests.bulk.registers import AS_OF, REGIONS, answered, frame_of, homes


@pytest.mark.parametrize("region", REGIONS)
def test_layers_read_earlier_layers_only(region: str) -> None:
    """An engine may add the layers one after the other; tallies read rows, households what households have."""
    ruleset = el.load_ruleset(region, as_of=AS_OF)
    plan = lower(ruleset, columns_read(ruleset), AS_OF)
    there = {level: set(plan.reads[level]) for level in Level}
    for layer in plan.layers:
        for step in layer.steps:
            source = Level.PERSON if layer.tallies else layer.level
            seen = there[source] | (there[Level.HOUSEHOLD] if source is Level.PERSON else set())
            assert columns_of(step.term) <= seen, step.name
        there[layer.level] |= {step.name for step in layer.steps}
    assert {answer.column for answer in plan.answers} <= there[Level.PERSON] | there[Level.HOUSEHOLD]


def test_a_register_without_columns_is_unknown_everywhere() -> None:
    """Absent is unknown: nothing is granted, and what is refused is refused by the rules alone."""
    ruleset = el.load_ruleset("zhangye", as_of=AS_OF)
    found = evaluate(ruleset, pl.LazyFrame({"row": [1, 2]}), AS_OF).collect()
    assert set(found["status"]) == {"undetermined"}
    assert found["route"].null_count() == found.height


def test_constants_are_as_columns_of_one_value() -> None:
    """A standard and an option passed beside the register, or written in every row, give the same answers."""
    ruleset = el.load_ruleset("zhangye", as_of=AS_OF)
    constants = {
        "locality.dibao_standard.urban": Decimal("720"),
        "locality.dibao_standard.rural": Decimal("479.99"),
        "locality.options.nursing_subsidy_grade_3_4": True,
        "locality.emergency_declared": False,
    }
    frame = frame_of(ruleset, list(homes(ruleset, seed=5, count=100))).drop(constants)
    columns = frame.with_columns(pl.lit(value).alias(key) for key, value in constants.items())
    beside = answered(evaluate(ruleset, frame, AS_OF, constants))
    assert beside == answered(evaluate(ruleset, columns, AS_OF))
    assert beside != answered(evaluate(ruleset, frame, AS_OF))


def test_wide_and_counts_say_what_the_long_form_says() -> None:
    """One answer in three shapes."""
    ruleset = el.load_ruleset("fuzhou_jx", as_of=AS_OF)
    frame = frame_of(ruleset, list(homes(ruleset, seed=9, count=80)))
    long = evaluate(ruleset, frame, AS_OF, refused=True).collect()
    counted = count(ruleset, frame, AS_OF)
    by = ["subject", "support", "status", "route", "rests_on"]
    assert set(counted.rows()) == set(long.group_by(by).len("count").rows())
    for subject in ("person", "household"):
        wide = evaluate_wide(ruleset, frame, AS_OF, subject=subject).collect()
        melted = wide.unpivot(index="row", variable_name="support", value_name="status")
        mine = long.filter(pl.col("subject") == subject)
        assert set(melted.rows()) == set(mine.select("row", "support", "status").rows())


def test_written_and_counted_in_one_pass(tmp_path: Path) -> None:
    """The file holds what the wide answers say, the counts are those of a pass of their own."""
    ruleset = el.load_ruleset("fuzhou_jx", as_of=AS_OF)
    frame = frame_of(ruleset, list(homes(ruleset, seed=9, count=80)))
    path = tmp_path / "answers.parquet"
    for _ in range(2):
        counted = write_wide(ruleset, frame, AS_OF, path)
        assert pl.read_parquet(path).equals(evaluate_wide(ruleset, frame, AS_OF).collect())
        assert counted.equals(count(ruleset, frame, AS_OF))
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    ruleset = el.load_ruleset("fuzhou_jx", as_of=AS_OF)
    with pytest.raises(el.EligibilityError) as caught:
        write_wide(ruleset, frame_of(ruleset, list(homes(ruleset, seed=9, count=3))), AS_OF, tmp_path / "no" / "answers.parquet")
    assert [problem.code for problem in caught.value.problems] == ["unwritable_file"]


def test_a_column_of_the_wrong_type_is_refused() -> None:
    """Money as a float would not be exact: the message names the column and the type."""
    ruleset = el.load_ruleset("zhangye", as_of=AS_OF)
    frame = pl.LazyFrame({"row": [1], "household.monthly_income_per_capita": [479.99], "person.certified": ["是"]})
    with pytest.raises(el.EligibilityError) as caught:
        evaluate(ruleset, frame, AS_OF)
    assert {problem.where for problem in caught.value.problems} == {"household.monthly_income_per_capita", "person.certified"}


def test_folding_keeps_the_unknown() -> None:
    """Kleene: unknown joins are folded only by what decides them."""
    fact = Column("fact")
    assert every([UNKNOWN_TERM, FALSE_TERM, fact]) == FALSE_TERM
    assert some([UNKNOWN_TERM, TRUE_TERM, fact]) == TRUE_TERM
    assert every([TRUE_TERM, fact]) == fact
    assert every([UNKNOWN_TERM, fact]) not in (UNKNOWN_TERM, fact)
    assert not isinstance(some([UNKNOWN_TERM, fact]), TruthLiteral)
    assert columns_of(Tally(fact, True)) == {"fact"}
