"""`eligibility schema`: the shapes of what goes in and what comes out."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from eligibility._json import JsonObject


class Schema(StrEnum):
    """What is described."""

    PROFILE = "profile"
    FACTS = "facts"
    DECISION = "decision"
    QUESTION = "question"
    PROBLEM = "problem"
    OFFICE = "office"


def schema(
    what: Annotated[Schema, typer.Argument(help="A shape as JSON Schema, or the facts with their questions.")] = Schema.PROFILE,
) -> None:
    """The shape of a profile, decision, question, problem or office file as JSON Schema, or all facts with types, units and questions."""
    print(json.dumps(_described(what), ensure_ascii=False, indent=2))


def _described(what: Schema) -> JsonObject | list[JsonObject]:
    from eligibility.facts.schema import facts_listing, profile_schema

    match what:
        case Schema.PROFILE:
            return profile_schema()
        case Schema.FACTS:
            return facts_listing()
        case Schema.OFFICE:
            from eligibility.office.office_file import office_schema

            return office_schema()
    from eligibility.views import models

    shapes: dict[Schema, type[models.ViewModel]] = {
        Schema.DECISION: models.DecisionFull,
        Schema.QUESTION: models.QuestionModel,
        Schema.PROBLEM: models.ProblemModel,
    }
    return models.json_schema(shapes[what])
