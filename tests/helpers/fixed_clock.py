"""kvv as it runs on one Wednesday afternoon, for who types fast: `python -m tests.helpers.fixed_clock triage A-1`.

Each time keys count on a screen it says so to the terminal, so that nobody has to guess when a screen is whole. What
makes a worker read, or keeps a held key from answering, has tests of its own and takes no time here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime

from kvv_triage.__main__ import main
from kvv_triage.commands import triage
from kvv_triage.conversation.asker import Asker
from kvv_triage.terminal import keystrokes, prompt
from kvv_triage.terminal.choosing import meeting_asker

MOMENT = datetime(2026, 3, 4, 14, 5)  # noqa: DTZ001 -- wherever it runs, it is this time there
KEYS_COUNT = "\x1b]9;kvv\x07"
"""What says that keys count on the screen that was just drawn."""


def the_moment() -> datetime:
    """Give the moment, in the zone of this machine."""
    return MOMENT.astimezone()


def asker_that_says_when(*, plain: bool, when_shown: Callable[[], None]) -> Asker:
    """The asker of a meeting; it also says on the terminal when keys count."""

    def say() -> None:
        when_shown()
        sys.stdout.write(KEYS_COUNT)
        sys.stdout.flush()

    return meeting_asker(plain=plain, when_shown=say)


if __name__ == "__main__":
    vars(triage).update(_now=the_moment, meeting_asker=asker_that_says_when)
    vars(keystrokes).update(BURST=0.0)
    vars(prompt).update(READING=0.0, HELD=0.0)
    sys.exit(main(sys.argv[1:]))
