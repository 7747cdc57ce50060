"""The command line: names, options and help of every command; each command is imported when it runs.

No `from __future__ import annotations` here: Typer reads these annotations at run time.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from kvv_triage.cli import dutch

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

DAY = ["%Y-%m-%d", "%d-%m-%Y"]

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


drempel = typer.Typer(cls=dutch.DutchGroup, help="Probeer de drempels uit, of begin een eigen map voor jouw regio.")
app.add_typer(drempel, name="drempel")


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
    content: Content = None,
    data: Data = None,
) -> None:
    """Beslis elke oefenzaak, toon wat anders uitkomt en wat geen zaak raakt."""
    from kvv_triage.commands.drempel import test

    test(minimum=minimum, content=content, data=data)


@drempel.command("begin", cls=dutch.DutchCommand)
def drempel_begin(
    folder: Annotated[Path, typer.Argument(metavar="MAP", help="De nieuwe of lege map voor jouw regio.")],
    *,
    content: Content = None,
    data: Data = None,
) -> None:
    """Schrijf de vragenlijsten, drempels en oefenzaken naar een eigen map, en toon wat je invult."""
    from kvv_triage.commands.drempel import begin

    begin(folder, content=content, data=data)


@app.command(cls=dutch.DutchCommand)
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
    content: Content = None,
    data: Data = None,
) -> None:
    """Toon welke wegingen bewaard zijn, de nieuwste eerst."""
    from kvv_triage.commands.sessies import run

    del content  # the rows say it all
    run(
        case,
        open_only=open_only,
        since=since.date() if since else None,
        until=until.date() if until else None,
        as_json=as_json,
        data=data,
    )


@app.command(cls=dutch.DutchCommand)
def toon(
    session: Annotated[str, typer.Argument(metavar="SESSIE", help="De sessie, zoals kvv sessies haar noemt.")],
    *,
    content: Content = None,
    data: Data = None,
) -> None:
    """Toon een weging: de uitkomst met haar redenen, en het verloop. Met --inhoud beslist een andere map."""
    from kvv_triage.commands.toon import run

    run(session, content=content, data=data)


@app.command(cls=dutch.DutchCommand)
def export(
    what: Annotated[
        str | None,
        typer.Argument(metavar="SESSIE|ZAAK", help="De sessie of de zaak. Weggelaten: alles uit een periode."),
    ] = None,
    *,
    form: Annotated[
        Literal["markdown", "html", "pdf", "json", "csv", "ics"],
        typer.Option("--formaat", metavar="markdown|html|pdf|json|csv|ics", help="In welke vorm; gewoonlijk markdown."),
    ] = "markdown",
    to: Annotated[
        Path | None, typer.Option("--naar", metavar="PAD", help="Bestand of map. Weggelaten: naar het scherm.")
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
    content: Content = None,
    data: Data = None,
) -> None:
    """Schrijf wegingen naar een bestand of map: voor het dossier, een collega of een rekenblad."""
    from kvv_triage.commands.export import Wanted, run
    from kvv_triage.pages.redaction import Detail, Share

    del content  # every session is told with the content that decided it
    wanted = Wanted(what, since.date() if since else None, until.date() if until else None, team)
    run(wanted, Share(Detail(detail), hidden), form, to=to, sealed_for=sealed_for, data=data)


class OpvolgingGroup(dutch.DutchGroup):
    """The commands about what still has to be done; without one of them it is the list."""

    otherwise = "lijst"


opvolging = typer.Typer(
    cls=OpvolgingGroup, help="Bekijk wat na een weging nog moet gebeuren, en leg vast wat klaar is."
)
app.add_typer(opvolging, name="opvolging")


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
        typer.Option("--ics", metavar="PAD", help="Schrijf ook een bestand voor je agenda, zonder iets over de zaak."),
    ] = None,
    content: Content = None,
    data: Data = None,
) -> None:
    """Toon wat nog niet klaar is, het dringendste eerst; het woord lijst mag je weglaten."""
    from kvv_triage.commands.opvolging import run

    del content  # nothing is decided again
    run(case, who=who, with_done=with_done, as_json=as_json, calendar=calendar, data=data)


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
    content: Content = None,
    data: Data = None,
) -> None:
    """Leg vast dat iets klaar is, en wat ervan is gekomen."""
    from kvv_triage.commands.opvolging_klaar import run

    del content
    run(session, item, outcome=outcome, confirmed_by=confirmed_by, data=data)


@opvolging.command("overnemen", cls=dutch.DutchCommand)
def opvolging_overnemen(
    colleague: Annotated[str, typer.Argument(metavar="NAAM", help="De collega van wie je de zaken overneemt.")],
    *,
    content: Content = None,
    data: Data = None,
) -> None:
    """Geef alle zaken van een collega een andere regiehouder, bijvoorbeeld bij ziekte."""
    from kvv_triage.commands.opvolging_overnemen import run

    del content
    run(colleague, data=data)


@app.command(cls=dutch.DutchCommand)
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
        Path | None, typer.Option("--naar", metavar="PAD", help="Schrijf naar een nieuw bestand.")
    ] = None,
    content: Content = None,
    data: Data = None,
) -> None:
    """Tel over hele maanden wat er is gewogen en gebeld, zonder gegevens van zaken en zonder kleine aantallen."""
    from kvv_triage.commands.rapport import run

    run(
        since=since.date() if since else None,
        until=until.date() if until else None,
        team=team,
        form=form,
        target=target,
        content=content,
        data=data,
    )


beheer = typer.Typer(
    cls=dutch.DutchGroup, help="Beheer de opslag: sleutel, reservekopie, controle, opschonen en wissen."
)
app.add_typer(beheer, name="beheer")


@beheer.command("sleutel", cls=dutch.DutchCommand)
def beheer_sleutel(*, content: Content = None, data: Data = None) -> None:
    """Kies wat het dossier opent: een wachtzin of de sleutelbos; of maak een nieuwe herstelcode."""
    from kvv_triage.commands.beheer import key

    del content
    key(data)


@beheer.command("reservekopie", cls=dutch.DutchCommand)
def beheer_reservekopie(
    target: Annotated[Path, typer.Argument(metavar="PAD", help="Bestand of map voor de kopie.")],
    *,
    content: Content = None,
    data: Data = None,
) -> None:
    """Maak een versleutelde kopie van de opslag, met het sleutelbestand ernaast."""
    from kvv_triage.commands.beheer import backup

    del content
    backup(target, data)


@beheer.command("herstel", cls=dutch.DutchCommand)
def beheer_herstel(
    source: Annotated[Path, typer.Argument(metavar="PAD", help="De reservekopie.")],
    *,
    content: Content = None,
    data: Data = None,
) -> None:
    """Zet een reservekopie terug, na een controle; het bestand dat er stond blijft bewaard."""
    from kvv_triage.commands.beheer import restore

    del content
    restore(source, data)


@beheer.command("controleer", cls=dutch.DutchCommand)
def beheer_controleer(
    *,
    seal: Annotated[
        str | None,
        typer.Option("--zegel", metavar="ZEGEL", help="Een zegel van een eerdere uitdraai: hoort dat bij deze opslag?"),
    ] = None,
    content: Content = None,
    data: Data = None,
) -> None:
    """Kijk of de opslag heel is, en noem de eerste plaats die niet klopt."""
    from kvv_triage.commands.beheer import verify

    del content
    verify(seal, data)


@beheer.command("klok", cls=dutch.DutchCommand)
def beheer_klok(*, content: Content = None, data: Data = None) -> None:
    """Ga verder vanaf nu, als de klok eerder te ver vooruit stond en nu goed staat."""
    from kvv_triage.commands.beheer import accept_clock

    del content
    accept_clock(data)


@beheer.command("opschonen", cls=dutch.DutchCommand)
def beheer_opschonen(
    *,
    go_ahead: Annotated[
        bool, typer.Option("--ja", help="Wis het ook echt. Anders zie je alleen wat weg zou gaan.")
    ] = False,
    content: Content = None,
    data: Data = None,
) -> None:
    """Wis antwoorden en sessies waarvan de bewaartermijn voorbij is."""
    from kvv_triage.commands.beheer import clean_up

    del content
    clean_up(go_ahead=go_ahead, data=data)


@beheer.command("wis", cls=dutch.DutchCommand)
def beheer_wis(
    case: Annotated[str, typer.Argument(metavar="ZAAK", help="Het pseudoniem van de zaak.")],
    *,
    reason: Annotated[
        str | None, typer.Option("--reden", metavar="TEKST", help="Waarom; zonder namen. Anders vraagt kvv ernaar.")
    ] = None,
    content: Content = None,
    data: Data = None,
) -> None:
    """Wis alles van een zaak, ook uit de reservekopieën die kvv kent."""
    from kvv_triage.commands.beheer import erase

    del content
    erase(case, reason, data)
