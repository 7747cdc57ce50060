"""What has to be followed up: keys that never change, clocks of the law, an order, and nothing that gets lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.case.events import (
    Called,
    CallPlanned,
    Closed,
    Colleague,
    Decided,
    Deviated,
    Event,
    FollowedUp,
    HandedOver,
    LookAgainSet,
    MeldcodeChanged,
    NotDone,
    Noted,
    NotReached,
    Owned,
    Promised,
    Raised,
    Started,
)
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.circle.due import (
    ENDED_BY_A_LATER_SESSION,
    EVENTS,
    KEPT_AS,
    DueItem,
    DueKind,
    Sitting,
    confirmation,
    in_order,
    items_of,
)
from kvv_triage.forms.followup_rows import followup_rows
from kvv_triage.language.scales import Level
from kvv_triage.language.spelling import is_same_name
from kvv_triage.meeting.session import fold
from kvv_triage.pages.followup_page import COLUMNS, Unreadable, followup_page
from kvv_triage.pages.page import Bullets, Line, Table

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
WEDNESDAY, THURSDAY, FRIDAY = date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 6)
DAY = timedelta(days=1)
HERE = Sitting("K7M-3FQR", "A-1", NOON, NOON, Level.BEL_NU)
ELS = Owned("Els", "Jan", "piketdienst")
DEVIATION = Deviated("er wordt niet gebeld", "zij is bij oma", (Colleague("A", "x"), Colleague("B", "y")), THURSDAY)


def reported(*days: str | None, kind: str = "melding") -> MeldcodeChanged:
    contacts = [{"soort": kind, **({"op": day} if day else {})} for day in days]
    return MeldcodeChanged(MeldcodeRecord.model_validate({"veilig_thuis": contacts}))


def items(
    *events: Event, today: date = WEDNESDAY, others: Sequence[Sitting] = (), here: Sitting = HERE
) -> list[DueItem]:
    """Everything but the call that the session asks for."""
    every = items_of(fold(events), here, others, today)
    return [item for item in every if item.kind is not DueKind.BELLEN]


def calls_of(
    *events: Event, now: datetime = NOON, here: Sitting = HERE, others: Sequence[Sitting] = ()
) -> list[DueItem]:
    """The call that the session asks for, if it still does."""
    return [item for item in items_of(fold(events), here, others, now.date(), now) if item.key == "bellen"]


def call_of(*events: Event, now: datetime = NOON, here: Sitting = HERE, others: Sequence[Sitting] = ()) -> DueItem:
    """The call that the session asks for, which it does."""
    (call,) = calls_of(*events, now=now, here=here, others=others)
    return call


def only(*events: Event, today: date = WEDNESDAY, others: Sequence[Sitting] = ()) -> DueItem:
    (found,) = items(*events, today=today, others=others)
    return found


def test_a_promise_is_open_until_somebody_says_what_came_of_it() -> None:
    promise = Promised("Sam", "de school bellen", FRIDAY)
    found = only(ELS, promise)
    assert (found.key, found.kind, found.what, found.who, found.owner, found.due) == (
        *("afspraak-1", DueKind.AFSPRAAK, "de school bellen", "Sam", "Els", FRIDAY),
    )
    assert (found.session, found.case, found.level, found.is_open) == ("K7M-3FQR", "A-1", Level.BEL_NU, True)
    done = only(ELS, promise, FollowedUp(NOON, "afspraak-1", "gebeld"))
    assert (done.is_open, done.outcome) == (False, "gebeld")


def test_what_came_of_it_may_be_told_again_and_the_last_time_counts() -> None:
    told = [FollowedUp(NOON, "afspraak-1", text) for text in ("gebeld", "toch niet gebeld")]
    assert only(Promised("Sam", "bellen", FRIDAY), *told).outcome == "toch niet gebeld"


def test_a_promise_about_a_question_is_an_unknown_that_someone_took_on() -> None:
    first, second = items(Promised("Sam", "bellen", FRIDAY), Promised("Sam", "uitzoeken", FRIDAY, "partnergeweld.keel"))
    assert (first.key, first.kind) == ("afspraak-1", DueKind.AFSPRAAK)
    assert (second.key, second.kind) == ("afspraak-2", DueKind.ONBEKEND)


def test_a_hand_over_belongs_to_the_owner_until_the_other_has_confirmed() -> None:
    found = only(ELS, HandedOver("het Veiligheidshuis", "de regie", FRIDAY))
    assert (found.key, found.kind, found.who) == ("overdracht-1", DueKind.OVERDRACHT, "Els")
    assert found.what == "Bevestiging vragen aan het Veiligheidshuis: de regie"
    assert confirmation("Bo, procesregisseur", "start maandag") == "Bevestigd door Bo, procesregisseur. start maandag"
    assert confirmation("Bo", "") == "Bevestigd door Bo."


def test_a_deviation_asks_to_decide_again_and_is_late_the_day_after() -> None:
    found = only(ELS, DEVIATION, today=THURSDAY)
    assert (found.key, found.who, found.due, found.is_overdue) == ("afwijking-1", "Els", THURSDAY, False)
    assert found.what == "Opnieuw beslissen, want er wordt niet gebeld"
    assert only(ELS, DEVIATION, today=FRIDAY).is_overdue
    assert only(DEVIATION).who == "A", "without an owner the first who decided it"
    assert only(DEVIATION, Called(NOON, Level.BEL_NU, "veilig_thuis")).outcome == "Er is daarna toch gebeld."
    assert only(DEVIATION, Called(NOON, Level.ADVIES, "veilig_thuis")).is_open
    reporting = replace(DEVIATION, what=NotDone.REPORTING)
    assert only(reporting, Called(NOON, Level.BEL_NU, "veilig_thuis")).is_open, "that is still not reported"


def test_a_call_is_due_on_the_day_it_was_decided_until_somebody_spoke() -> None:
    decided = Decided(NOON, Level.BEL_NU)
    call = call_of(ELS, decided)
    assert (call.kind, call.who, call.due, call.is_open) == (DueKind.BELLEN, "Els", WEDNESDAY, True)
    assert call.what == "Bel Veilig Thuis (0800-2000): nog niet gebeld"
    assert not call.is_overdue
    assert call_of(ELS, decided, now=NOON + DAY).is_overdue
    assert call_of(ELS, decided, Called(NOON, Level.ADVIES, "veilig_thuis")).is_open
    assert calls_of(ELS, decided, Called(NOON, Level.BEL_NU, "veilig_thuis")) == []
    assert calls_of(ELS, decided, Called(NOON, Level.BEL_NU)) == []


def test_a_planned_call_has_who_and_when_and_is_late_as_soon_as_its_time_has_passed() -> None:
    half_past = NOON + timedelta(minutes=30)
    plan = CallPlanned("Sam", half_past, "veilig_thuis")
    call = call_of(ELS, plan)
    assert (call.who, call.due, call.is_overdue) == ("Sam", WEDNESDAY, False)
    assert call.what.endswith("nog niet gebeld. Afgesproken is 12:30")
    assert call_of(ELS, plan, now=half_past + timedelta(minutes=1)).is_overdue
    again = NotReached(half_past, "veilig_thuis", NOON + timedelta(hours=1))
    later = call_of(ELS, plan, again, now=half_past + timedelta(minutes=1))
    assert (later.who, later.is_overdue) == ("Els", False), "who heard nobody answer promised nothing"
    mortal = Decided(NOON, Level.BEL_112, (), ("veilig_thuis",))
    assert call_of(ELS, mortal, plan).who == "Els", "nobody promised to call 112"


def test_whoever_the_decision_named_first_or_veilig_thuis_was_the_right_one_to_speak_to() -> None:
    police, veilig_thuis = (Called(NOON, Level.BEL_NU, to) for to in ("politie", "veilig_thuis"))
    decided = Decided(NOON, Level.BEL_NU, ("keel",), ("politie", "veilig_thuis"))
    assert call_of(decided).is_open
    assert calls_of(decided, police) == calls_of(decided, veilig_thuis) == []
    assert call_of(Decided(NOON, Level.BEL_NU), police).is_open, "kept before it was recorded who is asked for"


def test_every_planned_call_stays_in_the_list_until_somebody_was_spoken_to_there() -> None:
    decided = Decided(NOON, Level.BEL_NU, (), ("veilig_thuis",))
    plans = [CallPlanned("Sam", NOON + DAY, to) for to in ("veilig_thuis", "politie", "crisisdienst_ggz")]
    spoken = Called(NOON, Level.BEL_NU, "veilig_thuis")

    def listed(*events: Event) -> list[str]:
        return [item.key for item in items_of(fold(events), HERE, (), WEDNESDAY)]

    assert listed(decided, *plans) == ["bellen", "bellen-politie", "bellen-crisisdienst_ggz"]
    assert listed(decided, *plans, spoken) == ["bellen-politie", "bellen-crisisdienst_ggz"]
    assert listed(decided, *plans, spoken, Called(NOON, Level.BEL_NU, "politie")) == ["bellen-crisisdienst_ggz"]
    assert listed(decided, spoken, plans[0]) == ["bellen-veilig_thuis"], "a second call to the same is a plan too"
    mortal = Decided(NOON, Level.BEL_112, (), ("veilig_thuis",))
    assert listed(mortal, plans[0]) == ["bellen", "bellen-veilig_thuis"], "that is no plan to call 112"
    (later,) = items_of(fold([decided, spoken, plans[2]]), HERE, (), THURSDAY, NOON + DAY + timedelta(minutes=1))
    assert (later.what, later.who, later.is_overdue) == ("Bel crisisdienst ggz. Afgesproken is 12:00", "Sam", True)


def test_112_and_whom_to_call_then_are_both_spoken_to() -> None:
    here = replace(HERE, level=Level.BEL_112)
    called_112, called_then = (Called(NOON, Level.BEL_112, to) for to in ("112", "veilig_thuis"))
    assert call_of(here=here).what == "Bel 112, en daarna Veilig Thuis (0800-2000): nog niet gebeld"
    assert call_of(called_112, here=here).what == "Bel Veilig Thuis (0800-2000): nog niet gebeld"
    assert call_of(called_112, here=here).is_open
    assert call_of(called_then, here=here).is_open
    assert calls_of(called_112, called_then, here=here) == []


def test_a_call_is_ended_by_two_who_decide_against_it_or_by_a_later_session_and_by_no_word_of_anyone() -> None:
    marked = FollowedUp(NOON, "bellen", "gebeld")
    assert call_of(marked).is_open
    assert calls_of(DEVIATION) == []
    assert call_of(DEVIATION, now=NOON + 5 * DAY).is_open, "it expired"
    assert call_of(replace(DEVIATION, level=Level.ADVIES)).is_open
    assert not call_of(others=[sitting(1, 1)]).is_open


def test_a_call_of_a_meeting_that_was_not_finished_says_so_and_is_as_urgent_as_what_was_decided_in_it() -> None:
    here = replace(HERE, closed=None, level=None)
    call = call_of(Decided(NOON, Level.BEL_112), here=here)
    assert call.what == "Bel 112, en daarna Veilig Thuis (0800-2000): nog niet gebeld. De weging is niet af"
    assert call.level is Level.BEL_112


def test_a_session_asks_for_a_call_when_it_decided_so_or_when_someone_raised_it_since() -> None:
    calm = replace(HERE, level=None)
    assert [item.key for item in items_of(fold([ELS]), calm, (), WEDNESDAY)] == []
    assert call_of(Raised("niet pluis"), here=calm).is_open
    assert call_of(Decided(NOON, Level.ADVIES), here=replace(HERE, closed=None, level=Level.ADVIES)).is_open


def test_a_call_that_is_due_comes_before_all_else_the_most_urgent_first() -> None:
    urgent = replace(HERE, session="ZZZ-ZZZZ", level=Level.BEL_112)
    late = items(Promised("Sam", "bellen", date(2026, 3, 1)))
    assert [item.session for item in in_order([*late, call_of(), call_of(here=urgent)])] == [
        *("ZZZ-ZZZZ", "K7M-3FQR", "K7M-3FQR"),
    ]


def test_of_several_days_to_look_again_the_last_one_counts() -> None:
    found = only(ELS, LookAgainSet(THURSDAY), LookAgainSet(FRIDAY))
    assert (found.key, found.kind, found.who, found.due) == ("opnieuw-kijken", DueKind.OPNIEUW_KIJKEN, "Els", FRIDAY)


def sitting(began: int, closed: int | None, name: str = "M2X-77QT") -> Sitting:
    return Sitting(name, "A-1", NOON + began * DAY, None if closed is None else NOON + closed * DAY, Level.VOLGEN)


@pytest.mark.parametrize(
    ("other", "is_done"),
    [
        (sitting(1, 1), True),
        (sitting(1, 5), True),
        (sitting(1, None), False),
        (sitting(-1, -1), False),
        (sitting(-1, 5), False),
        (HERE, False),
    ],
    ids=["later", "took days", "only begun", "earlier", "began earlier", "itself"],
)
def test_only_a_later_session_that_was_closed_has_looked_again(other: Sitting, *, is_done: bool) -> None:
    found = items(ELS, DEVIATION, LookAgainSet(FRIDAY), Promised("Sam", "bellen", FRIDAY), others=[other])
    assert {item.key: not item.is_open for item in found} == {
        "afspraak-1": False,
        "afwijking-1": is_done,
        "opnieuw-kijken": is_done,
    }


def test_a_session_closed_before_this_one_was_did_not_look_again() -> None:
    taken_up_later = replace(HERE, closed=NOON + 3 * DAY)
    (found,) = items(LookAgainSet(FRIDAY), here=taken_up_later, others=[sitting(1, 2)])
    assert found.is_open
    (found,) = items(LookAgainSet(FRIDAY), here=replace(HERE, closed=None), others=[sitting(1, 2)])
    assert not found.is_open


def test_the_first_later_session_is_named_and_words_of_our_own_come_first() -> None:
    others = [sitting(4, 4, "ZZZ-ZZZZ"), sitting(2, 2, "M2X-77QT")]
    found = only(LookAgainSet(FRIDAY), others=others)
    assert found.outcome == "De zaak is opnieuw gewogen op vrijdag 6 maart 2026, in sessie M2X-77QT."
    marked = FollowedUp(NOON, "opnieuw-kijken", "besproken in het team")
    assert only(LookAgainSet(FRIDAY), marked, others=others).outcome == "besproken in het team"


@pytest.mark.parametrize(
    ("day", "assessed", "investigated"),
    [
        ("2026-03-04", date(2026, 3, 11), date(2026, 5, 13)),
        ("2026-03-06", date(2026, 3, 13), date(2026, 5, 15)),
        ("2026-03-07", date(2026, 3, 13), date(2026, 5, 18)),
        ("2026-04-02", date(2026, 4, 13), date(2026, 6, 11)),
        ("2026-03-16", date(2026, 3, 23), date(2026, 5, 26)),
        ("2026-05-01", date(2026, 5, 11), date(2026, 7, 10)),
        ("2026-12-23", date(2026, 12, 31), date(2027, 3, 3)),
    ],
    ids=["Wednesday", "Friday", "Saturday", "before Easter", "Whit Monday", "5 May", "Christmas"],
)
def test_a_report_starts_the_clocks_of_veilig_thuis(day: str, assessed: date, investigated: date) -> None:
    first, second = items(ELS, reported(day))
    assert (first.key, first.kind, first.due, first.who) == ("vt-1-veiligheid", DueKind.VT_VEILIGHEID, assessed, "Els")
    assert (second.key, second.kind, second.due) == ("vt-1-onderzoek", DueKind.VT_ONDERZOEK, investigated)
    assert first.what == "Vraag Veilig Thuis naar de uitkomst van de veiligheidsbeoordeling"


def test_advice_and_a_report_without_a_day_start_no_clock_and_shift_no_number() -> None:
    assert items(reported("2026-03-04", kind="advies")) == []
    assert items(reported(None)) == []
    keys = [item.key for item in items(reported(None, "2026-03-04"))]
    assert keys == ["vt-2-veiligheid", "vt-2-onderzoek"]


def test_a_colleague_is_found_as_doer_and_as_owner_however_it_is_typed() -> None:
    found = only(ELS, Promised("Sam de  Wit", "bellen", FRIDAY))
    assert found.concerns("els")
    assert found.concerns(" sam DE wit ")
    assert not found.concerns("Sam")
    assert is_same_name("", " ")


def test_only_the_events_that_are_read_matter() -> None:
    told = {"promised", "handedover", "deviated", "lookagainset", "meldcodechanged", "owned", "followedup"}
    assert told | {"raised", "decided", "called", "notreached", "callplanned"} == KEPT_AS
    every: list[Event] = [Started(NOON, "sha256:0"), ELS, Noted("a.x", "-"), Promised("Sam", "bellen", FRIDAY)]
    every += [DEVIATION, reported("2026-03-04"), LookAgainSet(FRIDAY), Closed(NOON)]
    assert items(*every) == items(*(event for event in every if isinstance(event, EVENTS)))


# What holds for every meeting --------------------------------------------------------------------------------------

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
NAMES = st.sampled_from(["Els", "Sam", "Jan", ""])
KEYS = st.sampled_from(
    [
        *("afspraak-1", "afspraak-2", "afspraak-11", "overdracht-1", "afwijking-1", "opnieuw-kijken"),
        *("vt-1-veiligheid", "vt-1-onderzoek", "bestaat-niet"),
    ]
)
LATER_EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Promised, NAMES, st.just("iets"), DAYS, st.sampled_from(["", "a.x"])),
    st.builds(HandedOver, NAMES, st.just("iets"), DAYS),
    st.builds(Deviated, st.just("-"), st.just("-"), st.just(DEVIATION.by), DAYS),
    st.builds(LookAgainSet, DAYS),
    st.builds(Owned, NAMES, NAMES, NAMES),
    st.builds(Closed, st.just(NOON)),
)
MEETINGS = st.lists(
    LATER_EVENTS | st.builds(FollowedUp, st.just(NOON), KEYS, NAMES) | st.just(reported("2026-03-04")), max_size=20
)
SITTINGS = st.builds(
    Sitting,
    st.sampled_from(["AAA-AAAA", "BBB-BBBB"]),
    st.just("A-1"),
    st.datetimes(timezones=st.just(UTC)),
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.none() | st.sampled_from(Level),
)


def by_key(found: Sequence[DueItem]) -> dict[str, DueItem]:
    named = {item.key: item for item in found}
    assert len(named) == len(found), "a key names one item"
    return named


@given(MEETINGS, st.lists(LATER_EVENTS, max_size=8), DAYS)
def test_nothing_disappears_and_nothing_is_closed_by_what_happens_later(
    events: list[Event], later: list[Event], today: date
) -> None:
    before = by_key(items(*events, today=today))
    after = by_key(items(*events, *later, today=today))
    assert before.keys() <= after.keys()
    assert [key for key in before if before[key].is_open and not after[key].is_open] == []
    promised = [key for key in before if not key.startswith("opnieuw")]
    assert [(before[key].what, before[key].due) for key in promised] == [
        (after[key].what, after[key].due) for key in promised
    ]


@given(MEETINGS, KEYS, NAMES)
def test_marking_one_closes_that_one_and_no_other(events: list[Event], key: str, outcome: str) -> None:
    before = by_key(items(*events))
    after = by_key(items(*events, FollowedUp(NOON, key, outcome)))
    assert before.keys() == after.keys()
    assert {name: one for name, one in after.items() if name != key} == {
        name: one for name, one in before.items() if name != key
    }
    assert key not in after or after[key].outcome == outcome


@given(MEETINGS, st.lists(SITTINGS, max_size=4))
def test_a_later_session_ends_only_what_asks_to_sit_down_again(events: list[Event], others: list[Sitting]) -> None:
    before, after = by_key(items(*events)), by_key(items(*events, others=others))
    changed = {key for key in before if before[key] != after[key]}
    assert before.keys() == after.keys()
    assert {before[key].kind for key in changed} <= {*ENDED_BY_A_LATER_SESSION}
    if changed:
        assert any(one.closed and one.began > HERE.began for one in others)


@given(MEETINGS, DAYS)
def test_an_open_item_is_overdue_exactly_from_the_day_after(events: list[Event], today: date) -> None:
    for item in items(*events, today=today):
        assert item.is_overdue == (item.is_open and item.due < today)


@st.composite
def many(draw: st.DrawFn) -> list[DueItem]:
    found: list[DueItem] = []
    for name in ("AAA-AAAA", "BBB-BBBB", "CCC-CCCC"):
        here = Sitting(name, "A-1", NOON, NOON, draw(st.none() | st.sampled_from(Level)))
        found += items(*draw(MEETINGS), here=here, today=date(2026, 9, 1))
    return found


@given(many(), st.data())
def test_the_order_is_the_same_whatever_came_first(found: list[DueItem], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(found))
    assert in_order(shuffled) == in_order(found)
    assert sorted(map(id, in_order(found))) == sorted(map(id, found))


@given(many())
def test_overdue_comes_first_then_urgency_then_the_day_and_what_is_done_comes_last(found: list[DueItem]) -> None:
    placed = [
        (not item.is_open, not item.is_overdue, -(Level.ADVIES if item.level is None else item.level), item.due)
        for item in in_order(found)
    ]
    assert placed == sorted(placed)


def test_the_tenth_promise_comes_after_the_ninth() -> None:
    found = items(*(Promised("Sam", "iets", FRIDAY) for _ in range(12)))
    assert [item.key for item in in_order(reversed(found))] == [f"afspraak-{number}" for number in range(1, 13)]


# The page ----------------------------------------------------------------------------------------------------------

PROMISES = [Promised("Sam", f"zaak {number}", date(2026, 3, number)) for number in range(1, 9)]


@pytest.mark.parametrize(
    ("events", "title"),
    [
        ((), "Er staan geen punten open."),
        (PROMISES[4:5], "Niets is te laat. Er staat 1 punt open."),
        (PROMISES[3:6], "Niets is te laat. Er staan 3 punten open."),
        (PROMISES[2:5], "1 punt is te laat. Er staan 3 punten open."),
        (PROMISES[:3], "3 punten zijn te laat. Er staan 3 punten open."),
    ],
)
def test_the_first_line_says_how_many_are_overdue(events: Sequence[Event], title: str) -> None:
    assert followup_page(items(*events), (), 9).title == title


def test_overdue_in_time_and_done_stand_apart_in_words() -> None:
    found = items(*PROMISES[2:6], FollowedUp(NOON, "afspraak-4", "gelukt"))
    tables = [block for block in followup_page(found, (), 9).blocks if isinstance(block, Table)]
    assert [table.caption for table in tables] == ["Te laat: 1", "Nog niet te laat: 2", "Klaar: 1"]
    assert tables[0].header == COLUMNS
    assert tables[0].rows == (("03-03-2026", "bel nu", "Sam", "zaak 3", "K7M-3FQR\nafspraak-1\nA-1"),)
    assert tables[2].rows[0][3] == "zaak 6\nKlaar: gelukt"


def test_a_long_list_is_cut_and_says_what_is_left_out() -> None:
    table, rest = followup_page(items(*PROMISES, today=FRIDAY + 9 * DAY), (), 3).blocks
    assert isinstance(table, Table)
    assert (table.caption, len(table.rows)) == ("Te laat: 8", 3)
    assert isinstance(rest, Line)
    assert rest.text.startswith("En nog 5.")


def test_a_session_that_cannot_be_read_stands_on_the_page_and_in_the_rows() -> None:
    lost = Unreadable("M2X-77QT", "B-2")
    page = followup_page((), [lost], 9)
    assert page.title == "Er staan geen punten open. 1 weging is niet te lezen."
    assert any(isinstance(block, Bullets) and "M2X-77QT" in block.points[0] for block in page.blocks)
    assert followup_page((), [lost, lost], 9).title.endswith(" 2 wegingen zijn niet te lezen.")
    (row,) = followup_rows((), [lost])
    assert (row["sessie"], row["zaak"], row["soort"], row["sleutel"], row["te_laat"]) == (
        *("M2X-77QT", "B-2", "onleesbaar", None, None),
    )


def test_a_row_has_the_same_keys_for_every_kind() -> None:
    here = replace(HERE, level=None)
    promise, lost = followup_rows(items(PROMISES[0], here=here), [Unreadable("M2X-77QT", "B-2")])
    assert promise.keys() == lost.keys()
    assert promise == {
        "sessie": "K7M-3FQR",
        "zaak": "A-1",
        "sleutel": "afspraak-1",
        "soort": "afspraak",
        "wat": "zaak 1",
        "wie": "Sam",
        "uiterlijk": "2026-03-01",
        "te_laat": True,
        "besluit": None,
        "klaar": False,
        "uitkomst": None,
    }


def test_no_repr_tells_what_was_said_or_by_whom() -> None:
    found = repr(
        items(
            Owned("Els", "Jan", "x"),
            Promised("Sam", "de school bellen", FRIDAY),
            FollowedUp(NOON, "afspraak-1", "gelukt"),
        )
    )
    found += repr(Unreadable("M2X-77QT", "B-2")) + repr(HERE)
    for text in ("Els", "Sam", "school", "gelukt", "A-1", "B-2"):
        assert text not in found
