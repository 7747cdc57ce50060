"""Hold an interview without a screen: what was given is answered where it is asked, and everywhere else the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kvv_triage.case.answers import Answer, Answers, Unknown
from kvv_triage.content.checklist import Question
from kvv_triage.content.kinds import can_be_unknown, safe_value
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level, UnknownKind
from kvv_triage.meeting.interview import Interview, Lane

FULL = Lane()
FAST = Lane(fast=True)

Elsewhere = Callable[[Question], Answer]
"""What a question gets that has no answer of its own."""


def safe(question: Question) -> Answer:
    """The safe answer: nobody saw anything here."""
    return Answer((safe_value(question),))


def not_known(question: Question) -> Answer:
    """`weet_niet`; a text that nobody has to know stays empty."""
    return Answer((Unknown(UnknownKind.NIET_BEKEND),)) if can_be_unknown(question) else safe(question)


def rounds(
    ruleset: Ruleset,
    given: Mapping[str, Answer],
    elsewhere: Elsewhere,
    lane: Lane = FULL,
    earlier: tuple[tuple[int, Level], ...] = (),
) -> Iterator[Answers]:
    """The answers after each question, asked in the order of the lane, as long as there is one to ask."""
    answers = Answers()
    while slot := Interview(ruleset, answers, lane, earlier).next():
        answers = answers.with_answer(slot, given.get(slot) or elsewhere(ruleset.slot(slot)[0].question))
        yield answers


def interview(
    ruleset: Ruleset,
    given: Mapping[str, Answer],
    elsewhere: Elsewhere,
    lane: Lane = FULL,
    earlier: tuple[tuple[int, Level], ...] = (),
) -> Answers:
    """The answers when nothing is left to ask."""
    answers = Answers()
    for answered in rounds(ruleset, given, elsewhere, lane, earlier):
        answers = answered
    return answers
