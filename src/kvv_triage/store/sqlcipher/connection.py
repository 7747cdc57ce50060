"""An open SQLCipher file: how it is opened, and a transaction that is on disk when it returns.

The journal is a write-ahead log. One append then costs one sync of the disk instead of four, a list or a check that
reads for seconds never makes a worker wait, and what is in the log is encrypted page by page like the file. The price:
it needs memory that all processes share, so it does not work on a network folder that several machines use at once.
There the old rollback journal is used: slower, but it needs nothing but locks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Literal
from weakref import WeakSet

from sqlcipher3 import dbapi2

from kvv_triage.saving import identity, private_file
from kvv_triage.store.faults import vanished
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.locks import in_turn
from kvv_triage.store.sqlcipher.network import is_on_network

WAIT_SECONDS = 30
"""How long a writer waits for other processes: 8 that write without a pause stay far below."""

COMPANIONS = ("-wal", "-shm", "-journal")
"""What SQLite may keep beside a database, with the same rights."""


How = Literal["mode=rw", "mode=ro", "mode=ro&immutable=1"]
WRITE: How = "mode=rw"
READ: How = "mode=ro"
"""With what others write meanwhile; this needs its log, or room to begin one."""
READ_ALONE: How = "mode=ro&immutable=1"
"""Without its log; this needs nothing but the file."""

QUEUE = "bezet/beurt"
"""The file behind which writers wait, in a folder that only a record in use has: a copy on a stick gets none."""


@contextmanager
def opened(path: Path, key: Secret[bytes]) -> Iterator[dbapi2.Connection]:
    """Give a connection to the existing file and close it afterwards."""
    with closing(connect(path, key)) as connection:
        yield connection


def connect(path: Path, key: Secret[bytes], *, is_new: bool = False, how: How = WRITE) -> dbapi2.Connection:
    """Open the file with a key of 32 bytes; raises what the database or the disk raises, FileExistsError included."""
    if is_new:
        private_file(path, is_new=True)  # before SQLite makes it: it gives its companions the same rights
    connection = dbapi2.connect(
        f"{for_sqlite(path.resolve().as_uri())}?{how}", uri=True, timeout=WAIT_SECONDS, isolation_level=None
    )
    try:
        _prepare(connection, path, key)
    except BaseException:
        connection.close()
        raise
    return connection


def for_sqlite(uri: str) -> str:
    """The address of a file as SQLite takes it: to it a share is a path too, where others want the server first."""
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


def _prepare(connection: dbapi2.Connection, path: Path, key: Secret[bytes]) -> None:
    # Its English log lines on stderr hold no values, but they are not for our users; and they come before the key.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.reveal().hex()}'\"")
    connection.execute("PRAGMA cipher_memory_security = ON")
    journal = "TRUNCATE" if is_on_network(path.parent) else "WAL"
    for setting in (
        f"journal_mode = {journal}",
        "synchronous = FULL",
        "secure_delete = ON",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {setting}").fetchall()
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()  # the first read shows whether the key fits


_MADE: WeakSet[Connection] = WeakSet()


def is_open_here(path: Path) -> bool:
    """Whether this process has the file open."""
    return any(connection.is_open and connection.file == identity(path) for connection in _MADE)


class Connection:
    """A connection that knows which file it has open, so that it never writes into one that was taken away."""

    def __init__(self, path: Path, key: Secret[bytes], how: How = WRITE) -> None:
        self.path = path
        self.file = identity(path)  # first: one that takes its place meanwhile is not the one that we opened
        self.raw = connect(path, key, how=how)
        (journal,) = self.raw.execute("PRAGMA journal_mode").fetchone()
        self._queue = path.parent / QUEUE if journal == "wal" else None  # on a share locks may cost a second each
        _MADE.add(self)

    @property
    def is_open(self) -> bool:
        """Whether nobody closed it yet."""
        try:
            self.raw.execute("SELECT 1")
        except dbapi2.ProgrammingError:
            return False
        return True

    @contextmanager
    def writing(self) -> Iterator[dbapi2.Connection]:
        """One transaction: on disk when this returns, gone without a trace when anything is raised."""
        self.check_place()
        with self._turn():
            self.raw.execute("BEGIN IMMEDIATE")
        try:
            yield self.raw
            self.check_place()
            self.raw.execute("COMMIT")
        except BaseException:
            if self.raw.in_transaction:  # a full disk makes SQLite roll back by itself
                self.raw.execute("ROLLBACK")
            raise

    def _turn(self) -> AbstractContextManager[None]:
        """Our turn to write: SQLite itself looks ever more rarely, so that who waits long would wait ever longer."""
        return in_turn(self._queue, WAIT_SECONDS) if self._queue else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[dbapi2.Connection]:
        """One moment of the record: what others write meanwhile is not seen."""
        self.check_place()
        self.raw.execute("BEGIN")
        try:
            yield self.raw
        finally:
            self.raw.execute("ROLLBACK")

    def check_place(self) -> None:
        """Raise StoreTrouble when our file is gone or replaced: on POSIX, writing into a removed file succeeds."""
        try:
            is_ours = identity(self.path) == self.file
        except (FileNotFoundError, NotADirectoryError):
            is_ours = False
        if not is_ours:
            raise vanished(self.path)
