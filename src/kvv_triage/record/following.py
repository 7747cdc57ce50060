"""What has to be followed up over the sessions that are kept, without deciding anything again, and what is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from kvv_triage.case.event_text import KINDS, as_event
from kvv_triage.case.events import FollowedUp, NotDone
from kvv_triage.circle.due import CALL, KEPT_AS, DueItem, DueKind, Sitting, in_order, items_of, still_asked_for
from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import Session, fold
from kvv_triage.pages.followup_page import UNDECIDED, Unreadable
from kvv_triage.pages.whom_to_call import NOT_CALLED, number_of, still_to_call
from kvv_triage.record.keeping import add_event
from kvv_triage.record.kept import case_of, level_of, sitting_of, with_its_answers
from kvv_triage.store.interface import Author, Entry, SessionRow, Store


def kept_items(
    store: Store, today: date, case: str | None = None, now: datetime | None = None
) -> tuple[tuple[DueItem, ...], tuple[Unreadable, ...]]:
    """Everything to follow up, done or not, in order; and the sessions that this version cannot read."""
    rows = {row.id: row for row in store.sessions(case)}
    beside = _by_case(rows.values())
    items: list[DueItem] = []
    unreadable = []
    for row, entries in _told(store, rows, case):
        try:
            known = _session(entries)
        except StoreTrouble:
            unreadable.append(Unreadable(row.id, row.case or ""))
        else:
            is_decided = False
            with suppress(StoreTrouble):
                known, is_decided = with_its_answers(store, row, known), True
            of_row = items_of(known, sitting_of(row), beside[case_of(row)], today, now)
            if not is_decided and not any(item.key == CALL and item.is_open for item in of_row):
                unreadable.append(Unreadable(row.id, row.case or "", UNDECIDED))
            items += of_row
    return in_order(items), tuple(unreadable)


def items_in(store: Store, row: SessionRow, today: date) -> tuple[DueItem, ...]:
    """Everything to follow up after one session; raises StoreTrouble when this version cannot read it."""
    return items_of(_known(store, row, store.entries(row.id)), sitting_of(row), _others(store, row), today)


FEW = 500
"""So many sessions are read one by one; more are read in one go, with all that are kept."""


KeptSession = tuple[SessionRow, Iterable[Entry], Sequence[Sitting]]
"""A session with its entries, and the sessions of its case."""


class Calls(NamedTuple):
    """The sessions, by their id, that ask for a call which nobody made, and those that decided not to call (law 5)."""

    due: Mapping[str, tuple[str, ...]]
    """Whom each still asks to call, most urgent first: `EMERGENCY_NUMBER`, Veilig Thuis, or both."""
    decided_against: frozenset[str]
    """Also when that has expired, so that the call is due again."""


def calls_of(store: Store, rows: Sequence[SessionRow], today: date) -> Calls:
    """What came of the call that these sessions ask for; one that cannot be read is left out."""
    due, against = dict[str, tuple[str, ...]](), set[str]()
    for row, session, others in _readable(store, rows):
        if whom := still_asked_for(session, sitting_of(row), others, today):
            due[row.id] = whom
        # A call that was made after all needs no deviation: without any it would still be settled.
        undecided = items_of(replace(session, deviations=()), sitting_of(row), others, today)
        is_decided = any(deviation.not_done is NotDone.CALLING for deviation in session.deviations)
        if is_decided and _asks_to_call(undecided):
            against.add(row.id)
    return Calls(due, frozenset(against))


def calls_due(store: Store, rows: Sequence[SessionRow], today: date) -> frozenset[str]:
    """The sessions among these that ask for a call which nobody made; one that cannot be read is left out."""
    return frozenset(calls_of(store, rows, today).due)


def to_call_about(store: Store, rows: Sequence[SessionRow], today: date) -> SessionRow:
    """The session of a case to call about: the newest with a call due, or else that decided anything, or else at all.

    A meeting that was only begun says nothing of what another one found.
    """
    due = calls_due(store, rows, today)
    called = next((row for row in rows if row.id in due), None)
    return called or next((row for row in rows if level_of(row) is not None), rows[0])


def _asks_to_call(items: Iterable[DueItem]) -> bool:
    return any(item.key == CALL for item in items)


def _readable(store: Store, rows: Sequence[SessionRow]) -> Iterator[tuple[SessionRow, Session, Sequence[Sitting]]]:
    """These sessions with the others of their case, as far as they can be read."""
    for row, entries, others in _all_at_once(store, rows) if len(rows) > FEW else _one_by_one(store, rows):
        with suppress(StoreTrouble):
            yield row, _known(store, row, entries), others


def _one_by_one(store: Store, rows: Iterable[SessionRow]) -> Iterator[KeptSession]:
    return ((row, store.entries(row.id), _others(store, row)) for row in rows if not row.is_skeleton)


def _all_at_once(store: Store, rows: Iterable[SessionRow]) -> Iterator[KeptSession]:
    every = {row.id: row for row in store.sessions()}
    beside, wanted = _by_case(every.values()), {row.id for row in rows} & every.keys()
    told = _told(store, every, None)
    return ((row, entries, beside[case_of(row)]) for row, entries in told if row.id in wanted)


def _others(store: Store, row: SessionRow) -> list[Sitting]:
    return [*map(sitting_of, store.sessions(row.case))] if row.case else []


def call_standing(store: Store, row: SessionRow, moment: Moment, today: date) -> str:
    """What stands at the top of a kept session as long as nobody called; `moment` is what is known of it.

    Empty when the call was made, or a later session decided about the case again. Raises StoreTrouble.
    """
    items = [item for item in items_in(store, row, today) if item.key == CALL or item.kind is DueKind.AFWIJKING]
    if any(not item.is_open for item in items):
        return ""
    content = moment.ruleset.content
    standing = still_to_call(moment)
    is_due = _asks_to_call(items)
    return standing or (f"{NOT_CALLED} Bel {number_of(content, content.floor.fallback.call[0])}." if is_due else "")


def open_item(store: Store, row: SessionRow, key: str, today: date) -> DueItem:
    """The item of a session with this key, as in `afspraak-2`; raises CannotDo when it is done, or does not exist."""
    items = items_in(store, row, today)
    item = next((item for item in items if item.key == key.strip().lower()), None)
    if item and item.kind is DueKind.BELLEN:
        raise CannotDo("Wat er van het bellen kwam, leg je vast bij het belblad.", tip=f"kvv belblad {row.id}")
    if item and item.is_open:
        return item
    still_open = ", ".join(item.key for item in items if item.is_open)
    tip = f"Open in deze sessie: {still_open}." if still_open else "In deze sessie staat niets meer open."
    raise CannotDo("Dit punt is al klaar." if item else "Dit punt bestaat niet in deze sessie.", tip=tip)


def mark_done(store: Store, row: SessionRow, item: DueItem, outcome: str, author: Author, at: datetime) -> None:
    """Keep what came of an item; raises CannotDo when it is done by now, StoreTrouble when others hold the session."""
    with store.hold(row.id, author, at):
        open_item(store, row, item.key, at.date())  # a colleague may have been first
        add_event(store, row.id, FollowedUp(at, item.key, outcome, author.name, author.role), author, at)


def _told(
    store: Store, rows: Mapping[str, SessionRow], case: str | None
) -> Iterator[tuple[SessionRow, Iterable[Entry]]]:
    """Each of these sessions with the entries that matter; also one that has none: its answers may ask for a call."""
    left = dict(rows)
    for session, entries in groupby(_entries(store, rows, case), lambda entry: entry.session):
        if row := left.pop(session, None):  # else it began after the list of sessions was made
            yield row, entries
    yield from ((row, ()) for row in left.values() if not row.is_skeleton)


def _entries(store: Store, rows: Mapping[str, SessionRow], case: str | None) -> Iterable[Entry]:
    """The entries that matter, session by session; also those of which this version does not know what they mean."""
    if case is not None:
        return (entry for session in rows for entry in store.entries(session))
    return store.entries_of(KEPT_AS, None, None, known=frozenset(KINDS))


def _known(store: Store, row: SessionRow, entries: Iterable[Entry]) -> Session:
    """A session with what its answers ask for, as far as that can be told; raises StoreTrouble when nothing can."""
    known = _session(entries)
    with suppress(StoreTrouble):
        return with_its_answers(store, row, known)
    return known


def _session(entries: Iterable[Entry]) -> Session:
    return fold(
        as_event(entry.kind, entry.body) for entry in entries if entry.kind in KEPT_AS or entry.kind not in KINDS
    )


def _by_case(rows: Iterable[SessionRow]) -> dict[str, list[Sitting]]:
    sittings = defaultdict(list)
    for row in rows:
        sittings[case_of(row)].append(sitting_of(row))
    return sittings
