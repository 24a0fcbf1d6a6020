"""What one wording has and the other has not is marked, and nothing is lost."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from eligibility.site.differences import marked


def test_words_are_marked_whole() -> None:
    assert marked("持证，且年龄不小于60岁", "持证，且年龄不小于16岁") == "持证，且年龄不小于<mark>60</mark>岁"
    assert marked("a < b", "a") == "a<mark> &lt; b</mark>"
    assert marked("一样", "一样") == "一样"


@given(st.text(alphabet="ab<&低保 1", max_size=30), st.text(alphabet="ab<&低保 1", max_size=30))
def test_without_its_marks_it_is_the_text(text: str, beside: str) -> None:
    assert unescape(re.sub(r"</?mark>", "", marked(text, beside))) == text
