"""What fits on one screen: how many lines a part of a page takes, and which parts to leave out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from kvv_triage.pages.page import Block, Bullets, Heading, Line, Pairs

WIDTH = 78
"""Letters on a line of a screen of 80 columns."""
ON_ONE_SCREEN = 15
"""Lines of a page on a screen of 24, above what always stands there, four choices and the keys."""


def lines_of(block: Block) -> int:
    """How many lines a block takes on a screen of 80 columns; of a table or a figure one, which stand on no screen."""
    return sum(max(len(textwrap.wrap(text, WIDTH)), 1) for text in _texts(block))


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Line(text=text):
            yield text
        case Heading(text=text):
            yield from ("", text)
        case Bullets(points=points):
            yield from (f"- {point}" for point in points)
        case Pairs(pairs=pairs):
            yield from (f"{label} {text}" for label, text in pairs)
        case _:
            yield ""


Part = tuple[int, Block]
"""A block, and how soon it may be left out: what has 0 never is, the highest goes first."""


def fitted(parts: Iterable[Part], most: int = ON_ONE_SCREEN) -> tuple[Block, ...]:
    """The blocks of a page of at most so many lines, its title included, without what can best be missed."""
    kept = list(parts)
    while 1 + sum(lines_of(block) for _, block in kept) > most:
        spare = max(rank for rank, _ in kept)
        if not spare:
            break
        kept.pop(max(place for place, (rank, _) in enumerate(kept) if rank == spare))
    return tuple(block for _, block in kept)
