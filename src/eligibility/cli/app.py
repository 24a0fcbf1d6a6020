"""The commands, put together. Exit status: 0 answered, 1 something the user must mend (said on stderr), 2 usage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from eligibility._version import __version__
from eligibility.cli import answers, asking, authoring, family, foresight, office, versions, warehouse

app = typer.Typer(
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
) -> None:
    """Options that stand before the command."""


COMMANDS: list[Callable[..., None]] = [
    *(answers.check, answers.explain, answers.compare, answers.replay, asking.ask),
    *(foresight.timeline, foresight.cliff, foresight.remedy),
    family.card,
    *(office.screen, warehouse.sql),
    *(versions.diff, versions.verify),
    *(authoring.lint, authoring.pin, authoring.test, authoring.schema),
]
for command in COMMANDS:
    app.command()(command)

listing = typer.Typer(rich_markup_mode=None)
listing.callback(invoke_without_command=True)(authoring.rulesets)
listing.command()(authoring.show)
app.add_typer(listing, name="rulesets")
