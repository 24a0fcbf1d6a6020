"""The shapes of ruleset files: what fits, and what is refused in our words."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from eligibility.rules import yaml_schema as shapes

TEXT = {"zh": "字", "en": "words"}
HEAD = {
    "region": "toy", "titles": TEXT, "adcode": "990000", "document": {"title": "规划"}, "status": "in_force",
    "period": {"from": "2021-01-01", "until": "2025-12-31"}, "national": "2021-07-01",
}  # fmt: skip
FIGURE = {**TEXT, "unit": "CNY/month", "cite": ["一"]}
ROUTE = {"when": "certified", "modality": "mandatory"}


@pytest.mark.parametrize(
    ("shape", "data"),
    [
        (shapes.RulesetFile, HEAD),
        (shapes.FigureShape, {**FIGURE, "value": 5}),
        (shapes.FigureShape, {**FIGURE, "between": [1, 2]}),
        (shapes.BenefitShape, {"kind": "cash", "amount": "figures.care_floor", "unit": "CNY/month"}),
        (shapes.AmendmentFile, {"amends": "2022-01-01", "document": {"title": "修订"}}),
        (shapes.AmendmentFile, {"amends": "2022-01-01", "enacted": False, "titles": TEXT}),
        (shapes.RouteShape, ROUTE),
        (shapes.DeadlineShape, {"warn_from": "2025-01-01", "breach_from": "2025-01-01"}),
        (shapes.ComplianceShape, {"decided_by": "quota_met"}),
        (shapes.ComplianceShape, {"actual": "employees", "required": 1, "excused_by": "quota_met"}),
    ],
)
def test_what_fits(shape: type[BaseModel], data: dict[str, Any]) -> None:
    assert shape.model_validate(data)


@pytest.mark.parametrize(
    ("shape", "data", "said"),
    [
        (shapes.RulesetFile, {**HEAD, "adcode": "９９００００"}, "adcode"),
        (shapes.RulesetFile, {**HEAD, "adcode": "٩٩٠٠٠٠"}, "adcode"),
        (shapes.RulesetFile, {**HEAD, "adcode": "99000"}, "adcode"),
        (shapes.RulesetFile, {**HEAD, "adcode": 990000}, "adcode"),
        (shapes.RulesetFile, {**HEAD, "period": {"from": "2025-01-01", "until": "2024-12-31"}}, "the period ends before it begins"),
        (shapes.RulesetFile, {**HEAD, "regoin": "toy"}, "regoin"),
        (shapes.FigureShape, FIGURE, "give one of value, exactly, at_least, at_most, between"),
        (shapes.FigureShape, {**FIGURE, "value": 5, "exactly": 5}, "give one of value, exactly, at_least, at_most, between"),
        (shapes.FigureShape, {**FIGURE, "cite": [], "value": 5}, "cite"),
        (shapes.FigureShape, {**FIGURE, "value": -5}, "value"),
        (shapes.FigureShape, {**FIGURE, "value": "1_000"}, "is not a plain decimal number"),
        (shapes.FigureShape, {**FIGURE, "value": "１０"}, "is not a plain decimal number"),
        (shapes.FigureShape, {**FIGURE, "value": "1e99999"}, "is not a plain decimal number"),
        (shapes.FigureShape, {**FIGURE, "value": 10**33}, "value"),
        (shapes.FigureShape, {**FIGURE, "between": [2, 1]}, "has its bounds the wrong way round"),
        (shapes.FigureShape, {**FIGURE, "exactly": -600}, "exactly"),
        (shapes.FigureShape, {**FIGURE, "between": [5000, 2000]}, "has its bounds the wrong way round"),
        (shapes.Bounds, {}, "give one of exactly, at_least, at_most, between"),
        (shapes.Bounds, {"at_least": 1, "at_most": 2}, "give one of exactly, at_least, at_most, between"),
        (shapes.BenefitShape, {"kind": "cash", "amount": {"exactly": 1, "at_most": 2}}, "amount"),
        (shapes.BenefitShape, {"kind": "cash", "amount": {"tiers": {}}}, "amount"),
        (shapes.BenefitShape, {"kind": "cash", "amount": 1, "round": {"to": 0, "how": "down"}}, "round"),
        (shapes.FigureShape, {**FIGURE, "is": {"tiers": {"severe": None}}}, "is empty: write a number, an expression, a bound or tiers"),
        (shapes.BenefitShape, {"kind": "money"}, "kind"),
        (shapes.AmendmentFile, {"amends": "2022-01-01"}, "an amendment names its document"),
        (shapes.AmendmentFile, {"amends": "2022-01-01", "enacted": False}, "a scenario has titles"),
        (shapes.DeadlineShape, {"warn_from": "2025-01-02", "breach_from": "2025-01-01"}, "breach_from comes before warn_from"),
        (
            shapes.ComplianceShape,
            {"actual": "employees", "decided_by": "quota_met"},
            "has actual and required together, or decided_by alone",
        ),
        (shapes.ComplianceShape, {"excused_by": "quota_met"}, "has actual and required together, or decided_by alone"),
        (shapes.RouteShape, {**ROUTE, "modality": "sometimes"}, "modality"),
        (shapes.TextShape, {"zh": "字"}, "en"),
        (shapes.TextShape, {"zh": "字", "en": ""}, "en"),
    ],
)
def test_what_does_not(shape: type[BaseModel], data: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        shape.model_validate(data)
    assert said in str(caught.value)


def test_a_day_of_yaml_names_the_version_that_is_amended() -> None:
    """YAML reads 2022-01-01 as a day; a folder is named by its text."""
    from datetime import date

    head = shapes.AmendmentFile.model_validate({"amends": date(2022, 1, 1), "document": {"title": "修订"}})
    assert head.amends == "2022-01-01"


def test_every_shape_is_closed() -> None:
    """A key that no file may have is an error everywhere, so that a slip of the pen never leaves a rule out."""
    found = [one for one in vars(shapes).values() if isinstance(one, type) and issubclass(one, shapes.Shape)]
    assert len(found) > 30
    assert all(one.model_config["extra"] == "forbid" for one in found)
