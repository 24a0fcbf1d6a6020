"""The words for facts: titles, labels of values and the caseworker's questions, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from eligibility.i18n import Text


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    text = files("eligibility.facts").joinpath("labels.yaml").read_text("utf-8")
    words: Mapping[str, Mapping[str, Any]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return words


def _entry(entity: str, name: str) -> Mapping[str, Any]:
    entry: Mapping[str, Any] = _words().get(entity, {}).get(name, {})
    return entry


def title(entity: str, name: str) -> Text:
    """The title of a fact; its own name if it has no title."""
    entry = _entry(entity, name)
    return Text(entry.get("zh", name), entry.get("en", name.replace("_", " ")))


def question(entity: str, name: str) -> Text:
    """The question by which the caseworker learns a fact."""
    entry = _entry(entity, name)
    words = title(entity, name)
    return Text(entry.get("ask_zh", f"{words.zh}？"), entry.get("ask_en", f"{words.en}?"))


def label(entity: str, name: str, value: str) -> Text:
    """The label of a fact's value or of a member of a set."""
    entry = _entry(entity, name).get("values", {}).get(value, {})
    return Text(entry.get("zh", value), entry.get("en", value.replace("_", " ")))


def has_words(entity: str, name: str) -> bool:
    """Whether the vocabulary has a title and labels for a fact."""
    return bool(_entry(entity, name))
