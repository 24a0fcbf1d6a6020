"""From parsed files to a ruleset: its heads, definitions, figures, conflicts and hash, and every problem of all files at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import eligibility as el
from eligibility.errors import RuleProblem
from eligibility.logic.amount import Interval
from eligibility.rules.amounts import stated, static
from eligibility.rules.elaboration import Interpreter
from eligibility.rules.source_tree import SourceReader, Written
from eligibility.rules.support import Amount
from tests.conftest import CONFLICTS, DEFINITIONS, HEAD, SUPPORTS, Toy, amendment, decide, one, support

GOOD = support("certified")
SOURCE = "source: {document: D, locator: '1', seen: true}"


def refused(folder: Path) -> list[RuleProblem]:
    with pytest.raises(el.RulesetError) as caught:
        el.load_ruleset(folder)
    return list(caught.value.findings)


def problems(folder: Path) -> str:
    return "\n".join(problem.text("en") for problem in refused(folder))


def test_heads_and_definitions(toy: Toy) -> None:
    """A period that ends before it begins, missing national definitions, a definition without a source or twice."""
    assert "the period ends before it begins" in problems(toy(GOOD, ruleset=HEAD.replace("until: 2025", "until: 2019")))
    assert "no national definitions of 2020-01-01" in problems(
        toy(GOOD, ruleset=HEAD.replace("national: 2021-07-01", "national: 2020-01-01"))
    )
    bare = "definitions:\n  severe: {for: person, is: 'grade in {1, 2}', zh: 重, en: s}\n"
    assert "names no source [source_missing]" in problems(toy(GOOD, national=bare))
    again = "definitions:\n  severe: {for: person, is: certified, zh: 重, en: s, cite: [一]}\n"
    assert "[definition_twice]" in problems(toy(GOOD, definitions=again))


def test_figures_are_exact_numbers_with_units(toy: Toy) -> None:
    figures = """
figures:
  old: {value: 60, unit: years, cite: [一], zh: 老, en: old}
  fee: {at_least: 600, unit: CNY/month, cite: [一], zh: 费, en: fee}
"""
    rule = support("age >= figures.old").replace("kind: cash", "kind: cash, amount: figures.fee, unit: CNY/month")
    ruleset = el.load_ruleset(toy(rule, figures=figures))
    formula = ruleset.supports["cash"].parts[0].benefit.formula
    assert formula is not None
    assert stated(static(formula)) == Amount("at_least", Decimal(600))
    wrong = support("age >= figures.old").replace("kind: cash", "kind: cash, amount: figures.fee, unit: CNY/year")
    assert "figures.fee is in CNY/month, not in CNY/year" in problems(toy(wrong, figures=figures))
    assert "unknown name 'figures.fee'" in problems(toy(support("age >= figures.fee"), figures=figures))


def test_hash_is_of_the_meaning(toy: Toy) -> None:
    """Comments, layout and the order of keys do not touch it; a changed condition does."""
    first = el.load_ruleset(toy(GOOD)).hash
    same = """
# a comment
- benefit: {kind: cash}
  for: person
  support: cash
  routes:
    main:
      cite: [一]
      modality: mandatory
      when: certified
"""
    assert el.load_ruleset(toy(same)).hash == first
    assert el.load_ruleset(toy(support("certified and severe"))).hash != first
    assert el.load_ruleset(toy(GOOD, supports=SUPPORTS.replace("Cash", "Money"))).hash != first


def test_titles_do_not_touch_the_hash_and_all_that_decides_does(toy: Toy) -> None:
    first = el.load_ruleset(toy(GOOD)).hash
    assert el.load_ruleset(toy(GOOD, ruleset=HEAD.replace("Toytown", "Toyville"))).hash == first
    assert el.load_ruleset(toy(GOOD, ruleset=HEAD.replace("2025-12-31", "2026-12-31"))).hash != first
    assert el.load_ruleset(toy(GOOD, conflicts=CONFLICTS.replace("better: cash", "better: card"))).hash != first
    assert el.load_ruleset(toy(GOOD, national=DEFINITIONS.replace("{1, 2}", "{1}"))).hash != first


STANDARDS = "standards:\n  stay: {unit: CNY/month, zh: 标准, en: standard}\n  idle: {unit: CNY/month, zh: 闲, en: idle}\n"
PAID = GOOD.replace("kind: cash", "kind: cash, unit: CNY/month, amount: {exactly: standards.stay}")


def test_only_the_standards_that_a_rule_reads_belong_to_its_meaning(toy: Toy) -> None:
    first = el.load_ruleset(toy(PAID, standards=STANDARDS, conflicts="conflicts: []"))
    assert set(first.standards) == {"stay", "idle"} and list(first.raw["standards"]) == ["stay"]
    other = STANDARDS.replace("en: idle", "en: unused")
    assert el.load_ruleset(toy(PAID, standards=other, conflicts="conflicts: []")).hash == first.hash
    assert "standards" not in el.load_ruleset(toy(GOOD, standards=STANDARDS)).raw


def test_a_definition_is_shared_or_of_the_version(toy: Toy) -> None:
    """The shared one names its source, the version's own one its clauses and their document; each may use those that stand after it."""
    national = (
        f"definitions:\n  worse: {{for: person, is: severe and tekun, zh: 更, en: worse, {SOURCE}}}\n" + DEFINITIONS.split("\n", 2)[2]
    )
    own = "definitions:\n  local: {for: person, is: worse or certified, zh: 本地, en: local, cite: [一]}\n"
    found = el.load_ruleset(toy(support("local"), national=national, definitions=own)).definitions
    assert {name: one.national for name, one in found.items()} == {"severe": True, "worse": True, "local": False}
    assert found["local"].cite == ("一",) and found["local"].document == "玩政发1号"
    origin = found["worse"].origin
    assert origin is not None and origin.document == "D"


def test_a_definition_of_the_version_cites_its_clause(toy: Toy) -> None:
    bare = "definitions:\n  local: {for: person, is: certified, zh: 本地, en: local}\n"
    [problem] = refused(toy(support("local"), definitions=bare))
    assert (problem.check, problem.file, problem.line) == ("citation_missing", "toy/2022-01-01/definitions.yaml", 2)


def test_definitions_in_a_circle_are_called_a_cycle(toy: Toy) -> None:
    """What names itself through another has no meaning, and is no endless loop."""
    circle = "definitions:\n" + "".join(
        f"  {one}: {{for: person, is: {other} and certified, zh: 名, en: name, cite: [一]}}\n"
        for one, other in (("first", "second"), ("second", "first"))
    )
    assert {problem.check for problem in refused(toy(GOOD, definitions=circle))} == {"dependency_cycle"}


def test_a_figure_may_be_worked_out_from_facts_of_one_kind_of_subject(toy: Toy) -> None:
    """It has a formula for each kind that has these facts; what is wrong for all kinds is told once."""
    text = "figures:\n  share: {{is: {{exactly: {0}}}, unit: CNY/month, cite: [一], zh: 数, en: share}}\n"
    money = text.format("'0.5 * locality.standards.stay'").replace("locality.standards.stay", "standards.stay")
    found = el.load_ruleset(toy(GOOD, figures=money, standards=STANDARDS)).figures["share"]
    assert set(found.formulas) >= {"person", "household"}
    wrong = refused(toy(GOOD, figures=text.format("'0.5 * standards.stya'"), standards=STANDARDS))
    assert [(problem.check, problem.file) for problem in wrong] == [("unknown_name", "toy/2022-01-01/figures.yaml")]


def test_a_conflict_names_supports_that_there_are(toy: Toy) -> None:
    """Also benefits that are no supports, which somebody may receive; the place is that of the conflict."""
    ruleset = el.load_ruleset(toy(GOOD, conflicts=CONFLICTS.replace("card]", "work_injury_nursing]")))
    [conflict] = ruleset.conflicts
    assert (conflict.pair, conflict.better, conflict.reason.en) == (("cash", "work_injury_nursing"), "cash", "one of the two")
    [problem] = refused(toy(GOOD, conflicts=CONFLICTS.replace("card]", "crad]")))
    assert (problem.check, problem.file, problem.line) == ("unknown_support", "national/2021-07-01/conflicts.yaml", 3)
    assert problem.mend is not None and "card" in problem.mend.en


def test_supports_that_lead_back_to_themselves_are_told_at_their_place(toy: Toy) -> None:
    circle = support("has.card", name="home") + support("has.home", name="card")
    [problem] = [one for one in refused(toy(GOOD + circle)) if one.check == "dependency_cycle"]
    assert problem.message.en == "has. leads back to itself: card -> home -> card"
    assert (problem.file, problem.line) == ("toy/2022-01-01/allowances.yaml", 14)


def test_problems_of_all_files_come_at_once(toy: Toy) -> None:
    folder = toy(
        support("certifed"),
        definitions="definitions:\n  local: {for: person, is: tekum, zh: 本地, en: local, cite: [一]}\n",
        figures="figures:\n  line: {is: {exactly: nothing}, unit: years, cite: [一], zh: 线, en: line}\n",
        conflicts=CONFLICTS.replace("card]", "crad]"),
    )
    files = {problem.file.rpartition("/")[2] for problem in refused(folder)}
    assert files == {"allowances.yaml", "definitions.yaml", "figures.yaml", "conflicts.yaml"}


def test_a_version_without_its_shared_files_is_no_ruleset(toy: Toy) -> None:
    """The interpreter gives none and leaves the problem to its reader."""
    folder = toy(GOOD)
    (folder.parents[1] / "supports.yaml").unlink()
    reader = SourceReader(folder.parents[1])
    written = reader.version(folder)
    assert isinstance(written, Written)
    assert Interpreter(written, reader, None).ruleset() is None
    assert [problem.file for problem in reader.problems] == ["supports.yaml"]


def test_a_scenario_has_the_day_of_what_it_amends_and_both_titles(toy: Toy) -> None:
    """Through amendments of amendments; an enacted amendment has its own day and the title of the plan."""
    base = toy(GOOD)
    later = amendment(base, "2023-01-01", "effects: {cash: narrower}", allowances=support("certified and tekun"))
    head = "enacted: false\ntitles: {zh: 全部采用, en: all adopted}\nadopts: [village_care]\namends: 2023-01-01\n"
    scenario = el.load_ruleset(amendment(base, "all", head))
    assert (scenario.version, scenario.name, scenario.scenario) == (date(2023, 1, 1), "all", "all")
    assert (scenario.title.zh, scenario.title.en) == ("玩具市 · 全部采用", "Toytown · all adopted")
    enacted = el.load_ruleset(later)
    assert (enacted.version, enacted.title.en, enacted.scenario, enacted.amends) == (date(2023, 1, 1), "Toytown", None, "2022-01-01")
    assert enacted.effects == {"cash": "narrower"} and scenario.raw["adopted"] == ["village_care"]


ONE_OF_TWO = "conflicts:\n  - {between: [cash, card], better: cash, cite: [二], reason: {zh: 只领其一, en: only one}}\n"


def test_a_plan_says_itself_what_excludes_what(toy: Toy) -> None:
    """Whom both are granted is told of it in each answer, and nobody is refused; who has entered both is told the clause."""
    folder = toy(GOOD + support("certified", name="card"), conflicts="conflicts: []", ruleset=HEAD + ONE_OF_TWO)
    cash, card = (decide(folder, one(certified=True))[name, "m1"] for name in ("cash", "card"))
    assert (cash.status, card.status) == ("eligible", "eligible")
    assert [(found.support, found.reason.en, found.better) for found in cash.conflicts] == [("card", "only one", "cash")]
    assert [found.support for found in card.conflicts] == ["cash"]
    both = decide(folder, one(certified=True, receives=["cash", "card"]))
    [told] = [notice.text.zh for notice in both.notices if notice.code == "received_together"]
    assert told.endswith("只领其一（玩政发1号二）")
    assert el.load_ruleset(folder).hash != el.load_ruleset(toy(GOOD + support("certified", name="card"), conflicts="conflicts: []")).hash


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("between: [cash, crad]", "ruleset.yaml:10:22: unknown support 'crad' [unknown_support]"),
        ("between: [cash, cash]", "names the same support twice"),
        ("between: [cash, home]", "has a better that is neither of the two"),
    ],
)
def test_a_plans_conflict_that_is_none(toy: Toy, wrong: str, said: str) -> None:
    written = ONE_OF_TWO.replace("between: [cash, card]", wrong)
    if "better" in said:
        written = written.replace("better: cash", "better: card")
    assert said in problems(toy(GOOD, conflicts="conflicts: []", ruleset=HEAD + written))


def test_a_standard_of_the_plan_itself(toy: Toy) -> None:
    """Declared in its head, read as `standards.NAME`, and told by the locality."""
    own = "standards:\n  winter: {unit: CNY/month, zh: 取暖标准, en: winter rate}\n"
    paid = support("certified").replace("kind: cash", "kind: cash, unit: CNY/month, amount: '0.5 * standards.winter'")
    folder = toy(paid, ruleset=HEAD + own)
    profile = {**one(certified=True), "locality": {"standards": {"winter": 300}}}
    assert decide(folder, profile)["cash", "m1"].amount.interval == Interval(Decimal(150), Decimal(150))
