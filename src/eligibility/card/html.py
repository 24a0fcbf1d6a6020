"""The card as one HTML page that is complete in itself: no script, font or picture is loaded."""

from __future__ import annotations

import re
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING

from eligibility._dataclass import dataclass
from eligibility.card.measure import Measure
from eligibility.card.sheet import Detail, Sheet
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class CardParts:
    """The parts of a page: its style sheet, and what stands in its body, for a page that puts something beside it."""

    style: str
    body: str


def html(sheet: Sheet, measure: Measure | None = None) -> str:
    """The page of a card; everything that comes from a profile or a plan is escaped.

    Raises:
        EligibilityError: Jinja is not installed.
    """
    found = parts(sheet, measure)
    page = _environment().from_string(_text("card.html"))
    return page.render(s=sheet, style=_markup(found.style), body=_markup(found.body))


def parts(sheet: Sheet, measure: Measure | None = None) -> CardParts:
    """The style and the body of a card; everything that comes from a profile or a plan is escaped.

    Raises:
        EligibilityError: Jinja is not installed.
    """
    environment = _environment()
    style = environment.from_string(_text("card.css")).render(m=measure or Measure())
    return CardParts(
        style,
        environment.from_string(_text("card_body.html")).render(s=sheet, foreign=partial(_foreign, sheet), marked=partial(_marked, sheet)),
    )


def _environment() -> Environment:
    try:
        from jinja2 import Environment, StrictUndefined
    except ModuleNotFoundError:
        raise missing("jinja2") from None
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["pt"] = lambda points: f"{points:.2f}pt"
    return environment


def _text(name: str) -> str:
    return files("eligibility.card").joinpath(name).read_text("utf-8")


def missing(package: str) -> EligibilityError:
    """What to say where a package that the card needs is not installed."""
    mend = Text("请运行：pip install 'eligibility[card]'", "Run: pip install 'eligibility[card]'")
    said = Text(f"没有安装 {package}", f"{package} is not installed")
    return EligibilityError([Problem(ProblemCode.PACKAGE_MISSING, "", said, mend)])


_CHINESE = re.compile("[\u4e00-\u9fff][\u4e00-\u9fff0-9〔〕（）、]*")
"""A stretch of Chinese in a text of another language, such as the number of a document."""


def _marked(sheet: Sheet, text: str) -> str:
    """A text whose Chinese is marked where the page is not Chinese."""
    if sheet.language == "zh":
        return text
    span, plain = _markup('<span lang="zh-CN">{}</span>'), _markup("{}")
    parts = ((span if _CHINESE.fullmatch(part) else plain).format(part) for part in re.split(f"({_CHINESE.pattern})", text))
    return _markup("").join(parts)


def _foreign(sheet: Sheet, line: Detail) -> str:
    """The text of a detail, whole or in part marked as Chinese where the page is not."""
    if sheet.language != "zh" and line.chinese:
        return _markup('<span lang="zh-CN">{}</span>').format(line.text)
    return _marked(sheet, line.text)


def _markup(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)
