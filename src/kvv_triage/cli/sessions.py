"""Looking back at what is kept: `kvv sessies`, `kvv toon`, `kvv export` and `kvv rapport`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from kvv_triage.cli import dutch
from kvv_triage.cli.options import DAY, ContentOption, DataOption, a_path, day_of, places

commands = typer.Typer()


@commands.command(cls=dutch.DutchCommand)
def sessies(
    case: Annotated[
        str | None, typer.Argument(metavar="ZAAK", help="Alleen van deze zaak. Weggelaten: van alle zaken.")
    ] = None,
    *,
    open_only: Annotated[bool, typer.Option("--open", help="Alleen wegingen die niet af zijn.")] = False,
    since: Annotated[
        datetime | None, typer.Option("--van", metavar="DATUM", formats=DAY, help="Begonnen op of na deze dag.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--tot", metavar="DATUM", formats=DAY, help="Begonnen vóór deze dag.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Antwoord in JSON.")] = False,
    content: ContentOption = None,
    data: DataOption = None,
) -> None:
    """Toon welke wegingen bewaard zijn, de nieuwste eerst."""
    from kvv_triage.commands.sessies import run

    run(
        case,
        open_only=open_only,
        since=day_of(since),
        until=day_of(until),
        as_json=as_json,
        places=places(content, data),
    )


@commands.command(cls=dutch.DutchCommand)
def toon(
    named: Annotated[
        str,
        typer.Argument(metavar="SESSIE|ZAAK", help="De sessie of de zaak. Van een zaak zie je de nieuwste weging."),
    ],
    *,
    content: ContentOption = None,
    data: DataOption = None,
) -> None:
    """Toon een weging: de uitkomst met haar redenen, en het verloop. Met --inhoud beslist een andere map."""
    from kvv_triage.commands.toon import run

    run(named, places=places(content, data))


@commands.command(cls=dutch.DutchCommand)
def export(
    what: Annotated[
        str | None,
        typer.Argument(metavar="SESSIE|ZAAK", help="De sessie of de zaak. Weggelaten: alles uit een periode."),
    ] = None,
    *,
    form: Annotated[
        Literal["markdown", "html", "pdf", "json", "csv", "ics"] | None,
        typer.Option(
            "--formaat",
            metavar="markdown|html|pdf|json|csv|ics",
            help="In welke vorm. Weggelaten: zoals het bestand achter --naar heet, en anders markdown.",
        ),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--naar", parser=a_path, metavar="PAD", help="Bestand of map. Weggelaten: naar het scherm."),
    ] = None,
    detail: Annotated[
        Literal["kort", "team", "volledig"],
        typer.Option(
            "--niveau",
            metavar="kort|team|volledig",
            help="Hoeveel: kort (gewoonlijk) zonder antwoorden en namen, team zonder wat de cliënt zei, of alles.",
        ),
    ] = "kort",
    hidden: Annotated[
        str | None,
        typer.Option(
            "--niet-tonen-aan",
            metavar="PERSOON",
            help="Laat alles over deze persoon weg, zoals kind-1, en alle getypte tekst.",
        ),
    ] = None,
    sealed_for: Annotated[
        Path | None,
        typer.Option("--voor", metavar="SLEUTEL", help="Versleutel met age voor de openbare sleutel in dit bestand."),
    ] = None,
    since: Annotated[
        datetime | None, typer.Option("--van", metavar="DATUM", formats=DAY, help="Begonnen op of na deze dag.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--tot", metavar="DATUM", formats=DAY, help="Begonnen vóór deze dag.")
    ] = None,
    team: Annotated[str | None, typer.Option("--team", metavar="TEAM", help="Alleen wegingen van dit team.")] = None,
    content: ContentOption = None,
    data: DataOption = None,
) -> None:
    """Schrijf wegingen naar een bestand of map: voor het dossier, een collega of een rekenblad."""
    from kvv_triage.commands.export import Wanted, run
    from kvv_triage.pages.redaction import Detail, Share

    wanted = Wanted(what, day_of(since), day_of(until), team)
    run(wanted, Share(Detail(detail), hidden), form, to=to, sealed_for=sealed_for, places=places(content, data))


@commands.command(cls=dutch.DutchCommand)
def rapport(
    *,
    since: Annotated[
        datetime | None,
        typer.Option("--van", metavar="DATUM", formats=DAY, help="Vanaf de maand met deze dag; anders 12 maanden."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(
            "--tot", metavar="DATUM", formats=DAY, help="Tot en met de maand van de dag ervoor; anders de vorige maand."
        ),
    ] = None,
    team: Annotated[
        str | None, typer.Option("--team", metavar="TEAM", help="Alleen van dit team, zoals in de instellingen.")
    ] = None,
    form: Annotated[
        Literal["tekst", "html", "csv", "json"],
        typer.Option("--formaat", metavar="tekst|html|csv|json", help="Hoe de cijfers getoond worden."),
    ] = "tekst",
    target: Annotated[
        Path | None, typer.Option("--naar", parser=a_path, metavar="PAD", help="Schrijf naar een nieuw bestand.")
    ] = None,
    content: ContentOption = None,
    data: DataOption = None,
) -> None:
    """Tel over hele maanden wat er is gewogen en gebeld, zonder gegevens van zaken en zonder kleine aantallen."""
    from kvv_triage.commands.rapport import run

    run(
        since=day_of(since),
        until=day_of(until),
        team=team,
        form=form,
        target=target,
        places=places(content, data),
    )
