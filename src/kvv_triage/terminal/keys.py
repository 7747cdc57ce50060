"""One-key prompts on a real terminal, with questionary and rich."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import questionary
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from rich.console import Console
from rich.text import Text

from kvv_triage.summary import Document
from kvv_triage.terminal.asker import MOST_DIGITS, Choice, Command, Screen, Several, clean, command_line, numbered
from kvv_triage.terminal.show import rendered

# No colours of its own: the position shows by the arrow and by bold, also where colour does not arrive.
STYLE = questionary.Style([("highlighted", "bold"), ("pointer", "bold"), ("question", ""), ("answer", "bold")])
DONE = Choice("klaar", "k", "Klaar")
ROOM_FOR_PROMPT = 4


class KeyAsker:
    """Asks one screen at a time; a digit or letter answers at once, arrows and Enter work as well."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def choose(
        self, screen: Screen, choices: Sequence[Choice], commands: Sequence[Command], default: str | None = None
    ) -> str:
        """Show the screen and wait for one key."""
        self._head(screen, commands)
        return self._select(choices, commands, default)

    def choose_many(self, screen: Screen, several: Several, commands: Sequence[Command]) -> frozenset[str] | Command:
        """A key ticks or unticks, a choice that stands alone answers at once; Enter on `Klaar` ends."""
        chosen, pointer = several.chosen, DONE.id if several.chosen else several.together[0].id
        notes = screen.notes
        while True:
            ticked = tuple(
                Choice(one.id, one.key, f"[{'x' if one.id in chosen else ' '}] {one.text}") for one in several.together
            )
            self._head(Screen(screen.question, screen.header, screen.hint, notes), commands)
            pointer = self._select((*ticked, *several.alone, DONE), commands, pointer)
            if pointer in tuple(commands):
                return Command(pointer)
            if pointer in {one.id for one in several.alone}:
                return frozenset({pointer})
            if pointer == DONE.id and chosen:
                return chosen
            notes = ("Kies eerst een antwoord.",) if pointer == DONE.id else screen.notes
            chosen ^= {pointer} - {DONE.id}

    def write(self, screen: Screen, default: str = "") -> str:
        """Read one line with the usual keys for editing."""
        self._head(screen, ())
        question = questionary.text("", qmark=">", default=default, style=STYLE)
        answer = question.unsafe_ask()
        return str(answer).strip()

    def show(self, document: Document, choices: Sequence[Choice] = ()) -> str:
        """Show a page; a long one in parts, with the choices under the last part."""
        lines = rendered(self._console, document)
        room = max(self._console.height - ROOM_FOR_PROMPT - len(choices), 5)
        for start in range(0, len(lines), room):
            self._console.clear()
            # The lines were rendered by this console already: they go out as they are.
            print("\n".join(lines[start : start + room]), file=self._console.file)
            left = len(lines) - start - room
            if left <= 0 and choices:
                return self._select(choices, (), None)
            self._select([Choice("verder", "v", f"Verder (nog {left} regels)" if left > 0 else "Verder")], (), None)
        return ""

    def leave(self, document: Document) -> None:
        """Print the last page, so that it stays after the program has gone."""
        self._console.clear()
        print("\n".join(rendered(self._console, document)), file=self._console.file)

    def blank(self) -> None:
        """An empty screen, until Enter."""
        self._console.clear()
        self._select([Choice("terug", "", " ")], (), None)

    def _head(self, screen: Screen, commands: Sequence[Command]) -> None:
        self._console.clear()
        if screen.header:
            self._console.print(Text(clean(screen.header), style="dim"))
        for note in screen.notes:
            self._console.print(Text(clean(note), style="italic"))
        self._console.print()
        self._console.print(Text(clean(screen.question), style="bold"))
        if screen.hint:
            self._console.print(Text(clean(screen.hint)))
        if commands:
            self._console.print(Text(command_line(commands), style="dim"))

    def _select(self, choices: Sequence[Choice], commands: Sequence[Command], default: str | None) -> str:
        options = [
            questionary.Choice(shown, value=one.id) for one, shown in zip(choices, numbered(choices), strict=True)
        ]
        question = questionary.select(
            "",
            choices=options,
            default=next((one for one in options if one.value == default), None),
            qmark="",
            pointer="»",
            instruction=" ",
            use_jk_keys=False,
            use_emacs_keys=False,
            style=STYLE,
        )
        bindings = question.application.key_bindings
        if not isinstance(bindings, KeyBindings):  # questionary makes them itself, as KeyBindings
            raise TypeError
        keys = {str(number): one.id for number, one in enumerate(choices[:MOST_DIGITS], start=1)}
        keys |= {one.key: one.id for one in choices if one.key} | {one.value: one.value for one in commands}
        for key, value in keys.items():
            for letter in {key, key.upper()}:
                bindings.add(letter, eager=True)(_answer(value))
        return str(question.unsafe_ask())


def _answer(value: str) -> Callable[[KeyPressEvent], None]:
    def at_once(event: KeyPressEvent) -> None:
        event.app.exit(result=value)

    return at_once
