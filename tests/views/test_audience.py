"""What a family is asked, and what the office finds out itself."""

from __future__ import annotations

import pytest

from eligibility.views.audience import for_family


@pytest.mark.parametrize(
    ("path", "entity", "theirs"),
    [
        ("m1.needs", "person", True),
        ("household.dibao", "household", True),
        ("m1.recognised", "person", False),
        ("m1.applied", "person", False),
        ("locality.options.village_care", "locality", False),
        ("o1.type", "organisation", False),
    ],
)
def test_a_family_is_asked_what_it_can_know(path: str, entity: str, theirs: bool) -> None:
    assert for_family(path, entity) is theirs
