"""Money only as the rules bound it: a floor is never summed as exact."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

import eligibility as el
from eligibility.bulk.evaluation import AMOUNT
from eligibility.register.money import Sum, monthly_supports, sum_of
from tests.conftest import Toy

Ends = tuple[int | None, int | None]
RULES = """
- support: cash
  for: person
  routes:
    main: {when: certified, modality: mandatory, cite: [一], benefit: {kind: cash, unit: CNY/month, amount: 5}}
  benefit: {kind: service}
- support: card
  for: person
  routes:
    main: {when: certified, modality: mandatory, cite: [一]}
  benefit: {kind: cash, unit: CNY/year, amount: 5}
- support: home
  for: household
  routes:
    main: {when: dibao, modality: mandatory, cite: [一]}
  benefit: {kind: cash, unit: CNY/month}
"""


def total(*ends: Ends, support: str = "cash") -> Sum:
    """The sum of answers with these ends."""
    rows = [(support, None if low is None else Decimal(low), None if high is None else Decimal(high)) for low, high in ends]
    schema = {"support": pl.String, "amount_low": AMOUNT, "amount_high": AMOUNT}
    (found,) = pl.DataFrame(rows, schema=schema, orient="row").select(sum_of({"cash"})).to_series().to_list()
    return Sum(**found)


def test_exact_amounts_sum_exactly() -> None:
    found = total((110, 110), (110, 110), (110, 110), (90, 90))
    assert (found.low, found.high, found.text("zh"), found.stated) == (Decimal(420), Decimal(420), "420", 4)


def test_a_floor_is_summed_as_a_floor() -> None:
    """不低于600元 for one and 110元 for another is at least 710, with no upper bound."""
    found = total((600, None), (110, 110))
    assert (found.low, found.high, found.text("en")) == (Decimal(710), None, "at least 710")


def test_a_cap_is_summed_as_a_cap() -> None:
    assert total((0, 600), (0, 600)).text("zh") == "不超过1,200"
    assert total((100, 200), (100, 200)).text("zh") == "200至400"


def test_what_is_not_by_the_month_or_not_stated_is_counted_apart() -> None:
    assert total((1000, 1000), support="card") == Sum(not_stated=1)
    assert total((None, None), (0, None)) == Sum(not_stated=2)
    assert Sum(not_stated=4).text("zh") == "" and Sum(not_stated=4).as_json()["at_least"] is None
    assert total((5, 5), (None, None)) == Sum(Decimal(5), Decimal(5), 1, 1)


def test_the_supports_that_are_paid_by_the_month(toy: Toy) -> None:
    assert monthly_supports(el.load_ruleset(toy(RULES, conflicts="conflicts: []"))) == {"cash"}
