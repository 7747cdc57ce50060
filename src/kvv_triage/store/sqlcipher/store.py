"""The store in one SQLCipher file beside its key file: the narrow interface, kept on this machine."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Self

from sqlcipher3 import dbapi2

from kvv_triage.errors import CannotDo, KvvError, SessionHeld, StoreTrouble
from kvv_triage.language.spelling import case_key
from kvv_triage.saving import OWNER_FOLDER, private_folder, sync_folder
from kvv_triage.store.chain import START, next_head, row_seal
from kvv_triage.store.faults import vanished
from kvv_triage.store.ids import new_id, next_id, tidied
from kvv_triage.store.interface import (
    LEAST_TYPED,
    NO_CHANGE,
    Author,
    BrokenPlace,
    Change,
    Entry,
    Sent,
    SessionRow,
    Verified,
)
from kvv_triage.store.key import keyfile
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.locks import IsTaken, locked
from kvv_triage.store.sqlcipher.connection import Connection, connect
from kvv_triage.store.sqlcipher.earlier_keys import earlier_keys
from kvv_triage.store.sqlcipher.faults import damaged, in_dutch
from kvv_triage.store.sqlcipher.ledger import SELECT_SHOWN, Clock, Ledger, ledger_of
from kvv_triage.store.sqlcipher.mending import mended
from kvv_triage.store.sqlcipher.migrations import MIGRATIONS, Migration, migrate, version
from kvv_triage.store.sqlcipher.rows import (
    SHOWN_ENTRY_COLUMNS,
    UPKEEP,
    StoredSession,
    moment,
    placeholders,
    shown_entries,
    shown_session,
)
from kvv_triage.store.sqlcipher.settling import remarks, settle
from kvv_triage.store.sqlcipher.snapshot import remove, slot_of
from kvv_triage.store.sqlcipher.verify import CLEANED, CONTENT, ELSEWHERE, ERASED, first_broken
from kvv_triage.store.sqlcipher.witness import Witness

FILE_NAME = keyfile.RECORD_NAME
SELECT_SHOWN_ENTRIES = (
    f"SELECT {', '.join(SHOWN_ENTRY_COLUMNS)} FROM entry WHERE session = ? AND number > 0 ORDER BY number"  # noqa: S608 -- names of our own columns
)
HELD = "bezet"
"""The folder with an empty file for each session that is open somewhere."""

BATCH = 20
"""Sessions whose entries are read at once: few enough to stay in the cache, many enough to be read quickly."""


def open_store(
    folder: Path, key: Secret[bytes], *, create: bool = False, migrations: Sequence[Migration] = MIGRATIONS
) -> FileStore:
    """Open the record in this folder, or make it when `create` says that there should be none yet.

    Raises StoreTrouble: no file, a wrong key, damage, a newer version, a disk that fails.
    """
    path = folder / FILE_NAME
    with in_dutch(path):
        if create:
            private_folder(folder)
            _create(path, key, migrations)
        if not path.exists():
            raise vanished(path)
        store = open_file(path, key, migrations)
        try:
            settle(store, is_new=create)
        except BaseException:
            store.close()
            raise
        return store


def open_file(path: Path, key: Secret[bytes], migrations: Sequence[Migration] = MIGRATIONS) -> FileStore:
    """Open the record at this path, without its witness; raises what the disk and the database raise."""
    if not path.stat().st_size:  # SQLite would take it for a new database and begin to fill it
        raise damaged(path)
    with mended(path, key) as found:
        connection = Connection(path, key)
    try:
        check_is_record(connection)
        migrate(connection.raw, path, key, migrations)
        store = FileStore(connection, key)
    except BaseException:
        connection.raw.close()
        raise
    store.found = found
    return store


def check_is_record(connection: Connection) -> None:
    """Raise StoreTrouble for a file that is no record."""
    if not version(connection.raw):  # an empty file opens with every key
        raise damaged(connection.path)


def _create(path: Path, key: Secret[bytes], migrations: Sequence[Migration]) -> None:
    """Make the file beside its place and move it there, so that a half-made one is never taken for a record."""
    if path.exists():  # whole, by one rename; and who opens it may have the lock
        return
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.nieuw")
    try:
        with locked(slot_of(path)):
            if path.exists():
                return
            with closing(connect(beside, key, is_new=True)) as connection:
                migrate(connection, beside, key, migrations, is_copy=True)  # of what is empty nobody needs a backup
                ledger_of(connection, key).start()
            beside.replace(path)
            sync_folder(path.parent)
    except IsTaken as error:
        raise StoreTrouble("Een ander venster begint net aan het bestand.", tip="Probeer het opnieuw.") from error
    finally:
        remove(beside)


class FileStore:
    """The record in one file; see `interface.Store` for what each method promises."""

    def __init__(self, connection: Connection, key: Secret[bytes]) -> None:
        self.connection = connection
        self.key = key
        self.path = connection.path
        self.ledger = ledger_of(connection.raw, key)
        self.found: StoreTrouble | None = None
        """What was found broken at the opening, and is settled; see `interface.Store`."""
        self.witness: Witness | None = None
        """What knows how far this record came; a copy has none."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        with suppress(dbapi2.Error):  # all that matters is on disk already; the next one to open tidies up
            self.connection.raw.close()

    def earlier_keys(self) -> tuple[Secret[bytes], ...]:
        """Every key that the record had before, oldest first: what copies from then open with."""
        with in_dutch(self.path):
            return earlier_keys(self.connection.raw)

    @contextmanager
    def writing(self) -> Iterator[Ledger]:
        """One transaction, whose failures are Dutch sentences."""
        self.ledger.newest = None
        with in_dutch(self.path), self.connection.writing():
            yield self.ledger
        if self.witness and self.ledger.newest:
            self.witness.follow(*self.ledger.newest)

    @contextmanager
    def reading(self) -> Iterator[Ledger]:
        """One moment of the record, whose failures are Dutch sentences."""
        with in_dutch(self.path), self.connection.reading():
            yield self.ledger

    def begin(self, author: Author, at: datetime) -> str:
        """Begin a session under a new id."""
        with self.writing() as ledger:
            session = new_id()
            while ledger.session(session):
                session = new_id()
            ledger.begin(session, author, at)
            return session

    def append(
        self, session: str, kind: str, body: str, author: Author, at: datetime, change: Change = NO_CHANGE
    ) -> Entry:
        """Add an entry, durably."""
        with self.writing() as ledger:
            row = _writable(ledger.session(session), session)
            return ledger.add(row, kind, body, author, at, change)[1].shown()

    def deliver(self, sent: Sent) -> str:
        """Keep a session that was written down before, or the rest of it."""
        first, session = sent.entries[0], sent.session
        with self.writing() as ledger:
            while (row := ledger.session(session)) and not _is_begun_as(row, ledger, sent):
                session = next_id(session)
            if _went(ledger, session):
                return session
            for fingerprint, text in sent.contents.items():
                self._keep_content(ledger, fingerprint, text, first.author, first.at, Clock.LATE)
            row = row or ledger.begin(session, first.author, first.at, clock=Clock.LATE)
            for entry in sent.entries[row.count - 1 :]:
                row, _ = ledger.add(row, entry.kind, entry.body, entry.author, entry.at, entry.change, clock=Clock.LATE)
            return session

    def entries(self, session: str) -> tuple[Entry, ...]:
        """The entries of a session in order."""
        with self.reading():
            rows = self.connection.raw.execute(SELECT_SHOWN_ENTRIES, (session,)).fetchall()
        return tuple(shown_entries(rows))

    def entries_of(
        self,
        kinds: frozenset[str],
        since: datetime | None,
        until: datetime | None,
        *,
        known: frozenset[str] | None = None,
    ) -> Iterator[Entry]:
        """The entries of these kinds, session by session; between two batches others may write."""
        where, values = _begun(since, until)
        with self.reading():
            rows = self.connection.raw.execute(f"SELECT id FROM session WHERE {where} ORDER BY started, id", values)  # noqa: S608 -- no value is in the text
            sessions = [session for (session,) in rows]
        passed_over = None if known is None else sorted(known - kinds)
        for start in range(0, len(sessions), BATCH):
            yield from self._entries_of(sorted(kinds), passed_over, sessions[start : start + BATCH])

    def _entries_of(
        self, kinds: Sequence[str], passed_over: Sequence[str] | None, sessions: Sequence[str]
    ) -> Iterator[Entry]:
        # The index gives them in this order; to sort them by start in SQL takes twice as long as all the rest.
        named = kinds if passed_over is None else passed_over
        query = (
            f"SELECT {', '.join(SHOWN_ENTRY_COLUMNS)} FROM entry WHERE session IN ({placeholders(sessions)}) "  # noqa: S608 -- names of our own columns
            f"AND number > 0 AND kind {'IN' if passed_over is None else 'NOT IN'} ({placeholders(named)}) "
            "ORDER BY session, number"
        )
        with self.reading():
            entries = self.connection.raw.execute(query, (*sessions, *named)).fetchall()
        by_session = {session: list(some) for session, some in groupby(entries, itemgetter(0))}
        return shown_entries([entry for session in sessions for entry in by_session.get(session, ())])

    def sessions(
        self,
        case: str | None = None,
        *,
        open_only: bool = False,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
    ) -> tuple[SessionRow, ...]:
        """Sessions, newest first."""
        where, values = _begun(since, until)
        if case is not None:
            where, values = f"{where} AND case_key = ?", (*values, case_key(case))
        if open_only:
            where = f"{where} AND closed IS NULL"
        with self.reading():
            rows = self.connection.raw.execute(
                f"{SELECT_SHOWN} WHERE {where} ORDER BY started DESC, id LIMIT ?",
                (*values, -1 if limit is None else limit),
            )
            return tuple(map(shown_session, rows))

    def find(self, session: str) -> SessionRow | None:
        """The session with this id, however it is typed."""
        meant = tidied(session)
        with self.reading():
            row = self.connection.raw.execute(f"{SELECT_SHOWN} WHERE id = ?", (meant,)).fetchone()
            return None if row is None else shown_session(row)

    def keep_content(self, fingerprint: str, canonical_text: str, author: Author, at: datetime) -> None:
        """Keep a content; a note in the chain tells that it belongs there."""
        if self.content(fingerprint) is not None:
            return
        with self.writing() as ledger:
            self._keep_content(ledger, fingerprint, canonical_text, author, at)

    def _keep_content(
        self, ledger: Ledger, fingerprint: str, text: str, author: Author, at: datetime, clock: Clock = Clock.CHECKED
    ) -> None:
        sealed = row_seal(ledger.keys, "content", (fingerprint, text))
        added = self.connection.raw.execute(
            "INSERT OR IGNORE INTO content VALUES (?, ?, ?)", (fingerprint, text, sealed)
        )
        if added.rowcount:
            ledger.note(CONTENT, {"vingerafdruk": fingerprint, "zegel": sealed.hex()}, author, at, clock=clock)

    def content(self, fingerprint: str) -> str | None:
        """The content with this fingerprint."""
        with self.reading():
            contents = self.connection.raw.execute("SELECT text FROM content WHERE fingerprint = ?", (fingerprint,))
            row = contents.fetchone()
            return None if row is None else str(row[0])

    @contextmanager
    def hold(self, session: str, author: Author, at: datetime) -> Iterator[None]:
        """Take a session: the system locks a file; who has it stands in the record, where no stranger reads it."""
        with ExitStack() as held:
            with in_dutch(self.path):
                self._take(held, session, author, at)
            yield

    def _take(self, held: ExitStack, session: str, author: Author, at: datetime) -> None:
        with self.reading() as ledger:
            _writable(ledger.session(session), session)
        folder = self.path.with_name(HELD)
        folder.mkdir(mode=OWNER_FOLDER, exist_ok=True)
        try:
            held.enter_context(locked(folder / f"{session}.slot"))
        except IsTaken as error:
            raise self._is_held(session) from error
        values = (session, author.name, author.role, moment(at))
        with self.writing():
            self.connection.raw.execute("INSERT OR REPLACE INTO holder VALUES (?, ?, ?, ?)", values)
        held.callback(self._release, session)

    def _release(self, session: str) -> None:
        with suppress(KvvError), self.writing():  # the lock is what counts; the name is overwritten by the next one
            self.connection.raw.execute("DELETE FROM holder WHERE session = ?", (session,))

    def _is_held(self, session: str) -> SessionHeld:
        with self.reading():
            holders = self.connection.raw.execute(
                "SELECT author, role, since FROM holder WHERE session = ?", (session,)
            )
            row = holders.fetchone()
        tip = "Sluit de sessie daar, of wacht tot die klaar is."
        if row is None:
            return SessionHeld(f"Sessie {session} is net ergens anders geopend.", tip=tip)
        since = datetime.fromisoformat(row[2]).astimezone()
        who = row[0] or row[1] or "een collega"
        return SessionHeld(f"Sessie {session} is open bij {who} sinds {since:%d-%m-%Y %H:%M}.", tip=tip)

    def head(self) -> str:
        """The keyed head over all sessions."""
        with self.reading() as ledger:
            log = ledger.log()
            return (log.head if log else START).hex()

    def knows_head(self, printed: str) -> bool:
        """Whether the record once had this head."""
        wanted = "".join(printed.split()).replace("-", "").lower()
        if len(wanted) < LEAST_TYPED:
            raise CannotDo(f"Typ minstens {LEAST_TYPED} tekens van het zegel.")
        with self.reading() as ledger:
            head = START
            for (link,) in self.connection.raw.execute("SELECT link FROM entry ORDER BY place"):
                head = next_head(ledger.keys, head, link)
                if head.hex().startswith(wanted):
                    return True
            return False

    def verified(self) -> Verified | None:
        """Up to where everything was read before and held."""
        return self.witness.stand.verified if self.witness else None

    def verify(self, *, whole: bool = False) -> BrokenPlace | None:
        """The first place that does not hold."""
        known = None if whole else self.verified()
        with self.reading() as ledger:
            broken, log = first_broken(self.connection.raw, ledger, known), ledger.log()
        if self.witness and log and not broken:
            self.witness.remember(Verified(log.count, log.head, datetime.now(UTC)))
        return broken

    def remarks(self) -> tuple[str, ...]:
        """What was found at earlier openings."""
        with self.reading() as ledger:
            return tuple(remarks(ledger))

    def tidy(self) -> bool:
        """Have nothing left in the file of what was removed, and nothing in its journal.

        False when another process has the file open, or the disk has no room for it: encrypted remains stay until the
        next time. What was removed is gone from the record either way.
        """
        try:
            self.connection.raw.execute("VACUUM")  # secure_delete misses what moved within a page
            busy, _, _ = self.connection.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except dbapi2.Error:
            return False
        return not busy

    def accept_clock(self, author: Author, at: datetime) -> None:
        """Go on from this moment; a note in the chain tells who said so."""
        with self.writing() as ledger:
            ledger.note("klok", {}, author, at, clock=Clock.ACCEPTED)


def _is_begun_as(row: StoredSession, ledger: Ledger, sent: Sent) -> bool:
    """Whether a session is this one, as far as it was kept before; what differs is another one."""
    kept = [(entry.kind, entry.body) for entry in ledger.entries(row.id) if entry.number]
    written = [(entry.kind, entry.body) for entry in sent.entries]
    is_same = all(here == there for here, there in zip(kept, written, strict=False))
    return row.started == moment(sent.entries[0].at) and (is_same or bool(row.is_skeleton))


def _went(ledger: Ledger, session: str) -> bool:
    """Whether a session was erased or cleaned up; delivered again, it would be back."""
    removals = (body for kind, body in ledger.notes() if kind in {CLEANED, ERASED, ELSEWHERE})
    return any(session in ids for body in removals for ids in body.values() if isinstance(ids, list))


def _begun(since: datetime | None, until: datetime | None) -> tuple[str, tuple[str, ...]]:
    """The condition for real sessions that began in this period, and its values."""
    where, values = "id <> ?", [UPKEEP]
    if since is not None:
        where, values = f"{where} AND started >= ?", [*values, moment(since)]
    if until is not None:
        where, values = f"{where} AND started < ?", [*values, moment(until)]
    return where, tuple(values)


def _writable(row: StoredSession | None, session: str) -> StoredSession:
    if row is None:
        raise CannotDo(f"Er is geen sessie {session}.", tip="Bekijk de sessies met: kvv sessies.")
    if row.is_skeleton:
        raise CannotDo(f"Sessie {session} is opgeschoond. Er kan niets meer bij.", tip="Begin een nieuwe: kvv triage.")
    return row
