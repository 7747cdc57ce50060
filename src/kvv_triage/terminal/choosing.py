"""Which way of asking fits: keys on a terminal, or plain lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from getpass import getpass
from typing import TYPE_CHECKING

from kvv_triage.errors import CannotDo

if TYPE_CHECKING:
    from kvv_triage.conversation.asker import Asker


def some_asker() -> Asker:
    """A way of asking for a command that may need a passphrase: with keys on a terminal, else in plain lines."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        from rich.console import Console

        from kvv_triage.terminal.keyboard import KeyAsker

        return KeyAsker(Console(highlight=False), lambda: None)
    from kvv_triage.terminal.plain import PlainAsker

    return PlainAsker(sys.stdin.readline, sys.stderr, getpass if sys.stdin.isatty() else None)


def prefers_plain() -> bool:
    """Whether the worker asked for plain lines, by TERM or ACCESSIBLE."""
    return os.environ.get("TERM") == "dumb" or bool(os.environ.get("ACCESSIBLE"))


def meeting_asker(*, plain: bool, when_shown: Callable[[], None]) -> Asker:
    """The way of asking for a whole meeting; raises CannotDo when there is no terminal and none was asked for."""
    if plain:
        from getpass import getpass

        from kvv_triage.terminal.plain import PlainAsker

        return PlainAsker(sys.stdin.readline, sys.stdout, getpass if sys.stdin.isatty() else None)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CannotDo(
            "kvv triage heeft een scherm en een toetsenbord nodig.",
            tip="Met `kvv triage --eenvoudig` gaat het regel voor regel, ook uit een bestand. "
            "Met `kvv beslis` beslis je op antwoorden die al klaarstaan.",
        )
    from rich.console import Console

    from kvv_triage.terminal.keyboard import KeyAsker

    return KeyAsker(Console(highlight=False), when_shown)
