"""The record where nothing can be written: a folder that is only for reading, a disk that is full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from os.path import lexists
from pathlib import Path
from shutil import copyfile
from typing import Self

from sqlcipher3 import dbapi2

from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.saving import save
from kvv_triage.store.interface import Author, BrokenPlace
from kvv_triage.store.key import keyfile, keys
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.passing import IN_MEMORY, passing_folder
from kvv_triage.store.sqlcipher.connection import READ, READ_ALONE, WRITE, Connection
from kvv_triage.store.sqlcipher.copies import check_name
from kvv_triage.store.sqlcipher.faults import in_dutch
from kvv_triage.store.sqlcipher.mending import mended_copy, needs_a_look
from kvv_triage.store.sqlcipher.migrations import MIGRATIONS, Migration, migrate, version
from kvv_triage.store.sqlcipher.record import FileRecord
from kvv_triage.store.sqlcipher.settling import missing
from kvv_triage.store.sqlcipher.snapshot import journals, snapshot
from kvv_triage.store.sqlcipher.store import FILE_NAME, check_is_record
from kvv_triage.store.sqlcipher.witness import ENDING

ONLY_READ = "PRAGMA query_only = ON"
NO_ROOM = (OSError, dbapi2.OperationalError)


class ReadRecord(FileRecord):
    """A record that is only read: what is written to it is refused."""

    def __init__(
        self, folder: Path, key_file: bytes | None, connection: Connection, key: Secret[bytes], held: ExitStack
    ) -> None:
        """`key_file` was read before the record was opened: which one counts is seen in the record."""
        super().__init__(connection, key)
        self._folder, self._key_file, self._held = folder, key_file, held
        self.lacks_newest = False
        """Whether what stands in the log of the record alone could not be read."""

    def __enter__(self) -> Self:
        return self

    def back_up(self, target: Path, author: Author, at: datetime) -> Path:
        """Write a copy with its key file, which cannot be remembered; never in the place of anything else."""
        del author
        place = target.expanduser().absolute()
        if place.is_dir():
            place /= f"kvv-{at.astimezone():%Y-%m-%d}.kvv"
        check_name(self._folder / FILE_NAME, place)
        if lexists(place) or lexists(keyfile.key_file_of(place)):
            raise CannotDo(f"Op {place} staat al een bestand.", tip="Kies een andere naam voor de reservekopie.")
        key_file = keys.whole(self._folder, self._key_file, self.key)
        with in_dutch(place), _not_only_reading(self.connection.raw):
            snapshot(self.connection.raw, place, self.key)
            save(keyfile.key_file_of(place), key_file)
        return place

    def verify(self, *, whole: bool = False) -> BrokenPlace | None:
        """The first place that does not hold; raises StoreTrouble when not everything could be read."""
        if self.lacks_newest:
            raise StoreTrouble(
                "Niet alles is nagekeken: voor het laatste dat is vastgelegd, is nergens ruimte.",
                tip="Maak ruimte vrij op deze computer, en kijk het dan opnieuw na.",
            )
        return super().verify(whole=whole)

    def close(self) -> None:
        """Let go of the file, and of the copy if there was one."""
        super().close()
        self._held.close()


@contextmanager
def _not_only_reading(connection: dbapi2.Connection) -> Iterator[None]:
    """A copy elsewhere is no change of the record, but to the database it is writing."""
    connection.execute("PRAGMA query_only = OFF").fetchall()
    try:
        yield
    finally:
        connection.execute(ONLY_READ).fetchall()


def open_to_read(folder: Path, key: Secret[bytes], migrations: Sequence[Migration] = MIGRATIONS) -> ReadRecord:
    """The record in this folder, to read; raises StoreTrouble.

    It is read where it stands. When that needs writing, a copy is: of one with a log that nobody has open, of one with
    a damaged log, which is mended in the copy, or of an earlier shape. All are encrypted as they are. Without room for
    a copy anywhere, it is read as it was before.
    """
    path = folder / FILE_NAME
    with ExitStack() as held, in_dutch(path):
        key_file, found, is_whole = keyfile.read_raw(folder / keyfile.FILE_NAME), None, True
        connection = None if needs_a_look(path) else _in_its_place(path, key)
        if connection is None or version(connection.raw) < len(migrations):
            copied, found, is_whole = _of_copy(path, key, held)
            connection = copied or connection or _in_its_place(path, key) or Connection(path, key, READ_ALONE)
        held.callback(connection.raw.close)
        check_is_record(connection)
        migrate(connection.raw, connection.path, key, migrations, is_copy=connection.path != path)
        connection.raw.execute(ONLY_READ).fetchall()
        record = ReadRecord(folder, key_file, connection, key, held.pop_all())
        record.found, record.lacks_newest = found, not is_whole
        if is_whole and not found:
            record.found = missing(record, path)
        return record


def _in_its_place(path: Path, key: Secret[bytes]) -> Connection | None:
    """The record as it stands there; None when that needs something that cannot be written."""
    with suppress(dbapi2.Error):
        return Connection(path, key, READ)
    return None


def _of_copy(path: Path, key: Secret[bytes], held: ExitStack) -> tuple[Connection | None, StoreTrouble | None, bool]:
    """A copy of the record with its log, what was damaged in that, and whether all that can be read is there.

    There is no copy when there is no room for one.
    """
    is_broken = needs_a_look(path)
    for room in (None, IN_MEMORY):
        with ExitStack() as held_here, suppress(*NO_ROOM):  # also when there is no folder to write in at all
            beside = held_here.enter_context(passing_folder(room))
            witness = path.with_suffix(ENDING)
            for file in (path, *journals(path), *((witness,) if witness.exists() else ())):
                copyfile(file, beside / file.name)
            found, is_whole = None, True
            if is_broken:
                try:
                    found = mended_copy(beside / path.name, path, key)
                except StoreTrouble:  # the file itself is damaged as well: what there is can be read
                    is_whole = False
            connection = Connection(beside / path.name, key, WRITE)
            held.push(held_here.pop_all())
            return connection, found, is_whole
    return None, None, not journals(path)
