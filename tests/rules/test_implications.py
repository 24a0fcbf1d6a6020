"""Facts implied by facts: which conditions a law refuses, and what stays as written."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest

import eligibility as el
from eligibility.errors import Problem
from eligibility.facts.profile import Profile
from eligibility.facts.vocabulary import facts
from eligibility.i18n import Text
from eligibility.logic.expr import Expr, Named, Not
from eligibility.logic.parse import parse
from eligibility.rules.implications import contradictions, guarded, law_of, situation_of
from eligibility.rules.ruleset import Implication, Origin
from eligibility.rules.ruleset_diff import rule_hashes
from eligibility.rules.scope import RuleScope
from tests.conftest import DAY, Toy, amendment, decide, one, support

LAWS = """
implies:
  young:
    for: person
    when: age < 16
    fact: employment
    in: [none, employed]
    zh: 未满16周岁不得招用
    en: nobody under 16 may be employed
    source: {document: 劳动法, locator: 第十五条, seen: false, en: "Labour Law, article 15"}
  no_wish:
    for: person
    when: age < 16
    fact: [wants_work, circumstances.employment_difficulty]
    in: [false]
    zh: 不得介绍就业
    en: nobody may find work for a child
    source: {document: 规定, locator: 第二条, seen: false, en: "Provisions, article 2"}
  trades:
    for: person
    when: age < 16
    fact: occupations
    in: [athlete, artist]
    zh: 除文艺、体育外不得就业
    en: no trade but arts and sports
    source: {document: 规定, locator: 第十三条, seen: false, en: "Provisions, article 13"}
  alive:
    for: person
    when: age >= 130
    fact: diagnosed
    in: [true]
    zh: 一律视为已诊断
    en: everyone of that age counts as diagnosed
    source: {document: D, locator: "", seen: false, en: D}
"""


def condition(text: str, entity: Any = "person") -> Expr:
    return parse(text, RuleScope(entity, {}, {}, (), (), depends=False))


def law(fact: str, *allowed: bool | int | str, when: str = "age < 16", name: str = "young") -> Implication:
    known = (facts()[f"person.{fact}"],)
    return Implication(name, when, condition(when), known, frozenset(allowed), Text("法", "law"), Origin("D", "", True), Text("法", "law"))


YOUNG = law("employment", "none", "employed")
GUARD = Named("implied.young", Not(condition("age < 16")))


def said(expr: Expr) -> str:
    """A condition as text, in which G stands for the guard."""
    return str(expr).replace(str(GUARD), "G")


def with_guard(text: str) -> str:
    """The text of a condition in which `autism` is written where the guard is expected."""
    return said(condition(text)).replace(said(condition("autism")), "G")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("employment == 'unemployed'", "employment == 'unemployed' and autism"),
        ("employment in {'flexible', 'self_employed'}", "employment in {'flexible', 'self_employed'} and autism"),
        ("certified and employment == 'flexible'", "certified and employment == 'flexible' and autism"),
        ("certified or employment == 'flexible'", "certified or (employment == 'flexible' and autism)"),
        ("any(employment == 'flexible')", "any(employment == 'flexible' and autism)"),
        ("count(employment == 'flexible') >= 2", "count(employment == 'flexible' and autism) >= 2"),
    ],
)
def test_what_the_law_excludes_holds_only_outside_it(written: str, expected: str) -> None:
    once = guarded(condition(written), [YOUNG])
    assert said(once) == with_guard(expected)
    assert guarded(once, [YOUNG]) == once


@pytest.mark.parametrize(
    "written",
    [
        "employment == 'employed'",
        "employment in {'employed', 'flexible'}",
        "employment == 'none'",
        "not employment == 'flexible'",
        "employment != 'none'",
        "not (certified or not employment == 'flexible')",
        "count(employment == 'flexible') < 2",
        "count(employment == 'flexible') == 1",
        "count(employment == 'flexible') <= 1",
        "all(employment == 'flexible')",
        "certified and age < 16",
    ],
)
def test_everything_else_stays_as_written(written: str) -> None:
    """Values that stay possible, what is under `not`, counts that more members can make fail, other facts."""
    assert guarded(condition(written), [YOUNG]) == condition(written)


def test_a_definition_is_guarded_inside(toy: Toy) -> None:
    """Its own text and its use under `not` stay as written."""
    words = "definitions:\n  idle: {for: person, is: \"employment == 'unemployed'\", zh: 失业, en: idle, cite: [一]}\n"
    ruleset = el.load_ruleset(toy(support("idle") + support("not idle", name="card"), definitions=words, implies=LAWS))
    cash, card = (ruleset.supports[name].routes[0].when for name in ("cash", "card"))
    assert isinstance(cash, Named) and "implied.young" in str(cash)
    assert card == Not(Named("idle", ruleset.definitions["idle"].body))


@pytest.mark.parametrize(
    ("implied", "atom", "excluded"),
    [
        (law("tekun", False), "tekun", True),
        (law("tekun", True), "tekun", False),
        (law("grade", 0), "grade in {1, 2}", True),
        (law("grade", 0), "grade in {0, 1}", False),
    ],
)
def test_yes_and_no_and_grades(implied: Implication, atom: str, excluded: bool) -> None:
    assert (guarded(condition(atom), [implied]) != condition(atom)) is excluded


def test_exclusions_and_notes_stay(toy: Toy) -> None:
    """An exclusion that no longer holds would grant."""
    extra = "  unless: [wants_work]\n  notes:\n    - {zh: 说明, en: note, when: wants_work}"
    part = el.load_ruleset(toy(support("certified", extra=extra), implies=LAWS)).supports["cash"].parts[0]
    assert part.unless == (condition("wants_work"),)
    assert part.notes[0].when == condition("wants_work")


# -- answers


@pytest.fixture
def ruleset(toy: Toy) -> el.Ruleset:
    rules = (
        support("certified and (wants_work or employment == 'unemployed')")
        + support("occupations.artist or occupations.farmer", name="card")
        + support("not wants_work and age < 18", name="staff")
    )
    return el.load_ruleset(toy(rules, implies=LAWS))


def test_a_child_is_refused_and_asked_nothing(ruleset: el.Ruleset) -> None:
    decision = decide(ruleset, one(age=4))
    assert decision["cash", "m1"].status is el.Status.NOT_ELIGIBLE
    assert decision["card", "m1"].missing == ["m1.occupations"]
    assert decision["staff", "m1"].missing == ["m1.wants_work"]


def test_who_is_old_enough_is_asked_as_before(ruleset: el.Ruleset) -> None:
    assert decide(ruleset, one(age=16, certified=True))["cash", "m1"].missing == ["m1.employment", "m1.wants_work"]
    assert decide(ruleset, one(age=16, certified=True, wants_work=True))["cash", "m1"].route == "main"


def test_without_an_age_the_date_of_birth_is_asked(ruleset: el.Ruleset) -> None:
    outcome = decide(ruleset, one(certified=True, wants_work=True))["cash", "m1"]
    assert outcome.missing == ["m1.birth_date"]


def test_a_refusal_names_the_law_once(ruleset: el.Ruleset) -> None:
    outcome = decide(ruleset, one(age=4, certified=True))["cash", "m1"]
    assert [reason.condition for reason in outcome.because] == [
        Text("不得介绍就业（规定第二条）", "nobody may find work for a child (Provisions, article 2)"),
        Text("未满16周岁不得招用（劳动法第十五条）", "nobody under 16 may be employed (Labour Law, article 15)"),
    ]
    assert {path for reason in outcome.because for path in reason.facts} == {"m1.birth_date"}


def test_an_explanation_names_the_law(ruleset: el.Ruleset) -> None:
    told = decide(ruleset, one(age=4, certified=True)).explain("cash", "m1")
    assert "✗ 不受这条规定限制：未满16周岁不得招用（劳动法第十五条）" in told.text("zh")
    assert "✗ not ruled out by: nobody under 16 may be employed (Labour Law, article 15)" in told.text("en")
    assert "法律 未满16周岁不得招用（劳动法第十五条）（只见转引，未核对原文）" in told.text("zh")


@pytest.mark.parametrize(
    ("entries", "path", "zh"),
    [
        ({"employment": "flexible"}, "employment", "与周岁年龄不能同时成立：未满16周岁不得招用（劳动法第十五条）"),
        ({"wants_work": True}, "wants_work", "与周岁年龄不能同时成立：不得介绍就业（规定第二条）"),
        (
            {"circumstances": ["vagrant", "employment_difficulty"]},
            "circumstances",
            "“就业困难人员”与周岁年龄不能同时成立：不得介绍就业（规定第二条）",
        ),
        ({"occupations": ["artist", "farmer"]}, "occupations", "“农业生产”与周岁年龄不能同时成立：除文艺、体育外不得就业（规定第十三条）"),
    ],
)
def test_a_contradiction_is_told_with_its_source(ruleset: el.Ruleset, entries: dict[str, Any], path: str, zh: str) -> None:
    with pytest.raises(el.ProfileError) as caught:
        decide(ruleset, one(age=15, **entries))
    [problem] = caught.value.problems
    assert isinstance(problem, Problem) and problem.code == "ruled_out_by_law"
    assert problem.path == ("household", "members", 0, path)
    assert problem.message.zh == zh


@pytest.mark.parametrize(
    "entries",
    [
        {"age": 16, "employment": "flexible", "wants_work": True, "occupations": ["farmer"]},
        {"age": 15, "employment": "employed", "wants_work": False, "occupations": ["artist"], "circumstances": ["vagrant"]},
        {"employment": "flexible", "wants_work": True},
    ],
)
def test_what_the_law_leaves_open_is_no_contradiction(ruleset: el.Ruleset, entries: dict[str, Any]) -> None:
    assert decide(ruleset, one(**entries))


def test_a_required_yes_is_contradicted_by_no(ruleset: el.Ruleset) -> None:
    assert decide(ruleset, one(age=130, diagnosed=True))
    with pytest.raises(el.ProfileError, match="counts as diagnosed"):
        decide(ruleset, one(age=130, diagnosed=False))


def test_the_last_birthday_counts(ruleset: el.Ruleset) -> None:
    """16 on the day itself is old enough; one day younger is not."""
    assert decide(ruleset, one(birth_date="2008-06-01", wants_work=True))
    with pytest.raises(el.ProfileError, match="find work for a child"):
        decide(ruleset, one(birth_date="2008-06-02", wants_work=True))


# -- the file


def test_laws_are_part_of_the_hash_and_of_the_rules_that_they_reach(toy: Toy) -> None:
    rules = support("wants_work") + support("certified", name="card")
    before = el.load_ruleset(toy(rules, implies=LAWS))
    after = el.load_ruleset(toy(rules, implies=LAWS.replace("seen: false", "seen: true")))
    assert before.hash != after.hash
    assert rule_hashes(before)["cash"] != rule_hashes(after)["cash"]
    assert rule_hashes(before)["card"] == rule_hashes(after)["card"]


def test_a_ruleset_without_the_file_has_no_laws(toy: Toy) -> None:
    ruleset = el.load_ruleset(toy(support("wants_work")))
    assert not ruleset.implications and not contradictions(ruleset)
    assert decide(ruleset, one(age=3, wants_work=True))["cash", "m1"].status is el.Status.ELIGIBLE


def test_an_amendment_is_read_with_the_same_laws(toy: Toy) -> None:
    base = toy(support("wants_work"), implies=LAWS)
    later = el.load_ruleset(amendment(base, "2023-01-01", "effects: {cash: narrower}", allowances=support("wants_work and certified")))
    assert law_of(later.supports["cash"].routes[0].when.args[1], later) == later.implications["no_wish"]  # type: ignore[union-attr]


# -- the shipped laws


def test_shipped_laws_name_their_source(zhangye: el.Ruleset) -> None:
    for implication in zhangye.implications.values():
        assert implication.origin.document in implication.source.zh
        assert implication.told.zh.isprintable() and implication.told.en.isascii()


NEVER_UNDER_16: dict[str, Any] = {
    "wants_work": True,
    "first_employment": True,
    "recent_graduate": True,
    "college_graduate": True,
    "service_status": "disabled_soldier",
    "circumstances": ["rural_migrant"],
    "occupations": ["e_commerce"],
    "employment": "unemployed",
}


@pytest.mark.parametrize("name", NEVER_UNDER_16)
def test_the_laws_of_sixteen_years(zhangye: el.Ruleset, name: str) -> None:
    """Ruled out to the day before the sixteenth birthday."""
    assert refused(zhangye, {"birth_date": "2008-06-02", name: NEVER_UNDER_16[name]}) == {name}
    assert refused(zhangye, {"birth_date": "2008-06-01", name: NEVER_UNDER_16[name]}) == set()


@pytest.mark.parametrize("name", ["athlete", "athlete_potential", "artist", "volunteer"])
def test_what_a_child_may_be(zhangye: el.Ruleset, name: str) -> None:
    """Artists and athletes are excepted by the law; volunteering is no employment."""
    assert refused(zhangye, {"age": 12, "occupations": [name]}) == set()


VALUES: dict[str, tuple[Any, ...]] = {
    "age": (None, 4, 15, 16),
    "student_stage": (None, "none", "preschool", "compulsory", "higher"),
    "employment": (None, "none", "employed", "flexible"),
    "insurances": (None, [], ["resident_pension"], ["resident_medical"]),
}


def test_the_shipped_laws_rule_out_these_and_no_others(zhangye: el.Ruleset) -> None:
    """Each combination of some entries, against the laws said in plain Python."""
    for chosen in product(*VALUES.values()):
        entries = dict(zip(VALUES, chosen, strict=True))
        age, stage, work, insured = chosen
        young, pupil = age is not None and age < 16, stage not in {None, "none"}
        against = {
            name
            for name, wrong in {
                "student_stage": age == 4 and stage in {"compulsory", "higher"},
                "employment": young and work == "flexible",
                "insurances": insured == ["resident_pension"] and (young or pupil),
            }.items()
            if wrong
        }
        assert refused(zhangye, {key: value for key, value in entries.items() if value is not None}) == against, entries


def refused(ruleset: el.Ruleset, entries: dict[str, Any]) -> set[str]:
    """The entries of a member that the door refuses."""
    profile = Profile.model_validate(json.loads(json.dumps(one(**entries))))
    try:
        situation_of(profile, ruleset, DAY)
    except el.ProfileError as error:
        return {str(problem.path[-1]) for problem in error.problems if isinstance(problem, Problem) and problem.path}
    return set()
