"""Asking while the record of a meeting is being opened: the keys that always work, work there too (law 1)."""

from __future__ import annotations

from collections.abc import Sequence

from kvv_triage.conversation.asker import Choice, Command, Screen
from kvv_triage.conversation.desk import URGENT, Desk
from kvv_triage.pages.page import Page


class OpeningAsker:
    """The way of asking of a desk: it serves emergency, black and stop itself, and asks on."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def choose(
        self, screen: Screen, choices: Sequence[Choice], commands: Sequence[Command], default: str | None = None
    ) -> str:
        """As Asker.choose."""
        return self._desk.served(lambda asker: asker.choose(screen, choices, (*commands, *URGENT), default), commands)

    def write(self, screen: Screen, commands: Sequence[Command], default: str = "") -> str | Command:
        """As Asker.write."""
        return self._desk.served(lambda asker: asker.write(screen, (*commands, *URGENT), default), commands)

    def secret(self, screen: Screen, commands: Sequence[Command]) -> str | Command:
        """As Asker.secret."""
        return self._desk.served(lambda asker: asker.secret(screen, (*commands, *URGENT)), commands)

    def show(self, page: Page, choices: Sequence[Choice] = (), commands: Sequence[Command] = ()) -> str:
        """As Asker.show."""
        return self._desk.served(lambda asker: asker.show(page, choices, (*commands, *URGENT)), commands)
