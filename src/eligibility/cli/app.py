"""The commands, put together. Exit status: 0 answered, 1 something the user must correct (printed on stderr), 2 usage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer
from typer._click.exceptions import UsageError
from typer.core import TyperGroup

from eligibility._version import __version__
from eligibility.cli.usage import after_command, in_language, language_of
from eligibility.i18n import Language

if TYPE_CHECKING:
    from typer._click import Command, Context

COMMANDS = (
    *("check", "explain", "compare", "replay", "ask"),
    *("timeline", "cliff", "remedy"),
    *("card", "screen", "roster", "sql"),
    *("diff", "verify"),
    *("new", "lint", "pin", "test", "schema", "rulesets", "book"),
    *("serve", "mcp", "site", "lsp"),
)
"""Every command, in the order of the help. Each is a function of its name, in a module of its name."""


def loaded(name: str) -> Command:
    """A command from its module; one with `SUBCOMMANDS` is a group that can also be called by itself."""
    module = import_module(f"eligibility.cli.{name}")
    made = typer.Typer(name=name, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    subcommands = getattr(module, "SUBCOMMANDS", ())
    if subcommands:
        made.callback(invoke_without_command=True)(getattr(module, name))
    for function in subcommands or (getattr(module, name),):
        made.command()(function)
    return typer.main.get_command(made)


class Commands(TyperGroup):
    """The commands, each loaded when it is called or its help is asked for. A mistake in the call is told in its language."""

    _language: Language = "zh"
    _helping = False

    def make_context(self, info_name: str | None, args: list[str], parent: Context | None = None, **extra: object) -> Context:
        self._language = language_of(args)
        self._helping = not args or "--help" in args
        self._speak(self)
        with self._told():
            return super().make_context(info_name, after_command(args), parent, **extra)

    def _speak(self, command: Command) -> None:
        """Let a command write its usage and its help in the language that the call asks for."""
        if self._language == "zh":
            from eligibility.cli.chinese_help import speak_chinese

            speak_chinese(command, told=self._helping)

    def invoke(self, ctx: Context) -> object:
        with self._told():
            return super().invoke(ctx)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell a mistake in the call in the language that the call asks for."""
        try:
            yield
        except UsageError as error:
            raise in_language(error, self._language) from None

    def list_commands(self, ctx: object) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: object, cmd_name: str) -> Command | None:
        """A command by its name. Where there is none of that name all are loaded, so that the nearest can be named."""
        for name in (cmd_name,) if cmd_name in COMMANDS else COMMANDS:
            if name not in self.commands:
                self.commands[name] = loaded(name)
                self._speak(self.commands[name])
        return self.commands.get(cmd_name)


app = typer.Typer(
    cls=Commands,
    name="eligibility",
    help="Which disability supports apply to a household, by which clause of the regional plan, and what is still to be asked.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def print_version(asked: bool) -> None:
    """Print the library's version and leave, before any command is looked for."""
    if asked:
        typer.echo(f"eligibility {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version and leave.")] = False,
    lang: Annotated[Language | None, typer.Option(help="The language of this help: zh or en.")] = None,
) -> None:
    """Only `--version` is handled here; commands do the rest, and are told the language with their own options."""
