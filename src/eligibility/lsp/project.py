"""The versions whose files an editor has open: what they say as they are typed, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from eligibility.codes import RuleCheck
from eligibility.decide.run_cases import Failure, run_case
from eligibility.errors import RuleProblem, RulesetError, Span
from eligibility.i18n import Text
from eligibility.rules.cases import WorkedCase, read_case_file
from eligibility.rules.clauses import check_ledger, read_ledger
from eligibility.rules.folders import layers, region_names, version_folder
from eligibility.rules.lint import lint
from eligibility.rules.load import Loaded, load_folder
from eligibility.rules.located_yaml import Reading, Source
from eligibility.rules.ruleset_diff import changes
from eligibility.rules.texts import Texts
from eligibility.rules.version_lookup import names
from eligibility.rules.words import Effect
from eligibility.views.changes import proved_effect

CASES = "cases"
"""The folder of a version that holds its cases."""

TO_COME = frozenset(
    {
        *(RuleCheck.LEDGER_MISSING, RuleCheck.CLAUSE_UNACCOUNTED, RuleCheck.CITATION_CHANGED, RuleCheck.CLAUSE_NOT_PINNED),
        *(RuleCheck.TODO, RuleCheck.CASE_TODO, RuleCheck.CLAUSE_TODO),
        *(RuleCheck.DEFINITION_UNUSED, RuleCheck.ROUTE_NEVER_GRANTED, RuleCheck.ROUTE_NEVER_REFUSED, RuleCheck.NUMBER_WITHOUT_UNIT),
    }
)
"""Checks of what is still to be written or to be used: an author at work meets them all, and none of them is a mistake yet."""


SECONDS = 5
"""How long the solver may think about one question of an author at work."""


class Superseded(Exception):
    """The texts changed while they were looked at: what was found is of no use."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend in a file. `code` names the check; `warning`: it is still to be written, and not wrong."""

    path: Path
    span: Span
    code: str
    message: Text
    mend: Text | None = None
    warning: bool = False


@dataclass(slots=True)
class Version:
    """What is known of one version. `loaded` is its last text without mistakes, `whole` whether everything was looked at since the
    last key and `looked` whether it ever was; `typed` are the problems of the texts as they are, `linted` those that the whole check
    found beyond them. `effects` holds what is proved of each support that an amendment changes: None where that is not decided."""

    folder: Path
    root: Path
    loaded: Loaded | None = None
    typed: tuple[RuleProblem, ...] = ()
    linted: tuple[RuleProblem, ...] = ()
    cases: tuple[WorkedCase, ...] = ()
    failures: tuple[Failure, ...] = ()
    effects: dict[str, Effect | None] = field(default_factory=dict)
    whole: bool = False
    looked: bool = False
    edited: set[Path] = field(default_factory=set)


class Project:
    """The versions by their folders, with the texts that are not saved yet.

    `rulesets` is the folder that all of them are read with; otherwise that in which each stands.
    """

    def __init__(self, rulesets: Path | None = None) -> None:
        self.texts = Texts()
        self._rulesets = rulesets
        self._versions: dict[Path, Version] = {}

    def edit(self, path: Path, text: str) -> None:
        """Put an unsaved text in place of a file."""
        self.texts.unsaved[path] = text
        for folder in self.folders(path):
            version = self.version(folder)
            version.whole = False
            version.effects = {}
            version.edited.add(path)

    def close(self, path: Path) -> bool:
        """Take the file itself again. A version of which nothing is open any more is forgotten. Whether others still read the file."""
        self.texts.unsaved.pop(path, None)
        opened = {folder for other in self.texts.unsaved for folder in self.folders(other)}
        for folder in self._versions.keys() - opened:
            del self._versions[folder]
        return not opened.isdisjoint(self.folders(path))

    def version(self, folder: Path) -> Version:
        """What is known of a version."""
        return self._versions.setdefault(folder, Version(folder, self._rulesets or folder.parents[1]))

    def folder(self, path: Path) -> Path | None:
        """The folder of the version that a file belongs to; None where it belongs to none, or to all of them."""
        folder = path.parents[1] if path.parent.name == CASES else path.parent
        return folder if (folder / "ruleset.yaml").is_file() and path.suffix == ".yaml" else None

    def folders(self, path: Path) -> list[Path]:
        """The folders of the versions that a file is read for: its own, or all that the national rules and the list are read for."""
        own = self.folder(path)
        if own is not None:
            return [own]
        root = self._shared(path)
        if root is None:
            return []
        return [version_folder(root, region, name) for region in sorted(region_names(root)) for name in names(root, region)]

    def _shared(self, path: Path) -> Path | None:
        """The folder of rulesets that a file is shared in; None for any other file."""
        if path.suffix != ".yaml":
            return None
        if path.name == "supports.yaml" and region_names(path.parent):
            return path.parent
        return path.parents[2] if len(path.parents) > 2 and path.parents[1].name == "national" else None

    def path(self, name: str, version: Version) -> Path:
        """The file that a message names."""
        folders = (version.folder.parents[1], *layers(version.root))
        return next((folder / name for folder in folders if (folder / name).is_file()), version.folder.parents[1] / name)

    # -- checks

    def check(self, folder: Path, alive: Callable[[], bool] = lambda: True) -> None:
        """Look at the texts as they are: what does not load, what is cited wrongly, and what is wrong with an edited case.

        Raises:
            Superseded: the texts changed meanwhile, so that `alive` says no.
        """
        version, read = self.version(folder), self._while(alive)
        problems: list[RuleProblem] = []
        loaded: Loaded | None = None
        try:
            loaded = load_folder(folder, version.root, read)
        except RulesetError as error:
            problems += error.findings
        ledger = read_ledger(folder, read)
        if ledger is not None:
            problems += check_ledger(ledger, loaded.ruleset, loaded.citation) if loaded else ledger.found
        for path in sorted(version.edited):
            if path.parent.name == CASES and path.is_file():
                read_case_file(path, problems, read)
        version.loaded = loaded or version.loaded
        version.typed = tuple(problems)

    def check_whole(self, folder: Path, alive: Callable[[], bool] = lambda: True) -> None:
        """Look at everything: all that `eligibility lint` checks, and the cases.

        Raises:
            Superseded: the texts changed meanwhile, so that `alive` says no.
        """
        self.check(folder, alive)
        version = self.version(folder)
        linted = lint(folder, version.root, None, self._while(alive))
        failures = []
        for case in linted.cases if linted.loaded else ():
            _go_on(alive)
            failures += run_case(case, linted.loaded.ruleset) if linted.loaded else []
        _go_on(alive)
        version.linted = tuple(problem for problem in linted.problems if problem not in version.typed)
        version.cases, version.failures = linted.cases, tuple(failures)
        version.edited.clear()
        version.whole = version.looked = True

    def prove(self, folder: Path, alive: Callable[[], bool] = lambda: True) -> None:
        """Ask the solver, where it is installed, what an amendment does to each support that it changes.

        Raises:
            Superseded: the texts changed meanwhile, so that `alive` says no.
        """
        version = self.version(folder)
        loaded, found = version.loaded, dict[str, Effect | None]()
        if loaded is None or loaded.before is None or version.typed:
            return
        compared = changes(loaded.before, loaded.ruleset)
        for change in compared.supports:
            _go_on(alive)
            proved = proved_effect(change.support, compared, SECONDS)
            if proved is None:
                return
            found[change.support] = proved.effect
        _go_on(alive)
        version.effects = found

    def _while(self, alive: Callable[[], bool]) -> Reading:
        """Reads the texts as long as they do not change."""

        def read(path: Path, name: str) -> Source:
            _go_on(alive)
            return self.texts(path, name)

        return read

    def findings(self, folder: Path) -> Iterator[Finding]:
        """What is to be mended in a version. What the whole check said of a file that was edited since is left out."""
        version = self.version(folder)
        for problem in version.typed:
            yield self._finding(problem, version)
        for problem in version.linted:
            finding = self._finding(problem, version)
            if finding.path not in version.edited:
                yield finding
        for failure in version.failures if not version.edited else ():
            path = self.path(failure.file, version)
            yield Finding(path, self._line(path, failure.line), "case_differs", _of_case(failure))

    def _finding(self, problem: RuleProblem, version: Version) -> Finding:
        path, warning = self.path(problem.file, version), problem.check in TO_COME
        return Finding(path, problem.span, problem.check.value, problem.message, problem.mend, warning)

    def _line(self, path: Path, line: int) -> Span:
        """The place of a line without its indentation."""
        lines = (self.texts.text(path) or "").split("\n")
        text = lines[line - 1] if line <= len(lines) else ""
        return Span(line, len(text) - len(text.lstrip()) + 1, line, len(text.rstrip()) + 1)

    def shown(self) -> dict[Path, list[Finding]]:
        """What is to be mended in each file of the versions that are open, each finding once."""
        found: dict[Path, dict[Finding, None]] = {}
        for folder in list(self._versions):
            for finding in self.findings(folder):
                found.setdefault(finding.path, {})[finding] = None
        return {path: list(findings) for path, findings in found.items()}


def _go_on(alive: Callable[[], bool]) -> None:
    if not alive():
        raise Superseded


def _of_case(failure: Failure) -> Text:
    return Text(f"{failure.case}：{failure.message.zh}", f"{failure.case}: {failure.message.en}")
