"""`kvv toon`: a kept session, or the newest of a case: its decision, its trail and whether the record is whole."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime

from kvv_triage.commands.as_typed import as_typed
from kvv_triage.commands.named import named_rows
from kvv_triage.content.content import Content
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.ending import last_words as said_last
from kvv_triage.ending import say_at_the_end
from kvv_triage.errors import CannotDo
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.newer_content import as_far_as_known, left_behind
from kvv_triage.meeting.session import Session, fold
from kvv_triage.pages.decision_page import whole_page
from kvv_triage.pages.last_words import last_words, words_before
from kvv_triage.pages.page import Block, Bullets, Heading, Line, Page
from kvv_triage.pages.trail import told_event
from kvv_triage.reading.loading import load_content
from kvv_triage.record.following import call_standing, calls_due, calls_of
from kvv_triage.record.kept import content_if_kept, events_of, held_at, shown_seal
from kvv_triage.record.unlocking import check_kept, readable
from kvv_triage.settings import Places
from kvv_triage.store.interface import Entry, SessionRow, Store
from kvv_triage.terminal.choosing import some_asker
from kvv_triage.terminal.plain import plain_lines

WIDTH = 80


def run(named: str, *, places: Places) -> None:
    """Print a session, or the newest of a case, as it was decided; under other content when a folder is named."""
    check_kept(places)
    with readable(some_asker(), places) as store:
        rows = named_rows(store, named)
        row = next((row for row in rows if not row.is_skeleton), None)
        if row is None:
            what = "deze sessie" if len(rows) == 1 else "deze wegingen"
            raise CannotDo(f"De antwoorden van {what} zijn opgeschoond.", tip="Kijk in het dossier van je team.")
        page = _page(store, row, places)
        if len(rows) > 1:
            page = Page(page.title, (_one_of(rows, row), *_due_elsewhere(store, rows, row), *page.blocks))
    for line in plain_lines(page, WIDTH):
        sys.stdout.write(f"{line}\n")


def _one_of(rows: tuple[SessionRow, ...], row: SessionRow) -> Line:
    case = row.case or ""
    which = "Dit is de nieuwste" if row is rows[0] else "Dit is de nieuwste waarvan de antwoorden er nog zijn"
    all_of_them = f"Alle wegingen: kvv sessies {as_typed(case)}"
    return Line(f"Zaak {case} heeft {len(rows)} wegingen. {which}: sessie {row.id}. {all_of_them}", strong=True)


def _page(store: Store, row: SessionRow, places: Places) -> Page:
    session = fold(events_of(store, row.id))
    kept = None if places.content else content_if_kept(store, session)
    content = kept or load_content(places.content_folder())
    under = _under_other(session, content)
    at = held_at(store, row)
    session = as_far_as_known(content, session, at)
    moment = Moment(Ruleset(content), session, at)
    page = whole_page(content, session, moment.decision, session.look_again or moment.look_again)
    blocks = (*_call_due(store, row, moment), *under, *page.blocks)
    return Page(page.title, (*blocks, *_trail(store, row, content)))


def _call_due(store: Store, row: SessionRow, moment: Moment) -> tuple[Block, ...]:
    """That nobody called, first of all; then the number is also what the command ends with (law 12)."""
    now = datetime.now().astimezone()
    standing = call_standing(store, row, moment, now.date())
    if row.id in calls_due(store, (row,), now.date()):
        say_at_the_end(last_words(moment.later(now)) or (standing,))
    return (Line(standing, strong=True),) if standing else ()


def _due_elsewhere(store: Store, rows: Sequence[SessionRow], row: SessionRow) -> tuple[Block, ...]:
    """That another session of the case asks for a call which nobody made; then the number comes last too."""
    others = [other for other in rows if other is not row]
    due = calls_of(store, others, datetime.now().astimezone().date()).due
    if not due:
        return ()
    words = words_before({to for whom in due.values() for to in whom})
    say_at_the_end(said_last() or words)
    return (Line(f"{words[0]} Zie sessie {', '.join(due)}.", strong=True),)


def _under_other(session: Session, content: Content) -> tuple[Block, ...]:
    if content.fingerprint == session.fingerprint:
        return ()
    if session.fingerprint:
        told = "Let op: dit is de uitkomst met andere vragenlijsten of drempels dan toen."
    else:
        told = "Het begin van deze weging is niet te lezen. Dit is de uitkomst met de vragenlijsten en drempels van nu."
    lost = len(left_behind(content, session.answers))
    if lost:
        told += f" Zoveel antwoorden passen daar niet bij en tellen niet mee: {lost}."
    return (Line(told, strong=True),)


def _trail(store: Store, row: SessionRow, content: Content) -> tuple[Block, ...]:
    if broken := store.verify():
        whole = f"De opslag klopt niet. {broken}"
    else:
        whole = f"{store.found.message if store.found else 'De opslag is heel.'} Zegel: {shown_seal(store)}."
    lines = tuple(f"{_when(entry)} {told_event(content, entry.kind, entry.body)}" for entry in store.entries(row.id))
    return (Heading(f"Verloop van sessie {row.id}"), Bullets(lines), Heading("Opslag"), Line(whole))


def _when(entry: Entry) -> str:
    by = entry.author.name or entry.author.role
    return f"{entry.at.astimezone():%d-%m-%Y %H:%M}{f', {by}' if by else ''}:"
