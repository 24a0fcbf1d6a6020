"""The household that the solver chooses: which entries have symbols, what is known of them, and what cannot be true together."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import z3

from eligibility.codes import ProblemCode
from eligibility.facts import derived
from eligibility.facts.vocabulary import AS_OF, fact_of
from eligibility.i18n import Text
from eligibility.logic.terms import Column, every
from eligibility.verify.query import days_of
from eligibility.verify.symbols import DAY, HOUSEHOLD, Symbol, Symbols
from eligibility.verify.term_values import as_z3

DAYS = days_of(date(2022, 1, 1), date(2025, 12, 31))


def symbols(*read: str, size: int = 1, **more: Any) -> Symbols:
    return Symbols(size, DAYS, frozenset(read), **{"partial": True, **more})


def possible(made: Symbols, *wanted: Any) -> bool:
    """Whether a household is like that."""
    solver = z3.Solver()
    solver.add(*(as_z3(one) for one in (*made.constraints(), *wanted)))
    return bool(solver.check() == z3.sat)


def held(symbol: Symbol) -> Any:
    return z3.And(as_z3(symbol.known), as_z3(symbol.value))


def valued(symbol: Symbol, value: int) -> Any:
    return z3.And(as_z3(symbol.known), symbol.value == value)


def test_a_symbol_is_made_at_its_first_use_and_once() -> None:
    """For each owner its own; the facts of the household and of the locality are the same for every member."""
    made = symbols(size=2)
    autism, dibao = fact_of("person.autism"), fact_of("household.dibao")
    before = len(made.made())
    assert made.entry("m1", autism.key) is None
    first = made("m1", autism)
    assert made("m1", autism) is first and made("m2", autism) is not first
    assert made("m1", dibao) is made("m2", dibao) and made("m1", dibao).owner == HOUSEHOLD
    assert made.entry("m1", autism.key) is first and len(made.made()) == before + 3
    assert made("m1", AS_OF).owner == DAY and first in made.records()


def test_the_day_is_known_and_lies_in_the_days_in_question() -> None:
    made = symbols()
    day = made("m1", AS_OF)
    assert day.known is True
    for end, step in zip(DAYS, (-1, 1), strict=True):
        assert possible(made, day.value == end.toordinal())
        assert not possible(made, day.value == end.toordinal() + step)


@pytest.mark.parametrize(
    ("key", "inside", "outside"),
    [
        ("person.grade_visual", (0, 4), (-1, 5)),
        ("household.monthly_income_per_capita", (0, 100_000_000), (-1, 100_000_001)),
        ("person.birth_date", (date(1901, 1, 1).toordinal(), date(2020, 1, 1).toordinal()), (date(1900, 12, 31).toordinal(),)),
    ],
)
def test_values_lie_in_their_domains(key: str, inside: tuple[int, ...], outside: tuple[int, ...]) -> None:
    """Choices by their index, numbers in steps, days by their ordinal."""
    made = symbols(key)
    value = made.given("m1" if key.startswith("person") else HOUSEHOLD, fact_of(key)).value
    assert all(possible(made, value == one) for one in inside)
    assert not any(possible(made, value == one) for one in outside)


def test_what_is_known_of_sets_lists_and_grades() -> None:
    """A closed set is given as a whole, an open list by what is named, grades one by one unless they are grouped."""
    made = symbols()
    one, two = (made.given("m1", fact_of(f"person.occupations.{name}")) for name in ("artist", "farmer"))
    assert one.known is two.known
    named, other = (made.given("m1", fact_of(f"person.needs.{name}")) for name in ("training", "rehab"))
    assert named.known is not other.known
    grades = ("person.grade_visual", "person.grade_hearing")
    apart, together = ([made_.given("m1", fact_of(key)).known for key in grades] for made_ in (symbols(), symbols(grouped=True)))
    assert apart[0] is not apart[1] and together[0] is together[1]


def test_a_full_household_knows_everything_and_has_no_other_members() -> None:
    made = symbols(partial=False)
    assert made.given("m1", fact_of("person.certified")).known is True
    assert not possible(made, z3.Not(as_z3(made.complete)))
    partial = symbols("household.size")
    assert possible(partial, z3.Not(as_z3(partial.complete))) and possible(partial, as_z3(partial.complete))


def test_members_are_listed_in_order() -> None:
    """The second is there only beside the first."""
    made = symbols(size=2)
    assert made.members == ["m1", "m2"]
    first, second = (made.present[name] for name in made.members)
    assert possible(made, first, z3.Not(second)) and possible(made, z3.Not(first)) and not possible(made, second, z3.Not(first))


def test_a_derived_fact_follows_from_the_entries() -> None:
    """An expired certificate does not count; the derived fact has no entry of its own."""
    made = symbols("person.certified", "person.certificate_valid_until")
    fact = fact_of("person.certified")
    certified, entry = made("m1", fact), made.given("m1", fact)
    until, today = made.given("m1", fact_of("person.certificate_valid_until")), made("m1", AS_OF)
    assert certified is not entry and certified in made.records() and certified not in made.made()
    expired = z3.And(as_z3(until.known), until.value < today.value)
    assert possible(made, held(entry), expired) and not possible(made, held(certified), expired)
    assert possible(made, held(certified), held(entry))


def test_an_entry_that_no_rule_reads_is_not_given_beside_the_fact_that_it_decides() -> None:
    made = symbols("person.certified")
    made("m1", fact_of("person.certified"))
    assert made.entry("m1", "person.certificate_valid_until") is None
    read = symbols("person.certified", "person.certificate_valid_until")
    read("m1", fact_of("person.certified"))
    assert read.entry("m1", "person.certificate_valid_until") is not None


def test_entries_that_contradict_each_other_are_ruled_out() -> None:
    """Also those that are asked for after the constraints were first given."""
    made = symbols("person.certified", "person.grade")
    certified = made.given("m1", fact_of("person.certified"))
    assert possible(made, held(certified))
    grade = made.given("m1", fact_of("person.grade"))
    assert not possible(made, held(certified), valued(grade, 0))
    assert possible(made, held(certified), valued(grade, 1))


def test_a_law_rules_out_entries() -> None:
    """What the rules' laws exclude cannot be, in any household."""
    both = every([Column("person.tekun"), Column("person.autism")])
    law = derived.Contradiction(ProblemCode.RULED_OUT_BY_LAW, "person.tekun", both, Text("法", "law"))
    for laws, found in ((), True), ((law,), False):
        made = symbols("person.tekun", "person.autism", laws=laws)
        wanted = [held(made.given("m1", fact_of(f"person.{name}"))) for name in ("tekun", "autism")]
        assert possible(made, *wanted) is found
        assert possible(made, wanted[0]) and possible(made, wanted[1])


def test_a_condition_that_is_required_holds_in_every_household() -> None:
    made = symbols()
    certified = made.given("m1", fact_of("person.certified"))
    made.require(held(certified))
    assert possible(made) and not possible(made, z3.Not(as_z3(certified.value)))


def test_full_years_since_a_day() -> None:
    """Every true number of years is possible, and one that is off by two is not; the day itself may be left open."""
    made = symbols("person.age")
    years = made.years("m1", "person.birth_date")
    assert made.years("m1", "person.birth_date") is years and list(made.year_symbols()) == [("m1", "person.birth_date")]
    day, today = made.given("m1", fact_of("person.birth_date")), made("m1", AS_OF)
    assert made.years_since(day) is years
    assert symbols("person.birth_date").years_since(day) is None
    for born, on, full in (
        (date(2008, 2, 29), date(2024, 2, 28), 15),
        (date(2008, 2, 29), date(2024, 2, 29), 16),
        (date(1950, 1, 1), date(2025, 12, 31), 75),
    ):
        fixed = [day.value == born.toordinal(), today.value == on.toordinal()]
        assert possible(made, *fixed, years == full)
        assert not possible(made, *fixed, years == full + 2) and not possible(made, *fixed, years == full - 2)


def test_counts_are_over_the_members_that_are_there() -> None:
    """Two employed members need two members."""
    made = symbols("household.employed_members", "person.employment", size=2)
    counted = made("m1", fact_of("household.employed_members"))
    first, second = (made.present[name] for name in made.members)
    complete = as_z3(made.complete)
    assert possible(made, complete, first, second, valued(counted, 2))
    assert not possible(made, complete, z3.Not(second), valued(counted, 2))
