"""Paragraphs that more than one page tells: where the case stands in the Meldcode."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kvv_triage.case.answers import Answer, Option, Options
from kvv_triage.case.events import Answered, Called, Event, MeldcodeChanged
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import Decision, decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level
from kvv_triage.meeting.session import fold
from kvv_triage.pages.page import Line, Page
from kvv_triage.pages.paragraphs import meldcode_blocks, meldcode_now, step_reached
from kvv_triage.pages.talking import before_talking
from kvv_triage.terminal.plain import plain_lines

DAY = date(2026, 3, 4)
AT = datetime(2026, 3, 4, 14, 5, tzinfo=UTC)
HONOUR = Answered("start.zorgen", Answer((Options(frozenset({"eer"})),)))
CARE = Answered("start.zorgen", Answer((Options(frozenset({"partner"})),)))
KEEL = Answered("partnergeweld.keel", Answer((Option("recent"),)))
SPOKEN = Called(AT, Level.BEL_NU, "veilig_thuis", "advies", "de frontoffice")


def decided(content: Content, *events: Event) -> Decision:
    return decide(Ruleset(content), fold(events).record(DAY))


def recorded(**record: object) -> MeldcodeChanged:
    return MeldcodeChanged(MeldcodeRecord.model_validate(record))


def told(content: Content, decision: Decision) -> str:
    """Everything that is told of the Meldcode, on page one and behind it."""
    blocks = (*meldcode_now(content, decision), *meldcode_blocks(content, decision))
    return "\n".join(plain_lines(Page("", blocks), 300))


TALKED = {"gesprek": [{"met": "kind-1"}]}
COLLEAGUE = {"overleg": [{"met": "de aandachtsfunctionaris"}]}
DECIDED = {"besloten": {"melden": "nee", "hulp": "ja"}}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({}, "Stap 1 bereikt (signalen in kaart brengen). Nu stap 2, overleggen."),
        (COLLEAGUE, "Stap 2 bereikt (overleggen). Nu stap 3, in gesprek."),
        ({**COLLEAGUE, **DECIDED}, "Stap 3 is nog niet af; stap 5 is al wel vastgelegd (beslissen). Nu stap 3, in ge"),
        (DECIDED, "Stap 2 is nog niet af; stap 5 is al wel vastgelegd (beslissen). Nu stap 2, overleggen."),
        ({"besloten": {"melden": "nee"}, **COLLEAGUE, **TALKED, "vermoeden": "ja"}, "Stap 4 is nog niet af"),
    ],
)
def test_what_is_reached_and_what_comes_now_do_not_contradict_each_other(
    content: Content, record: dict[str, object], expected: str
) -> None:
    decision = decided(content, CARE, recorded(**record))._replace(level=Level.ADVIES)
    assert step_reached(content, decision).startswith(expected), step_reached(content, decision)


def talking(decision: Decision) -> str:
    """What is said of whom to speak to, and when."""
    (line,) = before_talking(decision)
    return line.text


def test_the_caution_about_talking_wins_over_the_step_until_veilig_thuis_was_consulted(content: Content) -> None:
    before = decided(content, HONOUR, recorded(**COLLEAGUE, **TALKED))
    assert talking(before).startswith("Overleg eerst met Veilig Thuis. Praat nog niet met ")
    assert talking(before) in told(content, before)
    assert "in gesprek" not in "".join(line.text for line in meldcode_now(content, before) if isinstance(line, Line))
    after = decided(content, HONOUR, SPOKEN)
    assert talking(after).startswith("Praat alleen met ")
    assert talking(after) in told(content, after)
    assert "Praat nog niet" not in told(content, after)
    assert "Nu stap 4, wegen." in told(content, after), "the conversation is not what comes next"
    done = recorded(onveiligheid="ja", besloten={"melden": "nee", "hulp": "ja"})
    rest = told(content, decided(content, HONOUR, done, SPOKEN))
    assert rest.count("het gesprek volgt zoals het met Veilig Thuis is afgesproken") == 1
    assert "alle stappen zijn gezet" not in rest
    care = decided(content, CARE, recorded(overleg=[{"met": "een collega"}]))
    careful = care._replace(cautions=("Praat nog niet met de buurman.",))
    assert "stap 3, in gesprek, maar nog niet met iedereen: zie 'Let op'." in told(content, careful)


def test_who_follows_is_told_what_is_next_and_not_what_is_now(content: Content) -> None:
    nothing = decided(content, Answered("acuut.geweld-nu", Answer((Option("nee"),))))
    assert nothing.level is Level.VOLGEN
    assert "Nog geen stap: er zijn geen signalen vastgelegd." in told(content, nothing)
    assert "nu stap" not in told(content, nothing).lower()
    care = decided(content, CARE)._replace(level=Level.VOLGEN)
    assert "Meldcode: de volgende is stap 2, overleggen." in told(content, care)
