"""Receipts: what an answer was made from, so that one can check later whether today's files still give it.

A receipt holds hashes and no facts. (A hash of few facts can be guessed by trying: keep receipts where the case is kept.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from eligibility._dataclass import dataclass
from eligibility._json import JsonObject


@dataclass(frozen=True, slots=True)
class Receipt:
    """The engine's version, the ruleset with the hash of its meaning, the day, and the hashes of facts and outcomes.

    `rules` holds a short hash of each support's own rule. It is empty in receipts of older engines, which did not write it.
    `book` is the hash of the entries of the local book in use, and `entries` has a short hash of each; None where no book was given.
    `basis` is the hash of the national entries that the answers name. It is None where they name none, as in the plan's period.
    """

    engine: str
    region: str
    version: str
    ruleset: str
    as_of: date
    facts: str
    outcomes: str
    rules: Mapping[str, str] = field(default_factory=dict)
    basis: str | None = None
    book: str | None = None
    entries: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> JsonObject:
        return {
            "engine": self.engine,
            "region": self.region,
            "version": self.version,
            "ruleset": self.ruleset,
            "as_of": self.as_of.isoformat(),
            "facts": self.facts,
            "outcomes": self.outcomes,
            "rules": dict(self.rules),
            **({"basis": self.basis} if self.basis is not None else {}),
            **({"book": self.book, "entries": dict(self.entries)} if self.book is not None else {}),
        }
