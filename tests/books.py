"""Books of a made-up city and a county in it, for the small foreign ruleset."""

from __future__ import annotations

SOURCES = """
sources:
  paper: {document: 编造的文件, number: 示发〔2024〕1号, issued: 2024-01-01, seen: true}
  old: {document: 编造的旧文件, seen: false, met: 编造的网页}
"""
HEAD = """
area: "990100"
name: {zh: 示例市, en: Example City}
"""
COUNTY_HEAD = """
area: "990101"
name: {zh: 示例县, en: Example County}
"""


def city(body: str = "") -> str:
    """The file of the city."""
    return HEAD + SOURCES + body


def county(body: str = "") -> str:
    """The file of a county in that city."""
    return COUNTY_HEAD + SOURCES + body


def rates(entries: str, name: str = "cash") -> str:
    """Monthly rates of a support, separated by ` | `: `rates("from: 2024-01-01, is: 80")`."""
    return f"rates:\n  {name}:\n" + "".join(f"    - {{{entry}, unit: CNY/month, source: paper}}\n" for entry in entries.split(" | "))
