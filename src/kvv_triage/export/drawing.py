"""Small drawings in SVG: a mark for each weight, and the milestones of a case along a line of time.

A mark tells its weight by its shape as well as by its colour, and never in green: nothing here says that it is safe.
Widths that follow the page are given in percents, so that the letters in a drawing keep their size on a small screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from kvv_triage.pages.page import Milestone

SVG = 'xmlns="http://www.w3.org/2000/svg"'
INK, FAINT = "#475467", "#98a2b3"
MARKS = (
    '<circle r="5.5" fill="#ffffff" stroke="#475467" stroke-width="2"/>',
    '<circle r="6" fill="#475467"/>',
    '<rect x="-6" y="-6" width="12" height="12" fill="#8a4b00"/>',
    '<path d="M0-7.5 7.5 6h-15z" fill="#b42318"/>',
    '<path d="M-3-7.5h6l4.5 4.5v6l-4.5 4.5h-6l-4.5-4.5v-6z" fill="#7a0012"/>',
)
"""From light to heavy, each around 0,0 in a box of 16: ring, disc, square, triangle, octagon."""
WEIGHTS = ("volgen", "advies", "bel nu", "112")
"""The lanes of a timeline, from light to heavy, with the mark of each."""
WEIGHT_MARKS = (0, 1, 3, 4)
MOST_MARKS = 5
LANE, EDGE = 32, 20
HEIGHT = 2 * EDGE + LANE * (len(WEIGHTS) - 1) + 14
START, ROOM = 16, 4
"""In percents: where the lanes start, after their names, and what they keep free for the marks at both ends."""


def mark_of(place: int, places: int) -> int:
    """The mark for one place on a scale: the heaviest place always has the heaviest mark."""
    return max(0, len(MARKS) - places + place)


def mark(number: int) -> str:
    """One mark as a drawing of its own, 16 by 16."""
    return f'<svg {SVG} class="mark" width="16" height="16" viewBox="-8 -8 16 16">{MARKS[number]}</svg>'


def timeline(milestones: tuple[Milestone, ...], width: str, font: str) -> str:
    """The milestones along a line of time, the heavier the higher; `width` and `font` as SVG takes them."""
    inside = "".join((*_lanes(), *_course(milestones), *_days(milestones)))
    return f'<svg {SVG} width="{width}" height="{HEIGHT}" font-family="{font}" font-size="13">{inside}</svg>'


def _lanes() -> Iterator[str]:
    for weight, name in enumerate(WEIGHTS):
        y = _height(weight)
        yield f'<line x1="{START}%" x2="100%" y1="{y}" y2="{y}" stroke="{FAINT}" stroke-dasharray="2 4"/>'
        yield f'<text x="0" y="{y + 4}" fill="{INK}">{name}</text>'


def _course(milestones: tuple[Milestone, ...]) -> Iterator[str]:
    at = [(_along(milestone.day, milestones), _height(milestone.weight)) for milestone in milestones]
    for (x1, y1), (x2, y2) in pairwise(at):
        yield f'<line x1="{x1}%" y1="{y1}" x2="{x2}%" y2="{y2}" stroke="{INK}" stroke-width="1.5"/>'
    for milestone, (x, y) in zip(milestones, at, strict=True):
        yield f'<svg x="{x}%" y="{y}" overflow="visible">{MARKS[WEIGHT_MARKS[milestone.weight]]}</svg>'


def _days(milestones: tuple[Milestone, ...]) -> Iterator[str]:
    """The first and the last day, under their marks."""
    for anchor, milestone in (("start", milestones[0]), ("end", milestones[-1])):
        if milestone.day != milestones[0].day or anchor == "start":
            x = START if anchor == "start" else 100
            shown = f"{milestone.day.day}-{milestone.day.month}-{milestone.day.year}"
            yield f'<text x="{x}%" y="{HEIGHT - 3}" text-anchor="{anchor}" fill="{INK}">{shown}</text>'


def _along(day: date, milestones: tuple[Milestone, ...]) -> float:
    """How far along the line a day lies, in percents."""
    first, last = milestones[0].day, milestones[-1].day
    share = (day - first) / (last - first) if last > first else 0.0
    return round(START + ROOM + (100 - START - 2 * ROOM) * share, 2)


def _height(weight: int) -> int:
    return EDGE + LANE * (len(WEIGHTS) - 1 - weight)
