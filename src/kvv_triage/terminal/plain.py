"""Plain numbered lines: for screen readers, slow links and pipes. Nothing is redrawn."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TextIO

from kvv_triage.summary import Document
from kvv_triage.terminal.asker import Choice, Command, Screen, Several, clean, command_line, numbered
from kvv_triage.terminal.show import plain_lines

WIDTH = 78


class PlainAsker:
    """Asks on `output`, and reads one line at a time from `source`."""

    def __init__(self, source: TextIO, output: TextIO) -> None:
        self._source, self._output = source, output

    def choose(
        self, screen: Screen, choices: Sequence[Choice], commands: Sequence[Command], default: str | None = None
    ) -> str:
        """Read a number, a key or a command until it is one that exists."""
        self._ask(screen, choices, commands)
        while True:
            typed = self._read("Je keuze: ").strip().lower()
            picked = self._pick(typed, choices, commands)
            if picked is None and not typed and default is not None:
                picked = default
            if picked is not None:
                return picked
            self._say(f"Dat is geen keuze. Typ een nummer van 1 tot en met {len(choices)}.")

    def choose_many(self, screen: Screen, several: Several, commands: Sequence[Command]) -> frozenset[str] | Command:
        """Read numbers on one line, with spaces or commas between them."""
        choices = (*several.together, *several.alone)
        alone = {choice.id for choice in several.alone}
        self._ask(screen, choices, commands)
        while True:
            words = self._read("Je keuzes, met een spatie ertussen: ").replace(",", " ").lower().split()
            if len(words) == 1 and words[0] in tuple(commands):
                return Command(words[0])
            picked = [self._pick(word, choices, ()) for word in words]
            found = frozenset(one for one in picked if one is not None)
            if not words or None in picked:
                self._say(f"Typ nummers van 1 tot en met {len(choices)}, bijvoorbeeld: 1 3")
            elif found & alone and len(found) > 1:
                self._say("Dat kan niet samen. Kies opnieuw.")
            else:
                return found

    def write(self, screen: Screen, default: str = "") -> str:
        """Read one line."""
        self._ask(screen, (), ())
        return self._read("> ").strip() or default

    def show(self, document: Document, choices: Sequence[Choice] = ()) -> str:
        """Print the page; without choices there is nothing to wait for."""
        self._say("", *plain_lines(document, WIDTH), "")
        return self.choose(Screen("Wat doe je?"), choices, ()) if choices else ""

    def leave(self, document: Document) -> None:
        """Print the last page."""
        self.show(document)

    def blank(self) -> None:
        """Lines already read out cannot be taken back."""
        self._say(*[""] * 50, "Het scherm is leeg. Druk op Enter om verder te gaan.")
        self._read("")

    @staticmethod
    def _pick(typed: str, choices: Sequence[Choice], commands: Sequence[Command]) -> str | None:
        if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(choices):
            return choices[int(typed) - 1].id
        found = next((choice.id for choice in choices if typed and typed in (choice.key, choice.text.lower())), None)
        return found or next((command for command in commands if command == typed), None)

    def _ask(self, screen: Screen, choices: Sequence[Choice], commands: Sequence[Command]) -> None:
        self._say("")
        for text in (screen.header, *screen.notes, screen.question, screen.hint):
            self._say(*textwrap.wrap(clean(text), WIDTH))
        for line in numbered(choices):
            self._say(*textwrap.wrap(line, WIDTH, subsequent_indent="   "))
        if commands:
            self._say(f"Of: {command_line(commands)}")

    def _say(self, *lines: str) -> None:
        for line in lines:
            print(line, file=self._output)
        self._output.flush()

    def _read(self, prompt: str) -> str:
        print(prompt, end="", file=self._output, flush=True)
        line = self._source.readline()
        if not line:
            raise EOFError
        return line.rstrip("\r\n")
