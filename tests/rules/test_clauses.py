"""The ledger: every clause of a plan is cited or declared, every citation names a clause, every clause is in the text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import eligibility as el
from eligibility.i18n import Text
from eligibility.rules.clauses import citing, clause_fingerprint, normalised, read_ledger
from eligibility.rules.folders import shipped
from eligibility.rules.lint import lint
from eligibility.rules.pin import pin_folder
from tests.conftest import HEAD, Toy, support

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
    assert any(problem.startswith("unknown_clause: card.main cites 专栏1, which is only a heading") for problem in found(heading))


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
    assert "unknown_clause: card/agency cites 二, which is no clause of the plan" in found(toy(handled.replace("CLAUSE", "二"), **ledger))
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


def test_a_wrong_citation_is_placed_at_its_own_word(toy: Toy) -> None:
    """Not at the head of the list: the author looks for it in the rules."""
    rules = RULES.replace("[专栏1 1]", "[专栏1 9]") + "  papers: [{zh: 证, en: card, cite: [一, 八]}]\n"
    folder = toy(rules, clauses=CLAUSES, unencoded=UNENCODED.replace("[专栏1 2]", "[专栏1 2, 九]"))
    wrong = [problem for problem in lint(folder, folder.parents[1]).problems if problem.check == "unknown_clause"]
    lines = (folder / "allowances.yaml").read_text("utf-8").splitlines()
    for problem in wrong[:2]:
        word = lines[problem.line - 1][problem.column - 1 : problem.end_column - 1]
        assert word in {"专栏1 9", "八"}
    assert [(one.file.rpartition("/")[2], one.message.zh) for one in wrong] == [
        ("allowances.yaml", "card.main 引用了“专栏1 9”，规划里没有这一条"),
        ("allowances.yaml", "card/papers 引用了“八”，规划里没有这一条"),
        ("unencoded.yaml", "规划里没有“九”这一条"),
    ]


def test_clauses_that_are_still_to_be_read_are_counted(toy: Toy) -> None:
    """They are not missing, and the version is not clean."""
    todo = CLAUSES.replace('"2. 宣传"}', '"2. 宣传", todo: true}').replace('"一、现金"}', '"一、现金", todo: true}')
    folder = toy(RULES, clauses=todo)
    assert found(folder) == ["clause_todo: 2 clauses are still to be read, the first is 一"]


def test_an_amendment_has_a_text_of_its_own(toy: Toy, tmp_path: Path) -> None:
    """`REGION/DATE.txt`: what it takes out is cited under `remove`, and the plan's text is not asked about it."""
    base = toy(RULES, clauses=CLAUSES, unencoded=UNENCODED)
    folder = base.parent / "2023-01-01"
    folder.mkdir()
    head = "amends: 2022-01-01\ndocument: {title: 修改决定}\neffects: {card: ended}\nremove: {supports: [card], cite: [第一条]}\n"
    (folder / "ruleset.yaml").write_text(head, "utf-8")
    (folder / "clauses.yaml").write_text('clauses:\n  第一条: {starts: "第一条"}\n', "utf-8")
    sources = tmp_path / "sources"
    (sources / "toy").mkdir(parents=True)
    (sources / "toy.txt").write_text(TEXT, "utf-8")
    with pytest.raises(el.EligibilityError, match=r"toy/2023-01-01.txt: there is no such file"):
        pin_folder(folder, sources)
    assert [one.message.en for one in lint(folder, folder.parents[1], sources).problems if one.check == "source_missing"] == [
        "there is no toy/2023-01-01.txt among the sources"
    ]
    (sources / "toy" / "2023-01-01.txt").write_text("修改决定\n第一条　不再办卡。\n", "utf-8")
    assert pin_folder(folder, sources) == 1
    assert "cited_by: [remove]" in (folder / "clauses.yaml").read_text("utf-8")
    problems = [one.check.value for one in lint(folder, folder.parents[1], sources).problems]
    assert set(problems) <= {"route_never_granted", "route_never_refused"}
    (folder / "ruleset.yaml").write_text(head.replace("第一条", "第二条"), "utf-8")
    (wrong,) = [one for one in lint(folder, folder.parents[1]).problems if one.check == "unknown_clause"]
    assert (wrong.line, wrong.column, wrong.message.en) == (4, 35, "remove cites 第二条, which is no clause of the plan")


def test_a_conflict_of_the_plan_cites_its_clause(toy: Toy) -> None:
    """The clause is encoded by it, and a wrong one is told at its place."""
    pair = "conflicts:\n  - {between: [cash, card], cite: [CLAUSE], reason: {zh: 只领其一, en: only one}}\n"
    folder = toy(RULES, clauses=CLAUSES, unencoded=UNENCODED, conflicts="conflicts: []", ruleset=HEAD + pair.replace("CLAUSE", "一1"))
    assert "conflicts.cash+card" in citing(el.load_ruleset(folder))["一1"]
    folder = toy(RULES, clauses=CLAUSES, unencoded=UNENCODED, conflicts="conflicts: []", ruleset=HEAD + pair.replace("CLAUSE", "九"))
    (wrong,) = [one for one in lint(folder, folder.parents[1]).problems if one.check == "unknown_clause"]
    assert (wrong.file, wrong.line, wrong.message.en) == (
        "toy/2022-01-01/ruleset.yaml", 10, "conflicts.cash+card cites 九, which is no clause of the plan",
    )  # fmt: skip


def test_a_reason_alone_is_the_same_in_both_languages(toy: Toy) -> None:
    """Files written before it had two texts go on."""
    folder = toy(RULES, clauses=CLAUSES, unencoded="unencoded:\n- {clauses: [专栏1 2], what: a, reason: 背景}\n")
    ledger = read_ledger(folder)
    assert ledger is not None
    assert [one.reason for one in ledger.unencoded] == [Text("背景", "背景")]
    assert not ledger.found


@pytest.mark.parametrize("folder", sorted(path.parent for path in shipped().glob("*/*/unencoded.yaml")), ids=lambda path: path.parent.name)
def test_every_shipped_reason_is_chinese_in_chinese(folder: Path) -> None:
    """Without the ids of supports: they are called by their titles."""
    ledger = read_ledger(folder)
    assert ledger is not None and len(ledger.unencoded) > 40
    for one in ledger.unencoded:
        assert re.search(r"[\u4e00-\u9fff]", one.reason.zh) and not re.search(r"[a-z]", one.reason.zh), one
        assert not re.search(r"[\u4e00-\u9fff]{3}", one.reason.en), one
