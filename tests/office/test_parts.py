"""The lines of several registers, numbered on."""

from __future__ import annotations

from tests.office.joins import Join
from tests.office.months import member, paid, person


def test_no_two_lines_have_one_number(join: Join) -> None:
    """Lines of the persons keep their own, so that what is asked names them as the office counts them."""
    found = join([person(0), person(1)], [member(0)], [paid(0), paid(5)])
    assert found.register.places is not None
    rows = found.register.places["row"].to_list()
    assert rows[:2] == [2, 3] and len(set(rows)) == len(rows)
    assert found.register.frame["row"].to_list() == [2, 3] and found.outside["row"].to_list() == [rows[-1]]
