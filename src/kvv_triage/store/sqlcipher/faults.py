"""What a database says when it fails, as one Dutch sentence with what to do now."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2

from kvv_triage.errors import StoreTrouble
from kvv_triage.store.faults import SAFE, Busy, disk_in_dutch, failing, full, not_writable, vanished

NEARLY_FULL = 256 * 1024
"""Bytes. A database that cannot grow on a disk with less free than this failed because the disk is full."""

WRITE_ERRORS = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")


@contextmanager
def in_dutch(path: Path) -> Iterator[None]:
    """Turn a failure of the disk or of the database at this path into StoreTrouble; a bug stays a bug."""
    try:
        with disk_in_dutch(path):
            yield
    except dbapi2.Error as error:
        trouble = _of_database(path, str(getattr(error, "sqlite_errorname", "")))
        if trouble is None:
            raise
        raise trouble from error


def damaged(path: Path) -> StoreTrouble:
    """Say that the file does not hold, or is not ours."""
    return StoreTrouble(
        f"Het bestand {path} is beschadigd, of het hoort bij een andere sleutel.",
        tip="kvv heeft er niets aan veranderd. Zet een reservekopie terug: kvv beheer herstel.",
    )


def disk_failed(path: Path) -> StoreTrouble:
    """Say what the disk has, as far as the place of the file tells that."""
    return _of_place(path) or failing(path)


def _of_database(path: Path, name: str) -> StoreTrouble | None:
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Busy(
            f"Het bestand {path} is te lang bezet door een ander venster.",
            tip=f"{SAFE} Wacht even en probeer het opnieuw.",
        )
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return damaged(path)
    if name.startswith("SQLITE_FULL"):
        return full(path)
    if name.startswith((*WRITE_ERRORS, "SQLITE_IOERR")):
        return _of_place(path) or (not_writable(path) if name.startswith(WRITE_ERRORS) else failing(path))
    return None


def _of_place(path: Path) -> StoreTrouble | None:
    """What the place itself tells: it is gone, or there is no room."""
    try:
        if not path.exists():
            return vanished(path)
        return full(path) if shutil.disk_usage(path.parent).free < NEARLY_FULL else None
    except OSError:
        return None
