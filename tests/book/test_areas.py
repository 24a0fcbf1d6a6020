"""Area codes: what lies in what."""

from __future__ import annotations

import pytest

from eligibility.book.areas import is_nested, wider


@pytest.mark.parametrize(
    ("area", "around"),
    [
        ("620702", ("620702", "620700", "620000")),
        ("620700", ("620700", "620000")),
        ("620000", ("620000",)),
    ],
)
def test_an_area_lies_in_its_city_and_province(area: str, around: tuple[str, ...]) -> None:
    assert wider(area) == around


@pytest.mark.parametrize(("area", "nested"), [("620702", True), ("620700", True), ("620000", True), ("620002", False), ("000702", False)])
def test_a_code_has_no_empty_part_above_one_that_is_not(area: str, nested: bool) -> None:
    assert is_nested(area) is nested
