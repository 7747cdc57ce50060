"""A real kvv process on a real terminal, and the screen that a worker sees."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pexpect
import pyte

from tests.helpers.typist import Worker

ROOT = Path(__file__).parents[2]
KVV = (sys.executable, "-m", "kvv_triage")
QUIET = 0.15
"""Seconds without output after which a screen is complete."""
PATIENCE = 20
CTRL_C = "\x03"


class Terminal:
    """A kvv process on a terminal, and the screen a worker sees."""

    def __init__(
        self,
        *words: str,
        columns: int = 80,
        lines: int = 24,
        program: Sequence[str] = KVV,
        cwd: Path | None = None,
        **environment: str,
    ) -> None:
        known = {key: text for key, text in os.environ.items() if key not in ("NO_COLOR", "ACCESSIBLE", "KVV_INHOUD")}
        self.process = pexpect.spawn(
            program[0],
            [*program[1:], *words],
            dimensions=(lines, columns),
            encoding="utf-8",
            cwd=str(cwd) if cwd else None,
            env={**known, "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1", **environment},
        )
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.Stream(self.screen)

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.screen.display]

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.lines).split())

    @property
    def is_asking(self) -> bool:
        """Whether a prompt stands on the screen."""
        return any(line.startswith(("Je keuze:", ">")) for line in self.lines)

    def read(self) -> bool:
        """Read until a prompt stands there and the screen is still; False when the process has ended."""
        quiet_since = time.monotonic()
        start = quiet_since
        is_stale = True  # what stands there now was answered already
        while time.monotonic() - quiet_since < QUIET or is_stale or not self.is_asking:
            assert time.monotonic() - start < PATIENCE, f"nothing happens: {self.words}"
            try:
                self.stream.feed(self.process.read_nonblocking(size=65536, timeout=0.05))
                quiet_since, is_stale = time.monotonic(), False
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                return False
        return True

    def press(self, keys: str) -> None:
        self.process.send(keys)

    def go(self, worker: Worker) -> Iterator[list[str]]:
        """Let a worker answer every screen until the process ends; gives each screen."""
        while self.read():
            yield self.lines
            is_choice = "Je keuze:" in self.words
            typed = worker.reply(self.words)
            self.press(typed if is_choice or typed == CTRL_C else f"{typed}\r")
        self.process.close()

    @property
    def exit_code(self) -> int:
        self.process.close()
        assert self.process.exitstatus is not None
        return int(self.process.exitstatus)
