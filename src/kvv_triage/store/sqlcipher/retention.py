"""What has to go when the terms of keeping are over: first the entries of a case, later its skeletons too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlcipher3 import dbapi2

from kvv_triage.store.interface import SHIPPED_TERMS, Author, Purge, SessionRow, Terms
from kvv_triage.store.sqlcipher.ledger import SELECT_SHOWN
from kvv_triage.store.sqlcipher.rows import UPKEEP, moment, shown_session
from kvv_triage.store.sqlcipher.store import FileStore
from kvv_triage.store.sqlcipher.sweeping import copies_with, sweep
from kvv_triage.store.sqlcipher.verify import CLEANED

# A case is what has one pseudonym; a session without one is a case of its own. It is closed when none of its sessions
# is open any more, on the day on which the last one closed.
CLOSED_CASES = f"""
    {SELECT_SHOWN} WHERE coalesce(case_key, id) IN (
        SELECT coalesce(case_key, id) FROM session WHERE id <> ? GROUP BY 1
        HAVING sum(closed IS NULL) = 0 AND max(closed) < ?) ORDER BY started, id"""  # noqa: S608 -- names of our own columns
STILL_OPEN = f"{SELECT_SHOWN} WHERE id <> ? AND closed IS NULL AND last_at < ? ORDER BY started, id"


def plan(store: FileStore, at: datetime, terms: Terms = SHIPPED_TERMS) -> Purge:
    """What `purge` would do at this moment; changes nothing."""
    with store.reading():
        planned = _planned(store.connection.raw, at, terms)
    gone, skeletons = frozenset(_ids(planned.to_nothing)), frozenset(_ids(planned.to_skeleton))
    return replace(planned, copies=copies_with(store, gone, skeletons)) if gone or skeletons else planned


def purge(store: FileStore, author: Author, at: datetime, terms: Terms = SHIPPED_TERMS) -> Purge:
    """Remove what the terms say, from copies too, and tell what that was; a note without content stays in the chain."""
    with store.writing() as ledger:
        planned = _planned(store.connection.raw, at, terms)
        skeletons, nothing = _ids(planned.to_skeleton), _ids(planned.to_nothing)
        if skeletons or nothing:
            ledger.remove(CLEANED, author, at, to_skeleton=skeletons, to_nothing=nothing)
    return replace(planned, copies=sweep(store, author, at))


def _planned(connection: dbapi2.Connection, at: datetime, terms: Terms) -> Purge:
    entries_before = moment(at - timedelta(days=terms.entries))
    skeletons_before = moment(at - timedelta(days=max(terms.entries, terms.skeletons)))
    nothing = _rows(connection, CLOSED_CASES, skeletons_before)
    gone = set(_ids(nothing))
    skeletons = (row for row in _rows(connection, CLOSED_CASES, entries_before) if not row.is_skeleton)
    return Purge(
        tuple(row for row in skeletons if row.id not in gone), nothing, _rows(connection, STILL_OPEN, entries_before)
    )


def _rows(connection: dbapi2.Connection, query: str, before: str) -> tuple[SessionRow, ...]:
    return tuple(map(shown_session, connection.execute(query, (UPKEEP, before))))


def _ids(rows: Iterable[SessionRow]) -> tuple[str, ...]:
    return tuple(row.id for row in rows)
