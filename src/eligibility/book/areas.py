"""Area codes (GB/T 2260): six digits, of which two name the province, two the city and two the county."""

from __future__ import annotations


def wider(area: str) -> tuple[str, ...]:
    """The areas that hold an area, the nearest first, with the area itself: county, city, province."""
    return tuple(dict.fromkeys((area, f"{area[:4]}00", f"{area[:2]}0000")))


def is_nested(area: str) -> bool:
    """Whether a code is that of a province, of a city of a province, or of a county of a city: no part is empty above one that is not."""
    province, city, county = area[:2], area[2:4], area[4:]
    return province != "00" and (city != "00" or county == "00")
