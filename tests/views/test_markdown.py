"""Markdown of a report: headings, list items, a proof as it stands, and no sign that is taken for markup."""

from __future__ import annotations

from eligibility.views.markdown import markdown
from eligibility.views.report import Group, Item, Report, Section


def test_headings_items_and_a_proof() -> None:
    item = Item("●", "a *b*", ("one line", "✓ route main\n  ✓ fact"))
    report = Report("T", (Section("S", "green", (Group("", (item,)), Group("G", (Item("?", "q"),)))),))
    assert markdown(report).splitlines() == [
        *("# T", "", "## S", ""),
        *("- ● **a \\*b\\***", "  - one line", "", "  ```text", "  ✓ route main", "    ✓ fact", "  ```"),
        *("", "### G", "", "- ? **q**"),
    ]
