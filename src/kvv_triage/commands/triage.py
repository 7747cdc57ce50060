"""`kvv triage`: the interview, from the first question to the decision."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING

from kvv_triage.errors import CannotDo
from kvv_triage.settings import content_folder, read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from kvv_triage.content import Content
    from kvv_triage.terminal.asker import Asker


def run(case: str | None, *, practice: bool, plain: bool, content: Path | None, data: Path | None) -> None:
    """Ask the questions of a case and show whom to call."""
    del data  # this version stores nothing yet
    folder, settings = content_folder(content), read_settings()
    asker = _asker(plain=plain or _prefers_plain())
    from kvv_triage.terminal.desk import Desk
    from kvv_triage.terminal.meeting import Meeting
    from kvv_triage.terminal.opening import Recorder

    with ThreadPoolExecutor(max_workers=1) as background:
        desk = Desk(asker, background.submit(_load, folder).result, lambda: datetime.now().astimezone())
        Meeting(desk, Recorder(settings.name, settings.role), case, is_practice=practice).run()


def _load(folder: Path) -> Content:
    from kvv_triage.source import load_content

    return load_content(folder)


def _prefers_plain() -> bool:
    return os.environ.get("TERM") == "dumb" or bool(os.environ.get("ACCESSIBLE"))


def _asker(*, plain: bool) -> Asker:
    if plain:
        from kvv_triage.terminal.plain import PlainAsker

        return PlainAsker(sys.stdin, sys.stdout)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CannotDo(
            "kvv triage heeft een scherm en een toetsenbord nodig.",
            tip="Met `kvv triage --eenvoudig` gaat het regel voor regel, ook uit een bestand. "
            "Met `kvv beslis` beslis je op antwoorden die al klaarstaan.",
        )
    from rich.console import Console

    from kvv_triage.terminal.keys import KeyAsker

    return KeyAsker(Console(highlight=False))
