"""Opening the record of a folder with its key, making it the first time, and putting a copy of it back.

The one place that knows which kind of store there is: everything else sees `Store`, `Upkeep` or both.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.store import letters
from kvv_triage.store.interface import Author, Record, Restored
from kvv_triage.store.key import keyfile
from kvv_triage.store.key.keyfile import KeyFile
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.sqlcipher import copies, reading, rekeying, restoring
from kvv_triage.store.sqlcipher.left_over import tidy_up
from kvv_triage.store.sqlcipher.reading import ReadRecord
from kvv_triage.store.sqlcipher.record import FileRecord
from kvv_triage.store.sqlcipher.store import open_store
from kvv_triage.store.sqlcipher.sweeping import remove_second_names


def open_record(folder: Path, key: Secret[bytes]) -> Record:
    """Open the record that belongs to the key file in this folder; close it, or use it in a `with`.

    The key file remembers whether the record was ever made. So a start that was killed in between goes on the next
    time, and a record that was there and is gone is never quietly replaced by an empty one. Raises StoreTrouble, also
    when the key file was changed; one of an earlier format becomes one of the newest. What was said while the record
    was closed is delivered into it.
    """
    path = folder / keyfile.FILE_NAME
    keys = keyfile.read(path)
    if keys is None:
        return _opened(folder, key)
    if not keyfile.is_about(keys, key):
        raise _has_another_key()
    keyfile.check_whole(path, keys, key)
    record = _opened(folder, key, create=not keys.is_begun)
    try:
        earlier = record.earlier_keys()
        _add_found(record, letters.deliver(record, folder, (key, *earlier)))
        _add_found(record, letters.note_letterbox(folder, key, earlier))
        _note_begun(path, keys, key)
    except BaseException:
        record.close()
        raise
    return record


def _add_found(record: FileRecord, more: StoreTrouble | None) -> None:
    if more:
        found = record.found
        record.found = StoreTrouble(f"{found.message} {more.message}", tip=more.tip) if found else more


def _note_begun(path: Path, keys: KeyFile, key: Secret[bytes]) -> None:
    if not keys.is_begun:
        keyfile.write(path, replace(keys, is_begun=True), key)
    elif not keys.is_sealed:
        with suppress(StoreTrouble):  # it can be done the next time as well
            keyfile.write(path, keys, key)


def open_to_read(folder: Path, key: Secret[bytes]) -> ReadRecord:
    """Open the record in this folder although nothing can be written there; raises StoreTrouble."""
    return reading.open_to_read(folder, key)


def check_free(folder: Path) -> None:
    """Raise CannotDo while a session is open in any window."""
    for session in copies.held_sessions(folder):
        raise CannotDo(f"Sessie {session} is nog open. Er is niets veranderd.", tip="Sluit alle vensters met kvv.")


def renew(folder: Path, key: Secret[bytes], tell: Callable[[str], None] = lambda _: None) -> Secret[bytes]:
    """Give the record another key, so that what opened it before no longer does; gives that key.

    `tell` hears how far it is. Raises CannotDo while another window has the record open, StoreTrouble when it fails;
    then nothing has changed.
    """
    check_free(folder)
    fresh = rekeying.renew(folder, key, tell)
    letters.note_letterbox(folder, fresh)  # whoever has the key of before reads nothing more
    return fresh


def restore(
    folder: Path, key: Secret[bytes], source: Path, author: Author, at: datetime, key_file: bytes | None = None
) -> Restored:
    """Put a copy in the place of the record, after reading it whole; the file that stood there is kept aside.

    What was erased or cleaned up after the copy was made goes from it again, as far as the present file can still be
    read. `key_file` becomes the key file of the folder. Raises CannotDo when there is no copy or a window is open,
    StoreTrouble when the copy does not hold; then nothing has changed.
    """
    restored = restoring.restore(folder, key, source, author, at, key_file)
    letters.note_letterbox(folder, key)
    return restored


def _opened(folder: Path, key: Secret[bytes], *, create: bool = False) -> FileRecord:
    tidy_up(folder)
    with suppress(OSError):  # while nobody has it open: on Windows no name goes of a file that somebody has open
        remove_second_names(folder / keyfile.RECORD_NAME)
    try:
        store = open_store(folder, key, create=create)
    except StoreTrouble as trouble:
        keys = keyfile.read(folder / keyfile.FILE_NAME)
        if keys is not None and not keyfile.is_about(keys, key):  # it was replaced while we waited for it
            raise _has_another_key() from trouble
        raise
    record = FileRecord(store.connection, store.key)
    record.found, record.witness = store.found, store.witness
    return record


def _has_another_key() -> StoreTrouble:
    return StoreTrouble("De opslag heeft een andere sleutel gekregen.", tip="Begin opnieuw.")
