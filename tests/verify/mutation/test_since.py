"""What differs from a git reference: the supports whose rule is another, all where the reference lacks the version."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import eligibility as el
from eligibility.verify.mutation.since import changed_supports, rulesets_at
from tests.conftest import Toy, support

RULES = support("certified") + support("tekun", name="card")


def git(folder: Path, *arguments: str) -> None:
    names = ["-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", "-C", str(folder), *names, *arguments], check=True, capture_output=True)


@pytest.fixture
def committed(toy: Toy) -> Path:
    folder = toy(RULES)
    git(folder.parents[1], "init", "-q")
    git(folder.parents[1], "add", "-A")
    git(folder.parents[1], "commit", "-qm", "rules")
    return folder


def test_only_the_rule_that_changed(committed: Path) -> None:
    root = committed.parents[1]
    with rulesets_at(root, "HEAD") as before:
        assert changed_supports(committed, root, before) == frozenset()
        (committed / "allowances.yaml").write_text(RULES.replace("'tekun'", "'autism'"), "utf-8")
        assert changed_supports(committed, root, before) == {"card"}
    assert not before.exists()


def test_a_version_that_the_reference_lacks_is_mutated_as_a_whole(committed: Path) -> None:
    root = committed.parents[1]
    later = committed.with_name("2023-01-01")
    shutil.copytree(committed, later)
    with rulesets_at(root, "HEAD") as before:
        assert changed_supports(later, root, before) is None


def test_no_such_reference_is_one_problem(committed: Path) -> None:
    with pytest.raises(el.EligibilityError, match="git cannot give the rulesets"), rulesets_at(committed.parents[1], "nowhere"):
        pass
