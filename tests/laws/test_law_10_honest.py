"""Law 10: structured professional judgement that ends in whom to call, that predicts nothing and says so."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache

import pytest

from kvv_triage.case.events import Answered, Closed, Event, Started
from kvv_triage.content.content import Content
from kvv_triage.language.scales import Level
from kvv_triage.pages.call_sheet import call_sheet
from kvv_triage.pages.decision_page import farewell_page, unfinished_page
from kvv_triage.pages.page import Page
from kvv_triage.pages.paragraphs import ALWAYS_CALL, HONEST, NO_REASON
from kvv_triage.pages.redaction import Detail, Share
from kvv_triage.pages.session_page import session_page
from kvv_triage.pages.taken_out import RecordSeal, TakenOut
from kvv_triage.reading.loading import Loaded
from kvv_triage.trainer.trying import Tried, try_cases
from tests.helpers.deciding import first_alarm, made_ready, outcome_of
from tests.helpers.full_session import AT
from tests.helpers.pages import texts_in
from tests.helpers.strategies import DAY

VERDICT = re.compile(
    r"\bveilige?\b(?! thuis\b)|risico(?!-instrument)|\d ?%|procent|\bkans(en)?\b|\bgroen|gerust"
    r"|ongevaarlijk|geen gevaar\b|niets aan de hand|voorspel(?!t niets)|\bscore",
    re.IGNORECASE,
)
"""What no outcome may say: that it is safe, how likely something is, or what will happen."""
LOOK_AGAIN = DAY + timedelta(days=7)


@pytest.fixture(scope="module")
def tried(content: Content, loaded: Loaded) -> tuple[Tried, ...]:
    """Give every case of the casebook with its decision."""
    return try_cases(made_ready(content), loaded.cases)


def events_of(case: Tried) -> list[Event]:
    """A meeting in which these answers were given."""
    started = Started(AT, "", "worker", "wijkteam")
    return [started, *(Answered(slot, answer) for slot, answer in case.record.answers.items()), Closed(AT)]


def outcomes(content: Content, case: Tried) -> Iterator[Page]:
    """Every page that tells the outcome of a meeting and explains it."""
    session, decision, page = outcome_of(content, events_of(case))
    yield page
    if decision.level > Level.VOLGEN:
        yield unfinished_page(content, session, decision, LOOK_AGAIN)
    for detail in Detail:
        seal = RecordSeal(is_whole=True, text="0123456789abcdef")
        yield session_page(
            TakenOut("AAA-BBBB", DAY, session, content, decision, Share(detail), seal, ((DAY, decision.level),), ())
        )


def pages(content: Content, case: Tried) -> Iterator[Page]:
    """Every page that a meeting gives at its end or when a call is needed."""
    session, decision, _ = outcome_of(content, events_of(case))
    yield from outcomes(content, case)
    yield unfinished_page(content, session, decision, LOOK_AGAIN)
    yield farewell_page(content, session, decision, "Deze weging is bewaard.")
    yield from (call_sheet(content, session, decision, is_report=is_report) for is_report in (True, False))
    if decision.level >= Level.BEL_NU:
        yield first_alarm(content, session, decision)


@cache
def quoted(content: Content) -> tuple[str, ...]:
    """What trainers wrote that holds such a word, as in a question; longest first. Its own words are in test_words."""
    written: list[str] = []

    def walk(part: object) -> None:
        if isinstance(part, str):
            written.append(part)
        elif isinstance(part, dict):
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(json.loads(content.canonical))
    return tuple(
        sorted({text for text in written if set(text) & {" ", "/"} and VERDICT.search(text)}, key=len, reverse=True)
    )


def own_words(content: Content, page: Page) -> list[str]:
    """What the program itself says on a page."""
    texts = texts_in(page)
    for quote in quoted(content):
        texts = [text.replace(quote, "") for text in texts]
    return texts


def test_the_casebook_has_cases_at_every_level(tried: tuple[Tried, ...]) -> None:
    """The rules below only mean something then."""
    assert {case.decision.level for case in tried} == set(Level)


def test_no_page_says_that_it_is_safe_how_likely_it_is_or_what_will_happen(
    content: Content, tried: tuple[Tried, ...]
) -> None:
    for case in tried:
        for page in pages(content, case):
            assert [text for text in own_words(content, page) if VERDICT.search(text)] == [], (case.path, page.title)


def test_every_outcome_says_that_it_is_a_judgement_and_predicts_nothing_and_that_calling_is_always_allowed(
    content: Content, tried: tuple[Tried, ...]
) -> None:
    for case in tried:
        for page in outcomes(content, case):
            assert {HONEST, ALWAYS_CALL} <= set(texts_in(page)), (case.path, page.title)


def test_no_reason_to_call_is_said_of_these_answers_only_and_with_a_day_to_look_again(
    content: Content, tried: tuple[Tried, ...]
) -> None:
    for case in tried:
        _, decision, page = outcome_of(content, events_of(case))
        texts = texts_in(page)
        assert (NO_REASON in texts) == (decision.level is Level.VOLGEN)
        assert any(text.startswith("Kijk opnieuw op ") for text in texts)


@pytest.mark.parametrize(
    "text",
    [
        "Het kind is veilig.",
        "Een veilige thuissituatie",
        "Laag risico",
        "Risicoscore 4",
        "80% zeker",
        "de kans is klein",
    ],
)
def test_what_a_verdict_is(text: str) -> None:
    assert VERDICT.search(text)
    assert not VERDICT.search(HONEST + ALWAYS_CALL + NO_REASON)
