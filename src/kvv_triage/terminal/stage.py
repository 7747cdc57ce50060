"""The screen beside the screen: what stands on it is gone when it is left, and cannot be scrolled back to."""

from __future__ import annotations

import atexit
import sys
from contextlib import suppress

from prompt_toolkit.output.vt100 import Vt100_Output

if sys.platform != "win32":
    import termios


class Stage(Vt100_Output):
    """The terminal, of which a whole meeting uses the alternate screen: every prompt draws on it, none leaves it."""

    def enter_alternate_screen(self) -> None:
        """A prompt begins at the top."""
        self.cursor_goto(1, 1)

    def quit_alternate_screen(self) -> None:
        """A prompt leaves its screen to the next one."""

    def rise(self) -> None:
        """Go to the alternate screen."""
        super().enter_alternate_screen()
        self.flush()

    def fall(self) -> None:
        """Go back to the screen that was there before."""
        self.cursor_goto(1, 1)
        self.erase_down()
        super().quit_alternate_screen()
        self.enable_autowrap()
        self.show_cursor()
        self.reset_attributes()
        self.flush()


class Curtain:
    """Opens the stage at the first screen, and closes it whatever ends the program."""

    def __init__(self, stage: Stage, keys: int | None) -> None:
        """`keys` is the file descriptor of the terminal that is typed on."""
        self._stage, self._keys = stage, keys
        self._is_open = False
        self._before: list[int | list[bytes | int]] | None = None

    def open(self) -> None:
        """Go to the alternate screen, unless it is there; what is typed between two screens does not show."""
        if self._is_open:
            return
        self._is_open = True
        atexit.register(self.close)  # whoever asks closes it; this is for when that is forgotten
        self._hush()
        self._stage.rise()

    def close(self) -> None:
        """Leave the alternate screen and give the terminal back as it was; what was typed last goes nowhere."""
        if not self._is_open:
            return
        self._is_open = False
        atexit.unregister(self.close)
        with suppress(OSError, ValueError):  # the terminal is gone
            self._stage.fall()
        if sys.platform != "win32" and self._before is not None and self._keys is not None:
            with suppress(termios.error):
                termios.tcsetattr(self._keys, termios.TCSAFLUSH, self._before)

    def _hush(self) -> None:
        if sys.platform != "win32" and self._keys is not None:
            with suppress(termios.error):  # no terminal: a pipe shows nothing
                self._before = termios.tcgetattr(self._keys)
                quiet = termios.tcgetattr(self._keys)
                quiet[3] &= ~(termios.ECHO | termios.ICANON)
                termios.tcsetattr(self._keys, termios.TCSANOW, quiet)
