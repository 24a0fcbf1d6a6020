"""The shapes that only a server gives."""

from __future__ import annotations

import eligibility as el
from eligibility.durable.case import Change
from eligibility.web.models import AnsweredModel, NextQuestion, ProgressModel, RulesetVersion, next_question
from tests.conftest import DAY, Toy, amendment, one, support


def test_a_scenario_says_so(toy: Toy) -> None:
    base = toy(support("certified"))
    folder = amendment(base, "what-if", "enacted: false\ntitles: {zh: 设想, en: what if}\n")
    model = RulesetVersion.of(el.load_ruleset(folder), "en")
    assert (model.status, model.version, model.supports, model.routes) == ("scenario", "what-if", 1, 1)


def test_what_was_opened_and_closed(toy: Toy) -> None:
    ruleset = el.load_ruleset(toy(support("certified")))
    interview = el.Interview(ruleset, el.Profile.model_validate(one(certified=True)), as_of=DAY)
    status = el.Status
    turns = [
        (status.UNDETERMINED, status.ELIGIBLE),
        (status.ELIGIBLE, status.UNDETERMINED),
        (status.UNDETERMINED, status.NOT_ELIGIBLE),
        (None, status.UNDETERMINED),
    ]
    changes = [Change("cash", f"m{n}", before, after, ()) for n, (before, after) in enumerate(turns)]
    model = AnsweredModel.of(interview, {}, changes, "en")
    assert [one.subject for one in model.opened] == ["m0"] and [one.subject for one in model.closed] == ["m1", "m2"]
    assert model.opened[0].title == "Cash"


def test_no_question_where_nothing_can_change(toy: Toy) -> None:
    ruleset = el.load_ruleset(toy(support("tekun")))
    done = el.Interview(ruleset, el.Profile.model_validate(one(tekun=True)), as_of=DAY)
    assert next_question(done, "en") is None and "question" not in NextQuestion.of(done, "en").as_json()
    begun = el.Interview(ruleset, el.Profile.model_validate(one()), as_of=DAY)
    question = next_question(begun, "en")
    assert question is not None and question.paths == ("m1.tekun",)
    assert ProgressModel.of(begun.progress).questions == 1
