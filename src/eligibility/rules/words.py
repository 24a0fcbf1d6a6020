"""The closed lists of words that ruleset files use, each written here once.

They are plain texts, in the files and in JSON: a type checker refuses a comparison with a word that is not in the list.
"""

from __future__ import annotations

from typing import Literal

Modality = Literal["mandatory", "local_option", "progressive", "encouraged", "target"]
"""How binding a clause is."""

BenefitKind = Literal["cash", "service", "in_kind", "insurance", "waiver", "priority", "award", "rule", "duty"]
"""What kind of thing is given."""

Bound = Literal["exactly", "at_least", "at_most", "between"]
"""How the text bounds a figure."""

BenefitUnit = Literal["CNY/month", "CNY/year", "CNY/once", "CNY/person/month"]
"""In which unit an amount is given."""

Effect = Literal["wider", "narrower", "same", "changed", "new", "ended"]
"""What an amendment does to a support."""

Standing = Literal["in_force", "draft"]
"""Whether the text of a version has been issued."""

Area = Literal[
    "social_assistance", "allowances", "care", "insurance", "concessions", "accessibility", "housing", "veterans", "emergencies",
    "rehabilitation", "education", "employment", "employers", "culture_sport", "rights", "administration",
]  # fmt: skip
"""What a support is about."""
