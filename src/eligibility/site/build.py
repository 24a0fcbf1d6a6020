"""The folder of the explorer: written whole, and again in the same place without what no longer belongs there."""

from __future__ import annotations

import hashlib
from pathlib import Path

from eligibility._atomic_write import unwritable, write_files
from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.site.content import explorer
from eligibility.site.pages import LANGUAGES, Site, static_files

LIST = "files.txt"
"""The list of the files of a site with their hashes: by it a folder is known to be one of ours."""


def build(out: Path, root: Path, *, prove: bool = False) -> int:
    """Write the explorer of the rulesets in a folder, and return how many files it has.

    The folder may be new, empty, or hold an explorer, whose files are replaced. Equal rules give equal files. With `prove` the pages of
    changes say what the solver proves of each.

    Raises:
        EligibilityError: the folder holds something else, or cannot be written.
        RulesetError: the files of a version have mistakes.
    """
    old = _listed(out)
    found = explorer(root, prove=prove)
    made = {path: text.encode() for part in (static_files(), *(Site(found, one).files() for one in LANGUAGES)) for path, text in part}
    lines = (f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in sorted(made.items()))
    try:
        changed = {path: content for path, content in made.items() if not _same(out / path, content)}
        write_files(out, {**changed, LIST: "".join(lines).encode()})
        for path in sorted(old - made.keys()):
            (out / path).unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(out.name, error) from None
    return len(made)


def _same(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _listed(out: Path) -> set[str]:
    """The files that an explorer in the folder has.

    Raises:
        EligibilityError: it holds something else.
    """
    if out.exists() and not out.is_dir():
        raise _wrong(out, "不是文件夹", "is no folder")
    if not out.exists() or not any(out.iterdir()):
        return set()
    if not (out / LIST).is_file():
        raise _wrong(out, "里面有别的文件，请用一个空的文件夹", "holds other files; name an empty folder")
    paths = {line.split("  ", 1)[1] for line in (out / LIST).read_text("utf-8").splitlines() if "  " in line}
    return {path for path in paths if not Path(path).is_absolute() and ".." not in Path(path).parts}


def _wrong(out: Path, zh: str, en: str) -> EligibilityError:
    return EligibilityError([Problem(ProblemCode.UNWRITABLE_FILE, out.name, Text(zh, en))])
