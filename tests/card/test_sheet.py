"""What stands on one page is plain data: a page tells its language, and a detail reads as one line."""

from __future__ import annotations

import pytest

from eligibility.card.content import card_of
from eligibility.card.sheet import Detail
from eligibility.card.writing import SheetWriter
from eligibility.i18n import Language
from tests.conftest import Toy, decide, one, support


@pytest.mark.parametrize(
    ("detail", "line"),
    [
        (Detail("Clause: ", "一（一）", " and 2 more", chinese=True), "Clause: 一（一） and 2 more"),
        (Detail("", "Toytown"), "Toytown"),
        (Detail("依据：", "一"), "依据：一"),
    ],
)
def test_a_detail_is_read_in_its_order(detail: Detail, line: str) -> None:
    """Nothing is put between its parts: the label brings its own colon and space."""
    assert str(detail) == line


@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-CN"), ("en", "en")])
def test_a_page_names_its_language_as_browsers_do(toy: Toy, language: Language, tag: str) -> None:
    """Screen readers choose their voice by it."""
    sheet = SheetWriter(card_of(decide(toy(support("certified")), one(certified=True))), language).sheet(1, 1)
    assert (sheet.language, sheet.tag) == (language, tag)


def test_two_pages_that_say_the_same_are_the_same(toy: Toy) -> None:
    """A page can be compared and kept: it is made of tuples and texts alone."""
    writer = SheetWriter(card_of(decide(toy(support("certified")), one(certified=True))), "en")
    assert writer.sheet(1, 1) == writer.sheet(1, 1) != writer.sheet(0, 1)
    assert hash(writer.sheet(1, 1)) == hash(writer.sheet(1, 1))
