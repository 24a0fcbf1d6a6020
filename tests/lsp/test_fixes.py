"""What an editor can mend by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.errors import Meant, Span
from eligibility.i18n import Text
from eligibility.lsp.fixes import fix_of
from eligibility.lsp.project import Finding, Project
from tests.conftest import Toy, support

GOOD = support("certified")


@pytest.mark.parametrize(
    ("slip", "right"),
    [
        (("certified", "certifed"), "certified"),
        (("'certified'", "residence == 'elsewher'"), "'elsewhere'"),
        (("certified", "has.crd"), "has.card"),
        (("'certified'", "certified = true"), "=="),
        (("'certified'", "certified && severe"), "and"),
        (("modality", "modalty"), "modality"),
        (("mandatory", "mandatry"), "mandatory"),
        (("support: cash", "support: cach"), "cash"),
        (("cite: [一]", "cite: [三（一）]"), None),
        (("for: person", "for: person\n  unless: [certified and]"), None),
    ],
)
def test_the_word_that_was_meant_is_written_in_place_of_the_other(toy: Toy, slip: tuple[str, str], right: str | None) -> None:
    """After the fix what was wrong is wrong no more."""
    folder = toy(GOOD)
    path, project = folder / "allowances.yaml", Project()
    text = GOOD.replace(*slip, 1)
    assert text != GOOD
    project.edit(path, text)
    project.check(folder)
    wrong = project.shown()[path]
    fixes = [(one.code, fix) for one in wrong if (fix := fix_of(one, text)) is not None]
    assert [fix.word for _, fix in fixes] == ([right] if right else [])
    for code, fix in fixes:
        lines = text.split("\n")
        line = lines[fix.span.line - 1]
        lines[fix.span.line - 1] = line[: fix.span.column - 1] + fix.word + line[fix.span.end_column - 1 :]
        project.edit(path, "\n".join(lines))
        project.check(folder)
        assert code not in [one.code for one in project.shown().get(path, ()) if one.span.line == fix.span.line] or code == "expression"


@pytest.mark.parametrize("text", ["other", "word and word", "a longer word of two\nlines"])
def test_nothing_is_written_where_the_wrong_word_is_not_found_once(text: str) -> None:
    span = Span(1, 1, 1 + text.count("\n"), len(text.split("\n")[0]) + 1)
    assert fix_of(Finding(Path("a"), span, "c", Text("", ""), Meant("", "", "word", "near")), text) is None


def test_only_the_wrong_part_of_a_key_is_replaced() -> None:
    """An expectation names the support and the subject."""
    found = fix_of(Finding(Path("a"), Span(1, 1, 1, 8), "c", Text("", ""), Meant("", "", "csh", "cash")), "csh@m1: x")
    assert found is not None
    assert (found.span, found.word, found.title.zh) == (Span(1, 1, 1, 4), "cash", "改为 cash")
