"""What all models share: closed, frozen, and silent about what they hold."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, JsonValue

from eligibility.i18n import Text

ExactNumber = int | float
"""A JSON number that reads as the exact decimal does."""

BoundName = Literal["exactly", "at_least", "at_most", "between"]
"""How a text bounds an amount."""


class ViewModel(BaseModel):
    """A shape that programs read. `as_json` gives the keys that were given, nulls among them."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, use_attribute_docstrings=True, defer_build=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__

    def as_json(self) -> dict[str, JsonValue]:
        """The model as plain data."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


class LeanModel(ViewModel):
    """A shape that leaves out what is null."""

    def as_json(self) -> dict[str, JsonValue]:
        """The model as plain data."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class TextModel(ViewModel):
    """A text in Chinese and English."""

    zh: str
    en: str

    @classmethod
    def of(cls, text: Text) -> "TextModel":
        """The text as a model."""
        return cls(zh=text.zh, en=text.en)


class ClauseModel(ViewModel):
    """Where a rule stands: the plan's document and the place in it."""

    document: str
    locator: str


class StatusCounts(ViewModel):
    """How many answers there are of each status."""

    eligible: int
    eligible_after: int
    undetermined: int
    not_eligible: int


class ComplianceModel(ViewModel):
    """How a duty stands, unrounded; null while unknown, and absent then in a shape that leaves out what is null."""

    met: bool | None = None
    """Whether what there is reaches what there must be."""
    required: ExactNumber | None = None
    """What there must be."""
    actual: ExactNumber | None = None
    """What there is."""
    shortfall: ExactNumber | None = None
    """How much is short."""
