"""Kept sessions as figures over a period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from kvv_triage.case.event_text import KINDS
from kvv_triage.content.content import Content
from kvv_triage.errors import StoreTrouble
from kvv_triage.figures.counts import CountedSession
from kvv_triage.figures.report import Region
from kvv_triage.figures.tally import KINDS as COUNTED
from kvv_triage.figures.tally import Tally, tallied
from kvv_triage.language.scales import Level
from kvv_triage.language.spelling import case_key
from kvv_triage.reading.kept_content import restored
from kvv_triage.record.kept import level_of
from kvv_triage.store.interface import SessionRow, Store


def counted_sessions(store: Store, since: datetime, until: datetime, today: date) -> Iterator[CountedSession]:
    """The sessions that began in this period, each with what is counted of it."""
    rows = store.sessions(since=since, until=until)
    # Who counts past what is not known, publishes a wrong figure.
    every = store.entries_of(COUNTED, since, until, known=frozenset(KINDS))
    tallies = {session: tallied(entries, today) for session, entries in groupby(every, attrgetter("session"))}
    for row in rows:
        yield counted_session(row, None if row.is_skeleton else tallies.get(row.id, Tally()))


def counted_session(row: SessionRow, tally: Tally | None) -> CountedSession:
    """A session as the figures see it; without a tally nobody knows more than its row tells."""
    case = f"zaak {case_key(row.case)}" if row.case else row.id
    # A meeting decides before it is closed. Before that no figure shows its outcome, and it asks for no call.
    level = level_of(row) or Level.VOLGEN
    return CountedSession(case, row.started, row.closed is not None, level, row.thresholds, tally)


def is_of_team(meeting: CountedSession, team: str | None) -> bool:
    """Whether a session is of this team; of one that was cleaned up nobody knows."""
    return team is None or (meeting.tally is not None and case_key(meeting.tally.team) == case_key(team))


def contents_that_decided(store: Store, meetings: Iterable[CountedSession]) -> dict[str, Content | None]:
    """The contents that decided, by fingerprint; None for one that this version cannot read."""
    fingerprints = {
        name for meeting in meetings if meeting.is_closed and meeting.tally for name in meeting.tally.fingerprints
    }
    return {fingerprint: _content(store, fingerprint) for fingerprint in sorted(fingerprints)}


def _content(store: Store, fingerprint: str) -> Content | None:
    text = store.content(fingerprint)
    try:
        return None if text is None else restored(text, fingerprint)
    except StoreTrouble:
        return None


def regions_of(contents: dict[str, Content | None]) -> Iterator[Region]:
    """Whose thresholds decided, of which version."""
    for fingerprint, content in contents.items():
        about = content.regional if content else None
        yield Region(about.region if about else None, about.version if about else None, fingerprint)
