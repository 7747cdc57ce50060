"""The group `kvv beheer`: keeping the record in order."""

from pathlib import Path
from typing import Annotated

import typer

from kvv_triage.cli import dutch
from kvv_triage.cli.options import ContentOption, DataOption, a_path, places

beheer = typer.Typer(
    cls=dutch.DutchGroup, help="Beheer de opslag: sleutel, reservekopie, controle, opschonen en wissen."
)


@beheer.command("sleutel", cls=dutch.DutchCommand)
def beheer_sleutel(*, content: ContentOption = None, data: DataOption = None) -> None:
    """Kies wat de opslag opent: een wachtzin of de sleutelbos; of maak een nieuwe herstelcode."""
    from kvv_triage.commands.beheer import key

    key(places(content, data))


@beheer.command("reservekopie", cls=dutch.DutchCommand)
def beheer_reservekopie(
    target: Annotated[Path, typer.Argument(parser=a_path, metavar="PAD", help="Bestand of map voor de kopie.")],
    *,
    content: ContentOption = None,
    data: DataOption = None,
) -> None:
    """Maak een versleutelde kopie van de opslag, met het sleutelbestand ernaast."""
    from kvv_triage.commands.beheer import backup

    backup(target, places(content, data))


@beheer.command("herstel", cls=dutch.DutchCommand)
def beheer_herstel(
    source: Annotated[Path, typer.Argument(parser=a_path, metavar="PAD", help="De reservekopie.")],
    *,
    content: ContentOption = None,
    data: DataOption = None,
) -> None:
    """Zet een reservekopie terug, na een controle; het bestand dat er stond blijft bewaard."""
    from kvv_triage.commands.beheer import restore

    restore(source, places(content, data))


@beheer.command("controleer", cls=dutch.DutchCommand)
def beheer_controleer(
    *,
    seal: Annotated[
        str | None,
        typer.Option("--zegel", metavar="ZEGEL", help="Een zegel van een eerdere uitdraai: hoort dat bij deze opslag?"),
    ] = None,
    whole: Annotated[bool, typer.Option("--alles", help="Lees ook opnieuw wat al eerder is nagekeken.")] = False,
    content: ContentOption = None,
    data: DataOption = None,
) -> None:
    """Kijk of de opslag heel is, en noem de eerste plaats die niet klopt."""
    from kvv_triage.commands.beheer import verify

    verify(seal, whole=whole, places=places(content, data))


@beheer.command("klok", cls=dutch.DutchCommand)
def beheer_klok(*, content: ContentOption = None, data: DataOption = None) -> None:
    """Ga verder vanaf nu, als de klok eerder te ver vooruit stond en nu goed staat."""
    from kvv_triage.commands.beheer import accept_clock

    accept_clock(places(content, data))


@beheer.command("opschonen", cls=dutch.DutchCommand)
def beheer_opschonen(
    *,
    go_ahead: Annotated[
        bool, typer.Option("--ja", help="Wis het ook echt. Anders zie je alleen wat weg zou gaan.")
    ] = False,
    content: ContentOption = None,
    data: DataOption = None,
) -> None:
    """Wis antwoorden en sessies waarvan de bewaartermijn voorbij is."""
    from kvv_triage.commands.beheer import clean_up

    clean_up(go_ahead=go_ahead, places=places(content, data))


@beheer.command("wis", cls=dutch.DutchCommand)
def beheer_wis(
    case: Annotated[str, typer.Argument(metavar="ZAAK", help="Het pseudoniem van de zaak.")],
    *,
    reason: Annotated[
        str | None, typer.Option("--reden", metavar="TEKST", help="Waarom; zonder namen. Anders vraagt kvv ernaar.")
    ] = None,
    content: ContentOption = None,
    data: DataOption = None,
) -> None:
    """Wis alles van een zaak, ook uit de reservekopieën die kvv kent."""
    from kvv_triage.commands.beheer import erase

    erase(case, reason, places(content, data))
