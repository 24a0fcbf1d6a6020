"""The explanation of an answer: every route and condition with its truth, the facts behind it, and the clauses."""

from __future__ import annotations

import copy
import pickle
from dataclasses import fields, replace

import eligibility as el
from eligibility.decide.explain import Reason
from tests.conftest import Toy, decide, one, support
from tests.decide.test_outcome import SEVERE


def test_explanations_hold_the_facts_and_the_clauses(zhangye: el.Ruleset) -> None:
    decision = decide(zhangye, one(certified=True, disabilities=SEVERE))
    text = decision.explain("nursing_subsidy", "m1").text("zh")
    assert "三（一）5" in text
    assert "✓ 持有效残疾人证：是" in text
    assert "重度" in text
    assert repr(decision.explain("nursing_subsidy", "m1")).startswith("<Explanation of")


def lines(toy: Toy, when: str, *, extra: str = "", **facts: object) -> list[str]:
    return decide(toy(support(when, extra=extra)), one(**facts)).explain("cash", "m1").text("en").splitlines()


def test_each_part_has_its_own_sign(toy: Toy) -> None:
    """Proved, refuted and unknown stand beside each other, each with the fact that makes it so."""
    said = lines(toy, "certified or tekun or age >= 60", certified=True, age=30)
    assert [line.strip()[0] for line in said if line.strip()[0] in "✓✗?"] == ["✓", "✓", "✓", "?", "✗"]
    assert any("age in full years at least 60 years (it is 30 years)" in line for line in said)


def test_an_exclusion_says_that_it_refuses_only_when_proved(toy: Toy) -> None:
    said = lines(toy, "certified", extra="  unless: [tekun]\n", certified=True, tekun=True)
    place = next(index for index, line in enumerate(said) if "excluded where this is found to be so" in line)
    assert said[place + 1].strip().startswith("✓ ")


def test_a_definition_is_told_with_its_source(toy: Toy) -> None:
    said = lines(toy, "severe", disabilities=SEVERE)
    assert any("definition, severe: D 1" in line for line in said)


def test_both_languages_say_the_same_lines(toy: Toy) -> None:
    explanation = decide(toy(support("certified and severe")), one(certified=True)).explain("cash", "m1")
    zh, en = (
        [line[: len(line) - len(line.lstrip()) + 1] for line in explanation.text(language).splitlines() if line.lstrip()[0] in "✓✗?"]
        for language in ("zh", "en")  # type: ignore[arg-type]
    )
    assert zh == en and len(zh) > 4


def test_what_must_be_so_is_told_as_that_and_not_denied_twice(zhangye: el.Ruleset) -> None:
    """An exclusion by what does not hold is said as what must hold, and is no condition that would exclude."""
    found = decide(zhangye, one(certified=True, tekun=True))["temporary_assistance", "m1"]
    needed = "本人或家庭遇到突发性、紧迫性、临时性困难"
    assert ([text.zh for text in found.demands], found.exclusions, [text.zh for text in found.subject_to]) == (
        [needed],
        [],
        ["符合临时救助规定的条件"],
    )
    said = found.explain().text("zh").splitlines()
    assert said[said.index("须符合的情形（核实没有的，不能享受）") + 1] == f"  ? {needed}"
    assert not [line for line in said if "没有遇到" in line or "不属实" in line]


def test_a_denial_has_words_of_its_own(zhangye: el.Ruleset) -> None:
    """One line, with the fact beside it where it is another."""
    for known, said in (({}, "? 没有稳定收入（还不知道）"), ({"stable_income": True}, "✗ 没有稳定收入（实际：有稳定收入）")):
        text = decide(zhangye, one(certified=True, **known)).explain("tekun", "m1").text("zh")
        assert said in [line.strip() for line in text.splitlines()] and "以下不属实" not in text


def test_routes_are_called_alike_in_both_languages(zhangye: el.Ruleset) -> None:
    """No id of a rule's author stands in an explanation."""
    explanation = decide(zhangye, one(certified=True)).explain("tekun", "m1")
    assert "途径二（劳动能力为完全丧失），" in explanation.text("zh")
    assert [line for line in explanation.text("en").splitlines() if "route 2 (" in line]


def test_a_reason_is_what_it_says(toy: Toy) -> None:
    """The JSON that reasons share is no part of them: one is made, compared, taken apart and changed by its three fields."""
    found, other = decide(toy(support("severe and age >= 18")), one(age=9, disabilities=[]))["cash", "m1"].because
    made = Reason(found.route, found.condition, found.facts)
    for again in (made, pickle.loads(pickle.dumps(found)), copy.deepcopy(found)):
        assert again == found != other and again.as_json() == found.as_json()
    assert [field.name for field in fields(Reason)] == ["route", "condition", "facts"] == list(Reason.__match_args__)
    changed = replace(found, route="b", condition=other.condition)
    assert changed.as_json() == {**found.as_json(), "route": "b", "condition": other.condition.as_json()}
