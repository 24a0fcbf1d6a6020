"""All models are closed and frozen, and an error repeats nothing that was given."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from eligibility.views import models
from eligibility.views.models import DecisionFull, ViewModel, json_schema
from eligibility.views.models.base import TextModel


def every_model(model: type[BaseModel] = ViewModel) -> list[type[BaseModel]]:
    return [one for child in model.__subclasses__() for one in (child, *every_model(child))]


def test_all_are_closed_frozen_and_described() -> None:
    assert len(every_model()) > 40
    for model in every_model():
        assert model.model_config["extra"] == "forbid" and model.model_config["frozen"] and model.model_config["hide_input_in_errors"]
        assert model.__doc__


def test_one_name_one_model() -> None:
    names = [model.__name__ for model in every_model()]
    assert len(names) == len(set(names))


def test_errors_and_representations_are_silent() -> None:
    with pytest.raises(ValidationError) as caught:
        TextModel.model_validate({"zh": "王芳的资料", "en": 1, "more": "13900001111"})
    assert "王芳" not in str(caught.value) and "13900001111" not in str(caught.value)
    assert "王芳" not in repr(TextModel(zh="王芳", en="Wang Fang")) + str(TextModel(zh="王芳", en="Wang Fang"))


@pytest.mark.parametrize("name", [name for name in models.__all__ if name.endswith(("Brief", "Full", "Model"))])
def test_every_schema_is_closed(name: str) -> None:
    """Each object in a schema lists its keys and allows no other, and each model's own description stands in it."""
    schema = json_schema(getattr(models, name))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for part in (schema, *schema.get("$defs", {}).values()):
        if part.get("type") == "object":
            assert part["additionalProperties"] is False and part["description"]


def test_what_may_be_absent_is_not_required() -> None:
    ruleset: dict[str, Any] = json_schema(DecisionFull)["$defs"]["DecisionRuleset"]
    assert ruleset["required"] == ["region", "version", "hash", "status", "period"]
    assert ruleset["properties"].keys() >= {"scenario", "amendments"}
