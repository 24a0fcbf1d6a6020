"""The card as Markdown: the page in plain text."""

from __future__ import annotations

from collections.abc import Iterator

from eligibility.card.sheet import ClaimGroup, ClaimRow, Sheet
from eligibility.i18n import in_markdown


def card_markdown(sheet: Sheet) -> str:
    """The page of a card as Markdown, a heading a section."""
    return "\n".join(_page_lines(sheet)) + "\n"


def _page_lines(sheet: Sheet) -> Iterator[str]:
    yield f"# {in_markdown(sheet.title)}"
    yield ""
    yield in_markdown(" · ".join(map(str, sheet.basis)))
    if sheet.legend:
        yield ""
        yield in_markdown(" ".join([sheet.legend, *(f"{name}＿＿＿＿" for name in sheet.blanks)]))
    yield from _paragraphs(sheet.notices, "> ")
    if sheet.rows:
        yield from _heading_lines(sheet.rows_title)
        for index, row in enumerate(sheet.rows, 1):
            yield from _claim_lines(index, row)
        yield from _paragraphs(sheet.under)
    if sheet.groups:
        yield from _heading_lines(sheet.groups_title)
        yield from (_group_line(group, sheet) for group in sheet.groups)
    if sheet.verify:
        yield from _heading_lines(sheet.verify_title)
        yield in_markdown(sheet.verify_lead)
        yield ""
        yield from (_group_line(group, sheet) for group in sheet.verify)
    yield from _paragraphs(sheet.more)
    for section in (sheet.choices, sheet.questions):
        if section is not None:
            yield from _heading_lines(section.title)
            yield from ([in_markdown(section.lead), ""] if section.lead else [])
            yield from (f"- {in_markdown(item)}" for item in section.items)
            yield from _paragraphs([section.rest] if section.rest else [])
    yield from _paragraphs([sheet.contact, sheet.closing])


def _heading_lines(text: str) -> Iterator[str]:
    yield from ("", f"## {in_markdown(text)}", "")


def _paragraphs(texts: tuple[str, ...] | list[str], mark: str = "") -> Iterator[str]:
    for text in texts:
        yield ""
        yield mark + in_markdown(text)


def _claim_lines(index: int, row: ClaimRow) -> Iterator[str]:
    what = " · ".join(in_markdown(text) for text in (row.amount, row.paid, row.whose) if text)
    yield f"{index}. **{in_markdown(row.title)}** · {what}"
    for line in row.details:
        yield f"   - {in_markdown(str(line))}"


def _group_line(group: ClaimGroup, sheet: Sheet) -> str:
    colon, stop = ("：", "。") if sheet.language == "zh" else (": ", ". ")
    parts = "".join(f"**{in_markdown(part.area)}** {in_markdown(part.items)}{stop}" for part in group.parts)
    return f"- {in_markdown(group.who)}{colon}{parts}".rstrip()
