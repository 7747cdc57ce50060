"""The trail of a session: each event in a line."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kvv_triage.case.answers import Answer, Option
from kvv_triage.case.event_text import as_text
from kvv_triage.case.events import Answered, Called, Discussed, HandedOver, Subject
from kvv_triage.content.content import Content
from kvv_triage.language.scales import Level
from kvv_triage.pages.trail import DISCUSSED, told_event


def test_the_trail_does_not_guess_what_was_asked(content: Content) -> None:
    line = told_event(content, *as_text(Answered("start.weg@kind-1", Answer((Option("ja"),)))))
    assert line == "antwoord op een vraag die deze lijsten niet hebben"


def test_the_trail_says_what_was_taken_back(content: Content) -> None:
    call = Called(datetime(2026, 3, 4, 14, 5, tzinfo=UTC), Level.BEL_NU, "politie", "", "de wijkagent", withdraws=1)
    assert told_event(content, *as_text(call)).startswith("toch niet: gebeld met ")
    given = HandedOver("de GGZ", "de behandeling", date(2026, 3, 4), withdraws=1)
    assert told_event(content, *as_text(given)) == "overdracht vervalt, aan de GGZ: de behandeling"


@pytest.mark.parametrize("subject", Subject)
def test_what_the_table_was_through_with_is_told_in_words_without_the_name_of_a_question(
    content: Content, subject: Subject
) -> None:
    line = told_event(content, *as_text(Discussed(subject, date(2026, 3, 4), ("kind.bang@kind-1",))))
    assert line.startswith(DISCUSSED[subject])
    assert "kind." not in line
