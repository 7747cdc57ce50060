"""Times of the day as people type them: when somebody calls, or tries again."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

NIGHT_ENDS = timedelta(hours=6)
"""A night belongs to the evening before it: until this hour it is still tonight."""
NIGHT_ENDS_AT, EVENING_BEGINS = time(6), time(18)
"""In the evening a small hour is that of the coming night; by day "4 uur" can be meant otherwise, and is no time."""

_AT = re.compile(r"(?:om )?(?P<hour>\d\d?)(?:[:.u](?P<minute>\d\d)?)?(?: uur)?", re.ASCII)
_IN = re.compile(r"over (\d{1,3}|een half|een) ?(minuten|minuut|min|kwartier|uur)", re.ASCII)
_WORDS = {"een": 1.0, "een half": 0.5}
_MINUTES = {"minuten": 1, "minuut": 1, "min": 1, "kwartier": 15, "uur": 60}


def parse_time(text: str, now: datetime) -> datetime | None:
    """The moment a worker typed: `15:30`, `15.30 uur`, `over 15 minuten`, `over een uur`, `morgen 9:00`.

    It lies after `now`, today or in the night that comes, or tomorrow when it says so; None when it is no time, or is
    over.
    """
    words = " ".join(text.lower().split())
    if words.startswith("over "):
        return _after(words, now)
    is_tomorrow = words.startswith("morgen")
    match = _AT.fullmatch(words.removeprefix("vandaag").removeprefix("morgen").strip())
    if match is None:
        return None
    try:
        moment = now.replace(hour=int(match["hour"]), minute=int(match["minute"] or 0), second=0, microsecond=0)
    except ValueError:
        return None
    is_tonight = moment <= now and moment.time() < NIGHT_ENDS_AT and now.time() >= EVENING_BEGINS
    if is_tomorrow or is_tonight:
        moment += timedelta(days=1)
    return moment if moment > now else None


def _after(words: str, now: datetime) -> datetime | None:
    match = _IN.fullmatch(words)
    if match is None:
        return None
    count = _WORDS[match[1]] if match[1] in _WORDS else int(match[1])
    return now + timedelta(minutes=count * _MINUTES[match[2]]) if count else None
