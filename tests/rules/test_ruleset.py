"""A loaded ruleset: its name, its parts, what a support rests on, and what is compiled of it once."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

import eligibility as el
from eligibility.errors import Problem
from eligibility.rules.ruleset import checked_ruleset
from tests.conftest import Toy, amendment, support

CHAIN = support("has.card") + support("has.home", name="card") + support("any(certified)", name="home", entity="household")


@pytest.fixture
def rules(toy: Toy) -> el.Ruleset:
    return el.load_ruleset(toy(CHAIN))


def test_what_a_support_depends_on_at_any_distance(rules: el.Ruleset) -> None:
    assert (rules.behind("cash"), rules.behind("card"), rules.behind("home"), rules.behind("nothing")) == (
        {"card", "home"}, {"home"}, set(), set(),
    )  # fmt: skip


def test_a_version_is_called_by_its_day_and_a_scenario_by_its_name(toy: Toy) -> None:
    base = toy(CHAIN)
    scenario = el.load_ruleset(amendment(base, "what-if", "enacted: false\ntitles: {zh: 设想, en: what if}\nadopts: all"))
    assert (el.load_ruleset(base).name, scenario.name, scenario.version) == ("2022-01-01", "what-if", date(2022, 1, 1))


def test_the_last_day_belongs_to_the_period(rules: el.Ruleset) -> None:
    assert (rules.ended(date(2025, 12, 31)), rules.ended(date(2026, 1, 1))) == (False, True)


def test_the_hash_is_that_of_the_meaning(toy: Toy) -> None:
    """Comments, layout and the order of keys do not change it; a word of a rule does."""
    first = el.load_ruleset(toy(support("certified"))).hash
    route = "{when: 'certified', modality: mandatory, cite: [一]}"
    assert route in support("certified")
    turned = "\n      cite:\n        - 一\n      modality: mandatory\n      when: certified"
    layout = "# a remark\n" + support("certified").replace(route, turned)
    assert el.load_ruleset(toy(layout)).hash == first
    assert el.load_ruleset(toy(support("tekun"))).hash != first


def test_what_is_compiled_is_made_once_for_all_threads(rules: el.Ruleset) -> None:
    made, barrier = [], Barrier(8)

    def make(ruleset: el.Ruleset) -> object:
        made.append(ruleset)
        return object()

    def ask(_: int) -> object:
        barrier.wait()
        return rules.once(make)

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(ask, range(8)))
    assert (len(found), len(made)) == (1, 1)


def test_a_copy_compiles_anew(rules: el.Ruleset) -> None:
    kept = rules.once(lambda _: "kept")
    back = pickle.loads(pickle.dumps(rules))
    assert (kept, back.once(len_of_supports)) == ("kept", 3)


def len_of_supports(ruleset: el.Ruleset) -> int:
    return len(ruleset.supports)


def test_a_representation_names_the_version_alone(rules: el.Ruleset) -> None:
    assert repr(rules) == "<Ruleset toy 2022-01-01 (3 supports)>"


def test_what_is_no_ruleset_is_told_by_its_name(rules: el.Ruleset) -> None:
    assert checked_ruleset(rules) is rules
    with pytest.raises(el.WrongArgument, match=r"before: must be a Ruleset, and not str. load_ruleset reads one."):
        checked_ruleset("toy", "before")


def test_titles_that_hold_the_word_are_offered_the_nearest_first(zhangye: el.Ruleset) -> None:
    """No list of ids: a caseworker knows titles."""
    for word, first, title in (("护理补贴", "重度残疾人护理补贴", "zh"), ("assistive", "Assistive device", "en")):
        with pytest.raises(el.UnknownOutcome) as caught:
            zhangye.known_support(word)
        (problem,) = caught.value.problems
        assert isinstance(problem, Problem) and problem.mend is not None
        offered = (problem.mend.zh.removeprefix("名称如：") if title == "zh" else problem.mend.en.removeprefix("Titles such as: ")).strip(
            "。."
        )
        titles = offered.split("、" if title == "zh" else "; ")
        assert titles[0].startswith(first) and all(word in one.lower() for one in titles) and len(titles) <= 10
    problem = zhangye.no_support("月亮")
    assert problem.mend is not None and "停车场无障碍停车位" in problem.mend.zh and "reserved_parking" not in problem.mend.en
    near = zhangye.no_support("nursing_subsidi")
    assert (near.nearest, near.mend and near.mend.en) == ("nursing_subsidy", "Did you mean nursing_subsidy?")
