"""Load a version's folder as a ruleset; amendments are applied to their base version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from eligibility.codes import RuleCheck
from eligibility.errors import RuleProblem, RulesetError
from eligibility.i18n import Text
from eligibility.rules.amend import amended, check_effects
from eligibility.rules.elaboration import Interpreter
from eligibility.rules.located_yaml import Path_, Source
from eligibility.rules.ruleset import Ruleset
from eligibility.rules.source_tree import SourceReader, Written, WrittenChanges
from eligibility.rules.words import WrittenPart


@dataclass(slots=True)
class Loaded:
    """A ruleset with what lint needs in addition: places in the files, and the names that rules use."""

    ruleset: Ruleset
    written: Written
    head: tuple[Source, Path_]
    used: set[str]
    places: Mapping[tuple[WrittenPart, str], tuple[Source, Path_]] = field(repr=False)
    before: Ruleset | None = None

    def place(self, kind: WrittenPart, name: str) -> tuple[Source, Path_]:
        """The place in the files of a support, route (`support.route`), definition, figure, or the exclusions (`support.kind`)."""
        return self.places[kind, name]


def load_folder(folder: Path, root: Path) -> Loaded:
    """Load the version in a folder. `root` contains supports.yaml and the national definitions.

    An amendment is applied to the version that it names, in the folder beside it. Its declared effects are compared with
    its changes. `before` is then the ruleset of the base version.

    Raises:
        RulesetError: listing every problem in the version's files.
    """
    return _load(folder, root, ())


def _load(folder: Path, root: Path, above: tuple[Path, ...]) -> Loaded:
    reader = SourceReader(root)
    version = reader.version(folder)
    if reader.problems or version is None:
        raise RulesetError(reader.problems)
    if isinstance(version, Written):
        return _meaning(version, reader, None)
    base = folder.parent / version.head.shape.amends
    if not (base / "ruleset.yaml").is_file() or base in (folder, *above):
        raise RulesetError([_no_base(version, base)])
    before = _load(base, root, (*above, folder))
    written, problems = amended(before.written, version)
    if problems:
        raise RulesetError(problems)
    loaded = _meaning(written, reader, version)
    loaded.head, loaded.before = (version.head.source, ()), before.ruleset
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
    others = sorted(path.name for path in base.parent.iterdir() if (path / "ruleset.yaml").is_file() and path != changes.folder)
    mend = Text(f"可用：{'、'.join(others)}", f"there is: {', '.join(others)}") if others else None
    return changes.head.source.problem(RuleCheck.AMENDED_MISSING, ("amends",), message, mend)


def _meaning(written: Written, reader: SourceReader, changes: WrittenChanges | None) -> Loaded:
    interpreter = Interpreter(written, reader, changes)
    ruleset = interpreter.ruleset()
    if reader.problems or ruleset is None:
        raise RulesetError(reader.problems)
    return Loaded(ruleset, written, (written.head.source, ()), interpreter.names.used, interpreter.names.places)
