"""A report's lines carry, beside their text, what the text is about."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from eligibility.i18n import Language
from eligibility.views.report import Item, Report, Reporter
from eligibility.views.subjects import called
from tests.conftest import Toy, decide, one, support
from tests.views.conftest import EXAMPLES, decided


def items(report: Report) -> Iterator[Item]:
    return (item for section in report.sections for group in section.groups for item in group.items)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_line_about_an_outcome_carries_its_values(name: str, language: Language) -> None:
    """Support, subject, kind, amount and clauses are those of the outcome that the line is about."""
    decision = decided(name)
    shown = [item for item in items(Reporter(decision, language, refused=True).report()) if item.support and item.mark != "!"]
    assert len(shown) == len(decision.raw)
    for item in shown:
        outcome = decision[item.support, item.subject]
        assert outcome.rule.title[language] in item.head
        assert item.clauses == tuple((clause["document"], clause["locator"]) for clause in outcome.citations)
        given = (outcome.benefit.kind, outcome.amount.stated) if outcome.benefit and outcome.status.granted else (None, None)
        assert (item.kind, item.amount) == given


def test_the_amount_is_a_number_beside_its_words(toy: Toy) -> None:
    paid = support("certified").replace("{kind: cash}", "{kind: cash, amount: {at_least: 600}, unit: CNY/month}")
    [item] = [item for item in items(Reporter(decide(toy(paid), one(certified=True)), "en").report()) if item.support]
    assert item.amount is not None
    assert (item.amount.bound, item.amount.low, item.benefit and item.benefit.unit) == ("at_least", Decimal(600), "CNY/month")
    assert item.details[0].startswith("at least 600 yuan a month; required by the plan")


def test_notices_and_questions_say_whom_they_are_about() -> None:
    """A notice names the support and the subject that it concerns, a question the owner of its path."""
    [notice] = [item for item in items(Reporter(decided("public_institution"), "zh").report()) if item.mark == "!"]
    assert (notice.support, notice.subject) == ("employer_quota", "o1")
    decision = decided("rural_family")
    report = Reporter(decision, "zh").report()
    asked = next(section for section in report.sections if section.title.startswith("还要问什么")).groups[0].items
    assert [item.head.split("：")[0] for item in asked[:2]] == [called(decision.situation, item.subject).zh for item in asked[:2]]


def test_one_outcome_in_full_ends_with_its_proof() -> None:
    decision = decided("rural_family")
    outcome = decision["living_allowance", "m1"]
    text = Reporter(decision, "en").explained(outcome)
    assert text.startswith("◐ Living allowance for needy disabled persons · member 1 (born 1988) · applies after others\n")
    assert text.endswith(outcome.explain().text("en") + "\n")


TIERED = "{kind: cash, unit: CNY/month, amount: {tiers: {grade == 1: 150, grade == 2: 100}}}"


def test_an_open_answer_tells_what_it_would_give(toy: Toy) -> None:
    """The interval that JSON has stands in the text too, and says that it is not granted yet."""
    decision = decide(toy(support("certified and severe").replace("{kind: cash}", TIERED)), one(certified=True))
    for language, said in (("en", "100 to 150 yuan a month if it applies; "), ("zh", "符合的话每月100至150元；")):
        shown = [item for item in items(Reporter(decision, language, why=True).report()) if item.support == "cash"]  # type: ignore[arg-type]
        assert [item.details[0].startswith(said) for item in shown] == [True]
        assert said in Reporter(decision, language).explained(decision["cash", "m1"])  # type: ignore[arg-type]


def test_an_open_answer_without_any_bound_tells_no_amount(toy: Toy) -> None:
    decision = decide(toy(support("certified and severe")), one(certified=True))
    assert "if it applies" not in Reporter(decision, "en").explained(decision["cash", "m1"])


def test_a_family_and_an_organisation_are_not_added_up(toy: Toy) -> None:
    paid = "{kind: cash, unit: CNY/month, amount: 100}"
    rules = support("certified") + support("type == 'enterprise'", name="card", entity="organisation")
    profile = one(certified=True) | {"organisations": [{"id": "o1", "type": "enterprise"}]}
    report = Reporter(decide(toy(rules.replace("{kind: cash}", paid)), profile), "en").report()
    total = next(section for section in report.sections if section.title.startswith("In all"))
    assert [item.head for item in total.groups[0].items] == ["100 yuan a month", "organisation 1 (enterprise): 100 yuan a month"]
