"""Area codes: what lies in what."""

from __future__ import annotations

import pytest

from eligibility.book.areas import exists, is_nested, wider


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


@pytest.mark.parametrize(
    ("area", "there"),
    [
        ("620702", True),
        ("620700", True),
        ("620000", True),
        ("429004", True),
        ("659001", True),
        ("469001", True),
        ("710000", True),
        ("710101", True),
        ("621301", False),
        ("350900", True),
        ("351000", False),
        ("999999", False),
        ("160000", False),
        ("110200", False),
    ],
)
def test_provinces_and_their_cities_are_known(area: str, there: bool) -> None:
    assert exists(area) is there


def test_the_cities_of_all_regions_are_known() -> None:
    from eligibility.rules.version_lookup import adcode_of, regions, shipped

    assert all(exists(adcode_of(shipped(), region)) for region in regions(shipped()))
