"""Pages from templates, in one language."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import Response

from eligibility.i18n import InOneLanguage, Language, Text

STATIC = {
    "style.css": "text/css; charset=utf-8",
    "card-bar.css": "text/css; charset=utf-8",
    "pages.js": "text/javascript; charset=utf-8",
}
"""The files that pages load, with their media types."""

KEPT = "private, no-cache"
"""How a browser keeps a page: only for its own Back button, which must show each earlier question again."""


class Words(InOneLanguage):
    """What templates call: a text in the page's language, and addresses that keep the language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, zh: str, en: str) -> str:
        """One of two texts."""
        return self._say(zh, en)

    def text(self, text: Text | None) -> str:
        """A text in the page's language; nothing for None."""
        return "" if text is None else text[self.language]

    def url(self, path: str, language: Language | None = None) -> str:
        """An address in the page's language, or in another one."""
        return f"{path}?lang=en" if (language or self.language) == "en" else path

    @property
    def other(self) -> Language:
        """The other language."""
        return "zh" if self.language == "en" else "en"

    @property
    def tag(self) -> str:
        """The language as a page names it."""
        return "zh-CN" if self.language == "zh" else "en"


def page(
    template: str,
    language: Language,
    values: Mapping[str, object] | None = None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A page from a template."""
    text = _environment().get_template(template).render(t=Words(language), asset=_asset, **(values or {}))
    return Response(text, status, {"Cache-Control": KEPT, **(headers or {})}, "text/html; charset=utf-8")


def static(name: str) -> Response | None:
    """A file that pages load; None where there is none of that name."""
    kind = STATIC.get(name)
    if kind is None:
        return None
    return Response(_content(name), 200, {"Cache-Control": "public, max-age=31536000, immutable"}, kind)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("eligibility.web.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _content(name: str) -> bytes:
    return files("eligibility.web.pages").joinpath("static", name).read_bytes()


@cache
def _asset(name: str) -> str:
    """The address of a file, which changes with its content: a browser keeps it for good."""
    return f"/static/{name}?v={hashlib.sha256(_content(name)).hexdigest()[:12]}"
