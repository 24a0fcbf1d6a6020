"""One number's range: exactly what deciding gives at every value, broken exactly where the rules have their bounds."""

from __future__ import annotations

import gc
import json
import weakref
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eligibility as el
from eligibility.facts.profile_edit import put
from eligibility.guidance.cliff import Cliff, cliff
from eligibility.logic.amount import exactly
from eligibility.rules.version_lookup import regions, shipped
from tests.books import county
from tests.conftest import DAY, Toy, examples, one, support
from tests.property.generate import Generator

RULESETS = {region: el.load_ruleset(region, as_of=DAY) for region in regions(shipped())}
MONEY = ("household.monthly_income_per_capita", "locality.dibao_standard.rural", "locality.dibao_standard.urban")
WHOLE = ("m1.age", "household.size", "o1.employees", "o1.staffing", "o1.disabled_employees", "household.employed_members")


def answers(decision: el.Decision) -> dict[tuple[str, str], Any]:
    return {
        (outcome.support, outcome.subject.id): (outcome.status, outcome.route, outcome.compliance and outcome.compliance.met)
        for outcome in decision
    }


@settings(max_examples=examples(20))
@given(region=st.sampled_from(sorted(RULESETS)), seed=st.integers(0, 10**6), path=st.sampled_from(MONEY + WHOLE), data=st.data())
def test_equals_deciding_at_every_value(region: str, seed: int, path: str, data: st.DataObject) -> None:
    """Law: whatever the value, the piece that holds it has the answers of deciding with that value; there is one such piece."""
    ruleset = RULESETS[region]
    profile = Generator(seed, ruleset.catalogue).profile()
    try:
        found = cliff(el.read_profile(json.dumps(profile)), ruleset, path, 0, 2000, as_of=DAY)
    except el.EligibilityError:
        return
    edges = sorted({edge for piece in found.pieces for edge in (piece.low, piece.high)})
    if path in MONEY:
        near = st.builds(lambda edge, more: round(Decimal(edge.numerator) / edge.denominator + more, 6), st.sampled_from(edges), steps())
        value: Any = data.draw(near | st.decimals(0, 2000, places=2))
    else:
        value = data.draw(st.sampled_from(edges).map(int) | st.integers(0, 200))
    if not 0 <= value <= 2000:
        return
    pieces = [piece for piece in found.pieces if piece.holds(Fraction(value))]
    assert len(pieces) == 1
    put(profile, "m1.birth_date" if path == "m1.age" else path, str(value) if path in MONEY else value)
    try:
        whole = answers(el.decide(el.read_profile(json.dumps(profile)), ruleset, as_of=DAY))
    except el.ProfileError:
        assert pieces[0].problem is not None
        return
    assert pieces[0].decision is not None
    assert answers(pieces[0].decision) == whole


def steps() -> st.SearchStrategy[Decimal]:
    return st.sampled_from([Decimal(0), Decimal("0.000001"), Decimal("-0.000001"), Decimal(1), Decimal(-1)])


@pytest.fixture
def rules(toy: Toy) -> el.Ruleset:
    text = support("household.monthly_income_per_capita < 1.5 * locality.dibao_standard.rural", entity="household")
    return el.load_ruleset(
        toy(
            text
            + support("household.monthly_income_per_capita <= 300 and certified", name="card")
            + support("7 <= age <= 15", name="staff")
        )
    )


def spans(found: Cliff, support_: str, subject: str) -> list[tuple[str, bool, str, bool, str]]:
    return [
        (str(piece.low), piece.low_in, str(piece.high), piece.high_in, str(piece.status((support_, subject)))) for piece in found.pieces
    ]


def profile(**more: Any) -> el.Profile:
    facts = one(birth_date="2012-01-01", certified=True)
    facts["locality"] = {"dibao_standard": {"rural": "401.01"}}
    return el.read_profile(json.dumps({**facts, **more}))


def test_ends_are_included_as_the_rule_says(rules: el.Ruleset) -> None:
    """Below 1.5 times the standard ends before it; at most 300 includes 300; both exact."""
    found = cliff(profile(), rules, "household.monthly_income_per_capita", 0, 1000, as_of=DAY)
    assert spans(found, "cash", "household") == [
        ("0", True, "300", True, "eligible"),
        ("300", False, "120303/200", False, "eligible"),
        ("120303/200", True, "1000", True, "not_eligible"),
    ]
    assert [one.value for one in found.breaks] == [300, Fraction(120303, 200)]
    assert found.now is None


def test_a_bound_between_amounts_of_money(rules: el.Ruleset) -> None:
    """Two thirds of an income may be no amount of money: the break is the exact fraction, and no piece is that point."""
    given_ = profile(household={"monthly_income_per_capita": 500})
    found = cliff(given_, rules, "locality.dibao_standard.rural", 0, 1000, as_of=DAY)
    assert spans(found, "cash", "household") == [
        ("0", True, "1000/3", False, "not_eligible"),
        ("1000/3", False, "1000", True, "eligible"),
    ]


def test_whole_numbers_come_in_runs(rules: el.Ruleset) -> None:
    """Ages are cut into runs of whole years; the present one is named."""
    found = cliff(profile(), rules, "m1.age", 0, 99, as_of=DAY)
    assert [(piece.low, piece.high) for piece in found.pieces] == [(0, 6), (7, 15), (16, 99)]
    assert found.now == 12
    assert found.changing == [("staff", "m1")]


@pytest.mark.parametrize("path", ["m1.certified", "m9.age", "household.area", "x"])
def test_what_is_no_number_is_refused(rules: el.Ruleset, path: str) -> None:
    with pytest.raises(el.EligibilityError) as refused:
        cliff(profile(), rules, path, 0, 10, as_of=DAY)
    assert "there is no number" in str(refused.value)


def test_an_empty_range_is_refused(rules: el.Ruleset) -> None:
    with pytest.raises(el.EligibilityError):
        cliff(profile(), rules, "m1.age", 5, 4, as_of=DAY)


def test_representations_show_no_value(rules: el.Ruleset) -> None:
    """Neither the present number, nor the bounds that follow from the household's other facts, nor a person's day of birth."""
    given_ = profile(household={"monthly_income_per_capita": 517, "members": [{"id": "m1", "birth_date": "2012-01-19"}]})
    for path in ("household.monthly_income_per_capita", "m1.age"):
        found = cliff(given_, rules, path, 0, 1000, as_of=DAY)
        shown = f"{found!r}{found.pieces[0].decision!r}"
        assert found.now in {517, 12}
        for secret in ("517", "401", "120303", "2012", "01-19", "12"):
            assert secret not in shown.replace(str(DAY), "").replace(rules.hash, "")


@pytest.mark.parametrize(
    ("path", "mend"),
    [
        ("m9.age", "Did you mean m1.age?"),
        ("m1.agee", "Did you mean m1.age?"),
        ("household.sise", "Did you mean household.size?"),
        ("locality.dibao_standard.rurl", "Did you mean locality.dibao_standard.rural?"),
    ],
)
def test_a_number_that_is_there_is_named(rules: el.Ruleset, path: str, mend: str) -> None:
    with pytest.raises(el.EligibilityError, match=mend.replace("?", r"\?")):
        cliff(profile(), rules, path, 0, 10, as_of=DAY)


def test_of_several_members_none_is_nearer(rules: el.Ruleset) -> None:
    family = profile(household={"members": [{"id": "m1"}, {"id": "m2"}, {"id": "m3"}]})
    with pytest.raises(el.EligibilityError, match=r"there is no number 'm9.age'. One of: m1.age, m2.age, m3.age"):
        cliff(family, rules, "m9.age", 0, 10, as_of=DAY)


def test_a_number_is_called_by_its_title() -> None:
    """Alone where one subject has it, behind its owner where several do; the path is the answer's."""
    family = el.read_profile(json.dumps({"household": {"area": "rural", "members": [{"id": "m1", "age": 40}, {"id": "m2", "age": 9}]}}))
    paths = {"家庭月人均收入": "household.monthly_income_per_capita", "Monthly income per head": "household.monthly_income_per_capita"}
    paths |= {"m2.周岁年龄": "m2.age"}
    for name, path in paths.items():
        assert cliff(family, RULESETS["zhangye"], name, 0, 10, as_of=DAY).path == path
    with pytest.raises(el.EligibilityError, match="there is no such number"):
        cliff(family, RULESETS["zhangye"], "周岁年龄", 0, 10, as_of=DAY)


def test_a_local_book_speaks_at_every_value(toy: Toy, book: Callable[..., el.Book]) -> None:
    ruleset = el.load_ruleset(toy(support("certified and options.village_care and age >= 18")))
    read = book(f990101=county("options:\n  village_care: [{from: 2024-01-01, is: true, source: paper}]\n"))
    profile = el.Profile.model_validate({"locality": {"adcode": "990101"}, **one(certified=True, age=30)})
    states = [piece.state(("cash", "m1")) for piece in cliff(profile, ruleset, "m1.age", 0, 40, as_of=DAY, book=read).pieces]
    assert [state and state[0] for state in states] == ["not_eligible", "eligible"]
    unknown = [piece.state(("cash", "m1")) for piece in cliff(profile, ruleset, "m1.age", 0, 40, as_of=DAY).pieces]
    assert [state and state[0] for state in unknown] == ["not_eligible", "undetermined"]


LAW = """
implies:
  young:
    for: person
    when: age < 16
    fact: employment
    in: [none]
    zh: 不得招用
    en: not yet
    source: {document: D, locator: "1", seen: true, en: D}
"""


def test_a_law_is_a_bound_though_no_rule_reads_what_it_is_about(toy: Toy) -> None:
    """The ages that contradict the employment end where the law ends, and not where the next rule begins."""
    rules_ = el.load_ruleset(toy(support("age >= 18"), implies=LAW))
    found = cliff(el.read_profile(json.dumps(one(age=30, employment="employed"))), rules_, "m1.age", 0, 40, as_of=DAY)
    assert [(piece.low, piece.high, piece.problem is None) for piece in found.pieces] == [(0, 15, False), (16, 17, True), (18, 40, True)]
    impossible = cliff(el.read_profile(json.dumps(one(age=30, employment="employed"))), rules_, "m1.age", 0, 15, as_of=DAY)
    assert (impossible.changing, impossible.paying, impossible.start.as_of) == ([], [], DAY)


def test_a_total_bounds_every_amount_of_its_interval(toy: Toy) -> None:
    """Where an amount moves, the total is no sample of it."""
    formula = "unit: CNY/person/month, amount: {exactly: 'max(0, 600 - household.monthly_income_per_capita)'}"
    text = support("dibao", name="home", entity="household").replace("kind: cash", f"kind: cash, {formula}")
    given_ = {"household": {"dibao": True, "members": [{"id": "m1"}]}}
    ruleset = el.load_ruleset(toy(text, conflicts="conflicts: []"))
    found = cliff(el.read_profile(json.dumps(given_)), ruleset, "household.monthly_income_per_capita", 0, 1000, as_of=DAY)
    totals = [piece["stated_amounts"] for piece in found.as_json()["pieces"]]
    assert totals == [{"CNY/person/month": told} for told in ({"exactly": 600}, {"at_most": 600}, {"exactly": 0})]
    assert {piece.unit(("home", "household")) for piece in found.pieces} == {"CNY/person/month"}


def test_numbers_that_contradict_a_member_call_them_by_number(toy: Toy) -> None:
    """Not by the path of the entry."""
    rules = el.load_ruleset(toy(support("age >= 18"), implies=LAW))
    profile = el.Profile.model_validate({"household": {"members": [{"id": "m1"}, {"id": "m2", "age": 30, "employment": "employed"}]}})
    found = cliff(profile, rules, "m2.age", 0, 30, as_of=DAY)
    problems = [piece.problem for piece in found.pieces if piece.problem]
    assert all("household.members" not in problem.zh + problem.en for problem in problems)
    assert any(problem.zh.startswith("成员2") and problem.en.startswith("member 2 ") for problem in problems)


def test_what_a_local_rate_pays_bends_and_moves_as_its_formula_does(toy: Toy, book: Callable[..., el.Book]) -> None:
    """At both ends of every piece the amount is that of deciding there, and a tier of the book is a bound as one of the rules is."""
    text = support("dibao", name="home", entity="household")
    ruleset = el.load_ruleset(toy(text, conflicts="conflicts: []"))
    per_head = "household.monthly_income_per_capita"
    entry = "{from: 2024-01-01, is: {exactly: 'max(600 - monthly_income_per_capita, 100)'}, unit: CNY/person/month, source: paper}"
    tiers = (
        "{from: 2024-01-01, is: {tiers: {monthly_income_per_capita < 300: 90, monthly_income_per_capita >= 300: 40}}, "
        "unit: CNY/month, source: paper}"
    )
    profile = el.Profile.model_validate({"locality": {"adcode": "990101"}, "household": {"dibao": True, "members": [{"id": "m1"}]}})
    for written, expected in (
        (entry, [(0, 0, 600, 600), (0, 500, 600, 100), (500, 1000, 100, 100)]),
        (tiers, [(0, 300, 90, 90), (300, 1000, 40, 40)]),
    ):
        read = book(f990101=county(f"rates:\n  home: [{written}]\n"))
        found = cliff(profile, ruleset, per_head, 0, 1000, as_of=DAY, book=read)
        ends = [(piece.low, piece.high, piece.amounts(("home", "household"))) for piece in found.pieces]
        assert [(low, high, pair[0].low, pair[1].low) for low, high, pair in ends if pair] == expected


def test_an_amount_that_is_rounded_goes_in_steps(toy: Toy) -> None:
    """At the ends of a stretch stands what is given there, and never less than nothing."""
    formula = "unit: CNY/person/month, amount: {exactly: 'max(0, 590 - monthly_income_per_capita)'}, round: {to: 100, how: down}"
    text = support("dibao", name="home", entity="household").replace("kind: cash", f"kind: cash, {formula}")
    profile = el.Profile.model_validate({"household": {"dibao": True, "members": [{"id": "m1"}]}})
    ruleset = el.load_ruleset(toy(text, conflicts="conflicts: []"))
    found = cliff(profile, ruleset, "household.monthly_income_per_capita", 0, 1000, as_of=DAY)
    ends = [(piece.low, piece.high, piece.amounts(("home", "household"))) for piece in found.pieces]
    assert [(low, high, pair[0].low, pair[1].low) for low, high, pair in ends if pair] == [
        (0, 0, 500, 500),
        (0, 590, 500, 0),
        (590, 1000, 0, 0),
    ]
    assert [str(next(iter(piece.stated.values())).high) for piece in found.pieces] == ["500", "500", "0"]


def test_a_bill_that_an_amount_reads_moves_it_though_no_profile_told_it(toy: Toy) -> None:
    """By its path, as far as the rules read it; the total is that of the family, or of the organisation whose number it is."""
    formula = "unit: CNY/month, amount: {exactly: 'min(0.5 * costs.card, 300)'}"
    staff = "unit: CNY/month, amount: {tiers: {employees <= 1: 10, employees > 1: 20}}"
    text = support("certified").replace("kind: cash", f"kind: cash, {formula}")
    text += support("type == 'enterprise'", name="staff", entity="organisation").replace("kind: cash", f"kind: cash, {staff}")
    ruleset = el.load_ruleset(toy(text, conflicts="conflicts: []"))
    body = {"id": "o1", "type": "enterprise"}
    profile = el.Profile.model_validate({"household": {"members": [{"id": "m1", "certified": True}]}, "organisations": [body]})
    found = cliff(profile, ruleset, "m1.costs.card", 0, 1000, as_of=DAY)
    ends = [(piece.low, piece.high, piece.amounts(("cash", "m1"))) for piece in found.pieces]
    assert [(low, high, pair[0].low, pair[1].low) for low, high, pair in ends if pair] == [
        (0, 0, 0, 0),
        (0, 600, 0, 300),
        (600, 1000, 300, 300),
    ]
    assert found.now is None
    assert [piece.stated for piece in found.pieces][-1] == {"CNY/month": exactly(300)}
    employed = cliff(profile, ruleset, "o1.employees", 1, 2, as_of=DAY)
    assert [piece.stated for piece in employed.pieces][-1] == {"CNY/month": exactly(20)}
    with pytest.raises(el.EligibilityError, match=r"there is no number 'm1\.costs\.home'"):
        cliff(profile, ruleset, "m1.costs.home", 0, 1000, as_of=DAY)


def test_a_decision_of_the_same_answers_is_not_kept(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """That of a large household is large: where twenty bounds change nothing, no more are held at once than are compared."""
    ages = " or ".join(f"age < {years}" for years in range(4, 80, 4))
    ruleset = el.load_ruleset(toy(support(f"certified and ({ages})")))
    made: weakref.WeakSet[el.Decision] = weakref.WeakSet()
    most = 0

    def decided(*args: Any, **settings: Any) -> el.Decision:
        nonlocal most
        decision = el.decide(*args, **settings)
        made.add(decision)
        gc.collect()
        most = max(most, len(made))
        return decision

    monkeypatch.setattr("eligibility.guidance.cliff.decide", decided)
    found = cliff(el.read_profile(json.dumps(one(certified=False, age=30))), ruleset, "m1.age", 0, 100, as_of=DAY)
    assert len(found.pieces) == 1
    assert most <= 4
