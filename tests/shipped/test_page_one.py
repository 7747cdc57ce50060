"""Page one of the outcome over the whole casebook: short enough for one screen, and nothing that matters is missing."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

import pytest
from rich.console import Console

from kvv_triage.case.events import Answered, Event, LookAgainSet, Owned, Promised, Raised, Watched
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import Decision
from kvv_triage.language.scales import Level
from kvv_triage.meeting.session import Session, fold
from kvv_triage.pages.call_sheet import call_sheet
from kvv_triage.pages.decision_page import decision_page, details_page, farewell_page
from kvv_triage.pages.page import Page
from kvv_triage.pages.talking import before_talking
from kvv_triage.pages.whom_to_call import whom
from kvv_triage.reading.loading import Loaded
from kvv_triage.terminal.screen import rendered
from kvv_triage.trainer.trying import Tried, try_cases
from tests.helpers.deciding import first_alarm, made_ready
from tests.helpers.pages import texts_in
from tests.helpers.strategies import DAY

LOOK_AGAIN = DAY + timedelta(days=7)
SCREEN = 24
ROOM = 18
"""Lines of a screen of 24 that are left above four choices and the line of keys."""


@pytest.fixture(scope="module")
def tried(content: Content, loaded: Loaded) -> tuple[Tried, ...]:
    """Give every case of the casebook with its decision."""
    return try_cases(made_ready(content), loaded.cases)


def session_of(case: Tried) -> Session:
    raised: list[Event] = [Raised(case.record.raised)] if case.record.raised else []
    return fold([*(Answered(slot, answer) for slot, answer in case.record.answers.items()), *raised])


def page_one(content: Content, case: Tried) -> Page:
    return decision_page(content, session_of(case), case.decision, LOOK_AGAIN)


def lines_of(page: Page, width: int = 80) -> list[str]:
    return rendered(Console(width=width, highlight=False), page)


def test_page_one_of_the_median_case_fits_on_a_screen_of_24_lines_at_every_level(
    content: Content, tried: tuple[Tried, ...]
) -> None:
    for level in Level:
        counted = [len(lines_of(page_one(content, case))) for case in tried if case.decision.level is level]
        assert median(counted) <= ROOM, level
        assert sorted(counted)[len(counted) * 9 // 10] <= ROOM, level
        assert max(counted) <= ROOM + 6, level


def test_page_one_names_everyone_to_call_with_a_number_and_the_caution_comes_directly_under_it(
    content: Content, tried: tuple[Tried, ...]
) -> None:
    for case in tried:
        decision = case.decision
        texts = texts_in(page_one(content, case))
        for name in decision.call:
            specialist = content.specialists[name]
            assert any(text.startswith(whom(specialist)) for text in texts), case.path
        if decision.cautions and decision.call:
            last = max(place for place, text in enumerate(texts) if text == f"{len(decision.call)}.")
            assert texts[last + 2] == f"Let op: {decision.cautions[0]}", case.path


def test_page_one_says_why_which_meldcode_step_and_when_to_look_again_and_gives_no_sources(
    content: Content, tried: tuple[Tried, ...]
) -> None:
    for case in tried:
        texts = texts_in(page_one(content, case))
        told = " ".join(texts)
        reason = next((outcome.threshold.because for outcome in case.decision.reached), None)
        assert reason is None or reason in texts, case.path
        assert any(text.startswith("Meldcode: ") for text in texts)
        assert any(text.startswith("Kijk opnieuw op ") for text in texts)
        assert "Bronnen" not in texts
        assert "sha256" not in told


def test_behind_page_one_stand_every_caution_every_source_and_the_fingerprint(
    content: Content, tried: tuple[Tried, ...]
) -> None:
    for case in tried:
        decision: Decision = case.decision
        texts = texts_in(details_page(content, session_of(case), decision))
        assert set(decision.cautions) <= set(texts), case.path
        for outcome in decision.reasons:
            assert set(content.sources_of_threshold(outcome.threshold)) <= set(texts), case.path
        assert content.fingerprint[:19] in " ".join(texts)


def test_the_last_page_of_the_median_case_fits_on_a_screen_of_24_lines(
    content: Content, tried: tuple[Tried, ...]
) -> None:
    agreed: list[Event] = [
        Owned("Els de Boer", "Jan", "de piketdienst"),
        Watched("de jeugdverpleegkundige, tot en met zondag"),
        *(Promised("Els", f"belt de school van het {number}e kind", DAY) for number in range(4)),
        LookAgainSet(LOOK_AGAIN),
    ]
    counted = []
    for case in tried:
        answers = (Answered(slot, answer) for slot, answer in case.record.answers.items())
        session = fold([*answers, *agreed])
        kept_as = "Deze weging is bewaard als K7M-3FQR. Zegel van de opslag: 0123456789abcdef."
        page = farewell_page(content, session, case.decision, kept_as)
        texts = texts_in(page)
        counted.append(len(lines_of(page)))
        for name in case.decision.call:
            assert any(content.specialists[name].phone in text for text in texts), case.path
        for told in ("Els de Boer", "belt de school van het 3e kind", "Kijk opnieuw op ", kept_as):
            assert any(told in text for text in texts), (case.path, told)
    assert median(counted) <= SCREEN - 1
    assert sorted(counted)[len(counted) * 9 // 10] <= SCREEN


def test_that_veilig_thuis_comes_before_the_family_is_said_on_page_one(
    content: Content, tried: tuple[Tried, ...]
) -> None:
    told = {
        (case.decision.meldcode.consult_first, line in page_one(content, case).blocks)
        for case in tried
        for line in before_talking(case.decision)
    }
    assert told == {(True, True)}
    assert {*before_talking(next(case.decision for case in tried if not case.decision.meldcode.consult_first))} == set()


def test_the_alarm_the_sheet_and_the_paper_say_whom_nobody_speaks_to_first(
    content: Content, tried: tuple[Tried, ...]
) -> None:
    told = 0
    for case in tried:
        session, decision = session_of(case), case.decision
        if decision.level < Level.BEL_NU or not decision.meldcode.consult_first:
            continue
        (line,) = before_talking(decision)
        pages = [first_alarm(content, session, decision), call_sheet(content, session, decision, is_report=True)]
        for page in pages:
            assert line.text in texts_in(page), (case.path, page.title)
        told += 1
    assert told > 50
