"""Times of the day as people type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.language.clock import parse_time

NOW = datetime(2026, 3, 4, 14, 5, tzinfo=UTC)
EVENING = NOW.replace(hour=23, minute=50)


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        *[(typed, 15, 30) for typed in ("15:30", "15.30", " 15u30 ", "om 15:30", "15:30 uur", "vandaag 15:30")],
        *[("16", 16, 0), ("16 uur", 16, 0), ("16u", 16, 0)],
        *[("over 15 minuten", 14, 20), ("Over een kwartier", 14, 20)],
        *[("over 2 uur", 16, 5), ("over een uur", 15, 5), ("over een half uur", 14, 35), ("over 5 min", 14, 10)],
    ],
)
def test_a_time_today_is_read_as_people_type_it(typed: str, hour: int, minute: int) -> None:
    assert parse_time(typed, NOW) == NOW.replace(hour=hour, minute=minute)


@pytest.mark.parametrize(
    "typed", ["", "straks", "14:05", "9:00", "25:00", "15:61", "over", "over 0 minuten", "over lang", "over 15", "15:3"]
)
def test_what_is_no_time_or_is_over_is_none(typed: str) -> None:
    assert parse_time(typed, NOW) is None


def test_tonight_goes_on_after_midnight_and_tomorrow_is_said() -> None:
    assert parse_time("0:30", EVENING) == EVENING.replace(hour=0, minute=30) + timedelta(days=1)
    assert parse_time("over 15 minuten", EVENING) == EVENING + timedelta(minutes=15)
    assert parse_time("7:00", EVENING) is None
    assert parse_time("morgen 9:00", NOW) == NOW.replace(hour=9, minute=0) + timedelta(days=1)


@given(typed=st.text(alphabet="over0123456789:.u morgenkwatihlf", max_size=20))
def test_whatever_is_typed_a_moment_lies_ahead(typed: str) -> None:
    moment = parse_time(typed, NOW)
    assert moment is None or moment > NOW


@pytest.mark.parametrize("typed", ["4 uur", "3:30", "om 5"])
def test_a_small_hour_by_day_is_no_time_because_it_can_be_meant_otherwise(typed: str) -> None:
    assert parse_time(typed, NOW) is None
    assert parse_time(f"morgen {typed}", NOW)
    assert parse_time(typed, EVENING)
