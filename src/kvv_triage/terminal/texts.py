"""Prompts that text is typed at: a line, a form of several, a number and a secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from prompt_toolkit.keys import Keys
from prompt_toolkit.utils import get_cwidth

from kvv_triage.conversation.asker import (
    LONGEST_LINE,
    TOO_LONG,
    UNKNOWN_KEY,
    Command,
    FormLine,
    Screen,
    is_whole,
    one_line,
)
from kvv_triage.language.clean import clean
from kvv_triage.terminal.choices import ENTER
from kvv_triage.terminal.drawing import BOLD, DrawnLine, head, styled, wrapped
from kvv_triage.terminal.prompt import NOTHING, Draft, Drawn, Prompt, Surroundings

AT_ONCE = frozenset({Command.EMERGENCY, Command.HELP})
"""The commands that no text begins with: on an empty line they need no Enter."""
HOW = "(Esc en dan de toets)"
AWAITED = "Esc: druk nu op een toets die hierboven staat. Nog eens Esc: verder typen."
UNREADABLE = "Daar staat een teken bij dat kvv niet kan lezen. Typ het opnieuw."
CURSOR = ("[SetCursorPosition]", "")
HERE = "cursor"
NEXT = frozenset({Keys.Down, Keys.ControlI})
BEFORE = frozenset({Keys.Up, Keys.BackTab})


@dataclass(slots=True)
class TypedLine:
    """A line that is being typed, and the place in it where the next letter comes."""

    text: str
    at: int

    def insert(self, text: str) -> None:
        """Put text at the cursor."""
        self.text = self.text[: self.at] + text + self.text[self.at :]
        self.at += len(text)

    def cut(self, start: int, end: int) -> None:
        """Take out what stands between two places."""
        start, end = max(start, 0), min(end, len(self.text))
        self.text, self.at = self.text[:start] + self.text[end:], start

    def word_before(self) -> int:
        """Where the word before the cursor begins."""
        return len(self.text[: self.at].rstrip().rpartition(" ")[0].rstrip(" ")) + (
            " " in self.text[: self.at].rstrip()
        )


EDITS: dict[Keys, Callable[[TypedLine], None]] = {
    Keys.ControlH: lambda line: line.cut(line.at - 1, line.at) if line.at else None,
    Keys.Delete: lambda line: line.cut(line.at, line.at + 1),
    Keys.ControlU: lambda line: line.cut(0, line.at),
    Keys.ControlK: lambda line: line.cut(line.at, len(line.text)),
    Keys.ControlW: lambda line: line.cut(line.word_before(), line.at),
    Keys.Left: lambda line: setattr(line, "at", max(line.at - 1, 0)),
    Keys.Right: lambda line: setattr(line, "at", min(line.at + 1, len(line.text))),
    **dict.fromkeys((Keys.Home, Keys.ControlA), lambda line: setattr(line, "at", 0)),
    **dict.fromkeys((Keys.End, Keys.ControlE), lambda line: setattr(line, "at", len(line.text))),
}
"""The keys that change a line or go along it."""


class TextPrompt(Prompt):
    """Lines to type on; Enter goes to the next one, and after the last it ends."""

    is_choice = False

    def __init__(
        self,
        around: Surroundings,
        screen: Screen,
        lines: Sequence[FormLine],
        commands: Sequence[Command],
        draft: Draft = NOTHING,
    ) -> None:
        """`draft` is what was typed here before, and not answered with."""
        super().__init__(around)
        self._screen, self._commands, self._form = screen, tuple(commands), tuple(lines)
        self._places = [(place, line.label, line.default) for place, line in enumerate(lines)]
        texts = [draft.get(place, one_line(place[-1])) for place in self._places]
        self._typed = [TypedLine(text, len(text)) for text in texts]
        self._proposed = {
            place for place, line in enumerate(lines) if line.is_proposal and texts[place] == one_line(line.default)
        }
        refused = next((place for place, line in enumerate(lines) if line.is_refused), 0)
        self._here = min(draft.get(HERE, refused), len(lines) - 1)
        self._how = HOW
        self._awaits_key = False
        """Whether Escape was pressed: then the next key is a command, or nothing."""

    @property
    def draft(self) -> Draft:
        """What stands on the lines, and in which of them the cursor is."""
        return {HERE: self._here, **dict(zip(self._places, self.texts, strict=True))}

    @property
    def texts(self) -> tuple[str, ...]:
        """What stands on the lines."""
        return tuple(typed.text for typed in self._typed)

    def drawn(self, width: int, room: int) -> Drawn:
        """The question and its lines, with the cursor in one of them."""
        del room
        lines: list[DrawnLine] = []
        first = last = 0
        for number, (line, typed) in enumerate(zip(self._form, self._typed, strict=True)):
            begin = len(lines)
            if line.label:
                lines += styled(["", *wrapped(line.label, width)], BOLD)
            if line.hint:
                lines += styled(wrapped(line.hint, width))
            on_it = [*self._line(typed, width, has_cursor=number == self._here)]
            if number == self._here:
                first, last = begin, len(lines) + next(place for place, line in enumerate(on_it) if CURSOR in line)
            lines += on_it
        return Drawn(lines, first, last, head(self._screen, width, self._commands, self._how))

    def shown(self, letter: str) -> str:
        """How a letter shows."""
        return letter

    def _line(self, typed: TypedLine, width: int, *, has_cursor: bool) -> Iterator[DrawnLine]:
        """What is typed, on as many lines as it needs."""
        line, used = [("", "> ")], 2
        for place, letter in enumerate((*typed.text, " ")):
            if has_cursor and place == typed.at:
                line.append(CURSOR)
            shown = self.shown(letter) if place < len(typed.text) else letter
            if used + get_cwidth(shown) > width - 1:
                cursor = [line.pop()] if line[-1] == CURSOR else []
                yield [*line]
                line, used = [("", "  "), *cursor], 2
            line.append(("", shown))
            used += get_cwidth(shown)
        yield [*line]

    def press(self, key: Keys | str, text: str) -> None:
        """Type, change, go along the lines, or end."""
        self.notice, was_awaited, self._awaits_key = "", self._awaits_key, False
        typed = self._typed[self._here]
        if key is Keys.Escape or (was_awaited and not isinstance(key, Keys)):
            self._escape(text, was_awaited=was_awaited)
        elif key in ENTER:
            self.spend()
            self._enter()
        elif key in NEXT:
            self._here = min(self._here + 1, len(self._form) - 1)
        elif key in BEFORE:
            self._here = max(self._here - 1, 0)
        elif isinstance(key, Keys):
            if key == Keys.BracketedPaste:
                self._insert(one_line(text))
            elif key in EDITS:
                self._proposed.discard(self._here)
                EDITS[key](typed)
        elif (command := self.at_once(key, typed.text)) is not None:
            self.answer(command)
        elif letter := self.cleaned(key):
            self._insert(letter)

    def _insert(self, text: str) -> None:
        """Put text at the cursor, or in the place of what was only proposed; not when the line gets too long."""
        if len(self.texts[self._here]) + len(text) > LONGEST_LINE:
            self.notice = TOO_LONG
            return
        if self._here in self._proposed:
            self._proposed.discard(self._here)
            self._typed[self._here] = TypedLine("", 0)
        self._typed[self._here].insert(text)

    def _escape(self, letter: str, *, was_awaited: bool) -> None:
        """Carry out a command whatever stands on the lines; without a letter, wait for one."""
        command = next((command for command in self._commands if command == letter), None)
        if command is not None:
            self.answer(command)
        elif letter in ("", "\x1b") and not was_awaited:
            self._awaits_key, self.notice = True, AWAITED

    def cleaned(self, letter: str) -> str:
        """The letter as it goes on the line."""
        return clean(letter).replace("\n", " ")

    def at_once(self, letter: str, text: str) -> str | None:
        """What this letter answers without Enter, when this text stands on the line."""
        known = next((command for command in self._commands if command == letter), None)
        return known if known in AT_ONCE and not text else None

    def _enter(self) -> None:
        line, text = self._form[self._here], one_line(self._typed[self._here].text)
        command = next((command for command in self._commands if command == text), None)
        if command is not None:
            self._typed[self._here] = TypedLine(line.default, len(line.default))
            self.answer(command)
        elif refused := line.refuse(text):
            self.notice = refused  # at once, so that nobody types on in the next line what belongs in this one
        elif self._here < len(self._form) - 1:
            self._here += 1
        else:
            self.finish()

    def finish(self) -> None:
        """End with what was typed."""
        self.answer(tuple(map(one_line, self.texts)))


class NumberPrompt(TextPrompt):
    """A line for a number: a letter is never part of one, so a key answers at once."""

    def __init__(
        self,
        around: Surroundings,
        screen: Screen,
        lines: Sequence[FormLine],
        commands: Sequence[Command],
        draft: Draft = NOTHING,
    ) -> None:
        super().__init__(around, screen, lines, commands, draft)
        self._how = ""

    def at_once(self, letter: str, text: str) -> str | None:
        """The key for unknown while no number stands there, and every command."""
        key = letter.lower()
        if key == UNKNOWN_KEY and not text:
            return UNKNOWN_KEY
        return next((command for command in self._commands if command == key), None)

    def cleaned(self, letter: str) -> str:
        """What is no letter."""
        if letter.lower() == UNKNOWN_KEY:
            self.notice = "Er staat al een getal. Wis het eerst."
        return "" if letter.isalpha() else super().cleaned(letter)


class SecretPrompt(TextPrompt):
    """A line that shows as stars; a command is its key alone and Enter, because a secret may begin with any."""

    def __init__(self, around: Surroundings, screen: Screen, commands: Sequence[Command]) -> None:
        super().__init__(around, screen, [FormLine("")], commands)

    def shown(self, letter: str) -> str:
        """A star."""
        del letter
        return "*"

    def cleaned(self, letter: str) -> str:
        """The letter as it was typed: another one would be another secret."""
        return letter

    def at_once(self, letter: str, text: str) -> str | None:
        """Nothing."""
        del letter, text
        return None

    def finish(self) -> None:
        """End with what was typed, unless nobody can have meant it."""
        (secret,) = self.texts
        if is_whole(secret):
            self.answer((secret,))
        else:
            self._typed = [TypedLine("", 0)]
            self.notice = UNREADABLE
