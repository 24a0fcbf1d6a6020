"""Loading a version: what loads, and what is refused with file, line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility as el
from tests.conftest import Toy, support

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
