"""The command line: names, options and help of every command; each command is imported when it runs.

No `from __future__ import annotations` here: Typer reads these annotations at run time.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from kvv_triage import dutch

Content = Annotated[
    Path | None,
    typer.Option(
        "--inhoud",
        metavar="MAP",
        help="Map met vragenlijsten en drempels. Anders: KVV_INHOUD, je instellingen, of wat bij kvv hoort.",
    ),
]
Data = Annotated[
    Path | None,
    typer.Option(
        "--gegevens",
        metavar="MAP",
        help="Map waar kvv zijn gegevens bewaart. Anders: KVV_GEGEVENS, je instellingen, of je eigen gegevensmap.",
    ),
]

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


def run(args: Sequence[str]) -> int:
    """Run kvv with these words; gives the exit code, raises KvvError."""
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


@app.command(cls=dutch.DutchCommand)
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
    content: Content = None,
    data: Data = None,
) -> None:
    """Stel de vragen over een zaak en hoor wie je nu belt."""
    from kvv_triage.commands.triage import run

    run(case, practice=practice, plain=plain, content=content, data=data)


@app.command(cls=dutch.DutchCommand)
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
    content: Content = None,
    data: Data = None,
) -> None:
    """Beslis op antwoorden uit een bestand; vraagt en bewaart niets, antwoordt in JSON."""
    from kvv_triage.commands.beslis import run

    run(source, lines=lines, content=content, data=data)


@app.command(cls=dutch.DutchCommand)
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
    content: Content = None,
    data: Data = None,
) -> None:
    """Controleer vragenlijsten, drempels en oefenzaken: alle fouten in één keer, met hun plaats."""
    from kvv_triage.commands.controleer import run

    run(folder, form=form, content=content, data=data)
