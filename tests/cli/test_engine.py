"""Deriving twice is for those who have durable_rules; everyone else gets the kernel's answers and hears nothing of it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command_line import BODY, PROGRAM, answered, run_apart

HIDDEN = "import sys; sys.modules['durable_rules_engine'] = None; "
"""Stands for a machine on which durable_rules is not installed."""


def without(*args: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """The command line where durable_rules is not installed."""
    return run_apart(*args, program=HIDDEN + PROGRAM, **more)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_the_engine_the_answers_are_the_same_and_nothing_is_said(lang: str) -> None:
    """`check` answers by the kernel without a word about what is missing."""
    done = without("check", BODY, "--lang", lang)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == answered("check", BODY, "--lang", lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_asked_for_and_missing_it_is_one_message_that_names_the_extra(lang: str, tmp_path: Path) -> None:
    """Whoever asks for both derivations is not given one; an interview asks nothing first."""
    for given in (("check", BODY), ("ask", str(tmp_path / "p.json"))):
        done = without(*given, "--engine", "both", "--lang", lang)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(("durable_rules: ", "durable_rules："))
        assert "pip install 'eligibility[live]'" in done.stderr
        assert done.stderr.count("\n") == 1


def test_an_interview_goes_on_without_the_engine(tmp_path: Path) -> None:
    done = without("ask", str(tmp_path / "p.json"), "--region", "zhangye", "--lang", "en", stdin="1\nq\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "How many people live together" in done.stdout


def test_a_live_case_without_the_engine_names_the_extra() -> None:
    code = (
        "import eligibility as el, datetime\n"
        "try:\n    el.Case(el.load_ruleset('zhangye'), datetime.date(2024, 6, 1))\n"
        "except el.EligibilityError as error:\n    print(type(error).__name__, error)"
    )
    said = run_apart(program=HIDDEN + code).stdout
    assert said.startswith("LiveEngineMissing durable_rules: ")
    assert "pip install 'eligibility[live]'" in said


@pytest.mark.usefixtures("live")
def test_where_the_engine_is_installed_it_derives_again_unasked() -> None:
    from eligibility.cli.options import Engine, derived_again

    assert derived_again(None)
    assert derived_again(Engine.BOTH)
    assert not derived_again(Engine.KERNEL)
