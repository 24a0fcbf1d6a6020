"""Missed and unjustified need a proof; everything else is told apart from them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl

import eligibility as el
from eligibility.bulk import evaluate
from eligibility.register.answer_table import answers_in
from eligibility.register.gaps import with_gaps
from eligibility.register.options import Job
from eligibility.register.reader import Register, read_register
from eligibility.register.screen import Screening, screen_register
from eligibility.register.spellings import words_of
from tests.conftest import DAY, Toy
from tests.register.screenings import NOT_ADOPTED, job_of


def test_gaps(screened: tuple[Register, Screening]) -> None:
    """Missed and unjustified need a proof; where the receipt is not known, that is what is asked."""
    table = answers_in(screened[1].parts).filter(pl.col("support").is_in(["living_allowance", "nursing_subsidy"]))
    found = {(row, support): (status, gap) for row, support, status, gap in table.select("row", "support", "status", "gap").iter_rows()}
    assert found == {
        (2, "living_allowance"): ("eligible", "missed"),
        (2, "nursing_subsidy"): ("eligible", "consistent"),
        (3, "living_allowance"): ("eligible", "consistent"),
        (3, "nursing_subsidy"): ("not_eligible", "unjustified"),
        (4, "living_allowance"): ("undetermined", "undetermined"),
        (4, "nursing_subsidy"): ("eligible", "undetermined"),
        (6, "living_allowance"): ("undetermined", "undetermined"),
        (6, "nursing_subsidy"): ("undetermined", "undetermined"),
    }
    missing = {(row, support): paths for row, support, paths in table.select("row", "support", "missing").iter_rows()}
    assert missing[4, "nursing_subsidy"] == ["self.receives"] and "household.dibao" in missing[4, "living_allowance"]


def test_what_is_received_and_refused_says_why(screened: tuple[Register, Screening]) -> None:
    """The failing conditions, in both languages; nothing stands there where nothing is refused."""
    table = answers_in(screened[1].parts)
    told = table.filter((pl.col("row") == 3) & (pl.col("support") == "nursing_subsidy")).row(0, named=True)
    assert "重度" in told["because_zh"] and "不满足" in told["because_zh"] and "severe" in told["because_en"]
    assert table.filter(pl.col("gap") != "unjustified")["because_zh"].is_null().all()


RULES = """
- support: cash
  for: person
  routes:
    main: {when: certified, modality: mandatory, cite: [一]}
  benefit: {kind: cash, unit: CNY/month, amount: {at_least: 100}}
- support: card
  for: person
  routes:
    main: {when: certified, modality: mandatory, cite: [一]}
  benefit: {kind: cash, unit: CNY/month, amount: {tiers: {"grade in {1, 2}": 80, "grade in {0, 3, 4}": 50}}}
"""


def test_what_is_paid_outside_what_the_rules_give_differs(toy: Toy) -> None:
    """A payment inside the range is consistent, and so is one of which the range is not known."""
    ruleset = el.load_ruleset(toy(RULES, conflicts="conflicts: []"))
    rows = pl.DataFrame(
        {
            "row": [1, 2, 3, 4, 5],
            "person.certified": [True] * 5,
            "person.grade": [1, 3, None, None, 1],
            "person.receives.cash": [True] * 5,
            "person.receives.card": [True] * 5,
            "person.amounts.cash": [Decimal(100), Decimal(99), Decimal(5000), None, None],
            "person.amounts.card": [Decimal(80), Decimal(80), Decimal(60), Decimal(90), None],
        }
    )
    answers = evaluate(ruleset, rows.lazy(), DAY, amounts=True).collect()
    job = Job(ruleset, DAY, {}, complete=False, engine="polars", supports=("cash", "card"), focus=("cash", "card"))
    found = with_gaps(answers, rows, job)
    gaps = {(row, support): gap for row, support, gap in found.select("row", "support", "gap").iter_rows()}
    differing = {key for key, gap in gaps.items() if gap == "paid_differs"}
    assert differing == {(2, "cash"), (2, "card"), (4, "card")}
    assert gaps[3, "card"] == gaps[1, "cash"] == gaps[5, "card"] == "consistent"


def test_dibao_of_people_who_are_not_disabled_is_not_called_unjustified(tmp_path: Path) -> None:
    """A plan for disabled persons does not say who else may have dibao."""
    ruleset = el.load_ruleset("fuzhou_jx", as_of=DAY)
    (tmp_path / "r.csv").write_text("姓名,残疾类别,是否持证,是否低保\n甲,无,否,是\n", "utf-8")
    register = read_register(tmp_path / "r.csv", words_of(ruleset), DAY)
    screening = screen_register(register, job_of(ruleset, {}, register), tmp_path, [])
    table = answers_in(screening.parts)
    assert not len(table.filter((pl.col("support") == "dibao") & (pl.col("gap") == "unjustified")))


WAITING = """
- support: cash
  for: person
  routes:
    main: {when: certified, modality: mandatory, cite: [一]}
  benefit: {kind: cash}
- support: card
  for: person
  routes:
    main: {when: has.cash, modality: mandatory, cite: [一]}
  unless: [tekun]
  benefit: {kind: cash}
"""


def test_what_is_received_and_not_due_today_is_told(toy: Toy) -> None:
    """Only what is said to be received counts as had; who has the other support, or may never have it, is no such case."""
    ruleset = el.load_ruleset(toy(WAITING, conflicts="conflicts: []"))
    rows = pl.DataFrame(
        {
            "row": [1, 2, 3, 4, 5, 6],
            "person.certified": [True, True, False, None, None, True],
            "person.tekun": [False, False, False, False, None, True],
            "person.receives.cash": [None, True, False, None, False, None],
            "person.receives.card": [True] * 6,
        }
    )
    answers = evaluate(ruleset, rows.lazy(), DAY, amounts=True).collect()
    job = Job(ruleset, DAY, {}, complete=False, engine="polars", supports=("card",), focus=("card",))
    found = with_gaps(answers.filter(pl.col("support").cast(pl.String) == "card"), rows, job)
    gaps = dict(found.sort("row").select("row", "gap").iter_rows())
    assert gaps == {1: "not_due", 2: "consistent", 3: "unjustified", 4: "not_due", 5: "not_due", 6: "unjustified"}


def test_a_register_that_says_no_dibao_of_one_who_is_paid_is_told(tmp_path: Path, zhangye: el.Ruleset) -> None:
    """Dibao may still be had, so that the answer is open; as things are the allowance is not due, and what fails is said."""
    (tmp_path / "r.csv").write_text(
        "姓名,是否持证,残疾类别,残疾等级,是否低保,困难残疾人生活补贴\n甲,是,肢体,一级,否,110\n乙,是,肢体,一级,,110\n", "utf-8"
    )
    register = read_register(tmp_path / "r.csv", words_of(zhangye), DAY)
    screening = screen_register(register, job_of(zhangye, NOT_ADOPTED, register), tmp_path, [])
    table = answers_in(screening.parts).filter(pl.col("support") == "living_allowance").sort("row")
    assert table["gap"].to_list() == ["not_due", "undetermined"]
    assert "低保" in table["because_zh"][0] and len(table["missing"][0])
