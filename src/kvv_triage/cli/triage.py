"""Weighing a case: `kvv triage` with people, `kvv beslis` without; and `kvv controleer` for what both go by."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from kvv_triage.cli import dutch
from kvv_triage.cli.options import ContentOption, DataOption, places

commands = typer.Typer()


@commands.command(cls=dutch.DutchCommand)
def triage(
    case: Annotated[
        str | None,
        typer.Argument(
            metavar="ZAAK", help="Pseudoniem van de zaak, geen naam. Laat je het weg, dan vraagt kvv ernaar."
        ),
    ] = None,
    *,
    practice: Annotated[bool, typer.Option("--oefening", help="Oefen: er wordt niets bewaard.")] = False,
    plain: Annotated[
        bool,
        typer.Option("--eenvoudig", help="Vraag in gewone genummerde regels, bijvoorbeeld voor een schermlezer."),
    ] = False,
    content: ContentOption = None,
    data: DataOption = None,
) -> None:
    """Stel de vragen over een zaak en hoor wie je nu belt."""
    from kvv_triage.commands.triage import run

    run(case, practice=practice, plain=plain, places=places(content, data))


@commands.command(cls=dutch.DutchCommand)
def beslis(
    source: Annotated[
        str,
        typer.Argument(metavar="PAD|-", help="Bestand met antwoorden in YAML of JSON; een streepje leest de invoer."),
    ],
    *,
    lines: Annotated[
        bool,
        typer.Option("--regels", help="Elke regel is een eigen JSON-document; elke regel krijgt een uitkomst."),
    ] = False,
    content: ContentOption = None,
    data: DataOption = None,
) -> None:
    """Beslis op antwoorden uit een bestand; vraagt en bewaart niets, antwoordt in JSON."""
    from kvv_triage.commands.beslis import run

    run(source, lines=lines, places=places(content, data))


@commands.command(cls=dutch.DutchCommand)
def controleer(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="MAP", help="De map om te controleren. Weggelaten: de inhoud die kvv gebruikt."),
    ] = None,
    *,
    form: Annotated[
        Literal["tekst", "json", "github"],
        typer.Option(
            "--formaat",
            metavar="tekst|json|github",
            help="Hoe de fouten getoond worden; gewoonlijk als tekst.",
        ),
    ] = "tekst",
    content: ContentOption = None,
    data: DataOption = None,
) -> None:
    """Controleer vragenlijsten, drempels en oefenzaken: alle fouten in één keer, met hun plaats."""
    from kvv_triage.commands.controleer import run

    run(folder, form=form, places=places(content, data))
