"""Identity numbers in texts are found in every spelling, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from eligibility._identity import HIDDEN, is_identity_number, without_identity_numbers

NUMBER = "610219199003021234"
WIDE = "".join(chr(ord(digit) + 0xFEE0) for digit in NUMBER)
ARABIC = "".join(chr(0x660 + int(digit)) for digit in NUMBER)


@pytest.mark.parametrize(
    "spelled",
    [
        NUMBER, "61021919900302123X", "61021919900302123x41", f"{NUMBER}41", f"{NUMBER}41B1"[:20], "610219900302123", WIDE, ARABIC,
        "610219 19900302 1234", "610219-19900302-1234", "610219.19900302.1234", ".".join(NUMBER), "610219\u00a019900302\u00a01234",
        "610219_19900302_1234", "610219/19900302/1234", f"{NUMBER[:6]}\u200b{NUMBER[6:]}", f"{NUMBER} 610219198503021234",
        "610219199013991234", "61021919900302123", "610219 - 19900302 - 1234",
    ],
)  # fmt: skip
def test_a_number_is_hidden_in_every_spelling(spelled: str) -> None:
    """One whose day is mistyped, or that lacks its last sign, is a person's number too."""
    assert without_identity_numbers(f"王芳{spelled}，") == f"王芳{HIDDEN}，"
    assert without_identity_numbers(f"p_{spelled}: 3") == f"p_{HIDDEN}: 3"


@pytest.mark.parametrize(
    "text",
    [
        "2024-06-01 2025-06-01", "20,000,000 bytes", "1000000000000", "0.000000000000000000001", "9" * 40, "100000000000000",
        "张政发〔2022〕32号 三（一）5", "zhangye/2022-04-15", "0936-8212345、0936-8212346", "a.yaml:12:34: 2021-07-01",
    ],
)  # fmt: skip
def test_other_digits_stay(text: str) -> None:
    assert without_identity_numbers(text) == text
    assert not is_identity_number("20240601")
