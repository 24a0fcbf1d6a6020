"""Loading a version: what loads, and what is refused with file, line and column."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import eligibility as el
from eligibility.rules.amounts import stated, static
from eligibility.rules.support import Amount
from tests.conftest import HEAD, SUPPORTS, Toy, support

GOOD = support("certified")


def problems(folder: Path) -> str:
    with pytest.raises(el.RulesetError) as caught:
        el.load_ruleset(folder)
    return caught.value.text("en")


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
        (GOOD.replace("kind: cash", "kind: cash, amount: figures.care"), "unknown name 'figures.care'"),
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
