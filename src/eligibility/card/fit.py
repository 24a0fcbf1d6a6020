"""As much of a card as one page holds; whatever is left out is counted on the page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from eligibility.card.content import Card
from eligibility.card.measure import Measure, in_bold
from eligibility.card.sheet import ClaimGroup, ClaimRow, Sheet
from eligibility.card.writing import SheetWriter
from eligibility.errors import checked_language
from eligibility.i18n import Language

FEWEST_ROWS = 4
"""How many claims (or all, if there are fewer) are described in full before others are only named."""

FEWEST_BESIDE = 2
"""The same where others are to be verified first: what of them can be named is worth the room."""


def sheet_of(card: Card, language: Language, measure: Measure | None = None, *, less: float = 0, whole: bool = False) -> Sheet:
    """The page of a card. `less` gives up that many points of its height, for a printer that needs more room than estimated.

    Claims are told in full as far as they go, in their order, when all the others can still be named; where they cannot,
    the first few are told in full and the others named as far as they go. The rest is counted. `whole` names all the
    others, for text that has no page. What an ended plan alone gives is never told in full, since it is to be verified first.

    Raises:
        WrongArgument: there is no such language.
    """
    writer = SheetWriter(card, checked_language(language))
    measure = measure or Measure()
    count, lasting = len(card.claims), card.lasting
    few = FEWEST_ROWS if lasting == count else FEWEST_BESIDE
    fewest = min(few, lasting)

    def fits(full: int, named: int) -> bool:
        return height(writer.sheet(full, named), measure) <= measure.height - less

    full = _most(range(fewest, lasting + 1), lambda full: fits(full, count))
    if full is not None:
        return writer.sheet(full, count)
    full = _most(range(fewest + 1), lambda full: fits(full, full))
    if full is None:
        return writer.sheet(0, 0, bare=True)
    if whole:
        return writer.sheet(full, count)
    named = _most(range(full, count + 1), lambda named: fits(full, named))
    return writer.sheet(full, full if named is None else named)


def _most(numbers: range, fits: Callable[[int], bool]) -> int | None:
    """The greatest number that fits, where all smaller ones fit as well; None where none does."""
    found = bisect_left(numbers, True, key=lambda number: not fits(number))
    return numbers[found - 1] if found else None


def height(sheet: Sheet, measure: Measure) -> float:
    """A cautious estimate of the height of a page, in points."""
    m, width = measure, measure.width
    sections = [section for section in (sheet.choices, sheet.questions) if section is not None]
    total = m.heading.height(sheet.title, width) + m.small.height(sheet.closing, width) + m.gap
    total += m.small.height(" · ".join(map(str, sheet.basis)), width)
    total += m.small.height(" ".join([sheet.legend, *(f"{name}＿＿＿＿＿" for name in sheet.blanks)]), width) if sheet.legend else 0
    total += sum(m.listed.height(notice, width - 4 * m.pad) for notice in sheet.notices) + (2 * m.pad + m.gap if sheet.notices else 0)
    total += sum(row_height(row, m) for row in sheet.rows)
    total += _head_height(sheet.rows_title, m) + m.small.height("", width) + 2 * m.pad + m.rule if sheet.rows else 0
    total += _head_height(sheet.groups_title, m) if sheet.groups else 0
    total += sum(m.listed.height(area_text(group), width) for group in (*sheet.groups, *sheet.verify))
    total += _head_height(sheet.verify_title, m) + m.listed.height(sheet.verify_lead, width) if sheet.verify else 0
    total += sum(m.listed.height(text, width) for text in sheet.more) + m.pad
    for section in sections:
        total += _head_height(section.title, m) + (m.listed.height(section.lead, width) if section.lead else 0)
        total += sum(m.listed.height(item, width - 1.5 * m.listed.size) for item in section.items)
        total += m.listed.height(section.rest, width) if section.rest else 0
    return total


def _head_height(text: str, m: Measure) -> float:
    return m.section.height(text, m.width) + m.gap


def row_height(row: ClaimRow, m: Measure) -> float:
    what = m.claim.height(f"00. {row.title}", m.column(0)) + (m.amount.height(row.amount, m.column(0)) if row.amount else 0)
    what += m.detail.height(row.whose, m.column(0))
    how = sum(m.detail.height(in_bold(line.label) + line.text + line.tail, m.column(1)) for line in row.details)
    return max(what, how) + 2 * m.pad + m.rule


def area_text(group: ClaimGroup) -> str:
    return f"{group.who}：" + "".join(f"{in_bold(part.area)} {part.items}。" for part in group.parts)
