"""The places to choose from."""

from __future__ import annotations

import eligibility as el
from eligibility.rules.library import Library
from eligibility.web.pages.places import places_of
from tests.conftest import ROOT


def test_every_region_can_be_chosen_and_the_areas_of_the_book_inside_it() -> None:
    library = Library()
    plain = places_of(library, None)
    assert [library.region_of(one.adcode) for one in plain] == library.regions()
    found = places_of(library, el.load_book(ROOT / "examples" / "book"))
    assert [one for one in found if not one.inner] == plain
    inner = [one for one in found if one.inner]
    assert [one.adcode for one in inner] == ["620702"]
    assert found.index(inner[0]) == [one.adcode for one in found].index("620700") + 1
