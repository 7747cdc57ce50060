"""`kvv sessies`: which sessions are kept, newest first."""

from __future__ import annotations

import sys
from datetime import date, datetime

from kvv_triage.ending import say_at_the_end
from kvv_triage.forms.json_text import harmless_json, json_text
from kvv_triage.forms.session_list_json import session_list
from kvv_triage.language.period import start_of
from kvv_triage.pages.last_words import SOMEWHERE
from kvv_triage.pages.sessions_page import ListedSession, sessions_page
from kvv_triage.record.following import Calls, calls_of
from kvv_triage.record.kept import level_of
from kvv_triage.record.unlocking import has_record, readable
from kvv_triage.settings import Places
from kvv_triage.store.interface import SessionRow
from kvv_triage.terminal.choosing import some_asker
from kvv_triage.terminal.printing import print_page

MOST_SHOWN = 500
"""More sessions than this nobody reads in a table."""


def run(
    case: str | None, *, open_only: bool, since: date | None, until: date | None, as_json: bool, places: Places
) -> None:
    """Print the sessions that fit."""
    rows: tuple[SessionRow, ...] = ()
    calls = Calls({}, frozenset())
    if has_record(places):
        with readable(some_asker(), places) as store:
            limit = None if as_json else MOST_SHOWN + 1
            period = (start_of(since), start_of(until))
            rows = store.sessions(case, open_only=open_only, since=period[0], until=period[1], limit=limit)
            calls = calls_of(store, rows, datetime.now().astimezone().date())
    sessions = [_listed(row, calls) for row in rows]
    if as_json:
        print(harmless_json(json_text(session_list(sessions), sys.stdout.encoding, indent=2)))
    else:
        print_page(sessions_page(sessions, MOST_SHOWN))
        if any(session.is_call_due for session in sessions):
            say_at_the_end(SOMEWHERE)


def _listed(row: SessionRow, calls: Calls) -> ListedSession:
    return ListedSession(
        id=row.id,
        case=row.case,
        started=row.started,
        day=row.started.astimezone().date(),
        closed=row.closed,
        level=level_of(row),
        thresholds=row.thresholds,
        owner=row.owner,
        look_again=row.look_again,
        is_skeleton=row.is_skeleton,
        due=calls.due.get(row.id, ()),
        is_decided_against=row.id in calls.decided_against,
    )
