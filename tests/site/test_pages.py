"""The pages of everything that is shipped: links, words, and in a browser from a disk."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import pytest

import eligibility as el
from eligibility.site.pages import LANGUAGES

AUDIT = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGE = "zhangye/2022-04-15"
SHOWN = ("index.html", *(f"{PAGE}/{name}.html" for name in ("index", "living_allowance", "clauses", "2022-04-15...all-local-options")))
WIDTHS = (1280, 390, 320)


class Page(HTMLParser):
    """The links of a page and the places in it that a link can name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.places += [told["id"] or ""] if "id" in told else []
        self.links += [value for name in ("href", "src") if (value := told.get(name))]


def test_every_link_resolves(whole: Path) -> None:
    pages = {path: Page(path.read_text("utf-8")) for path in whole.rglob("*.html")}
    assert len(pages) > 1000
    for path, page in pages.items():
        assert len(page.places) == len(set(page.places)), path
        for link in page.links:
            assert ":" not in link, "nothing is loaded from elsewhere"
            address, place = urldefrag(link)
            target = (path.parent / unquote(address)).resolve() if address else path
            assert target.is_file(), (path, link)
            assert not place or unquote(place) in pages[target].places, (path, link)


def test_every_support_stands_on_a_page_and_in_the_search(whole: Path) -> None:
    for language in LANGUAGES:
        text = (whole / language / "pages.js").read_text("utf-8")
        listed = {entry[4]: entry for entry in json.loads(text.removeprefix("var PAGES=").removesuffix(";\n"))}
        for region in el.Library().regions():
            ruleset = el.load_ruleset(region, as_of=el.load_ruleset(region, "all-local-options").period.last)
            for support in ruleset.supports.values():
                address = f"{region}/{ruleset.name}/{support.id}.html"
                assert (whole / language / address).is_file()
                title, name, _, clauses, _ = listed[address]
                assert support.title[language] in title and name == support.id
                assert all(locator in clauses for route in support.routes for _, locator in route.clauses)


def test_no_case_fails_and_no_clause_is_unread(whole: Path) -> None:
    for path in (whole / "en").rglob("*.html"):
        assert 'class="bad"' not in path.read_text("utf-8"), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_a_disk_in_a_browser(browser: Any, whole: Path, language: str) -> None:
    """No violation at any width, nothing wider than the screen, no error, and nothing asked of the network."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    tab = browser.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: said.append(request.url) if not request.url.startswith("file:") else None)
    try:
        for page in SHOWN:
            for width in WIDTHS:
                tab.set_viewport_size({"width": width, "height": 800})
                tab.goto((whole / language / page).as_uri())
                assert tab.evaluate("document.documentElement.scrollWidth") <= width, (page, width)
            assert said == []
            found = axe.run(tab, options={"runOnly": AUDIT})
            assert found.violations_count == 0, (page, found.generate_report())
            said.clear()  # the audit itself asks for the style sheet
    finally:
        tab.close()


def test_the_search_finds_by_title_id_and_clause(browser: Any, whole: Path) -> None:
    tab = browser.new_page()
    try:
        tab.goto((whole / "zh" / "index.html").as_uri())
        found = {"护理补贴 张掖": "重度残疾人护理补贴", "nursing_subsidy": "重度残疾人护理补贴", "三（一）5 生活补贴": "困难残疾人生活补贴"}
        for words, title in found.items():
            tab.fill("#words", words)
            assert title in tab.inner_text("#results")
        tab.fill("#words", "没有这样的词")
        assert tab.inner_text("#found") == "没有找到"
        tab.fill("#words", "困难残疾人生活补贴 张掖")
        tab.click("#results a")
        assert tab.inner_text("h1") == "困难残疾人生活补贴"
    finally:
        tab.close()
