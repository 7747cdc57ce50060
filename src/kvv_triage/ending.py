"""The end of the program, however it comes: what has to be said last (law 12), and signals that end it in order."""

from __future__ import annotations

import signal
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

BY_SIGNAL = 128
"""What is added to the number of a signal to make the exit code."""
SIGNALS = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""Who ends a process from outside, or closes its window; each system has some of these."""

_lines: list[str] = []


def say_at_the_end(lines: Sequence[str]) -> None:
    """Have these lines be the last that the program prints, instead of those from before.

    They are made beforehand, because at the end anything may be broken; they never hold what a client said.
    """
    _lines[:] = lines


def last_words() -> tuple[str, ...]:
    """What has to be said last."""
    return tuple(_lines)


class EndedBySignal(SystemExit):
    """Somebody ended the program from outside; not an `Exception`, so that nothing on the way takes it for trouble."""

    def __init__(self, number: int) -> None:
        super().__init__(BY_SIGNAL + number)


@contextmanager
def ending_in_order() -> Iterator[None]:
    """A signal that ends the program raises EndedBySignal here; one that was told to be ignored stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield  # Python takes signals in the main thread only
        return
    numbers = [number for name in SIGNALS if (number := getattr(signal, name, None)) is not None]
    before = {number: handler for number in numbers if (handler := signal.getsignal(number)) is signal.SIG_DFL}

    def end(number: int, _: object) -> NoReturn:
        warnings.simplefilter("ignore")  # of what is broken off here nothing is told behind the last words
        for other in before:  # the end itself is not ended halfway
            signal.signal(other, signal.SIG_IGN)
        raise EndedBySignal(number)

    for number in before:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def deaf_to_ctrl_c() -> Iterator[None]:
    """Nobody interrupts what is said in here."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
