"""A page without layout: a title with headings, lines, lists and pairs. Every way of showing starts from this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a page."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; a strong one is what the reader must see first."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short points."""

    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels with what belongs to them."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header; every row has as many cells as the header."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure among others: `share` is its length from 0 to 1, None when the figure is not shown."""

    label: str
    share: float | None
    shown: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Figures side by side, each with a bar."""

    caption: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Signals:
    """How many danger signs of each severity, lightest first, there are about each person."""

    caption: str
    severities: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """What happened to a case on one day; `weight` is 0 (nothing to call for) to 3 (112)."""

    day: date
    title: str
    text: str
    weight: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The milestones of a case, oldest first."""

    caption: str
    milestones: tuple[Milestone, ...]


Block = Heading | Line | Bullets | Pairs | Table | Bars | Signals | Timeline


@dataclass(frozen=True, slots=True)
class Page:
    """A title and what follows; `alarm` asks for the whole screen."""

    title: str
    blocks: tuple[Block, ...]
    alarm: bool = False
