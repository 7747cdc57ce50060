"""The shipped casebook: every fictitious case gets the decision its writer expects, and no part goes untouched."""

from __future__ import annotations

from pathlib import Path

import pytest

from kvv_triage.casebook_run import Tried, coverage, try_cases
from kvv_triage.content import Content
from kvv_triage.scales import Level
from kvv_triage.source import Loaded, load_folder

SHIPPED = load_folder(Path(__file__).parent.parent)
TRIED = try_cases(SHIPPED.content, SHIPPED.cases) if SHIPPED.content else ()
REGIONAL_GAP = "KVV409"


def test_the_shipped_folder_has_no_problems_but_the_numbers_a_region_fills_in() -> None:
    assert [str(problem) for problem in SHIPPED.problems if problem.code != REGIONAL_GAP] == []


def test_the_casebook_is_large_and_also_shows_when_not_to_call() -> None:
    levels = [one.case.expected.level for one in TRIED]
    assert len(levels) >= 80
    assert levels.count(Level.VOLGEN) >= 25
    assert levels.count(Level.ADVIES) >= 10


def test_every_threshold_answer_that_weighs_and_specialist_is_in_some_case(content: Content, loaded: Loaded) -> None:
    touched = coverage(content, try_cases(content, loaded.cases))
    assert (touched.thresholds, touched.answers, touched.specialists) == ((), (), ())
    assert touched.percentage == 100


@pytest.mark.parametrize("tried", [pytest.param(one, id=Path(one.path).name) for one in TRIED])
def test_the_case_is_decided_as_expected(tried: Tried) -> None:
    assert tried.differences == (), "\n".join((tried.case.name, *tried.because))


@pytest.mark.parametrize("tried", [pytest.param(one, id=Path(one.path).name) for one in TRIED])
def test_the_case_answers_only_questions_that_are_asked_in_it(tried: Tried) -> None:
    assert tried.decision.dormant == ()
