"""A local book in words: what it has for which areas, what speaks in a place on a day, and what changes in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from eligibility._dataclass import dataclass
from eligibility._json import JsonObject
from eligibility.book.areas import wider
from eligibility.book.book import Book
from eligibility.book.bound import BoundBook, book_under
from eligibility.book.changes import BookChange
from eligibility.book.entries import BookEntry, Counter, Deadline, Option, Rate, Room, Standard
from eligibility.book.titles import entry_title
from eligibility.i18n import InOneLanguage, Language, Text
from eligibility.rules.amount_prose import benefit_text
from eligibility.rules.labels import UNITS
from eligibility.rules.prose import MEASURES, Prose, number_text
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.support import Benefit
from eligibility.rules.words import BenefitUnit
from eligibility.views.local import counter_text, document_text, paid_text, window_text

PER_HEAD: BenefitUnit = "CNY/person/month"

ROOMS: Mapping[Room, Text] = {
    "standards": Text("标准", "Standards"),
    "options": Text("可选政策", "Local options"),
    "rates": Text("补贴标准", "Rates"),
    "counters": Text("在哪里办", "Counters"),
    "deadlines": Text("办理时间", "Days of application"),
}
"""The rooms of a book, in the order of the page."""


@dataclass(frozen=True, slots=True)
class PlaceBook:
    """What a book says in a place on a day: every entry in force, of each thing the nearest area's first."""

    book: Book
    area: str
    day: date
    ruleset: Ruleset

    def entries(self) -> list[BookEntry]:
        """The entries in force, by room and name, the nearest area first."""
        order = {code: index for index, code in enumerate(wider(self.area))}
        found = [entry for layer in self.book.around(self.area) for entry in layer.entries if entry.head.in_force(self.day)]
        rooms = list(ROOMS)
        return sorted(found, key=lambda one: (rooms.index(one.head.room), one.head.name, order[one.head.area]))

    def as_json(self) -> JsonObject:
        """The entries as plain data, as they are written."""
        return {
            "area": self.area,
            "as_of": self.day.isoformat(),
            "areas": [layer.area for layer in self.book.around(self.area)],
            "entries": [{**entry.head.content, "key": entry.head.key, "area": entry.head.area} for entry in self.entries()],
        }

    def lines(self, language: Language) -> Iterator[str]:
        """The entries as text, a heading a room."""
        words = EntryWords(book_under(self.book, self.ruleset), self.ruleset, language)
        names = Text("、", ", ")[language].join(f"{layer.name[language]} {layer.area}" for layer in self.book.around(self.area))
        yield Text(
            f"{self.area} · {self.day} · {names or '标准册里没有这个地区'}",
            f"{self.area} · {self.day} · {names or 'nothing for this area'}",
        )[language]
        room = None
        for entry in self.entries():
            if entry.head.room != room:
                room = entry.head.room
                yield ""
                yield f"== {ROOMS[room][language]} =="
            yield words.line(entry)


class EntryWords(InOneLanguage):
    """Entries of a book in one language."""

    def __init__(self, bound: BoundBook, ruleset: Ruleset, language: Language) -> None:
        self.bound = bound
        self.ruleset = ruleset
        self.language = language

    def line(self, entry: BookEntry) -> str:
        """An entry in one line: what it is about, what it says, from when, by which document, in which area."""
        head = entry.head
        until = self._say(f"至{head.last}", f" to {head.last}") if head.last else self._say("起", " on")
        days = self._say(f"{head.first}{until}", f"{head.first}{until}")
        title = entry_title(entry, self.ruleset)[self.language]
        said = self._joined([days, document_text(head, self.language), head.area])
        return self._say(f"{title}：{self.told(entry)}（{said}）", f"{title}: {self.told(entry)} ({said})")

    def told(self, entry: BookEntry) -> str:
        """What an entry says."""
        match entry:
            case Standard():
                unit = str(entry.head.content["unit"])
                if unit == PER_HEAD:
                    return UNITS[PER_HEAD][self.language].format(number_text(entry.amount))
                return number_text(entry.amount) + MEASURES.get(unit, Text(f" {unit}", f" {unit}"))[self.language]
            case Option():
                return self._say("已出台" if entry.adopted else "没有出台", "adopted" if entry.adopted else "not adopted")
            case Rate():
                return self._rate(entry)
            case Counter():
                papers = self._say("、", ", ").join(paper[self.language] for paper in entry.papers)
                bring = self._say(f"；带上：{papers}", f"; bring {papers}") if papers else ""
                return counter_text(entry, self.language) + bring
            case Deadline():
                return window_text(entry, self.language)

    def _rate(self, rate: Rate) -> str:
        bound = self.bound.rates.get(rate.head.id)
        if bound is None:
            return self._say("本地规则没有这一项", "the rules of this place have no such support")
        prose = Prose(self.ruleset, self.language)
        told = benefit_text(Benefit("cash", bound.formula, rate.unit), prose)
        where = f"{prose.say(bound.where)}" if bound.where is not None else ""
        only = self._say(f"（只对：{where}）", f" (only where: {where})") if where else ""
        paid = self._say("，", ", ") + paid_text(rate.paid, self.language) if rate.paid else ""
        return f"{told}{only}{paid}"


def area_lines(book: Book, language: Language) -> Iterator[str]:
    """The areas of a book, a line each: code, name, and how many entries of which room."""
    for layer in book.areas.values():
        counts = {room: sum(entry.head.room == room for entry in layer.entries) for room in ROOMS}
        told = Text("、", ", ")[language].join(
            Text(f"{ROOMS[room].zh}{count}条", f"{ROOMS[room].en.lower()} {count}")[language] for room, count in counts.items() if count
        )
        yield f"{layer.area}  {layer.name[language]}  {told or '-'}"


def change_lines(changes: Iterable[BookChange], book: Book, ruleset_of: Mapping[str, Ruleset], language: Language) -> Iterator[str]:
    """The changes of a book, a line each: the day, the area, the thing, and what it was and is."""
    for change in changes:
        entry = change.after or change.before
        ruleset = ruleset_of.get(change.area)
        if entry is None:
            continue
        words = EntryWords(book_under(book, ruleset), ruleset, language) if ruleset else None
        title = entry_title(entry, ruleset)[language] if ruleset else change.key
        none = Text("无", "none")[language]
        was, now = (words.told(one) if one and words else (one.head.source.name if one else none) for one in (change.before, change.after))
        by = document_text(entry.head, language)
        yield Text(
            f"{change.day}  {change.area}  {title}：{was} → {now}（{by}）", f"{change.day}  {change.area}  {title}: {was} → {now} ({by})"
        )[language]


def change_json(change: BookChange) -> JsonObject:
    """A change as plain data, with the entries as they are written."""
    before, after = change.before, change.after
    return {
        "day": change.day.isoformat(),
        "area": change.area,
        "key": change.key,
        "before": before.head.content if before else None,
        "after": after.head.content if after else None,
    }
