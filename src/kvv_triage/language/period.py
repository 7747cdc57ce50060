"""Whole calendar months that are over: the only periods a report is made of.

Two reports of which one ends a day later differ by the sessions of that day, and subtracting them would show those.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kvv_triage.errors import CannotDo

USUAL = 12
"""Months in a report when nobody says otherwise."""
EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)
"""Before and after this there is nothing, and clocks of some systems cannot count."""
DAY = timedelta(days=1)


def whole_months(since: date | None, until: date | None, today: date) -> tuple[date, date]:
    """The first day of a period and the first day after it: every month that is touched, as far as it is over.

    `until` is the first day that is not asked for. Without days it is the last twelve months that are over.
    """
    this_month = today.replace(day=1)
    if (since and since > today) or (until and until > today + DAY):
        raise CannotDo("Deze periode ligt in de toekomst.", tip="Een rapport gaat over maanden die voorbij zijn.")
    if since and until and since >= until:
        raise CannotDo("De dag achter --tot ligt niet na de dag achter --van.", tip="Draai de twee dagen om.")
    last = this_month if until is None else min(_later((max(until, EARLIEST) - DAY).replace(day=1), 1), this_month)
    first = _later(last, -USUAL) if since is None else max(since, EARLIEST).replace(day=1)
    if first >= last:
        raise CannotDo(
            "In deze periode zit geen hele maand die voorbij is.",
            tip="Een rapport gaat over hele maanden. De lopende maand telt nog niet mee.",
        )
    return first, last


def _later(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def start_of(day: date | None) -> datetime | None:
    """The first moment of a day, here; before the earliest day there is nothing, and after the latest neither."""
    return datetime.combine(min(max(day, EARLIEST), LATEST), time()).astimezone() if day else None
