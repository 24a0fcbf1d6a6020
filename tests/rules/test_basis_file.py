"""The national bases: what loads, what is refused with its place, and which version speaks on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import eligibility as el
from eligibility.rules.basis import BasisSource, bases_on
from eligibility.rules.version_lookup import regions, shipped
from tests.conftest import DEFINITIONS, Toy, support

GOOD = support("certified") + support("certified", name="card")


def basis(core: str = "severe", source: str = "{document: D, seen: false}", name: str = "cash") -> str:
    return f"basis:\n  {name}:\n    core: {core}\n    sources:\n      - {source}\n"


def problems(folder: Path, language: el.i18n.Language = "en") -> str:
    with pytest.raises(el.RulesetError) as caught:
        el.load_ruleset(folder)
    return caught.value.text(language)


def test_bases_load_by_support(toy: Toy) -> None:
    """A core is a condition or `local`; an entry for a support that the plan lacks is left out."""
    text = basis() + basis("local", name="card").removeprefix("basis:\n") + basis("grade in {1}", name="home").removeprefix("basis:\n")
    ruleset = el.load_ruleset(toy(GOOD, basis=text))
    found = {name: basis for (name, _), basis in ruleset.bases_on(date(2024, 6, 1)).items()}
    assert list(found) == ["cash", "card"]
    assert (found["cash"].core is not None, found["cash"].text) == (True, "severe")
    assert (found["card"].core, found["card"].text) == (None, "local")
    assert found["cash"].sources == (BasisSource("D", None, "", None, None, seen=False),)


def test_a_basis_may_say_from_which_month_the_national_document_pays(toy: Toy) -> None:
    text = basis() + "    paid: {from: application_month, source: {document: D, number: N, since: 2016-01-01, seen: false}}\n"
    found = el.load_ruleset(toy(GOOD, basis=text)).bases_on(date(2024, 6, 1))["cash", "person"]
    assert found.paid is not None and (found.paid.paid.first, found.paid.paid.every) == ("application_month", "month")
    assert found.as_json()["paid"] == {"from": "application_month", "every": "month", "source": found.paid.source.as_json()}
    assert "source is missing" in problems(toy(GOOD, basis=basis() + "    paid: {from: application_month}\n"))


def test_bases_are_no_part_of_the_plans_hash(toy: Toy) -> None:
    without, with_bases = el.load_ruleset(toy(GOOD)).hash, el.load_ruleset(toy(GOOD, basis=basis())).hash
    assert with_bases == without


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (basis("sever"), "没有“sever”这个名称", "basis.yaml:3:11: unknown name 'sever' [unknown_name]"),
        (basis('"True"'), "条件总是符合", "basis.yaml:3:12: the condition is always true"),
        (
            basis(name="cach"),
            "没有“cach”这个项目",
            "basis.yaml:2:3: unknown support 'cach' [unknown_support]\n    mend: did you mean cash?",
        ),
        (basis(source="{document: D}"), "缺少 seen", "basis.yaml:5:9: seen is missing [key_missing]"),
        (basis(source="{document: D, seen: false, sine: 2016-01-01}"), "没有“sine”这个键", "unknown key 'sine'"),
        (basis(source="{document: D, seen: maybe}"), "seen：", "basis.yaml:5:29: seen: must be true or false"),
        (basis(source="{document: D, seen: false, since: 2026-01-01, until: 2025-01-01}"), "until 早于 since", "until comes before since"),
        ("basis:\n  cash: {core: severe, sources: []}\n", "至少写一份文件", "name at least one document"),
        ("basis:\n  cash:\n    core: severe\n", "缺少 sources", "sources is missing"),
        (basis().replace("    core: severe\n", ""), "缺少 core", "core is missing"),
        (basis() + basis().removeprefix("basis:\n"), "", "the key cash is written twice"),
        ("bases: {}\n", "文件开头缺少 basis:", "basis.yaml:1:1: the head basis: is missing"),
    ],
)
def test_a_mistake_is_named_with_its_place(toy: Toy, text: str, zh: str, en: str) -> None:
    folder = toy(GOOD, basis=text)
    assert en in problems(folder)
    assert zh in problems(folder, "zh")


def test_the_newest_national_version_of_the_day_speaks(toy: Toy) -> None:
    """By the day, not by the version that the plan names; names in a core mean what that version says."""
    folder = toy(GOOD, basis=basis())
    later = folder.parents[1] / "national" / "2026-03-01"
    later.mkdir()
    (later / "basis.yaml").write_text(basis("severe and certified"), "utf-8")
    (later / "definitions.yaml").write_text(DEFINITIONS.replace("grade in {1, 2}", "grade == 1"), "utf-8")
    ruleset = el.load_ruleset(folder)
    before, after = (bases_on(ruleset.bases, day)["cash", "person"] for day in (date(2026, 2, 28), date(2026, 3, 1)))
    assert (before.text, after.text) == ("severe", "severe and certified")
    assert "frozenset({1})" in repr(after.core) or "1" in repr(after.core)
    assert bases_on(ruleset.bases, date(2021, 6, 30)) == {}


def test_every_shipped_basis_is_of_a_support_that_some_plan_has() -> None:
    """So that every core is parsed; documents are unseen unless their text was read, and none is named twice in an entry."""
    root = shipped()
    used = {name for region in regions(root) for name, _ in el.load_ruleset(region, root=root).bases[-1].entries}
    text = (root / "national" / "2021-07-01" / "basis.yaml").read_text("utf-8")
    written = {line.strip(" :\n") for line in text.splitlines() if line.startswith("  ") and line[2] not in " #" and line.endswith(":")}
    assert written == used
    for region in regions(root):
        for entry in el.load_ruleset(region, root=root).bases[-1].entries.values():
            documents = [source.document for source in entry.sources]
            assert len(documents) == len(set(documents))
            assert not any(source.seen for source in entry.sources)


def test_no_number_that_could_not_be_confirmed_is_given() -> None:
    """These documents are named by their title alone."""
    ruleset = el.load_ruleset("fuzhou_jx", root=shipped())
    for name in ("sickness_disability_pension", "two_subsidies_cross_province"):
        for region in regions(shipped()):
            entry = el.load_ruleset(region, root=shipped()).bases[-1].entries.get((name, "person"))
            assert entry is None or all(source.number is None for source in entry.sources)
    assert ruleset.bases[-1].entries["nursing_subsidy", "person"].sources[0].number == "国发〔2015〕52号"
