"""The places to choose from: the regions that have rules, and within them the areas of the local book."""

from __future__ import annotations

from dataclasses import dataclass

from eligibility.book.book import Book
from eligibility.i18n import Text
from eligibility.rules.library import Library


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its area code; `inner` is one inside the region above it."""

    adcode: str
    title: Text
    inner: bool = False


def places_of(library: Library, book: Book | None) -> list[Place]:
    """The regions in their order, each followed by the areas that the book has entries for."""
    found: list[Place] = []
    for region in library.regions():
        ruleset = library.ruleset(region)
        found.append(Place(ruleset.adcode, ruleset.title))
        layers = book.areas.values() if book is not None else ()
        inside = [layer for layer in layers if layer.area != ruleset.adcode and library.region_of(layer.area) == region]
        found += [Place(layer.area, layer.name, inner=True) for layer in inside]
    return found
