"""Which way of asking fits: keys on a terminal, or plain lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from kvv_triage.errors import CannotDo

if TYPE_CHECKING:
    from kvv_triage.conversation.asker import Asker


def some_asker() -> Asker:
    """A way of asking for a command that may need a passphrase: with keys on a terminal, else in plain lines.

    What a command prints comes on the screen that was there before, so each answer goes back to that.
    """
    if prefers_plain() or not _has_terminal():
        return _plain(sys.stderr)
    from kvv_triage.terminal.keyboard import KeyAsker

    return KeyAsker(lambda: None, stays=False)


def meeting_asker(*, plain: bool, when_shown: Callable[[], None]) -> Asker:
    """The way of asking for a whole meeting; raises CannotDo when there is no terminal and none was asked for."""
    if plain or prefers_plain():
        return _plain(sys.stdout)
    if not _has_terminal():
        raise CannotDo(
            "kvv triage heeft een scherm en een toetsenbord nodig.",
            tip="Met `kvv triage --eenvoudig` gaat het regel voor regel, ook uit een bestand. "
            "Met `kvv beslis` beslis je op antwoorden die al klaarstaan.",
        )
    from kvv_triage.terminal.keyboard import KeyAsker

    return KeyAsker(when_shown)


def prefers_plain() -> bool:
    """Whether the worker asked for plain lines, by TERM or ACCESSIBLE."""
    return os.environ.get("TERM") == "dumb" or bool(os.environ.get("ACCESSIBLE"))


def _has_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _plain(output: TextIO) -> Asker:
    from kvv_triage.terminal.plain import PlainAsker

    if not sys.stdin.isatty():
        return PlainAsker(_read_line, output)
    from kvv_triage.terminal.line_terminal import LineTerminal

    return PlainAsker(_read_line, output, LineTerminal())


def _read_line() -> str:
    """The next line, as PlainAsker wants it; nothing when the input cannot be read, as when a folder stands in."""
    from kvv_triage.conversation.asker import LONGEST_LINE

    try:
        return sys.stdin.readline(LONGEST_LINE + 1)
    except OSError:
        return ""
