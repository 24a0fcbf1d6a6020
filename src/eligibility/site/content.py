"""What stands on the pages of the explorer, gathered once for both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from eligibility.decide.run_cases import Failure, run_case
from eligibility.i18n import Text
from eligibility.rules.cases import WorkedCase
from eligibility.rules.clauses import Clause, citing, own_document, read_ledger
from eligibility.rules.folders import version_folder
from eligibility.rules.inherited_cases import case_files
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.version_lookup import find, names, regions, versions
from eligibility.views.changes import Diff, diff
from eligibility.views.ruleset_summary import RulesetSummary, summary_of
from eligibility.views.told import told_answers


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A worked case in words: whom it is about, what is expected of a support, and where it was not met."""

    name: str
    as_of: str
    told: tuple[Text, ...]
    expected: tuple[str, ...]
    failures: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A clause with the supports and other rules that cite it, or why none does."""

    clause: Clause
    supports: tuple[str, ...]
    others: tuple[str, ...]
    left_out: Text | None


class ShownVersion:
    """One enacted version of a region, with its cases run."""

    def __init__(self, root: Path, region: str, name: str) -> None:
        loaded = find(region, name, root=root)
        self.folder = version_folder(root, region, name)
        self.ruleset: Ruleset = loaded.ruleset
        self.summary: RulesetSummary = summary_of(self.folder, self.ruleset)
        self._cases = case_files(loaded).cases

    @property
    def key(self) -> str:
        """Its name among all versions, as a path."""
        return f"{self.ruleset.region}/{self.ruleset.name}"

    @cached_property
    def failures(self) -> Mapping[str, Sequence[Failure]]:
        """What the cases expect in vain, by the name of the case."""
        return {case.name: failures for case in self._cases if (failures := run_case(case, self.ruleset))}

    @property
    def passed(self) -> int:
        """How many cases are met."""
        return len(self._cases) - len(self.failures)

    @cached_property
    def cases(self) -> Mapping[str, tuple[ShownCase, ...]]:
        """The cases of each support, in the order of their files."""
        found: dict[str, list[ShownCase]] = {}
        for case in self._cases:
            told = tuple(_told(case, self.ruleset))
            failures = tuple(failure.message for failure in self.failures.get(case.name, ()))
            expected: dict[str, list[str]] = {}
            for one in case.expectations:
                status = one.outcome.get("status")
                routes = one.outcome.get("routes")
                said = [str(status)] if status else []
                said += [f"{route}: {value}" for route, value in routes.items()] if isinstance(routes, Mapping) else []
                expected.setdefault(one.support, []).append(" ".join(filter(None, (one.subject, *said))))
            for support, lines in expected.items():
                shown = ShownCase(case.name, case.as_of.isoformat(), told, tuple(filter(None, lines)), failures)
                found.setdefault(support, []).append(shown)
        return {support: tuple(cases) for support, cases in found.items()}

    @cached_property
    def ledger(self) -> tuple[LedgerLine, ...]:
        """Every clause of the version's own document; empty where it has no list of clauses."""
        ledger = read_ledger(self.folder)
        if ledger is None:
            return ()
        by, reasons = citing(self.ruleset), {locator: one.reason for one in ledger.unencoded for locator in one.clauses}
        clauses = ledger.clauses.items()
        return tuple(_line(clause, by.get(locator, ()), reasons.get(locator), self.ruleset) for locator, clause in clauses)

    @cached_property
    def anchors(self) -> Mapping[str, str]:
        """The place of each clause on the page of clauses."""
        return {line.clause.locator: f"c{number}" for number, line in enumerate(self.ledger, 1)}

    @property
    def document(self) -> str:
        """The document whose clauses the ledger holds."""
        return own_document(self.ruleset)


@dataclass(frozen=True, slots=True)
class ShownChange:
    """Two versions of a region, one made of the other, and how they differ."""

    region: str
    before: str
    after: str
    diff: Diff

    @property
    def page(self) -> str:
        """The name of its page, in the folder of the later version or, of a scenario, of the version that it changes."""
        return f"{self.before}...{self.after}.html"


@dataclass(frozen=True, slots=True)
class Explorer:
    """Everything that is shown: the enacted versions of all regions, the newest of each first, and the changes between them."""

    versions: Mapping[str, tuple[ShownVersion, ...]]
    changes: Mapping[str, tuple[ShownChange, ...]]

    @property
    def newest(self) -> Mapping[str, ShownVersion]:
        """The newest enacted version of each region."""
        return {region: shown[0] for region, shown in self.versions.items()}

    def beside(self, support: str, region: str) -> list[ShownVersion]:
        """The newest versions of other regions that have a support."""
        return [one for name, one in self.newest.items() if name != region and support in one.ruleset.supports]


def explorer(root: Path, *, prove: bool = False) -> Explorer:
    """Read the rulesets of a folder and run their cases. With `prove` the solver is asked what each changed version does.

    Raises:
        RulesetError: the files of a version have mistakes.
    """
    shown: dict[str, tuple[ShownVersion, ...]] = {}
    moved: dict[str, tuple[ShownChange, ...]] = {}
    for region in regions(root):
        dated = [str(one) for one in versions(root, region)]
        if not dated:
            continue
        shown[region] = tuple(ShownVersion(root, region, name) for name in reversed(dated))
        loaded = {one.ruleset.name: one.ruleset for one in reversed(shown[region])}
        loaded |= {name: find(region, name, root=root).ruleset for name in names(root, region) if name not in loaded}
        moved[region] = tuple(_changed(region, loaded, prove))
    return Explorer(shown, moved)


def _changed(region: str, loaded: Mapping[str, Ruleset], prove: bool) -> Iterator[ShownChange]:
    """Each version against the one that it amends, or against the enacted one before it."""
    dated = [name for name, ruleset in loaded.items() if ruleset.scenario is None]
    for name, ruleset in loaded.items():
        before = ruleset.amends or (dated[dated.index(name) - 1] if name in dated[1:] else "")
        if before in loaded:
            yield ShownChange(region, before, name, diff(loaded[before], ruleset, prove=prove))


def _line(clause: Clause, by: Iterable[str], reason: Text | None, ruleset: Ruleset) -> LedgerLine:
    owners = {name: name.split("/")[0].split(".")[0].split("@")[0] for name in by}
    supports = dict.fromkeys(owner for owner in owners.values() if owner in ruleset.supports)
    others = dict.fromkeys(name for name, owner in owners.items() if owner not in ruleset.supports)
    return LedgerLine(clause, tuple(supports), tuple(others), reason)


def _told(case: WorkedCase, ruleset: Ruleset) -> Iterator[Text]:
    """The household of a case in words, a line for each whom it tells of."""
    owners: dict[str, list[tuple[Text, Text]]] = {}
    for one in told_answers(case.profile, ruleset):
        if one.answer is not None:
            owners.setdefault(one.owner, []).append((one.title, one.answer))
    named = owners.keys() - {"household", "locality"}
    for owner, told in owners.items():
        head = f"{owner}：" if len(named) > 1 and owner in named else ""
        yield Text(
            head + "；".join(f"{title.zh} {answer.zh}" for title, answer in told),
            head.replace("：", ": ") + "; ".join(f"{title.en}: {answer.en}" for title, answer in told),
        )
