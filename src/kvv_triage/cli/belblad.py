"""`kvv belblad`: the call sheet again, and what came of the call."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from kvv_triage.cli import dutch
from kvv_triage.cli.options import ContentOption, DataOption, a_path, places

commands = typer.Typer()


@commands.command(cls=dutch.DutchCommand)
def belblad(
    what: Annotated[
        str | None,
        typer.Argument(metavar="ZAAK|SESSIE", help="De zaak (haar nieuwste weging) of een sessie. Anders vraagt kvv."),
    ] = None,
    *,
    kind: Annotated[
        Literal["advies", "melding"] | None,
        typer.Option(
            "--soort",
            metavar="advies|melding",
            help="Voor advies (gewoonlijk) staat er niets in wat iemand herkenbaar maakt; voor een melding alles.",
        ),
    ] = None,
    form: Annotated[
        Literal["md", "html", "pdf"] | None,
        typer.Option(
            "--formaat", metavar="md|html|pdf", help="In welke vorm; anders zegt de naam van het bestand het."
        ),
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--naar", parser=a_path, metavar="BESTAND", help="Om af te drukken.")
    ] = None,
    content: ContentOption = None,
    data: DataOption = None,
) -> None:
    """Toon het belblad van een zaak, en leg vast wat er van het bellen kwam."""
    from kvv_triage.commands.belblad import Paper, run

    run(what, Paper(kind or "", "markdown" if form == "md" else form, to), places=places(content, data))
