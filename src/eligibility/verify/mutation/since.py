"""The supports whose rule differs from what a git reference holds: what a pull request has to mutate."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from eligibility.codes import ProblemCode
from eligibility.errors import EligibilityError, Problem
from eligibility.i18n import Text
from eligibility.rules.load import load_folder
from eligibility.rules.ruleset_diff import rule_hashes


@contextmanager
def rulesets_at(root: Path, reference: str) -> Iterator[Path]:
    """A copy of a folder of rulesets as a git reference holds it.

    Raises:
        EligibilityError: the folder is in no repository, or the repository has no such reference or no rulesets there.
    """
    top = _git(root, ["rev-parse", "--show-toplevel"], reference)
    inside = _git(root, ["rev-parse", "--show-prefix"], reference)
    commit = _git(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}"], reference).split()[-1]
    archive = _bytes(Path(top), ["archive", "--format=tar", f"{commit}:{inside.rstrip('/')}"], reference)
    with TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(folder, filter="data")
        yield Path(folder)


def changed_supports(folder: Path, root: Path, before: Path) -> frozenset[str] | None:
    """The supports of a version whose rule hash is not the one in another copy of the rulesets; None, for all, where the copy lacks it.

    Raises:
        RulesetError: the files of one of the two cannot be loaded.
    """
    old = before / folder.resolve().relative_to(root.resolve())
    if not (old / "ruleset.yaml").is_file():
        return None
    hashes, known = rule_hashes(load_folder(folder, root).ruleset), rule_hashes(load_folder(old, before).ruleset)
    return frozenset(name for name, found in hashes.items() if known.get(name) != found)


def _git(folder: Path, arguments: list[str], reference: str) -> str:
    return _bytes(folder, arguments, reference).decode().strip()


def _bytes(folder: Path, arguments: list[str], reference: str) -> bytes:
    """What git prints.

    Raises:
        EligibilityError: git is not there or refuses.
    """
    try:
        return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True).stdout
    except (subprocess.CalledProcessError, OSError) as error:
        said = getattr(error, "stderr", b"").decode(errors="replace").strip().splitlines()
        detail = said[-1].removeprefix("fatal: ") if said else "no such reference"
        message = Text(f"从 git 里取不到规则（{detail}）", f"git cannot give the rulesets ({detail})")
        mend = Text("请写规则所在仓库的一个提交、分支或标签。", "Name a commit, branch or tag of the repository of the rulesets.")
        raise EligibilityError([Problem(ProblemCode.UNKNOWN_REFERENCE, reference, message, mend)]) from None
