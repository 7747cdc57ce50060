"""What was worked out before and is asked again: most of one decision returns in the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

MOST_REMEMBERED = 10_000
"""How many things to remember of one kind."""

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")


class Remembered(dict[KeyT, ValueT]):
    """What was worked out before, by what it was worked out from; when it is full it starts again.

    A dict, because a look-up in it costs no call: every decision looks up every answer.
    """

    def __init__(self, work_out: Callable[[KeyT], ValueT], most: int = MOST_REMEMBERED) -> None:
        self._work_out, self._most = work_out, most

    def __missing__(self, key: KeyT) -> ValueT:
        if len(self) >= self._most:
            self.clear()
        value = self[key] = self._work_out(key)
        return value
