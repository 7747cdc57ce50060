"""Prompts that one key answers: a choice, several of them, one for each row, and a page with choices under it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from prompt_toolkit.formatted_text import ANSI, to_formatted_text
from prompt_toolkit.keys import Keys

from kvv_triage.conversation.asker import (
    MOST_DIGITS,
    Choice,
    Command,
    PersonRow,
    Screen,
    Several,
    Told,
    numbered,
    untold,
)
from kvv_triage.pages.page import Page
from kvv_triage.terminal.drawing import DrawnLine, HeadPart, Stays, command_lines, head, option_lines, styled, wrapped
from kvv_triage.terminal.prompt import NOTHING, Draft, Drawn, Prompt, Surroundings

DONE = Choice("klaar", "k", "Klaar")
ON = Choice("verder", "v", "Verder")
READ_ON = Choice("lees", "l", "Lees verder")
ENTER = frozenset({Keys.ControlM, Keys.ControlJ})
STEPS = {Keys.Up: -1, Keys.Down: 1}
SPACE = " "
STILL_TICKED = "Er staan vinkjes. Haal die eerst weg, of kies Klaar."
NOTHING_YET = "Kies eerst een antwoord."
UNNUMBERED = "Wat geen nummer heeft, kies je met pijl omlaag en Enter."


class OnePrompt(Prompt):
    """A screen with choices; nothing is marked unless the caller says what Enter means."""

    def __init__(
        self,
        around: Surroundings,
        screen: Screen,
        choices: Sequence[Choice],
        commands: Sequence[Command],
        default: str | None = None,
    ) -> None:
        super().__init__(around, is_grave=screen.is_grave)
        self._screen, self._choices, self._commands = screen, tuple(choices), tuple(commands)
        self._marked = default if default in {choice.id for choice in choices} else None
        """The id of the choice that Enter takes."""

    def drawn(self, width: int, room: int) -> Drawn:
        """The question, its keys and its choices."""
        del room
        return with_options(self._head(width), [], self._options(width))

    def _head(self, width: int) -> list[HeadPart]:
        """The question and its keys, and how a choice is made that has neither a number nor a letter."""
        has_unnumbered = any(not choice.key for choice in self._choices[MOST_DIGITS:])
        how: HeadPart = (Stays.REST, styled(wrapped(UNNUMBERED, width) if has_unnumbered else []))
        return [*head(self._screen, width, self._commands), how, (Stays.REST, [[]])]

    def _options(self, width: int) -> list[tuple[bool, list[DrawnLine]]]:
        """The lines of each choice, and whether it is the one that is marked."""
        return [
            (choice.id == self._marked, option_lines(number, text, width, has_focus=choice.id == self._marked))
            for choice, (number, text) in zip(self._choices, self._texts(), strict=True)
        ]

    def _texts(self) -> list[tuple[str, str]]:
        """The number and the text of each choice; what no single key can type is no number."""
        pairs = [shown.split(" ", 1) for shown in numbered(self._choices)]
        return [
            (f"{number} " if place < MOST_DIGITS else " " * len("1. "), text)
            for place, (number, text) in enumerate(pairs)
        ]

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        return keys_of(self._choices, self._commands)

    def _order(self) -> Sequence[str]:
        """The ids that Up and Down go along."""
        return [choice.id for choice in self._choices]

    def press(self, key: Keys | str, text: str) -> None:
        """A digit or a letter answers, Up and Down mark, Enter takes what is marked."""
        del text
        self.notice = ""
        if key in STEPS:
            self.spend()
            self._move(STEPS[Keys(key)])
        elif key in ENTER:
            if self._marked is not None:
                self.take(self._marked, by_enter=True)
        elif (picked := self._keys.get(key.lower())) is not None:
            self.take(picked)

    def _move(self, step: int) -> None:
        order = self._order()
        if self._marked in order:
            self._marked = order[(order.index(self._marked) + step) % len(order)]
        else:
            self._marked = order[0 if step > 0 else -1]

    def take(self, picked: str, *, by_enter: bool = False) -> None:
        """What was picked, an id or a Command; `by_enter` when it was marked first."""
        del by_enter
        self.answer(picked)


class ManyPrompt(OnePrompt):
    """Choices that can go together, each with a box; what is ticked stays until the question is answered."""

    def __init__(
        self,
        around: Surroundings,
        screen: Screen,
        several: Several,
        commands: Sequence[Command],
        draft: Draft = NOTHING,
    ) -> None:
        """`draft` is what was ticked here before, and not answered with."""
        choices = (*several.together, *several.alone, DONE)
        self._boxes = {choice.id: (choice, choice.id in several.chosen) for choice in several.together}
        self._ticked = frozenset(name for name, box in self._boxes.items() if draft.get(box, box[1]))
        self._touched: str | None = None
        """What was ticked or unticked last."""
        super().__init__(around, screen, choices, commands, DONE.id if self._ticked else None)

    @property
    def draft(self) -> Draft:
        """Whether each box is ticked."""
        return {box: name in self._ticked for name, box in self._boxes.items()}

    def _texts(self) -> list[tuple[str, str]]:
        boxes = {name: f"[{'x' if name in self._ticked else ' '}] " for name in self._boxes}
        return [
            (number, f"{boxes.get(choice.id, '')}{text}")
            for choice, (number, text) in zip(self._choices, super()._texts(), strict=True)
        ]

    def drawn(self, width: int, room: int) -> Drawn:
        """The question and the boxes; what was ticked last stays on the screen, and so does what ends it."""
        del room
        *options, (_, done) = self._options(width)
        shown = self._touched if self._marked == DONE.id else self._marked
        ids = [choice.id for choice in self._choices]
        marked = [(name == shown, option) for name, (_, option) in zip(ids, options, strict=False)]
        return with_options(self._head(width), [], marked, done)

    def press(self, key: Keys | str, text: str) -> None:
        """Space ticks what is marked, and leaves it marked."""
        if key == SPACE and self._marked in self._boxes:
            self.notice = ""
            self.spend()
            self._ticked ^= {self._marked}
        else:
            super().press(key, text)

    def take(self, picked: str, *, by_enter: bool = False) -> None:
        """A number ticks or unticks; Enter after it is meant to confirm, and so it unticks nothing."""
        self.spend()
        if isinstance(picked, Command):
            self.answer(picked)
        elif picked in self._boxes:
            self._touched = picked
            self._ticked = self._ticked | {picked} if by_enter else self._ticked ^ {picked}
            self._marked = DONE.id if self._ticked else self._marked
        elif picked == DONE.id and not self._ticked:
            self.notice = NOTHING_YET
        elif picked == DONE.id:
            self.answer(self._ticked)
        elif self._ticked:
            self.notice = STILL_TICKED
        else:
            self.answer(frozenset({picked}))


class EachPrompt(OnePrompt):
    """Rows under one question: a key answers the marked row, and marks the next one that has no answer."""

    def __init__(  # noqa: PLR0913, PLR0917 -- all of it stands on one screen
        self,
        around: Surroundings,
        screen: Screen,
        rows: Sequence[PersonRow],
        choices: Sequence[Choice],
        commands: Sequence[Command],
        told: Told = untold,
        draft: Draft = NOTHING,
    ) -> None:
        """`draft` is what was answered here before, when not every row had an answer."""
        super().__init__(around, screen, choices, commands)
        self._rows, self._told = tuple(rows), told
        said = {row.id: draft.get((row, self._choices), row.chosen) for row in rows}
        self._answers = {row: answer for row, answer in said.items() if answer is not None}
        self._marked = self._next_open(0)

    @property
    def draft(self) -> Draft:
        """The answer of each row that has one."""
        return {(row, self._choices): self._answers.get(row.id) for row in self._rows}

    def _order(self) -> Sequence[str]:
        return [*(row.id for row in self._rows), DONE.id]

    def _next_open(self, start: int) -> str:
        """The row without an answer that comes first from here on; after the last one it is `Klaar`."""
        rows = (*self._rows[start:], *self._rows[:start])
        return next((row.id for row in rows if row.id not in self._answers), DONE.id)

    def drawn(self, width: int, room: int) -> Drawn:
        """The question, the answers to choose from, and a line for each row with the answer it has."""
        del room
        answers = [line for number, text in self._texts() for line in option_lines(number, text, width)]
        texts = {choice.id: choice.text for choice in self._choices}
        options = []
        for row in self._rows:
            has_focus = row.id == self._marked
            answer = texts.get(self._answers.get(row.id, ""), "…")
            options.append((has_focus, option_lines("", f"{row.text}: {answer}", width, has_focus=has_focus)))
        is_last = self._marked == DONE.id
        done = option_lines("", f"{DONE.text} ({DONE.key})", width, has_focus=is_last)
        blocks: list[HeadPart] = [*self._head(width), (Stays.ANSWERS, answers), (Stays.REST, [[]])]
        return with_options(blocks, [], options, done)

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        return {DONE.key: DONE.id, **keys_of(self._choices, self._commands)}

    def take(self, picked: str, *, by_enter: bool = False) -> None:
        """Enter goes on from a row, and ends when every row has an answer."""
        self.spend()
        rows = self._order()
        if isinstance(picked, Command):
            self.answer(picked)
        elif by_enter or picked == DONE.id:
            left = sum(row.id not in self._answers for row in self._rows)
            if not left:
                self.answer(self._answers)
            elif picked == DONE.id:
                self.notice = f"Bij {left} {'regel' if left == 1 else 'regels'} staat nog geen antwoord."
        elif self._marked != DONE.id and self._marked is not None:
            row, self._answers[self._marked] = self._marked, picked
            self._marked = self._next_open(rows.index(row) + 1)
            if self._told(row, picked):
                self.answer(self._answers)


class PagePrompt(OnePrompt):
    """A page with choices; of a long page a part at a time, with the choices under every part."""

    def __init__(
        self, around: Surroundings, page: Page, choices: Sequence[Choice], commands: Sequence[Command]
    ) -> None:
        super().__init__(around, Screen(page.title, is_grave=page.alarm), [*choices] or [ON], commands)
        self._page, self._waits = page, not choices
        self._at, self._part, self._rest = 0, 0, 0
        self._rendered: dict[int, list[DrawnLine]] = {}

    def drawn(self, width: int, room: int) -> Drawn:
        """A part of the page, the keys, and the choices."""
        lines = self._lines(width)
        commands = dict.fromkeys((*self._commands, *((Command.BACK,) if self._at else ())))
        keys = styled(command_lines(tuple(commands), width))
        fits = room - len(keys) - sum(len(option) for _, option in self._options(width))
        is_whole = fits >= len(lines)
        self._part = max(fits if is_whole else fits - 1, 1)  # else there is a line to read on
        self._at = 0 if is_whole else min(self._at, len(lines) - 1)
        self._rest = max(len(lines) - self._at - self._part, 0)
        self._mark()
        return with_options(
            (), [*lines[self._at : self._at + self._part], *keys], [*self._read_on(width), *self._options(width)]
        )

    def _mark(self) -> None:
        """Enter does what does no harm: it reads on, and goes on where that is all there is; on an alarm nothing."""
        if self._marked == READ_ON.id and not self._rest:
            self._marked = None
        if self._marked is None and not self._is_grave:
            self._marked = READ_ON.id if self._rest else ON.id if self._waits else None

    def _read_on(self, width: int) -> list[tuple[bool, list[DrawnLine]]]:
        if not self._rest:
            return []
        text = f"{READ_ON.text} ({READ_ON.key}), nog {self._rest} {'regel' if self._rest == 1 else 'regels'}"
        has_focus = self._marked == READ_ON.id
        return [(has_focus, option_lines("", text, width, has_focus=has_focus))]

    def _lines(self, width: int) -> list[DrawnLine]:
        if width not in self._rendered:
            from kvv_triage.terminal.screen import lines_at

            self._rendered[width] = [to_formatted_text(ANSI(line)) for line in lines_at(width, self._page)]
        return self._rendered[width]

    def _order(self) -> Sequence[str]:
        return [*([READ_ON.id] if self._rest else []), *(choice.id for choice in self._choices)]

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        return {READ_ON.key: READ_ON.id, Command.BACK: Command.BACK, **keys_of(self._choices, self._commands)}

    def take(self, picked: str, *, by_enter: bool = False) -> None:
        """Go on in the page, or end."""
        del by_enter
        self.spend()
        if isinstance(picked, Command):
            if picked is Command.BACK and self._at:
                self._go(-self._part)
            elif picked in self._commands:
                self.answer(picked)
        elif picked == READ_ON.id:
            self._go(self._part if self._rest else 0)
        else:
            self.answer("" if picked == ON.id and self._waits else picked)

    def _go(self, lines: int) -> None:
        self._at = max(self._at + lines, 0)
        self._marked = None


class BlankPrompt(Prompt):
    """Nothing at all, until Enter, Space or the same key again."""

    is_choice = False

    def drawn(self, width: int, room: int) -> Drawn:
        """Nothing."""
        del width, room
        return Drawn([[]])

    def press(self, key: Keys | str, text: str) -> None:
        """Go on."""
        del text
        if key in ENTER or key == SPACE or key.lower() == Command.BLANK:
            self.answer(None)


def keys_of(choices: Sequence[Choice], commands: Iterable[Command]) -> dict[str, str]:
    """What each key picks: the first nine choices by number, those with a letter by it, and the commands."""
    keys = {str(number): choice.id for number, choice in enumerate(choices[:MOST_DIGITS], start=1)}
    keys |= {choice.key: choice.id for choice in choices if choice.key}
    return keys | {command.value: command for command in commands}


def with_options(
    head: Sequence[HeadPart],
    lines: list[DrawnLine],
    options: Iterable[tuple[bool, list[DrawnLine]]],
    foot: Sequence[DrawnLine] = (),
) -> Drawn:
    """These lines with options under them, of which the marked one has to be on the screen."""
    first, last = 0, -1
    for is_marked, option in options:
        if is_marked:
            first, last = len(lines), len(lines) + len(option) - 1
        lines += option
    return Drawn(lines, first, last, head, foot)
