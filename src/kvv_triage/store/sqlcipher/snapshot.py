"""A whole, verified copy of an open database, in one file with the same key."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from sqlcipher3 import dbapi2

from kvv_triage.errors import StoreTrouble
from kvv_triage.saving import UNFINISHED, private_file, sync_file, sync_folder
from kvv_triage.store.faults import Busy
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.locks import IsTaken, locked
from kvv_triage.store.sqlcipher.connection import COMPANIONS, opened

MADE_BY_SQLITE = re.compile(rf"(?P<whole>{UNFINISHED.pattern})(?:{'|'.join(COMPANIONS)})?")
"""What a database is called that is being made, and what SQLite keeps beside it."""


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
        remove_journal(target)  # left behind, it would be taken for the journal of this one
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
    """Whether a page of the file does not carry the keyed hash that fits it, or the tables and indexes do not fit."""
    if connection.execute("PRAGMA cipher_integrity_check").fetchall():
        return True
    return bool(connection.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)])


def slot_of(path: Path) -> Path:
    """Whoever looks into a database that may be damaged, or puts another in its place, holds this locked: not long."""
    return path.with_name(f"{path.name}.slot")


def making_of(path: Path) -> Path:
    """Whoever makes a whole other file for the place of a database, which takes long, holds this locked."""
    return path.with_name(f"{path.name}.maken.slot")


@contextmanager
def making(path: Path) -> Iterator[None]:
    """Be the only one that makes another file for this place, and have nobody tidy up beside it; raises Busy."""
    with ExitStack() as held:
        try:
            held.enter_context(locked(making_of(path)))
        except IsTaken as error:
            raise Busy("Een ander venster maakt net een nieuw bestand.", tip="Probeer het zo opnieuw.") from error
        yield


@contextmanager
def tidying(path: Path) -> Iterator[None]:
    """While this is held, what is unfinished here or has two names is a left-over; else it raises IsTaken."""
    with locked(making_of(path)), locked(slot_of(path)):
        yield


def remove_unfinished(target: Path) -> None:
    """Remove what a process that was killed left of a file it was making here; a name that only looks like it stays."""
    for left in target.parent.iterdir():
        name = left.name
        while match := MADE_BY_SQLITE.fullmatch(name):  # of a file that is being made another can be made
            name = match["name"]
            if name == target.name:
                left.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Remove a database with what SQLite keeps beside it, as far as it is there."""
    with suppress(FileNotFoundError):
        path.unlink()
    remove_journal(path)


def remove_journal(path: Path) -> None:
    """Remove what SQLite keeps beside a database, as far as it is there."""
    for file in companions(path):
        with suppress(FileNotFoundError):
            file.unlink()


def companions(path: Path) -> tuple[Path, ...]:
    """Where SQLite keeps what belongs to a database: its journals, and the memory that processes share."""
    return tuple(path.with_name(path.name + end) for end in COMPANIONS)


def has_journal(path: Path) -> bool:
    """Whether a process that was killed left something beside a database without which it may not be whole."""
    return bool(journals(path))


def journals(path: Path) -> tuple[Path, ...]:
    """What stands beside a database and belongs to what is in it."""
    journals = (file for file in companions(path) if not file.name.endswith("-shm"))
    return tuple(file for file in journals if file.exists() and file.stat().st_size)
