"""The server over standard input and output, as an editor starts it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from eligibility.rules.folders import shipped
from tests.conftest import Toy, support
from tests.loops import run
from tests.lsp.editor import Editor, editor
from tests.lsp.written import at_word


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


CASES = """cases:
  - {case: a, as_of: 2024-06-01, person: {certified: true}, expect: {cash: {status: not_eligible, routes: {main: not_eligible}}}}
"""
OWN = "definitions:\n  needy: {for: person, is: certified, zh: 𠮷户, en: needy, cite: [一]}\n"


def position(text: str, word: str) -> types.Position:
    """The first place of a word, a sign inside it."""
    before = text[: at_word(text, word)]
    return types.Position(before.count("\n"), len(before.rpartition("\n")[2].encode("utf-16-le")) // 2)


def test_an_author_at_work(toy: Toy) -> None:
    """Completion, hover, definition, references, rename, outline, fixes and lines above supports, as an editor asks for them."""
    folder = toy(support("needy"), cases__a=CASES, definitions=OWN)
    path, own, cases = folder / "allowances.yaml", folder / "definitions.yaml", folder / "cases" / "a.yaml"
    text = path.read_text("utf-8")
    lens = types.CodeLensWorkspaceClientCapabilities(refresh_support=True)
    asked = types.ClientCapabilities(workspace=types.WorkspaceClientCapabilities(code_lens=lens))

    async def talk() -> dict[str, Any]:
        async with editor(capabilities=asked, options={"suggestAgain": True}) as one:
            one.open(path)
            await one.until(lambda: one.refreshed and "case_differs" in one.codes(cases))
            document, where = one.document(path), position(text, "needy")
            ask = one.client
            said: dict[str, Any] = {
                "hover": await ask.text_document_hover_async(types.HoverParams(document, where)),
                "definition": await ask.text_document_definition_async(types.DefinitionParams(document, where)),
                "references": await ask.text_document_references_async(
                    types.ReferenceParams(types.ReferenceContext(include_declaration=False), document, where)
                ),
                "prepared": await ask.text_document_prepare_rename_async(types.PrepareRenameParams(document, where)),
                "renamed": await ask.text_document_rename_async(types.RenameParams(document, where, "poor")),
                "outline": await ask.text_document_document_symbol_async(types.DocumentSymbolParams(document)),
                "lenses": await ask.text_document_code_lens_async(types.CodeLensParams(document)),
            }
            with pytest.raises(JsonRpcException, match="已经有了"):
                await ask.text_document_rename_async(types.RenameParams(document, where, "needy"))
            command = said["lenses"][0].command
            await ask.workspace_execute_command_async(types.ExecuteCommandParams(command.command, command.arguments))
            said["shown"] = one.shown
            said |= await _slipping(one, path, text)
            return said

    said = run(talk())
    assert "**𠮷户** `needy`" in said["hover"].contents.value
    assert said["hover"].range == said["prepared"]
    assert [(place.uri, place.range.start.line) for place in said["definition"]] == [(own.as_uri(), 1)]
    assert [place.uri for place in said["references"]] == [path.as_uri()]
    edits = said["renamed"].changes
    assert {uri: [edit.new_text for edit in found] for uri, found in edits.items()} == {path.as_uri(): ["poor"], own.as_uri(): ["poor"]}
    assert [(one.name, [inner.name for inner in one.children]) for one in said["outline"]] == [("cash", ["main"])]
    assert [one.command.title for one in said["lenses"]] == ["1例中1例不符 ▸"]
    assert said["shown"] == ["a.yaml:2"]
    assert said["fix"].title == "改为 needy"
    (edit,) = said["fix"].edit.changes[path.as_uri()]
    assert (edit.new_text, edit.range) == ("needy", said["diagnostic"].range)
    assert {"certified", "needy", "has."} <= {item.label for item in said["completed"]}
    again = {item.label: item.command.command for item in said["completed"] if item.command}
    assert again["has."] == "editor.action.triggerSuggest" and all(label.endswith(".") for label in again)
    needy = next(item for item in said["completed"] if item.label == "needy")
    assert (needy.detail, needy.text_edit.new_text, "𠮷户" in needy.filter_text) == ("𠮷户", "needy", True)


async def _slipping(one: Editor, path: Path, text: str) -> dict[str, Any]:
    """What mends a slip, and what is proposed for a word that is begun."""
    one.change(path, text.replace("needy", "nedy"))
    await one.until(lambda: "unknown_name" in one.codes(path))
    found = next(each for each in one.said[path] if each.code == "unknown_name")
    given = types.CodeActionParams(one.document(path), found.range, types.CodeActionContext([found]))
    fixes = await one.client.text_document_code_action_async(given)
    begun = text.replace("'needy'", "ne")
    one.change(path, begun)
    where = position(begun, "ne,")
    completed = await one.client.text_document_completion_async(
        types.CompletionParams(one.document(path), types.Position(where.line, where.character + 1))
    )
    return {"fix": fixes[0], "diagnostic": found, "completed": completed}


def test_files_of_other_kinds_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "compose.yaml"
    path.write_text("services: {}\n", "utf-8")

    async def talk() -> list[Any]:
        async with editor() as one:
            one.open(path)
            one.change(path, "services: {a: 1}\n")
            document, where = one.document(path), types.Position(0, 2)
            found = [
                await one.client.text_document_completion_async(types.CompletionParams(document, where)),
                await one.client.text_document_hover_async(types.HoverParams(document, where)),
                await one.client.text_document_definition_async(types.DefinitionParams(document, where)),
                await one.client.text_document_rename_async(types.RenameParams(document, where, "a")),
                await one.client.text_document_code_lens_async(types.CodeLensParams(document)),
                await one.client.text_document_document_symbol_async(types.DocumentSymbolParams(document)),
            ]
            one.close(path)
            return [*found, dict(one.said)]

    assert not any(run(talk()))
