"""Pages from templates: the words of one language, addresses that keep it, files that are kept for good."""

from __future__ import annotations

from eligibility.i18n import Text
from eligibility.web.pages.render import STATIC, Words, page, static


def test_words_and_addresses_are_of_one_language() -> None:
    zh, en = Words("zh"), Words("en")
    assert (zh("甲", "A"), en("甲", "A"), en.text(Text("甲", "A")), en.text(None)) == ("甲", "A", "A", "")
    assert (zh.url("/x"), en.url("/x"), zh.url("/x", "en"), en.url("/x", "zh")) == ("/x", "/x?lang=en", "/x?lang=en", "/x")
    assert (zh.tag, en.tag, zh.other) == ("zh-CN", "en", "en")


def test_everything_is_escaped() -> None:
    values = {"state": None, "here": "/", "errors": [], "extra": None, "title": "<b>", "lines": ["<i>"], "without": '"><script>'}
    text = bytes(page("trouble.html", "zh", values).body).decode()
    assert "&lt;b&gt;" in text and "&lt;i&gt;" in text and "<script>" not in text


def test_only_known_files_are_given() -> None:
    for name in STATIC:
        found = static(name)
        assert found is not None and found.status_code == 200
    assert static("../render.py") is None
