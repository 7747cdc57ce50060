"""The call sheet of a kept session, and what came of a call that was made after the meeting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from kvv_triage.case.event_text import kind_of
from kvv_triage.case.events import Called, CallPlanned, Event, Exported, NotReached
from kvv_triage.conversation.asker import Asker
from kvv_triage.conversation.desk import Desk, Stopped
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.errors import CannotDo
from kvv_triage.meeting.laws import AfterMeeting
from kvv_triage.meeting.session import fold
from kvv_triage.pages.call_sheet import call_sheet
from kvv_triage.pages.page import Page
from kvv_triage.record.keeping import add_event
from kvv_triage.record.kept import content_of, events_of, held_on
from kvv_triage.store.interface import Author, SessionRow, Store


def take_outcome(
    asker: Asker,
    store: Store,
    row: SessionRow,
    author: Author,
    now: Callable[[], datetime],
    say_at_the_end: Callable[[Sequence[str]], None] = lambda _: None,
) -> bool:
    """Show the sheet and keep what comes of the call in the session; whether there is anything.

    `say_at_the_end` is told what the last words are, as long as the call is due (law 12).

    Raises StoreTrouble when a colleague holds the session, CannotDo when the input ends.
    """
    with store.hold(row.id, author, now()):
        events = list(events_of(store, row.id))
        content = content_of(store, fold(events))
        desk = Desk(asker, lambda: content, now, say_at_the_end)
        desk.resume(events, content)

        def keep(event: Event) -> None:
            if not isinstance(event, AfterMeeting):
                raise TypeError(kind_of(type(event)))
            add_event(store, row.id, event, author, now())

        before = len(events)
        desk.keep_with(keep, before)
        try:
            desk.call()
        except Stopped as stopped:
            if stopped.trouble:
                raise stopped.trouble from stopped
            if stopped.by_interrupt:
                raise KeyboardInterrupt from stopped
        except EOFError as error:
            raise CannotDo("De invoer hield op. Er is niets meer vastgelegd.") from error
        if desk.goes_unkept:
            raise CannotDo("Wat er van het bellen kwam, is niet bewaard.", tip="Schrijf het op in jullie dossier.")
        return any(isinstance(event, Called | NotReached | CallPlanned) for event in desk.events[before:])


def kept_sheet(store: Store, row: SessionRow, *, is_report: bool) -> Page:
    """The whole sheet of a session, as it was decided; raises StoreTrouble when this version cannot read it."""
    session = fold(events_of(store, row.id))
    content = content_of(store, session)
    decision = decide(Ruleset(content), session.record(held_on(store, row)))
    return call_sheet(content, session, decision, is_report=is_report)


def add_sheet_export(
    store: Store, row: SessionRow, form: str, author: Author, at: datetime, *, is_report: bool
) -> None:
    """Keep in the log of a session that its call sheet left the record, unencrypted."""
    detail = f"belblad {'melding' if is_report else 'advies'}"
    event = Exported(at, form, detail, is_encrypted=False, worker=author.name, role=author.role)
    add_event(store, row.id, event, author, at)
