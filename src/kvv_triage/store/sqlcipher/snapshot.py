"""A whole, verified copy of an open database, in one file with the same key."""

from __future__ import annotations

import secrets
from contextlib import suppress
from glob import escape
from pathlib import Path

from sqlcipher3 import dbapi2

from kvv_triage.errors import StoreTrouble
from kvv_triage.saving import private_file, sync_file, sync_folder
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.sqlcipher.connection import COMPANIONS, opened


def snapshot(connection: dbapi2.Connection, target: Path, key: Secret[bytes]) -> Path:
    """Write the record as it is now, without what was deleted; an older copy at `target` stays until this one is good.

    Raises StoreTrouble when what was written cannot be read back.
    """
    remove_unfinished(target)
    beside = target.with_name(f"{target.name}.{secrets.token_hex(4)}.nieuw")
    try:
        private_file(beside, is_new=True)
        connection.execute("VACUUM INTO ?", (str(beside),))
        check_pages(beside, key)
        sync_file(beside)
        beside.replace(target)
    finally:
        remove(beside)
    sync_folder(target.parent)
    return target


def check_pages(path: Path, key: Secret[bytes]) -> None:
    """Read every page; raises StoreTrouble when one was changed, and the database's error when it cannot be opened."""
    with opened(path, key) as connection:
        if has_bad_page(connection):
            raise StoreTrouble(f"De kopie {path} is niet goed gelukt.", tip="Maak een nieuwe, op een andere plaats.")


def has_bad_page(connection: dbapi2.Connection) -> bool:
    """Whether a page of the file does not carry the keyed hash that fits it, or the tables do not fit together."""
    if connection.execute("PRAGMA cipher_integrity_check").fetchall():
        return True
    return bool(connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)])


def remove_unfinished(target: Path) -> None:
    """Remove what a process that was killed left of a file it was making here."""
    for left in target.parent.glob(f"{escape(target.name)}.*.nieuw*"):
        left.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Remove a database with what SQLite keeps beside it, as far as it is there."""
    for name in (path.name, *(path.name + end for end in COMPANIONS)):
        with suppress(FileNotFoundError):
            path.with_name(name).unlink()
