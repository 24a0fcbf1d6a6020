"""The ledger: every clause of a plan is cited or declared, every citation names a clause, every clause is in the text."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility as el
from eligibility.rules.clauses import citing, clause_fingerprint, normalised
from eligibility.rules.lint import lint
from eligibility.rules.pin import pin_folder
from tests.conftest import Toy, support

TEXT = """
一、现金。持证的人每月
领取现金。
专栏1 重点项目
1. 办卡。为持证的人办卡。
2. 宣传。加强宣传。
"""
CLAUSES = """
clauses:
  一: {starts: "一、现金"}
  专栏1: {starts: "专栏1 重点项目", heading: true}
  专栏1 1: {starts: "1. 办卡"}
  专栏1 2: {starts: "2. 宣传"}
"""
UNENCODED = """
unencoded:
  - {clauses: [专栏1 2], what: publicity, reason: nobody can claim it}
"""
RULES = support("certified") + support("certified", name="card").replace("[一]", "[专栏1 1]")


def found(folder: Path, text: str | None = None) -> list[str]:
    """The checks of the ledger that fail."""
    sources = None
    if text is not None:
        sources = folder.parents[2] / "sources"
        sources.mkdir(exist_ok=True)
        (sources / "toy.txt").write_text(text, "utf-8")
    checks = {"route_never_granted", "route_never_refused"}
    return [
        f"{problem.check}: {problem.message.en}"
        for problem in lint(folder, folder.parents[1], sources).problems
        if problem.check not in checks
    ]


@pytest.fixture
def pinned(toy: Toy) -> Path:
    folder = toy(RULES, clauses=CLAUSES, unencoded=UNENCODED)
    assert found(folder, TEXT) == [f"clause_not_pinned: {locator} has no fingerprint" for locator in ("一", "专栏1", "专栏1 1", "专栏1 2")]
    assert pin_folder(folder, folder.parents[2] / "sources") == 4
    return folder


def test_a_closed_ledger_is_clean(pinned: Path) -> None:
    assert found(pinned) == []
    assert found(pinned, TEXT) == []


def test_layout_does_not_count(pinned: Path) -> None:
    """Line and page breaks, emphasis and widths of characters are not the text."""
    assert found(pinned, TEXT.replace("每月\n领取", "每\n\n月领取").replace("1. 办卡", "１．**办卡**")) == []
    assert normalised("（一） Ａ\n") == "(一)A"


def test_a_changed_word_is_found_and_named_by_its_clause(pinned: Path) -> None:
    assert found(pinned, TEXT.replace("为持证的人", "为残疾的人")) == [
        "clause_changed: the text of 专栏1 1 is not the one that was encoded"
    ]


def test_a_clause_that_is_gone(pinned: Path) -> None:
    assert "clause_not_found: 专栏1 1 is not found in the text after the clause before it" in found(pinned, TEXT.replace("1. 办卡", "办卡"))


def test_a_clause_that_is_new(pinned: Path) -> None:
    problems = found(pinned, TEXT + "3. 新增。再发一笔钱。\n")
    assert "clause_unlisted: line 7 of the text, 3.新增。再发一笔钱。…, begins no clause of the list" in problems
    assert "clause_changed: the text of 专栏1 2 is not the one that was encoded" in problems


def test_what_is_neither_cited_nor_declared(toy: Toy) -> None:
    folder = toy(RULES, clauses=CLAUSES)
    assert found(folder) == ["clause_unaccounted: 专栏1 2 is neither cited nor declared in unencoded.yaml"]


def test_citations_of_no_clause(toy: Toy) -> None:
    folder = toy(RULES.replace("专栏1 1", "专栏1 7"), clauses=CLAUSES, unencoded=UNENCODED)
    assert "unknown_clause: card.main cites 专栏1 7, which is no clause of the plan" in found(folder)
    heading = toy(RULES.replace("专栏1 1", "专栏1"), clauses=CLAUSES, unencoded=UNENCODED)
    assert any(problem.startswith("unknown_clause: card.main cites 专栏1,") for problem in found(heading))


def test_a_version_without_a_list_of_clauses(toy: Toy) -> None:
    folder = toy(RULES)
    (folder / "clauses.yaml").unlink()
    assert found(folder) == ["ledger_missing: the version has no clauses.yaml"]


def test_pinning_without_a_text_writes_nothing(toy: Toy, tmp_path: Path) -> None:
    folder = toy(RULES, clauses=CLAUSES)
    before = (folder / "clauses.yaml").read_text("utf-8")
    with pytest.raises(el.EligibilityError, match=r"toy.txt: there is no such file"):
        pin_folder(folder, tmp_path)
    assert (folder / "clauses.yaml").read_text("utf-8") == before


def test_fingerprints_are_of_the_normalised_text() -> None:
    assert clause_fingerprint("一、现金。") == clause_fingerprint("一、 现金\n。")
    assert clause_fingerprint("现金") != clause_fingerprint("现今")


def test_a_text_that_is_not_utf8_is_named(toy: Toy, tmp_path: Path) -> None:
    """The plan's text in another encoding is one clear message, for lint and for pin."""
    folder = toy(support("certified"))
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "toy.txt").write_bytes("一、现金".encode("gb18030"))
    with pytest.raises(el.EligibilityError, match=r"toy.txt: is not UTF-8 \(byte 2\). Save it as UTF-8."):
        lint(folder, folder.parents[1], sources)
    with pytest.raises(el.EligibilityError, match=r"is not UTF-8"):
        pin_folder(folder, sources)


def test_an_agency_names_a_clause_of_the_plan(toy: Toy) -> None:
    """An agency or a paper cites clauses that exist; citing one does not account for what else it says."""
    handled = RULES + "  agency: {zh: 民政局, en: civil affairs bureau, cite: [CLAUSE]}\n"
    ledger = {"clauses": CLAUSES, "unencoded": UNENCODED}
    assert found(toy(handled.replace("CLAUSE", "一"), **ledger)) == []
    assert "unknown_clause: card cites 二, which is no clause of the plan" in found(toy(handled.replace("CLAUSE", "二"), **ledger))
    alone = toy(handled.replace("CLAUSE", "专栏1 2"), clauses=CLAUSES)
    (alone / "unencoded.yaml").unlink()
    assert found(alone) == ["clause_unaccounted: 专栏1 2 is neither cited nor declared in unencoded.yaml"]


HANDLED = RULES + "  agency: {zh: 民政局, en: civil affairs bureau, cite: [一]}\n  papers: [{zh: 证, en: card, cite: [一]}]\n"


def test_pinning_writes_what_cites_each_clause(toy: Toy) -> None:
    """Routes, agencies and papers by name; from then on a citation that is changed in the rules alone is found, on both sides."""
    folder = toy(HANDLED, clauses=CLAUSES, unencoded=UNENCODED)
    assert found(folder, TEXT)[0] == "clause_not_pinned: 一 has no fingerprint"
    pin_folder(folder, folder.parents[2] / "sources")
    written = (folder / "clauses.yaml").read_text("utf-8").splitlines()
    assert [line.partition("cited_by: ")[2] for line in written if "starts" in line] == [
        "[card/agency, card/papers, cash.main]}", "", "[card.main]}", "",
    ]  # fmt: skip
    assert found(folder, TEXT) == []
    rules = folder / "allowances.yaml"
    rules.write_text(
        HANDLED.replace("cite: [专栏1 1]", "cite: [专栏1 1, 一]").replace("证, en: card, cite: [一]", "证, en: card, cite: [专栏1 1]"),
        "utf-8",
    )
    assert found(folder) == [
        "citation_changed: card.main cites 一, whose cited_by does not name it",
        "citation_changed: cited_by of 一 names card/papers, which does not cite it",
        "citation_changed: card/papers cites 专栏1 1, whose cited_by does not name it",
    ]


def test_what_a_further_kind_of_subject_cites_is_named_apart(toy: Toy) -> None:
    """The agency of the support is that of both kinds, until one is taken away."""
    rules = support("certified").replace(
        "  benefit", "    firm: {for: organisation, when: staffing >= 1, modality: mandatory, cite: [一]}\n  benefit"
    )
    folder = toy(rules + "  agency: {zh: 民政局, en: bureau, cite: [一]}\n")
    assert citing(el.load_ruleset(folder)) == {"一": ("cash.firm", "cash.main", "cash/agency", "cash@organisation/agency")}
