"""Writing fingerprints and what cites each clause: the only place where a ruleset file is changed, and that atomically."""

from __future__ import annotations

import re
from pathlib import Path

from eligibility._atomic_write import write_whole
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem, RulesetError
from eligibility.i18n import Text
from eligibility.rules.clauses import citing, pinned, plan_text, read_ledger, source_text
from eligibility.rules.load import load_folder

_ENTRY = re.compile(r'^(?P<indent>  )(?P<locator>[^:#]+): \{starts: "(?P<starts>[^"]*)"(?P<rest>[^}]*)\}$')


def pin_folder(folder: Path, sources: Path, root: Path | None = None) -> int:
    """Write the fingerprint of every clause found in the version's text (`source_text`), and what cites it in the rules.

    Returns the number of entries that were changed. `root` holds the rulesets, otherwise the folder above the region.

    Raises:
        RulesetError: the ledger or the rules cannot be read.
        EligibilityError: there is no ledger, or no text.
    """
    ledger = read_ledger(folder)
    loaded = load_folder(folder, root or folder.parents[1])
    text = source_text(sources, folder, amends=loaded.before is not None)
    if ledger is None or not text.is_file():
        missing = "clauses.yaml" if ledger is None else text.relative_to(sources).as_posix()
        raise EligibilityError([Problem(ProblemCode.NO_SUCH_FILE, missing, Text("找不到文件", "there is no such file"))])
    if ledger.found:
        raise RulesetError(ledger.found)
    hashes = pinned(ledger, plan_text(text))
    names = citing(loaded.ruleset)
    path = folder / "clauses.yaml"
    lines = path.read_text("utf-8").splitlines()
    written = [_line(line, hashes, names) for line in lines]
    write_whole(path, ("\n".join(written) + "\n").encode(), private=False)
    return sum(line != new for line, new in zip(lines, written, strict=True))


def _line(line: str, hashes: dict[str, str], names: dict[str, tuple[str, ...]]) -> str:
    entry = _ENTRY.match(line)
    if entry is None or entry["locator"] not in hashes:
        return line
    rest, found = entry["rest"], names.get(entry["locator"], ())
    heading, todo = "heading: true" in rest, "todo: true" in rest
    return entry["indent"] + clause_line(entry["locator"], entry["starts"], hashes[entry["locator"]], found, heading=heading, todo=todo)


def clause_line(locator: str, starts: str, fingerprint: str | None, cited_by: tuple[str, ...] = (), *, heading: bool, todo: bool) -> str:
    """A clause as `clauses.yaml` writes it."""
    said = [f'starts: "{starts}"', *([f"hash: {fingerprint}"] if fingerprint else [])]
    said += ["heading: true"] if heading else []
    said += ["todo: true"] if todo else []
    said += [f"cited_by: [{', '.join(cited_by)}]"] if cited_by else []
    return f"{locator}: {{{', '.join(said)}}}"
