"""The tables of answers on the summary of a session, and the warning that its outcome is not that of the closing."""

from __future__ import annotations

import pytest

from kvv_triage.case.answers import Answer, Option
from kvv_triage.case.events import Answered, Closed, Decided, Event
from kvv_triage.content.content import Content
from kvv_triage.language.scales import Level
from kvv_triage.pages.page import Heading, Line, Page, Table
from kvv_triage.pages.redaction import Detail, Share
from kvv_triage.pages.session_page import session_page
from kvv_triage.pages.taken_out import RecordSeal, TakenOut
from kvv_triage.pages.wording import TITLES
from tests.helpers.deciding import outcome_of
from tests.helpers.full_session import AT, DAY

GRAVE = Answered("acuut.geweld-nu", Answer((Option("ja"),)))
SAFE = Answered("acuut.dreigt-te-doden", Answer((Option("nee"),)))
WITH_SIGNAL, WITHOUT = "Antwoorden met een signaal, het zwaarste eerst", "Alle andere antwoorden"


def summary(content: Content, *events: Event) -> Page:
    """Everything of a closed session."""
    session, decision, _ = outcome_of(content, [*events, Closed(AT)])
    share, seal = Share(Detail.VOLLEDIG), RecordSeal(is_whole=True, text="0123456789abcdef")
    return session_page(
        TakenOut("AAA-BBBB", DAY, session, content, decision, share, seal, ((DAY, decision.level),), ())
    )


@pytest.mark.parametrize(
    ("events", "tables"),
    [((GRAVE, SAFE), [WITH_SIGNAL, WITHOUT]), ((GRAVE,), [WITH_SIGNAL]), ((SAFE,), [WITHOUT]), ((), [])],
)
def test_there_is_no_empty_table_of_answers(content: Content, events: tuple[Event, ...], tables: list[str]) -> None:
    blocks = summary(content, *events).blocks
    captions = [block.caption for block in blocks if isinstance(block, Table)]
    assert [caption for caption in captions if "ntwoorden" in caption] == tables
    assert (Heading("Antwoorden") in blocks) == (WITH_SIGNAL in tables)


@pytest.mark.parametrize("then", Level)
def test_an_outcome_that_is_not_that_of_the_closing_is_told_with_whom_to_ask(content: Content, then: Level) -> None:
    told = f"Let op: bij het sluiten was de uitkomst: {TITLES[then]}. Vraag de beheerder hiernaar."
    page = summary(content, GRAVE, Decided(AT, then))
    assert (Line(told, strong=True) in page.blocks) == (then is not Level.BEL_112)
