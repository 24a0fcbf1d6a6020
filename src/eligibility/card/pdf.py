"""The card as a tagged PDF of exactly one A4 page, made by WeasyPrint from the same HTML."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Never

from eligibility.card.content import Card
from eligibility.card.fit import sheet_of
from eligibility.card.html import html, missing
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Language, Text

if TYPE_CHECKING:
    from weasyprint import Document

VARIANT = "pdf/ua-1"
"""The kind of PDF: tagged for screen readers, by PDF/UA."""

STEP = 20
"""By how many points of height the estimate is corrected at a time, when the page turns out to be too full or not full enough."""

MOST_GAINED = 120
"""How far the cautious estimate can be from the real height, in points."""


def pdf(card: Card, language: Language) -> bytes:
    """The card on one page: fonts embedded, tagged (PDF/UA), title and language set.

    Raises:
        EligibilityError: WeasyPrint, its system libraries or a font for the card's characters is missing.
    """
    document = _one_page(card, language)
    content: bytes = document.write_pdf(pdf_variant=VARIANT)
    if any(font.missing for font in document.fonts.values()):
        mend = Text("请安装中文字体，例如 Debian 的 fonts-noto-cjk。", "Install one, such as Debian's fonts-noto-cjk.")
        said = Text("系统里没有能显示这些字的字体", "no font on this machine has all the characters of the card")
        raise EligibilityError([Problem(ProblemCode.FONT_MISSING, "", said, mend)])
    return content


def _one_page(card: Card, language: Language) -> Document:
    """The fullest page: more while the measured PDF stays one page, less where even the cautious estimate was too much."""
    less, kept, drawn, document = 0, None, "", None
    while True:
        page = html(sheet_of(card, language, less=less))
        if document is None or page != drawn:  # drawing it is what costs
            drawn, document = page, _rendered(page)
        if len(document.pages) == 1:
            kept = document
        if kept is not None and (len(document.pages) > 1 or less <= -MOST_GAINED):
            return kept
        less += STEP if kept is None else -STEP


def _rendered(page: str) -> Document:
    weasyprint = _weasyprint()
    return weasyprint.HTML(string=page, url_fetcher=_fetch_nothing).render(pdf_variant=VARIANT)


def _fetch_nothing(url: str, *_: object, **__: object) -> Never:
    raise ValueError("the card loads nothing")


def _weasyprint() -> ModuleType:
    try:
        import weasyprint
    except ModuleNotFoundError:
        raise missing("weasyprint") from None
    except OSError:
        mend = Text(
            "请安装 Pango（Debian：apt-get install libpango-1.0-0 libpangoft2-1.0-0），或改用 .html 再打印。",
            "Install Pango (Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0), or write .html and print that.",
        )
        said = Text("WeasyPrint 缺少系统库", "WeasyPrint lacks its system libraries")
        raise EligibilityError([Problem(ProblemCode.SYSTEM_LIBRARY_MISSING, "", said, mend)]) from None
    module: ModuleType = weasyprint
    return module
