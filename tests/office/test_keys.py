"""By what people are known again: sound numbers alone, and never a name."""

from __future__ import annotations

import polars as pl
import pytest

from eligibility.office.keys import keyed
from tests.office.months import certificate, number

BORN = "19800105"
OLD = number(3)[:6] + number(3)[8:17]
"""The number of fifteen digits that person 3 had before."""
CUT = number(3, BORN)[:15] + "000"
"""The number as a spreadsheet leaves it."""


@pytest.mark.parametrize(
    ("identity", "held", "key"),
    [
        (number(3), None, number(3)),
        (None, certificate(3), number(3)),
        (number(3), certificate(3), number(3)),
        (f" {number(3)[:6]} {number(3)[6:]}", certificate(3) + "B1", number(3)),
        ("０" + number(3)[1:], None, None),
        (number(3), certificate(4), None),
        (OLD, None, None),
        (OLD, certificate(3), number(3)),
        (OLD, certificate(4), None),
        (CUT, certificate(3, born=BORN), number(3, BORN)),
        (CUT, None, None),
        ("6.20000E+17", None, None),
        (number(3)[:17] + ("0" if number(3)[17] != "0" else "1"), None, None),
        (None, None, None),
        ("身份证丢失", certificate(3), None),
    ],
)
def test_a_key_is_a_sound_number_that_no_other_contradicts(identity: str | None, held: str | None, key: str | None) -> None:
    """The last two characters of a certificate change with the grade, B1 with the copy: they are no part of it."""
    about = pl.DataFrame(
        {"row": [7], "id_number": [identity], "certificate": [held]}, schema_overrides={"id_number": pl.String, "certificate": pl.String}
    )
    [line] = keyed(about).iter_rows(named=True)
    assert line["row"] == 7 and line["key"] == key
    assert (line["zh"] is None) == (key is not None) == (line["en"] is None)


def test_a_register_without_numbers_has_no_keys() -> None:
    assert keyed(pl.DataFrame({"row": [1, 2], "name": ["甲", "乙"]}))["key"].to_list() == [None, None]
