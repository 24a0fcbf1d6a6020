"""What the local book says, in words: by which document, from which month, where, when, with what, and within which days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from eligibility.i18n import Language, Text
from eligibility.rules.basis import BasisSource, source_text
from eligibility.rules.support import Paid
from eligibility.rules.words import PaidEvery, PaidFrom

if TYPE_CHECKING:
    from eligibility.book.entries import Counter, Deadline, EntryHead
    from eligibility.decide.decision import Decision
    from eligibility.decide.outcome import Outcome

_SINCE: Mapping[PaidFrom, Text] = {
    "application_month": Text("从申请当月起", "from the month of application"),
    "approval_month": Text("从批准当月起", "from the month of approval"),
    "next_month": Text("从批准的下月起", "from the month after approval"),
}
_EVERY: Mapping[PaidEvery, Text] = {
    "month": Text("按月发放", "paid monthly"),
    "quarter": Text("按季发放", "paid quarterly"),
    "half_year": Text("每半年发放一次", "paid every half-year"),
    "year": Text("每年发放一次", "paid once a year"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

UNSEEN = Text("未核对原文", "original not seen")


def book_text(decision: Decision, language: Language) -> str:
    """Which book a decision used: its areas and the hash of what was used; nothing where none was given."""
    in_use = decision.evaluation.book
    found = decision.receipt.book if in_use is not None and in_use.local.layers else None
    if in_use is None or found is None:
        return ""
    names = Text("、", ", ")[language].join(layer.name[language] for layer in in_use.local.layers)
    return Text(f"标准册 {names} {found[:8]}", f"local book {names} {found[:8]}")[language]


def document_text(head: EntryHead, language: Language) -> str:
    """The document of an entry, and that its text was not seen where it was not."""
    unseen = Text(f"，{UNSEEN.zh}", f", {UNSEEN.en}")[language]
    return head.source.name + ("" if head.source.seen else unseen)


def paid_text(paid: Paid, language: Language, by: BasisSource | None = None) -> str:
    """From which month an amount is paid, and how often; `by` is the national document that says it."""
    told = Text(f"{_SINCE[paid.first].zh}{_EVERY[paid.every].zh}", f"{_EVERY[paid.every].en} {_SINCE[paid.first].en}")[language]
    if by is None:
        return told
    unseen = "" if by.seen else Text(f"，{UNSEEN.zh}", f", {UNSEEN.en}")[language]
    name = source_text(by)[language]
    return told + Text(f"（{name}{unseen}）", f" ({name}{unseen})")[language]


def counter_text(counter: Counter, language: Language) -> str:
    """Where a support is applied for, with telephone and hours."""
    hours = counter.hours[language] if counter.hours else ""
    phone = Text(f"电话{counter.phone}", f"tel. {counter.phone}")[language] if counter.phone else ""
    return Text("，", ", ")[language].join(part for part in (counter.at[language], hours, phone) if part)


def window_text(window: Deadline, language: Language) -> str:
    """Between which days of the year a support is applied for."""
    opens, closes = (_day(day, language) for day in (window.opens, window.closes))
    over = window.closes < window.opens
    return Text(f"每年{opens}至{'次年' if over else ''}{closes}", f"{opens} to {closes}{' of the next year' if over else ''}, every year")[
        language
    ]


def local_lines(outcome: Outcome, language: Language, *, counters: bool = True) -> Iterator[str]:
    """What a caseworker is told of a granted answer from the local book, a line each: the rate's document, where, with what, when.

    Without `counters` where and with what is left out, for a face that lists them together.
    """
    if not outcome.status.granted:
        return
    rate, counter, window = outcome.local, outcome.counter, outcome.window
    stated = outcome.amount.stated is not None
    by = [document_text(rate.rate.head, language)] if rate is not None and stated else []
    national = outcome.national_paid
    paid = [paid_text(outcome.paid, language, national.source if national else None)] if outcome.paid else []
    told = Text("，", ", ")[language].join([*by, *(paid if stated or counters else [])])
    if told:
        yield Text("标准：", "Rate: ")[language] + told if stated else told
    if counter is not None and counters:
        yield Text("办理：", "Apply at: ")[language] + counter_text(counter, language)
        if counter.papers:
            yield Text("办理时带：", "Bring there: ")[language] + Text("、", ", ")[language].join(
                paper[language] for paper in counter.papers
            )
    if window is not None:
        yield Text("办理时间：", "When: ")[language] + window_text(window, language)


def _day(day: tuple[int, int], language: Language) -> str:
    return f"{day[0]}月{day[1]}日" if language == "zh" else f"{day[1]} {_MONTHS[day[0] - 1]}"
