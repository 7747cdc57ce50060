"""Law 6: behind a tick of a red flag stands what was seen or said, and a "nee" nobody asked about is no "nee"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from kvv_triage.case.answers import Answer, Answers, Option, Unknown, Value
from kvv_triage.case.events import Answered, Closed, Discussed, Event, LookAgainSet, Owned, Promised, Subject
from kvv_triage.case.slots import slot_of
from kvv_triage.case.state import CaseState
from kvv_triage.content.checklist import TextQuestion
from kvv_triage.content.content import Content
from kvv_triage.content.gravity import safe_answers, severity_of
from kvv_triage.content.kinds import safe_value
from kvv_triage.deciding.filling import NOT_ASKED
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level, Severity, UnknownKind
from kvv_triage.meeting.laws import lacks_fact
from tests.helpers.deciding import decided_when_the_rest_is_safe, laws, outcome_of
from tests.helpers.pages import texts_in
from tests.helpers.strategies import DAY, named_values, shipped
from tests.helpers.typist import LOOK_BEHIND, Replies, hold, question

MISSING = "Hier ontbreekt nog wat er is gezien of gezegd"
FACT = "blauwe plekken op de hals, gezien door de jeugdarts op 3 maart"


AT = datetime(2026, 3, 4, 14, 5, tzinfo=UTC)
FRIDAY = date(2026, 3, 6)
OWNED: tuple[Event, ...] = (
    Owned("Sam", "Els", "piket"),
    Promised("Sam", "belt de school", FRIDAY),
    LookAgainSet(FRIDAY),
)
"""What else a meeting is closed with (law 8)."""
JEALOUS, STALKED = "partnergeweld.jaloers", "partnergeweld.stalking"
NO, YES = Answer((Option("nee"),)), Answer((Option("ja"),))
UNKNOWN = Answer((Unknown(UnknownKind.NIET_BEKEND),))


def _answers_of(content: Content) -> Iterator[tuple[str, Value]]:
    """Every answer that can be given with one of each kind of person."""
    for item in content.questions:
        for value in named_values(item.question):
            yield slot_of(item.id, f"{item.per}-1" if item.per else None), value


def test_a_red_flag_or_graver_misses_its_fact_until_there_is_one_and_nothing_else_does(content: Content) -> None:
    for slot, value in _answers_of(content):
        is_grave = severity_of(content, slot, Answer((value,))) >= Severity.RODE_VLAG
        assert lacks_fact(content, slot, Answer((value,))) == is_grave, (slot, value)
        assert not lacks_fact(content, slot, Answer((value,), FACT)), (slot, value)


def test_the_outcome_lists_each_red_flag_of_which_nobody_wrote_what_was_seen(content: Content) -> None:
    told, silent = "partnergeweld.keel", "acuut.dreigt-te-doden"
    events = [Answered(told, Answer((Option("ooit"),), FACT)), Answered(silent, Answer((Option("ja"),)))]
    _, _, page = outcome_of(content, events)
    texts = texts_in(page)
    assert texts[texts.index(MISSING) + 1] == content.by_id[silent].question.text
    assert texts.count(content.by_id[told].question.text) == 0
    assert any(FACT in text for text in texts)
    _, _, complete = outcome_of(content, [*events, Answered(silent, Answer((Option("ja"),), FACT))])
    assert MISSING not in texts_in(complete)


def test_the_spark_behind_a_red_flag_is_asked_once_and_missed_when_it_is_not_given(content: Content) -> None:
    strangled: Replies = {question(content, "start.zorgen"): "1", question(content, "partnergeweld.keel"): "3"}
    replies: Replies = {**LOOK_BEHIND, **strangled}
    held = hold(content, replies)
    assert held.session.closed
    assert sum("Wat is er gezien of gezegd" in screen for screen in held.screens) == 1
    assert f"{MISSING} - {content.by_id['partnergeweld.keel'].question.text}" in held.printed
    told = hold(content, {**replies, "Wat is er gezien of gezegd": FACT})
    assert told.session.answers["partnergeweld.keel"].fact == FACT
    assert MISSING not in told.printed


def test_every_safe_answer_can_be_asked_after(content: Content) -> None:
    answers = Answers(
        {
            slot_of(item.id, f"{item.per}-1" if item.per else None): Answer((safe_value(item.question),))
            for item in content.questions
            if not isinstance(item.question, TextQuestion)
        }
    )
    assert set(safe_answers(content, answers)) == set(answers)


@pytest.mark.parametrize("name", [item.id for item in shipped().content.questions if item.severity >= Severity.ACUUT])
def test_a_no_that_nobody_asked_about_is_unknown_and_acute_danger_is_then_not_excluded(
    content: Content, name: str
) -> None:
    item = content.by_id[name]
    slot = slot_of(name, f"{item.per}-1" if item.per else None)
    safe, not_asked = (
        decided_when_the_rest_is_safe(content, CaseState(DAY, Answers({slot: answer})))
        for answer in (Answer((safe_value(item.question),)), NOT_ASKED)
    )
    assert safe.level is Level.VOLGEN
    assert not_asked.level >= Level.ADVIES


def test_a_no_that_nobody_asked_about_becomes_unknown(content: Content) -> None:
    replies = {"echt nagevraagd of gezien": ["n", "j"], "Welke 'nee' is niet nagevraagd": "1"}
    held = hold(content, replies)
    assert held.session.closed
    gravest = content.by_id["acuut.geweld-nu"]
    assert held.session.answers[gravest.id].opinions == (Unknown(UnknownKind.NIET_GEVRAAGD),)
    assert held.desk.moment.decision.level is Level.ADVIES


# The gate


def asked_of(*slots: str) -> Discussed:
    """Someone says that the "nee" on these slots was asked or seen."""
    return Discussed(Subject.NO, DAY, slots)


def test_no_meeting_is_closed_on_a_no_of_which_nobody_said_that_it_was_asked(ruleset: Ruleset) -> None:
    said = (*OWNED, Answered(JEALOUS, NO), Answered(STALKED, NO))
    assert laws(ruleset, OWNED, Closed(AT)) == set()
    assert laws(ruleset, said, Closed(AT)) == {6}
    assert laws(ruleset, (*said, asked_of(JEALOUS)), Closed(AT)) == {6}
    assert laws(ruleset, (*said, asked_of(JEALOUS), asked_of(STALKED)), Closed(AT)) == set()
    assert laws(ruleset, (*said, asked_of(JEALOUS, STALKED)), Closed(AT)) == set()


@pytest.mark.parametrize("other", [YES, UNKNOWN, Answer((Option("nee"), Option("ja")))])
def test_a_no_that_was_something_else_in_between_is_asked_anew(ruleset: Ruleset, other: Answer) -> None:
    said = (*OWNED, Answered(JEALOUS, NO), asked_of(JEALOUS))
    there_and_back = (*said, Answered(JEALOUS, other), Answered(JEALOUS, NO))
    assert laws(ruleset, said, Closed(AT)) == set()
    assert laws(ruleset, there_and_back, Closed(AT)) == {6}
    assert laws(ruleset, (*there_and_back, asked_of(JEALOUS)), Closed(AT)) == set()


def test_only_a_no_can_have_been_asked_or_seen(ruleset: Ruleset) -> None:
    assert laws(ruleset, (), asked_of(JEALOUS)) == {6}
    assert laws(ruleset, (Answered(JEALOUS, NO),), asked_of(JEALOUS)) == set()
    assert laws(ruleset, (Answered(JEALOUS, NO),), asked_of(JEALOUS, STALKED)) == {6}
    for other in (YES, UNKNOWN, Answer((Option("nee"), Option("ja")))):
        assert laws(ruleset, (Answered(JEALOUS, other),), asked_of(JEALOUS)) == {6}
