"""The examples, decided where they stand."""

from __future__ import annotations

from functools import cache

import eligibility as el
from tests.conftest import ROOT

EXAMPLES = ("county_federation", "one_opens_others", "public_institution", "rural_family", "student", "two_children")


@cache
def decided(name: str) -> el.Decision:
    """An example under the plan of its own region, on its own day."""
    profile = el.read_profile_file(ROOT / "examples" / f"{name}.json")
    assert profile.as_of is not None
    return el.decide(profile, el.load_ruleset("zhangye", as_of=profile.as_of), as_of=profile.as_of)
