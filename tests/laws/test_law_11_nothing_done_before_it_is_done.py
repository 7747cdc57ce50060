"""Law 11: nothing is recorded as done before it is done. Only a call that took place is a call."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.case.answers import Answer, Option
from kvv_triage.case.events import (
    EMERGENCY_NUMBER,
    Answered,
    Called,
    CallPlanned,
    Closed,
    Colleague,
    Decided,
    Deviated,
    Discussed,
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
    Subject,
    TakenOver,
    Watched,
)
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level
from kvv_triage.meeting.calls import call_is_due, is_planned, who_is_due
from kvv_triage.meeting.laws import LawBroken, broken_by
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import fold
from kvv_triage.pages.whom_to_call import reachable
from kvv_triage.record.keeping import add_event
from kvv_triage.store.sqlcipher.store import open_store
from tests.helpers.deciding import afternoon, laws
from tests.helpers.workbench import BEA, KEY

NOW = datetime(2026, 3, 4, 14, 5, tzinfo=UTC)
LATER = NOW + timedelta(minutes=30)
TOMORROW = NOW + timedelta(days=1)
WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 3, day) for day in (4, 5, 6))
RED_FLAG = Answered("partnergeweld.keel", Answer((Option("recent"),)))
MORTAL = Answered("acuut.geweld-nu", Answer((Option("ja"),)))
VEILIG_THUIS, POLICE = "veilig_thuis", "politie"
BOTH = (Colleague("Els", "aandachtsfunctionaris"), Colleague("Jan", "teamleider"))
REPORTED = {"veilig_thuis": [{"op": "2026-03-04", "soort": "melding", "met": "VT", "uitkomst": "gemeld"}]}

MOMENTS = st.integers(0, 5000).map(lambda minutes: NOW + timedelta(minutes=minutes))
DAYS = MOMENTS.map(datetime.date)
WHOM = st.sampled_from(["", VEILIG_THUIS, POLICE, EMERGENCY_NUMBER])
TEXTS = st.sampled_from(["gebeld", "wij bellen nu", "er is gemeld"])
INTENTIONS: st.SearchStrategy[Event] = st.one_of(
    st.builds(CallPlanned, TEXTS, MOMENTS, WHOM),
    st.builds(NotReached, MOMENTS, WHOM, st.none() | MOMENTS),
    st.builds(Promised, TEXTS, TEXTS, DAYS),
    st.builds(HandedOver, TEXTS, TEXTS, DAYS),
    st.builds(Discussed, st.sampled_from(Subject), DAYS),
    st.builds(FollowedUp, MOMENTS, st.sampled_from(["bellen", "afspraak-1"]), TEXTS),
    st.builds(Decided, MOMENTS, st.sampled_from(Level)),
    st.builds(Noted, st.just("partnergeweld.keel"), TEXTS),
    st.builds(Watched, TEXTS),
    st.builds(Owned, TEXTS, TEXTS, TEXTS),
    st.builds(Raised, TEXTS),
    st.builds(LookAgainSet, DAYS),
    st.builds(TakenOver, MOMENTS, TEXTS, TEXTS),
    st.builds(Closed, MOMENTS),
    st.just(MeldcodeChanged(MeldcodeRecord.model_validate(REPORTED))),
    st.just(Deviated(NotDone.REPORTING, "besproken", BOTH, THURSDAY)),
)


def moment(ruleset: Ruleset, *said: Event, day: date = WEDNESDAY) -> Moment:
    return Moment(ruleset, fold(said), afternoon(day))


@given(said=st.lists(INTENTIONS, max_size=8), danger=st.sampled_from([RED_FLAG, MORTAL]), place=st.integers(0, 8))
def test_no_intention_is_a_call_whatever_is_said_and_in_whatever_order(
    ruleset: Ruleset, said: list[Event], danger: Answered, place: int
) -> None:
    here = moment(ruleset, *said[:place], danger, *said[place:])
    assert call_is_due(here)
    assert here.session.calls == ()
    assert not call_is_due(Moment(ruleset, fold([*said, danger, Called(NOW, Level.BEL_112)]), afternoon(WEDNESDAY)))


def test_only_a_decision_of_two_makes_a_call_that_nobody_made_not_due(ruleset: Ruleset) -> None:
    decided = Deviated(NotDone.CALLING, "wij zien haar", BOTH, THURSDAY)
    assert not call_is_due(moment(ruleset, RED_FLAG, decided))
    assert who_is_due(moment(ruleset, RED_FLAG, decided)) == (VEILIG_THUIS,)


def test_who_is_due_is_the_first_who_is_named_until_that_one_or_veilig_thuis_was_spoken_to(ruleset: Ruleset) -> None:
    assert who_is_due(moment(ruleset)) == ()
    assert who_is_due(moment(ruleset, RED_FLAG)) == (VEILIG_THUIS,)
    assert who_is_due(moment(ruleset, RED_FLAG, Called(NOW, Level.BEL_NU, POLICE))) == (VEILIG_THUIS,)
    assert who_is_due(moment(ruleset, RED_FLAG, Called(NOW, Level.ADVIES, VEILIG_THUIS))) == (VEILIG_THUIS,)
    assert who_is_due(moment(ruleset, RED_FLAG, Called(NOW, Level.BEL_NU, VEILIG_THUIS))) == ()


def test_at_112_both_112_and_whom_to_call_then_are_due_and_each_is_spoken_to(ruleset: Ruleset) -> None:
    called_112, called_then = (Called(NOW, Level.BEL_112, to) for to in (EMERGENCY_NUMBER, VEILIG_THUIS))
    assert who_is_due(moment(ruleset, MORTAL)) == (EMERGENCY_NUMBER, VEILIG_THUIS)
    assert who_is_due(moment(ruleset, MORTAL, called_then)) == (EMERGENCY_NUMBER,)
    assert who_is_due(moment(ruleset, MORTAL, called_112)) == (VEILIG_THUIS,)
    assert who_is_due(moment(ruleset, MORTAL, called_112, called_then)) == ()


def test_a_call_that_did_not_take_place_after_all_is_due_again(ruleset: Ruleset) -> None:
    call = Called(NOW, Level.BEL_NU, VEILIG_THUIS, "advies", "de frontoffice")
    here = moment(ruleset, RED_FLAG, call)
    assert not call_is_due(here)
    taken_back = replace(call, withdraws=1)
    assert broken_by(here, taken_back) == ()
    assert call_is_due(here.then(taken_back))
    for place in (-1, 2):
        assert [broken.law for broken in broken_by(here, replace(call, withdraws=place))] == [11]
    assert broken_by(here.then(Closed(NOW)), taken_back), "what came of a closed meeting stands"
    assert broken_by(here.then(Closed(NOW)), call) == ()


def test_a_call_that_an_earlier_kvv_kept_is_one_to_everyone_who_was_asked_for(ruleset: Ruleset) -> None:
    assert who_is_due(moment(ruleset, MORTAL, Called(NOW, Level.BEL_112))) == ()


def test_a_call_is_planned_for_today_and_for_advice_by_the_next_working_day(ruleset: Ruleset) -> None:
    for by, is_in_time in ((LATER, True), (TOMORROW, False)):
        for plan in (CallPlanned("Sam", by, VEILIG_THUIS), CallPlanned("Sam", by), NotReached(NOW, VEILIG_THUIS, by)):
            assert is_planned(moment(ruleset, RED_FLAG, plan)) is is_in_time
    assert not is_planned(moment(ruleset, RED_FLAG, NotReached(NOW, VEILIG_THUIS)))
    assert not is_planned(moment(ruleset, RED_FLAG, CallPlanned("Sam", LATER, POLICE)))
    assert not is_planned(moment(ruleset, MORTAL, CallPlanned("Sam", LATER, VEILIG_THUIS)))
    assert not is_planned(moment(ruleset, RED_FLAG, CallPlanned("Sam", LATER, VEILIG_THUIS), day=THURSDAY))
    assert not is_planned(moment(ruleset, CallPlanned("Sam", LATER)))


def test_no_call_is_planned_for_later_than_the_decision_asks_and_a_night_belongs_to_its_evening(
    ruleset: Ruleset,
) -> None:
    def may_plan(danger: Event, now: datetime, by: datetime) -> bool:
        here = Moment(ruleset, fold([danger]), now)
        return broken_by(here, CallPlanned("Sam", by, VEILIG_THUIS)) == ()

    tonight, at_night = NOW.replace(hour=23, minute=30), NOW.replace(hour=0, minute=30) + timedelta(days=1)
    assert may_plan(RED_FLAG, NOW, tonight)
    assert may_plan(RED_FLAG, NOW, at_night)
    assert may_plan(RED_FLAG, at_night, at_night.replace(hour=5))
    assert not may_plan(RED_FLAG, at_night, at_night.replace(hour=7))
    assert not may_plan(RED_FLAG, NOW, TOMORROW)
    assert not may_plan(RED_FLAG, NOW, at_night.replace(hour=7))


def test_to_112_nobody_plans_to_call(ruleset: Ruleset) -> None:
    for plan in (CallPlanned("Sam", LATER, EMERGENCY_NUMBER), NotReached(NOW, EMERGENCY_NUMBER, LATER)):
        assert not is_planned(moment(ruleset, MORTAL, plan))
        assert 5 in laws(ruleset, (MORTAL, plan), Closed(NOW))


def test_who_is_due_has_a_number_and_the_call_to_whom_the_decision_names_without_one_will_do(ruleset: Ruleset) -> None:
    here = moment(ruleset, Answered("huisgenoten.broer-zus", Answer((Option("jaar"),))))
    named = here.decision.call[0]
    assert ruleset.content.specialists[named].is_gap
    assert who_is_due(here) == (VEILIG_THUIS,)
    assert reachable(ruleset.content, here.decision, who_is_due(here))[0] == VEILIG_THUIS
    assert is_planned(here.then(CallPlanned("Sam", LATER, VEILIG_THUIS)))
    assert who_is_due(here.then(Called(LATER, here.decision.level, named))) == ()


def test_a_meeting_is_closed_on_a_planned_call_which_stays_due(ruleset: Ruleset) -> None:
    plan = CallPlanned("Sam", LATER, VEILIG_THUIS)
    assert 5 in laws(ruleset, (RED_FLAG,), Closed(NOW))
    assert 5 not in laws(ruleset, (RED_FLAG, plan), Closed(NOW))
    assert 5 in laws(ruleset, (RED_FLAG, plan), Closed(NOW), THURSDAY)
    passed = Moment(ruleset, fold([RED_FLAG, plan]), LATER + timedelta(minutes=1))
    assert 5 in [broken.law for broken in broken_by(passed, Closed(passed.at))], "its time has passed"
    closed = moment(ruleset, RED_FLAG, plan, Closed(NOW))
    assert call_is_due(closed)
    assert not call_is_due(closed.then(Called(LATER, Level.BEL_NU, VEILIG_THUIS)))


@pytest.mark.parametrize(
    "event",
    [
        CallPlanned(" ", LATER, VEILIG_THUIS),
        CallPlanned("Sam", NOW, VEILIG_THUIS),
        NotReached(NOW, VEILIG_THUIS, NOW),
        NotReached(LATER, VEILIG_THUIS),
        Called(LATER, Level.BEL_NU, VEILIG_THUIS, "melding", "de frontoffice"),
    ],
)
def test_what_nobody_could_do_any_more_is_no_plan(ruleset: Ruleset, event: Event) -> None:
    assert laws(ruleset, (RED_FLAG,), event) == {11}
    assert laws(ruleset, (RED_FLAG, Closed(NOW)), event) == {11}


def test_what_came_of_a_call_is_recorded_when_the_meeting_is_over(ruleset: Ruleset, tmp_path: Path) -> None:
    afterwards = (
        NotReached(NOW, VEILIG_THUIS, LATER),
        CallPlanned("Sam", LATER, VEILIG_THUIS),
        Called(NOW, Level.BEL_NU, VEILIG_THUIS, "melding", "de frontoffice"),
    )
    for event in afterwards:
        assert laws(ruleset, (RED_FLAG, Closed(NOW)), event) == set()
    with open_store(tmp_path / "kvv", KEY, create=True) as store:
        session = store.begin(BEA, NOW)
        with store.hold(session, BEA, NOW):
            for graver in (Decided(NOW, Level.BEL_NU), *afterwards):
                add_event(store, session, graver, BEA, NOW)
            with pytest.raises(LawBroken, match="law 7"):
                add_event(store, session, Decided(NOW, Level.ADVIES), BEA, NOW)
        assert len(store.entries(session)) == 4


@pytest.mark.parametrize("who", ["", ".", "-", "J."])
def test_a_call_with_nobody_and_a_plan_of_nobody_are_refused(ruleset: Ruleset, who: str) -> None:
    for event in (Called(NOW, Level.BEL_NU, VEILIG_THUIS, "melding", who), CallPlanned(who, LATER, VEILIG_THUIS)):
        assert laws(ruleset, (RED_FLAG,), event) == {11}
        assert laws(ruleset, (RED_FLAG, Closed(NOW)), event) == {11}
