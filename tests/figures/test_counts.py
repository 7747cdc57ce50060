"""The figures of a few sessions, counted by hand, and what one session says for them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.case.answers import Answer, Number, Option, Options, Person, Persons, Text, Unknown, Value
from kvv_triage.case.event_text import as_event, as_text
from kvv_triage.case.events import (
    Answered,
    Called,
    Closed,
    Colleague,
    ContentMoved,
    Deviated,
    Event,
    FollowedUp,
    MeldcodeChanged,
    NotDone,
    Noted,
    Promised,
    Raised,
    Started,
)
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.errors import StoreTrouble
from kvv_triage.figures.counts import CountedSession, figures
from kvv_triage.figures.tally import KINDS, PromiseOutcome, Tally, answered, plain_answers, tallied
from kvv_triage.language.scales import Level, UnknownKind

EVENTS_KEPT = Path(__file__).parents[1] / "fixtures" / "events"
MORNING = datetime(2026, 3, 4, 9, tzinfo=UTC)
TODAY = date(2026, 4, 1)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
YES, NO = Answer((Option("ja"),)), Answer((Option("nee"),))
UNKNOWN = Answer((Unknown(UnknownKind.NIET_BEKEND),))
COLLEAGUES = (Colleague("A", "gedragswetenschapper"), Colleague("B", "teamleider"))


@dataclass(frozen=True)
class Row:
    """An entry as the store gives it."""

    kind: str
    body: str = field(repr=False)


def entries(events: Iterable[Event]) -> list[Row]:
    return [Row(*as_text(event)) for event in events]


def tally(*events: Event) -> Tally:
    return tallied(entries([Started(MORNING, "sha256:a", team="Noord"), *events]), TODAY)


# What one session says ---------------------------------------------------------------------------------------------


def test_the_last_answer_to_a_question_counts_and_its_list_is_in_use() -> None:
    said = tally(Answered("a.x", UNKNOWN), Answered("a.x", YES), Answered("a.y", YES), Answered("b.z@kind-1", UNKNOWN))
    assert (said.known, said.unknown) == (2, 1)
    assert said.lists == {"a", "b"}


def test_one_at_the_table_who_does_not_know_keeps_the_question_unknown() -> None:
    both = Answer((Option("ja"), Unknown(UnknownKind.GEWEIGERD)))
    assert tally(Answered("a.x", both)).unknown == 1


def test_answers_that_newer_content_does_not_know_no_longer_count() -> None:
    moved = ContentMoved(MORNING, "sha256:b", ("a.x",))
    said = tally(Answered("a.x", UNKNOWN), Answered("a.y", YES), moved, Answered("c.z", NO))
    assert (said.known, said.unknown) == (2, 0)
    assert said.lists == {"a", "c"}
    assert said.fingerprints == {"sha256:a", "sha256:b"}


def test_an_answer_that_was_left_behind_and_given_again_counts() -> None:
    moved = ContentMoved(MORNING, "sha256:b", ("a.x",))
    assert tally(Answered("a.x", UNKNOWN), moved, Answered("a.x", YES)).known == 1


def test_every_call_is_kept_with_its_moment_and_what_it_was_for() -> None:
    said = tally(Called(MORNING + HOUR, Level.BEL_NU), Called(MORNING + 2 * HOUR, Level.BEL_112))
    assert said.began == MORNING
    assert said.calls == (Called(MORNING + HOUR, Level.BEL_NU), Called(MORNING + 2 * HOUR, Level.BEL_112))


def test_a_call_that_did_not_take_place_after_all_is_not_counted() -> None:
    call = Called(MORNING + HOUR, Level.BEL_NU, "veilig_thuis", "advies", "de frontoffice")
    said = tally(call, replace(call, withdraws=1))
    assert said.calls == ()
    assert said.step == 1, "nor was it a consultation"


@pytest.mark.parametrize(
    ("what", "counts"), [*((what, what is NotDone.CALLING) for what in NotDone), ("er wordt niet gewacht", False)]
)
def test_only_the_deviation_of_not_calling_counts_as_such(what: str, *, counts: bool) -> None:
    assert tally(Deviated(what, "omdat", COLLEAGUES, TODAY)).is_not_calling is counts


@pytest.mark.parametrize(
    ("record", "step"),
    [
        ({}, 1),
        ({"overleg": [{"met": "aandachtsfunctionaris"}]}, 2),
        ({"gesprek": [{"met": "kind-1", "stand": "nog_niet"}]}, 1),
        ({"gesprek": [{"met": "kind-1"}]}, 3),
        ({"vermoeden": "ja", "onveiligheid": "twijfel"}, 4),
        ({"vermoeden": "ja", "besloten": {"melden": "ja"}}, 5),
    ],
)
def test_the_furthest_step_whose_work_is_recorded(record: dict[str, object], step: int) -> None:
    changes = [MeldcodeChanged(MeldcodeRecord.model_validate(each)) for each in ({"vermoeden": "ja"}, record)]
    assert tally(*changes).step == step


def test_the_furthest_step_is_the_one_that_the_decision_names() -> None:
    assert tally().step == 1
    assert tally(MeldcodeChanged(MeldcodeRecord.model_validate({"veilig_thuis": [{"soort": "melding"}]}))).step == 5


@pytest.mark.parametrize(
    ("by", "done", "kept"),
    [
        (date(2026, 3, 6), [2], PromiseOutcome.IN_TIME),
        (date(2026, 3, 6), [3], PromiseOutcome.LATE),
        (date(2026, 3, 6), [3, 1], PromiseOutcome.IN_TIME),
        (date(2026, 3, 6), [], PromiseOutcome.OVERDUE),
        (date(2026, 4, 1), [], PromiseOutcome.OPEN),
        (date(2026, 3, 31), [], PromiseOutcome.OVERDUE),
    ],
)
def test_what_came_of_a_promise(by: date, done: list[int], kept: PromiseOutcome) -> None:
    other = Promised("A", "bellen", date(2026, 12, 31))
    followed = [FollowedUp(MORNING + days * DAY, "afspraak-2", "gedaan") for days in done]
    assert tally(other, Promised("B", "mailen", by), *followed).promises == (PromiseOutcome.OPEN, kept)


def test_the_day_on_which_a_promise_was_kept_is_that_of_the_workers_clock() -> None:
    late = datetime.fromisoformat("2026-03-06T23:30:00-10:00")
    assert tally(Promised("B", "bellen", date(2026, 3, 6)), FollowedUp(late, "afspraak-1", "gedaan")).promises == (
        PromiseOutcome.IN_TIME,
    )


def test_what_was_followed_up_besides_promises_is_no_promise() -> None:
    assert (
        tally(FollowedUp(MORNING, "afwijking-1", "gedaan"), FollowedUp(MORNING, "afspraak-1", "gedaan")).promises == ()
    )


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_entry_that_cannot_be_read_is_never_passed_over(kind: str) -> None:
    with pytest.raises(StoreTrouble):
        tallied([Row(kind, '{"slot": 3}')], TODAY)


texts = st.text(max_size=20) | st.sampled_from(['"kind":2', '{"opinions":[]}', "a\\", '\\"', "\n", "\u2028"])
words = st.sampled_from(["ja", "nee", "weet-ik-het"])
values: st.SearchStrategy[Value] = st.one_of(
    st.builds(Option, words),
    st.builds(Options, st.frozensets(words)),
    st.builds(Number, st.integers(0, 10**6)),
    st.builds(Persons, st.lists(st.builds(Person, st.none() | st.integers(0, 99), texts), max_size=3).map(tuple)),
    st.builds(Text, texts),
    st.builds(Unknown, st.sampled_from(UnknownKind)),
)
answers = st.builds(Answer, st.lists(values, min_size=1, max_size=2).map(tuple), texts, texts)


@given(st.lists(st.builds(Answered, st.sampled_from(["a.x", "a.y", "b.z@kind-1"]), answers, texts, texts), max_size=6))
def test_reading_answers_off_their_texts_is_the_same_as_reading_them(events: list[Answered]) -> None:
    said = {event.slot: event.answer.is_unknown for event in events}
    assert answered([as_text(event)[1] for event in events]) == said
    for event in events:
        assert answered([as_text(event)[1]]) == {event.slot: event.answer.is_unknown}
        for slot, unknown in plain_answers()(as_text(event)[1]):
            assert (slot, bool(unknown)) == (event.slot, event.answer.is_unknown)


def test_every_kept_answer_of_one_opinion_is_read_off_its_text_as_it_would_be_read() -> None:
    """Another spelling would still be read well, but as an event, which takes a report over many sessions too long."""
    kept = json.loads((EVENTS_KEPT / "answered-1.json").read_text(encoding="utf-8"))
    for opinion in kept["answer"]["opinions"]:
        one = kept | {"answer": kept["answer"] | {"opinions": [opinion]}}
        body = json.dumps(one, separators=(",", ":"))
        event = as_event("answered", body)
        assert isinstance(event, Answered)
        ((slot, unknown),) = plain_answers()(body)
        assert (slot, bool(unknown)) == (event.slot, event.answer.is_unknown)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        '{"slot":"a.x"}',
        '{"slot":"a.x","answer":{"opinions":[{"kind":5}]}}',
        '{"slot":"a.x","answer":{"opinions":[{"kind":2}]}',
        '{"slot":"a.x","answer":{"opinions":[{"kans":2}]}}',
        '{"slot":"a.x","answer":{"opinions":[{"id":"ja"}],"fact":3}}',
    ],
)
def test_a_text_that_is_no_answer_is_told(body: str) -> None:
    with pytest.raises(StoreTrouble):
        answered([as_text(Answered("a.y", YES))[1], body])


# The figures -------------------------------------------------------------------------------------------------------


def meeting(case: str, day: int, level: Level, *events: Event, thresholds: tuple[str, ...] = ()) -> CountedSession:
    """A closed session on this day of March; what is said in it counts from nine in the morning."""
    at = MORNING + (day - 4) * DAY
    said = tallied(entries([Started(at, "sha256:a"), *events]), TODAY)
    return CountedSession(case, at, is_closed=True, level=level, thresholds=thresholds, tally=said)


def at(day: int, after: timedelta) -> datetime:
    return MORNING + (day - 4) * DAY + after


def step(**record: object) -> MeldcodeChanged:
    return MeldcodeChanged(MeldcodeRecord.model_validate(record))


MARCH = [
    # A comes back three times: advice on the 2nd, a call on the 9th, another on the 20th.
    meeting("A", 2, Level.ADVIES, Answered("start.x", YES), thresholds=("zorg",)),
    meeting("A", 9, Level.BEL_NU, Called(at(9, 14 * MINUTE), Level.BEL_NU), thresholds=("rode-vlag", "zorg")),
    meeting("A", 20, Level.BEL_NU, Called(at(20, 15 * MINUTE), Level.BEL_112), step(vermoeden="ja")),
    # B called for advice only, and then it became graver.
    meeting("B", 3, Level.BEL_NU, Called(at(3, MINUTE), Level.ADVIES), Raised("niet pluis")),
    # C did not call, on purpose; one answer is not known.
    meeting(
        "C", 5, Level.BEL_112, Answered("start.x", UNKNOWN), Deviated(NotDone.CALLING, "omdat", COLLEAGUES, TODAY),
        thresholds=("levensgevaar", "levensgevaar"),
    ),
    # D has nothing to call for; a promise that was kept and one that was not.
    meeting(
        "D", 6, Level.VOLGEN, Answered("kind.y@kind-1", NO), Promised("A", "bellen", date(2026, 3, 9)),
        Promised("B", "mailen", date(2026, 3, 9)), FollowedUp(at(8, HOUR), "afspraak-1", "gedaan"),
        step(overleg=[{"met": "aandachtsfunctionaris"}]),
    ),
    # E first asked for a call in November, and was called about now, the day after.
    meeting("E", 10, Level.ADVIES, Called(at(11, HOUR), Level.ADVIES)),
    # F lost its answers.
    CountedSession("F", at(12, HOUR), is_closed=True, level=Level.BEL_NU, thresholds=("rode-vlag",)),
    CountedSession("F", at(13, HOUR), is_closed=True, level=Level.VOLGEN),
    # G is not finished: nothing in it counts.
    replace(
        meeting("G", 14, Level.BEL_112, Called(at(14, HOUR), Level.BEL_112), Raised("x"), thresholds=("rode-vlag",)),
        is_closed=False,
    ),
]  # fmt: skip
EARLIER = [
    CountedSession("E", MORNING - 110 * DAY, is_closed=True, level=Level.BEL_NU),
    CountedSession("D", MORNING - 380 * DAY, is_closed=True, level=Level.VOLGEN),
    CountedSession("C", MORNING - 30 * DAY, is_closed=False, level=Level.VOLGEN),
]


def test_figures_counted_by_hand() -> None:
    counted = figures(MARCH, EARLIER)
    assert (counted.closed, counted.unfinished, counted.cleaned, counted.cleaned_to_call, counted.with_answers) == (
        9,
        1,
        2,
        1,
        7,
    )
    assert counted.outcomes == {"bel_112": 1, "bel_nu": 4, "advies": 2, "volgen": 2}
    assert list(counted.outcomes) == ["bel_112", "bel_nu", "advies", "volgen"]
    assert counted.thresholds == {"rode-vlag": 2, "zorg": 2, "levensgevaar": 1}
    assert counted.lists == {"start": 2, "kind": 1}
    assert counted.raised == 1
    assert counted.answers == {"weet_niet": 1, "bekend": 2}
    assert counted.cases["answers"] == {"weet_niet": {"C"}, "bekend": {"A", "D"}}
    assert counted.cases["outcomes"] == {
        "bel_112": {"C"},
        "bel_nu": {"A", "B", "F"},
        "advies": {"A", "E"},
        "volgen": {"D", "F"},
    }
    assert counted.cases["promises"] == {"op_tijd": {"D"}, "te_laat_open": {"D"}}
    assert {name: count for name, count in counted.calls.items() if count} == {
        "bewust_niet_gebeld": 1,
        "niet_vastgelegd": 2,
        "24_uur_of_meer": 1,
        "15_tot_30_minuten": 1,
        "binnen_15_minuten": 1,
    }
    assert {name: count for name, count in counted.months.items() if count} == {
        "bewust_niet_gebeld": 1,
        "niet_vastgelegd": 2,
        "3_tot_6_maanden": 1,
        "binnen_1_maand": 1,
        "al_eerder_gebeld": 1,
    }
    assert counted.median_minutes == 25 * 60, "three of six called: half of them within a day and an hour"
    assert counted.again == {"eerder_gewogen": 4, "niet_eerder_gewogen": 5}
    assert {name: count for name, count in counted.steps.items() if count} == {
        "later_opnieuw_gewogen": 2,
        "stap_1": 3,
        "stap_2": 1,
        "stap_4": 1,
    }
    assert {name: count for name, count in counted.promises.items() if count} == {"op_tijd": 1, "te_laat_open": 1}


@given(st.randoms(use_true_random=False))
def test_the_order_of_sessions_makes_no_difference(chance: random.Random) -> None:
    meetings, others = chance.sample(MARCH, len(MARCH)), chance.sample(EARLIER, len(EARLIER))
    assert figures(meetings, others) == figures(MARCH, EARLIER)


levels, cases = st.sampled_from(Level), st.sampled_from("ABC")
some_tally = st.builds(
    Tally,
    unknown=st.integers(0, 3),
    known=st.integers(0, 3),
    began=st.just(MORNING),
    calls=st.lists(
        st.builds(Called, st.integers(-5, 2000).map(lambda minutes: MORNING + minutes * MINUTE), levels), max_size=2
    ).map(tuple),
    is_not_calling=st.booleans(),
    is_raised=st.booleans(),
    step=st.integers(1, 5),
)
some_meeting = st.builds(
    CountedSession, cases, st.integers(0, 60).map(lambda day: MORNING + day * DAY), st.booleans(), levels,
    st.lists(st.sampled_from("xyz"), max_size=2).map(tuple), st.none() | some_tally,
)  # fmt: skip


@given(st.lists(some_meeting, max_size=12), st.lists(some_meeting, max_size=4), st.randoms(use_true_random=False))
def test_parts_add_up_and_their_order_makes_no_difference(
    meetings: list[CountedSession], others: list[CountedSession], chance: random.Random
) -> None:
    counted = figures(meetings, others)
    assert sum(counted.outcomes.values()) == sum(counted.again.values()) == counted.closed
    assert sum(counted.steps.values()) == counted.with_answers
    to_call = sum(counted.outcomes.values()) - counted.outcomes["volgen"]
    assert sum(counted.calls.values()) == sum(counted.months.values()) == to_call - counted.cleaned_to_call
    shuffled = chance.sample(meetings, len(meetings)), chance.sample(others, len(others))
    assert figures(*shuffled) == counted


def test_nothing_to_count_gives_zeros() -> None:
    counted = figures([])
    assert (counted.closed, counted.median_minutes, sum(counted.promises.values())) == (0, None, 0)


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ([(5 * MINUTE, Level.ADVIES), (5 * HOUR, Level.BEL_NU)], "1_tot_24_uur"),
        ([(5 * MINUTE, Level.BEL_NU), (5 * HOUR, Level.ADVIES)], "binnen_15_minuten"),
        ([(5 * MINUTE, Level.BEL_112), (5 * HOUR, Level.BEL_NU)], "binnen_15_minuten"),
        ([(5 * MINUTE, Level.ADVIES)], "niet_vastgelegd"),
    ],
)
def test_a_call_for_less_than_the_outcome_is_no_call_for_it(
    calls: list[tuple[timedelta, Level]], expected: str
) -> None:
    counted = figures([meeting("A", 4, Level.BEL_NU, *(Called(MORNING + after, level) for after, level in calls))])
    assert {name for name, count in counted.calls.items() if count} == {expected}


def test_a_clock_that_was_put_back_makes_no_negative_wait() -> None:
    early = meeting("A", 4, Level.BEL_NU, Called(at(4, -HOUR), Level.BEL_NU))
    assert figures([early]).median_minutes == 0


@pytest.mark.parametrize(
    ("days", "months"),
    [(0, "binnen_1_maand"), (27, "binnen_1_maand"), (28, "1_tot_3_maanden"), (365, "12_maanden_of_meer")],
)
def test_months_are_whole_ones(days: int, months: str) -> None:
    call = meeting("A", 4, Level.BEL_NU, Called(MORNING + HOUR, Level.BEL_NU))
    earlier = CountedSession("A", MORNING - days * DAY, is_closed=True, level=Level.ADVIES)
    assert figures([call], [earlier]).months[months] == 1


@pytest.mark.parametrize(("days", "again"), [(365, 1), (366, 0), (0, 0)])
def test_a_case_is_seen_again_within_a_year(days: int, again: int) -> None:
    earlier = CountedSession("A", MORNING - days * DAY, is_closed=True, level=Level.VOLGEN)
    assert figures([meeting("A", 4, Level.VOLGEN)], [earlier]).again["eerder_gewogen"] == again


def test_what_happens_after_the_meeting_and_notes_do_not_count() -> None:
    assert KINDS.isdisjoint({"noted", "closed", "exported"})
    plain: list[Event] = [Started(MORNING, "sha256:a"), Answered("a.x", YES)]
    more: list[Event] = [*plain, Noted("a.x", "een opmerking"), Closed(MORNING)]
    assert tallied(entries(more), TODAY) == tallied(entries(plain), TODAY)


def test_no_repr_tells_a_case_or_a_team() -> None:
    said = meeting("Zonnebloem-17", 4, Level.VOLGEN)
    assert "Zonnebloem" not in repr(said)
    assert "Zonnebloem" not in repr(figures([said]))
    assert "Noord" not in repr(tally())
