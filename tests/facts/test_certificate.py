"""The certificate number: what it tells, and every way in which it can be wrong."""

from __future__ import annotations

from datetime import date

import pytest

from eligibility.facts.certificate import CertificateError, check_digit, read_certificate

VALID = "652301199001010005"
NEVER_BORN = "620702198502290005"


def test_what_it_tells() -> None:
    """18 characters of identity, a category digit and a grade digit (GB/T 26341-2010)."""
    read = read_certificate(VALID + "43")
    assert (read.birth_date, read.sex, read.category, read.grade, read.reissue) == (date(1990, 1, 1), "female", "physical", 3, 0)


def test_reissue_small_x_and_full_width() -> None:
    """22 characters after a loss; a small x and full-width digits are the same number."""
    body = "11010519491231002"
    assert check_digit(body) == "X"
    read = read_certificate(f"{body}x71b2")
    assert (read.category, read.grade, read.reissue) == ("multiple", 1, 2)
    wide = "".join(chr(ord(character) + 0xFEE0) if character.isdigit() else character for character in VALID + "11")
    assert read_certificate(wide) == read_certificate(VALID + "11")


@pytest.mark.parametrize("code", ["652301", "622201", "152102", "362502", "220202"])
def test_codes_of_long_ago_are_accepted(code: str) -> None:
    """The place of first registration is never looked up: retired codes are on living people's certificates."""
    body = f"{code}19700101002"
    assert read_certificate(body + check_digit(body) + "12").birth_date == date(1970, 1, 1)


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (NEVER_BORN + "43", "not a date that exists"),
        (VALID[:-1] + "6" + "43", "check character"),
        (VALID + "83", "category"),
        (VALID + "03", "category"),
        (VALID + "45", "grade"),
        (VALID + "40", "grade"),
        (VALID, "two more digits"),
        ("652301199001010000", "stored it as a number"),
        (VALID + "4", "not 19"),
        (VALID + "43B", "not 21"),
        (VALID + "43C1", "B and a digit"),
        ("", "not 0"),
        ("x" * 20, "17 digits"),
    ],
)
def test_what_is_wrong_is_named_without_the_number(number: str, message: str) -> None:
    with pytest.raises(CertificateError, match=message) as caught:
        read_certificate(number)
    assert number == "" or number not in str(caught.value)
    assert caught.value.text.zh


def test_no_number_is_shown() -> None:
    """The representation does not give the person away."""
    assert repr(read_certificate(VALID + "43")) == "<Certificate>"
