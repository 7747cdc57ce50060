"""A real process on a real terminal; who imports this is skipped where there is none, as on Windows."""

from __future__ import annotations

import os
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pexpect = pytest.importorskip("pexpect", reason="a real terminal is tested where there is one: not on Windows")
pyte = pytest.importorskip("pyte")

PATIENCE = 20
"""Seconds to wait for what has to come."""


class AskingProgram:
    """A program that asks, and what came on its terminal."""

    def __init__(self, program: str, **environment: str) -> None:
        self.process = pexpect.spawn(
            sys.executable,
            ["-c", program],
            dimensions=(24, 80),
            env={**os.environ, **environment},
            encoding="utf-8",
            timeout=PATIENCE,
        )
        self.raw = ""

    def until(self, text: str) -> None:
        """Read until this stands somewhere after what was read before."""
        self.process.expect_exact(text)
        self.raw += self.process.before + self.process.after

    def wait(self, seconds: float) -> None:
        """Read what comes for a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                self.raw += self.process.read_nonblocking(65536, left)
            except (pexpect.TIMEOUT, pexpect.EOF):
                continue

    def end(self) -> None:
        """Read to the end."""
        self.raw += self.process.read()
        self.process.close()


def interrupt(process: Any) -> None:  # noqa: ANN401 -- a process of pexpect, which has no types
    """Press Ctrl-C when it waits for a line: of one that comes the moment before, Python tells at the next line."""
    stat = Path(f"/proc/{process.pid}/stat")
    while stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "S":
        time.sleep(0.01)
    process.sendintr()


@contextmanager
def running(before: str, program: str, **environment: str) -> Iterator[AskingProgram]:
    """A program that asks, after what comes before it, on a terminal of its own."""
    terminal = AskingProgram(before + textwrap.dedent(program), **environment)
    try:
        yield terminal
    finally:
        terminal.process.close(force=True)


def shown(raw: str, lines: int = 24, columns: int = 80) -> str:
    """What stands on a screen of this size after all this came."""
    screen = pyte.Screen(columns, lines)
    pyte.Stream(screen).feed(raw)
    return "\n".join(line.rstrip() for line in screen.display)
