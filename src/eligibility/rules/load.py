"""Load a version's folder as a ruleset; amendments are applied to their base version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from eligibility._dataclass import dataclass
from eligibility.codes import RuleCheck
from eligibility.errors import RuleProblem, RulesetError
from eligibility.i18n import Text
from eligibility.rules.amend import amended, check_effects
from eligibility.rules.elaboration import Interpreter
from eligibility.rules.folders import beside, root_of, version_names
from eligibility.rules.located_yaml import Path_, Reading, Source, read_source
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.source_tree import SourceReader, Written, WrittenChanges
from eligibility.rules.words import WrittenPart


@dataclass(slots=True)
class Loaded:
    """A ruleset with what lint needs in addition: places in the files, the names that rules use, and the version amended."""

    ruleset: Ruleset
    written: Written
    head: tuple[Source, Path_]
    used: set[str]
    places: Mapping[tuple[WrittenPart, str], tuple[Source, Path_]] = field(repr=False)
    base: Loaded | None = field(default=None, repr=False)

    @property
    def before(self) -> Ruleset | None:
        """The ruleset of the version that this one amends."""
        return self.base.ruleset if self.base else None

    def place(self, kind: WrittenPart, name: str) -> tuple[Source, Path_]:
        """The place in the files of a support, route (`support.route`), definition, figure, or the exclusions (`support.kind`)."""
        return self.places[kind, name]

    def citation(self, name: str, locator: str) -> tuple[Source, Path_]:
        """The place where something cites a clause, by the name that the ledger has for it (`eligibility.rules.clauses.citing`)."""
        source, at = self._citing(name)
        cites = ((path, node) for path, node in source.nodes.items() if path[: len(at)] == at and "cite" in path[len(at) :])
        under = (path for path, node in cites if node.value == locator)
        return source, next(under, at)

    def _citing(self, name: str) -> tuple[Source, Path_]:
        owner, _, part = name.partition("/")
        support = owner.partition(".")[0].partition("@")[0]
        if owner == "remove":
            return self.head[0], ("remove",)
        if support in {"figures", "conflicts"}:
            return self.place("figure" if support == "figures" else "conflict", owner.partition(".")[2])
        if ("definition", owner) in self.places and support not in self.ruleset.supports:
            return self.place("definition", owner)
        source, at = self.place("route", owner) if ("route", owner) in self.places else self.place("support", support)
        return (source, (*at, part)) if (*at, part) in source.nodes else (source, at)


def load_folder(folder: Path, root: Path, read: Reading = read_source) -> Loaded:
    """Load the version in a folder. `root` contains supports.yaml and the national definitions.

    An amendment is applied to the version that it names, in the folder beside it. Its declared effects are compared with
    its changes. `base` is then the version that it amends. `read` reads each file.

    Raises:
        RulesetError: listing every problem in the version's files.
    """
    return _load(folder, root_of(folder, root), (), read)


def _load(folder: Path, root: Path, above: tuple[Path, ...], read: Reading) -> Loaded:
    reader = SourceReader(root, read=read)
    version = reader.version(folder)
    if reader.problems or version is None:
        raise RulesetError(reader.problems)
    if isinstance(version, Written):
        return _meaning(version, reader, None)
    base = beside(folder, version.head.shape.amends, root)
    if not (base / "ruleset.yaml").is_file() or base in (folder, *above):
        raise RulesetError([_no_base(version, base)])
    before = _load(base, root_of(base, root), (*above, folder), read)
    written, problems = amended(before.written, version)
    if problems:
        raise RulesetError(problems)
    loaded = _meaning(written, reader, version)
    loaded.head, loaded.base = (version.head.source, ()), before
    findings = list(check_effects(version, before.ruleset, loaded.ruleset))
    if findings:
        raise RulesetError(findings)
    return loaded


def _no_base(changes: WrittenChanges, base: Path) -> RuleProblem:
    name = f"{base.parent.name}/{base.name}/ruleset.yaml"
    amends = changes.head.shape.amends
    message = Text(f"这个版本修订的是 {amends}，但没有 {name}", f"this version amends {amends}, and there is no {name}")
    if (base / "ruleset.yaml").is_file():
        message = Text(f"这个版本修订的是 {amends}，而 {name} 又绕回这个版本", f"this version amends {amends}, and {name} leads back to it")
    others = sorted({*version_names(changes.folder.parents[1], base.parent.name)} - {changes.folder.name})
    mend = Text(f"可用：{'、'.join(others)}", f"there is: {', '.join(others)}") if others else None
    return changes.head.source.problem(RuleCheck.AMENDED_MISSING, ("amends",), message, mend)


def _meaning(written: Written, reader: SourceReader, changes: WrittenChanges | None) -> Loaded:
    interpreter = Interpreter(written, reader, changes)
    ruleset = interpreter.ruleset()
    if reader.problems or ruleset is None:
        raise RulesetError(reader.problems)
    return Loaded(ruleset, written, (written.head.source, ()), interpreter.names.used, interpreter.names.places)
