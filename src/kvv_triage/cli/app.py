"""kvv itself: what it says of itself, the options that stand before a command, and every command in order."""

import os
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.main import get_command

from kvv_triage.cli import beheer, belblad, drempel, dutch, opvolging, sessions, triage, voltooiing

app = typer.Typer(
    cls=dutch.DutchGroup,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
    help=(
        "Vragen voor het wijkteam die eindigen in: wie bel je nu, en waarom.\n\n"
        "Dit is een hulp bij je eigen inschatting. Het voorspelt niets. Twijfel je, dan mag je "
        "altijd bellen: Veilig Thuis 0800-2000, bij direct gevaar 112."
    ),
)
app.add_typer(triage.commands)
app.add_typer(belblad.commands)
app.add_typer(sessions.commands)
app.add_typer(voltooiing.commands)
app.add_typer(drempel.drempel, name="drempel")
app.add_typer(opvolging.opvolging, name="opvolging")
app.add_typer(beheer.beheer, name="beheer")


def run(args: Sequence[str]) -> int:
    """Run kvv with these words, or answer the shell that asks what may stand here.

    Gives the exit code, raises KvvError.
    """
    if os.environ.get(voltooiing.ASKED):
        return voltooiing.answer_tab(get_command(app))
    return dutch.run(app, args, name="kvv")


def show_version(wanted: bool) -> None:  # noqa: FBT001 -- the shape Typer asks of a callback
    """Print the version and stop."""
    if wanted:
        from kvv_triage import __version__

        typer.echo(f"kvv {__version__}")
        raise typer.Exit


@app.callback()
def kvv(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Toon de versie en stop.", is_eager=True, callback=show_version)
    ] = False,
) -> None:
    """Take the options that stand before a command."""
    del version
