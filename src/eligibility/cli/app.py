"""The commands, put together. Exit status: 0 answered, 1 something the user must mend (said on stderr), 2 usage."""

from __future__ import annotations

from collections.abc import Callable

import typer

from eligibility.cli import answers, asking, authoring, family, foresight, office, versions, warehouse

app = typer.Typer(
    name="eligibility",
    help="Which disability supports apply to a household, by which clause of the regional plan, and what is still to be asked.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

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
