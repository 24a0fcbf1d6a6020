"""The closed lists of words in ruleset files, each defined once.

In the files and in JSON they are plain text. The type checker rejects a comparison with a word that is not in the list.
"""

from __future__ import annotations

from typing import Literal

Modality = Literal["mandatory", "local_option", "progressive", "encouraged", "target"]
"""How binding a clause is."""

BenefitKind = Literal["cash", "service", "in_kind", "insurance", "waiver", "priority", "award", "rule", "duty"]
"""The kinds of benefit."""

MONEY: frozenset[BenefitKind] = frozenset({"cash", "insurance", "award"})
"""The kinds of benefit by which a household gets money, or is spared a contribution."""

Bound = Literal["exactly", "at_least", "at_most", "between"]
"""How the text of the plan bounds a figure."""

Extent = Literal["free", "reduced", "free_or_reduced"]
"""How far a fee is lowered: not paid at all, paid in part, or one of the two as the place decides."""
BenefitUnit = Literal["CNY/month", "CNY/quarter", "CNY/year", "CNY/term", "CNY/once", "CNY/item", "CNY/person/month", "CNY"]
"""The unit of an amount, always for one subject of the route."""

Combine = Literal["highest", "sum"]
"""What is given where several routes of a support hold at once: the highest of their amounts, or all of them."""

PaidFrom = Literal["application_month", "approval_month", "next_month"]
"""The first month that is paid for."""

PaidEvery = Literal["month", "quarter", "half_year", "year"]
"""How often it is paid."""

Effect = Literal["wider", "narrower", "same", "changed", "new", "ended"]
"""The effect of an amendment on a support."""

MoneyEffect = Literal["more", "less", "same", "changed"]
"""The effect of an amendment on how much a support gives to those whom both versions grant it."""

TextStatus = Literal["in_force", "draft"]
"""Whether the text of a version has been issued."""

RestsOn = Literal["plan", "national", "book", "scheme", "ended_plan"]
"""What an answer rests on.

plan: the day lies in the plan's period. After it: national, where the national rule itself reaches the subject; book, where a
document of the local book is in force; scheme, where the scheme is national and its terms are local, or facts are missing that
tell; ended_plan, where nothing else is known.
"""

WrittenPart = Literal["support", "route", "unless", "definition", "figure", "conflict"]
"""The parts of a version that have a place in its files: `unless` stands for the exclusions of a support."""

Area = Literal[
    "social_assistance", "allowances", "care", "insurance", "concessions", "accessibility", "housing", "veterans", "emergencies",
    "rehabilitation", "education", "employment", "employers", "culture_sport", "rights", "administration",
]  # fmt: skip
"""The subject area of a support."""
