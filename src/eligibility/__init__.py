"""Which disability supports a household is entitled to, by which clause of the regional plan, and what is still to be asked.

import eligibility as el

ruleset = el.load_ruleset("zhangye", as_of=date(2024, 6, 1))
profile = el.Profile.model_validate_json(text)
decision = el.decide(profile, ruleset, as_of=date(2024, 6, 1))
decision["nursing_subsidy", "m1"].status
"""

from importlib import import_module
from typing import TYPE_CHECKING

from eligibility import _renamed
from eligibility._version import __version__
from eligibility.decide.decision import Decision, decide
from eligibility.decide.explain import Explanation
from eligibility.decide.outcome import Outcome
from eligibility.errors import (
    BookError,
    EligibilityError,
    NoRulesetError,
    NotADay,
    ProfileError,
    RulesetError,
    UnknownOutcome,
    WrongArgument,
)
from eligibility.facts import Profile, read_profile, read_profile_file
from eligibility.i18n import Text
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.version_lookup import load_ruleset

if TYPE_CHECKING:
    from eligibility.book.book import Book
    from eligibility.book.read import load_book
    from eligibility.durable.case import Case, Change
    from eligibility.guidance.cliff import Cliff, cliff
    from eligibility.guidance.interview import Interview
    from eligibility.guidance.remedy import Remedy, remedies
    from eligibility.guidance.timeline import Timeline, timeline
    from eligibility.rules.library import Library
    from eligibility.views.changes import Diff, diff
    from eligibility.views.regions import RegionComparison, compare
    from eligibility.views.replay import Replay, replay

__all__ = [
    "Book",
    "BookError",
    "Case",
    "Change",
    "Cliff",
    "Decision",
    "Diff",
    "EligibilityError",
    "Explanation",
    "Interview",
    "Library",
    "NoRulesetError",
    "NotADay",
    "Outcome",
    "Profile",
    "ProfileError",
    "RegionComparison",
    "Remedy",
    "Replay",
    "Ruleset",
    "RulesetError",
    "Status",
    "Text",
    "Timeline",
    "UnknownOutcome",
    "WrongArgument",
    "__version__",
    "cliff",
    "compare",
    "decide",
    "diff",
    "load_book",
    "load_ruleset",
    "read_profile",
    "read_profile_file",
    "remedies",
    "replay",
    "timeline",
]


_LATER = {
    "Book": "eligibility.book.book",
    "Case": "eligibility.durable.case",
    "Change": "eligibility.durable.case",
    "Cliff": "eligibility.guidance.cliff",
    "Diff": "eligibility.views.changes",
    "Interview": "eligibility.guidance.interview",
    "Library": "eligibility.rules.library",
    "RegionComparison": "eligibility.views.regions",
    "Remedy": "eligibility.guidance.remedy",
    "Replay": "eligibility.views.replay",
    "Timeline": "eligibility.guidance.timeline",
    "cliff": "eligibility.guidance.cliff",
    "compare": "eligibility.views.regions",
    "diff": "eligibility.views.changes",
    "load_book": "eligibility.book.read",
    "remedies": "eligibility.guidance.remedy",
    "replay": "eligibility.views.replay",
    "timeline": "eligibility.guidance.timeline",
}
"""Loaded when first named: most processes only decide."""


_renamed.install()


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'eligibility' has no attribute {name!r}")
