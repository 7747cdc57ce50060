"""Nothing that trainers wrote is cut on a narrow screen: every word of a page stands there, at 60 and 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rich.console import Console

from kvv_triage.case.answers import Answer
from kvv_triage.case.events import Answered
from kvv_triage.content.checklist import ChoiceQuestion, MultiChoiceQuestion
from kvv_triage.content.content import Content
from kvv_triage.content.kinds import safe_value
from kvv_triage.meeting.session import fold
from kvv_triage.pages.call_sheet import call_sheet
from kvv_triage.pages.decision_page import decision_page, details_page, farewell_page, whole_page
from kvv_triage.pages.page import Block, Bullets, Line, Page, Pairs
from kvv_triage.pages.whom_to_call import emergency
from kvv_triage.pages.wording import with_answer
from kvv_triage.reading.loading import Loaded
from kvv_triage.terminal.plain import plain_lines
from kvv_triage.terminal.screen import rendered
from kvv_triage.trainer.trying import try_cases
from tests.helpers.deciding import decided, first_alarm, made_ready
from tests.helpers.full_session import rich_events
from tests.helpers.pages import texts_in
from tests.helpers.strategies import DAY

WIDTHS = (60, 80)


def written(content: Content) -> Iterator[str]:
    """Every text of the content that a worker reads."""
    for placed in content.questions:
        question = placed.question
        yield from (question.text, question.hint or "", question.reason or "", placed.section.title)
        if isinstance(question, ChoiceQuestion | MultiChoiceQuestion):
            yield from (option.text for option in question.options)
    for threshold in content.thresholds:
        yield from (threshold.because or "", *threshold.cautions)
    for specialist in content.specialists.values():
        yield from (specialist.name, specialist.purpose or "", specialist.hours or "", specialist.night or "")
        yield from specialist.cautions


def shown(page: Page, width: int) -> Iterator[tuple[str, list[str]]]:
    yield "screen", rendered(Console(width=width, highlight=False), page)
    yield "plain", list(plain_lines(page, width))


def lost(page: Page, width: int) -> list[str]:
    """The words of a page that do not stand on a screen of this width, and the lines that are too long for it.

    A word may go on at its hyphen on the next line, and an address, which has a slash in it, anywhere.
    """
    words = [word for text in texts_in(page) for word in text.split()]
    missing = []
    for way, lines in shown(page, width):
        there = set(" ".join(lines).replace("-", "- ").split())
        joined = "".join("".join(lines).split())
        for word in words:
            is_there = word in joined if "/" in word else set(word.replace("-", "- ").split()) <= there
            missing += [] if is_there else [f"{way}: {word}"]
        missing += [f"{way}: too long: {line}" for line in lines if len(line.rstrip()) > width and " " in line.strip()]
    return missing


@pytest.mark.parametrize("width", WIDTHS)
def test_every_text_of_the_content_stands_whole_on_every_block_of_a_page(content: Content, width: int) -> None:
    texts = tuple(dict.fromkeys(text for text in written(content) if text))
    lines = [Line(text) for text in texts]
    blocks: tuple[Block, ...] = (*lines, Bullets(texts), Bullets(tuple(f"- {text}" for text in texts)))
    page = Page("Alles", (*blocks, Pairs(tuple((f"{number}.", text) for number, text in enumerate(texts)))))
    assert lost(page, width) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_of_a_case_of_the_casebook_loses_a_word(content: Content, loaded: Loaded, width: int) -> None:
    for case in try_cases(made_ready(content), loaded.cases):
        session = fold([Answered(slot, answer) for slot, answer in case.record.answers.items()])
        decision = case.decision
        pages = [
            decision_page(content, session, decision, DAY),
            details_page(content, session, decision),
            whole_page(content, session, decision, DAY),
            farewell_page(content, session, decision, "Deze weging is bewaard als AAA-BBBB."),
            *(first_alarm(content, session, decision) for _ in decision.call[:1]),
        ]
        for page in pages:
            assert lost(page, width) == [], (case.path, page.title)


@pytest.mark.parametrize("width", WIDTHS)
def test_neither_the_emergency_page_nor_the_pages_of_a_meeting_with_everything_in_it_lose_a_word(
    content: Content, width: int
) -> None:
    session = fold(rich_events(content))
    decision = decided(content, session.record(DAY))
    pages = (
        emergency(content),
        details_page(content, session, decision),
        farewell_page(content, session, decision, "Deze weging is bewaard als AAA-BBBB."),
        *(call_sheet(content, session, decision, is_report=is_report) for is_report in (True, False)),
    )
    for page in pages:
        assert lost(page, width) == [], page.title


def test_a_question_in_a_list_is_there_in_full_with_its_answer(content: Content) -> None:
    answers = {
        placed.id: Answer((safe_value(placed.question),))
        for placed in content.questions
        if placed.per is None and placed.question.kind != "tekst"
    }
    session = fold([Answered(slot, answer) for slot, answer in answers.items()])
    for slot in answers:
        assert with_answer(content, session, slot).startswith(content.slot(slot)[0].question.text)
