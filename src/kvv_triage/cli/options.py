"""Options that many commands have."""

from pathlib import Path
from typing import Annotated

import typer

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
