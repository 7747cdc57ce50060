"""What every way of writing a page asks of its parts, before there is any layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from kvv_triage.language.clean import clean
from kvv_triage.pages.page import Bars, Block, Bullets, Heading, Line, Page, Pairs, Signals, Table, Timeline

ABOUT = "Over wie"
"""Above the first column of the signals."""
WHAT, FIGURE = "Wat", "Cijfer"
"""Above the two columns of figures with bars."""
BREAK = "\u200b"
"""Where an endless word may go on on the next line. Harmless text holds none of its own."""
_ENDLESS, _PART = re.compile(r"\S{25,}"), re.compile(r"\S{1,12}")
"""Dutch has few words of 25 letters; a column has room for 12."""


def breakable(text: str) -> str:
    """Harmless text in which words without an end may be broken, so that nothing of them falls off the page."""
    return _ENDLESS.sub(lambda match: BREAK.join(_PART.findall(match[0])), text)


def title_of(page: Page) -> str:
    """The title on one line, never empty: a page without a title cannot be found again, nor read aloud."""
    title = " ".join(clean(page.title).split())
    # Letters that only join others leave nothing to see or to read.
    return title if title.strip("\u200c\u200d") else "Zonder titel"


def blocks_of(page: Page) -> Iterator[Block]:
    """The blocks that hold something: an empty heading is left out, and of a table without rows it is told."""
    for block in page.blocks:
        match block:
            case Heading(text=text) | Line(text=text):
                if clean(text).strip():
                    yield block
            case Bullets(points=items) | Pairs(pairs=items):
                if items:
                    yield block
            case Table(rows=items) | Bars(bars=items) | Signals(rows=items) | Timeline(milestones=items):
                yield block if items else Line(f"{block.caption}: geen")
            case _:
                assert_never(block)


def nested(points: Iterable[str]) -> list[tuple[str, list[str]]]:
    """The points of a list, each with its details: the points that follow it and begin with `- `."""
    groups: list[tuple[str, list[str]]] = []
    for point in points:
        if point.startswith("- ") and groups:
            groups[-1][1].append(point.removeprefix("- "))
        else:
            groups.append((point.removeprefix("- "), []))
    return groups
