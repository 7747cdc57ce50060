"""The shapes that the database had, as numbered steps from each to the next.

A step never changes once it was released; a new shape is a new step at the end, and a database of the shape before it
is kept in `tests/fixtures/store`. Each step runs in one transaction, after a backup of the file as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlcipher3 import dbapi2

from kvv_triage.store.faults import Newer
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.sqlcipher.snapshot import snapshot

Migration = Callable[[dbapi2.Connection], None]

FIRST_SHAPE = (
    """CREATE TABLE log (
        one INTEGER PRIMARY KEY CHECK (one = 1), count INTEGER NOT NULL, head BLOB NOT NULL, newest TEXT NOT NULL,
        seal BLOB NOT NULL) STRICT""",
    """CREATE TABLE session (
        id TEXT PRIMARY KEY, case_name TEXT, case_key TEXT, started TEXT NOT NULL, author TEXT NOT NULL,
        role TEXT NOT NULL, closed TEXT, level TEXT, thresholds TEXT NOT NULL, owner TEXT, look_again TEXT,
        is_skeleton INTEGER NOT NULL, last_at TEXT NOT NULL, count INTEGER NOT NULL, tip BLOB NOT NULL,
        seal BLOB NOT NULL) STRICT, WITHOUT ROWID""",
    "CREATE INDEX session_by_start ON session (started)",
    "CREATE INDEX session_by_case ON session (case_key, started)",
    "CREATE INDEX session_if_open ON session (started) WHERE closed IS NULL",
    """CREATE TABLE entry (
        place INTEGER PRIMARY KEY, session TEXT, number INTEGER, at TEXT, author TEXT, role TEXT, kind TEXT,
        body TEXT, nonce BLOB, link BLOB NOT NULL) STRICT""",
    "CREATE UNIQUE INDEX entry_by_session ON entry (session, number)",
    "CREATE TABLE content (fingerprint TEXT PRIMARY KEY, text TEXT NOT NULL, seal BLOB NOT NULL) STRICT",
    """CREATE TABLE holder (
        session TEXT PRIMARY KEY, author TEXT NOT NULL, role TEXT NOT NULL, since TEXT NOT NULL) STRICT""",
)


def first_shape(connection: dbapi2.Connection) -> None:
    """Version 1: the log, sessions, entries, content, and who holds a session."""
    for statement in FIRST_SHAPE:
        connection.execute(statement)


def second_shape(connection: dbapi2.Connection) -> None:
    """Version 2: the keys that the record had before, oldest first."""
    connection.execute("CREATE TABLE earlier_key (number INTEGER PRIMARY KEY, key BLOB NOT NULL) STRICT")


MIGRATIONS: tuple[Migration, ...] = (first_shape, second_shape)


def upgrade_backups(path: Path) -> tuple[Path, ...]:
    """The backups that `migrate` made beside the record at this path."""
    return tuple(sorted(path.parent.glob(f"{path.stem}-versie-*{path.suffix}")))


def version(connection: dbapi2.Connection) -> int:
    """The number of the last step that was applied; 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(
    connection: dbapi2.Connection,
    path: Path,
    key: Secret[bytes],
    migrations: Sequence[Migration] = MIGRATIONS,
    *,
    is_copy: bool = False,
) -> None:
    """Bring the file to the newest shape, with a backup beside it before every step; what is a copy itself gets none.

    Raises StoreTrouble when a newer kvv made the file.
    """
    while (number := version(connection)) < len(migrations):
        if number > 0 and not is_copy:
            snapshot(connection, path.with_name(f"{path.stem}-versie-{number}{path.suffix}"), key)
        _apply(connection, migrations[number], number)
    if number > len(migrations):
        raise Newer(path)


def _apply(connection: dbapi2.Connection, migration: Migration, number: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if version(connection) == number:  # else another process was first
            migration(connection)
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
