"""What entries are about, in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import eligibility as el
from eligibility.book.titles import entry_title
from tests.books import county, rates
from tests.conftest import Toy, support

STANDARDS = "standards:\n  minimum_wage: {unit: CNY/person/month, zh: 最低工资, en: minimum wage}\n"
BODY = (
    """
standards:
  dibao_standard.rural: [{from: 2024-01-01, is: 480, unit: CNY/person/month, source: paper}]
  minimum_wage: [{from: 2024-01-01, is: 2000, unit: CNY/person/month, source: paper}]
options:
  village_care: [{from: 2024-01-01, is: true, source: paper}]
"""
    + rates("from: 2024-01-01, is: 80", "cash.main")
    + "counters:\n  allowances: [{from: 2024-01-01, at: {zh: 厅, en: hall}, source: paper}]\n"
)


@pytest.mark.parametrize(
    ("index", "zh", "en"),
    [
        (0, "低保标准（农村）", "dibao standard (rural)"),
        (1, "最低工资", "minimum wage"),
        (2, "村（社区）照护服务", "care services in villages and communities"),
        (3, "现金", "Cash"),
        (4, "残疾人福利补贴", "Disability allowances"),
    ],
)
def test_an_entry_is_called_by_what_it_is_about(index: int, zh: str, en: str, toy: Toy, book: Callable[..., el.Book]) -> None:
    folder = toy(support("certified"))
    (folder.parents[1] / "national" / "2021-07-01" / "standards.yaml").write_text(STANDARDS, "utf-8")
    entries = list(book(f990101=county(BODY)).entries())
    title = entry_title(entries[index], el.load_ruleset(folder))
    assert (title.zh, title.en) == (zh, en)
