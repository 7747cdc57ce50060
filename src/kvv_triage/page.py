"""A page without layout: a title with headings, lines, lists and pairs. Every way of showing starts from this."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a document."""

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


Block = Heading | Line | Bullets | Pairs


@dataclass(frozen=True, slots=True)
class Document:
    """A title and what follows; `alarm` asks for the whole screen."""

    title: str
    blocks: tuple[Block, ...]
    alarm: bool = False
