"""Writing fingerprints: the only place where a ruleset file is changed, and that atomically."""

from __future__ import annotations

import re
from pathlib import Path

from eligibility._atomic_write import write_whole
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem, RulesetError
from eligibility.i18n import Text
from eligibility.rules.clauses import pinned, plan_text, read_ledger

_ENTRY = re.compile(r'^(?P<indent>  )(?P<locator>[^:#]+): \{starts: "(?P<starts>[^"]*)"(?P<rest>[^}]*)\}$')


def pin_folder(folder: Path, sources: Path) -> int:
    """Write the fingerprint of every clause found in `sources/REGION.txt`. Returns the number of new or changed fingerprints.

    Raises:
        RulesetError: the ledger cannot be read.
        EligibilityError: there is no ledger, or no text.
    """
    ledger = read_ledger(folder)
    text = sources / f"{folder.parent.name}.txt"
    if ledger is None or not text.is_file():
        missing = "clauses.yaml" if ledger is None else text.name
        raise EligibilityError([Problem(ProblemCode.NO_SUCH_FILE, missing, Text("找不到文件", "there is no such file"))])
    if ledger.found:
        raise RulesetError(ledger.found)
    hashes = pinned(ledger, plan_text(text))
    path = folder / "clauses.yaml"
    lines = path.read_text("utf-8").splitlines()
    write_whole(path, ("\n".join(_line(line, hashes) for line in lines) + "\n").encode(), private=False)
    return sum(ledger.clauses[locator].hash != found for locator, found in hashes.items())


def _line(line: str, hashes: dict[str, str]) -> str:
    entry = _ENTRY.match(line)
    if entry is None or entry["locator"] not in hashes:
        return line
    heading = ", heading: true" if "heading: true" in entry["rest"] else ""
    return f'  {entry["locator"]}: {{starts: "{entry["starts"]}", hash: {hashes[entry["locator"]]}{heading}}}'
