"""Which rules differ between two versions, and what each support's own rule rests on."""

from __future__ import annotations

import eligibility as el
from eligibility.rules.ruleset_diff import changes, names_of, rule_hashes
from tests.conftest import Toy, support

FIGURES = "figures:\n  line: {value: %s, unit: years, cite: [一], zh: 线, en: line}"
WORDS = (
    "definitions:\n  needy: {for: person, is: %s, zh: 困难, en: needy, cite: [一]}\n"
    "  poor: {for: person, is: needy and tekun, zh: 贫, en: poor, cite: [一]}"
)


def rules(toy: Toy, text: str, needy: str = "certified", line: int = 18) -> el.Ruleset:
    return el.load_ruleset(toy(text, definitions=WORDS % needy, figures=FIGURES % line))


CASH, CARD, STAFF = support("certified"), support("poor", name="card"), support("age >= figures.line", name="staff")


def test_nothing_differs_from_itself(toy: Toy) -> None:
    ruleset = rules(toy, CASH + CARD + STAFF)
    found = changes(ruleset, ruleset)
    assert (found.supports, found.definitions, found.figures) == ((), {}, {})


def test_what_comes_goes_and_changes(toy: Toy) -> None:
    before, after = rules(toy, CASH + CARD), rules(toy, support("tekun") + STAFF)
    found = {change.support: change for change in changes(before, after).supports}
    assert set(found) == {"cash", "card", "staff"}
    assert (found["card"].after, found["staff"].before) == (None, None)
    assert [route.name for route in found["cash"].routes] == ["main"]


def test_a_definition_changes_the_routes_that_use_it_at_any_depth(toy: Toy) -> None:
    """The route says through which words it changed."""
    before, after = rules(toy, CASH + CARD), rules(toy, CASH + CARD, needy="severe")
    found = changes(before, after)
    assert set(found.definitions) == {"needy", "poor"}
    (change,) = found.supports
    assert change.support == "card"
    assert [route.through for route in change.routes] == [("poor",)]


def test_what_else_differs_is_named(toy: Toy) -> None:
    before = rules(toy, CASH)
    extra = "  unless: [tekun]\n  notes: [{zh: 注, en: note}]\n"
    after = rules(toy, support("certified", extra=extra).replace("kind: cash", "kind: service"))
    (change,) = changes(before, after).supports
    assert (change.routes, change.excluded, set(change.parts)) == ((), ("person",), {"benefit", "notes"})


def test_a_rule_hash_changes_with_what_the_rule_uses_and_with_nothing_else(toy: Toy) -> None:
    """Law: own rule, its definitions and figures, at any depth."""
    first = rule_hashes(rules(toy, CASH + CARD + STAFF))
    other_word = rule_hashes(rules(toy, CASH + CARD + STAFF, needy="severe"))
    other_line = rule_hashes(rules(toy, CASH + CARD + STAFF, line=20))
    other_rule = rule_hashes(rules(toy, support("tekun") + CARD + STAFF))
    assert [name for name in first if first[name] != other_word[name]] == ["card"]
    assert [name for name in first if first[name] != other_line[name]] == ["staff"]
    assert [name for name in first if first[name] != other_rule[name]] == ["cash"]
    assert all(len(digest) == 12 for digest in first.values())


def test_the_names_of_a_condition(toy: Toy) -> None:
    ruleset = rules(toy, CARD)
    assert set(names_of(ruleset.supports["card"].routes[0].when)) == {"poor"}


def test_who_is_in_charge_and_papers_are_told_alone(toy: Toy) -> None:
    text = support("certified")
    assert "cite: [一]" in text
    before = el.load_ruleset(toy(text))
    (change,) = changes(
        before, el.load_ruleset(toy(text.replace("cite: [一]", "cite: [一], papers: [{zh: 证, en: card, cite: [一]}]")))
    ).supports
    assert [(one.name, one.parts) for one in change.routes] == [("main", ("papers",))] and change.parts == ()
    charged = text.rstrip("\n") + "\n  agency: {zh: 残联, en: federation, cite: [一]}\n"
    (change,) = changes(before, el.load_ruleset(toy(charged))).supports
    assert (change.routes, change.parts) == ((), ("agency",))


def test_a_law_is_told_by_its_sentence(toy: Toy) -> None:
    """Not by the name of the guard that it puts into conditions."""
    text, law = support("wants_work"), "{document: 劳动法, locator: 第十五条, seen: false, en: Labour Law}"
    implies = (
        f"implies:\n  young: {{for: person, when: age < 16, fact: wants_work, in: [false], zh: 不得招用, en: not yet, source: {law}}}\n"
    )
    before, after = el.load_ruleset(toy(text)), el.load_ruleset(toy(text, implies=implies))
    (change,) = changes(before, after).supports
    assert [(one.through, [told.zh for told in one.laws]) for one in change.routes] == [((), ["不得招用（劳动法第十五条）"])]
