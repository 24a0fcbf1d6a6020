"""The server over standard input and output, as an editor starts it."""

from __future__ import annotations

import shutil
from pathlib import Path

from lsprotocol import types

from eligibility.rules.folders import shipped
from tests.conftest import Toy, support
from tests.loops import run
from tests.lsp.editor import editor


def test_what_is_typed_is_told_at_its_place_and_cleared_when_mended(tmp_path: Path) -> None:
    """Of a shipped region, before anything is saved: the place is the wrong name and nothing more."""
    root = tmp_path / "rulesets"
    shutil.copytree(shipped(), root)
    path = root / "zhangye" / "2022-04-15" / "allowances.yaml"
    right = path.read_text("utf-8")
    slip = right.replace("dibao_recipient", "dibao_recipent", 1)

    async def talk() -> types.Diagnostic:
        async with editor("--lang", "en") as one:
            one.open(path)
            one.change(path, slip)
            await one.until(lambda: one.codes(path) == ["unknown_name"])
            (found,) = one.said[path]
            one.change(path, right)
            await one.until(lambda: one.codes(path) == [])
            return found

    found = run(talk())
    line = slip.split("\n")[found.range.start.line]
    assert line[found.range.start.character : found.range.end.character] == "dibao_recipent"
    assert found.range.end.line == found.range.start.line
    assert found.message == "unknown name 'dibao_recipent'\ndid you mean dibao_recipient?"
    assert found.severity == types.DiagnosticSeverity.Error
    assert path.read_text("utf-8") == right


def test_columns_are_counted_as_the_editor_counts(toy: Toy) -> None:
    """A sign outside of the first plane is two units of UTF-16."""
    folder = toy(support("certified"))
    path = folder / "allowances.yaml"
    text = "- {support: cash, for: person, subject_to: [{zh: 𠮷𠮷, en: x}], benefit: {kind: cash}, routs: {}}\n"

    async def talk() -> types.Diagnostic:
        async with editor() as one:
            one.open(path, text)
            await one.until(lambda: "unknown_key" in one.codes(path))
            return next(found for found in one.said[path] if found.code == "unknown_key")

    found = run(talk())
    assert found.range.start.character == text.index("routs") + 2
    assert found.message.startswith("没有“routs”这个键")


def test_opening_runs_the_cases_and_closing_forgets(toy: Toy) -> None:
    cases = "cases:\n  - {case: a, as_of: 2024-06-01, person: {certified: true}, expect: {cash: not_eligible}}\n"
    folder = toy(support("certified"), cases__a=cases)
    rules, path = folder / "allowances.yaml", folder / "cases" / "a.yaml"

    async def talk() -> tuple[types.Diagnostic, list[str]]:
        async with editor() as one:
            one.open(rules)
            await one.until(lambda: "case_differs" in one.codes(path))
            found = next(each for each in one.said[path] if each.code == "case_differs")
            unused = one.codes(rules)
            one.close(rules)
            await one.until(lambda: not one.codes(path) and not one.codes(rules))
            return found, unused

    found, unused = run(talk())
    assert found.message == "a：cash@m1 status：应为 not_eligible，实为 eligible"
    assert found.range.start.line == 1
    assert "route_never_granted" in unused
