"""As much of a card as one page holds; whatever is left out is counted on the page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from functools import partial

from eligibility.card.content import Card
from eligibility.card.measure import Measure, in_bold
from eligibility.card.sheet import ClaimGroup, ClaimRow, Sheet
from eligibility.card.writing import MOST_QUESTIONS, SheetWriter
from eligibility.errors import checked_language
from eligibility.i18n import Language

FEWEST_ROWS = 4
"""How many claims (or all, if there are fewer) are described in full before others are only named."""

QUESTIONS_IN_ALL = 8
"""The most questions of one page: a family is not asked more at a time, however much room there is."""

NAMED_BESIDE = 8
"""How many others are named, if there is room for so many without telling fewer than two in full."""

FEWEST_BESIDE = 2
"""The same where others are to be verified first: what of them can be named is worth the room."""


def sheet_of(card: Card, language: Language, measure: Measure | None = None, *, less: float = 0, whole: bool = False) -> Sheet:
    """The page of a card. `less` gives up that many points of its height, for a printer that needs more room than estimated.

    Claims are told in full as far as they go, in their order, when all the others can still be named; where they cannot,
    the first few are told in full and the others named as far as they go; what has a stated amount is named before a second and
    third question. The rest is counted. `whole` names all the
    others, for text that has no page. What an ended plan alone gives is never told in full, since it is to be verified first;
    nor is what an office does of its own accord, since nobody applies for it.

    Raises:
        WrongArgument: there is no such language.
    """
    writer = SheetWriter(card, checked_language(language))
    measure = measure or Measure()
    count, lasting = len(card.claims), card.lasting
    few = FEWEST_ROWS if lasting == count else FEWEST_BESIDE
    fewest = min(few, card.to_apply)

    def fits(full: int, named: int, questions: int = MOST_QUESTIONS) -> bool:
        return height(writer.sheet(full, named, questions=questions), measure) <= measure.height - less

    full = _most(range(fewest, card.to_apply + 1), lambda full: fits(full, count))
    if full is not None:
        return _filled(writer, full, measure.height - less, measure)
    full = _most(range(fewest + 1), lambda full: fits(full, full))
    if full is None:
        return writer.sheet(0, 0, bare=True)
    if whole:
        return writer.sheet(full, count)
    full, named = _shared_out(full, count, fits)
    paying = max((index for index, claim in enumerate(card.claims[:lasting], 1) if claim.terms.amount is not None), default=0)
    questions = MOST_QUESTIONS
    while named < paying and questions > 1:
        questions -= 1
        named = _most(range(named, count + 1), partial(fits, full, questions=questions)) or named
    return writer.sheet(full, named, questions=questions)


def _shared_out(most: int, count: int, fits: Callable[[int, int], bool]) -> tuple[int, int]:
    """How many claims are told in full and up to which the others are named, where not all can be named.

    As many in full as leave room to name some more; where nothing leaves that room, what names the most.
    """
    found = [(full, _most(range(full, count + 1), partial(fits, full)) or full) for full in range(most, min(most, FEWEST_BESIDE) - 1, -1)]
    enough = next((pair for pair in found if pair[1] - pair[0] >= NAMED_BESIDE), None)
    return enough or max(found, key=lambda pair: pair[1])


def _filled(writer: SheetWriter, full: int, room: float, measure: Measure) -> Sheet:
    """The page that tells of every claim, with as many questions as still fit, and then as many promoted supports by name."""
    card = writer.card
    count = len(card.claims)

    def fits(questions: int, offers: int) -> bool:
        return height(writer.sheet(full, count, questions=questions, offers=offers), measure) <= room

    asked = min(MOST_QUESTIONS, len(card.questions))
    questions = _most(range(asked, min(len(card.questions), QUESTIONS_IN_ALL) + 1), lambda number: fits(number, 0)) or asked
    offers = _most(range(card.offers + 1), lambda number: fits(questions, number)) or 0
    return writer.sheet(full, count, questions=questions, offers=offers)


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
    total += sum(m.listed.height(in_bold(text), width) for text in sheet.under) + m.listed.height(sheet.contact, width) + m.gap
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
    what += m.detail.height(row.whose, m.column(0)) + (m.detail.height(row.paid, m.column(0)) if row.paid else 0)
    how = sum(m.detail.height(in_bold(line.label) + line.text + line.tail, m.column(1)) for line in row.details)
    return max(what, how) + 2 * m.pad + m.rule


def area_text(group: ClaimGroup) -> str:
    return f"{group.who}：" + "".join(f"{in_bold(part.area)} {part.items}。" for part in group.parts)
