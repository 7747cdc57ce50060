"""What has to go when the terms of keeping are over: first the entries of a case, later its skeletons too."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from sqlcipher3 import dbapi2

from kvv_triage.language.spelling import case_key
from kvv_triage.store.interface import SHIPPED_TERMS, Author, Purge, SessionRow, Terms
from kvv_triage.store.sqlcipher.copies import keys_of, looked_into
from kvv_triage.store.sqlcipher.ledger import SELECT_SHOWN
from kvv_triage.store.sqlcipher.rows import UPKEEP, moment, shown_session
from kvv_triage.store.sqlcipher.store import FileStore
from kvv_triage.store.sqlcipher.sweeping import TROUBLE, copies_with, every_copy, is_there, sweep
from kvv_triage.store.sqlcipher.verify import CLEANED, ELSEWHERE

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
    lost_skeletons, lost_nothing = _lost(store, planned, at, terms)
    skeletons, nothing = lost_skeletons.union(_ids(planned.to_skeleton)), lost_nothing.union(_ids(planned.to_nothing))
    return replace(planned, copies=copies_with(store, nothing, skeletons)) if nothing or skeletons else planned


def purge(store: FileStore, author: Author, at: datetime, terms: Terms = SHIPPED_TERMS) -> Purge:
    """Remove what the terms say, from copies too, and tell what that was; a note without content stays in the chain."""
    with store.writing() as ledger:
        planned = _planned(store.connection.raw, at, terms)
        skeletons, nothing = _ids(planned.to_skeleton), _ids(planned.to_nothing)
        if skeletons or nothing:
            ledger.remove(CLEANED, author, at, to_skeleton=skeletons, to_nothing=nothing)
    lost_skeletons, lost_nothing = _lost(store, planned, at, terms)
    if lost_skeletons or lost_nothing:
        with store.writing() as ledger:
            ledger.note(ELSEWHERE, {"skelet": sorted(lost_skeletons), "weg": sorted(lost_nothing)}, author, at)
    return replace(planned, copies=sweep(store, author, at))


def _lost(store: FileStore, planned: Purge, at: datetime, terms: Terms) -> tuple[frozenset[str], frozenset[str]]:
    """What has to go from copies alone, to a skeleton and wholly: the record lost it when a backup was put back.

    A case of which the record has something that stays is not over, whatever a copy knows of it.
    """
    goes = {*_ids(planned.to_skeleton), *_ids(planned.to_nothing)}
    ours = store.sessions()
    stays = {case_key(row.case) for row in ours if row.case and not row.is_skeleton and row.id not in goes}
    skeletons, nothing = set[str](), set[str]()
    for place in filter(is_there, every_copy(store)):
        with suppress(*TROUBLE), looked_into(place, keys_of(store)) as copy:
            there = _planned(copy, at, terms)
            for found, rows in ((skeletons, there.to_skeleton), (nothing, there.to_nothing)):
                found.update(row.id for row in rows if not (row.case and case_key(row.case) in stays))
    known = {*_ids(ours), *goes}
    return frozenset(skeletons - nothing - known), frozenset(nothing - known)


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
