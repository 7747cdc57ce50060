"""No id of a question, an answer or a person reaches a page: a worker reads words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kvv_triage.case.answers import Answer, Number, Option, Options
from kvv_triage.case.event_text import as_text
from kvv_triage.case.events import Answered, Event, Raised
from kvv_triage.content.checklist import ChoiceQuestion, MultiChoiceQuestion
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import Decision
from kvv_triage.meeting.session import Session, fold
from kvv_triage.pages.call_sheet import call_sheet
from kvv_triage.pages.decision_page import decision_page, details_page, farewell_page, unfinished_page, whole_page
from kvv_triage.pages.earlier_page import changes_since
from kvv_triage.pages.page import Bullets, Page
from kvv_triage.pages.redaction import Detail, Share
from kvv_triage.pages.session_page import session_page
from kvv_triage.pages.taken_out import RecordSeal, TakenOut
from kvv_triage.pages.trail import told_event
from kvv_triage.pages.wording import answer_text, question_text, who, with_answer
from kvv_triage.reading.loading import Loaded
from kvv_triage.trainer.trying import Tried, try_cases
from tests.helpers.deciding import decided, first_alarm, made_ready
from tests.helpers.full_session import rich_events
from tests.helpers.pages import texts_in
from tests.helpers.strategies import DAY

ADDRESS = re.compile(r"\S+://\S+|doi:\S+|sha256:\S+")
"""Where an id-like word is no id of ours."""
PERSON = re.compile(r"\bkind-\d+\b|\w@\w")


@pytest.fixture(scope="module")
def ids(content: Content) -> re.Pattern[str]:
    """Give what finds an id of this content in a text."""
    names = {placed.id for placed in content.questions}
    options = {
        option.id
        for placed in content.questions
        if isinstance(placed.question, ChoiceQuestion | MultiChoiceQuestion)
        for option in placed.question.options
    }
    names |= {threshold.id for threshold in content.thresholds} | {*content.specialists}
    names |= {name for name in options if "-" in name}
    written = " ".join(texts_of_content(content))
    named = sorted(name for name in names if re.search(r"[-._]", name) and name not in written)
    return re.compile(rf"(?<![\w.-])({'|'.join(map(re.escape, named))})(?![\w-])|{PERSON.pattern}")


def texts_of_content(content: Content) -> Iterator[str]:
    """Every sentence that trainers wrote, in which a word may look like an id."""
    for placed in content.questions:
        yield placed.question.text
        yield placed.question.hint or ""
        if isinstance(placed.question, ChoiceQuestion | MultiChoiceQuestion):
            yield from (option.text for option in placed.question.options)
    for threshold in content.thresholds:
        yield from (threshold.because or "", threshold.title or "", threshold.not_first or "", *threshold.cautions)


def seen(ids: re.Pattern[str], texts: list[str]) -> list[str]:
    return [text for text in texts if ids.search(ADDRESS.sub("", text))]


def pages(content: Content, session: Session, decision: Decision) -> Iterator[Page]:
    yield decision_page(content, session, decision, DAY)
    yield details_page(content, session, decision)
    yield whole_page(content, session, decision, DAY)
    yield unfinished_page(content, session, decision, DAY)
    yield farewell_page(content, session, decision, "Deze weging is bewaard.")
    yield from (call_sheet(content, session, decision, is_report=is_report) for is_report in (True, False))
    if decision.call:
        yield first_alarm(content, session, decision)
    seal = RecordSeal(is_whole=True, text="0123456789abcdef")
    for detail in Detail:
        share = Share(detail)
        yield session_page(
            TakenOut("AAABBBB", DAY, session, content, decision, share, seal, ((DAY, decision.level),), ())
        )


def events_of(case: Tried) -> list[Event]:
    raised: list[Event] = [Raised(case.record.raised)] if case.record.raised else []
    return [*(Answered(slot, answer) for slot, answer in case.record.answers.items()), *raised]


def test_no_page_and_no_trail_of_a_case_of_the_casebook_shows_an_id(
    content: Content, loaded: Loaded, ids: re.Pattern[str]
) -> None:
    for case in try_cases(made_ready(content), loaded.cases):
        events = events_of(case)
        session = replace(fold(events), meldcode=case.record.meldcode)
        for page in pages(content, session, case.decision):
            assert seen(ids, texts_in(page)) == [], (case.path, page.title)
        trail = [told_event(content, *as_text(event)) for event in events]
        assert seen(ids, trail) == [], case.path
        listed = [with_answer(content, session, slot) for slot in session.answers]
        assert seen(ids, listed) == [], case.path


def test_no_page_of_a_meeting_with_every_kind_of_event_shows_an_id(content: Content, ids: re.Pattern[str]) -> None:
    events = rich_events(content)
    session = fold(events)
    for page in pages(content, session, decided(content, session.record(DAY))):
        assert seen(ids, texts_in(page)) == [], page.title
    assert seen(ids, [told_event(content, *as_text(event)) for event in events]) == []


def test_what_an_answer_counts_no_longer_is_told_in_words(content: Content, ids: re.Pattern[str]) -> None:
    """An answer whose guard has closed is warned of on the page, not by its id."""
    answers: list[Event] = [
        Answered("start.eerder", Answer((Options(frozenset()),))),
        Answered("gezin.meldingen", Answer((Number(3),))),
    ]
    session = fold(answers)
    decision = decided(content, session.record(DAY))
    assert decision.dormant
    page = details_page(content, session, decision)
    asked = content.by_id["gezin.meldingen"].question.text
    assert any("hoort niet meer bij deze zaak" in text and asked in text for text in texts_in(page))
    assert seen(ids, texts_in(page)) == []


def test_what_this_content_does_not_have_is_told_without_its_id_and_never_as_nothing(content: Content) -> None:
    gone = Answer((Option("weg-gehaald"),))
    assert answer_text(content, "partnergeweld.keel", gone) == "een antwoord dat deze lijsten niet hebben"
    several = Answer((Options(frozenset({"partner", "weg-gehaald"})),))
    assert answer_text(content, "start.zorgen", several).endswith("; een antwoord dat deze lijsten niet hebben")
    of_nothing = Answer((Options(frozenset({"weg-gehaald"})),))
    for slot in ("start.zorgen", "oud.vraag"):
        assert answer_text(content, slot, of_nothing) == "een antwoord dat deze lijsten niet hebben"
    assert answer_text(content, "oud.vraag", Answer((Option("ja"),))) == "Ja"
    assert question_text(content, "oud.vraag@kind-2") == "Een vraag die deze lijsten niet hebben. (kind 2)"
    session = fold([Answered("oud.vraag@kind-2", gone)])
    told = [*changes_since(content, session, content, fold([Answered("oud.vraag@kind-2", Answer((Option("ja"),)))]))]
    assert not any("oud" in text or "weg-gehaald" in text for text in texts_in(Bullets(tuple(told))))


def test_a_person_of_a_role_that_nobody_counts_is_told_by_role_and_number(content: Content) -> None:
    assert who(content, fold([]), "partner-2") == "partner 2"
