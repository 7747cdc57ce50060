"""The shipped casebook: every fictitious case gets the decision its writer expects, and no part goes untouched."""

from __future__ import annotations

import re
from itertools import permutations
from pathlib import Path

import pytest

from kvv_triage.content.content import Content
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level
from kvv_triage.reading.loading import Loaded, load_folder
from kvv_triage.trainer.trying import Tried, coverage, try_cases

SHIPPED = load_folder(Path(__file__).parents[2])
TRIED = try_cases(Ruleset(SHIPPED.content), SHIPPED.cases) if SHIPPED.content else ()
REGIONAL_GAP = "KVV409"


def test_the_shipped_folder_has_no_problems_but_the_numbers_a_region_fills_in() -> None:
    assert [str(problem) for problem in SHIPPED.problems if problem.code != REGIONAL_GAP] == []


def test_the_casebook_is_large_and_also_shows_when_not_to_call() -> None:
    levels = [one.case.expected.level for one in TRIED]
    assert len(levels) >= 80
    assert levels.count(Level.VOLGEN) >= 25
    assert levels.count(Level.ADVIES) >= 10


def test_every_threshold_is_in_two_cases_that_differ_in_one_answer_one_over_and_one_under(content: Content) -> None:
    reached = [{outcome.threshold.id for outcome in one.decision.reached} for one in TRIED]
    paired = {
        threshold
        for (one, over), (other, under) in permutations(zip(TRIED, reached, strict=True), 2)
        for threshold in over - under
        if how_many_differ(one, other) == 1
    }
    assert [threshold.id for threshold in content.thresholds if threshold.id not in paired] == []


def how_many_differ(one: Tried, other: Tried) -> int:
    """Count the answers in which two cases differ; whatever else differs counts as one."""
    mine, theirs = one.case, other.case
    slots = {*mine.answers, *theirs.answers}
    rest = [
        (case.rest, case.persons, case.meldcode, case.raised, tried.record.days_ago)
        for case, tried in ((mine, one), (theirs, other))
    ]
    return sum(mine.answers.get(slot) != theirs.answers.get(slot) for slot in slots) + (rest[0] != rest[1])


def test_a_case_that_says_it_differs_in_one_answer_from_another_does_so() -> None:
    named = {one.case.name: one for one in TRIED}
    pairs = [
        (one, named[name])
        for one in TRIED
        for name in re.findall(r'Verschilt (?:in )?één antwoord van "([^"]+)"', one.case.explanation or "")
    ]
    assert len(pairs) >= 50
    assert [one.path for one, other in pairs if how_many_differ(one, other) != 1] == []


def test_every_threshold_answer_that_weighs_and_specialist_is_in_some_case(ruleset: Ruleset, loaded: Loaded) -> None:
    touched = coverage(ruleset.content, try_cases(ruleset, loaded.cases))
    assert (touched.thresholds, touched.answers, touched.specialists) == ((), (), ())
    assert touched.percentage == 100


@pytest.mark.parametrize("tried", [pytest.param(one, id=Path(one.path).name) for one in TRIED])
def test_the_case_is_decided_as_expected(tried: Tried) -> None:
    assert tried.differences == (), "\n".join((tried.case.name, *tried.because))


@pytest.mark.parametrize("tried", [pytest.param(one, id=Path(one.path).name) for one in TRIED])
def test_the_case_answers_only_questions_that_are_asked_in_it(tried: Tried) -> None:
    assert tried.decision.dormant == ()
