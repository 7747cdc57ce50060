"""The drawings: seen by everyone, never green, and the same in every format."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from kvv_triage.export import drawing
from kvv_triage.pages.page import Milestone

WHITE = "#ffffff"
COLOURS = sorted({*re.findall(r"#[0-9a-f]{6}", "".join(drawing.MARKS)), drawing.INK} - {WHITE})


def light(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", COLOURS)
def test_letters_and_marks_stand_out_against_the_page(colour: str) -> None:
    assert (light(WHITE) + 0.05) / (light(colour) + 0.05) >= 4.5


@pytest.mark.parametrize("colour", COLOURS)
def test_nothing_is_green(colour: str) -> None:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    assert green < max(red, blue)


def test_every_mark_has_its_own_shape() -> None:
    shapes = [re.sub(r' (fill|stroke)="[^"]*"', "", mark) for mark in drawing.MARKS]
    assert len(set(shapes)) == len(shapes)


@pytest.mark.parametrize(
    ("place", "places", "number"), [(4, 5, 4), (0, 5, 0), (1, 2, 4), (0, 2, 3), (6, 7, 4), (0, 7, 0)]
)
def test_the_heaviest_place_has_the_heaviest_mark(place: int, places: int, number: int) -> None:
    assert drawing.mark_of(place, places) == number


def days_of(*days: date) -> list[str | None]:
    svg = drawing.timeline(tuple(Milestone(day, "t", "", 0) for day in days), "100%", "inherit")
    return [text.text for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")][4:]  # noqa: S314 -- ours


def test_a_timeline_says_its_first_and_its_last_day() -> None:
    assert days_of(date(2026, 3, 4), date(2026, 3, 5), date(2026, 12, 31)) == ["4-3-2026", "31-12-2026"]
    assert days_of(date(2026, 3, 4)) == days_of(date(2026, 3, 4), date(2026, 3, 4)) == ["4-3-2026"]


def test_the_time_between_moments_shows() -> None:
    milestones = tuple(Milestone(date(2026, 1, day), "t", "", 0) for day in (1, 2, 11))
    places = [float(x) for x in re.findall(r'<svg x="([\d.]+)%"', drawing.timeline(milestones, "100%", "inherit"))]
    assert places[2] - places[1] == pytest.approx(9 * (places[1] - places[0]), abs=0.1)
    assert drawing.START < places[0] < places[2] < 100
