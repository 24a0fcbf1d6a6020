"""What names mean in a rule, by the kind of subject that the rule is about."""

from __future__ import annotations

import pytest

import eligibility as el
from eligibility.logic.expr import Flag, Named, Quantity
from eligibility.logic.scope import Constant, Counted
from eligibility.logic.types import Fact
from eligibility.rules.scope import RuleScope, scope_of
from tests.conftest import Toy, support

FIGURES = """
figures:
  line: {value: 18, unit: years, cite: [一], zh: 线, en: line}
  floor: {at_least: 600, unit: CNY/month, cite: [一], zh: 下限, en: floor}
"""


@pytest.fixture
def rules(toy: Toy) -> el.Ruleset:
    return el.load_ruleset(toy(support("severe and age >= figures.line"), figures=FIGURES))


def scope(rules: el.Ruleset, entity: str = "person", *, depends: bool = True) -> RuleScope:
    return scope_of(rules, entity, depends=depends)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("entity", "name", "key"),
    [
        ("person", "certified", "person.certified"),
        ("person", "circumstances.relocated", "person.circumstances.relocated"),
        ("household", "circumstances.multiple_disabled", "household.circumstances.multiple_disabled"),
        ("person", "household.circumstances.multiple_disabled", "household.circumstances.multiple_disabled"),
        ("person", "area", "household.area"),
        ("person", "adcode", None),
        ("person", "options.village_care", "locality.options.village_care"),
        ("person", "receives.cash", "person.receives.cash"),
        ("person", "receives.work_injury_nursing", "person.receives.work_injury_nursing"),
        ("person", "recognised.work_injury_nursing", None),
        ("organisation", "recognised.cash", "organisation.recognised.cash"),
        ("organisation", "receives.cash", None),
        ("household", "certified", None),
        ("person", "staffing", None),
        ("organisation", "staffing", "organisation.staffing"),
        ("organisation", "area", None),
        ("person", "as_of", "as_of"),
        ("person", "figures.floor", None),
        ("person", "nothing", None),
    ],
)
def test_a_name_means_the_nearest_fact(rules: el.Ruleset, entity: str, name: str, key: str | None) -> None:
    """A person sees the household and the locality, a household no single member, an organisation only the locality."""
    meaning = scope(rules, entity).meaning(name)
    assert (meaning.key if isinstance(meaning, Fact) else meaning) == key


def test_other_meanings(rules: el.Ruleset) -> None:
    """A definition is its condition, a figure its number, a stated count a count, and what a member receives is any member's."""
    here, home = scope(rules), scope(rules, "household")
    assert isinstance(here.meaning("severe"), Named)
    assert isinstance(here.meaning("figures.line"), Constant)
    assert isinstance(home.meaning("employed_members"), Counted)
    assert isinstance(home.meaning("disabled_member"), Quantity)
    received = home.meaning("receives.cash")
    assert isinstance(received, Quantity) and isinstance(received.body, Flag)


def test_only_a_rule_of_a_support_may_depend(rules: el.Ruleset) -> None:
    assert [scope(rules, depends=depends).has_support("cash") for depends in (True, False)] == [True, None]
    assert scope(rules).has_support("nothing") is False
    members = scope(rules, "household").members()
    assert members is not None
    assert (members.has_support("cash"), members.members()) == (None, None)
    assert scope(rules, "organisation").members() is None


def test_every_name_that_is_offered_means_something(rules: el.Ruleset) -> None:
    """Law: what is suggested for a wrong name is no wrong name; figures that are no single number are the exception."""
    for entity in ("person", "household", "organisation"):
        here = scope(rules, entity)
        offered = {name for name in here.names() if not name.startswith("has.")} - {"figures.floor"}
        assert not [name for name in offered if here.meaning(name) is None]


def test_what_a_rule_uses_is_remembered(rules: el.Ruleset) -> None:
    home = scope(rules, "household")
    members = home.members()
    assert members is not None
    members.meaning("severe")
    home.meaning("figures.line")
    home.meaning("certified")
    assert home.used == {"severe", "figures.line"}


@pytest.mark.parametrize("name", ["receives.cash", "receives.work_injury_nursing"])
def test_a_duty_cannot_rest_on_what_somebody_receives(toy: Toy, name: str) -> None:
    """An organisation has no members: such a rule is refused when it is loaded, and does not wait for an answer for ever."""
    with pytest.raises(el.RulesetError, match=name.replace(".", r"\.")):
        el.load_ruleset(toy(support(f"staffing >= 50 and {name}", name="staff", entity="organisation")))
