"""What comes of a call is recorded when it is there, and nothing before (law 11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kvv_triage.case.answers import Answer, Option
from kvv_triage.case.events import EMERGENCY_NUMBER, Answered, Called, CallPlanned, Decided, Event, NotDone, NotReached
from kvv_triage.content.content import Content
from kvv_triage.language.scales import Level
from kvv_triage.meeting.calls import call_is_due, is_planned
from tests.helpers.typist import CTRL_C, WEDNESDAY, Held, Replies, hold, number_of, question

RED_FLAG = Answered("partnergeweld.keel", Answer((Option("recent"),)))
MORTAL = Answered("acuut.geweld-nu", Answer((Option("ja"),)))
SHEET, SHEET_112, SHEET_POLICE = "BEL VEILIG THUIS: 0800-2000", "BEL 112 Blijf", "BEL POLITIE, GEEN SPOED: 0900-8844"
ALARM, STOP = "Belblad: bellen", "Wil je stoppen?"
SPOKEN, NO_ANSWER, LATER, OTHER = "1", "2", "3", "4"
VEILIG_THUIS, POLICE = "veilig_thuis", "politie"
CALLS = (Called, NotReached, CallPlanned)


def held(content: Content, replies: Replies, *said: Event, now: datetime = WEDNESDAY) -> Held:
    """From the alarm on, which the worker leaves for the sheet, until the first question after it."""
    ending: Replies = {ALARM: "b", "van hoogstens": CTRL_C, STOP: CTRL_C, "Een antwoord wijzigen": CTRL_C}
    return hold(content, {**replies, **ending}, after=said, now=now)


def outcomes(meeting: Held) -> list[Event]:
    return [event for event in meeting.desk.events if isinstance(event, CALLS)]


def test_opening_the_sheet_and_going_back_records_nothing(content: Content) -> None:
    meeting = held(content, {SHEET: "t"}, RED_FLAG)
    assert SHEET in meeting.printed
    assert outcomes(meeting) == []
    assert call_is_due(meeting.desk.moment)


@pytest.mark.parametrize(("typed", "kind"), [("1", "advies"), ("2", "melding")])
def test_a_call_that_took_place_is_recorded_with_whom_what_for_and_what_was_agreed(
    content: Content, typed: str, kind: str
) -> None:
    replies = {
        SHEET: SPOKEN,
        "Waarvoor belde je": typed,
        "Met wie is gesproken?": "de frontoffice",
        "Wat is afgesproken": "zij bellen morgen",
    }
    meeting = held(content, replies, RED_FLAG)
    (call,) = outcomes(meeting)
    assert call == Called(WEDNESDAY, Level.BEL_NU, VEILIG_THUIS, kind, "de frontoffice", "zij bellen morgen")  # type: ignore[arg-type]
    (contact,) = meeting.session.meldcode.contacts
    assert (contact.kind, contact.whom, contact.outcome) == (kind, "de frontoffice", "zij bellen morgen")
    assert not call_is_due(meeting.desk.moment)
    assert any(isinstance(event, Decided) for event in meeting.desk.events)


@pytest.mark.parametrize("place", ["Waarvoor belde je", "Met wie is gesproken?", "Wat is afgesproken"])
def test_half_a_form_records_nothing(content: Content, place: str) -> None:
    stopped = held(content, {place: CTRL_C, SHEET: SPOKEN}, RED_FLAG)
    assert outcomes(stopped) == []


@pytest.mark.parametrize("place", ["Waarvoor belde je", "Met wie is gesproken?"])
def test_going_back_from_a_form_shows_the_sheet_again_and_records_nothing(content: Content, place: str) -> None:
    back = held(content, {place: "t", SHEET: [SPOKEN, "t"]}, RED_FLAG)
    assert outcomes(back) == []
    assert back.printed.count(SHEET) == 2


def test_with_whom_is_always_said(content: Content) -> None:
    meeting = held(content, {SHEET: SPOKEN, "Met wie is gesproken?": ["", ".", "de frontoffice"]}, RED_FLAG)
    assert "Vul in met wie is gesproken: een naam of een functie." in meeting.printed
    assert [event.spoke_with for event in outcomes(meeting) if isinstance(event, Called)] == ["de frontoffice"]


def test_who_hears_nobody_answer_gets_the_next_number_at_once_and_says_when_to_try_again(content: Content) -> None:
    replies = {
        "Wanneer probeer je Veilig Thuis opnieuw?": "",
        SHEET: NO_ANSWER,
        SHEET_POLICE: SPOKEN,
        "Met wie is gesproken?": "de wijkagent",
    }
    meeting = held(content, replies, RED_FLAG)
    assert "Geen gehoor bij Veilig Thuis. Bel nu: Politie (geen spoed), 0900-8844." in meeting.printed
    attempt, call = outcomes(meeting)
    assert attempt == NotReached(WEDNESDAY, VEILIG_THUIS, WEDNESDAY + timedelta(minutes=15))
    assert call == Called(WEDNESDAY, Level.BEL_NU, POLICE, "", "de wijkagent")
    assert call_is_due(meeting.desk.moment), "Veilig Thuis was not spoken to"
    assert is_planned(meeting.desk.moment)


def test_who_calls_later_says_who_and_at_what_time(content: Content) -> None:
    replies: Replies = {
        SHEET: LATER,
        "Wie belt er?": ["", "Sam", "Sam", "Sam"],
        "Hoe laat?": ["15:30", "9:00", "morgen 9:00", "15:30"],
    }
    meeting = held(content, replies, RED_FLAG)
    for refusal in ("Vul in wie er belt.", "Dat is geen tijd die nog komt.", "Dat is te laat"):
        assert refusal in meeting.printed
    assert outcomes(meeting) == [CallPlanned("Sam", WEDNESDAY.replace(hour=15, minute=30), VEILIG_THUIS)]
    assert call_is_due(meeting.desk.moment)
    assert "Er is nog niet gebeld" in meeting.screens[-1] or "Er is nog niet gebeld" in meeting.printed


def test_advice_may_wait_until_tomorrow(content: Content) -> None:
    replies: Replies = {
        question(content, "acuut.zelfdoding"): "w",
        SHEET: LATER,
        "Wie belt er?": "Sam",
        "Hoe laat?": "morgen 9:00",
    }
    meeting = hold(content, replies)
    assert meeting.session.closed
    assert meeting.session.plans == (CallPlanned("Sam", datetime(2026, 3, 5, 9, tzinfo=UTC), VEILIG_THUIS),)


NOT = "We bellen niet: met een reden en twee namen"
TWO: Replies = {"Eerste naam": "Jan", "Tweede naam": "Els", "In welke rol": "1"}


def test_after_the_outcome_the_sheet_offers_not_to_call_which_asks_for_a_reason_and_two_names(
    content: Content,
) -> None:
    replies: Replies = {
        ALARM: "v",
        NOT: number_of("We bellen niet"),
        "Waarom bellen jullie niet?": ["", "wij zien haar morgen"],
        **TWO,
    }
    meeting = hold(content, replies, after=[RED_FLAG])
    assert meeting.error is None
    (deviation,) = meeting.session.deviations
    assert (deviation.not_done, deviation.level) == (NotDone.CALLING, Level.BEL_NU)
    assert outcomes(meeting) == []
    sheets = [screen for screen in meeting.screens if SHEET in screen]
    assert len(sheets) == 2, "without a reason the sheet stands there again"


def test_before_the_outcome_and_when_the_call_is_made_the_sheet_offers_no_such_thing(content: Content) -> None:
    replies: Replies = {ALARM: "b", SHEET: [SPOKEN, "t"], "Klopt dit zo?": ["1", "v", "k"]}
    meeting = hold(content, replies, after=[RED_FLAG])
    assert meeting.error is None
    assert sum(SHEET in screen for screen in meeting.screens) == 2, "at the alarm, and from the closing"
    assert NOT not in meeting.printed


def test_after_the_closing_the_sheet_no_longer_offers_not_to_call(content: Content) -> None:
    replies: Replies = {
        ALARM: "v",
        SHEET: [LATER, "t"],
        "Wie belt er?": "Sam",
        "Hoe laat?": "15:30",
        "Deze weging is klaar": ["b", "k"],
    }
    meeting = hold(content, replies, after=[RED_FLAG])
    assert meeting.error is None
    first, last = (screen for screen in meeting.screens if SHEET in screen)
    assert NOT in first
    assert NOT not in last


def test_112_is_spoken_to_first_and_then_the_next_who_is_due(content: Content) -> None:
    meeting = held(content, {"Met wie is gesproken?": "de meldkamer"}, MORTAL)
    assert [event.to for event in outcomes(meeting) if isinstance(event, Called)] == [EMERGENCY_NUMBER, VEILIG_THUIS]
    assert not call_is_due(meeting.desk.moment)
    sheet = next(screen for screen in meeting.screens if SHEET_112 in screen)
    assert "Straks" not in sheet


def test_the_call_can_go_to_another_who_is_named(content: Content) -> None:
    replies = {SHEET: OTHER, "Wie bel je?": "2", "Met wie is gesproken?": "de arts", "BEL HUISARTS": [SPOKEN, "t"]}
    meeting = held(content, replies, RED_FLAG)
    (call,) = outcomes(meeting)
    assert isinstance(call, Called)
    assert call.to != VEILIG_THUIS


def test_from_the_alarm_on_one_key_opens_the_sheet_at_every_question(content: Content) -> None:
    keys: Replies = {question(content, "acuut.geweld-nu"): "j", question(content, "acuut.medische-hulp"): ["b", CTRL_C]}
    meeting = hold(content, {ALARM: "v", SHEET_112: "t", **keys, STOP: CTRL_C})
    before, after = (meeting.printed.find(text) for text in (ALARM, SHEET_112))
    assert -1 < before < after
    assert "b belblad" not in meeting.printed[:before]
    assert outcomes(meeting) == []


def test_a_meeting_in_which_the_call_is_only_planned_closes_and_says_so(content: Content) -> None:
    replies: Replies = {
        ALARM: "v",
        SHEET: LATER,
        "Wie belt er?": "Sam",
        "Hoe laat?": "15:30",
        question(content, "start.zorgen"): "1",
        question(content, "partnergeweld.keel"): "3",
    }
    meeting = hold(content, replies)
    assert meeting.session.closed, meeting.error
    assert meeting.session.calls == ()
    assert "NOG NIET GEBELD." in meeting.printed[-1500:]


def test_a_call_made_from_the_closing_stands_on_its_screen_at_once(content: Content) -> None:
    replies: Replies = {
        ALARM: "v",
        SHEET: SPOKEN,
        "Met wie is gesproken?": "de frontoffice",
        "Klopt dit zo?": ["b", "v", "k"],
    }
    meeting = hold(content, replies, after=[RED_FLAG])
    assert meeting.error is None
    before, after, *_ = [screen for screen in meeting.screens if "Klopt dit zo?" in screen]
    assert "Bellen: nog niet gebeld" in before
    assert "Bellen: gesproken met de frontoffice" in after


def test_who_goes_back_from_the_form_and_calls_another_gets_that_sheet_again(content: Content) -> None:
    replies: Replies = {
        SHEET_112: [SPOKEN, "3", SPOKEN],
        "Wie bel je?": number_of("Veilig Thuis"),
        SHEET: SPOKEN,
        "Met wie is gesproken?": ["t", "de frontoffice", "de meldkamer"],
    }
    meeting = held(content, replies, MORTAL)
    assert [event.to for event in outcomes(meeting) if isinstance(event, Called)] == [VEILIG_THUIS, EMERGENCY_NUMBER]
