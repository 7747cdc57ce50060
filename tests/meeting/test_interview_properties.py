"""The laws of the interview, over content that trainers could write and over the shipped content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kvv_triage.case.answers import Answer, Answers
from kvv_triage.case.events import Answered
from kvv_triage.case.slots import slot_of
from kvv_triage.case.state import CaseState
from kvv_triage.content.checklist import TextQuestion
from kvv_triage.content.content import ACUTE, GATE, START
from kvv_triage.content.gravity import severity_of
from kvv_triage.deciding.bounds import bounds
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.filling import NOT_ASKED, closing_answers
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level, Severity
from kvv_triage.meeting.interview import ALWAYS, Interview, Lane
from kvv_triage.meeting.laws import needs_second_name
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import fold
from tests.helpers.deciding import afternoon, reached
from tests.helpers.strategies import DAY, Sample, Writer, answers, named_values, read, records, shipped, steps_up

pytestmark = pytest.mark.slow

FULL, FAST = Lane(), Lane(fast=True)
WHOLE = (Lane(whole=True), Lane(danger_first=True, whole=True))
LANES = (*WHOLE, FULL, Lane(danger_first=True), FAST, Lane(danger_first=True, fast=True), Lane(only_acute=True))
MOST_SAMPLES = 120
MOST_QUESTIONS = 1000
FEWER = settings(max_examples=50)
"""For whole interviews: one of them is many situations."""
NAMES = {"l": START, "m": ACUTE, "z": GATE}

Earlier = tuple[tuple[int, Level], ...]


@cache
def named(number: int) -> Sample:
    """A generated content whose lists have the names that the lanes know, in any order."""
    files = []
    for path, text in Writer(number).files():
        for short, name in NAMES.items():
            text = text.replace(f'"{short}"', f'"{name}"').replace(f'"{short}.', f'"{name}.')  # noqa: PLW2901
        files.append((path, text))
    return Sample(Ruleset(read(files)), tuple(files))


@dataclass(frozen=True)
class Situation:
    """A content, and the earlier sessions of the case that its guards may read."""

    sample: Sample
    earlier: Earlier = ()

    @property
    def ruleset(self) -> Ruleset:
        return self.sample.ruleset

    def interview(self, given_answers: Answers, lane: Lane = FULL) -> Interview:
        return Interview(self.ruleset, given_answers, lane, self.earlier)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Mostly about generated content."""
    numbers = st.integers(0, MOST_SAMPLES - 1)
    drawn = shipped() if draw(st.integers(0, 9)) == 0 else named(draw(numbers))
    return Situation(drawn, draw(st.sampled_from([(), (), ((5, Level.BEL_112),) * 2])))


def held(draw: st.DrawFn, situation: Situation, lane: Lane, so_far: Answers = Answers()) -> Iterator[Interview]:  # noqa: B008 -- immutable
    """The interview before each answer and after the last; every answer is drawn."""
    for _ in range(MOST_QUESTIONS):
        interview = situation.interview(so_far, lane)
        yield interview
        slot = interview.next()
        if slot is None:
            return
        assert slot not in so_far, "no question is asked twice"
        so_far = so_far.with_answer(slot, draw(answers(situation.ruleset.slot(slot)[0].question)))
    raise AssertionError("the interview does not end")


@st.composite
def walks(draw: st.DrawFn, lanes: tuple[Lane, ...] = LANES) -> tuple[Situation, list[Interview]]:
    """A whole interview in one of these lanes."""
    situation, lane = draw(situations()), draw(st.sampled_from(lanes))
    return situation, list(held(draw, situation, lane))


@st.composite
def resumed(draw: st.DrawFn) -> tuple[Interview, Interview]:
    """The end of an interview in any lane, and the end of a whole one that goes on from there."""
    situation, interviews = draw(walks())
    *_, last = held(draw, situation, draw(st.sampled_from(WHOLE)), interviews[-1].answers)
    return interviews[-1], last


@st.composite
def halfway(draw: st.DrawFn) -> Interview:
    """An interview after answers that may have come from anywhere, also from `kvv beslis`."""
    situation = draw(situations())
    given_answers = draw(records(situation.ruleset.content, named_persons=False)).answers
    return situation.interview(given_answers, draw(st.sampled_from(LANES)))


@given(walks())
@FEWER
def test_an_interview_ends_and_then_every_question_of_its_lane_has_an_answer(
    walk: tuple[Situation, list[Interview]],
) -> None:
    last = walk[1][-1]
    assert set(last.slots()) <= set(last.answers)
    assert last.progress().answered == last.progress().total


@given(walks(WHOLE))
@FEWER
def test_a_whole_interview_leaves_no_question_in_use_open(walk: tuple[Situation, list[Interview]]) -> None:
    situation, interviews = walk
    last = interviews[-1]
    assert not list(bounds(situation.ruleset, last.answers, (), situation.earlier).open_slots())


@given(walks(WHOLE))
@FEWER
def test_what_was_asked_is_never_out_of_use_later_because_everything_its_guard_reads_came_first(
    walk: tuple[Situation, list[Interview]],
) -> None:
    situation, interviews = walk
    for interview in interviews:
        assert bounds(situation.ruleset, interview.answers, (), situation.earlier).dormant == ()


@given(walks(WHOLE))
@FEWER
def test_in_a_whole_interview_every_answer_brings_the_next_place(walk: tuple[Situation, list[Interview]]) -> None:
    for number, interview in enumerate(walk[1][:-1], start=1):
        slot = interview.next()
        assert slot is not None
        assert interview.position(slot) == number


@given(resumed())
@FEWER
def test_more_questions_can_follow_in_another_lane(walks: tuple[Interview, Interview]) -> None:
    first, last = walks
    assert all(last.answers[slot] == answer for slot, answer in first.answers.items())
    assert not list(bounds(last.ruleset, last.answers, (), last.earlier).open_slots())


@given(walks((FAST, LANES[-1])))
@FEWER
def test_a_short_lane_asks_nothing_else(walk: tuple[Situation, list[Interview]]) -> None:
    last = walk[1][-1]
    for item in map(last.ruleset.by_id.__getitem__, (slot.partition("@")[0] for slot in last.answers)):
        if last.lane.only_acute:
            assert item.checklist.id == ACUTE
        else:
            assert item.checklist.id in ALWAYS or item.question.is_fast


@given(halfway())
def test_what_a_lane_asks_is_in_use_and_the_longer_lane_asks_it_too(interview: Interview) -> None:
    def asked_in(lane: Lane) -> set[str]:
        return set(Interview(interview.ruleset, interview.answers, lane, interview.earlier).slots())

    known = bounds(interview.ruleset, interview.answers, (), interview.earlier)
    in_use = {slot_of(item.id, person) for item, person in known.slots_in_use() if person not in known.imagined}
    assert asked_in(Lane(only_acute=True)) <= asked_in(FAST) <= asked_in(Lane(whole=True)) == in_use
    assert asked_in(FULL) <= in_use
    assert {slot for slot in asked_in(FAST) if interview.ruleset.slot(slot)[0].question.is_fast} <= asked_in(FULL)


@given(walks((FULL, FAST)))
@FEWER
def test_what_the_lane_did_not_ask_is_what_closing_makes_unknown(walk: tuple[Situation, list[Interview]]) -> None:
    """So the outcome that is shown beforehand counts all of it, and is never milder than the one at the end."""
    situation, interviews = walk
    last = interviews[-1]
    moment = Moment(situation.ruleset, fold([Answered(*pair) for pair in last.answers.items()]), afternoon(DAY))
    shown = moment.at_close
    assert {*moment.never_asked} == {*shown.session.answers} - {*last.answers}
    assert shown.decision.level >= moment.decision.level
    assert not shown.never_asked
    closed = fold([Answered(*pair) for pair in shown.session.answers.items()])
    assert decide(situation.ruleset, closed.record(DAY)) == shown.decision


@given(halfway())
def test_the_place_of_a_question_lies_within_the_number_of_questions(interview: Interview) -> None:
    progress = interview.progress()
    assert 0 <= progress.answered <= progress.total == len(interview.slots()) == len(set(interview.slots()))
    for slot in interview.slots():
        assert 1 <= interview.position(slot) <= progress.total
    for slot in interview.answers:
        assert interview.position(slot) <= progress.total


@given(halfway())
def test_as_long_as_a_question_of_the_lane_is_open_there_is_a_next_one(interview: Interview) -> None:
    still_open = [slot for slot in interview.slots() if slot not in interview.answers]
    following = interview.next()
    assert following in still_open if still_open else following is None


@given(halfway(), st.randoms(use_true_random=False))
def test_the_same_answers_in_another_order_give_the_same_questions(interview: Interview, random: object) -> None:
    mixed = sorted(interview.answers)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    other = Interview(
        interview.ruleset, Answers({slot: interview.answers[slot] for slot in mixed}), interview.lane, interview.earlier
    )
    assert other.slots() == interview.slots()
    assert other.next() == interview.next()
    assert other.progress() == interview.progress()


@given(halfway(), st.data())
def test_going_back_and_giving_the_same_answer_again_changes_nothing(interview: Interview, data: st.DataObject) -> None:
    assume(interview.answers)
    slot = data.draw(st.sampled_from(list(interview.answers)))
    again = Interview(
        interview.ruleset,
        interview.answers.with_answer(slot, interview.answers[slot]),
        interview.lane,
        interview.earlier,
    )
    assert list(again.answers.items()) == list(interview.answers.items())
    assert again.next() == interview.next()
    assert again.slots() == interview.slots()
    assert again.previous(slot) == interview.previous(slot)
    assert again.position(slot) == interview.position(slot)


@given(walks())
@FEWER
def test_going_back_passes_every_answer_once_the_last_one_first(walk: tuple[Situation, list[Interview]]) -> None:
    last, slot = walk[1][-1], "the question that is asked now"
    passed = []
    while (earlier := last.previous(slot)) is not None:
        passed.append(earlier)
        slot = earlier
    assert passed == list(last.answers)[::-1]


@given(walks())
@FEWER
def test_replaying_the_same_answers_gives_the_same_interview_and_decision(
    walk: tuple[Situation, list[Interview]],
) -> None:
    situation, interviews = walk
    last = interviews[-1]
    events = [Answered(slot, answer) for slot, answer in last.answers.items()]
    for number, interview in enumerate(interviews):
        replayed = fold(events[:number])
        again = situation.interview(replayed.answers, last.lane)
        assert (again.next(), again.slots()) == (interview.next(), interview.slots())
    decided = decide(situation.ruleset, CaseState(DAY, last.answers))
    assert decide(situation.ruleset, fold(events).record(DAY)) == decided


@given(halfway())
def test_a_closed_session_has_no_open_questions(interview: Interview) -> None:
    ruleset = interview.ruleset
    added = closing_answers(ruleset, interview.answers, interview.earlier)
    closed = Answers({**interview.answers, **added})
    assert set(added.values()) <= {NOT_ASKED} if added else True
    assert added.keys().isdisjoint(interview.answers)
    left = [item for item, _ in bounds(ruleset, closed, (), interview.earlier).open_slots()]
    assert all(isinstance(item.question, TextQuestion) for item in left)
    assert closing_answers(ruleset, closed, interview.earlier) == {}


@given(halfway())
def test_closing_a_session_never_makes_its_outcome_milder(interview: Interview) -> None:
    added = closing_answers(interview.ruleset, interview.answers)
    before = decide(interview.ruleset, CaseState(DAY, interview.answers))
    after = decide(interview.ruleset, CaseState(DAY, Answers({**interview.answers, **added})))
    assert after.level >= before.level


@given(situations(), st.data())
def test_more_danger_never_lowers_the_outcome_that_is_shown(situation: Situation, data: st.DataObject) -> None:
    ruleset = situation.ruleset
    before = data.draw(records(ruleset.content, named_persons=False))
    after = data.draw(steps_up(ruleset.content, before))
    assume(after.answers.keys() == before.answers.keys())
    shown = [
        Moment(ruleset, fold([Answered(*pair) for pair in record.answers.items()]), afternoon(DAY)).at_close.decision
        for record in (before, after)
    ]
    assert shown[1].level >= shown[0].level
    assert reached(shown[1]) >= reached(shown[0])


@given(st.data())
def test_a_change_that_needs_no_second_name_keeps_everything_a_grave_answer_said(data: st.DataObject) -> None:
    ruleset, slot, old = data.draw(st.sampled_from(grave_answers()))
    new = data.draw(answers(ruleset.slot(slot)[0].question))
    assert not needs_second_name(ruleset, slot, old, old)
    if needs_second_name(ruleset, slot, old, new):
        return
    before, after = (decide(ruleset, CaseState(DAY, Answers({slot: answer}))) for answer in (old, new))
    assert severity_of(ruleset.content, slot, new) >= severity_of(ruleset.content, slot, old)
    assert after.level >= before.level
    assert {one.threshold.id for one in after.reached} >= {one.threshold.id for one in before.reached}


@cache
def grave_answers() -> tuple[tuple[Ruleset, str, Answer], ...]:
    """Answers of a red flag or graver, out of many contents."""
    return tuple(
        (ruleset, slot, answer)
        for ruleset in (shipped().ruleset, *(named(number).ruleset for number in range(0, MOST_SAMPLES, 5)))
        for item in ruleset.items
        for slot in [slot_of(item.id, f"{item.per}-1" if item.per else None)]
        for value in named_values(item.question)
        for answer in [Answer((value,))]
        if severity_of(ruleset.content, slot, answer) >= Severity.RODE_VLAG
    )


@given(situations(), st.data())
def test_adding_an_opinion_never_needs_a_second_name(situation: Situation, data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(situation.ruleset.items))
    slot = slot_of(item.id, f"{item.per}-1" if item.per else None)
    known, more = data.draw(answers(item.question)), data.draw(answers(item.question))
    both = Answer((*known.opinions, *more.opinions))
    assert not needs_second_name(situation.ruleset, slot, known, both)
    assert not needs_second_name(situation.ruleset, slot, known, both, (both,))


def test_the_generated_content_has_persons_guards_and_acute_lists() -> None:
    """The properties above only mean something when the contents differ."""
    rulesets = [named(number).ruleset for number in range(MOST_SAMPLES)]
    assert sum(any(item.per for item in ruleset.items) for ruleset in rulesets) > 10
    assert sum(any(item.guard for item in ruleset.items) for ruleset in rulesets) > 50
    assert sum(any(item.checklist.id == ACUTE for item in ruleset.items) for ruleset in rulesets) > 50
