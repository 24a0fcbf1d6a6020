"""How the commands are put together: each is loaded when it is called, and all are listed."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module

import pytest
from typer.testing import CliRunner

from eligibility.cli.app import COMMANDS, app
from tests.cli.command_line import FAMILY
from tests.conftest import ROOT

SHARED = {
    "usage",
    "chinese_help",
    "__init__",
    "app",
    "options",
    "encoding",
    "hints",
    "output",
    "render",
    "prompts",
    "listening",
    "http_protocol",
}
"""Modules beside the commands."""


def modules_after(*args: str) -> set[str]:
    """The modules that a call of the command line has loaded."""
    code = (
        "import json, sys; from typer.testing import CliRunner; from eligibility.cli.app import app; "
        "done = CliRunner().invoke(app, sys.argv[1:]); assert done.exit_code == 0, done.output; print(json.dumps(list(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


@pytest.mark.parametrize(
    "args", [("check", FAMILY, "--engine", "kernel", "--format", "json"), ("schema",), ("rulesets", "show", "--help"), ("check", "--help")]
)
def test_only_the_command_that_is_called_is_loaded(args: tuple[str, ...]) -> None:
    loaded = {name.rpartition(".")[2] for name in modules_after(*args) if name.startswith("eligibility.cli.")}
    assert loaded & set(COMMANDS) == {args[0]}


def test_a_household_is_answered_without_what_only_others_need() -> None:
    """No local book, no register, no picture, no proof, no second engine: each is loaded by those who name it."""
    loaded = modules_after("check", FAMILY, "--engine", "kernel", "--format", "json")
    rooms = {"bulk", "card", "durable", "guidance", "register", "verify"}
    assert not {name for name in loaded if name.startswith("eligibility.") and name.split(".")[1] in rooms}
    assert not {"eligibility.book.read", "eligibility.book.shapes", "eligibility.book.lint"} & set(loaded)
    assert not loaded & {"polars", "duckdb", "z3", "matplotlib", "jinja2", "durable", "durable_rules_engine"}


def test_a_short_command_loads_nothing_that_it_does_not_call() -> None:
    """Neither the reader of YAML, nor the search for plugins of Pydantic in every package, nor what these bring along."""
    code = (
        "import atexit, sys; from eligibility_command import main; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
        "sys.argv[0] = 'eligibility'; main()"
    )
    done = subprocess.run([sys.executable, "-c", code, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("eligibility ")
    assert not {"yaml", "importlib.metadata", "email", "zipfile", "rich", "dateutil", "logging"} & set(done.stderr.split())


def test_pydantic_finds_no_plugins_and_whatever_else_it_asks_for() -> None:
    code = (
        "import sys; import eligibility_command as c; stub = sys.modules[c.PLUGINS] = c._NoPlugins(c.PLUGINS); import pydantic; "
        "pydantic.TypeAdapter(int).validate_python(1); assert sys.modules[c.PLUGINS] is stub; "
        "from pydantic.plugin._loader import PYDANTIC_ENTRY_POINT_GROUP as group; print(group, sys.modules[c.PLUGINS] is stub)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["pydantic", "False"]


def test_help_lists_every_command_in_order() -> None:
    """With the first sentence of what each does."""
    lines = CliRunner().invoke(app, ["--help"], env={"ELIGIBILITY_LANG": "en"}, terminal_width=200).output.splitlines()
    listed = [line.split(maxsplit=1) for line in lines[lines.index("Commands:") + 1 :]]
    assert [name for name, _ in listed] == list(COMMANDS)
    for name, said in listed:
        told = (getattr(import_module(f"eligibility.cli.{name}"), name).__doc__ or "").strip()
        assert told.startswith(said.removesuffix("..."))


def test_every_module_is_a_command_or_shared() -> None:
    modules = {path.stem for path in (ROOT / "src" / "eligibility" / "cli").glob("*.py")}
    assert modules == {*COMMANDS, *SHARED}


@pytest.mark.parametrize(("wrong", "right"), [("chek", "'check'"), ("rulset", "'rulesets'"), ("dif", "'diff'")])
def test_a_wrong_name_is_answered_with_the_nearest(wrong: str, right: str) -> None:
    done = CliRunner().invoke(app, [wrong], env={"ELIGIBILITY_LANG": "en"})
    assert done.exit_code == 2
    assert f"No such command '{wrong}'. Did you mean {right}" in done.output
