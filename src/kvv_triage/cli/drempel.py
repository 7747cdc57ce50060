"""The group `kvv drempel`: what trainers do with the thresholds."""

from pathlib import Path
from typing import Annotated

import typer

from kvv_triage.cli import dutch
from kvv_triage.cli.options import ContentOption, DataOption, places

drempel = typer.Typer(cls=dutch.DutchGroup, help="Probeer de drempels uit, of begin een eigen map voor jouw regio.")


@drempel.command("test", cls=dutch.DutchCommand)
def drempel_test(
    *,
    minimum: Annotated[
        int,
        typer.Option(
            "--minimaal",
            metavar="PERCENTAGE",
            min=0,
            max=100,
            help="Minstens zoveel procent van drempels, antwoorden en specialisten moet geraakt worden.",
        ),
    ] = 0,
    content: ContentOption = None,
    data: DataOption = None,
) -> None:
    """Beslis elke oefenzaak, toon wat anders uitkomt en wat geen zaak raakt."""
    from kvv_triage.commands.drempel import test

    test(minimum=minimum, places=places(content, data))


@drempel.command("begin", cls=dutch.DutchCommand)
def drempel_begin(
    folder: Annotated[Path, typer.Argument(metavar="MAP", help="De nieuwe of lege map voor jouw regio.")],
    *,
    content: ContentOption = None,
    data: DataOption = None,
) -> None:
    """Schrijf de vragenlijsten, drempels en oefenzaken naar een eigen map, en toon wat je invult."""
    from kvv_triage.commands.drempel import begin

    begin(folder, places=places(content, data))
