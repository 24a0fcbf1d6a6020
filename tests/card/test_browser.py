"""The page in a browser: no violation of WCAG 2.2 AA, one page when printed, readable on a narrow screen."""

from __future__ import annotations

import io
from typing import Any

import pytest

from eligibility.card.content import card_of
from eligibility.card.fit import area_text, height, row_height, sheet_of
from eligibility.card.html import html, parts
from eligibility.card.measure import Measure
from eligibility.card.sheet import Sheet
from eligibility.i18n import Language
from tests.card.conftest import FAMILIES, PATIENCE, REGIONS, cards, example
from tests.conftest import THOROUGH

AUDIT = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations", "incomplete"],
}
"""What is looked for; of what passes the rules are named and not every place, for which axe takes as long again."""
LANGUAGES: tuple[Language, ...] = ("zh", "en")
PAGES = [
    (region, language)
    for number, region in enumerate(REGIONS)
    for language in LANGUAGES
    if THOROUGH or region == "zhangye" or language == LANGUAGES[number % 2]
]
"""Every region in a language, one in both; a thorough run takes all."""

POINTS = 0.75
"""Points in a pixel of the screen."""


@pytest.fixture
def tab(browser: Any) -> Any:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    page.close()


@pytest.mark.parametrize(("region", "language"), PAGES)
def test_audit(tab: Any, region: str, language: Language) -> None:
    """axe-core finds nothing against WCAG 2.2 AA, and nothing that it leaves to a person to judge."""
    sync_playwright = pytest.importorskip("axe_playwright_python.sync_playwright")
    for card in cards(region)[: len(FAMILIES) if region == "zhangye" else 2]:
        tab.set_content(html(sheet_of(card, language)))
        found = sync_playwright.Axe().run(tab, options=AUDIT)
        assert found.violations_count == 0, found.generate_report()
        assert [one["id"] for one in found.response["incomplete"]] == []
        assert len(found.response["passes"]) > 20


def test_the_audit_finds_what_is_wrong(tab: Any) -> None:
    """A page without language and with pale text does not pass."""
    sync_playwright = pytest.importorskip("axe_playwright_python.sync_playwright")
    good = html(sheet_of(card_of(example("student")), "zh"))
    tab.set_content(good.replace(' lang="zh-CN"', "").replace("--muted: #3b434c", "--muted: #b8bec4"))
    found = sync_playwright.Axe().run(tab, options=AUDIT)
    assert {one["id"] for one in found.response["violations"]} == {"html-has-lang", "color-contrast"}


def together(sheets: list[Sheet]) -> str:
    """Cards one below the other, each printed from a new page on: a browser needs for all of them little more time than for one."""
    others = "".join(parts(sheet).body for sheet in sheets[1:])
    return html(sheets[0]).replace("</body>", f"{others}<style>main + main {{ break-before: page; }}</style></body>")


@pytest.mark.parametrize(("region", "language"), PAGES)
def test_it_prints_on_one_page(tab: Any, region: str, language: Language) -> None:
    """As many pages as cards, of which each has at least one."""
    pypdfium2 = pytest.importorskip("pypdfium2")
    sheets = [sheet_of(card, language) for card in cards(region)]
    tab.set_content(together(sheets))
    assert len(pypdfium2.PdfDocument(tab.pdf(prefer_css_page_size=True))) == len(sheets)


@pytest.mark.parametrize(("region", "language"), PAGES)
def test_the_browser_needs_no_more_room_than_reckoned(tab: Any, region: str, language: Language) -> None:
    """Law: every row, area and page takes at most the height that was reckoned for it."""
    measure = Measure()
    tab.set_viewport_size({"width": round(measure.width / POINTS), "height": 1000})
    tab.emulate_media(media="print")
    sheets = [sheet_of(card, language) for card in cards(region)]
    tab.set_content(together(sheets))
    for sheet, (rows, areas, page) in zip(sheets, tab.evaluate(HEIGHTS), strict=True):
        assert all(real <= row_height(row, measure) + 1 for real, row in zip(rows, sheet.rows, strict=True))
        assert all(
            real <= measure.listed.height(area_text(group), measure.width) + 1 for real, group in zip(areas, sheet.groups, strict=True)
        )
        assert page <= height(sheet, measure) + 1


HEIGHTS = f"""() => {{
  const height = found => {POINTS} * found.getBoundingClientRect().height
  const within = (main, where) => [...main.querySelectorAll(where)].map(height)
  return [...document.querySelectorAll("main")].map(main => [within(main, "tbody tr"), within(main, ".areas li"), height(main)])
}}"""
"""Of each card the heights of its rows, of its areas and its own, in points."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_narrow_screen_needs_no_scrolling_sideways(tab: Any, language: Language) -> None:
    """WCAG 1.4.10: 320 pixels are enough."""
    tab.set_viewport_size({"width": 320, "height": 800})
    tab.set_content(html(sheet_of(card_of(example("rural_family")), language)))
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_screenshot_has_ink_in_every_part(tab: Any) -> None:
    """As a picture: dark text on white from top to bottom, and the heading in its own colour."""
    image = pytest.importorskip("PIL.Image")
    tab.set_viewport_size({"width": 794, "height": 1123})
    tab.set_content(html(sheet_of(card_of(example("rural_family")), "zh")))
    picture = image.open(io.BytesIO(tab.screenshot(full_page=True))).convert("RGB")
    tenth = picture.height // 10
    for part in range(9):
        band = picture.crop((0, part * tenth, picture.width, (part + 1) * tenth))
        assert band.convert("L").getextrema()[0] < 90
    colours = picture.crop((0, 0, picture.width, tenth)).getcolors(maxcolors=picture.width * tenth)
    assert (0x12, 0x3F, 0x6D) in [colour for _, colour in colours]
    assert picture.getpixel((picture.width - 2, picture.height // 2)) == (255, 255, 255)
