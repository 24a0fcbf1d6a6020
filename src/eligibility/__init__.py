"""Which disability supports a household is entitled to, by which clause of the regional plan, and what is still to be asked.

import eligibility as el

ruleset = el.load_ruleset("zhangye", as_of=date(2024, 6, 1))
profile = el.Profile.model_validate_json(text)
decision = el.decide(profile, ruleset, as_of=date(2024, 6, 1))
decision["nursing_subsidy", "m1"].status
"""

from importlib import import_module
from typing import TYPE_CHECKING

from eligibility.decide.decision import Decision, decide
from eligibility.decide.explain import Explanation
from eligibility.decide.outcome import Outcome, Status
from eligibility.errors import EligibilityError, NoRulesetError, ProfileError, RulesetError
from eligibility.facts import Profile, read_profile, read_profile_file
from eligibility.rules.resolve import load_ruleset
from eligibility.rules.ruleset import Ruleset
from eligibility.text import Text

if TYPE_CHECKING:
    from eligibility.counsel.cliff import Cliff, cliff
    from eligibility.counsel.interview import Interview
    from eligibility.counsel.remedy import Remedy, remedies
    from eligibility.counsel.timeline import Timeline, timeline
    from eligibility.live.case import Case, Change

__all__ = [
    "Case",
    "Change",
    "Cliff",
    "Decision",
    "EligibilityError",
    "Explanation",
    "Interview",
    "NoRulesetError",
    "Outcome",
    "Profile",
    "ProfileError",
    "Remedy",
    "Ruleset",
    "RulesetError",
    "Status",
    "Text",
    "Timeline",
    "cliff",
    "decide",
    "load_ruleset",
    "read_profile",
    "read_profile_file",
    "remedies",
    "timeline",
]


_LATER = {
    "Case": "eligibility.live.case",
    "Change": "eligibility.live.case",
    "Cliff": "eligibility.counsel.cliff",
    "Interview": "eligibility.counsel.interview",
    "Remedy": "eligibility.counsel.remedy",
    "Timeline": "eligibility.counsel.timeline",
    "cliff": "eligibility.counsel.cliff",
    "remedies": "eligibility.counsel.remedy",
    "timeline": "eligibility.counsel.timeline",
}
"""Loaded when first named: most processes only decide."""


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'eligibility' has no attribute {name!r}")
