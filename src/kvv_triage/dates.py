"""Days as the field counts them: working days, the day to look again, and a day in Dutch words."""

from __future__ import annotations

from datetime import date, timedelta

from kvv_triage.scales import Level

FRIDAY, SATURDAY = 4, 5
_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


def in_words(day: date) -> str:
    """A day as a worker says it: `woensdag 4 maart 2026`."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def next_working_day(day: date) -> date:
    """The first day after this one that is not in a weekend."""
    day += timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def look_again_on(day: date, days: int, level: Level) -> date:
    """The day to look again: after so many days, but after `bel_nu` never past a weekend (law 8).

    From Monday to Thursday that is Friday at the latest; from Friday on it is the next day.
    """
    proposed = day + timedelta(days=days)
    if level < Level.BEL_NU:
        return proposed
    latest = day + timedelta(days=max(FRIDAY - day.weekday(), 1))
    return min(proposed, latest)


def parse_day(text: str) -> date | None:
    """The day a worker typed, as 4-3-2026, 04-03-2026 or 2026-03-04; None when it is no day."""
    parts = text.strip().replace("/", "-").split("-")
    if len(parts) != len(("dag", "maand", "jaar")) or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    year_first = len(parts[0]) == len("2026")
    year, month, day = (int(part) for part in (parts if year_first else reversed(parts)))
    try:
        return date(year, month, day)
    except ValueError:
        return None
