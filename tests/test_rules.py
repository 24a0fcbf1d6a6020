"""Ruleset files: what loads, what is refused with file, line and column, and which version answers."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

import eligibility as el
from eligibility.rules.lint import lint
from eligibility.rules.version_lookup import is_path, region_of, shipped
from tests.conftest import HEAD, SUPPORTS, Toy, support

GOOD = support("certified")


def problems(folder: Path) -> str:
    with pytest.raises(el.RulesetError) as caught:
        el.load_ruleset(folder)
    return caught.value.text("en")


def linted(folder: Path) -> list[str]:
    return [problem.text() for problem in lint(folder, folder.parents[1]).problems]


def test_a_small_foreign_plan_loads(toy: Toy) -> None:
    ruleset = el.load_ruleset(toy(GOOD))
    assert (ruleset.region, str(ruleset.version), list(ruleset.supports)) == ("toy", "2022-01-01", ["cash"])
    assert repr(ruleset) == "<Ruleset toy 2022-01-01 (1 supports)>"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            support("certifed"),
            "allowances.yaml:5:19: unknown name 'certifed' [unknown_name]\n    certifed\n    ^^^^^^^^\n    mend: did you mean certified?",
        ),
        (support("certified and grade <= 2"), "allowances.yaml:5:33: grade has no order"),
        (support("certified", name="cach"), "unknown support 'cach' [unknown_support]\n    mend: did you mean cash?"),
        (GOOD.replace("cite: [一]", "cite: []"), "[citation_missing]"),
        (GOOD.replace("mandatory", "mandatry"), "modality must be one of"),
        (GOOD.replace("modality", "modalty"), "unknown key 'modalty'"),
        (GOOD + GOOD, "cash stands here a second time [support_twice]"),
        (support("not has.card"), "has. stands under not"),
        (support("has.card") + support("has.cash", name="card"), "has. leads back to itself: card -> cash -> card [dependency_cycle]"),
        (support("certified", extra="  unless: [has.card]"), "has.card is not allowed here"),
        (support("True"), "the condition is always true [condition_constant]"),
        (GOOD.replace("kind: cash", "kind: cash, amount: figures.care"), "unknown figure 'care'"),
        (GOOD.replace("kind: cash", "kind: cash, amount: {at_least: 6, at_most: 7}"), "give one of exactly, at_least, at_most, between"),
        (GOOD + "\n  notes:\n    - {zh: 说明}", "en is missing [title_missing]"),
        ("- support: cash\n  support: card", "the key support is written twice [key_twice]"),
        ("a: &x {b: 1}\nc: *x", "anchors and aliases are not allowed [alias_used]"),
        ("a: &a [x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]", "anchors and aliases are not allowed"),
        ("!!python/object/apply:os.system ['true']", "is not allowed here [tag_used]"),
        ("- support: [", "not YAML"),
        ("", "the file is empty"),
        ("? [a]\n: b", "a key must be a word"),
        (support("__import__('os').system('touch hacked')"), "cannot be called"),
        (support("certified.__class__"), "unknown name 'certified.__class__'"),
    ],
)
def test_a_mistake_is_named_with_its_place(toy: Toy, text: str, message: str) -> None:
    assert message in problems(toy(text))


def test_all_mistakes_at_once(toy: Toy) -> None:
    text = support("certifed") + support("agee > 3", name="card") + support("any(tekum)", name="home", entity="household")
    assert problems(toy(text)).count("[unknown_name]") == 3


def test_bytes_that_are_no_text(toy: Toy) -> None:
    folder = toy(GOOD)
    (folder / "allowances.yaml").write_bytes(b"\xff\xfe")
    assert "is not UTF-8" in problems(folder)


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


def test_lint_of_a_good_ruleset_is_clean(toy: Toy) -> None:
    cases = """
cases:
  - case: granted
    as_of: 2024-06-01
    person: {certified: true, disabilities: [{category: visual, grade: 1}]}
    expect: {cash: {status: eligible, route: main}}
  - {case: no_, as_of: 2024-06-01, person: {certified: false}, expect: {cash: not_eligible}}
"""
    folder = toy(support("certified and severe"), cases__allowances=cases)
    assert linted(folder) == []


@pytest.mark.parametrize(
    ("files", "check"),
    [
        ({}, "route_never_granted"),
        ({}, "route_never_refused"),
        ({"definitions": "definitions:\n  old: {for: person, is: age > 60, zh: 老, en: old, cite: [一]}\n"}, "definition_unused"),
        ({"cases__a": "cases:\n  - {case: a, as_of: 2024-06-01, person: {}, expect: {cash: eligble}}\n"}, "unknown_value"),
        ({"cases__a": "cases:\n  - {case: a, as_of: 2024-06-01, person: {}, expect: {cach: eligible}}\n"}, "unknown_support"),
        ({"cases__a": "cases:\n  - {case: a, as_of: 2024-06-01, person: {}, expect: {cash: {route: man}}}\n"}, "unknown_route"),
        ({"cases__a": "cases:\n  - {case: a, as_of: 2024-06-01, person: {agee: 3}, expect: {cash: eligible}}\n"}, "case_profile"),
        ({"cases__a": "cases:\n  - {case: a, person: {}, expect: {cash: eligible}}\n"}, "case_undated"),
        ({"cases__a": "cases:\n" + "  - {case: a, as_of: 2024-06-01, person: {}, expect: {cash: eligible}}\n" * 2}, "case_twice"),
    ],
)
def test_lint_finds(toy: Toy, files: dict[str, str], check: str) -> None:
    assert any(f"[{check}]" in problem for problem in linted(toy(GOOD, **files)))


def test_lint_finds_conditions_that_nothing_decides(toy: Toy) -> None:
    """A split that covers everything, a contradiction, an exclusion that takes everything back."""
    assert any("[condition_never_decided]" in problem for problem in linted(toy(support("certified or not certified"))))
    assert any("[condition_never_decided]" in problem for problem in linted(toy(support("age < 7 and age > 9"))))
    assert any("[always_excluded]" in problem for problem in linted(toy(support("certified and tekun", extra="  unless: [certified]"))))


def test_figures_are_exact_numbers_with_units(toy: Toy) -> None:
    figures = """
figures:
  old: {value: 60, unit: years, cite: [一], zh: 老, en: old}
  fee: {at_least: 600, unit: CNY/month, cite: [一], zh: 费, en: fee}
"""
    rule = support("age >= figures.old").replace("kind: cash", "kind: cash, amount: figures.fee, unit: CNY/month")
    ruleset = el.load_ruleset(toy(rule, figures=figures))
    amount = ruleset.supports["cash"].benefit.amount
    assert amount is not None
    assert (amount.bound, amount.low) == ("at_least", 600)
    wrong = support("age >= figures.old").replace("kind: cash", "kind: cash, amount: figures.fee, unit: CNY/year")
    assert "figures.fee is in CNY/month, the benefit in CNY/year" in problems(toy(wrong, figures=figures))
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


def test_resolution_by_day(toy: Toy) -> None:
    """The last version published by the day answers, also after its period; before the first there is a clear error."""
    folder = toy(GOOD)
    root = folder.parents[1]
    later = folder.with_name("2023-05-01")
    later.mkdir()
    (folder / "ruleset.yaml").write_text(HEAD.replace("2025-12-31", "2023-04-30"), "utf-8")
    (later / "ruleset.yaml").write_text(HEAD.replace("2021-01-01", "2023-05-01"), "utf-8")
    (later / "allowances.yaml").write_text(GOOD, "utf-8")
    assert str(el.load_ruleset("toy", as_of=date(2023, 4, 30), root=root).version) == "2022-01-01"
    assert str(el.load_ruleset("toy", as_of=date(2023, 5, 1), root=root).version) == "2023-05-01"
    assert str(el.load_ruleset("toy", as_of=date(2030, 1, 1), root=root).version) == "2023-05-01"
    assert str(el.load_ruleset("toy", "2022-01-01", root=root).version) == "2022-01-01"
    with pytest.raises(el.NoRulesetError, match=r"no ruleset by 2021-12-31; the first is of 2022-01-01"):
        el.load_ruleset("toy", as_of=date(2021, 12, 31), root=root)
    with pytest.raises(el.NoRulesetError, match="several versions"):
        el.load_ruleset("toy", root=root)
    with pytest.raises(el.NoRulesetError, match=r"has no version '2024-01-01'. There is: 2022-01-01, 2023-05-01"):
        el.load_ruleset("toy", "2024-01-01", root=root)
    with pytest.raises(el.NoRulesetError, match=r"no ruleset for the region 'toi'. There is: toy"):
        el.load_ruleset("toi", root=root)


@pytest.mark.parametrize(
    ("adcode", "region"),
    [
        ("620702", "zhangye"),
        ("620700", "zhangye"),
        ("652301", "changji"),
        ("220202", "changyi"),
        ("220203", None),
        ("150703", "zhalainuoer"),
        ("361030", "fuzhou_jx"),
        ("110101", None),
    ],
)
def test_region_follows_from_the_area_code(adcode: str, region: str | None) -> None:
    """620702 lies in 620700."""
    assert region_of(adcode, shipped()) == region


def test_a_folder_is_told_from_a_region(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a separator of this system's paths, of which Windows has two."""
    assert [is_path(name) for name in ("zhangye", "./zhangye", "rules/toy/2022-01-01")] == [False, True, True]
    monkeypatch.setattr(os, "sep", "\\")
    assert [is_path(name) for name in ("zhangye", r"rules\toy\2022-01-01", "C:/rules")] == [False, True, True]
