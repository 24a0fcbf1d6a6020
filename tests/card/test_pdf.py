"""The printed card: exactly one page, whole within its margins, every character drawn, tagged for screen readers."""

from __future__ import annotations

import builtins
import contextlib
import re
import sys
import zlib
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

import eligibility as el
from eligibility.card.content import card_of
from eligibility.card.fit import sheet_of
from eligibility.card.html import html
from eligibility.card.measure import Measure
from eligibility.i18n import Language
from tests.card.conftest import FAMILIES, REGIONS, cards, example
from tests.conftest import THOROUGH

pytest.importorskip("jinja2")
try:
    import weasyprint
except (ImportError, OSError):
    pytest.skip("needs WeasyPrint and Pango", allow_module_level=True)
import pypdfium2

from eligibility.card import pdf as module
from eligibility.card.pdf import pdf

UNASSIGNED = "\U000cfff0"
"""A character that is none, so that no font has it. Fonts of offices do have some that are left to private use."""

LANGUAGES: tuple[Language, ...] = ("zh", "en")
PAGES = [*((name, "zhangye") for name in FAMILIES), *(("rural_family", region) for region in REGIONS if region != "zhangye")]
"""The examples where they stand, and one of them everywhere else."""


@cache
def printed(name: str, region: str, language: Language) -> bytes:
    return pdf(cards(region)[FAMILIES.index(name)], language)


def words(content: bytes) -> str:
    """What can be read from the first page, without spaces and ends of lines."""
    return re.sub(r"\s", "", pypdfium2.PdfDocument(content)[0].get_textpage().get_text_bounded())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "region"), PAGES)
def test_one_page_with_all_its_words_within_the_margins(name: str, region: str, language: Language) -> None:
    document = pypdfium2.PdfDocument(printed(name, region, language))
    assert len(document) == 1
    page, measure = document[0], Measure()
    assert (round(page.get_width()), round(page.get_height())) == (595, 842)
    text = page.get_textpage()
    boxes = [text.get_charbox(index) for index in range(text.count_chars()) if text.get_text_range(index, 1).strip()]
    assert min(box[0] for box in boxes) >= measure.side - 1
    assert min(box[1] for box in boxes) >= measure.top - 1
    assert max(box[2] for box in boxes) <= page.get_width() - measure.side + 1
    assert max(box[3] for box in boxes) <= page.get_height() - measure.top + 1


def test_no_page_is_drawn_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing is what costs: a page that more room does not change is not drawn again."""
    drawn: list[str] = []
    rendered = module._rendered

    def noted(page: str) -> object:
        drawn.append(page)
        return rendered(page)

    monkeypatch.setattr(module, "_rendered", noted)
    assert pdf(cards("zhangye")[FAMILIES.index("one_opens_others")], "zh")
    assert drawn and len(set(drawn)) == len(drawn)


@pytest.mark.parametrize("region", REGIONS)
def test_generated_families_have_one_page(region: str) -> None:
    """However much is granted, and already at the cautious reckoning that the HTML is printed by."""
    families = sorted(cards(region)[len(FAMILIES) :], key=lambda card: -len(card.claims))
    assert len(families[0].claims) > 20
    for card in families if THOROUGH else families[:4]:
        for language in LANGUAGES:
            assert len(weasyprint.HTML(string=html(sheet_of(card, language))).render().pages) == 1
        assert len(pypdfium2.PdfDocument(pdf(card, "en"))) == 1


def test_the_page_is_rendered_to_its_edges() -> None:
    """As a picture: ink within the margins down to the last quarter of the page, and none outside them."""
    picture = pypdfium2.PdfDocument(printed("rural_family", "zhangye", "zh"))[0].render(scale=1).to_pil().convert("L")
    inked = picture.point(lambda value: 255 if value < 200 else 0).getbbox()
    measure = Measure()
    assert inked is not None
    left, top, right, bottom = inked
    assert left >= measure.side - 2
    assert top >= measure.top - 2
    assert right <= picture.width - measure.side + 2
    assert picture.height * 3 / 4 < bottom <= picture.height - measure.top + 2


def test_every_character_is_drawn_and_can_be_read() -> None:
    """What stands on the page is what the card says; a character without a glyph would be missing or replaced."""
    for language in LANGUAGES:
        content = printed("two_children", "zhangye", language)
        said = words(content)
        assert "\ufffd" not in said
        sheet = sheet_of(card_of(example("two_children")), language)
        assert sheet.questions is not None
        for text in (sheet.title, sheet.rows[0].title, sheet.closing, *sheet.questions.items):
            assert re.sub(r"\s", "", text) in said


def test_what_a_screen_reader_needs() -> None:
    """Title, language, tags for every part, and only fonts that are embedded, in part."""
    for language, tag, title in (("zh", "zh-CN", "明白卡：您家可以得到的支持"), ("en", "en", "Your card: what your family can get")):
        content = printed("rural_family", "zhangye", language)
        assert pypdfium2.PdfDocument(content).get_metadata_dict()["Title"] == title
        objects = opened(content)
        assert f"/Lang ({tag})" in objects
        assert set(re.findall(r"/S /(\w+)", objects)) >= {"Document", "H1", "H2", "Table", "TR", "TH", "TD", "L", "LI", "P"}
        fonts = set(re.findall(r"/BaseFont /(\S+?)(?=[/ >])", objects))
        assert fonts
        assert all(re.match(r"[A-Z]{6}\+", font) for font in fonts)
        assert objects.count("/FontFile") >= len(set(re.findall(r"/FontName /(\S+?)(?=[/ >])", objects)))


def opened(content: bytes) -> str:
    """The objects of a PDF, those in compressed streams too."""
    found = [content]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        with contextlib.suppress(zlib.error):
            found.append(zlib.decompress(stream))
    return re.sub(r"/S/", "/S /", b"\n".join(found).decode("latin-1"))


def test_the_same_facts_print_the_same_bytes() -> None:
    card = card_of(example("student"))
    assert pdf(card, "zh") == pdf(card, "zh")


def test_a_fuller_page_than_the_reckoning_dares() -> None:
    """The PDF is measured: it names as many claims as the HTML of the same card or more."""
    card = card_of(example("rural_family"))
    cautious = sheet_of(card, "en")
    named = [item for group in cautious.groups for part in group.parts for item in part.items.split("; ")]
    said = words(pdf(card, "en"))
    assert all(re.sub(r"\s", "", item) in said for item in named)
    left = re.search(r"(\d+)moredonotfit", said)
    assert left is not None
    assert int(left[1]) < len(card.claims) - len(cautious.rows) - len(named)


def test_a_character_that_no_font_has_is_an_error() -> None:
    card = card_of(example("student"))
    strange = replace(card, place=el.Text(UNASSIGNED, UNASSIGNED))
    with pytest.raises(el.EligibilityError, match=re.escape("no font on this machine has all the characters of the card.")):
        pdf(strange, "zh")


def refused(monkeypatch: pytest.MonkeyPatch, error: Exception) -> str:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "weasyprint":
            raise error
        return real(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(el.EligibilityError) as caught:
        pdf(card_of(example("student")), "zh")
    return caught.value.text("en")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(monkeypatch, ModuleNotFoundError()) == "weasyprint is not installed. Run: pip install 'eligibility[card]'"


def test_missing_system_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0" in refused(monkeypatch, OSError("libpango"))
