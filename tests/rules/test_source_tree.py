"""A version's files as they are read: shapes, places, documents, and the names by which messages call the files."""

from __future__ import annotations

from pathlib import Path

import pytest

from eligibility.codes import RuleCheck
from eligibility.rules.source_tree import SourceReader, Written, WrittenChanges
from eligibility.rules.yaml_schema import AreaFile
from tests.conftest import HEAD, Toy, amendment, support

WORDS = "definitions:\n  local: {for: person, is: certified, zh: 本地, en: local, cite: [一]}\n"
FIGURES = "figures:\n  line: {value: 18, unit: years, cite: [一], zh: 线, en: line}\n"
BY = "  by: {person: {papers: []}}\n"
CHANGE = "- support: cash\n  unless: [tekun]\n"


def version(folder: Path, root: Path | None = None) -> Written:
    reader = SourceReader(root or folder.parents[1])
    found = reader.version(folder)
    assert isinstance(found, Written) and reader.problems == []
    return found


def test_a_complete_version(toy: Toy) -> None:
    """Supports with area, place and document; definitions and figures by name; other files of the folder are no areas."""
    found = version(toy(support("certified"), care=support("autism", name="card"), definitions=WORDS, figures=FIGURES, unencoded="{}"))
    assert {name: one.area for name, one in found.supports.items()} == {"cash": "allowances", "card": "care"}
    assert (list(found.definitions), list(found.figures), found.adopted, found.amendments) == (["local"], ["line"], frozenset(), ())
    card = found.supports["card"]
    assert (card.at, card.source.name, card.source.document) == (("supports", 0), "toy/2022-01-01/care.yaml", "玩政发1号")
    assert card.raw["support"] == "card"
    assert {found.head.document, found.definitions["local"].document, found.figures["line"].document} == {"玩政发1号"}
    assert card.routes == {"main": (card.source, ("supports", 0, "routes", "main"), "玩政发1号")}


def test_a_document_without_a_number_is_called_by_its_title(toy: Toy) -> None:
    found = version(toy(support("certified"), ruleset=HEAD.replace("number: 玩政发1号, ", "")))
    assert (found.head.document, found.supports["cash"].source.document) == ("玩具规划", "玩具规划")


def test_parts_have_places(toy: Toy) -> None:
    """A key of a support, and a key of what it says for one kind; what another file wrote has its place there."""
    cash = version(toy(support("certified", extra=BY))).supports["cash"]
    assert cash.part("benefit") == (cash.source, ("supports", 0, "benefit"))
    assert cash.by("person", "papers") == (cash.source, ("supports", 0, "by", "person", "papers"))
    elsewhere = (cash.source, ("supports", 7))
    object.__setattr__(cash, "parts", {"benefit": elsewhere, "by.person.papers": elsewhere})
    assert cash.part("benefit") == (cash.source, ("supports", 7, "benefit"))
    assert cash.by("person", "papers")[1] == ("supports", 7, "by", "person", "papers")
    assert cash.by("person", "unless")[1] == ("supports", 0, "by", "person", "unless")


def test_an_amendment_is_read_as_changes(toy: Toy) -> None:
    """In the order of its files, each with the amending document; a scenario has no document."""
    base = toy(support("certified"))
    folder = amendment(base, "2023-01-01", allowances=CHANGE, care=CHANGE.replace("cash", "card"), definitions=WORDS)
    reader = SourceReader(base.parents[1])
    found = reader.version(folder)
    assert isinstance(found, WrittenChanges)
    assert [(area, entry.shape.support, entry.at) for area, entry in found.supports] == [
        ("allowances", "cash", ("supports", 0)),
        ("care", "card", ("supports", 0)),
    ]
    assert {entry.document for _, entry in found.supports} == {found.definitions["local"].document} == {"玩政发2号"}
    scenario = reader.version(amendment(base, "all", "enacted: false\ntitles: {zh: 全, en: all}"))
    assert isinstance(scenario, WrittenChanges) and scenario.head.document == ""
    assert reader.problems == []


def test_a_support_that_is_written_twice_stands_at_its_second_place(toy: Toy) -> None:
    """In another file too; both are told of, and the reader goes on."""
    folder = toy(support("certified"), care=support("autism", name="card") + support("tekun"))
    reader = SourceReader(folder.parents[1])
    assert reader.version(folder) is not None
    [problem] = reader.problems
    assert (problem.check, problem.file, problem.line) == (RuleCheck.SUPPORT_TWICE, "toy/2022-01-01/care.yaml", 8)


@pytest.mark.parametrize("head", ["region: toy\n", "amends: 2022-01-01\nremoves: {}\n", "a: [\n"])
def test_a_head_that_does_not_fit(toy: Toy, head: str) -> None:
    """Nothing is read of the version, and what is wrong is in the problems."""
    folder = toy(support("certified"), ruleset=head)
    reader = SourceReader(folder.parents[1])
    assert reader.version(folder) is None
    assert {problem.file for problem in reader.problems} == {"toy/2022-01-01/ruleset.yaml"}


def test_mistakes_of_all_files_are_collected(toy: Toy) -> None:
    wrong = "- support: cash\n  fro: person\n"
    folder = toy(wrong, care=wrong, definitions="definitions: 1\n", figures="figures: 1\n")
    reader = SourceReader(folder.parents[1])
    reader.version(folder)
    files = {problem.file.rpartition("/")[2] for problem in reader.problems}
    assert files == {"allowances.yaml", "care.yaml", "definitions.yaml", "figures.yaml"}


def test_a_list_at_the_top_may_be_wrapped(tmp_path: Path) -> None:
    """Data and places have the key; an object that writes the key itself is the same."""
    reader = SourceReader(tmp_path)
    text = support("certified").lstrip("\n")
    for name, content in (("list", text), ("object", "supports:\n" + text)):
        (tmp_path / f"{name}.yaml").write_text(content, "utf-8")
    alone, named = (reader.file(tmp_path / f"{name}.yaml", AreaFile, wrap="supports") for name in ("list", "object"))
    assert alone is not None and named is not None
    assert alone[0] == named[0]
    lines = [source.place(("supports", 0, "routes", "main", "when")).line for _, source in (alone, named)]
    assert lines == [4, 5]
    assert reader.file(tmp_path / "list.yaml", AreaFile) is None and reader.problems


@pytest.mark.parametrize("root", ["rules", "other", "."])
def test_files_are_named_with_region_and_version(toy: Toy, root: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the root is written as a relative path and the folder is not, or where the version lies under another root."""
    folder = toy(support("certified"))
    monkeypatch.chdir(tmp_path)
    name = version(folder, Path(root)).supports["cash"].source.name
    assert name == "toy/2022-01-01/allowances.yaml"


def test_files_that_all_regions_share_are_named_from_the_root(toy: Toy) -> None:
    root = toy(support("certified")).parents[1]
    reader = SourceReader(root)
    paths = [root / "supports.yaml", root / "national" / "2021-07-01" / "definitions.yaml"]
    assert [reader.source(path).name for path in paths] == ["supports.yaml", "national/2021-07-01/definitions.yaml"]
