"""The trail of a session: each event in a line."""

from __future__ import annotations

from kvv_triage.case.answers import Answer, Option
from kvv_triage.case.event_text import as_text
from kvv_triage.case.events import Answered
from kvv_triage.content.content import Content
from kvv_triage.pages.trail import told_event


def test_the_trail_does_not_guess_what_was_asked(content: Content) -> None:
    line = told_event(content, *as_text(Answered("start.weg@kind-1", Answer((Option("ja"),)))))
    assert line == "antwoord op een vraag die deze lijsten niet hebben"
