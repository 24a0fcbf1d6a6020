"""One household under several plans: the same supports side by side, what differs first."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility.cli.report import MARKS
from eligibility.decide.decision import decide
from eligibility.decide.outcome import Outcome
from eligibility.facts.profile import Profile
from eligibility.i18n import Language, Text
from eligibility.rules.labels import STATUSES
from eligibility.rules.prose import amount_text
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status


@dataclass(frozen=True, slots=True)
class Row:
    """One support for one subject, with its outcome by region (None where the plan has no such support for it)."""

    support: str
    subject: str
    title: Text
    outcomes: Mapping[str, Outcome | None]

    @property
    def open(self) -> bool:
        """Whether some region does not refuse it."""
        return any(one is not None and one.status is not Status.NOT_ELIGIBLE for one in self.outcomes.values())

    @property
    def differs(self) -> bool:
        """Whether the regions answer differently, by status or by amount."""
        return len({(one.status, one.benefit.amount) if one else None for one in self.outcomes.values()}) > 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rows, those that differ first."""

    regions: Mapping[str, Ruleset]
    as_of: date
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, profile: Profile, rulesets: Mapping[str, Ruleset], as_of: date) -> Comparison:
        """Decide the profile under every ruleset.

        Raises:
            ProfileError: as `decide`.
        """
        decisions = {region: decide(profile, ruleset, as_of=as_of) for region, ruleset in rulesets.items()}
        found: dict[tuple[str, str], dict[str, Outcome]] = {}
        for region, decision in decisions.items():
            for outcome in decision:
                found.setdefault((outcome.subject.id, outcome.support), {})[region] = outcome
        rows = [
            Row(support, subject, next(iter(outcomes.values())).rule.title, {region: outcomes.get(region) for region in rulesets})
            for (subject, support), outcomes in found.items()
        ]
        return cls(rulesets, as_of, tuple(sorted(rows, key=lambda row: not row.differs)))

    def as_json(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of.isoformat(),
            "rulesets": {region: {"version": one.name, "hash": one.hash} for region, one in self.regions.items()},
            "supports": [_row_json(row) for row in self.rows],
        }


def _row_json(row: Row) -> dict[str, Any]:
    outcomes = {
        region: {"status": one.status.value, "route": one.route, "missing": one.missing, "after": one.after, "citations": one.citations}
        if one
        else None
        for region, one in row.outcomes.items()
    }
    return {"support": row.support, "subject": row.subject, "title": row.title.as_json(), "differs": row.differs, "outcomes": outcomes}


def print_comparison(comparison: Comparison, language: Language, *, markdown: bool) -> None:
    """The comparison as a table; what no plan grants or leaves open is left out."""
    shown = [row for row in comparison.rows if row.open]
    head = ["", *(ruleset.title[language] for ruleset in comparison.regions.values())]
    body = [[f"{row.subject} {row.title[language]}", *(_cell(row, one, language) for one in row.outcomes.values())] for row in shown]
    different = sum(row.differs for row in shown)
    title = (
        f"{different}项不同，{len(shown) - different}项相同"
        if language == "zh"
        else f"{different} differ, {len(shown) - different} are alike"
    )
    if markdown:
        print("\n".join([title, "", *_markdown([head, *body])]))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for name in head:
        table.add_column(name)
    for row in body:
        table.add_row(*row)
    Console(file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False).print(table)


def _cell(row: Row, outcome: Outcome | None, language: Language) -> str:
    """The status; the amount beside it where the plans state one for this support."""
    if outcome is None:
        return "—"
    stated = any(one is not None and one.benefit.amount is not None for one in row.outcomes.values())
    amount = amount_text(outcome.benefit, language) if stated and outcome.status.granted else ""
    return f"{MARKS[outcome.status]} {STATUSES[outcome.status][language]}{f' ({amount})' if amount else ''}"


def _markdown(rows: list[list[str]]) -> list[str]:
    lines = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return [lines[0], f"|{'---|' * len(rows[0])}", *lines[1:]]
