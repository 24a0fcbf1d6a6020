"""What pydantic finds, in our words: each kind has its code, and no given value is repeated."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eligibility._findings import choices, finding, must_be_one_of
from eligibility.codes import ProblemCode as C


class Model(BaseModel):
    """One entry of each kind."""

    model_config = ConfigDict(strict=True, hide_input_in_errors=True)

    truth: bool = True
    whole: Annotated[int, Field(ge=0, le=9)] = 0
    amount: Annotated[Decimal, Field(max_digits=3)] = Decimal(0)
    text: Annotated[str, Field(min_length=2, max_length=4, pattern="^[a-z]*$")] = "ab"
    word: Literal["urban", "rural"] = "urban"
    several: list[int] = Field(default_factory=list, max_length=2)
    inner: Mapping[str, int] = Field(default_factory=dict)


@pytest.mark.parametrize(
    ("entry", "value", "code", "said"),
    [
        ("truth", "secret", C.WRONG_TYPE, "must be true or false"),
        ("whole", "secret", C.WRONG_TYPE, "must be a whole number"),
        ("whole", 1.5, C.WRONG_TYPE, "must be a whole number"),
        ("whole", -1, C.BELOW_MINIMUM, "must not be below 0"),
        ("whole", 10, C.ABOVE_MAXIMUM, "must not be above 9"),
        ("amount", [], C.WRONG_TYPE, "must be a number"),
        ("amount", Decimal("12345"), C.TOO_MANY_DIGITS, "has too many digits"),
        ("text", 5, C.WRONG_TYPE, "must be a text"),
        ("text", "a", C.WRONG_VALUE, "is empty or too short"),
        ("text", "secret", C.WRONG_VALUE, "is too long"),
        ("text", "AB", C.WRONG_VALUE, "must match ^[a-z]*$"),
        ("word", "secret", C.UNKNOWN_VALUE, "must be one of: urban, rural"),
        ("several", "secret", C.WRONG_TYPE, "must be a list [ ... ]"),
        ("several", [1, 2, 3], C.WRONG_VALUE, "is too long"),
        ("inner", [], C.WRONG_TYPE, "must be an object { ... }"),
    ],
)
def test_each_kind_has_its_code_and_words(entry: str, value: object, code: C, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Model.model_validate({entry: value})
    (error,) = caught.value.errors()
    found, text = finding(error["type"], error.get("ctx", {}))
    assert (found, text.en) == (code, said)
    assert "secret" not in text.zh and text.zh != text.en


def test_our_own_words_come_through() -> None:
    """A validator of ours gives its code as the kind and its words as the context."""
    code, text = finding("wrong_id", {"zh": "不行", "en": "no"})
    assert (code, text.zh, text.en) == (C.WRONG_ID, "不行", "no")


def test_what_we_have_no_words_for_is_a_wrong_value() -> None:
    assert finding("a_kind_of_tomorrow", {})[0] is C.WRONG_VALUE


def test_every_wrong_date_is_told_alike() -> None:
    assert {finding(kind, {})[1].en for kind in ("date_type", "date_parsing", "date_from_datetime_parsing")} == {
        "is not a date that exists; write 2024-06-01"
    }


def test_the_words_that_were_expected() -> None:
    assert choices({"expected": "'urban', 'rural' or 'both'"}) == ["urban", "rural", "both"]
    assert choices({}) == []
    assert must_be_one_of(word for word in ("a", "b")).zh == "应为以下之一：a、b"
