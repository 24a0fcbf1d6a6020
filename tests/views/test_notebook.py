"""What a notebook shows: the words of the other faces, with everything escaped."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import pytest

import eligibility as el
from eligibility.i18n import Language
from eligibility.views.first_view import FirstView
from eligibility.views.notebook import html_of, report_html
from eligibility.views.report import Group, Item, Report, Section
from tests.conftest import DAY, ROOT

LANGUAGES: tuple[Language, ...] = ("zh", "en")


class Nested(HTMLParser):
    """Reads HTML, and refuses an end that is not that of the last beginning, a script and a style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"script", "style", "link", "img"}
        assert not {name for name, _ in attrs} - {"lang", "scope"}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def decision(zhangye: el.Ruleset) -> el.Decision:
    return el.decide(el.read_profile((ROOT / "examples" / "rural_family.json").read_text("utf-8")), zhangye, as_of=DAY)


def test_a_decision_shows_what_check_shows(decision: el.Decision) -> None:
    """Every line of the first view in both languages, Chinese first."""
    words = Nested(decision._repr_html_()).words
    for language in LANGUAGES:
        report = FirstView(decision, language).report()
        items = [item for section in report.sections for group in section.groups for item in group.items]
        assert {report.title, *(f"{item.mark} {item.head}" for item in items)} <= set(words)
    assert words.index(FirstView(decision, "zh").report().title) < words.index("English")


def test_an_outcome_shows_its_answer_and_its_proof(decision: el.Decision) -> None:
    outcome = next(one for one in decision if one.support == "nursing_subsidy" and one.status.granted)
    words = Nested(outcome._repr_html_()).words
    assert {"nursing_subsidy", outcome.explain().text("zh"), outcome.explain().text("en")} <= set(words)
    open_ = next(one for one in decision if one.missing)
    assert open_.titled(open_.missing[0]).zh in " ".join(Nested(open_._repr_html_()).words)


def test_a_ruleset_lists_its_supports_with_their_clauses(zhangye: el.Ruleset) -> None:
    words = set(Nested(zhangye._repr_html_()).words)
    assert all({part.title.zh, part.title.en, part.id} <= words for part in zhangye.parts)


def test_changes_are_shown(zhangye: el.Ruleset) -> None:
    found = el.diff(zhangye, el.load_ruleset("zhangye", "all-local-options"))
    title = zhangye.support_title("nursing_subsidy").zh
    assert all(title in " ".join(Nested(html_of(value)).words) for value in (found, found.changes))


def test_what_was_given_is_escaped() -> None:
    """An id of a member or a word of a rule is text, whatever signs it holds."""
    strange = "<script>alert(1)</script>&"
    report = Report(strange, (Section(strange, "red", (Group(strange, (Item("●", strange, (strange, f"{strange}\n2")),)),)),))
    words = Nested(report_html(report)).words
    assert words == [strange, strange, strange, f"● {strange}", strange, f"{strange}\n2"]


def test_what_is_nothing_of_these_is_refused() -> None:
    with pytest.raises(TypeError, match="a date is not shown"):
        html_of(date(2024, 6, 1))
