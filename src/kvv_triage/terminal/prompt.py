"""One screen that asks: it draws itself as wide as the terminal is, and takes no key that was not meant for it.

No key counts that was typed before the screen stood there, and of a burst of keys (a paste, a key that is held down)
only one does something (law 13). A grave screen first has to be read: each key in that time makes it longer. After that
a key waits a moment, because a key that is held down comes again at once, and then it was not meant.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input.typeahead import clear_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import FormattedTextControl, Layout, Window
from prompt_toolkit.output import Output

from kvv_triage.terminal.drawing import BOLD, DrawnLine, HeadPart, divided, standing_lines, styled, wrapped
from kvv_triage.terminal.keystrokes import SteadyInput
from kvv_triage.terminal.pace import READING

STILL = 0.3
"""Seconds without a key after which the hands are off the keyboard."""
HELD = 0.15
"""Seconds within which a key that is held down comes again."""
TICK = 0.01
CHOOSE, READ = "Je keuze:", "Even lezen…"
LEAST = 3
"""Lines of the question that are always there, however low the terminal is."""
SCROLLED = 4
"""Lines in which at least can be scrolled, with those that count what is not there."""
PAGE_KEYS = {Keys.PageUp: -1, Keys.PageDown: 1}
MOVES = frozenset({Keys.Up, Keys.Down, *PAGE_KEYS})
"""Keys that answer nothing."""

Draft = Mapping[Hashable, Any]
"""What was ticked or typed, by each thing that could be: its words, and how it stood when it was asked.

So what was changed since stands as it is asked now, and the rest as the worker left it.
"""
NOTHING: Draft = {}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a prompt stands: what is typed, what is drawn on, what stands on every screen, and whom to tell."""

    keys: SteadyInput
    output: Output
    standing: tuple[str, ...]
    when_shown: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The lines of a prompt, and the first and the last of those that must be on the screen, if any.

    When they do not fit they scroll, under as much of `head` as can stay and above `foot`.
    """

    lines: list[DrawnLine]
    first: int = 0
    last: int = -1
    head: Sequence[HeadPart] = ()
    foot: Sequence[DrawnLine] = ()


class Prompt(ABC):
    """One screen, until it is answered."""

    is_choice = True
    """Whether one key answers: then a line says when keys count."""

    def __init__(self, around: Surroundings, *, is_grave: bool = False) -> None:
        self._around, self._is_grave = around, is_grave
        self.notice = ""
        """What was wrong with the last key."""
        self._top, self._focus = 0, (0, 0)
        self._height = 0
        self._stands = False
        self._opens_at = 0.0
        self._waiting: Keys | str | None = None
        self._app: Application[Any] = self._application()

    @abstractmethod
    def drawn(self, width: int, room: int) -> Drawn:
        """What is asked, for a terminal of this width in which this many lines are free."""

    @property
    def draft(self) -> Draft:
        """What is ticked or typed and not answered with yet."""
        return NOTHING

    @abstractmethod
    def press(self, key: Keys | str, text: str) -> None:
        """What a key does; `text` is what was pasted, or the letter itself."""

    def ask(self) -> Any:  # noqa: ANN401 -- each prompt says what it is answered with
        """The answer. Raises KeyboardInterrupt on Ctrl-C and EOFError when the input ends."""
        clear_typeahead(self._around.keys)
        return self._app.run(pre_run=self._take_failures, set_exception_handler=False)

    def answer(self, answer: object) -> None:
        """End with this answer; what comes in the same burst does nothing any more."""
        self.spend()
        if not self._app.is_done:
            self._app.exit(result=answer)

    def spend(self) -> None:
        """Say that a key did something, so that the rest of its burst does nothing."""
        self._around.keys.is_spent = True

    def _take_failures(self) -> None:
        """By itself prompt_toolkit would print the traceback of what goes wrong in here, with what was typed."""
        if self._app.loop is not None:
            self._app.loop.set_exception_handler(self._fail)

    def _fail(self, _: object, context: dict[str, Any]) -> None:
        # A signal can end the program before the prompt runs or after it: then what it raised goes on by itself.
        if self._app.is_running and not self._app.is_done:
            self._app.exit(exception=context.get("exception") or RuntimeError(context["message"]))

    def _later(self, seconds: float, do: Callable[[], None]) -> None:
        if self._app.loop is not None:
            self._app.loop.call_later(seconds, do)

    def _application(self) -> Application[Any]:
        bindings = KeyBindings()
        bindings.add(Keys.Any, eager=True)(self._pressed)
        window = Window(
            FormattedTextControl(self._fragments, focusable=True, show_cursor=not self.is_choice),
            always_hide_cursor=self.is_choice,
        )
        app: Application[Any] = Application(
            Layout(window),
            key_bindings=bindings,
            full_screen=True,
            erase_when_done=True,
            input=self._around.keys,
            output=self._around.output,
        )
        app.after_render.add_handler(lambda _: self._shown())
        return app

    # What stands there

    def _fragments(self) -> StyleAndTextTuples:
        size = self._around.output.get_size()
        over = standing_lines(self._around.standing, size.columns)
        under = styled(wrapped(self.notice, size.columns), BOLD) if self.notice else []
        self._height = room = max(size.rows - len(over) - len(under) - self.is_choice, LEAST)
        shown = [*over, *self._fitted(self.drawn(size.columns, room), room), *under]
        if self.is_choice:
            shown.append([(BOLD, f"{READ if self._is_grave and not self._is_open else CHOOSE} ")])
        return [piece for line in shown for piece in (*line, ("", "\n"))][:-1]

    def _fitted(self, drawn: Drawn, room: int) -> list[DrawnLine]:
        """What fits in so many lines; what is not there is counted, above and below what is."""
        whole = [line for _, block in drawn.head for line in block]
        if len(whole) + len(drawn.lines) + len(drawn.foot) <= room:
            self._top = 0
            return [*whole, *drawn.lines, *drawn.foot]
        staying, moving = divided(drawn.head, room - len(drawn.foot) - SCROLLED) if drawn.head else ([], [])
        lines = [*moving, *drawn.lines]
        first, last = len(moving) + drawn.first, len(moving) + drawn.last
        self._height = free = max(room - len(staying) - len(drawn.foot) - len(("hierboven", "hieronder")), 1)
        if first <= last and (first, last) != self._focus:  # else the worker may look elsewhere, by page
            self._top = max(min(self._top, first), last - free + 1)
        self._focus = (first, last)
        self._top = min(max(self._top, 0), max(len(lines) - free, 0))
        rest = len(lines) - self._top - free
        above, below = _counted(self._top, "hierboven"), _counted(rest, "hieronder")
        return [*staying, above, *lines[self._top : self._top + free], below, *drawn.foot]

    @property
    def _is_open(self) -> bool:
        """Whether keys count."""
        return self._stands and time.monotonic() >= self._opens_at

    def _shown(self) -> None:
        if self._app.is_done:
            return
        if not self._stands:
            self._around.keys.drop()
            if self._around.keys.closed:
                self._app.exit(exception=EOFError())
                return
            self._stands = True
            if self._is_grave:
                self._wait(READING)
        if self._is_open:
            self._around.when_shown()

    def _wait(self, seconds: float) -> None:
        """Take no key for this long from now."""
        self._opens_at = max(self._opens_at, time.monotonic() + seconds)
        self._app.invalidate()
        self._later(self._opens_at - time.monotonic() + TICK, self._app.invalidate)

    # What is typed

    def _pressed(self, event: KeyPressEvent) -> None:
        press = event.key_sequence[-1]
        if press.key in (Keys.ControlC, Keys.SIGINT):
            self.spend()
            self._app.exit(exception=KeyboardInterrupt())
        elif not self._is_open:
            self._wait(STILL)
        elif self._around.keys.is_spent or (self.is_choice and press.key is Keys.Escape):
            return  # where one key answers, every key works without Escape
        elif press.key in PAGE_KEYS:
            self._top += PAGE_KEYS[Keys(press.key)] * max(self._height - 1, 1)
        elif self._is_grave and press.key not in MOVES:
            self._press_later(press.key, press.data)
        else:
            self.press(press.key, press.data)

    def _press_later(self, key: Keys | str, text: str) -> None:
        """Take a key when it does not come again at once."""
        if self._waiting is None:
            self._waiting = key
            self._later(HELD, lambda: self._press_unless_held(key, text))
        elif self._waiting == key:
            self._waiting = None
            self._wait(STILL)

    def _press_unless_held(self, key: Keys | str, text: str) -> None:
        if self._waiting is not None and not self._app.is_done:
            self._waiting = None
            self.press(key, text)
            self._app.invalidate()


def _counted(lines: int, where: str) -> DrawnLine:
    return [("", f"   … nog {lines} {'regel' if lines == 1 else 'regels'} {where}")] if lines > 0 else []
