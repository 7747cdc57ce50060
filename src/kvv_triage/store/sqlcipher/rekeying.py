"""Another key for the record, so that what opened it before no longer does.

What a killed process leaves is the record with its old key or with its new key, and a key file that fits:

1. Nobody else has the record open, and nobody can open it until we let go.
2. A copy with the new key is made beside the record and read back.
3. The new key file is put beside the old one. It waits for the salt with which the copy begins.
4. The copy takes the place of the record. From this moment on the waiting key file is the one that counts.
5. It takes the place of the old one; after a kill, whoever reads the key file next does this. See `keyfile.decide`.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from sqlcipher3 import dbapi2

from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.saving import private_file, sync_file, sync_folder
from kvv_triage.store.key import keyfile, keys
from kvv_triage.store.key.derive import SIZE
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.sqlcipher.connection import COMPANIONS, connect
from kvv_triage.store.sqlcipher.earlier_keys import keep_earlier_keys
from kvv_triage.store.sqlcipher.faults import disk_failed, in_dutch
from kvv_triage.store.sqlcipher.snapshot import has_bad_page, making, remove, remove_unfinished
from kvv_triage.store.sqlcipher.store import FILE_NAME, FileStore, open_file

PATIENCE = 2000
"""Milliseconds in which another window may finish what it is writing."""


def renew(folder: Path, key: Secret[bytes], tell: Callable[[str], None] = lambda _: None) -> Secret[bytes]:
    """Give the record in this folder another key, which the same passphrase and recovery code give from now on.

    `tell` hears how far it is: each step reads or writes all of the record. Raises CannotDo when another window has it
    open, StoreTrouble when the disk fails; then it has its old key still.
    """
    path, fresh = folder / FILE_NAME, Secret(secrets.token_bytes(SIZE))
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.nieuw")
    with in_dutch(path), keys.renewing(folder):
        try:
            with open_file(path, key) as store, making(path):
                remove_unfinished(path)
                _take_alone(store)
                salt = _copy_with_key(store, beside, fresh, tell)
                keys.write_waiting(folder, key, fresh, before=_salt(store), after=salt)
                store.connection.check_place()
                if sys.platform == "win32":  # there a file that is open keeps its place
                    store.close()
                beside.replace(path)
                sync_folder(folder)
        finally:
            remove(beside)
    return fresh


def _take_alone(store: FileStore) -> None:
    """Have the whole record in its file, without a log beside it, and keep everybody else out until it is closed."""
    raw = store.connection.raw
    raw.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    try:
        raw.execute("PRAGMA journal_mode = DELETE").fetchall()  # refused as long as somebody else has it open
        raw.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
        raw.execute("BEGIN EXCLUSIVE")
        raw.execute("COMMIT")  # the lock stays: so the mode says
        is_alone = raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    except dbapi2.OperationalError as error:
        if not str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise
        is_alone = False
    if not is_alone or any(store.path.with_name(store.path.name + end).exists() for end in COMPANIONS):
        raise CannotDo("Een ander venster met kvv heeft de opslag open.", tip="Sluit alle vensters met kvv.")


def set_key(path: Path, before: Secret[bytes], after: Secret[bytes], earlier: Sequence[Secret[bytes]]) -> bytes:
    """Encrypt a copy that nobody has open with another key, and tell it which keys the record had before that one.

    `earlier` begins with the first key of all, by which the chain is made. Gives the salt with which the file begins
    from now on. Not to be interrupted: a copy that was is of no use.
    """
    salt = secrets.token_bytes(keyfile.RECORD_SALT_SIZE)
    with closing(connect(path, before)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE").fetchall()
        keep_earlier_keys(copy, earlier)
        try:
            copy.execute(f"PRAGMA rekey = \"x'{after.reveal().hex()}{salt.hex()}'\"").fetchall()
        except dbapi2.OperationalError as error:  # SQLCipher does not tell why; the key is right, so it is the disk
            raise disk_failed(path) from error
    return salt


def _copy_with_key(store: FileStore, beside: Path, fresh: Secret[bytes], tell: Callable[[str], None]) -> bytes:
    """Write a copy of the record with another key, and see that it holds; it is on disk when this gives its salt."""
    private_file(beside, is_new=True)
    tell("Stap 1 van 3: kopiëren.")
    store.connection.raw.execute("VACUUM INTO ?", (str(beside),))
    tell("Stap 2 van 3: opnieuw versleutelen.")
    salt = set_key(beside, store.key, fresh, (*store.earlier_keys(), store.key))
    tell("Stap 3 van 3: nalezen.")
    with open_file(beside, fresh) as copied:
        is_whole = not has_bad_page(copied.connection.raw) and copied.head() == store.head()
    if not is_whole or keyfile.salt_of(beside) != salt:
        raise StoreTrouble(f"De kopie {beside} is niet goed gelukt.", tip="Er is niets veranderd. Probeer het opnieuw.")
    sync_file(beside)
    return salt


def _salt(store: FileStore) -> bytes:
    return bytes.fromhex(store.connection.raw.execute("PRAGMA cipher_salt").fetchone()[0])
