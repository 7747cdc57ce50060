"""One key at a time on a real terminal: each screen is drawn whole, beside the screen that was there before."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from prompt_toolkit.input import Input, create_input
from prompt_toolkit.output import Output, create_output

from kvv_triage.conversation.asker import (
    Choice,
    Command,
    FormLine,
    PersonRow,
    Screen,
    Several,
    Told,
    untold,
)
from kvv_triage.terminal.choices import BlankPrompt, EachPrompt, ManyPrompt, OnePrompt, PagePrompt
from kvv_triage.terminal.drawing import wrapped
from kvv_triage.terminal.keystrokes import SteadyInput
from kvv_triage.terminal.prompt import NOTHING, Surroundings
from kvv_triage.terminal.stage import Curtain, Stage
from kvv_triage.terminal.texts import NumberPrompt, SecretPrompt, TextPrompt

if TYPE_CHECKING:
    from kvv_triage.pages.page import Page
    from kvv_triage.terminal.prompt import Draft, Prompt


class KeyAsker:
    """Asks one screen at a time; a digit or letter answers at once, arrows and Enter work as well."""

    def __init__(
        self,
        when_shown: Callable[[], None],
        *,
        stays: bool = True,
        keys: Input | None = None,
        output: Output | None = None,
    ) -> None:
        """`when_shown` is called each time keys count on a screen.

        With `stays` the screens of before are back only when this asker leaves, else after every answer.
        """
        self.standing: tuple[str, ...] = ()
        self._when_shown, self._stays = when_shown, stays
        inner = keys or create_input()
        self._keys, self._output = SteadyInput(inner), output or _stage()
        descriptor = None if sys.platform == "win32" else inner.fileno()  # a console of Windows has none
        self._curtain = Curtain(self._output, descriptor) if isinstance(self._output, Stage) else None
        self._drafts: dict[tuple[str, ...], Draft] = {}
        """What was ticked or typed on a screen that was left without an answer."""

    def choose(
        self, screen: Screen, choices: Sequence[Choice], commands: Sequence[Command], default: str | None = None
    ) -> str:
        """Show the screen and wait for one key."""
        picked: str = self._ask(OnePrompt(self._surroundings(), screen, choices, commands, default))
        return picked

    def choose_many(self, screen: Screen, several: Several, commands: Sequence[Command]) -> frozenset[str] | Command:
        """A number or Space ticks or unticks, a choice that stands alone answers at once; `Klaar` ends."""
        answer: frozenset[str] | Command = self._drafting(
            "many", screen, lambda draft: ManyPrompt(self._surroundings(), screen, several, commands, draft)
        )
        return answer

    def choose_each(
        self,
        screen: Screen,
        rows: Sequence[PersonRow],
        choices: Sequence[Choice],
        commands: Sequence[Command],
        told: Told = untold,
    ) -> Mapping[str, str] | Command:
        """A key answers the row that is marked; `Klaar` ends when every row has an answer."""
        answer: Mapping[str, str] | Command = self._drafting(
            "each", screen, lambda draft: EachPrompt(self._surroundings(), screen, rows, choices, commands, told, draft)
        )
        return answer

    def write(self, screen: Screen, commands: Sequence[Command], default: str = "") -> str | Command:
        """Read one line with the usual keys for editing."""
        lines = [FormLine("", default=default)]
        answer: tuple[str, ...] | Command = self._drafting(
            "write", screen, lambda draft: TextPrompt(self._surroundings(), screen, lines, commands, draft)
        )
        return _line_of(answer)

    def fill(self, screen: Screen, lines: Sequence[FormLine], commands: Sequence[Command]) -> tuple[str, ...] | Command:
        """Read the lines of a form, which all stand on the screen."""
        answer: tuple[str, ...] | Command = self._drafting(
            "fill", screen, lambda draft: TextPrompt(self._surroundings(), screen, lines, commands, draft)
        )
        return answer

    def number(self, screen: Screen, commands: Sequence[Command], refused: str = "") -> str | Command:
        """Read a number; a letter is never part of one, so it answers at once."""
        lines = [FormLine("", default=refused)]
        answer: tuple[str, ...] | Command = self._drafting(
            "number", screen, lambda draft: NumberPrompt(self._surroundings(), screen, lines, commands, draft)
        )
        return _line_of(answer)

    def secret(self, screen: Screen, commands: Sequence[Command]) -> str | Command:
        """Read one line that shows as stars."""
        return _line_of(self._ask(SecretPrompt(self._surroundings(), screen, commands)))

    def show(self, page: Page, choices: Sequence[Choice] = (), commands: Sequence[Command] = ()) -> str:
        """Show a page; of a long one a part at a time, with the choices under every part."""
        picked: str = self._ask(PagePrompt(self._surroundings(), page, choices, commands))
        return picked

    def leave(self, lines: Sequence[str]) -> None:
        """Go back to the screen that was there before, and print lines that stay on it."""
        self.close()
        width = self._output.get_size().columns
        sys.stdout.writelines(f"{part}\n" for line in lines for part in wrapped(line, width))
        sys.stdout.flush()

    def blank(self) -> None:
        """An empty screen, until Enter or the same key again."""
        self._ask(BlankPrompt(Surroundings(self._keys, self._output, (), self._when_shown)))

    def close(self) -> None:
        """Go back to the screen that was there before."""
        if self._curtain:
            self._curtain.close()

    def _surroundings(self) -> Surroundings:
        return Surroundings(self._keys, self._output, self.standing, self._when_shown)

    def _drafting(self, kind: str, screen: Screen, prompt_after: Callable[[Draft], Prompt]) -> Any:  # noqa: ANN401
        """Ask, and keep what was ticked or typed until it is the answer."""
        at = (kind, screen.about or screen.header, screen.question)
        prompt = prompt_after(self._drafts.get(at, NOTHING))
        try:
            answer = self._ask(prompt)
        finally:
            self._drafts[at] = prompt.draft
        if not isinstance(answer, Command):
            del self._drafts[at]
        return answer

    def _ask(self, prompt: Prompt) -> Any:  # noqa: ANN401 -- each prompt says what it is answered with
        if self._curtain:
            self._curtain.open()
        try:
            return prompt.ask()
        except OSError as error:
            if self._keys.closed:  # the terminal hung up: nothing can be drawn on it either
                raise EOFError from error
            raise
        finally:
            if not self._stays:
                self.close()


def _line_of(answer: str | tuple[str, ...]) -> str | Command:
    return answer if isinstance(answer, str) else answer[0]


def _stage() -> Output:
    """The terminal; on Windows each prompt goes to the alternate screen and back by itself."""
    return create_output() if sys.platform == "win32" else Stage.from_pty(sys.stdout)
