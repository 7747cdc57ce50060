"""Answers under other content than they were given to: which of them still mean something there."""

from __future__ import annotations

from typing import assert_never

from kvv_triage.case.answers import Answer, Answers, Number, Option, Options, Persons, Text, Unknown, Value, split_slot
from kvv_triage.content.checklist import (
    ChoiceQuestion,
    MultiChoiceQuestion,
    NumberQuestion,
    PersonsQuestion,
    Question,
    TextQuestion,
    YesNoQuestion,
)
from kvv_triage.deciding.ready import Content


def left_behind(content: Content, answers: Answers) -> tuple[str, ...]:
    """The slots whose answers this content does not know."""
    return tuple(slot for slot, answer in answers.items() if not _fits(content, slot, answer))


def _fits(content: Content, slot: str, answer: Answer) -> bool:
    name, person = split_slot(slot)
    item = content.by_id.get(name)
    if item is None or (item.per is None) != (person is None):
        return False
    if person is not None and person.rpartition("-")[0] != item.per:
        return False
    return all(_knows(item.question, value) for value in answer.opinions)


def _knows(question: Question, value: Value) -> bool:
    match value:
        case Unknown():
            return not isinstance(question, TextQuestion)
        case Option(id=chosen):
            if isinstance(question, YesNoQuestion):
                return chosen in ("ja", "nee")
            return isinstance(question, ChoiceQuestion) and chosen in {one.id for one in question.options}
        case Options(ids=ids):
            return isinstance(question, MultiChoiceQuestion) and ids <= {one.id for one in question.options}
        case Number():
            return isinstance(question, NumberQuestion)
        case Persons():
            return isinstance(question, PersonsQuestion)
        case Text():
            return isinstance(question, TextQuestion)
        case _:
            assert_never(value)
