"""One-key prompts on a real terminal, with questionary and rich."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import questionary
from prompt_toolkit.application import get_app
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from rich.console import Console
from rich.text import Text

from kvv_triage.conversation.asker import (
    MOST_DIGITS,
    UNKNOWN_KEY,
    Choice,
    Command,
    FormLine,
    PersonRow,
    Screen,
    Several,
    command_line,
    numbered,
    one_line,
)
from kvv_triage.language.clean import clean
from kvv_triage.pages.page import Page
from kvv_triage.terminal.screen import rendered

# No colours of its own: the position shows by the arrow and by bold, also where colour does not arrive.
STYLE = questionary.Style(
    [(name, "noinherit bold") for name in ("highlighted", "pointer", "answer", "qmark")] + [("question", "noinherit")]
)
DONE = Choice("klaar", "k", "Klaar")
ON = Choice("verder", "v", "Verder")
READ_ON = "lees"
AT_ONCE = (Command.EMERGENCY, Command.HELP)
"""The commands that no text begins with: on an empty line they need no Enter."""
EMPTY = Condition(lambda: not get_app().current_buffer.text)
LINES_OF_PROMPT = 2
"""What a prompt needs besides its choices: the line above them and the cursor below."""


class KeyAsker:
    """Asks one screen at a time; a digit or letter answers at once, arrows and Enter work as well."""

    def __init__(self, console: Console, when_shown: Callable[[], None]) -> None:
        """`when_shown` is called each time a choice stands on the screen."""
        self._console, self._when_shown = console, when_shown
        self.standing: tuple[str, ...] = ()

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
                Choice(choice.id, choice.key, f"[{'x' if choice.id in chosen else ' '}] {choice.text}")
                for choice in several.together
            )
            self._head(Screen(screen.question, screen.header, screen.hint, notes), commands)
            pointer = self._select((*ticked, *several.alone, DONE), commands, pointer)
            if pointer in tuple(commands):
                return Command(pointer)
            if pointer in {choice.id for choice in several.alone}:
                return frozenset({pointer})
            if pointer == DONE.id and chosen:
                return chosen
            notes = ("Kies eerst een antwoord.",) if pointer == DONE.id else screen.notes
            chosen ^= {pointer} - {DONE.id}
            if chosen:
                # Enter after a number is meant to confirm, and must not untick what was just ticked.
                pointer = DONE.id

    def write(self, screen: Screen, commands: Sequence[Command], default: str = "") -> str | Command:
        """Read one line with the usual keys for editing."""
        self._head(screen, commands, "  (toets en dan Enter)")
        bindings = KeyBindings()
        _answer_at_once(bindings, (command.value for command in commands if command in AT_ONCE), EMPTY)
        typed = self._line(bindings, default)
        return next((command for command in commands if command.value == typed), typed)

    def fill(self, screen: Screen, lines: Sequence[FormLine], commands: Sequence[Command]) -> tuple[str, ...] | Command:
        """Read the lines of a form one by one."""
        filled: list[str] = []
        for line in lines:
            typed = self.write(
                replace(screen, header=screen.question, question=line.label, hint=line.hint), commands, line.default
            )
            if isinstance(typed, Command):
                return typed
            filled.append(typed)
        return tuple(filled)

    def choose_each(
        self, screen: Screen, rows: Sequence[PersonRow], choices: Sequence[Choice], commands: Sequence[Command]
    ) -> Mapping[str, str] | Command:
        """Read a choice for each row."""
        chosen: dict[str, str] = {}
        for row in rows:
            picked = self.choose(
                replace(screen, question=f"{screen.question} {row.text}"), choices, commands, row.chosen
            )
            if picked in tuple(commands):
                return Command(picked)
            chosen[row.id] = picked
        return chosen

    def secret(self, screen: Screen, commands: Sequence[Command]) -> str | Command:
        """Read one line that shows as stars."""
        self._head(screen, commands, "  (toets en dan Enter)")
        typed = str(questionary.password("", qmark=">", style=STYLE).unsafe_ask())
        return next((command for command in commands if command.value == typed), typed)

    def number(self, screen: Screen, commands: Sequence[Command]) -> str | Command:
        """Read a number; a letter is never part of one, so it answers at once."""
        self._head(screen, commands)
        bindings = KeyBindings()
        _answer_at_once(bindings, (UNKNOWN_KEY, *(command.value for command in commands)), Condition(lambda: True))
        typed = self._line(bindings, "")
        return next((command for command in commands if command.value == typed), typed)

    def show(self, page: Page, choices: Sequence[Choice] = (), commands: Sequence[Command] = ()) -> str:
        """Show a page; of a long one a part at a time, with the choices under every part."""
        lines = rendered(self._console, page)
        under = [*choices] or [ON]
        # The choices, a line for the keys, and when it does not fit a choice to read on.
        size = max(self._console.height - LINES_OF_PROMPT - len(under) - 1, 5)
        size -= size < len(lines)
        at = 0
        while True:
            rest = max(len(lines) - at - size, 0)
            self._console.clear()
            # The lines were rendered by this console already: they go out as they are.
            print("\n".join(lines[at : at + size]), file=self._console.file)
            shown = (*commands, *((Command.BACK,) if at else ()))
            if shown:
                self._console.print(Text(command_line(shown)))
            read_on = [Choice(READ_ON, "l", f"Lees verder (nog {rest} {'regel' if rest == 1 else 'regels'})")]
            picked = self._select([*(read_on if rest else []), *under], shown, None)
            if picked not in (Command.BACK, READ_ON):
                return picked if choices else ""
            at = max(at + (size if picked == READ_ON else -size), 0)

    def leave(self, page: Page) -> None:
        """Print the last page, so that it stays after the program has gone."""
        self._console.clear()
        print("\n".join(rendered(self._console, page)), file=self._console.file)

    def blank(self) -> None:
        """An empty screen, until Enter or the same key again."""
        self._console.clear()
        bindings = {" ": "", Command.BLANK.value: "", "escape": ""}
        self._prompt([questionary.Choice("", value="")], bindings, None, pointer=" ")

    def close(self) -> None:
        """Nothing to give back yet."""

    def _head(self, screen: Screen, commands: Sequence[Command], how: str = "") -> None:
        self._console.clear()
        if screen.header:
            self._console.print(Text(clean(screen.header)))
        for note in (*self.standing, *screen.notes):
            self._console.print(Text(clean(note), style="italic"))
        self._console.print()
        self._console.print(Text(clean(screen.question), style="bold"))
        if screen.hint:
            self._console.print(Text(clean(screen.hint)))
        if commands:
            self._console.print(Text(command_line(commands) + how))

    def _line(self, bindings: KeyBindings, default: str) -> str:
        bindings.add("c-d")(_nothing)  # the end of the input is never an answer
        question = questionary.text("", qmark=">", default=default, style=STYLE, key_bindings=bindings)
        return one_line(str(question.unsafe_ask()))

    def _select(self, choices: Sequence[Choice], commands: Sequence[Command], default: str | None) -> str:
        options = [
            questionary.Choice(shown, value=choice.id) for choice, shown in zip(choices, numbered(choices), strict=True)
        ]
        keys = {str(number): choice.id for number, choice in enumerate(choices[:MOST_DIGITS], start=1)}
        keys |= {choice.key: choice.id for choice in choices if choice.key}
        keys |= {command.value: command.value for command in commands}
        return self._prompt(options, keys, next((option for option in options if option.value == default), None))

    def _prompt(
        self,
        options: list[questionary.Choice],
        keys: Mapping[str, str],
        default: questionary.Choice | None,
        pointer: str = "»",
    ) -> str:
        question = questionary.select(
            "",
            choices=options,
            default=default,
            qmark="",
            pointer=pointer,
            instruction=" ",
            use_jk_keys=False,
            use_emacs_keys=False,
            style=STYLE,
        )
        question.application.after_render.add_handler(lambda _: self._when_shown())
        bindings = question.application.key_bindings
        if not isinstance(bindings, KeyBindings):  # questionary makes them itself, as KeyBindings
            raise TypeError
        for key, value in keys.items():
            for letter in {key, key.upper()} if len(key) == 1 else {key}:
                bindings.add(letter, eager=True)(_answer(value))
        return str(question.unsafe_ask())


def _answer_at_once(bindings: KeyBindings, keys: Iterable[str], when: Condition) -> None:
    for key in keys:
        for letter in {key, key.upper()}:
            bindings.add(letter, filter=when, eager=True)(_answer(key))


def _answer(value: str) -> Callable[[KeyPressEvent], None]:
    def at_once(event: KeyPressEvent) -> None:
        event.app.exit(result=value)

    return at_once


def _nothing(_: KeyPressEvent) -> None:
    return
