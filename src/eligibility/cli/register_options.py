"""What the commands about registers share: the locality that holds for everyone in it, and the supports that are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from eligibility.cli.options import unknown
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.flatten import locality_values
from eligibility.facts.profile import Profile
from eligibility.facts.read import check_supports, read_profile
from eligibility.i18n import Text
from eligibility.rules.ruleset import Ruleset


def given_locality(path: Path | None) -> Profile:
    """The profile that holds the locality only: the file has the locality itself, or a profile with a locality."""
    if path is None:
        return Profile()
    where = path.name
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise EligibilityError([Problem(where, Text("找不到文件", "there is no such file"))]) from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError):
        raise EligibilityError(
            [Problem(where, Text("不是可读的UTF-8编码JSON文件", "is not a JSON file in UTF-8 that can be read"))]
        ) from None
    inner = content["locality"] if isinstance(content, dict) and "locality" in content else content
    return read_profile(json.dumps({"locality": inner}), where)


def locality_facts(profile: Profile, ruleset: Ruleset) -> dict[str, Any]:
    """The locality's facts by key."""
    problems = check_supports(profile, ruleset.catalogue, ruleset.options)
    if problems:
        raise EligibilityError(problems)
    return locality_values(profile)


def check_chosen(chosen: Iterable[str], ruleset: Ruleset) -> None:
    """Refuse a support that persons and households cannot have under the ruleset."""
    known = [one.id for one in ruleset.supports.values() if one.entity != "organisation"]
    problems = [unknown("--support", name, known) for name in chosen if name not in known]
    if problems:
        raise EligibilityError(problems)
