"""`eligibility lint` and `test`: rules that are wrong, and rules that attack."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command_line import run
from tests.conftest import SUPPORTS, Toy, support


def test_lint_and_test_of_a_folder(toy: Toy) -> None:
    folder = toy(
        support("certified"), cases__a="cases:\n  - {case: a, as_of: 2024-06-01, person: {certified: true}, expect: {cash: not_eligible}}\n"
    )
    done = run("lint", str(folder), "--lang", "en")
    assert done.returncode == 1
    assert "[route_never_granted]" in done.stderr
    done = run("test", str(folder), "--lang", "en")
    assert done.returncode == 1
    assert "cases/a.yaml:2: a: cash@m1 status: expected not_eligible, found eligible" in done.stderr
    assert "toy/2022-01-01: 0 passed, 1 failed" in done.stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &a [x]\nb: [*a, *a]", "anchors and aliases are not allowed"),
        (support("__import__('os').system('touch hacked')"), "cannot be called"),
        (support("open('hacked', 'w')"), "cannot be called"),
        ("!!python/object/new:os.system [touch hacked]", "is not allowed here"),
        ("\x00", "not YAML"),
    ],
)
def test_rules_that_attack_are_refused(toy: Toy, tmp_path: Path, text: str, message: str) -> None:
    folder = toy(text)
    done = run("lint", str(folder), "--lang", "en", cwd=tmp_path)
    assert done.returncode == 1
    assert message in done.stderr
    assert not list(tmp_path.rglob("hacked"))


def test_a_yaml_bomb_is_refused_at_once(toy: Toy) -> None:
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))]
    done = run("lint", str(toy("\n".join(lines))), "--lang", "en")
    assert done.returncode == 1
    assert "anchors and aliases are not allowed" in done.stderr


def test_supports_file_of_a_foreign_root_is_checked(toy: Toy) -> None:
    folder = toy(support("certified"), supports=SUPPORTS.replace("allowances", "alowances"))
    done = run("lint", str(folder), "--lang", "en")
    assert done.returncode == 1
    assert "area must be one of" in done.stderr
