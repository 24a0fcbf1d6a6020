"""A column of numbers read at once is read as the door reads each."""

from __future__ import annotations

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from eligibility.facts.certificate import CertificateError, check_digit, read_certificate, read_identity
from eligibility.register.id_numbers import certificates, identities, masked, masked_number


def _number(area: str, born: date, order: int, tail: str) -> str:
    first = f"{area}{born:%Y%m%d}{order:03d}"
    return first + check_digit(first) + tail


sound = st.builds(
    _number,
    st.sampled_from(["620702", "361002", "652301"]),
    st.dates(date(1900, 1, 1), date(2024, 1, 1)),
    st.integers(0, 999),
    st.sampled_from(["41", "13", "74", "22B1"]),
)
spoiled = st.builds(
    lambda number, at, sign: number[:at] + sign + number[at + 1 :], sound, st.integers(0, 19), st.sampled_from("0189XxＡ -")
)
texts = st.lists(st.one_of(sound, spoiled, sound.map(lambda number: number[:18]), st.text(max_size=22), st.none()), max_size=12)


@given(texts)
def test_certificates_as_the_door_reads_them(numbers: list[str | None]) -> None:
    """Law: field by field, and an error where the door has one."""
    found, wrong = certificates(pl.Series("n", numbers, dtype=pl.String))
    for text, line in zip(numbers, found.iter_rows(named=True), strict=True):
        if text is None:
            assert set(line.values()) == {None}
            continue
        try:
            expected = read_certificate(text)
        except CertificateError as error:
            assert wrong[text] == error.text
            assert set(line.values()) == {None}
        else:
            assert line == {name: getattr(expected, name) for name in line}


@given(texts)
def test_identities_as_the_door_reads_them(numbers: list[str | None]) -> None:
    """Law: as for certificates; an identity number tells no category and no grade."""
    found, wrong = identities(pl.Series("n", numbers, dtype=pl.String))
    for text, line in zip(numbers, found.iter_rows(named=True), strict=True):
        if text is None:
            continue
        try:
            expected = read_identity(text)
        except CertificateError as error:
            assert wrong[text] == error.text
        else:
            assert line == {"birth_date": expected.birth_date, "sex": expected.sex, "category": None, "grade": None}


def test_a_day_that_never_existed() -> None:
    """29 February 1985 with a right check digit is no date of birth."""
    _, wrong = certificates(pl.Series(["62070219850229000541"]))
    assert "date" in wrong["62070219850229000541"].en


def test_masks() -> None:
    """A masked number does not tell the birth date, and of a telephone nothing is told."""
    frame = pl.DataFrame({"n": ["65230119900101000541", "13900001234", "一级", None]})
    assert frame.select(masked("n"))["n"].to_list() == ["652301********000541", "****", "一级", None]


def test_words_at_the_place_of_a_number_are_hidden() -> None:
    frame = pl.DataFrame({"n": ["652301199001000541", "某甲乙", "无", "Abc Def", None]})
    assert frame.select(masked_number("n"))["n"].to_list() == ["652301********0541", "****", "无", "****", None]
