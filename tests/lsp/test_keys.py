"""The keys and words that may stand at a place."""

from __future__ import annotations

import pytest

from eligibility.lsp.keys import Keys


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys("zh")


ROUTE = ("supports", 0, "routes", "main")


def test_keys_of_a_mapping_with_their_meaning(keys: Keys) -> None:
    found = keys.inside("area", ROUTE)
    assert {"when", "modality", "cite", "benefit"} <= found.keys()
    assert (found["when"].needed, found["cite"].needed) == (True, False)
    assert found["modality"].meaning == keys.meaning("area", (*ROUTE, "modality")) == "约束力"
    assert keys.meaning("area", ROUTE) == ""
    assert keys.meaning("area", ()) == ""


@pytest.mark.parametrize(
    ("kind", "at", "words"),
    [
        ("area", (*ROUTE, "modality"), {"mandatory": "规划要求落实", "local_option": "由当地确定"}),
        ("area", ("supports", 0, "benefit", "kind"), {"cash": "现金补贴"}),
        ("area", (*ROUTE, "for"), {"household": "家庭"}),
        ("ruleset", ("effects", "cash"), {"wider": "范围扩大"}),
        ("ruleset", ("enacted",), {"false": ""}),
        ("cases", ("cases", 0, "expect", "cash"), {"eligible": "现在符合"}),
        ("cases", ("cases", 0, "expect", "cash", "routes", "main"), {"undetermined": "待定"}),
    ],
)
def test_words_with_their_labels(keys: Keys, kind: str, at: tuple[str | int, ...], words: dict[str, str]) -> None:
    assert words.items() <= keys.words(kind, at).items()


def test_where_any_text_may_stand_there_are_no_words(keys: Keys) -> None:
    assert keys.words("area", (*ROUTE, "when")) == {}
    assert keys.words("cases", ("cases", 0, "why")) == {}
