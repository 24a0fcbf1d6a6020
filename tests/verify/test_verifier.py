"""What is asked about versions: each kind of finding on rules that have it, and none on rules that do not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import z3

import eligibility as el
from eligibility.facts.vocabulary import COMPONENTS
from eligibility.rules.version_lookup import names, regions, shipped
from eligibility.verify import query, verifier
from eligibility.verify.effects import effect_on
from eligibility.verify.verifier import verify_all, verify_folder
from eligibility.verify.witness import profile_and_day
from tests.conftest import THOROUGH, Toy, amendment, support

TWO_ROUTES = """
- support: cash
  for: person
  routes:
    main: {{when: {main!r}, modality: mandatory, cite: [一]}}
    other: {{when: {other!r}, modality: mandatory, cite: [一]{extra}}}
  benefit: {{kind: cash}}
"""


def found(folder: Path) -> list[str]:
    return [problem.text() for problem in verify_folder(folder, folder.parents[1]).problems]


def witnesses(folder: Path) -> list[dict[str, Any]]:
    problems = verify_folder(folder, folder.parents[1]).problems
    return [json.loads(problem.excerpt) for problem in problems if problem.excerpt]


@pytest.mark.parametrize("region", regions(shipped()) if THOROUGH else ["zhalainuoer"])
def test_all_that_is_shipped_is_clean(region: str) -> None:
    """A region and its scenarios: no dead or undeclared route, every conflict told, every declared effect proved.

    A thorough run takes all regions, and so does `eligibility verify`.
    """
    folders = [(shipped() / region / name, shipped()) for name in names(shipped(), region)]
    everything = verify_all(folders)
    assert [problem.text() for one in everything for problem in one.problems] == []
    assert all(one.proofs["route"] for one in everything)
    for (folder, root), one in zip(folders, everything, strict=True):
        ruleset = el.load_ruleset(folder, root=root)
        assert (one.region, one.version) == (ruleset.region, ruleset.name)
        assert {name: one.effects[name] for name in ruleset.effects} == ruleset.effects


@pytest.mark.parametrize(
    ("when", "unless"),
    [
        ("age < 6 and age > 10", ""),
        ("grade == 1 and " + " and ".join(f"grade_{name} in {{0, 2}}" for name in COMPONENTS), ""),
        ("grade == 0 and certified", ""),
        ("count(certified) >= 2 and size == 1", ""),
        ("grade in {3, 4} and grade_mental in {1, 2}", ""),
        ("any(tekun) and not disabled_member and all(certified)", ""),
        ("tekun", "[tekun]"),
    ],
)
def test_a_route_that_never_holds(toy: Toy, when: str, unless: str) -> None:
    """Contradictions, grades and facts that no person can have together, and an exclusion that takes back the whole route."""
    folder = toy(support(when, extra=f"  unless: {unless}" if unless else "") + support("certified", name="card"))
    assert any("no household can have cash by main [route_never_true]" in text for text in found(folder))
    assert not any("card" in text for text in found(folder))


LAWS = """
implies:
  young:
    for: person
    when: age < 16
    fact: employment
    in: [none, employed]
    zh: 未满16周岁不得招用
    en: nobody under 16 may be employed
    source: {document: D, locator: "", seen: true, en: D}
"""


@pytest.mark.parametrize(
    "when",
    [
        "age < 16 and employment == 'flexible'",
        "age < 16 and not employment in {'none', 'employed'}",
        "any(age < 10 and not employment in {'none', 'employed'})",
    ],
)
def test_the_solver_knows_the_laws(toy: Toy, when: str) -> None:
    """What is guarded cannot hold, and no household stands against a law where a condition is as written."""
    assert found(toy(support(when))) == []
    assert [text for text in found(toy(support(when), implies=LAWS)) if "no household can have cash by main" in text]


def test_witnesses_are_lawful(toy: Toy) -> None:
    """The household that refutes a declaration is accepted at the door under the laws of both versions."""
    base = toy(support("not employment in {'none', 'employed'} and age < 20"), implies=LAWS)
    later = amendment(
        base, "2023-01-01", "effects: {cash: wider}", allowances=support("not employment in {'none', 'employed'} and age < 17")
    )
    [witness] = witnesses(later)
    profile, day = profile_and_day(witness)
    assert el.decide(profile, el.load_ruleset(later), as_of=day)
    assert witness["household"]["members"][0]["age"] >= 16


def test_a_route_inside_another(toy: Toy) -> None:
    """It is found, and a declaration with a reason answers it; one that is not true is refuted with a household."""
    inside = ", inside: {route: main, zh: 理由, en: reason}"
    swallowed = TWO_ROUTES.format(main="certified", other="certified and severe", extra="")
    declared = TWO_ROUTES.format(main="certified", other="certified and severe", extra=inside)
    untrue = TWO_ROUTES.format(main="certified and severe", other="certified", extra=inside)
    assert any("cash.other never grants what main does not grant already [route_swallowed]" in text for text in found(toy(swallowed)))
    assert found(toy(declared)) == []
    folder = toy(untrue)
    assert any("cash.other is declared inside main, and this household has it by other alone" in text for text in found(folder))
    [data] = [one for one in witnesses(folder) if one]
    profile, day = profile_and_day(data)
    routes = el.decide(profile, el.load_ruleset(folder), as_of=day)["cash", "m1"].routes
    assert (routes["other"], routes["main"]) == ("eligible", "not_eligible")


def test_an_unknown_route_to_be_inside_of(toy: Toy) -> None:
    text = TWO_ROUTES.format(main="certified", other="severe", extra=", inside: {route: mian, zh: 理由, en: reason}")
    with pytest.raises(el.RulesetError, match="cash has no route 'mian'"):
        el.load_ruleset(toy(text))


def test_remarks(toy: Toy) -> None:
    """What every certified person has, and pairs that exclude each other and can be granted together."""
    folder = toy(support("certified") + support("severe", name="card"))
    remarks = sorted(remark.en for remark in verify_folder(folder, folder.parents[1]).remarks)
    assert remarks == [
        "cash and card exclude each other and can be granted together: the answer tells the conflict",
        "every certified person has cash",
    ]
    apart = toy(support("certified and severe") + support("grade in {3, 4}", name="card"))
    assert verify_folder(apart, apart.parents[1]).remarks == []


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        ("certified", "certified or tekun", "wider"),
        ("certified or tekun", "certified", "narrower"),
        ("certified and severe", "severe and certified", "same"),
        ("age <= 6", "age < 7", "same"),
        ("age <= 6", "age <= 7", "wider"),
        ("certified", "tekun", "changed"),
        ("certified", "certified and (tekun or not tekun)", "narrower"),
        ("monthly_income_per_capita < 1.5 * dibao_standard.urban", "monthly_income_per_capita <= 1.5 * dibao_standard.urban", "wider"),
        ("any(severe)", "any(grade == 1 or grade == 2)", "same"),
        ("any(severe)", "severe", "narrower"),
        ("count(severe) >= 2", "any(severe)", "wider"),
        ("disabled_member", "any(certified or grade in {1, 2, 3, 4})", "changed"),
        ("needs.surgery", "needs.surgery or needs.rehab", "same"),
        ("needs.screening", "needs.screening and not needs.sport", "narrower"),
    ],
)  # fmt: skip
def test_effects(toy: Toy, before: str, after: str, effect: str) -> None:
    """Proved for every household, also those of whom something is unknown; each side has a household that both versions decide."""
    base = toy(support(before))
    change = f"- support: cash\n  routes:\n    main: {{when: {after!r}, modality: mandatory, cite: [二]}}"
    folder = amendment(base, "2023-01-01", f"effects: {{cash: {effect}}}", allowances=change)
    assert found(folder) == []
    old, new = el.load_ruleset(base), el.load_ruleset(folder)
    proved = effect_on("cash", old, new)
    assert proved.effect == effect
    for witness, worse, better in ((proved.gain.witness, old, new), (proved.loss.witness, new, old)):
        if witness is not None:
            profile, day = profile_and_day(witness)
            low, high = (el.decide(profile, ruleset, as_of=day)["cash", "m1"].status for ruleset in (worse, better))
            assert (high.granted and not low.granted) or (low == "not_eligible" and high != "not_eligible")
    for wrong in {"wider", "narrower", "same", "changed"} - {effect}:
        mistaken = amendment(base, f"2023-02-{len(wrong):02}", f"amends: 2022-01-01\neffects: {{cash: {wrong}}}", allowances=change)
        assert any(f"cash is declared {wrong}, but from 2022-01-01 to" in text for text in found(mistaken))


def test_a_wrong_declaration_is_refuted_by_the_smallest_household(toy: Toy) -> None:
    """The witness says no more than it must: the age that lost, and that nothing else brought it."""
    base = toy(support("age <= 16 or certified"))
    change = '- support: cash\n  routes:\n    main: {when: "age <= 15 or certified", modality: mandatory, cite: [二]}'
    folder = amendment(base, "2023-01-01", "effects: {cash: wider}", allowances=change)
    [problem] = verify_folder(folder, folder.parents[1]).problems
    assert problem.message.en == "cash is declared wider, but from 2022-01-01 to 2023-01-01 some households lose and none gains"
    assert (problem.file, problem.line, problem.mend.en) == ("toy/2023-01-01/ruleset.yaml", 3, "declare cash: narrower, or mend the rule")
    data = json.loads(problem.excerpt)
    data["household"].pop("size", None)
    assert "2023-01-01" <= data.pop("as_of") <= "2025-12-31"
    assert data == {"household": {"members": [{"id": "m1", "age": 16, "certified": False}]}}


def test_what_depends_on_a_change_must_be_declared(toy: Toy) -> None:
    """A support whose own rule is the same can gain through another one: that is said, and a declaration answers it."""
    base = toy(support("certified") + support("has.cash and age >= 60", name="card"))
    change = "- support: cash\n  routes:\n    main: {when: disabled, modality: mandatory, cite: [二]}"
    local = 'definitions:\n  disabled: {for: person, is: "certified or grade == 1", zh: 残, en: d, cite: [二]}'
    folder = amendment(base, "2023-01-01", "effects: {cash: wider}", allowances=change, definitions=local)
    assert any("card is not declared, and what it depends on is changed" in text for text in found(folder))
    other = amendment(base, "2023-01-02", "amends: 2022-01-01\neffects: {cash: wider, card: wider}", allowances=change, definitions=local)
    assert found(other) == []


def test_a_question_that_takes_too_long_is_not_proved(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver's silence is a problem of its own, and never an answer."""
    monkeypatch.setattr(query.z3.Solver, "check", lambda self, *more: z3.unknown)
    folder = toy(support("certified"))
    report = verify_folder(folder, folder.parents[1])
    assert [problem.check for problem in report.problems] == ["not_decided"] * 2
    assert "did not decide the question (route) about cash.main in 20 seconds: nothing is proved" in report.problems[0].message.en
    assert report.remarks == []
    assert verifier.SECONDS == 20


def test_untold_conflicts_are_a_problem(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two supports that exclude each other and are granted together without a word: shown with a household."""
    from eligibility.decide.evaluation import Evaluation

    folder = toy(support("certified") + support("certified", name="card"))
    assert found(folder) == []
    monkeypatch.setattr(Evaluation, "conflicts_of", lambda self, support, subject: [])
    assert any("cash and card exclude each other, and this household is granted both without being told" in text for text in found(folder))
