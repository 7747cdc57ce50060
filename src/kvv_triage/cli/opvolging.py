"""The group `kvv opvolging`: what still has to be done after the meetings."""

from pathlib import Path
from typing import Annotated

import typer

from kvv_triage.cli import dutch
from kvv_triage.cli.options import ContentOption, DataOption, a_path, places


class OpvolgingGroup(dutch.DutchGroup):
    """The commands about what still has to be done; without one of them it is the list."""

    otherwise = "lijst"


opvolging = typer.Typer(
    cls=OpvolgingGroup, help="Bekijk wat na een weging nog moet gebeuren, en leg vast wat klaar is."
)


@opvolging.command("lijst", cls=dutch.DutchCommand)
def opvolging_lijst(
    case: Annotated[
        str | None, typer.Argument(metavar="ZAAK", help="Alleen van deze zaak. Weggelaten: van alle zaken.")
    ] = None,
    *,
    who: Annotated[
        str | None,
        typer.Option("--wie", metavar="NAAM", help="Alleen wat deze collega doet, of waarvan die regiehouder is."),
    ] = None,
    with_done: Annotated[bool, typer.Option("--alles", help="Ook wat klaar is, en wat ervan kwam.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Antwoord in JSON.")] = False,
    calendar: Annotated[
        Path | None,
        typer.Option(
            "--ics",
            parser=a_path,
            metavar="PAD",
            help="Schrijf ook een bestand voor je agenda, zonder iets over de zaak.",
        ),
    ] = None,
    content: ContentOption = None,
    data: DataOption = None,
) -> None:
    """Toon wat nog niet klaar is, het dringendste eerst; het woord lijst mag je weglaten."""
    from kvv_triage.commands.opvolging import run

    run(case, who=who, with_done=with_done, as_json=as_json, calendar=calendar, places=places(content, data))


@opvolging.command("klaar", cls=dutch.DutchCommand)
def opvolging_klaar(
    session: Annotated[str, typer.Argument(metavar="SESSIE", help="De sessie, zoals kvv opvolging haar noemt.")],
    item: Annotated[str, typer.Argument(metavar="PUNT", help="Het punt daarin, zoals afspraak-2.")],
    *,
    outcome: Annotated[
        str, typer.Option("--uitkomst", metavar="TEKST", help="Wat ervan is gekomen. Anders vraagt kvv ernaar.")
    ] = "",
    confirmed_by: Annotated[
        str,
        typer.Option(
            "--bevestigd-door",
            metavar="NAAM",
            help="Bij een overdracht: wie daar heeft bevestigd. Anders vraagt kvv ernaar.",
        ),
    ] = "",
    content: ContentOption = None,
    data: DataOption = None,
) -> None:
    """Leg vast dat iets klaar is, en wat ervan is gekomen."""
    from kvv_triage.commands.opvolging_klaar import run

    run(session, item, outcome=outcome, confirmed_by=confirmed_by, places=places(content, data))


@opvolging.command("overnemen", cls=dutch.DutchCommand)
def opvolging_overnemen(
    colleague: Annotated[str, typer.Argument(metavar="NAAM", help="De collega van wie je de zaken overneemt.")],
    *,
    content: ContentOption = None,
    data: DataOption = None,
) -> None:
    """Geef alle zaken van een collega een andere regiehouder, bijvoorbeeld bij ziekte."""
    from kvv_triage.commands.opvolging_overnemen import run

    run(colleague, places=places(content, data))
