"""Answers under other content than they were given to: which of them still mean something there."""

from __future__ import annotations

from datetime import datetime

from kvv_triage.case.answers import Answer, Answers
from kvv_triage.case.events import ContentMoved
from kvv_triage.case.slots import split_slot
from kvv_triage.content.content import Content
from kvv_triage.content.kinds import is_known_to
from kvv_triage.meeting.session import Session, after


def left_behind(content: Content, answers: Answers) -> tuple[str, ...]:
    """The slots whose answers this content does not know."""
    return tuple(slot for slot, answer in answers.items() if not _fits(content, slot, answer))


def as_far_as_known(content: Content, session: Session, at: datetime) -> Session:
    """The session with only those of its answers that this content can weigh."""
    lost = left_behind(content, session.answers)
    return after(session, ContentMoved(at, content.fingerprint, lost)) if lost else session


def _fits(content: Content, slot: str, answer: Answer) -> bool:
    name, person = split_slot(slot)
    item = content.by_id.get(name)
    if item is None or (item.per is None) != (person is None):
        return False
    if person is not None and person.rpartition("-")[0] != item.per:
        return False
    return all(is_known_to(item.question, value) for value in answer.opinions)
