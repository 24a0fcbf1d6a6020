"""`eligibility remedy`: what would grant a support."""

from __future__ import annotations

import json

from tests.cli.command_line import FAMILY, answered, run


def test_remedy_in_both_languages() -> None:
    """The one fact that would have to change, the clause, and what it opens."""
    text = answered("remedy", FAMILY, "dibao")
    assert "→ 全家，如果变成：家庭月人均收入低于每人每月480元" in text
    english = answered("remedy", FAMILY, "living_allowance", "m2", "--lang", "en")
    assert "no change and no answer would grant it" in english
    assert "no disability has been assessed" in english


def test_remedy_for_programs() -> None:
    found = json.loads(answered("remedy", FAMILY, "dibao", "household", "--format", "json"))
    (way,) = found["remedies"]["household"]
    assert [(step["path"], step["kind"]) for step in way["steps"]] == [("household.monthly_income_per_capita", "change")]
    assert way["citations"]


def test_remedy_mistakes_are_one_message() -> None:
    done = run("remedy", FAMILY, "dibo", "--lang", "en")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Did you mean dibao?" in done.stderr
