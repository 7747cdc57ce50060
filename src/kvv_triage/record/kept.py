"""Kept entries read back as events, content and levels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from kvv_triage.case.event_text import AFTERWARDS, as_event, kinds_of
from kvv_triage.case.events import Event, Owned, TakenOver
from kvv_triage.circle.due import Sitting
from kvv_triage.content.content import Content
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.errors import StoreTrouble
from kvv_triage.language.scales import Level
from kvv_triage.language.spelling import case_key
from kvv_triage.meeting.calls import asks_for_more, decided_now
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import Session, after, fold
from kvv_triage.reading.kept_content import restored
from kvv_triage.store.interface import SessionRow, Store

SHOWN_LETTERS = 16
"""How much of the head people get to see, as the `zegel`: enough to be unlike any other, few enough to copy by hand."""

COMING_BACK = AFTERWARDS | kinds_of(TakenOver, Owned)
"""The kinds by which nobody says anything of the case itself."""


def shown_seal(store: Store) -> str:
    """The head over the whole record, as people see it and can type it back."""
    return store.head()[:SHOWN_LETTERS]


def level_of(row: SessionRow) -> Level | None:
    """What a session decided; None when it never came to a decision."""
    return Level[row.level.upper()] if row.level else None


def sitting_of(row: SessionRow) -> Sitting:
    """A session as the others of its case see it, with moments of the clock on the wall."""
    closed = row.closed.astimezone() if row.closed else None
    return Sitting(row.id, row.case or "", row.started.astimezone(), closed, level_of(row))


def case_of(row: SessionRow) -> str:
    """What the sessions of one case have in common; a session without a case is a case of its own."""
    return case_key(row.case) if row.case else row.id


def held_at(store: Store, row: SessionRow) -> datetime:
    """The moment of the decision: when the meeting was closed, or stopped; not when somebody came back to it."""
    if row.closed:
        return row.closed.astimezone()
    moments = [entry.at for entry in store.entries(row.id) if entry.kind not in COMING_BACK]
    return max(moments, default=row.started).astimezone()


def events_of(store: Store, session: str) -> Iterator[Event]:
    """The events of a session, oldest first; raises StoreTrouble for one that this version does not know."""
    return (as_event(entry.kind, entry.body) for entry in store.entries(session))


def with_its_answers(store: Store, row: SessionRow, known: Session) -> Session:
    """What is known of a session, with the decision that its answers ask for where that was not recorded.

    A meeting that was killed behind an answer, or of which the decision was lost, asks for its call all the same.
    Raises StoreTrouble when nobody can tell what the answers ask for.
    """
    if row.is_skeleton or (row.closed and known.decided):
        return known
    session = fold(events_of(store, row.id))
    if not session.answers:
        return known
    moment = Moment(_ruleset(_text_of(store, session), session.fingerprint), session, held_at(store, row))
    return after(known, decided_now(moment)) if asks_for_more(moment) else known


def content_if_kept(store: Store, session: Session) -> Content | None:
    """The content that decided in a session last; raises StoreTrouble when this version cannot read it.

    None when it was lost, or with the beginning of the session which it was.
    """
    text = store.content(session.fingerprint)
    return None if text is None else _ruleset(text, session.fingerprint).content


def content_of(store: Store, session: Session) -> Content:
    """The content that decided in a session last; raises StoreTrouble when it was not kept or cannot be read."""
    return _ruleset(_text_of(store, session), session.fingerprint).content


@lru_cache(maxsize=4)  # most sessions of a list were decided by one of the last few
def _ruleset(text: str, fingerprint: str) -> Ruleset:
    return Ruleset(restored(text, fingerprint))


def _text_of(store: Store, session: Session) -> str:
    text = store.content(session.fingerprint)
    if text is None:
        raise StoreTrouble(
            "De vragenlijsten van deze weging zijn niet bewaard.",
            tip="Kijk met `kvv beheer controleer` of de opslag heel is.",
        )
    return text
