"""The page as a document: language, headings, table, contrast, nothing from elsewhere, everything escaped."""

from __future__ import annotations

import builtins
import re
import sys
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import pytest

import eligibility as el
from eligibility.card.content import card_of
from eligibility.card.fit import sheet_of
from eligibility.card.html import html
from eligibility.i18n import Language
from tests.card.conftest import REGIONS, example
from tests.conftest import Toy, decide, one, support

pytest.importorskip("jinja2")


class Page(HTMLParser):
    """The tags of a page with their attributes, and the words of its headings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def page(region: str = "zhangye", language: Language = "zh", name: str = "two_children") -> str:
    return html(sheet_of(card_of(example(name, region)), language))


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-CN"), ("en", "en")])
def test_structure(region: str, language: Language, tag: str) -> None:
    """One language for the page, one main heading and none skipped, headers with a scope, every section named by its heading."""
    found = Page(page(region, language))
    assert found.all("html") == [{"lang": tag}]
    assert len(found.all("main")) == 1
    levels = [int(name[1]) for name, _ in found.tags if re.fullmatch(r"h[1-6]", name)]
    assert levels == [1, *[2] * (len(levels) - 1)]
    assert {header["scope"] for header in found.all("th")} == {"col", "row"}
    ids = {attributes["id"] for _, attributes in found.tags if attributes.get("id")}
    assert {section["aria-labelledby"] for section in found.all("section")} == ids
    assert len(found.all("h2")) == len(ids)


def test_chinese_in_an_english_page_is_marked() -> None:
    """The number of the plan and the clauses stay Chinese, and say so."""
    english = page(language="en")
    assert '<span lang="zh-CN">张政发〔2022〕32号</span>' in english
    assert '<b>Clause: </b><span lang="zh-CN">三（一）5、专栏2 一.2</span> and 2 more' in english
    outside = re.sub(r'<span lang="zh-CN">.*?</span>', "", english)
    assert re.findall("[\u4e00-\u9fff]", re.sub(r"<style>.*?</style>", "", outside, flags=re.DOTALL)) == []


def test_nothing_comes_from_elsewhere() -> None:
    text = page()
    assert re.findall(r"https?:|url\(|@import|<script|<link|<img|<iframe|src=", text) == []


def test_everything_is_escaped(toy: Toy) -> None:
    decision = decide(toy(support("certified")), one(certified=True))
    text = html(sheet_of(card_of(decision, {"m1": "<b>&\"'"}), "zh"))
    assert "&lt;b&gt;&amp;&#34;&#39;" in text
    assert "<b>&" not in text


def colours() -> dict[str, str]:
    style = files("eligibility.card").joinpath("card.css").read_text("utf-8")
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", style))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["paper", "tint"])
@pytest.mark.parametrize("text", ["ink", "muted", "accent"])
def test_contrast_of_text(text: str, ground: str) -> None:
    """WCAG 1.4.6: at least 7 to 1, on paper and on the tinted ground."""
    assert contrast(colours()[text], colours()[ground]) >= 7


def test_contrast_of_lines() -> None:
    """WCAG 1.4.11: at least 3 to 1."""
    assert contrast(colours()["line"], colours()["paper"]) >= 3


def test_every_colour_is_a_variable() -> None:
    """So that the contrast is that of the variables."""
    style = files("eligibility.card").joinpath("card.css").read_text("utf-8")
    rules = style.partition("}")[2]
    assert re.findall(r"(?:color|background|border[a-z-]*):[^;]*#[0-9a-fA-F]+|rgb\(", rules) == []


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "jinja2":
            raise ModuleNotFoundError(name)
        return real(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "jinja2", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(el.EligibilityError, match=re.escape("jinja2 is not installed. Run: pip install 'eligibility[card]'")):
        page()
