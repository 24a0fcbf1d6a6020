"""How much an answer gives: sound and exact against brute force over the unknown facts, for every form that amounts take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from importlib import import_module
from itertools import product

import pytest

import eligibility as el
from eligibility.decide.amounts import FoundAmount, together
from eligibility.facts import derived_kernel
from eligibility.logic.amount import Interval, exactly, hull
from tests.conftest import Toy, decide, one, support
from tests.decide.amount_forms import FIGURES, FORMS, REPEATING, STANDARDS, Form, Path, profile

FAR = 10_000_000


@pytest.fixture
def any_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers of an organisation that no organisation has together, too: an interval is about each fact by itself."""
    no_rules = derived_kernel._rules({}, (), (), ())
    monkeypatch.setattr(import_module("eligibility.facts.flatten"), "organisation_rules", lambda: no_rules)


def ruleset(toy: Toy, form: Form) -> el.Ruleset:
    return el.load_ruleset(toy(form.rules(), figures=FIGURES, standards=STANDARDS, conflicts="conflicts: []"))


def found(rules: el.Ruleset, form: Form, chosen: Mapping[Path, object]) -> FoundAmount:
    (outcome,) = decide(rules, profile(form, chosen)).outcomes("cash")
    return outcome.amount


def completions(form: Form, chosen: Mapping[Path, object], *, far: bool) -> Iterator[dict[Path, object]]:
    """Every complete profile; with `far`, each number also takes a value beyond every literal of the forms."""
    unknown = [path for path in form.facts if path not in chosen]
    values = [[*form.facts[path], *([FAR] if far and type(form.facts[path][0]) is int and path[-1] != "size" else [])] for path in unknown]
    for picked in product(*values):
        yield {**chosen, **dict(zip(unknown, picked, strict=True))}


def patterns(form: Form) -> Iterator[dict[Path, object]]:
    """Every pattern of known and unknown facts, with the last and the first value of each known one."""
    for known in product((False, True), repeat=len(form.facts)):
        for place in (0, -1):
            yield {path: values[place] for (path, values), told in zip(form.facts.items(), known, strict=True) if told}


@pytest.mark.usefixtures("any_numbers")
@pytest.mark.parametrize("name", FORMS)
def test_an_interval_is_the_hull_of_all_completions(toy: Toy, name: str) -> None:
    form = FORMS[name]
    rules = ruleset(toy, form)
    for chosen in patterns(form):
        got = found(rules, form, chosen).interval
        brute = hull(found(rules, form, whole).interval for whole in completions(form, chosen, far=True))
        if got is None or brute is None:
            assert got is brute
            continue
        assert got | brute == got, (name, chosen)
        if name not in REPEATING:
            assert got.low == brute.low
            assert got.high == brute.high or (got.high is None and (brute.high is None or brute.high >= FAR // 100)), (name, chosen)


@pytest.mark.usefixtures("any_numbers")
@pytest.mark.parametrize("name", [name for name in FORMS if name not in REPEATING])
def test_what_is_missing_alone_can_change_the_amount_and_nothing_else(toy: Toy, name: str) -> None:
    form = FORMS[name]
    rules = ruleset(toy, form)
    for chosen in patterns(form):
        amount = found(rules, form, chosen)
        said = {path.partition(".")[2] for path in amount.missing} | {path for path in amount.wanted if not path.startswith("rates.")}
        assert said == {_entry(path) for path in form.facts if path not in chosen and _matters(rules, form, chosen, path)}, (name, chosen)


def _matters(rules: el.Ruleset, form: Form, chosen: Mapping[Path, object], path: Path) -> bool:
    values: dict[tuple[object, ...], set[object]] = {}
    for whole in completions(form, chosen, far=True):
        (outcome,) = decide(rules, profile(form, whole)).outcomes("cash")
        if outcome.status.granted:
            key = tuple(str(value) for other, value in whole.items() if other != path)
            values.setdefault(key, set()).add(outcome.amount.interval)
    return any(len(one) > 1 for one in values.values())


def _entry(path: Path) -> str:
    return ".".join(part for part in path[1:] if part != "members")


def test_a_text_that_leaves_it_open_misses_no_fact_and_wants_the_local_rate(toy: Toy) -> None:
    amount = found(ruleset(toy, FORMS["at least a number"]), FORMS["at least a number"], {})
    assert (amount.missing, amount.wanted, amount.interval) == ((), ("rates.cash",), Interval(Fraction(140), None))
    bare = decide(toy(support("certified")), one(certified=True))["cash", "m1"].amount
    assert (bare.stated, bare.wanted) == (None, ("rates.cash",))


def test_a_local_standard_is_asked_of_the_office(toy: Toy) -> None:
    form = FORMS["severe employees count twice"]
    amount = found(ruleset(toy, form), form, {path: values[1] for path, values in form.facts.items() if path[0] == "organisation"})
    assert (amount.missing, amount.wanted) == ((), ("standards.minimum_wage",))


def test_an_unknown_dibao_standard_is_wanted_of_the_office(toy: Toy) -> None:
    """As every standard of the place: no family can tell it."""
    form = FORMS["dibao as the gap"]
    amount = found(ruleset(toy, form), form, {path: values[1] for path, values in form.facts.items() if path[0] == "household"})
    assert (amount.missing, amount.wanted) == ((), ("dibao_standard.rural",))


def test_no_amount_is_known_of_what_is_refused(toy: Toy) -> None:
    rules = ruleset(toy, FORMS["a number"])
    outcome = decide(rules, one(certified=False))["cash", "m1"]
    assert outcome.amount == FoundAmount(None, None)
    assert outcome.as_json()["benefit"] == {
        "kind": "cash", "amount": None, "unit": "CNY/month", "missing": [], "wanted": [], "routes": [], "why": None, "paid": None,
    }  # fmt: skip


def test_the_working_is_told_in_words(toy: Toy) -> None:
    amount = found(ruleset(toy, FORMS["60% capped"]), FORMS["60% capped"], {})
    assert amount.why is not None
    assert amount.why.zh == "0.6 × 费用：卡、6000其中较小的"
    assert amount.why.en == "the smaller of 0.6 × bills: Card and 6000"


TWO_ROUTES = """
- support: cash
  for: person
  routes:
    one: {{when: certified, modality: mandatory, cite: [一], benefit: {{kind: cash, amount: 100, unit: CNY/month}}}}
    two: {{when: autism, modality: {modality}, cite: [一], benefit: {{kind: cash, amount: {{at_most: 150}}, unit: CNY/month}}}}
    bare: {{when: tekun, modality: mandatory, cite: [一], benefit: {{kind: priority}}}}
  benefit: {{kind: cash}}
{combine}"""


@pytest.mark.parametrize(
    ("combine", "person", "low", "high"),
    [
        ("highest", {"certified": True, "autism": True}, 100, 150),
        ("highest", {"certified": True}, 100, 150),
        ("highest", {"certified": True, "autism": False}, 100, 100),
        ("highest", {"autism": True, "certified": False}, 0, 150),
        ("highest", {}, 0, 150),
        ("highest", {"tekun": True, "autism": False}, 0, 100),
        ("sum", {"tekun": True, "autism": False}, 0, 100),
        ("sum", {"certified": True, "autism": True}, 100, 250),
        ("sum", {"certified": True}, 100, 250),
        ("sum", {"tekun": True, "certified": True, "autism": False}, 100, 100),
    ],
)
def test_routes_that_hold_together(toy: Toy, combine: str, person: dict[str, object], low: int, high: int) -> None:
    """The least of those that hold, and the most of those that hold or may hold; one without an amount leaves it to the others."""
    rules = toy(TWO_ROUTES.format(modality="mandatory", combine=f"  combine: {combine}\n"))
    assert decide(rules, one(**person))["cash", "m1"].amount.interval == Interval(Fraction(low), Fraction(high))


def test_what_an_open_route_only_encourages_raises_nothing(toy: Toy) -> None:
    rules = toy(TWO_ROUTES.format(modality="encouraged", combine="  combine: highest\n"))
    outcome = decide(rules, one(certified=True))["cash", "m1"]
    assert (outcome.amount.interval, outcome.amount.missing, outcome.amount.routes) == (exactly(100), (), ("one",))


def test_an_open_route_is_asked_about_where_it_can_raise_the_amount(toy: Toy) -> None:
    rules = toy(TWO_ROUTES.format(modality="mandatory", combine="  combine: highest\n"))
    outcome = decide(rules, one(certified=True))["cash", "m1"]
    assert (outcome.amount.missing, outcome.amount.routes) == (("m1.autism",), ("one", "two"))


def test_the_amount_touches_no_status(toy: Toy) -> None:
    form = FORMS["tiers by grade with a cap"]
    rules = ruleset(toy, form)
    assert decide(rules, profile(form, {}))["cash", "m1"].status is el.Status.ELIGIBLE
    assert decide(rules, profile(form, {}))["cash", "m1"].missing == []


def test_nothing_stated_is_no_amount() -> None:
    assert together([], [], "sum") is None
    assert together([exactly(5)], [Interval(Fraction(0), None)], None) == exactly(5)
    assert together([], [exactly(5), exactly(7)], "highest") == Interval(Fraction(5), Fraction(7))
    assert together([], [exactly(5)], None, held=True) == Interval(Fraction(0), Fraction(5))
