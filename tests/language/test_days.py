"""Days as the field counts them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.language.days import (
    FAR,
    FIRST_DAY,
    LAST_DAY,
    SATURDAY,
    day_meant,
    in_words,
    is_working_day,
    look_again_on,
    next_working_day,
    parse_day,
    to_working_day,
    working_days_after,
)
from kvv_triage.language.scales import Level

MONDAY = date(2026, 3, 2)
MON, TUE, WED, THU, FRI, SAT, SUN = (MONDAY + timedelta(days=number) for number in range(7))
WEEK = timedelta(days=7)
CALL = (Level.BEL_NU, Level.BEL_112)
NO_CALL = (Level.VOLGEN, Level.ADVIES)


@pytest.mark.parametrize(
    ("day", "words"),
    [(MON, "maandag 2 maart 2026"), (SUN, "zondag 8 maart 2026"), (date(2026, 12, 31), "donderdag 31 december 2026")],
)
def test_a_day_in_words(day: date, words: str) -> None:
    assert in_words(day) == words


@pytest.mark.parametrize(
    ("day", "following"),
    [
        *[(MON, TUE), (TUE, WED), (WED, THU), (THU, FRI)],
        *[(FRI, MON + WEEK), (SAT, MON + WEEK), (SUN, MON + WEEK)],
    ],
)
def test_the_next_working_day_is_never_in_a_weekend(day: date, following: date) -> None:
    assert next_working_day(day) == following


@pytest.mark.parametrize(
    ("year", "holidays"),
    [
        (2025, ["1-1", "18-4", "21-4", "5-5", "29-5", "9-6", "25-12", "26-12"]),
        (2026, ["1-1", "3-4", "6-4", "27-4", "5-5", "14-5", "25-5", "25-12"]),
        (2027, ["1-1", "26-3", "29-3", "27-4", "5-5", "6-5", "17-5"]),
    ],
)
def test_the_holidays_are_those_of_the_algemene_termijnenwet(year: int, holidays: list[str]) -> None:
    """With 5 May every year and Good Friday; King's Day of 2025 fell on a Saturday, and no Friday is added."""
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(365))
    free = [day for day in days if day.weekday() < SATURDAY and not is_working_day(day)]
    assert [f"{day.day}-{day.month}" for day in free] == holidays


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 4, 2), date(2026, 4, 7)),
        (date(2026, 4, 24), date(2026, 4, 28)),
        (date(2026, 5, 4), date(2026, 5, 6)),
        (date(2026, 5, 13), date(2026, 5, 15)),
        (date(2026, 12, 24), date(2026, 12, 28)),
        (date(2027, 12, 31), date(2028, 1, 3)),
    ],
)
def test_the_next_working_day_is_no_holiday(day: date, following: date) -> None:
    assert next_working_day(day) == following


def test_working_days_are_counted_from_the_day_after() -> None:
    assert working_days_after(WED, 0) == WED
    assert working_days_after(WED, 5) == WED + WEEK
    assert working_days_after(date(2026, 4, 2), 5) == date(2026, 4, 13)


def test_a_term_that_ends_on_no_working_day_ends_on_the_next_one() -> None:
    assert to_working_day(FRI) == FRI
    assert to_working_day(SAT) == MON + WEEK
    assert to_working_day(date(2026, 4, 3)) == date(2026, 4, 7)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(1, 15))
def test_so_many_working_days_lie_after_a_day_and_no_more(day: date, count: int) -> None:
    last = working_days_after(day, count)
    between = (day + timedelta(days=number) for number in range(1, (last - day).days + 1))
    assert is_working_day(last)
    assert sum(map(is_working_day, between)) == count
    assert working_days_after(day, 1) == next_working_day(day)


@pytest.mark.parametrize("level", CALL)
@pytest.mark.parametrize(
    ("day", "latest"), [(MON, FRI), (TUE, FRI), (WED, FRI), (THU, FRI), (FRI, SAT), (SAT, SUN), (SUN, MON + WEEK)]
)
def test_after_a_call_the_team_looks_again_before_the_weekend_is_over(day: date, latest: date, level: Level) -> None:
    assert look_again_on(day, 90, level) == latest
    assert look_again_on(day, 1, level) == day + timedelta(days=1)


@pytest.mark.parametrize("level", CALL)
def test_after_a_call_a_threshold_may_ask_for_an_earlier_day(level: Level) -> None:
    assert look_again_on(MON, 2, level) == WED


@pytest.mark.parametrize("level", NO_CALL)
@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [
        (MON, 7, MON + WEEK),
        (MON, 30, date(2026, 4, 1)),
        (WED, 90, date(2026, 6, 2)),
        (MON, 5, FRI),
        (MON, 6, FRI),
        (FRI, 8, FRI + WEEK),
        (FRI, 1, SAT),
        (FRI, 2, SUN),
        (SAT, 1, SUN),
        (SUN, 1, MON + WEEK),
    ],
)
def test_without_a_call_the_day_follows_the_thresholds_but_not_into_a_weekend_that_still_has_a_friday(
    day: date, days: int, expected: date, level: Level
) -> None:
    assert look_again_on(day, days, level) == expected


@given(st.dates(max_value=date(9990, 1, 1)), st.integers(1, 400), st.sampled_from(Level))
def test_the_day_to_look_again_is_after_today_and_never_later_than_the_thresholds_say(
    day: date, days: int, level: Level
) -> None:
    found = look_again_on(day, days, level)
    assert day < found <= day + timedelta(days=days)
    if level >= Level.BEL_NU:
        assert found <= next_working_day(day) or found.weekday() < SATURDAY
        assert found - day < WEEK
    assert found >= look_again_on(day, days, Level.BEL_112)


def test_a_number_of_days_that_no_calendar_holds_stays_in_the_calendar() -> None:
    assert look_again_on(MON, 10**15, Level.VOLGEN) <= MON + timedelta(days=FAR)


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("day", [FIRST_DAY, LAST_DAY])
def test_from_every_day_that_can_be_meant_there_is_a_day_to_look_again(day: date, level: Level) -> None:
    assert look_again_on(day, 10**9, level) > day
    assert next_working_day(day) > day


@pytest.mark.parametrize(
    "text", ["4-3-2026", "04-03-2026", " 4-3-2026 ", "4/3/2026", "4.3.2026", "2026-03-04", "2026/3/4", "4-3-26"]
)
def test_a_day_may_be_typed_in_several_ways(text: str) -> None:
    assert parse_day(text) == WED


def test_a_leap_day_exists_in_a_leap_year_only() -> None:
    assert parse_day("29-2-2028") == date(2028, 2, 29)
    assert parse_day("29-2-2026") is None


@pytest.mark.parametrize(
    "text",
    [
        *["", "-", "4-3", "4-3-", "4-3-2026-1", "morgen", "4 maart 2026"],
        *["31-2-2026", "0-3-2026", "4-13-2026", "4-0-2026"],
        *["4-3-126", "4-3-0026", "4-3-02026", "26-3-4", "4-3/2026", "4--3-2026", "+4-3-2026", "4-3-2026\n1"],
        *["٤-٣-٢٠٢٦", "٤-٣-2026", "2026-03-٤", "²-3-2026", "4-3-" + "9" * 5000, "9" * 5000 + "-3-2026"],
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    assert parse_day(text) is None


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_a_day_that_is_written_out_is_read_back(day: date) -> None:
    assert parse_day(f"{day:%d-%m-%Y}") == parse_day(day.isoformat()) == parse_day(f"{day:%d.%m.%y}") == day


@given(st.text(alphabet="0123456789-/. ", max_size=12))
def test_no_text_makes_the_reading_of_a_day_fail(text: str) -> None:
    assert parse_day(text) is None or isinstance(parse_day(text), date)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *[("vandaag", WED), ("Vanavond", WED), ("vannacht", WED), (" morgen ", THU), ("overmorgen", FRI)],
        *[("vrijdag", FRI), ("woensdag", WED + WEEK), ("Dinsdag", TUE + WEEK), ("zondag", SUN)],
        *[("volgende week vrijdag", FRI + WEEK), ("volgende week maandag", MON + WEEK)],
        *[("over 3 dagen", SAT), ("over 2 weken", WED + 2 * WEEK), ("over één week", WED + WEEK), ("over 1 dag", THU)],
        *[("4/12", date(2026, 12, 4)), ("4-12", date(2026, 12, 4)), ("4.12", date(2026, 12, 4))],
        *[("4 december", date(2026, 12, 4)), ("4 dec", date(2026, 12, 4)), ("4 maart", WED), ("4-3", WED)],
        *[("3/3", date(2027, 3, 3)), ("1 januari", date(2027, 1, 1)), ("4 december 2027", date(2027, 12, 4))],
        *[("3-3-2026", TUE), ("3 maart 2026", TUE), ("2026-03-04", WED)],
    ],
)
def test_a_day_may_be_said_as_people_say_it(text: str, day: date) -> None:
    assert day_meant(text, WED) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "straks",
        "gisteren",
        "een dag",
        "over dagen",
        "over 3",
        "31/2",
        "0-1",
        "4 brumaire",
        "29-2",
        "4-",
        "feestdag",
    ],
)
def test_what_says_no_day_is_refused(text: str) -> None:
    assert day_meant(text, WED) is None


def test_past_the_last_day_of_the_calendar_there_is_none() -> None:
    assert day_meant("over 9 dagen", date.max) is None
    assert day_meant("1-1", date.max) is None


@given(
    st.dates(date(2000, 1, 1), date(9000, 1, 1)),
    st.sampled_from(["vandaag", "morgen", "overmorgen", "vrijdag", "maandag", "over 0 dagen", "over 99 weken", "4/12"])
    | st.builds("{}-{}".format, st.integers(0, 32), st.integers(0, 13)),
)
def test_what_is_said_without_a_year_is_never_past_and_at_most_two_years_away(today: date, text: str) -> None:
    day = day_meant(text, today)
    assert day is None or today <= day < today + timedelta(days=2 * 366)


@given(st.dates(date(2000, 1, 1), date(9000, 1, 1)))
def test_a_weekday_is_the_coming_one_and_never_today(today: date) -> None:
    days = [day_meant(name, today) for name in ("maandag", "woensdag", "zondag")]
    assert all(day and today < day <= today + WEEK for day in days)
    assert [day.weekday() for day in days if day] == [0, 2, 6]


@given(st.text(max_size=20), st.dates())
def test_no_text_makes_the_reading_of_what_is_meant_fail(text: str, today: date) -> None:
    assert day_meant(text, today) is None or isinstance(day_meant(text, today), date)
