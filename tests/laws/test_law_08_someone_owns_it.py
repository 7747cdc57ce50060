"""Law 8: someone owns it. No meeting is closed without a regiehouder, a promise and a day to look again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest

from kvv_triage.case.events import Closed, Event, HandedOver, LookAgainSet, Owned, Promised, Watched
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.meeting.laws import broken_by
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import fold
from tests.helpers.deciding import afternoon

NOW = datetime(2026, 3, 4, 14, 5, tzinfo=UTC)
TUESDAY, WEDNESDAY, FRIDAY, MONDAY = (date(2026, 3, day) for day in (3, 4, 6, 9))
NEEDED: tuple[Event, ...] = (
    Owned("Sam", "Els", "via de piketdienst"),
    Promised("Sam", "belt de school", FRIDAY),
    LookAgainSet(FRIDAY),
)


def messages(ruleset: Ruleset, said: tuple[Event, ...], event: Event) -> list[str]:
    """What the gate says about law 8."""
    moment = Moment(ruleset, fold(said), afternoon(WEDNESDAY))
    return [broken.message for broken in broken_by(moment, event) if broken.law == 8]


def test_a_meeting_ends_with_an_owner_a_promise_and_a_day_to_look_again(ruleset: Ruleset) -> None:
    assert messages(ruleset, NEEDED, Closed(NOW)) == []


@pytest.mark.parametrize("said", [some for number in range(3) for some in combinations(NEEDED, number)])
def test_every_one_that_is_missing_is_named_and_the_meeting_stays_open(
    ruleset: Ruleset, said: tuple[Event, ...]
) -> None:
    assert len(messages(ruleset, said, Closed(NOW))) == len(NEEDED) - len(said)


def test_nobody_looks_later_than_the_decision_asks(ruleset: Ruleset) -> None:
    moment = Moment(ruleset, fold(NEEDED), afternoon(WEDNESDAY))
    last = moment.last_to_look_again
    for on, laws in ((last, []), (last + timedelta(days=1), [8])):
        assert [broken.law for broken in broken_by(moment, LookAgainSet(on))] == laws
        assert [broken.law for broken in broken_by(moment.then(LookAgainSet(on)), Closed(NOW))] == laws


def test_a_day_to_look_again_that_has_passed_is_none(ruleset: Ruleset) -> None:
    late = Moment(ruleset, fold(NEEDED), afternoon(MONDAY))
    assert [broken.law for broken in broken_by(late, Closed(NOW)) if broken.law == 8] == [8]
    assert [broken for broken in broken_by(late.then(LookAgainSet(MONDAY)), Closed(NOW)) if broken.law == 8] == []


@pytest.mark.parametrize(
    "event",
    [
        Owned("", "Els", "piket"),
        Owned("Sam", " ", "piket"),
        Owned("Sam", "Els", ""),
        Owned("Sam", ".", "piket"),
        Owned("Sam", "Els", "."),
        Owned("Sam de Boer", "sam de boer", "piket"),
        Watched(" "),
        Promised(" ", "belt de school", FRIDAY),
        Promised("Sam", "", FRIDAY),
        Promised("Sam", "belt de school", TUESDAY),
        HandedOver("", "de begeleiding", FRIDAY),
        HandedOver("de jeugdarts", "", FRIDAY),
        HandedOver("de jeugdarts", "de begeleiding", TUESDAY),
        LookAgainSet(TUESDAY),
    ],
)
def test_what_nobody_could_keep_is_no_promise(ruleset: Ruleset, event: Event) -> None:
    assert len(messages(ruleset, (), event)) == 1


@pytest.mark.parametrize("event", [*NEEDED, HandedOver("de jeugdarts", "de begeleiding", WEDNESDAY)])
def test_what_says_who_what_and_when_is_recorded(ruleset: Ruleset, event: Event) -> None:
    assert messages(ruleset, (), event) == []


def test_a_promise_of_which_the_day_has_passed_can_be_taken_back(ruleset: Ruleset) -> None:
    promise = Promised("Sam", "belt de school", WEDNESDAY)
    later = Moment(ruleset, fold([promise]), afternoon(FRIDAY))
    withdrawn = replace(promise, replaces=1, is_withdrawn=True)
    assert broken_by(later, withdrawn) == ()
    assert later.then(withdrawn).session.promises == ()


def test_only_a_hand_over_that_is_there_can_be_taken_back_also_when_its_day_has_passed(ruleset: Ruleset) -> None:
    given = HandedOver("de jeugdarts", "de begeleiding", WEDNESDAY)
    later = Moment(ruleset, fold([given]), afternoon(FRIDAY))
    assert broken_by(later, replace(given, withdraws=1)) == ()
    for place in (-1, 2):
        assert [broken.law for broken in broken_by(later, replace(given, withdraws=place))] == [8]
