"""Days as the field counts them: working days, the day to look again, and a day in Dutch words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from kvv_triage.language.scales import Level

FIRST_DAY, LAST_DAY = date(1000, 1, 1), date(2999, 12, 31)
"""The days that somebody can mean; what is counted on from them stays in the calendar."""
FAR = 365_000
"""Days: further than this nobody looks ahead."""
FRIDAY, SATURDAY = 4, 5
THIS_CENTURY, LAST_SHORT_YEAR = 2000, 99
_DAY_FIRST = re.compile(r"(?P<day>\d\d?)([-/.])(?P<month>\d\d?)\2(?P<year>\d\d|[12]\d{3})", re.ASCII)
_YEAR_FIRST = re.compile(r"(?P<year>[12]\d{3})([-/.])(?P<month>\d\d?)\2(?P<day>\d\d?)", re.ASCII)
_NO_YEAR = re.compile(r"(?P<day>\d\d?)[-/.](?P<month>\d\d?)", re.ASCII)
_MONTH_IN_WORDS = re.compile(r"(?P<day>\d\d?) (?P<month>[a-z]+)(?: (?P<year>[12]\d{3}))?", re.ASCII)
_AFTER = re.compile(r"over (?P<count>\d\d?|een|twee|drie) (?P<unit>dag|dagen|week|weken)", re.ASCII)
_WEEKDAY = re.compile(r"(?P<week>volgende week )?(?P<day>[a-z]+dag)", re.ASCII)
_COUNTS = {"een": 1, "twee": 2, "drie": 3}
_SAID = {"vandaag": 0, "vanavond": 0, "vannacht": 0, "morgen": 1, "overmorgen": 2}
WEEK = 7
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
    proposed = day + timedelta(days=min(days, FAR))
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
    year += 0 if year > LAST_SHORT_YEAR else THIS_CENTURY
    return date(year, month, day) if _is_in_calendar(year, month, day) else None


def day_meant(text: str, today: date) -> date | None:
    """The day that a worker means on this day; None when it is no day.

    `vandaag`, `vanavond`, `morgen`, `overmorgen`, `over 3 dagen`, `over twee weken`, `vrijdag` (the coming one, never
    today), `volgende week vrijdag`, and what `parse_day` reads. Without a year, as 4/12 or 4 december, it is the first
    such day from today on. Only a day with its year can be past.
    """
    said = " ".join(text.lower().replace("é", "e").split())
    weekday, _, rest = said.partition(" ")
    said = rest if weekday in _DAYS and rest else said
    try:
        return parse_day(said) or _counted_from(said, today) or _without_year(said, today)
    except OverflowError:  # past the last day of the calendar
        return None


def _counted_from(said: str, today: date) -> date | None:
    if said in _SAID:
        return today + timedelta(days=_SAID[said])
    if match := _AFTER.fullmatch(said):
        count = _COUNTS.get(match["count"]) or int(match["count"])
        return today + timedelta(days=count * (WEEK if match["unit"].startswith("w") else 1))
    match = _WEEKDAY.fullmatch(said)
    if match is None or match["day"] not in _DAYS:
        return None
    weekday = _DAYS.index(match["day"])
    if match["week"]:
        return today + timedelta(days=WEEK - today.weekday() + weekday)
    return today + timedelta(days=(weekday - today.weekday() - 1) % WEEK + 1)


def _without_year(said: str, today: date) -> date | None:
    if match := _MONTH_IN_WORDS.fullmatch(said):
        months = [number for number, name in enumerate(_MONTHS, start=1) if match["month"] in (name, name[:3])]
        month = months[0] if months else 0
    elif match := _NO_YEAR.fullmatch(said):
        month = int(match["month"])
    else:
        return None
    day, year = int(match["day"]), match.groupdict().get("year")
    years = (int(year),) if year else (today.year, today.year + 1)
    days = [date(year, month, day) for year in years if _is_in_calendar(year, month, day)]
    return next((meant for meant in days if meant >= today or year), None)


def _is_in_calendar(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False
