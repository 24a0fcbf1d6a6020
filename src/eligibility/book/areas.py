"""Area codes (GB/T 2260): six digits, of which two name the province, two the city and two the county."""

from __future__ import annotations

from collections.abc import Mapping

_CITIES: Mapping[str, str] = {
    "11": "01", "12": "01", "13": "01-11 31", "14": "01-11", "15": "01-09 22 25 29",
    "21": "01-14", "22": "01-08 24", "23": "01-12 27",
    "31": "01", "32": "01-13", "33": "01-11", "34": "01-08 10-13 15-18", "35": "01-09", "36": "01-11", "37": "01-11 13-17",
    "41": "01-17 90", "42": "01-03 05-13 28 90", "43": "01-13 31", "44": "01-09 12-20 51-53", "45": "01-14", "46": "01-04 90",
    "50": "01 02", "51": "01 03-11 13-20 32-34", "52": "01-06 23 26 27", "53": "01 03-09 23 25 26 28 29 31 33 34", "54": "01-06 25",
    "61": "01-10", "62": "01-12 29 30", "63": "01 02 22 23 25-28", "64": "01-05", "65": "01 02 04 05 23 27-32 40 42 43 90",
    "71": "", "81": "", "82": "",
}  # fmt: skip
"""The cities (prefectures, leagues, counties of the province's own) of each province, by the middle two digits of their codes."""


def wider(area: str) -> tuple[str, ...]:
    """The areas that hold an area, the nearest first, with the area itself: county, city, province."""
    return tuple(dict.fromkeys((area, f"{area[:4]}00", f"{area[:2]}0000")))


def is_nested(area: str) -> bool:
    """Whether a code is that of a province, of a city of a province, or of a county of a city: no part is empty above one that is not."""
    province, city, county = area[:2], area[2:4], area[4:]
    return province != "00" and (city != "00" or county == "00")


def exists(area: str) -> bool:
    """Whether there is a province, and in it a city, of the code; of a county only its city is looked up."""
    province, city = area[:2], area[2:4]
    return province in _CITIES and (city == "00" or not _CITIES[province] or city in _cities(province))


def _cities(province: str) -> frozenset[str]:
    parts = [part.partition("-") for part in _CITIES[province].split()]
    return frozenset(f"{number:02}" for first, _, last in parts for number in range(int(first), int(last or first) + 1))
