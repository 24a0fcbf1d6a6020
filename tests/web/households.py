"""Households to be asked about: the examples, and made-up ones."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import eligibility as el
from eligibility.rules.version_lookup import region_of
from tests.conftest import DAY, ROOT, examples
from tests.property.test_engines import REGIONS, households
from tests.web.conftest import shipped_library

GENERATED = int(os.environ.get("ELIGIBILITY_WEB_HOUSEHOLDS") or examples(20))
"""How many households are made up, over all regions."""


def ask(name: str = "rural_family", **more: Any) -> dict[str, Any]:
    """A request about an example, under the plan of its own region."""
    profile = json.loads((ROOT / "examples" / f"{name}.json").read_text("utf-8"))
    region = {} if region_of(profile.get("locality", {}).get("adcode") or "") else {"region": "zhangye"}
    return {"profile": profile, **region, **more}


def generated() -> Iterator[tuple[dict[str, Any], el.Decision]]:
    """Requests about made-up households, each with the library's own decision."""
    for region in REGIONS:
        ruleset = shipped_library().ruleset(region, as_of=DAY)
        for profile, parsed in households(ruleset, GENERATED // len(REGIONS), seed=7):
            request = {"profile": profile, "region": region, "as_of": DAY.isoformat()}
            yield request, el.decide(parsed, ruleset, as_of=DAY)
