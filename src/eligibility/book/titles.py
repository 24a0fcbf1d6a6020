"""What an entry of a book is about, in words."""

from __future__ import annotations

from eligibility.book.entries import BookEntry
from eligibility.facts import labels
from eligibility.facts.key import entry_and_member
from eligibility.i18n import Text
from eligibility.rules.labels import AREAS, value_text
from eligibility.rules.ruleset import Ruleset


def entry_title(entry: BookEntry, ruleset: Ruleset) -> Text:
    """The standard, the option or the support (with its route) that an entry is about."""
    name = entry.head.name
    match entry.head.room:
        case "standards" if name in ruleset.standards:
            return ruleset.standards[name].title
        case "standards":
            group, kind = entry_and_member(name)
            title, of = labels.title("locality", group), labels.label("locality", group, kind)
            return Text(f"{title.zh}（{of.zh}）", f"{title.en} ({of.en})")
        case "options":
            return value_text("locality", "options", name, ruleset)
    area = next((text for area, text in AREAS.items() if area == name), None)
    return area or ruleset.support_title(name.partition(".")[0])
