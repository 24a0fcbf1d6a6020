"""One household under several plans: the same supports side by side, what differs first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from eligibility._json import JsonObject
from eligibility.codes import ProblemCode
from eligibility.decide.decision import decide
from eligibility.decide.notices import DecisionNotice
from eligibility.decide.outcome import Outcome
from eligibility.errors import WrongArgument, not_of_type
from eligibility.facts.profile import Profile
from eligibility.i18n import Language, Text, in_markdown
from eligibility.rules.labels import EXTENTS, modality_word, status_word
from eligibility.rules.prose import amount_text, number_text
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.status import Status
from eligibility.rules.words import Extent
from eligibility.views.report import MARKS, notice_text
from eligibility.views.standing import group_of


@dataclass(frozen=True, slots=True)
class RegionRow:
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
        """Whether the regions answer differently: by status, or by what is given or asked for and how binding it is."""
        return len({(one.status, _given(one)) if one else None for one in self.outcomes.values()}) > 1

    def varies(self, about: Callable[[Outcome], object]) -> bool:
        """Whether the regions that grant it differ in something."""
        answers = [one for one in self.outcomes.values() if one is not None and one.status.granted]
        return len({about(one) for one in answers}) > 1

    def as_json(self) -> JsonObject:
        """The row as plain data."""
        outcomes = {region: _answer_json(one) if one else None for region, one in self.outcomes.items()}
        return {
            "support": self.support,
            "subject": self.subject,
            "title": self.title.as_json(),
            "differs": self.differs,
            "outcomes": outcomes,
        }


def _required(outcome: Outcome) -> Decimal | None:
    """The number that a duty asks for; None where the plan states none or the facts do not tell it."""
    return outcome.compliance.required if outcome.compliance else None


def _extent(outcome: Outcome) -> Extent | None:
    return outcome.benefit.extent


def _given(outcome: Outcome) -> object:
    """What a region gives or asks for where it grants."""
    if not outcome.status.granted:
        return outcome.benefit.amount
    return outcome.benefit.amount, outcome.benefit.extent, outcome.modality, _required(outcome)


def _answer_json(outcome: Outcome) -> JsonObject:
    return {
        "status": outcome.status.value,
        "route": outcome.route,
        "modality": outcome.modality,
        "extent": outcome.benefit.extent,
        "compliance": outcome.compliance.as_json() if outcome.compliance else None,
        "missing": outcome.missing,
        "after": outcome.after,
        "citations": outcome.citations,
        "standing": outcome.standing.as_json(),
    }


@dataclass(frozen=True, slots=True)
class RegionComparison:
    """A household's answers by region: all rows, those that differ first, and the notices of each region's decision."""

    regions: Mapping[str, Ruleset]
    as_of: date
    rows: tuple[RegionRow, ...]
    notices: Mapping[str, tuple[DecisionNotice, ...]]

    def as_json(self) -> JsonObject:
        """The comparison as plain data."""
        return {
            "as_of": self.as_of.isoformat(),
            "rulesets": {region: {"version": one.name, "hash": one.hash} for region, one in self.regions.items()},
            "notices": {region: [notice.as_json() for notice in notices] for region, notices in self.notices.items()},
            "supports": [row.as_json() for row in self.rows],
        }


RULESETS = Text("规则集按名称的字典", "a mapping of names to rulesets")
"""What `compare` takes."""


def compare(profile: Profile, rulesets: Mapping[str, Ruleset], *, as_of: date) -> RegionComparison:
    """Decide a profile under several rulesets; their names become the columns.

    Raises:
        ProfileError: as `decide`.
        WrongArgument: `rulesets` is no mapping.
    """
    if not isinstance(rulesets, Mapping):
        raise WrongArgument([not_of_type(ProblemCode.WRONG_TYPE, "rulesets", RULESETS, rulesets)])
    found: dict[tuple[str, str], dict[str, Outcome]] = {}
    decisions = {region: decide(profile, ruleset, as_of=as_of) for region, ruleset in rulesets.items()}
    for region, decision in decisions.items():
        for outcome in decision:
            found.setdefault((outcome.subject.id, outcome.support), {})[region] = outcome
    rows = [
        RegionRow(support, subject, next(iter(outcomes.values())).rule.title, {region: outcomes.get(region) for region in rulesets})
        for (subject, support), outcomes in found.items()
    ]
    notices = {region: tuple(decision.notices) for region, decision in decisions.items()}
    return RegionComparison(rulesets, as_of, tuple(sorted(rows, key=lambda row: not row.differs)), notices)


@dataclass(frozen=True, slots=True)
class RegionTable:
    """The comparison in one language: a title that counts, the regions' titles, and a line of cells for each support.

    `notices` are those of the regions, each with the regions that give it.
    """

    title: str
    head: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]
    notices: tuple[str, ...] = ()

    def markdown(self) -> str:
        """The table in Markdown, under its title and the notices."""
        told = [line for notice in self.notices for line in (f"> {in_markdown(notice)}", "")]
        return "\n".join([self.title, "", *told, _row(self.head), f"|{'---|' * len(self.head)}", *map(_row, self.body)])


def table_of(comparison: RegionComparison, language: Language) -> RegionTable:
    """The comparison as a table; what no plan grants or leaves open is left out."""
    shown = [row for row in comparison.rows if row.open]
    different = sum(row.differs for row in shown)
    same = len(shown) - different
    title = Text(f"{different}项次不同，{same}项次相同（每人每项算一项次）", f"{different} differ, {same} are the same")
    head = ("", *(ruleset.title[language] for ruleset in comparison.regions.values()))
    body = ((f"{row.subject} {row.title[language]}", *(_cell(row, one, language) for one in row.outcomes.values())) for row in shown)
    return RegionTable(title[language], head, tuple(body), tuple(_notices(comparison, language)))


def _notices(comparison: RegionComparison, language: Language) -> Iterator[str]:
    """Each notice once, after the regions that give it."""
    about: dict[str, list[str]] = {}
    for region, notices in comparison.notices.items():
        for notice in notices:
            about.setdefault(notice_text(notice, language), []).append(comparison.regions[region].title[language])
    for text, regions in about.items():
        named = Text("、", ", ")[language].join(regions)
        yield f"{named}{Text('：', ': ')[language]}{text}"


def _cell(row: RegionRow, outcome: Outcome | None, language: Language) -> str:
    """The status, with the amount where the plans state one for this support, and with what else the plans differ in."""
    if outcome is None:
        return Text("本规划没有写", "not in this plan")[language]
    stated = any(one is not None and one.benefit.amount is not None for one in row.outcomes.values())
    amount = amount_text(outcome.benefit, language) if stated and outcome.status.granted else ""
    group = group_of(outcome) if outcome.status is not Status.NOT_ELIGIBLE else None
    word = status_word(outcome.status, outcome.benefit.kind)[language]
    said = [f"{MARKS[outcome.status]} {word}{f' ({amount})' if amount else ''}"]
    if outcome.status.granted:
        said += [text[language] for text in _differences(row, outcome)]
    return Text("，", ", ")[language].join([*said, *([group[language]] if group else [])])


def _differences(row: RegionRow, outcome: Outcome) -> Iterator[Text]:
    """How far a fee is lowered, what a duty asks for, and how binding the route is, where the plans differ in it."""
    if row.varies(_extent) and outcome.benefit.extent:
        yield EXTENTS[outcome.benefit.extent]
    if row.varies(_required):
        least = _required(outcome)
        number = number_text(least)
        yield Text("没有写人数", "no number stated") if least is None else Text(f"不少于{number}", f"at least {number}")
    if row.varies(lambda one: one.modality) and outcome.modality:
        yield modality_word(outcome.modality, outcome.status)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
