"""Texts in two languages, and the nearest known name to a wrong one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from difflib import SequenceMatcher, get_close_matches
from typing import Literal

from eligibility._dataclass import dataclass

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Chinese and English."""

    zh: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def as_json(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}

    def is_called(self, name: str) -> bool:
        """Whether a name is this text in one of the languages, whatever its case and the width of its signs.

        What the text explains in brackets at its end may be left out.
        """
        called = {_plain(self.zh), _plain(self.en)}
        return _plain(name) in called | {re.sub(r" ?\([^()]*\)$", "", one) for one in called}

    def contains(self, word: str) -> bool:
        """Whether a word of at least two signs stands in this text in one of the languages."""
        plain = _plain(word)
        return len(plain) > 1 and any(plain in _plain(said) for said in (self.zh, self.en))

    def is_shortened(self, word: str) -> bool:
        """Whether a word of two to four signs is made of signs of the Chinese text in their order, as 低保 of 最低生活保障."""
        plain, signs = _plain(word), iter(_plain(self.zh))
        return 2 <= len(plain) <= _SHORTENED and not plain.isascii() and all(sign in signs for sign in plain)

    def likeness(self, name: str) -> float:
        """How near a name is to this text, from 0 to 1, in the language in which it is nearer."""
        return max(SequenceMatcher(None, _plain(name), _plain(said)).ratio() for said in (self.zh, self.en))


_SHORTENED = 4
"""As many signs as a shortened name has."""


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def day_text(day: date, language: Language) -> str:
    """A day as it is written in a sentence: 2025年12月31日, and in English as in a profile."""
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else day.isoformat()


_ENDED = re.compile(r"[.?!;。？！；][)）”’」]*$")
"""The end of a text after which no further sign is written."""


def counted(count: int, noun: str) -> str:
    """A number of things in English: 1 person, 2,000 persons."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def joined(parts: Iterable[str], language: Language) -> str:
    """Parts in one line, a semicolon between two; none after a part that ends a sentence of its own."""
    sign, blank = ("；", "") if language == "zh" else (";", " ")
    said = ""
    for part in parts:
        said += (("" if _ENDED.search(said) else sign) + blank if said else "") + part
    return said


class InOneLanguage:
    """A base for classes that produce text in one language."""

    __slots__ = ()

    language: Language

    def _say(self, zh: str, en: str) -> str:
        return Text(zh, en)[self.language]

    def _joined(self, parts: Iterable[str]) -> str:
        return joined(parts, self.language)


def nearest(name: str, names: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known name most similar to a wrong one; None if none is close."""
    found = get_close_matches(name, sorted(names), 1, cutoff)
    return found[0] if found else None


def in_markdown(text: str) -> str:
    """Text escaped for Markdown."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text)
