"""Writing and reading rows inside a transaction, always together with their links, seals and the head."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlcipher3 import dbapi2

from kvv_triage.errors import StoreTrouble
from kvv_triage.language.spelling import case_key
from kvv_triage.store.chain import START, ChainKeys, chain_keys, next_head
from kvv_triage.store.interface import NO_CHANGE, Author, Change
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.sqlcipher.earlier_keys import first_key
from kvv_triage.store.sqlcipher.rows import (
    BEGUN,
    ENTRY_COLUMNS,
    SESSION_COLUMNS,
    SHOWN_COLUMNS,
    UPKEEP,
    Log,
    StoredEntry,
    StoredSession,
    begun,
    moment,
    placeholders,
)

CLOCK_SLACK = timedelta(hours=1)
"""A clock that steps back less is taken as it is: the number of an entry gives the order, not its time."""

NONCE_SIZE = 16

SELECT_SESSION = f"SELECT {', '.join(SESSION_COLUMNS)} FROM session"  # noqa: S608 -- names of our own columns
SELECT_SHOWN = f"SELECT {', '.join(SHOWN_COLUMNS)} FROM session"  # noqa: S608 -- idem
SELECT_ENTRY = f"SELECT {', '.join(ENTRY_COLUMNS)} FROM entry"  # noqa: S608 -- idem
INSERT_ENTRY = f"INSERT INTO entry VALUES ({placeholders(ENTRY_COLUMNS)})"  # noqa: S608 -- idem
REPLACE_SESSION = f"INSERT OR REPLACE INTO session VALUES ({placeholders(SESSION_COLUMNS)})"  # noqa: S608 -- idem
HIDE_ENTRIES = f"UPDATE entry SET {', '.join(f'{name} = NULL' for name in ENTRY_COLUMNS[1:-1])} WHERE session = ?"  # noqa: S608 -- idem


class Clock(Enum):
    """What is done when a moment comes before the newest that was recorded."""

    CHECKED = auto()
    """It is refused: the clock jumped back."""
    LATE = auto()
    """It is kept as it is: it was written down then, and is only kept now."""
    ACCEPTED = auto()
    """It is the newest from now on: somebody said that the clock is right."""


class Ledger:
    """The rows of one database. The caller opens the transaction."""

    def __init__(self, connection: dbapi2.Connection, keys: ChainKeys) -> None:
        self._connection = connection
        self.keys = keys
        self.newest: tuple[int, bytes] | None = None
        """The place and link of the last entry that was added through this ledger."""

    def start(self) -> None:
        """Make the first log of a new database."""
        self._save_log(Log(0, START, ""))

    def log(self) -> Log | None:
        """How many entries there ever were, and the head over them; None when a stranger removed it."""
        row = self._connection.execute("SELECT count, head, newest, seal FROM log").fetchone()
        return None if row is None else Log(*row)

    def session(self, session: str) -> StoredSession | None:
        """The row of a session."""
        row = self._connection.execute(f"{SELECT_SESSION} WHERE id = ?", (session,)).fetchone()
        return None if row is None else StoredSession(*row)

    def link_at(self, place: int) -> bytes:
        """The link of the entry at this place of the whole record; START before the first, and where there is none."""
        row = self._connection.execute("SELECT link FROM entry WHERE place = ?", (place,)).fetchone()
        return bytes(row[0]) if row else START

    def entries(self, session: str) -> Iterator[StoredEntry]:
        """The entries of a session in order, with the store's own entry 0."""
        rows = self._connection.execute(f"{SELECT_ENTRY} WHERE session = ? ORDER BY number", (session,))
        return (StoredEntry(*row) for row in rows)

    def of_case(self, case: str) -> tuple[str, ...]:
        """The ids of all sessions of a case."""
        rows = self._connection.execute("SELECT id FROM session WHERE case_key = ?", (case_key(case),))
        return tuple(session for (session,) in rows)

    def begin(self, session: str, author: Author, at: datetime, *, clock: Clock = Clock.CHECKED) -> StoredSession:
        """Write a new session with its entry 0; raises StoreTrouble when the clock jumped back."""
        return self.add(begun(session, author, moment(at)), BEGUN, "", author, at, clock=clock)[0]

    def add(  # noqa: PLR0913 -- an entry has this many parts, and all callers are in this package
        self,
        row: StoredSession,
        kind: str,
        body: str,
        author: Author,
        at: datetime,
        change: Change = NO_CHANGE,
        *,
        clock: Clock = Clock.CHECKED,
    ) -> tuple[StoredSession, StoredEntry]:
        """Write an entry, its session and the head; raises StoreTrouble when the clock jumped back."""
        log = self._known_log()
        if clock is Clock.CHECKED:
            _check_clock(log.newest, at)
        values = (log.count + 1, row.id, row.count, moment(at), author.name, author.role, kind, body)
        entry = StoredEntry(*values, secrets.token_bytes(NONCE_SIZE), b"")
        link = entry.expected_link(self.keys, row.tip)
        self._connection.execute(INSERT_ENTRY, (*values, entry.nonce, link))
        row = row.with_change(change).after(moment(at), link)
        self._save_session(row)
        newest = moment(at) if clock is Clock.ACCEPTED else max(log.newest, moment(at))
        self._save_log(Log(log.count + 1, next_head(self.keys, log.head, link), newest))
        self.newest = (log.count + 1, link)
        return row, entry

    def note(self, kind: str, body: object, author: Author, at: datetime, *, clock: Clock = Clock.CHECKED) -> None:
        """Write in the upkeep session what was done to the record; `body` becomes JSON and holds no client text."""
        row = self.session(UPKEEP) or self.begin(UPKEEP, author, at, clock=clock)
        self.add(row, kind, json.dumps(body), author, at, clock=clock)

    def notes(self) -> Iterator[tuple[str, dict[str, object]]]:
        """What was done to the record: kinds and bodies, in order."""
        return ((str(entry.kind), json.loads(str(entry.body))) for entry in self.entries(UPKEEP) if entry.number)

    def notes_so_far(self) -> int:
        """The number of the newest note; 0 when there is none."""
        return row.count - 1 if (row := self.session(UPKEEP)) else 0

    def newest_first(self) -> Iterator[StoredEntry]:
        """All entries of the whole record, the newest first."""
        return (StoredEntry(*row) for row in self._connection.execute(f"{SELECT_ENTRY} ORDER BY place DESC"))

    def notes_since(self, place: int) -> Iterator[StoredEntry]:
        """The notes of upkeep behind this place of the whole record."""
        rows = self._connection.execute(f"{SELECT_ENTRY} WHERE session = ? AND place > ?", (UPKEEP, place))
        return (StoredEntry(*row) for row in rows)

    def _save_session(self, row: StoredSession) -> None:
        """Write a row with the seal that fits."""
        self._connection.execute(REPLACE_SESSION, row.sealed(self.keys).values())

    def remove(  # noqa: PLR0913 -- what went has this many parts, and all callers are in this package
        self,
        kind: str,
        author: Author,
        at: datetime,
        *,
        to_skeleton: Sequence[str] = (),
        to_nothing: Sequence[str] = (),
        reason: str = "",
        clock: Clock = Clock.CHECKED,
    ) -> None:
        """Take away entries, and of some sessions the row as well; a note tells which places are empty from now on."""
        places: list[list[int]] = []
        for session in (*to_skeleton, *to_nothing):
            places += self._hide_entries(session)
        for session in to_skeleton:
            if row := self.session(session):
                self._save_session(row.skeleton())
        for session in to_nothing:
            self._connection.execute("DELETE FROM session WHERE id = ?", (session,))
            self._connection.execute("DELETE FROM holder WHERE session = ?", (session,))
        body = {"plaatsen": places, "skelet": list(to_skeleton), "weg": list(to_nothing), "reden": reason}
        self.note(kind, body, author, at, clock=clock)

    def _hide_entries(self, session: str) -> list[list[int]]:
        """Take everything but the links out of the entries of a session; gives their places as first and last."""
        places = self._connection.execute("SELECT place FROM entry WHERE session = ? ORDER BY place", (session,))
        runs: list[list[int]] = []
        for (place,) in places.fetchall():
            if runs and runs[-1][1] == place - 1:
                runs[-1][1] = place
            else:
                runs.append([place, place])
        self._connection.execute(HIDE_ENTRIES, (session,))
        return runs

    def _known_log(self) -> Log:
        if log := self.log():
            return log
        raise StoreTrouble(
            "In het bestand ontbreekt het logboek.", tip="Zet een reservekopie terug: kvv beheer herstel."
        )

    def _save_log(self, log: Log) -> None:
        self._connection.execute("INSERT OR REPLACE INTO log VALUES (1, ?, ?, ?, ?)", log.sealed(self.keys).values())


def ledger_of(connection: dbapi2.Connection, key: Secret[bytes]) -> Ledger:
    """The rows of an open database."""
    return Ledger(connection, chain_keys(first_key(connection, key).reveal()))


def _check_clock(newest: str, at: datetime) -> None:
    if not newest or at >= datetime.fromisoformat(newest) - CLOCK_SLACK:
        return
    raise StoreTrouble(
        f"De klok van deze computer loopt achter: het is volgens de klok {_day(at)}, "
        f"maar de laatste aantekening is van {_day(datetime.fromisoformat(newest))}. Er is niets bijgeschreven.",
        tip="Zet de klok goed en begin opnieuw. Staat de klok wel goed? Typ dan: kvv beheer klok.",
    )


def _day(at: datetime) -> str:
    return f"{at.astimezone():%d-%m-%Y %H:%M}"
