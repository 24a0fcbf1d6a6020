"""A mutant is the rule that loads from the text with the mistake."""

from __future__ import annotations

from eligibility.rules.load import load_folder
from eligibility.rules.version_lookup import names, regions, shipped
from eligibility.verify.mutation.mutants import Mutating, conditions_of, mutated
from tests.conftest import DEFINITIONS, Toy, support
from tests.verify.mutation.toys import (
    found,
    mutants,
    people,
)


def test_a_mutant_means_what_its_text_means(toy: Toy) -> None:
    """The rule with the mistake is the rule that loads from the text with the mistake."""
    folder = toy(support("certified and (age >= 16 or not tekun) and grade_mental in {1, 2}"))
    loaded = load_folder(folder, folder.parents[1])
    texts = [one for one in mutants(folder) if one.condition.route and one.edit.text and one.expr]
    assert len(texts) > 15
    for one in texts:
        again = load_folder(toy(support(str(one.edit.text))), folder.parents[1]).ruleset
        assert again.supports["cash"].routes[0].when == mutated(loaded.ruleset, one).supports["cash"].routes[0].when


def test_a_mutated_definition_means_what_its_text_means(toy: Toy) -> None:
    """It changes every support that uses it, also through another definition."""
    own = "definitions:\n  needy: {for: person, is: severe or tekun, zh: 困, en: needy, cite: [一]}\n"
    rules = support("needy and certified") + support("any(severe)", name="home", entity="household")
    folder = toy(rules, definitions=own)
    loaded = load_folder(folder, folder.parents[1])
    [one] = [one for one in mutants(folder) if one.condition.definition == "severe" and one.edit.said.en == "value 2 dropped"]
    again = load_folder(toy(rules, definitions=own, national=DEFINITIONS.replace("{1, 2}", "{1}")), folder.parents[1]).ruleset
    assert {name: support.routes for name, support in mutated(loaded.ruleset, one).supports.items()} == {
        name: support.routes for name, support in again.supports.items()
    }


LAW = """
implies:
  young:
    for: person
    when: age < 16
    fact: [tekun, wants_work]
    in: [false]
    zh: 法
    en: law
    source: {document: D, locator: "", seen: true, en: D}
"""


def test_the_laws_hold_for_mutants_too(toy: Toy) -> None:
    """A condition with a mistake is guarded as one without, in a route and in a definition that routes use both ways."""
    own = "definitions:\n  {0}: {{for: person, is: {1}, zh: 困, en: needy, cite: [一]}}\n"
    rules = support("needy and wants_work") + support("certified and not needy", name="card")
    folder = toy(rules, definitions=own.format("needy", "severe or tekun"), implies=LAW)
    loaded = load_folder(folder, folder.parents[1])
    for one in [one for one in mutants(folder) if one.edit.text and one.expr and one.condition.owner in {"cash", "needy"}]:
        text, needy = str(one.edit.text), "severe or tekun"
        said = rules.replace(repr("needy and wants_work"), repr(text)) if one.condition.route else rules
        again = load_folder(toy(said, definitions=own.format("needy", needy if one.condition.route else text)), folder.parents[1]).ruleset
        for name in ("cash", "card"):
            assert again.supports[name].routes[0].when == mutated(loaded.ruleset, one).supports[name].routes[0].when, one.edit.said.en


def test_every_condition_that_is_shipped_has_mutants() -> None:
    """No condition is left out because it is written in a form that no operator knows."""
    for region in regions(shipped()):
        for name in names(shipped(), region):
            loaded = load_folder(shipped() / region / name, shipped())
            making = Mutating(loaded.ruleset)
            for condition in conditions_of(loaded, loaded.ruleset.supports):
                assert next(making.mutants(condition), None), condition


def test_what_the_loader_refuses_is_counted(toy: Toy) -> None:
    """A required support cannot be negated: such a text is no rule, so it is not run."""
    folder = toy(
        support("certified", name="card") + support("needy"),
        definitions="definitions:\n  needy: {for: person, is: has.card, zh: 困, en: needy, cite: [一]}\n",
        cases__a=people(eligible="certified: true, receives: [card]", not_eligible="certified: false, receives: []"),
    )
    assert found(folder).total.not_run >= 1
