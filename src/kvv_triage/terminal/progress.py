"""How far a long piece of work is."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

MANY = 20
"""From so many steps on it is shown how far the work is."""

StepT = TypeVar("StepT")


def with_progress(steps: Sequence[StepT], what: str) -> Iterator[StepT]:
    """The steps, with a bar on stderr that says `what` is done, when there are many and someone is looking."""
    if len(steps) < MANY or not sys.stderr.isatty():
        yield from steps
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(steps, what, console=Console(stderr=True), transient=True)
