"""One value for this moment: after each event anew, with everything that it gives worked out once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.case.answers import Answer, Option, Unknown
from kvv_triage.case.events import (
    Answered,
    Colleague,
    Deviated,
    Discussed,
    EarlierCounted,
    Event,
    LookAgainSet,
    MeldcodeChanged,
    NotDone,
    Owned,
    Raised,
    Subject,
)
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.case.state import EarlierSession
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level, UnknownKind
from kvv_triage.meeting import moment as at_work
from kvv_triage.meeting.calls import call_is_due
from kvv_triage.meeting.interview import Interview, Lane
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import Session, fold
from tests.helpers.deciding import afternoon
from tests.helpers.typist import Replies, hold, question

WEDNESDAY, THURSDAY, FRIDAY = date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 6)
NOW = datetime(2026, 3, 4, 14, 5, tzinfo=UTC)
KEEL = "partnergeweld.keel"
EVENTS: list[Event] = [
    Answered(KEEL, Answer((Option("recent"),))),
    Answered(KEEL, Answer((Option("nee"),)), "vergissing", "Els"),
    Answered("acuut.geweld-nu", Answer((Option("ja"),))),
    Answered("acuut.geweld-nu", Answer((Unknown(UnknownKind.GEWEIGERD),))),
    Raised("niet pluis"),
    MeldcodeChanged(MeldcodeRecord.model_validate({"vermoeden": "ja", "hulp_aanvaard": "nee"})),
    EarlierCounted((EarlierSession(date(2026, 1, 10), Level.ADVIES),)),
    Owned("Sam", "Els", "piket"),
    LookAgainSet(FRIDAY),
]


@given(events=st.lists(st.sampled_from(EVENTS), max_size=6), looks=st.lists(st.booleans(), min_size=6, max_size=6))
def test_a_moment_made_event_by_event_says_what_one_made_at_once_says(
    ruleset: Ruleset, events: list[Event], looks: list[bool]
) -> None:
    moment = Moment(ruleset, Session(), afternoon(WEDNESDAY))
    for event, is_looked_at in zip(events, looks, strict=False):
        if is_looked_at:  # what was worked out before an event must not be left over after it
            assert moment.decision.level >= Level.VOLGEN
            assert moment.interview(Lane()).progress().total > 0
            assert moment.never_asked
        moment = moment.then(event)
    anew = Moment(ruleset, fold(events), afternoon(WEDNESDAY))
    assert moment.session == anew.session
    assert moment.decision == anew.decision == decide(ruleset, fold(events).record(WEDNESDAY))
    assert moment.interview(Lane()).slots() == anew.interview(Lane()).slots()
    assert moment.never_asked == anew.never_asked


@given(
    events=st.lists(st.sampled_from(EVENTS), max_size=6),
    looked=st.booleans(),
    hours=st.sampled_from([0, 1, 30, 24 * 200]),
)
def test_a_moment_that_is_looked_at_later_says_what_one_made_then_says(
    ruleset: Ruleset, events: list[Event], hours: int, *, looked: bool
) -> None:
    before = Moment(ruleset, fold(events), afternoon(WEDNESDAY))
    if looked:  # what was worked out on an earlier day must not be left over
        assert before.at_close.decision.level >= before.decision.level
    later = before.later(before.at + timedelta(hours=hours))
    anew = Moment(ruleset, fold(events), later.at)
    assert later.decision == anew.decision
    assert (later.at_close.at, later.at_close.decision) == (anew.at, anew.at_close.decision)
    assert later.look_again == anew.look_again


def test_the_screens_tell_what_closing_would_leave_once_the_table_is_through_with_the_questions(
    ruleset: Ruleset,
) -> None:
    asking = Moment(ruleset, Session(), afternoon(WEDNESDAY))
    assert asking.shown is asking
    for subject in (Subject.QUESTIONS, Subject.OUTCOME):
        through = asking.then(Discussed(subject, WEDNESDAY))
        assert through.shown.decision == through.at_close.decision
        assert through.shown.decision.level > through.decision.level, "what nobody asked is unknown, and never no"
        assert call_is_due(through), "so the last words are about that too"


def test_each_lane_has_an_interview_of_its_own_that_is_made_once(ruleset: Ruleset) -> None:
    moment = Moment(ruleset, Session(), afternoon(WEDNESDAY))
    assert moment.interview(Lane()) is moment.interview(Lane())
    assert moment.interview(Lane(fast=True)).progress().total < moment.interview(Lane()).progress().total


def test_the_day_to_look_again_is_not_after_a_deviation_expires_and_not_in_the_past(ruleset: Ruleset) -> None:
    people = (Colleague("Els", "aandachtsfunctionaris"), Colleague("Jan", "teamleider"))
    said = fold([EVENTS[0], Deviated(NotDone.CALLING, "wij zien haar", people, THURSDAY)])
    assert Moment(ruleset, said, afternoon(WEDNESDAY)).look_again == THURSDAY
    assert Moment(ruleset, said, afternoon(FRIDAY)).look_again > FRIDAY
    assert Moment(ruleset, fold([LookAgainSet(FRIDAY)]), afternoon(WEDNESDAY)).look_again == FRIDAY


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a decision and an interview are made; both are really made."""
    counts: Counter[str] = Counter()

    def counted_decide(*arguments: object) -> object:
        counts["decision"] += 1
        return decide(*arguments)  # type: ignore[arg-type]  # whatever it is called with goes on as it is

    def counted_interview(*arguments: object) -> Interview:
        counts["interview"] += 1
        return Interview(*arguments)  # type: ignore[arg-type]  # idem

    monkeypatch.setattr(at_work, "decide", counted_decide)
    monkeypatch.setattr(at_work, "Interview", counted_interview)
    return counts


def test_a_key_press_decides_once_and_makes_one_interview_at_most(content: Content, worked_out: Counter[str]) -> None:
    counts: list[tuple[int, int]] = []
    asked = 0

    def typed(screen: str) -> str:
        nonlocal asked
        asked += "van hoogstens" in screen
        counts.append((worked_out["decision"], worked_out["interview"]))
        worked_out.clear()
        return "n" if "(n)" in screen else "1"

    replies: Replies = {question(content, placed.id): typed for placed in content.questions if placed.per is None}
    assert hold(content, replies).error is None
    assert asked > 10
    assert max(decisions for decisions, _ in counts[1:]) <= 1
    assert max(interviews for _, interviews in counts[1:]) <= 1
