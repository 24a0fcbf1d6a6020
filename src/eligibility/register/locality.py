"""The locality of a register, which is the same for all its persons: standards, options adopted."""

from __future__ import annotations

import json
from pathlib import Path

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.facts.flatten import Values, locality_values
from eligibility.facts.profile import Locality, Profile
from eligibility.facts.read import check_supports, read_profile
from eligibility.i18n import Text
from eligibility.rules.ruleset import Ruleset


def read_locality(path: Path) -> Locality:
    """The locality in a JSON file, which holds the locality itself or a profile with one.

    Raises:
        EligibilityError: the file cannot be read, or what it holds is no locality.
    """
    where = path.name
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise EligibilityError([Problem(ProblemCode.NO_SUCH_FILE, where, Text("找不到文件", "there is no such file"))]) from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError):
        said = Text("不是可读的UTF-8编码JSON文件", "is not a JSON file in UTF-8 that can be read")
        raise EligibilityError([Problem(ProblemCode.NOT_JSON, where, said)]) from None
    inner = content["locality"] if isinstance(content, dict) and "locality" in content else content
    return read_profile(json.dumps({"locality": inner}), where).locality


def locality_constants(locality: Locality, ruleset: Ruleset) -> Values:
    """The facts of a locality by key, as `eligibility.bulk.evaluate` takes them.

    Raises:
        EligibilityError: the locality names an option that the ruleset does not have.
    """
    profile = Profile(locality=locality)
    problems = check_supports(profile, ruleset.catalogue, ruleset.options, ruleset.standards)
    if problems:
        raise EligibilityError(problems)
    return locality_values(profile)
