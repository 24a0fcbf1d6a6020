"""What the files write of one support: only that, all of it, as it stands."""

from __future__ import annotations

from pathlib import Path

import yaml

from eligibility.rules.excerpts import excerpts, files
from eligibility.rules.version_lookup import find
from tests.conftest import DEFINITIONS, HEAD, Toy, amendment, support

FIGURES = """
figures:
  floor: {value: 60, unit: CNY/month, cite: [二], zh: 数, en: floor}

  # of another support
  other: {value: 70, unit: CNY/month, cite: [一], zh: 数, en: other}
"""
OWN = """
definitions:
  heavy:
    for: person
    is: severe and certified
    cite: [一]
    zh: 重
    en: heavy

  # not used here
  light: {for: person, is: not severe, cite: [一], zh: 轻, en: light}
"""
CASES = """
cases:
  - case: seen
    as_of: 2024-01-01
    person: {certified: true}
    expect: {cash@m1: undetermined}
  # about another support
  - case: unseen
    as_of: 2024-01-01
    person: {certified: true}
    expect: {card: eligible}
"""


def written(folder: Path, name: str = "cash", version: str = "2022-01-01") -> dict[str, str]:
    """The text of each file, by its name."""
    root = folder.parents[1]
    found = list(excerpts(find("toy", version, root=root), name, root))
    for one in found:
        assert one.path.read_text("utf-8").split("\n")[one.line - 1] == one.written.split("\n")[0]
        assert one.text.startswith(f"# {one.path}:{one.line}\n")
    return {f"{one.path.parent.name}/{one.path.name}": one.written for one in found}


def test_a_support_with_all_that_it_uses(toy: Toy) -> None:
    cash = support("heavy").replace("kind: cash", "kind: cash, unit: CNY/month, amount: figures.floor")
    folder = toy(cash + support("certified", name="card"), figures=FIGURES, definitions=OWN)
    (folder / "cases").mkdir(exist_ok=True)
    (folder / "cases" / "toy.yaml").write_text(CASES, "utf-8")
    found = written(folder)
    assert list(found) == [
        "rules/supports.yaml", "2022-01-01/allowances.yaml", "2022-01-01/definitions.yaml", "2022-01-01/figures.yaml",
        "2021-07-01/definitions.yaml", "2022-01-01/clauses.yaml", "cases/toy.yaml",
    ]  # fmt: skip
    assert yaml.safe_load(found["2022-01-01/allowances.yaml"])[0]["support"] == "cash"
    assert [one["support"] for one in yaml.safe_load(found["2022-01-01/allowances.yaml"])] == ["cash"]
    assert yaml.safe_load(found["2022-01-01/definitions.yaml"]).keys() == {"heavy"}
    assert "another" not in found["2022-01-01/figures.yaml"] and yaml.safe_load(found["2022-01-01/figures.yaml"]).keys() == {"floor"}
    assert yaml.safe_load(found["2021-07-01/definitions.yaml"]).keys() == {"severe"} <= yaml.safe_load(DEFINITIONS)["definitions"].keys()
    assert [one["case"] for one in yaml.safe_load(found["cases/toy.yaml"])] == ["seen"]


def test_an_amendment_beside_what_it_leaves_alone(toy: Toy) -> None:
    """A route that is added stands in its own file; the rest in the file of the version that is amended."""
    base = toy(support("certified"), ruleset=HEAD)
    change = "- support: cash\n  routes:\n    deaf: {when: 'grade_hearing in {3, 4}', modality: mandatory, cite: [二]}\n"
    amendment(base, "2023-01-01", "effects: {cash: wider}\n", allowances=change)
    found = written(base, version="2023-01-01")
    assert "main:" in found["2022-01-01/allowances.yaml"] and found["2023-01-01/allowances.yaml"] == change.rstrip("\n")
    listed = list(files(find("toy", "2023-01-01", root=base.parents[1]), base.parents[1]))
    assert listed[0] == base.parents[1] / "supports.yaml" and {path.parent.name for path in listed} == {
        "rules", "2021-07-01", "2022-01-01", "2023-01-01",
    }  # fmt: skip
    assert all(path.is_file() for path in listed)


def test_a_support_of_a_folder_that_lies_over_the_shipped_one(tmp_path: Path, toy: Toy) -> None:
    """Its title stands in the folder's own list, and the national words in the shipped folder."""
    version = toy(support("certified and severe", name="village_cash"))
    over = tmp_path / "over"
    (over / "toy").mkdir(parents=True)
    version.rename(over / "toy" / "2022-01-01")
    (over / "supports.yaml").write_text("supports:\n  village_cash: {area: allowances, zh: 村里的现金, en: Village cash}\n", "utf-8")
    found = written(over / "toy" / "2022-01-01", "village_cash")
    assert list(found)[:2] == ["over/supports.yaml", "2022-01-01/allowances.yaml"]
    assert "severe" in yaml.safe_load(found["2021-07-01/definitions.yaml"])
