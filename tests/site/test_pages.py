"""The pages of everything that is shipped: links, words, and in a browser from a disk."""

from __future__ import annotations

import json
import re
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import pytest

import eligibility as el
from eligibility.site.pages import LANGUAGES

AUDIT = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
PAGE = "zhangye/2022-04-15"
SHOWN = ("index.html", *(f"{PAGE}/{name}.html" for name in ("index", "living_allowance", "clauses", "2022-04-15...all-local-options")))
WIDTHS = (1280, 390, 320)


TAG = re.compile(r"<[a-z][^>]*>")
NAMED = re.compile(r'\s(id|href|src)="([^"]*)"')
"""What a template writes: signs within a text or a value are escaped."""


class Page:
    """The links of a page and the places in it that a link can name."""

    def __init__(self, text: str) -> None:
        told = [(name, unescape(value)) for tag in TAG.findall(text) for name, value in NAMED.findall(tag)]
        self.links = [value for name, value in told if name != "id"]
        self.listed = [value for name, value in told if name == "id"]
        self.places = set(self.listed)


def test_links_and_places_are_found() -> None:
    page = Page('<p id="a&amp;b" class="x">id="no" &lt;a href="no"&gt;<a class="y" href="x.html#%C3%A9">x</a><script src="x.js"></script>')
    assert (page.links, page.listed) == (["x.html#%C3%A9", "x.js"], ["a&b"])


def test_every_link_resolves(whole: Path) -> None:
    pages = {path: Page(path.read_text("utf-8")) for path in whole.rglob("*.html")}
    assert len(pages) > 1000
    is_file = cache(Path.is_file)

    @cache
    def found(folder: Path, address: str) -> Path:
        return (folder / unquote(address)).resolve()

    for path, page in pages.items():
        assert len(page.listed) == len(page.places), path
        for link in page.links:
            assert ":" not in link, "nothing is loaded from elsewhere"
            address, place = urldefrag(link)
            target = found(path.parent, address) if address else path
            assert is_file(target), (path, link)
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
            found = axe.run(tab, options=AUDIT)
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
