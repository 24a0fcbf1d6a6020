"""The shapes that programs read, as pydantic models: closed, frozen, and silent about what they hold."""

from eligibility._json import JsonObject
from eligibility.views.models.base import ViewModel
from eligibility.views.models.brief import ClaimModel, DecisionBrief
from eligibility.views.models.changes import ChangesModel
from eligibility.views.models.decision import DecisionFull, OutcomeModel
from eligibility.views.models.explanation import ExplanationModel
from eligibility.views.models.problem import ProblemKind, ProblemModel
from eligibility.views.models.question import QuestionModel
from eligibility.views.models.rule import RuleModel
from eligibility.views.models.summary import SummaryModel

__all__ = [
    "ChangesModel",
    "ClaimModel",
    "DecisionBrief",
    "DecisionFull",
    "ExplanationModel",
    "OutcomeModel",
    "ProblemKind",
    "ProblemModel",
    "QuestionModel",
    "RuleModel",
    "SummaryModel",
    "ViewModel",
    "json_schema",
]


def json_schema(model: type[ViewModel]) -> JsonObject:
    """JSON Schema (2020-12) of a model."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema(mode="validation", by_alias=True)}
