"""Plain numbered lines: for screen readers, slow links and pipes. Nothing is redrawn."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TextIO, assert_never

from kvv_triage.conversation.asker import (
    LONGEST_LINE,
    TOO_LONG,
    Choice,
    Command,
    FormLine,
    PersonRow,
    Screen,
    Several,
    Told,
    command_line,
    is_whole,
    numbered,
    one_line,
    untold,
)
from kvv_triage.language.clean import clean
from kvv_triage.pages.page import Bars, Bullets, Heading, Line, Page, Pairs, Signals, Table, Timeline
from kvv_triage.terminal.line_terminal import LineTerminal, emptied
from kvv_triage.terminal.pace import BURST, READING

WIDTH = 78
STAYS = "Wat er stond, kan kvv hier niet weghalen: wie omhoog gaat, kan het lezen. Draai het scherm weg."


class PlainAsker:
    """Asks on `output`; `read_line` gives the next line that was typed, and '' when there are no more."""

    def __init__(self, read_line: Callable[[], str], output: TextIO, terminal: LineTerminal | None = None) -> None:
        """`terminal` is what is typed on; over a pipe there is none: every line counts, and a secret is one of them.

        A line of more than LONGEST_LINE letters may come in parts, of which only the last ends as a line does.
        """
        self._read_line, self._output, self._terminal = read_line, output, terminal
        self._read_secret = terminal.read_secret if terminal else self._read
        self._is_grave = False
        """Whether what is asked now is grave: then what is typed while it is read does not count."""
        self.standing: tuple[str, ...] = ()
        self._half_filled: dict[tuple[FormLine, ...], list[str]] = {}
        self._half_chosen: dict[tuple[str | PersonRow, ...], dict[str, str]] = {}
        self._told: set[Command] = set()
        """The keys that were read out already."""

    def choose(
        self, screen: Screen, choices: Sequence[Choice], commands: Sequence[Command], default: str | None = None
    ) -> str:
        """Read a number, a key or a command until it is one that exists."""
        self._ask(screen, choices, commands)
        enter = next((number for number, choice in enumerate(choices, start=1) if choice.id == default), None)
        prompt = f"Je keuze (Enter is {enter}): " if enter else "Je keuze: "
        while True:
            typed = self._read(prompt).strip().lower()
            if self._has_read_out(typed, commands):
                continue
            picked = self._pick(typed or str(enter), choices, commands)
            if picked is not None:
                return picked
            self._say(f"Dat is geen keuze. Typ een nummer van 1 tot en met {len(choices)}.")

    def choose_many(self, screen: Screen, several: Several, commands: Sequence[Command]) -> frozenset[str] | Command:
        """Read numbers on one line, with spaces or commas between them."""
        choices = (*several.together, *several.alone)
        alone = {choice.id for choice in several.alone}
        self._ask(screen, choices, commands)
        enter = " ".join(str(number) for number, choice in enumerate(choices, start=1) if choice.id in several.chosen)
        hint = f" (Enter is {enter})" if enter else ""
        while True:
            words = (self._read(f"Je keuzes, met een spatie ertussen{hint}: ").replace(",", " ").lower()).split()
            if self._has_read_out(" ".join(words), commands):
                continue
            if command := next((command for command in commands if words == [command.value]), None):
                return command
            picked = [self._pick(word, choices, ()) for word in words or enter.split()]
            ticked = frozenset(choice for choice in picked if choice is not None)
            if not picked or None in picked:
                self._say(f"Typ nummers van 1 tot en met {len(choices)}, bijvoorbeeld: 1 3")
            elif ticked & alone and len(ticked) > 1:
                names = " of ".join(f"'{clean(choice.text)}'" for choice in several.alone if choice.id in ticked)
                self._say(f"{names} kan niet samen met iets anders. Typ opnieuw je nummers.")
            else:
                return ticked

    def write(self, screen: Screen, commands: Sequence[Command], default: str = "") -> str | Command:
        """Read one line."""
        self._ask(screen, (), commands)
        while True:
            typed = one_line(self._read(f"Typ (Enter is {clean(default)}): " if default else "> "))
            if self._has_read_out(typed, commands):
                continue
            return next((command for command in commands if command.value == typed), typed or default)

    def fill(self, screen: Screen, lines: Sequence[FormLine], commands: Sequence[Command]) -> tuple[str, ...] | Command:
        """Read the lines of a form one by one; after a command it goes on with the line where that was typed."""
        filled = self._half_filled.pop(tuple(lines), [])
        while len(filled) < len(lines):
            line = lines[len(filled)]
            typed = self.write(
                replace(screen, header=screen.question, question=line.label, hint=line.hint), commands, line.default
            )
            if typed is Command.BACK and filled:
                filled.pop()
            elif isinstance(typed, Command):
                self._half_filled = {tuple(lines): filled}
                return typed
            else:
                filled.append(typed)
        return tuple(filled)

    def choose_each(
        self,
        screen: Screen,
        rows: Sequence[PersonRow],
        choices: Sequence[Choice],
        commands: Sequence[Command],
        told: Told = untold,
    ) -> Mapping[str, str] | Command:
        """Read a choice for each open row, or else for each; after a command it goes on where that was typed."""
        known = {row.id: row.chosen for row in rows if row.chosen is not None}
        chosen = self._half_chosen.pop((screen.question, *rows), {} if len(known) == len(rows) else known)
        for row in [row for row in rows if row.id not in chosen]:
            picked = self.choose(
                replace(screen, question=f"{screen.question} {row.text}"), choices, commands, row.chosen
            )
            if isinstance(picked, Command):
                self._half_chosen = {} if picked is Command.BACK else {(screen.question, *rows): chosen}
                return picked
            chosen = {**chosen, row.id: picked}
            if told(row.id, picked):
                break
        return chosen

    def secret(self, screen: Screen, commands: Sequence[Command]) -> str | Command:
        """Read a line that does not show on a terminal."""
        self._ask(screen, (), commands)
        while True:
            typed = self._read_secret("> ")
            if command := next((command for command in commands if command.value == typed), None):
                return command
            if is_whole(typed):
                return typed
            self._say("Daar staat een teken bij dat kvv niet kan lezen. Typ het opnieuw.")

    def number(self, screen: Screen, commands: Sequence[Command], refused: str = "") -> str | Command:
        """Read a number as it stands on the line; what was refused is typed anew, because Enter would repeat it."""
        del refused
        return self.write(screen, commands)

    def show(self, page: Page, choices: Sequence[Choice] = (), commands: Sequence[Command] = ()) -> str:
        """Print the page; without choices there is nothing to wait for."""
        standing = () if choices else self._standing()  # else it comes with the choices
        self._say("", *standing, *plain_lines(page, WIDTH), "")
        return self.choose(Screen("Wat doe je?", is_grave=page.alarm), choices, commands) if choices else ""

    def leave(self, lines: Sequence[str]) -> None:
        """Print the last lines."""
        for line in lines:
            self._say(*textwrap.wrap(clean(line), WIDTH, break_long_words=False, break_on_hyphens=False) or [""])

    def blank(self) -> None:
        """Empty the screen; where that cannot be done, say so: a line that was read out cannot be taken back."""
        if emptied(self._output):
            self._say("Het scherm is leeg.")
        else:
            self._say(*[""] * 50, *textwrap.wrap(STAYS, WIDTH))
        self._read("Druk op Enter om verder te gaan. ")

    @staticmethod
    def _pick(typed: str, choices: Sequence[Choice], commands: Sequence[Command]) -> str | None:
        if typed.isascii() and typed.isdigit() and 1 <= int(typed[:4]) <= len(choices):
            return choices[int(typed[:4]) - 1].id
        picked = next((choice.id for choice in choices if typed and typed in (choice.key, choice.text.lower())), None)
        return picked or next((command for command in commands if command == typed), None)

    def close(self) -> None:
        """Nothing to give back: plain lines stay."""

    def _ask(self, screen: Screen, choices: Sequence[Choice], commands: Sequence[Command]) -> None:
        self._is_grave = screen.is_grave
        self._say("", *self._standing())
        for text in (screen.header, *screen.notes, screen.question, screen.hint):
            self._say(*textwrap.wrap(clean(text), WIDTH))
        for line in numbered(choices):
            self._say(*textwrap.wrap(line, WIDTH, subsequent_indent="   "))
        if {*commands} - self._told:
            self._read_out(commands)

    def _read_out(self, commands: Sequence[Command]) -> None:
        """The keys that work here; once, because who listens does not want them at every question."""
        self._told |= {*commands}
        again = () if Command.HELP in commands else (f"{Command.HELP.value} deze toetsen",)
        self._say(*textwrap.wrap(f"Of: {'  '.join((command_line(commands), *again))}", WIDTH))

    def _has_read_out(self, typed: str, commands: Sequence[Command]) -> bool:
        """Read out the keys when they are asked for; whether that was all, because there is no help page here."""
        is_asked = bool(commands) and typed == Command.HELP
        if is_asked:
            self._read_out(commands)
        return is_asked and Command.HELP not in commands

    def _standing(self) -> Iterator[str]:
        for text in self.standing:
            yield from textwrap.wrap(clean(text), WIDTH)

    def _say(self, *lines: str) -> None:
        for line in lines:
            print(line, file=self._output)
        self._output.flush()

    def _read(self, prompt: str) -> str:
        while True:
            if self._terminal:
                self._terminal.drop_early(READING if self._is_grave else BURST)
            print(prompt, end="", file=self._output, flush=True)
            line = self._read_line()
            if not line:
                raise EOFError
            if len(line) <= LONGEST_LINE:
                return line.rstrip("\r\n")  # what is no text is still in it: a secret with it is refused
            while line and not line.endswith("\n"):
                line = self._read_line()
            self._say(TOO_LONG)


def plain_lines(page: Page, width: int) -> Iterator[str]:
    """The lines of a page without colour, boxes or columns."""
    yield from textwrap.wrap(clean(page.title), width)
    for block in page.blocks:
        match block:
            case Heading(text=text):
                yield ""
                yield from textwrap.wrap(clean(text), width)
            case Line(text=text):
                yield from textwrap.wrap(clean(text), width)
            case Bullets(points=points):
                for point in points:
                    yield from textwrap.wrap(f"- {clean(point.removeprefix('- '))}", width, subsequent_indent="  ")
            case Pairs(pairs=pairs):
                for label, value in pairs:
                    yield from textwrap.wrap(f"{clean(label)} {clean(value)}", width, subsequent_indent="  ")
            case Table() | Bars() | Signals() | Timeline():
                yield ""
                yield from textwrap.wrap(clean(block.caption), width)
                for row in _read_out(block):
                    yield from textwrap.wrap(f"- {clean(row)}", width, subsequent_indent="  ")
            case _:
                assert_never(block)


def _read_out(block: Table | Bars | Signals | Timeline) -> Iterator[str]:
    """What stands side by side, row by row, as it can be read aloud."""
    match block:
        case Table(header=header, rows=rows):
            for first, *rest in rows:
                details = "; ".join(f"{name}: {cell}" for name, cell in zip(header[1:], rest, strict=True) if cell)
                yield f"{first}. {details}" if details else first
        case Bars(bars=bars):
            yield from (f"{bar.label}: {bar.shown}" for bar in bars)
        case Signals():
            for about, counts in block.rows:
                counted = [f"{n} {name}" for n, name in zip(counts, block.severities, strict=True) if n]
                yield f"{about}: {', '.join(counted) or 'geen'}"
        case Timeline(milestones=milestones):
            yield from (
                f"{milestone.day:%d-%m-%Y} {milestone.title}. {milestone.text}".rstrip() for milestone in milestones
            )
        case _:
            assert_never(block)
