"""The record where nothing can be written: a folder that is only for reading, a disk that is full."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from kvv_triage.store.key.secret import Secret
from kvv_triage.store.sqlcipher.connection import Connection
from kvv_triage.store.sqlcipher.faults import in_dutch
from kvv_triage.store.sqlcipher.record import FileRecord
from kvv_triage.store.sqlcipher.store import FILE_NAME, check_is_record


class ReadRecord(FileRecord):
    """A record that is only read; what is written to it is refused, or gone when it is closed."""

    def __init__(self, connection: Connection, key: Secret[bytes], held: ExitStack) -> None:
        super().__init__(connection, key)
        self._held = held

    def close(self) -> None:
        """Let go of the file, and of the copy if there was one."""
        super().close()
        self._held.close()


def open_to_read(folder: Path, key: Secret[bytes]) -> ReadRecord:
    """The record in this folder, to read; raises StoreTrouble.

    What only stands in its log can be read from a copy alone, encrypted as it is. Without room for one anywhere, it is
    read as it was before.
    """
    path = folder / FILE_NAME
    with ExitStack() as held, in_dutch(path):
        connection = _of_copy(path, key, held) or Connection(path, key, is_only_read=True)
        held.callback(connection.raw.close)
        check_is_record(connection)
        return ReadRecord(connection, key, held.pop_all())


def _of_copy(path: Path, key: Secret[bytes], held: ExitStack) -> Connection | None:
    """A copy of the record with its log; None when it has none, or there is no room."""
    log = path.with_name(f"{path.name}-wal")
    with suppress(OSError):  # also when there is no folder to write in at all
        if log.stat().st_size:
            beside = Path(held.enter_context(TemporaryDirectory(prefix="kvv-")))
            for file in (path, log):
                copyfile(file, beside / file.name)
            return Connection(beside / path.name, key)
    return None
