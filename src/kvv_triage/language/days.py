"""Days as the field counts them: working days, the day to look again, and a day in Dutch words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from kvv_triage.language.scales import Level

FRIDAY, SATURDAY = 4, 5
THIS_CENTURY, LAST_SHORT_YEAR = 2000, 99
_DAY_FIRST = re.compile(r"(?P<day>\d\d?)([-/.])(?P<month>\d\d?)\2(?P<year>\d\d|[12]\d{3})", re.ASCII)
_YEAR_FIRST = re.compile(r"(?P<year>[12]\d{3})([-/.])(?P<month>\d\d?)\2(?P<day>\d\d?)", re.ASCII)
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


def is_working_day(day: date) -> bool:
    """Whether this day is in no weekend and is no public holiday."""
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


@cache
def _holidays(year: int) -> frozenset[date]:
    """The days that article 3 of the Algemene termijnenwet names, which has 5 May every year and Good Friday too.

    The library calls 5 May optional, as most collective agreements do. Days that a royal decree adds for a few years,
    such as the Friday after Ascension Day, are left out: then a day counts as working, and a term is never too long.
    """
    from holidays import country_holidays

    return frozenset(country_holidays("NL", years=year, categories=("public", "optional")))


def next_working_day(day: date) -> date:
    """The first working day after this one."""
    return to_working_day(day + timedelta(days=1))


def to_working_day(day: date) -> date:
    """This day, or the first working day after it: where a legal term ends (article 1 Algemene termijnenwet)."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def working_days_after(day: date, count: int) -> date:
    """The last of so many working days, not counting the day on which they begin to run."""
    for _ in range(count):
        day = next_working_day(day)
    return day


def look_again_on(day: date, days: int, level: Level) -> date:
    """The day to look again: after so many days, but after `bel_nu` never past a weekend (law 8).

    From Monday to Thursday that is Friday at the latest; from Friday on it is the next day. A day in a weekend
    becomes the Friday before it, as long as that is still to come: never later than the thresholds say.
    """
    proposed = day + timedelta(days=min(days, (date.max - day).days))
    if level >= Level.BEL_NU:
        proposed = min(proposed, day + timedelta(days=max(FRIDAY - day.weekday(), 1)))
    friday = proposed - timedelta(days=max(proposed.weekday() - FRIDAY, 0))
    return friday if friday > day else proposed


def parse_day(text: str) -> date | None:
    """The day a worker typed, as 4-3-2026, 04-03-26, 4/3/2026, 4.3.2026 or 2026-03-04; None when it is no day."""
    match = _DAY_FIRST.fullmatch(text.strip()) or _YEAR_FIRST.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = (int(match[part]) for part in ("year", "month", "day"))
    try:
        return date(year if year > LAST_SHORT_YEAR else THIS_CENTURY + year, month, day)
    except ValueError:
        return None
