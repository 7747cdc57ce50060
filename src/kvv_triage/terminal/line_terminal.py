"""What plain lines need of a terminal: to forget what was typed too early, to hide a secret, to empty the screen."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from typing import TextIO

if sys.platform == "win32":
    import msvcrt
else:
    import termios

EMPTY = "\x1b[H\x1b[2J\x1b[3J"
"""To the top, nothing on the screen, and nothing to scroll back to."""


class LineTerminal:
    """A terminal that is typed on line by line."""

    def drop_early(self, seconds: float) -> None:
        """Forget every line that was typed before now and in the next seconds, also one that is half there."""
        time.sleep(seconds)
        if sys.platform == "win32":
            while msvcrt.kbhit():
                msvcrt.getwch()
        else:
            with suppress(termios.error):  # the terminal hung up
                termios.tcflush(sys.stdin, termios.TCIFLUSH)

    def read_secret(self, prompt: str) -> str:
        """A line that does not show while it is typed; half a character stands for what is no text."""
        from getpass import getpass

        try:
            return getpass(prompt)
        except UnicodeDecodeError:
            return "\udcff"


def emptied(output: TextIO) -> bool:
    """Empty the screen with what can be scrolled back to; False where that cannot be done."""
    if not output.isatty() or os.environ.get("TERM") == "dumb":
        return False
    if sys.platform == "win32":
        from prompt_toolkit.shortcuts import clear

        clear()
    else:
        output.write(EMPTY)
        output.flush()
    return True
