"""The words for facts: titles, labels of values and the caseworker's questions, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypedDict, cast

from eligibility import _built
from eligibility.i18n import Text


class _Entry(TypedDict, total=False):
    """The words for one fact or value. Further texts (`hint_zh`) are read by their names."""

    zh: str
    en: str
    ask_zh: str
    ask_en: str
    values: Mapping[str, _Entry]


_Vocabulary = Mapping[str, Mapping[str, _Entry]]
"""From what facts are about to their names to their words."""


WORDS = "words"
"""The part, and the thing in it, that holds the words where they were built."""

_FILE = Path(__file__).with_name("labels.yaml")


@cache
def words() -> _Vocabulary:
    """All words, by what facts are about and by their names."""
    built = _built.read(WORDS, words_fingerprint()).get(WORDS)
    if built is not None:
        return cast("_Vocabulary", built())
    from eligibility._yaml import read_own

    return cast("_Vocabulary", read_own(_FILE.read_text("utf-8")))


def words_fingerprint() -> str:
    """What the words are made from."""
    return _built.fingerprint([_FILE], _FILE.parent)


def _entry(entity: str, name: str) -> _Entry:
    return words().get(entity, {}).get(name, {})


def title(entity: str, name: str) -> Text:
    """The title of a fact; its own name if it has no title."""
    entry = _entry(entity, name)
    return Text(entry.get("zh", name), entry.get("en", name.replace("_", " ")))


def question(entity: str, name: str) -> Text | None:
    """The question by which the caseworker learns a fact; None for a fact that is worked out and never asked."""
    return _said(entity, name, "ask")


def brief_question(entity: str, name: str) -> Text | None:
    """The question where the answers to choose from do not stand beneath it, as in a list of questions."""
    return _said(entity, name, "brief") or question(entity, name)


def member_question(entity: str, name: str, member: Text) -> Text | None:
    """The question about one member of a set, such as one local option; None where the set is only asked as a whole."""
    asked = _said(entity, name, "member")
    return asked and Text(asked.zh.format(member.zh), asked.en.format(member.en))


def holding(entity: str, name: str, member: Text) -> Text | None:
    """The condition that a set has a member, such as "needs home care"; None where the set's title must say it."""
    said = _said(entity, name, "holds")
    return said and Text(said.zh.format(member.zh), said.en.format(member.en))


def lacking(entity: str, name: str, member: Text) -> Text | None:
    """The condition that a set lacks a member; None where only the denial of `holding` says it."""
    said = _said(entity, name, "lacks")
    return said and Text(said.zh.format(member.zh), said.en.format(member.en))


def certain_question(entity: str, name: str) -> Text | None:
    """The question where it is known that there is something to name; None where it is asked as always."""
    return _said(entity, name, "certain")


def group_question(name: str) -> Text | None:
    """The question of which of several members a fact holds; None where it is put to each of them."""
    return _said("person", name, "whom")


def hint(entity: str, name: str) -> Text | None:
    """A remark on how to answer a question."""
    return _said(entity, name, "hint")


def reason(entity: str, name: str) -> Text | None:
    """Why a question is asked that touches health or family."""
    return _said(entity, name, "why")


def _said(entity: str, name: str, key: str) -> Text | None:
    entry: Mapping[str, object] = _entry(entity, name)
    return Text(str(entry[f"{key}_zh"]), str(entry[f"{key}_en"])) if f"{key}_zh" in entry else None


def label(entity: str, name: str, value: str) -> Text:
    """The label of a fact's value or of a member of a set."""
    entry = _entry(entity, name).get("values", {}).get(value, {})
    return Text(entry.get("zh", value), entry.get("en", value.replace("_", " ")))


def otherwise(entity: str, name: str, value: str) -> Text | None:
    """What holds where a fact has any value but this; None where only its label says it."""
    entry: Mapping[str, object] = _entry(entity, name).get("values", {}).get(value, {})
    return Text(str(entry["else_zh"]), str(entry["else_en"])) if "else_zh" in entry else None


def has_words(entity: str, name: str) -> bool:
    """Whether the vocabulary has a title and labels for a fact."""
    return bool(_entry(entity, name))
