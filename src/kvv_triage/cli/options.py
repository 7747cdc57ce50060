"""Options that many commands have."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kvv_triage.settings import Places


def a_path(typed: str) -> Path:
    """What was typed as a path; nothing at all, as an empty variable gives, would be the folder one is in."""
    if not typed.strip():
        raise typer.BadParameter("")
    return Path(typed)


ContentOption = Annotated[
    Path | None,
    typer.Option(
        "--inhoud",
        parser=a_path,
        metavar="MAP",
        help="Map met vragenlijsten en drempels. Anders: KVV_INHOUD, je instellingen, of wat bij kvv hoort.",
    ),
]
DataOption = Annotated[
    Path | None,
    typer.Option(
        "--gegevens",
        parser=a_path,
        metavar="MAP",
        help="Map waar kvv zijn gegevens bewaart. Anders: KVV_GEGEVENS, je instellingen, of je eigen gegevensmap.",
    ),
]

DAY = ["%Y-%m-%d", "%d-%m-%Y"]
"""How a day is typed."""


def day_of(moment: datetime | None) -> date | None:
    """The day that was typed, which Typer gives as a moment; None when nothing was."""
    return moment.date() if moment else None


def places(content: Path | None, data: Path | None) -> "Places":
    """What was typed behind `--inhoud` and `--gegevens`, as every command takes it."""
    from kvv_triage.settings import Places  # late: the help of a command needs no settings

    return Places(content, data)
