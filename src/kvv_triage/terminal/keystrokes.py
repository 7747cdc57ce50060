"""What a worker types, as keys: no half escape sequence is ever a letter, and no burst of keys is more than one.

prompt_toolkit waits half a second for the rest of an escape sequence, and then takes its parts for letters; a sequence
it does not know falls apart as well. Over a slow line that answers a question. Here a sequence is read by its grammar
(ECMA-48), whoever knows it, and what is not a key is nothing.
"""

from __future__ import annotations

import codecs
import os
import select
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from prompt_toolkit.input import Input
from prompt_toolkit.input.ansi_escape_sequences import ANSI_SEQUENCES
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys

from kvv_triage.conversation.asker import LONGEST_LINE
from kvv_triage.terminal.pace import BURST

LATE = 0.45
"""Seconds within which the next part of an escape sequence comes; a paste may take longer.

A little less than prompt_toolkit waits before it asks what there is without more."""
PASTE_LATE = 2.0
MOST = 4096
"""Bytes to read at once."""
LONGEST_SEQUENCE = 64
LONGEST_PASTE = LONGEST_LINE + 20
"""Letters that are kept of an escape sequence, and of a paste with what begins it: a longer one is no key, no line."""

ESC, BELL = "\x1b", "\x07"
PASTE_BEGINS, PASTE_ENDS = f"{ESC}[200~", f"{ESC}[201~"
STRINGS = "]P_^X"
"""What begins a text from the terminal itself, such as its colours, up to a bell or `ESC \\`."""
PASSES_ESCAPE = "\x03\x04"
"""Ctrl-C and Ctrl-D are themselves, also after Escape."""


class Keystrokes:
    """Turns what comes in, in pieces, into keys; a letter right after Escape is Escape with that letter."""

    def __init__(self) -> None:
        self._begun, self._at = "", 0.0
        self._is_stale = False

    def read(self, text: str, now: float) -> list[KeyPress]:
        """The keys that are whole by now; the rest is kept until the next piece."""
        limit = PASTE_LATE if self._begun.startswith(PASTE_BEGINS) else LATE
        if self._begun and now - self._at > limit:
            self._begun, self._is_stale = "", False
        self._at = now
        return [press for letter in text for press in self._take(letter)]

    def waited(self, now: float) -> list[KeyPress]:
        """Escape, when that is all that came and nothing belongs to it any more."""
        return [*self._whole(Keys.Escape, "")] if self._begun == ESC and now - self._at >= LATE else []

    def forget(self) -> None:
        """What has begun and is not whole yet is no key when the rest comes."""
        self._is_stale = bool(self._begun)

    def _take(self, letter: str) -> Iterator[KeyPress]:
        begun = self._begun
        if not begun and letter != ESC:
            yield KeyPress(_control(letter), letter)
        elif begun.startswith(PASTE_BEGINS):
            self._begun = begun[:LONGEST_PASTE] + begun[LONGEST_PASTE:][-len(PASTE_ENDS) :] + letter
            if self._begun.endswith(PASTE_ENDS):
                yield from self._whole(Keys.BracketedPaste, self._begun[len(PASTE_BEGINS) : -len(PASTE_ENDS)])
        elif begun[1:2] and begun[1:2] in STRINGS:
            self._begun = begun[:2] + begun[2:][-1:] + letter
            if letter == BELL or self._begun.endswith(f"{ESC}\\"):
                yield from self._whole(None, "")
        elif letter in PASSES_ESCAPE:
            self._begun = ""
            yield KeyPress(_control(letter), letter)
        elif letter == ESC:
            self._begun, self._is_stale = ESC, bool(begun) and self._is_stale
        else:
            self._begun = begun[:LONGEST_SEQUENCE] + letter
            if self._begun != PASTE_BEGINS and _is_whole(self._begun):
                key = ANSI_SEQUENCES.get(self._begun)
                is_key = isinstance(key, Keys) and key not in (Keys.Ignore, Keys.BracketedPaste)
                if not is_key and begun == ESC:
                    yield from self._whole(Keys.Escape, letter)
                else:
                    yield from self._whole(key if is_key and isinstance(key, Keys) else None, "")

    def _whole(self, key: Keys | None, text: str) -> Iterator[KeyPress]:
        is_stale, self._begun, self._is_stale = self._is_stale, "", False
        if key is not None and not is_stale:
            yield KeyPress(key, text)


def _control(letter: str) -> Keys | str:
    key = ANSI_SEQUENCES.get(letter)
    return key if isinstance(key, Keys) else letter


def _is_whole(sequence: str) -> bool:
    """Whether nothing more belongs to this sequence; it is longer than Escape alone."""
    if sequence.startswith(f"{ESC}O"):
        return len(sequence) > 2 and not sequence[-1].isdigit()  # noqa: PLR2004 -- the two that begin it
    if sequence.startswith(f"{ESC}["):
        # The Linux console has function keys of `ESC [ [` and one letter more.
        return len(sequence) > 2 and "@" <= sequence[-1] <= "~" and sequence != f"{ESC}[["  # noqa: PLR2004 -- idem
    return sequence[-1] not in STRINGS


class SteadyInput(Input):
    """An input of prompt_toolkit that gives whole keys, and knows which keys are one burst."""

    def __init__(self, inner: Input, clock: Callable[[], float] = time.monotonic) -> None:
        """`inner` is the terminal; on Windows it gives keys by itself, elsewhere its bytes are read here."""
        self._inner, self._clock = inner, clock
        self._keystrokes = Keystrokes()
        encoding = getattr(getattr(inner, "stdin", None), "encoding", None) or "utf-8"
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
        self._has_bytes = hasattr(inner, "stdin_reader")
        self._ended = False
        self._last = float("-inf")
        self.is_spent = False
        """Whether a key of this burst did something already: then the rest of it does nothing."""

    def read_keys(self) -> list[KeyPress]:
        """The keys that came in."""
        if not self._has_bytes:
            keys = self._inner.read_keys()
        else:
            keys = self._keystrokes.read(self._decoder.decode(self._bytes()), self._clock())
        if keys:
            now = self._clock()
            self.is_spent = self.is_spent and now - self._last < BURST
            self._last = now
        return keys

    def drop(self) -> None:
        """Forget what was typed up to now: what stood on the screen then is not there any more."""
        # What comes right after it was typed or pasted together with it.
        if not self._has_bytes:  # Windows gives what there is, and waits for nothing
            self.is_spent = bool(self.read_keys()) or self.is_spent
        while self._is_waiting():
            self.is_spent = bool(self.read_keys()) or self.is_spent
        self._keystrokes.forget()

    def _is_waiting(self) -> bool:
        return self._has_bytes and not self.closed and bool(select.select([self.fileno()], [], [], 0)[0])

    def _bytes(self) -> bytes:
        try:
            data = os.read(self.fileno(), MOST)
        except OSError:  # the terminal hung up
            data = b""
        self._ended = self._ended or not data
        return data

    def flush_keys(self) -> list[KeyPress]:
        """Escape alone, when nothing came after it for a while; a sequence that is longer has all its time."""
        return self._keystrokes.waited(self._clock())

    @property
    def closed(self) -> bool:
        """Whether nothing comes any more."""
        return self._ended or self._inner.closed

    def fileno(self) -> int:
        """The file descriptor of the terminal."""
        return self._inner.fileno()

    def typeahead_hash(self) -> str:
        """Where prompt_toolkit keeps keys for a next prompt; they are thrown away there."""
        return f"kvv-{self._inner.typeahead_hash()}"

    def raw_mode(self) -> AbstractContextManager[None]:
        """Keys come one by one."""
        return self._inner.raw_mode()

    def cooked_mode(self) -> AbstractContextManager[None]:
        """Keys come line by line."""
        return self._inner.cooked_mode()

    def attach(self, input_ready_callback: Callable[[], None]) -> AbstractContextManager[None]:
        """Have this called when keys come in."""
        return self._inner.attach(input_ready_callback)

    def detach(self) -> AbstractContextManager[None]:
        """Leave the keys for a while."""
        return self._inner.detach()
