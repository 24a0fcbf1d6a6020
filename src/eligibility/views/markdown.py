"""A report as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from eligibility.i18n import in_markdown
from eligibility.views.report import Report


def markdown(report: Report) -> str:
    """The report as Markdown: a heading a section, a list item an outcome."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"# {in_markdown(report.title)}"
    for section in report.sections:
        yield ""
        yield f"## {in_markdown(section.title)}"
        for group in section.groups:
            if group.title:
                yield ""
                yield f"### {in_markdown(group.title)}"
            yield ""
            for item in group.items:
                yield f"- {item.mark} **{in_markdown(item.head)}**"
                for detail in item.details:
                    yield from _detail(detail)


def _detail(detail: str) -> Iterator[str]:
    if "\n" not in detail:
        yield f"  - {in_markdown(detail)}"
        return
    yield ""
    yield "  ```text"
    yield from (f"  {line}" for line in detail.splitlines())
    yield "  ```"
