"""One version of a region's rules in a line: document, status, period, how many supports, how much of the plan they cite."""

from __future__ import annotations

from pathlib import Path

from eligibility._dataclass import dataclass
from eligibility._json import JsonObject
from eligibility.i18n import Language, Text
from eligibility.rules.clauses import cited, read_ledger
from eligibility.rules.labels import document_text, status_text
from eligibility.rules.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many clauses a plan's ledger holds, how many of them are cited, and how many others are declared as left out."""

    clauses: int
    cited: int
    declared: int


@dataclass(frozen=True, slots=True)
class RulesetSummary:
    """One version, with the coverage of its ledger; None where it has no ledger."""

    ruleset: Ruleset
    coverage: Coverage | None

    @property
    def routes(self) -> int:
        """How many routes the supports have."""
        return sum(len(support.routes) for support in self.ruleset.supports.values())

    def as_json(self) -> JsonObject:
        """The summary as plain data."""
        one, ledger = self.ruleset, self.coverage
        return {
            "region": one.region,
            "version": one.name,
            "hash": one.hash,
            "title": one.title.as_json(),
            "document": one.document.name,
            "amendments": [document.name for document in one.amendments],
            "status": "scenario" if one.scenario else one.status,
            "period": {"from": one.period.first.isoformat(), "until": one.period.last.isoformat()},
            "supports": len(one.supports),
            "routes": self.routes,
            "clauses": {"all": ledger.clauses, "cited": ledger.cited, "declared": ledger.declared} if ledger else None,
        }

    def text(self, language: Language) -> str:
        """One line, the version's id first."""
        one = self.ruleset
        counts = Text(f"{len(one.supports)}项、{self.routes}条途径", f"{len(one.supports)} supports, {self.routes} routes")
        parts = [
            f"{one.region}/{one.name}",
            one.title[language],
            document_text(one, language),
            status_text(one, language),
            f"{one.period.first}..{one.period.last}",
            counts[language],
            self._covered()[language],
        ]
        return "  ".join(parts)

    def _covered(self) -> Text:
        ledger = self.coverage
        if ledger is None:
            return Text("没有条款台账", "no ledger")
        return Text(
            f"条款{ledger.clauses}：引用{ledger.cited}，声明未编码{ledger.declared}",
            f"{ledger.clauses} clauses: {ledger.cited} cited, {ledger.declared} declared as left out",
        )


def summary_of(folder: Path, ruleset: Ruleset) -> RulesetSummary:
    """The summary of a version in its folder."""
    return RulesetSummary(ruleset, _coverage(folder, ruleset))


def _coverage(folder: Path, ruleset: Ruleset) -> Coverage | None:
    ledger = read_ledger(folder)
    if ledger is None:
        return None
    clauses = {locator for locator, clause in ledger.clauses.items() if not clause.heading}
    used = clauses & cited(ruleset).keys()
    declared = {locator for entry in ledger.unencoded for locator in entry.clauses} & clauses - used
    return Coverage(len(clauses), len(used), len(declared))
