"""The record of one meeting: what a fold over its events keeps, and what its reprs hide."""

from __future__ import annotations

import typing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.case.answers import Answer, Answers, Number, Option, Person, Persons, Text, Unknown
from kvv_triage.case.events import (
    Answered,
    Called,
    CallPlanned,
    Closed,
    Colleague,
    ContentMoved,
    Decided,
    Deviated,
    Discussed,
    EarlierCounted,
    Event,
    Exported,
    FollowedUp,
    HandedOver,
    LookAgainSet,
    MeldcodeChanged,
    Noted,
    NotReached,
    Owned,
    Promised,
    Raised,
    Seated,
    Started,
    Subject,
    TakenOver,
    Watched,
)
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.case.state import CaseState, EarlierSession
from kvv_triage.language.scales import Level, UnknownKind
from kvv_triage.meeting.session import Session, Softened, after, fold

NOW = datetime(2026, 3, 4, 14, 5, tzinfo=UTC)
WEDNESDAY, FRIDAY = date(2026, 3, 4), date(2026, 3, 6)
YES, NO = Answer((Option("ja"),)), Answer((Option("nee"),))
UNKNOWN = Answer((Unknown(UnknownKind.NIET_BEKEND),))
SLOT = "partnergeweld.keel"


# The fold --------------------------------------------------------------------------------------------------------

STARTED = Started(NOW, "sha256:0", "worker", "wijkteam", is_practice=True)
EARLIER = (EarlierSession(date(2026, 1, 10), Level.ADVIES),)
SEATED = Seated("A-2026-014", "wijkteam, jeugdarts", "wijkteam")
NOTE = Noted(SLOT, "een opmerking")
SUSPECTED = MeldcodeRecord.model_validate({"vermoeden": "ja"})
DEVIATION = Deviated(
    "er wordt niet gebeld", "omdat", (Colleague("A", "gedragswetenschapper"), Colleague("B", "teamleider")), FRIDAY
)
PROMISE = Promised("A", "bellen", FRIDAY)
HANDED_OVER = HandedOver("het Veiligheidshuis", "de regie", FRIDAY)
FOLLOWED_UP = FollowedUp(NOW, "afspraak-1", "is gedaan", "worker", "wijkteam")
EXPORTED = Exported(NOW, "pdf", "kort", is_encrypted=True, worker="worker", role="wijkteam")
DECIDED = Decided(NOW, Level.BEL_NU, ("rode-vlag",))
MOVED = ContentMoved(NOW, "sha256:1")
CALLED = Called(NOW, Level.BEL_NU)
NOT_REACHED = NotReached(NOW, "veilig_thuis", NOW + timedelta(minutes=15))
CALL_PLANNED = CallPlanned("worker", NOW + timedelta(minutes=30), "veilig_thuis")
TAKEN_OVER = TakenOver(NOW, "another worker", "wijkteam")
MEETING: tuple[Event, ...] = (
    STARTED,
    SEATED,
    EarlierCounted(EARLIER),
    Answered(SLOT, YES),
    NOTE,
    Raised("niet pluis"),
    NOT_REACHED,
    CALLED,
    CALL_PLANNED,
    MeldcodeChanged(SUSPECTED),
    DEVIATION,
    Watched("school, tot vrijdag"),
    Owned("A", "B", "piketdienst"),
    PROMISE,
    HANDED_OVER,
    LookAgainSet(FRIDAY),
    Discussed(Subject.NO, WEDNESDAY, ("partnergeweld.jaloers",)),
    DECIDED,
    TAKEN_OVER,
    MOVED,
    Closed(NOW),
    FOLLOWED_UP,
    EXPORTED,
)


def test_a_whole_meeting_folds_into_its_state() -> None:
    assert fold(MEETING) == Session(
        started=STARTED,
        seated=SEATED,
        earlier=EARLIER,
        answers=Answers({SLOT: YES}),
        notes=(NOTE,),
        raised="niet pluis",
        calls=(CALLED,),
        not_reached=(NOT_REACHED,),
        plans=(CALL_PLANNED,),
        meldcode=SUSPECTED,
        deviations=(DEVIATION,),
        watch="school, tot vrijdag",
        owner=Owned("A", "B", "piketdienst"),
        promises=(PROMISE,),
        handed_over=(HANDED_OVER,),
        look_again=FRIDAY,
        discussed={(Subject.NO, "partnergeweld.jaloers"): WEDNESDAY},
        decided=DECIDED,
        taken_over=(TAKEN_OVER,),
        moved=(MOVED,),
        fingerprint="sha256:1",
        closed=Closed(NOW),
        followed_up=(FOLLOWED_UP,),
        exports=(EXPORTED,),
    )


def test_each_number_has_its_own_plan_until_somebody_was_spoken_to_there() -> None:
    later = NOW + timedelta(hours=1)
    first, police = CallPlanned("Sam", later, "veilig_thuis"), CallPlanned("Jan", later, "politie")
    sooner, anyone = CallPlanned("Els", NOW + timedelta(minutes=5), "veilig_thuis"), CallPlanned("Bo", later)
    assert fold([first, police, sooner]).plans == (police, sooner)
    assert fold([first, police, Called(NOW, Level.BEL_NU, "veilig_thuis")]).plans == (police,)
    assert fold([first, anyone, CALLED]).plans == (), "a call that was kept without a number was to everyone"
    assert fold([first, police, NotReached(NOW, "veilig_thuis")]).plans == (first, police)
    tried = fold([first, police, NotReached(NOW, "veilig_thuis", later), NotReached(NOW, "huisarts", later)]).plans
    assert tried == (police, CallPlanned("", later, "veilig_thuis"), CallPlanned("", later, "huisarts"))


def test_the_content_that_decides_is_that_of_the_beginning_until_the_team_chooses_newer() -> None:
    assert fold([STARTED]).fingerprint == "sha256:0"
    assert fold([STARTED, ContentMoved(NOW, "sha256:1")]).fingerprint == "sha256:1"


def test_the_meeting_above_has_every_kind_of_event() -> None:
    assert {type(event) for event in MEETING} == set(typing.get_args(Event))


@pytest.mark.parametrize("event", MEETING, ids=lambda event: type(event).__name__)
def test_every_event_leaves_its_mark(event: Event) -> None:
    assert fold([event]) != Session()


def test_replaying_the_same_events_gives_the_same_state() -> None:
    for number in range(len(MEETING)):
        assert fold(MEETING[: number + 1]) == after(fold(MEETING[:number]), MEETING[number])


def test_a_call_to_report_is_a_contact_of_the_meldcode_in_the_same_event() -> None:
    told = Called(NOW, Level.BEL_NU, "veilig_thuis", "melding", "medewerker frontoffice", "zij bellen morgen")
    contact = {"op": "2026-03-04", "soort": "melding", "met": "medewerker frontoffice", "uitkomst": "zij bellen morgen"}
    both = MeldcodeRecord.model_validate({"vermoeden": "ja", "veilig_thuis": [contact]})
    assert fold([MeldcodeChanged(SUSPECTED), told]).meldcode == both
    assert fold([MeldcodeChanged(SUSPECTED), Closed(NOW), told]).meldcode == both
    short = fold([Called(NOW, Level.ADVIES, "veilig_thuis", "advies", " ")]).meldcode
    assert short == MeldcodeRecord.model_validate({"veilig_thuis": [{"op": "2026-03-04", "soort": "advies"}]})
    assert fold([Called(NOW, Level.BEL_NU, "politie", "", "de wijkagent")]).meldcode == MeldcodeRecord()


def test_nobody_can_lower_a_case_that_was_raised_by_hand() -> None:
    events = [event for event in MEETING if not isinstance(event, Raised)]
    session = fold([Raised("zij is bang"), Raised("hij staat voor de deur"), *events])
    assert session.raised == "zij is bang; hij staat voor de deur"


def test_a_call_that_did_not_take_place_after_all_is_no_call_and_no_contact() -> None:
    reported = Called(NOW, Level.BEL_NU, "veilig_thuis", "melding", "de frontoffice", "zij bellen morgen")
    wrong = Called(NOW, Level.BEL_NU, "politie", "", "de wijkagent")
    both = [wrong, reported]
    assert fold([*both, replace(wrong, withdraws=1)]).calls == (reported,)
    without = fold([*both, replace(reported, withdraws=2)])
    assert without.calls == (wrong,)
    assert without.meldcode.contacts == ()
    forgotten = MeldcodeChanged(MeldcodeRecord())
    assert fold([*both, forgotten, replace(reported, withdraws=2)]).meldcode.contacts == ()


def test_a_hand_over_that_does_not_happen_after_all_stands_no_more() -> None:
    other = HandedOver("de GGZ", "de behandeling", FRIDAY)
    assert fold([HANDED_OVER, other, replace(HANDED_OVER, withdraws=1)]).handed_over == (other,)


def test_a_second_note_deviation_or_promise_never_replaces_the_first() -> None:
    session = fold([*MEETING, *MEETING])
    assert session.notes == (NOTE, NOTE)
    assert session.deviations == (DEVIATION, DEVIATION)
    assert session.promises == (PROMISE, PROMISE)


def test_the_record_that_decides_holds_the_answers_the_raise_the_meldcode_and_the_earlier_sessions() -> None:
    session = fold(MEETING)
    expected = CaseState(WEDNESDAY, session.answers, (), "niet pluis", SUSPECTED, EARLIER)
    assert session.record(WEDNESDAY) == expected


# Law 5: both versions stay visible --------------------------------------------------------------------------------


def test_a_grave_answer_made_milder_keeps_both_versions_the_reason_and_the_second_name() -> None:
    grave = Answer((Option("ja"),), fact="gezien door de buurvrouw")
    milder = Answered(SLOT, UNKNOWN, "bleek een ander", "een collega")
    session = fold([Answered(SLOT, grave), milder])
    assert session.answers[SLOT] == UNKNOWN
    assert session.softened == (Softened(grave, milder),)
    assert session.earlier_versions == {SLOT: (grave,)}


def test_a_softened_answer_stays_visible_when_it_is_raised_or_softened_again() -> None:
    first, second = (Answered(SLOT, one, "reden", "collega") for one in (UNKNOWN, NO))
    session = fold([Answered(SLOT, YES), first, second, Answered(SLOT, YES)])
    assert session.softened == (Softened(YES, first), Softened(UNKNOWN, second))
    assert session.earlier_versions == {SLOT: (YES, UNKNOWN, NO)}


def test_an_answer_that_newer_content_does_not_know_stays_visible() -> None:
    session = fold([Answered(SLOT, NO), Answered(SLOT, YES), Answered("a.een", NO), ContentMoved(NOW, "b", (SLOT,))])
    assert session.earlier_versions == {SLOT: (NO, YES)}
    assert session.answers == Answers({"a.een": NO})


def test_a_first_answer_softens_nothing() -> None:
    assert fold([Answered(SLOT, NO, "reden", "collega")]).softened == ()


@pytest.mark.parametrize(
    ("before", "now", "kept"),
    [
        (YES, YES, False),
        (YES, Answer(YES.opinions, "wat", "wie"), False),
        (Answer(YES.opinions, "wat"), Answer(YES.opinions, "wat", "wie"), False),
        (Answer(YES.opinions, "wat"), Answer(YES.opinions, "iets anders"), True),
        (Answer(YES.opinions, "wat"), YES, True),
        (Answer(YES.opinions, "", "wie"), Answer(YES.opinions, "wat", "een ander"), True),
        (YES, Answer((*YES.opinions, *NO.opinions)), True),
        (Answer((Persons((Person(9),)),)), Answer((Persons((Person(8),)),)), True),
        (Answer((Text("dit"),)), Answer((Text("dat"),)), True),
    ],
)
def test_an_earlier_version_is_kept_when_the_new_one_takes_something_away(
    before: Answer, now: Answer, *, kept: bool
) -> None:
    session = fold([Answered(SLOT, before), Answered(SLOT, now)])
    assert session.answers[SLOT] == now
    assert session.earlier_versions == ({SLOT: (before,)} if kept else {})


@given(
    st.lists(
        st.builds(
            Answered,
            st.sampled_from(["a.een", "a.twee"]),
            st.builds(
                Answer,
                st.lists(st.sampled_from([*YES.opinions, *NO.opinions, *UNKNOWN.opinions, Number(2)]), min_size=1).map(
                    tuple
                ),
                st.sampled_from(["", "wat", "iets anders"]),
                st.sampled_from(["", "wie"]),
            ),
        )
    )
)
def test_no_answer_that_was_ever_given_is_lost(events: list[Answered]) -> None:
    session = fold(events)
    for event in events:
        versions = (*session.earlier_versions.get(event.slot, ()), session.answers[event.slot])
        assert any(
            version.opinions == event.answer.opinions
            and event.answer.fact in ("", version.fact)
            and event.answer.source in ("", version.source)
            for version in versions
        )
    last = {event.slot: event.answer for event in events}
    assert dict(session.answers) == last
    assert list(session.answers) == list(dict.fromkeys(event.slot for event in events))
