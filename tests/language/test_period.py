"""A report is about whole months that are over."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.errors import CannotDo
from kvv_triage.language.period import EARLIEST, LATEST, start_of, whole_months

TODAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        (None, None, "2025-03-01", "2026-03-01"),
        ("2026-01-01", "2026-02-01", "2026-01-01", "2026-02-01"),
        ("2026-01-15", "2026-01-20", "2026-01-01", "2026-02-01"),
        ("2025-12-31", "2026-01-02", "2025-12-01", "2026-02-01"),
        ("2026-02-01", None, "2026-02-01", "2026-03-01"),
        (None, "2026-01-01", "2025-01-01", "2026-01-01"),
        ("2026-01-01", "2026-03-05", "2026-01-01", "2026-03-01"),
        ("0001-01-01", None, "2000-01-01", "2026-03-01"),
        (None, "0001-01-01", "1999-01-01", "2000-01-01"),
    ],
)
def test_every_month_that_is_touched_counts_whole_as_far_as_it_is_over(
    since: str | None, until: str | None, first: str, last: str
) -> None:
    period = whole_months(
        date.fromisoformat(since) if since else None, date.fromisoformat(until) if until else None, TODAY
    )
    assert period == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("since", "until", "why"),
    [
        (date(2026, 2, 2), date(2026, 2, 1), "ligt niet na de dag achter --van"),
        (date(2026, 2, 2), date(2026, 2, 2), "ligt niet na de dag achter --van"),
        (date(2026, 3, 5), None, "in de toekomst"),
        (None, date(2026, 3, 6), "in de toekomst"),
        (date(2026, 3, 1), None, "geen hele maand die voorbij is"),
        (date(2026, 3, 1), date(2026, 3, 4), "geen hele maand die voorbij is"),
    ],
)
def test_a_period_that_cannot_be_is_told(since: date | None, until: date | None, why: str) -> None:
    with pytest.raises(CannotDo, match=why) as told:
        whole_months(since, until, TODAY)
    assert told.value.tip


days = st.none() | st.dates()


@given(days, days, st.dates(date(2001, 1, 1)))
def test_whatever_is_asked_the_months_are_whole_and_over(since: date | None, until: date | None, today: date) -> None:
    try:
        first, last = whole_months(since, until, today)
    except CannotDo:
        return
    assert first < last <= today
    assert first.day == last.day == 1


@pytest.mark.parametrize("day", [date.min, date(1969, 12, 31), date(3001, 1, 1), date.max])
def test_of_a_day_that_some_clocks_cannot_tell_the_nearest_that_they_can_is_taken(day: date) -> None:
    first = start_of(day)
    assert first is not None
    assert EARLIEST <= first.date() <= LATEST
