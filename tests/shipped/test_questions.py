"""How many questions and screens there are, and what the fast lane finds: counted over the casebook, never timed."""

from __future__ import annotations

import statistics

import pytest

from benchmarks.questions import Counted, count, when_nothing_is_known
from kvv_triage.case.answers import Answer, Answers
from kvv_triage.content.content import START
from kvv_triage.content.gravity import is_safe_answer, severity_of
from kvv_triage.content.kinds import safe_value
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level, Severity
from kvv_triage.meeting.interview import Interview, Lane
from kvv_triage.reading.loading import load_folder
from kvv_triage.settings import shipped_content
from kvv_triage.trainer.trying import Tried, try_cases
from tests.helpers.every_kind import answer

pytestmark = pytest.mark.slow

Case = tuple[Tried, Counted]
LEAST_SHARE, MOST_UNTIL_CALL, MOST_UNKNOWN, MOST_SAFE = 0.8, 15, 60, 20
MOST_SCREENS, MOST_SCREENS_UNKNOWN, MOST_WHO_AGREES = 8, 15, 5
"""After the outcome: in the median case, in the one of which nothing is known, for who agrees to what is proposed."""


@pytest.fixture(scope="module")
def cases(ruleset: Ruleset) -> list[Case]:
    """Interview every case of the casebook, whole and in the fast lane."""
    return [(tried, count(ruleset, tried)) for tried in try_cases(ruleset, load_folder(shipped_content()).cases)]


def test_every_red_flag_in_a_core_danger_sign_calls_in_the_fast_lane(ruleset: Ruleset, cases: list[Case]) -> None:
    core = {sign.question for sign in ruleset.content.floor.core}
    flagged = [
        counted
        for tried, counted in cases
        if any(
            slot.partition("@")[0] in core and severity_of(ruleset.content, slot, said) >= Severity.RODE_VLAG
            for slot, said in tried.record.answers.items()
        )
    ]
    assert len(flagged) > 40
    assert [counted.name for counted in flagged if counted.fast_level < Level.BEL_NU] == []


def test_every_core_danger_sign_is_asked_in_the_fast_lane(ruleset: Ruleset) -> None:
    for sign in ruleset.content.floor.core:
        item = ruleset.by_id[sign.question]
        assert item.question.is_fast or item.checklist.id == "acuut", sign.question


def test_the_fast_lane_ends_in_following_where_nothing_is_wrong(ruleset: Ruleset, cases: list[Case]) -> None:
    calm = [
        counted
        for tried, counted in cases
        if tried.decision.level is Level.VOLGEN
        and all(
            slot.startswith(f"{START}.") or is_safe_answer(ruleset.content, slot, said)
            for slot, said in tried.record.answers.items()
        )
    ]
    assert len(calm) > 10
    assert [counted.name for counted in calm if counted.fast_level > Level.VOLGEN] == []


def test_of_a_family_about_which_nothing_is_wrong_the_fast_lane_asks_twenty_questions_at_most(ruleset: Ruleset) -> None:
    answers = Answers()
    while slot := Interview(ruleset, answers, Lane(fast=True)).next():
        safe = Answer((safe_value(ruleset.slot(slot)[0].question),))
        answers = answers.with_answer(slot, answer(ruleset, slot, "2") if slot == "start.kinderen" else safe)
    assert len(answers) <= MOST_SAFE


def test_the_fast_lane_calls_in_most_cases_that_call(cases: list[Case]) -> None:
    calls = [counted.fast_level >= Level.BEL_NU for _, counted in cases if counted.level >= Level.BEL_NU]
    assert sum(calls) >= LEAST_SHARE * len(calls)


def test_the_fast_lane_never_ends_graver_than_the_whole_weighing_but_for_what_it_left_unasked(
    cases: list[Case],
) -> None:
    graver = [counted.name for _, counted in cases if counted.fast_level > max(counted.level, Level.ADVIES)]
    assert graver == []


def test_the_right_call_comes_within_fifteen_questions_in_the_median_case(cases: list[Case]) -> None:
    until = [counted.right_call for _, counted in cases if counted.level >= Level.BEL_NU]
    assert statistics.median(until) <= MOST_UNTIL_CALL


def test_when_nothing_is_known_the_outcome_comes_within_sixty_questions_and_the_end_within_fifteen_screens(
    ruleset: Ruleset,
) -> None:
    questions, screens = when_nothing_is_known(ruleset)
    assert questions <= MOST_UNKNOWN
    assert len(screens) <= MOST_SCREENS_UNKNOWN


def test_the_median_case_ends_within_eight_screens_after_the_outcome(cases: list[Case]) -> None:
    assert statistics.median(len(counted.screens) for _, counted in cases) <= MOST_SCREENS
    last = {counted.screens[-2] for _, counted in cases}
    assert last == {"Klopt dit zo?"}, "the end of a meeting was not confirmed"
    assert statistics.median(counted.least_screens for _, counted in cases) <= MOST_WHO_AGREES
