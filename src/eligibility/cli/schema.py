"""`eligibility schema`: what a profile may hold."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer


class Schema(StrEnum):
    """What is described."""

    PROFILE = "profile"
    FACTS = "facts"


def schema(
    what: Annotated[Schema, typer.Argument(help="The profile as JSON Schema, or the facts with their questions.")] = Schema.PROFILE,
) -> None:
    """The shape of a profile as JSON Schema, or the list of facts with types, units, titles and questions."""
    from eligibility.facts.schema import facts_listing, profile_schema

    content = profile_schema() if what is Schema.PROFILE else facts_listing()
    print(json.dumps(content, ensure_ascii=False, indent=2))
