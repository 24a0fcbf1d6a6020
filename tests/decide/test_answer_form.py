"""What answers whose routes stand alike have in common: it is made once, and bounded in number."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

import eligibility as el
from eligibility.decide import answer_form
from eligibility.decide.answer_form import form_of
from eligibility.decide.truths import Raw
from tests.conftest import Toy, decide, one

TWO_ROUTES = """
- support: cash
  for: person
  routes:
    open: {when: certified, modality: mandatory, cite: [一], subject_to: [{zh: 按规定, en: by the rules}], notes: [{zh: 甲, en: first}]}
    stated: {when: tekun, modality: local_option, cite: [二], notes: [{zh: 乙, en: second}]}
  benefit: {kind: cash}
"""


@pytest.fixture
def rules(toy: Toy) -> Path:
    return toy(TWO_ROUTES)


def test_answers_whose_routes_stand_alike_have_one_form(rules: Path) -> None:
    ruleset = el.load_ruleset(rules)
    (part,) = ruleset.parts
    forms = [form_of(ruleset, part, Raw(truths, truths, unless)) for truths, unless in [((True, None), False), ((True, None), None)]]
    assert forms[0] is forms[1]
    refused = form_of(ruleset, part, None)
    assert refused is form_of(ruleset, part, None)
    assert (refused.status, refused.granting, refused.notes, refused.subject_to) == (el.Status.NOT_ELIGIBLE, None, (), ())
    assert [status for _, status in refused.routes] == [el.Status.NOT_ELIGIBLE] * 2


def test_it_says_what_belongs_to_the_routes_that_the_answer_is_about(rules: Path) -> None:
    """An answer that is granted says nothing of the routes that are still open; an open one says what is noted at all of these."""
    granted = decide(rules, one(certified=True))["cash", "m1"]
    assert ([note.en for note in granted.notes], [text.en for text in granted.subject_to]) == (["first"], ["by the rules"])
    assert granted.as_json()["notes"] == [{"zh": "甲", "en": "first"}]
    opened = decide(rules, one(certified=False))["cash", "m1"]
    assert ([note.en for note in opened.notes], opened.subject_to, opened.route) == (["second"], [], None)
    assert [clause["locator"] for clause in opened.citations] == ["一", "二"]


def test_as_many_forms_are_kept_as_are_bounded(rules: Path) -> None:
    """One that is not kept says the same."""
    households = [one(), one(certified=True), one(certified=True, tekun=True), one(tekun=True), one(certified=False, tekun=False)]
    kept = [decide(rules, household).to_json() for household in households]
    ruleset = el.load_ruleset(rules)
    with patch.object(answer_form, "MOST_FORMS", 2):
        texts = [decide(rules, household).to_json() for household in households]
        answers = {
            form_of(ruleset, ruleset.parts[0], Raw((truth, other), (truth, other), None))
            for truth in (True, None)
            for other in (True, None)
        }
        assert len(answers) == 4
        assert len(ruleset.once(answer_form._Forms)["cash", "person"]) == 2
    assert texts == kept


def test_nobody_who_has_the_json_changes_what_is_shared(rules: Path) -> None:
    decision = decide(rules, one(certified=True))
    first = decision.as_json()
    assert isinstance(first["outcomes"], list)
    for outcome in first["outcomes"]:
        outcome["routes"]["open"]["citations"].clear()
        outcome["title"]["en"] = "changed"
    assert decision.as_json() == decide(rules, one(certified=True)).as_json() != first
