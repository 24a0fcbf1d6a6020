"""The file of laws that imply facts: what each law reaches and allows, and which file is refused, at its place."""

from __future__ import annotations

import pytest

import eligibility as el
from eligibility.errors import RuleProblem
from eligibility.facts.vocabulary import facts
from eligibility.rules.ruleset import Implication
from tests.conftest import Toy, support

FILE = 'implies:\n  young:\n{}\n    zh: 法\n    en: law\n    source: {{document: D, locator: 第三条, seen: true, en: "D, article 3"}}\n'
KEYS = {"for": "person", "when": "age < 16", "fact": "wants_work", "in": "[false]"}


def read(toy: Toy, **changed: str) -> Implication:
    lines = "\n".join(
        f"    {key}: {value}" for key, value in {**KEYS, **changed, "in": changed.get("in_", KEYS["in"])}.items() if key != "in_"
    )
    return el.load_ruleset(toy(support("certified"), implies=FILE.format(lines))).implications["young"]


def reached(law: Implication) -> set[str]:
    return {fact.key.removeprefix("person.") for fact in law.facts}


def test_a_law_keeps_its_words_and_its_source(toy: Toy) -> None:
    """The document with the place in it, and whether the text was seen."""
    law = read(toy)
    assert (law.name, law.text, law.title.zh, law.title.en) == ("young", "age < 16", "法", "law")
    assert (law.source.zh, law.source.en) == ("D第三条", "D, article 3")
    assert (law.origin.document, law.origin.locator, law.origin.seen) == ("D", "第三条", True)


@pytest.mark.parametrize(
    ("fact", "given", "names", "allowed"),
    [
        ("wants_work", "[false]", {"wants_work"}, {False}),
        ("[wants_work, tekun]", "[true]", {"wants_work", "tekun"}, {True}),
        ("[wants_work, wants_work]", "[false]", {"wants_work"}, {False}),
        ("employment", "[none, employed]", {"employment"}, {"none", "employed"}),
        ("grade", "[0]", {"grade"}, {0}),
        ("circumstances.vagrant", "[false]", {"circumstances.vagrant"}, {False}),
    ],
)
def test_facts_and_the_values_that_stay_possible(toy: Toy, fact: str, given: str, names: set[str], allowed: set[object]) -> None:
    law = read(toy, fact=fact, in_=given)
    assert (reached(law), law.allowed) == (names, allowed)
    assert {type(value) for value in law.allowed} == {type(value) for value in allowed}


@pytest.mark.parametrize("listed", [[], ["athlete"], ["athlete", "artist"]])
def test_a_set_stands_for_the_members_that_are_not_listed(toy: Toy, listed: list[str]) -> None:
    """All others are ruled out; with an empty list all are."""
    law = read(toy, fact="occupations", in_=f"[{', '.join(listed)}]")
    everyone = {key.removeprefix("person.") for key in facts() if key.startswith("person.occupations.") and not key.endswith(".years")}
    assert reached(law) == everyone - {f"occupations.{name}" for name in listed}
    assert law.allowed == {False}


def test_a_set_of_which_every_member_is_listed_rules_nothing_out(toy: Toy) -> None:
    members = [key.removeprefix("person.occupations.") for key in facts() if key.startswith("person.occupations.")]
    with pytest.raises(el.RulesetError, match="no value is left, or none is ruled out"):
        read(toy, fact="occupations", in_=f"[{', '.join(members)}]")


def test_a_law_may_read_the_day(toy: Toy) -> None:
    """The day of the decision is no fact of another."""
    assert read(toy, when="\"as_of >= '2023-01-01' and age < 16\"").text.startswith("as_of")


def test_every_mistake_of_a_file_is_told(toy: Toy) -> None:
    two = FILE.format("    for: person\n    when: dibao\n    fact: [agee, employment]\n    in: [employd]")
    with pytest.raises(el.RulesetError) as caught:
        el.load_ruleset(toy(support("certified"), implies=two))
    assert {problem.check for problem in caught.value.findings} == {
        "implied_from_elsewhere",
        "implied_fact",
        "implied_nothing",
        "unknown_value",
    }


@pytest.mark.parametrize(
    ("changed", "check", "place", "en"),
    [
        ({"for": "household"}, "unknown_value", 3, "for must be one of: 'person'"),
        ({"fact": "want_work"}, "implied_fact", 5, "'want_work' is no fact of a person with a closed list of values"),
        ({"fact": "age"}, "implied_fact", 5, "'age' is no fact of a person with a closed list of values"),
        ({"fact": "household.dibao"}, "implied_fact", 5, "'household.dibao' is no fact of a person with a closed list of values"),
        ({"in": "[false, true]"}, "implied_nothing", 6, "no value is left, or none is ruled out"),
        ({"in": "[]"}, "implied_nothing", 6, "no value is left, or none is ruled out"),
        ({"in": "['false']"}, "unknown_value", 6, "there is no value false"),
        ({"fact": "employment", "in": "[none, employd]"}, "unknown_value", 6, "there is no value employd"),
        ({"fact": "occupations", "in": "[artists]"}, "unknown_value", 6, "there is no value artists"),
        ({"when": "age <"}, "expression", 4, "not an expression"),
        ({"when": "agee < 16"}, "unknown_name", 4, "unknown name 'agee'"),
        ({"when": "severe"}, "unknown_name", 4, "unknown name 'severe'"),
        ({"when": "dibao"}, "implied_from_elsewhere", 4, "when may read only the person's own facts"),
        ({"when": "any(tekun)"}, "implied_from_elsewhere", 4, "when may read only the person's own facts"),
        (
            {"when": "wants_work"},
            "implied_in_circle",
            4,
            "young is about wants_work and does not stand before young",
        ),
        ({"when": "'True'"}, "condition_constant", 4, "the condition is always true"),
    ],
)
def test_a_wrong_file_is_refused_at_its_place(toy: Toy, changed: dict[str, str], check: str, place: int, en: str) -> None:
    lines = "\n".join(f"    {key}: {value}" for key, value in {**KEYS, **changed}.items())
    with pytest.raises(el.RulesetError) as caught:
        el.load_ruleset(toy(support("certified"), implies=FILE.format(lines)))
    problem = caught.value.problems[0]
    assert isinstance(problem, RuleProblem)
    assert (problem.check, problem.file, problem.line) == (check, "national/2021-07-01/implies.yaml", place)
    assert en in problem.message.en


@pytest.mark.parametrize("key", ["for", "when", "fact", "in"])
def test_every_key_is_needed(toy: Toy, key: str) -> None:
    lines = "\n".join(f"    {name}: {value}" for name, value in KEYS.items() if name != key)
    with pytest.raises(el.RulesetError, match=f"{key} is missing"):
        el.load_ruleset(toy(support("certified"), implies=FILE.format(lines)))


SECOND = """
  second:
    for: person
    when: employment == 'employed'
    fact: student_stage
    in: [none]
    zh: 法
    en: law
    source: {document: D, locator: "", seen: true, en: D}
"""


def test_a_law_may_read_what_an_earlier_one_implies(toy: Toy) -> None:
    """The order of the file is that of the laws: one that reads what a later one is about is refused."""
    first = FILE.format("    for: person\n    when: age < 16\n    fact: employment\n    in: [none]")
    assert list(el.load_ruleset(toy(support("certified"), implies=first + SECOND.lstrip("\n"))).implications) == ["young", "second"]
    turned = "implies:" + SECOND + first.removeprefix("implies:\n")
    with pytest.raises(el.RulesetError, match="young is about employment and does not stand before second"):
        el.load_ruleset(toy(support("certified"), implies=turned))
