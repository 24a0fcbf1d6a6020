"""What is wrong with the links of a built site: dead targets, dead anchors, anything that a page would load from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src"}
"""What a page loads by itself, by element and attribute; and `link`, unless it only names a relation."""

NAMED = {"alternate", "canonical", "next", "prev"}
"""Relations of a `link` that loads nothing."""


@dataclass(slots=True)
class Page(HTMLParser):
    """The targets and anchors of one page."""

    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "link" and not NAMED & set(given.get("rel", "").split()):
            self.loads.append(given.get("href", ""))
        if tag in LOADED and LOADED[tag] in given:
            self.loads.append(given[LOADED[tag]])


def read(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text("utf-8"))
    return page


def problems(site: Path) -> list[str]:
    """A line for each dead link, dead anchor and foreign resource, in the order of the pages."""
    site = site.resolve()
    pages = {path: read(path) for path in sorted(site.rglob("*.html"))}
    return [f"{path.relative_to(site)}: {problem}" for path in pages for problem in _of_page(path, site, pages)]


def _of_page(path: Path, site: Path, pages: dict[Path, Page]) -> Iterator[str]:
    for url in pages[path].loads:
        if urlsplit(url).scheme not in {"", "data"} or url.startswith("//"):
            yield f"loads {url}"
        elif problem := _dead(url, path, site, pages):
            yield problem
    for url in pages[path].links:
        if problem := _dead(url, path, site, pages):
            yield problem


def _dead(url: str, path: Path, site: Path, pages: dict[Path, Page]) -> str | None:
    parts = urlsplit(url)
    if parts.scheme or parts.netloc:
        return None
    base = site / unquote(parts.path).lstrip("/") if parts.path.startswith("/") else path.parent / unquote(parts.path)
    target = base.resolve() if parts.path else path
    if target.is_dir():
        target = target / "index.html"
    if not target.is_relative_to(site) or not target.is_file():
        return f"dead link {url}"
    if parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
        return f"dead anchor {url}"
    return None
