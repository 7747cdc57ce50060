"""Whom to call once somebody was spoken to: what is done is said as done, and who is left comes first."""

from __future__ import annotations

from datetime import UTC, date, datetime

from kvv_triage.case.answers import Answer, Option
from kvv_triage.case.events import Answered, Called, Event
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level
from kvv_triage.meeting.session import fold
from kvv_triage.pages.call_sheet import call_screen, call_sheet
from kvv_triage.pages.decision_page import decision_page, farewell_page, whole_page
from kvv_triage.terminal.plain import plain_lines
from tests.helpers.deciding import first_alarm

WEDNESDAY = date(2026, 3, 4)
TWO_O_CLOCK = datetime(2026, 3, 4, 14, 0, tzinfo=UTC)
MORTAL = Answered("acuut.geweld-nu", Answer((Option("ja"),)))


def every_page(content: Content, *events: Event) -> dict[str, str]:
    """The pages that say whom to call."""
    session = fold(events)
    decision = decide(Ruleset(content), session.record(WEDNESDAY))
    sheets = (call_sheet(content, session, decision, is_report=is_report) for is_report in (True, False))
    pages = (
        decision_page(content, session, decision, WEDNESDAY),
        whole_page(content, session, decision, WEDNESDAY),
        first_alarm(content, session, decision),
        farewell_page(content, session, decision, "Bewaard."),
        call_screen(content, session, decision, decision.call[0]),
        *sheets,
    )
    names = ("page one", "whole", "alarm", "farewell", "screen", "report", "advice")
    return {name: "\n".join(plain_lines(page, 200)) for name, page in zip(names, pages, strict=True)}


def test_once_112_was_spoken_to_nothing_says_to_call_112_first_but_who_comes_now(content: Content) -> None:
    before = every_page(content, MORTAL)
    assert all("Bel eerst 112" in before[name] for name in ("page one", "whole", "farewell", "report", "advice"))
    after = every_page(content, MORTAL, Called(TWO_O_CLOCK, Level.BEL_112, "112", "", "de meldkamer"))
    for name, text in after.items():
        assert "Bel eerst 112" not in text, name
        assert "Bel 112. Blijf aan de lijn" not in text, name
        assert "112 is gebeld op 4 maart om 14:00." in text, name
        assert "Veilig Thuis" in text.partition("112 is gebeld")[2] or name == "screen"
    assert "112 is gebeld op 4 maart om 14:00. Nu nog bellen:\n1. Veilig Thuis: 0800-2000" in after["page one"]


def test_a_call_for_less_does_not_count_as_the_call_to_112(content: Content) -> None:
    earlier = Called(TWO_O_CLOCK, Level.BEL_NU, "112", "", "de meldkamer")
    assert "Bel eerst 112. Bel daarna:" in every_page(content, MORTAL, earlier)["page one"]
