"""What a disk or a database says when it fails, as one Dutch sentence with what to do now."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2

from kvv_triage.errors import KvvError, StoreTrouble

NEARLY_FULL = 256 * 1024
"""Bytes. A database that cannot grow on a disk with less free than this failed because the disk is full."""

WRITE_ERRORS = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)
SAFE = "Wat al bewaard was, blijft staan."


@contextmanager
def in_dutch(path: Path) -> Iterator[None]:
    """Turn a failure of the disk or of the database at this path into StoreTrouble; a bug stays a bug."""
    try:
        yield
    except KvvError:
        raise
    except dbapi2.Error as error:
        trouble = _of_database(path, str(getattr(error, "sqlite_errorname", "")))
        if trouble is None:
            raise
        raise trouble from error
    except OSError as error:
        raise _of_disk(path, error) from error


def damaged(path: Path) -> StoreTrouble:
    """Say that the file does not hold, or is not ours."""
    return StoreTrouble(
        f"Het bestand {path} is beschadigd, of het hoort bij een andere sleutel.",
        tip="kvv heeft er niets aan veranderd. Zet een reservekopie terug: kvv beheer herstel.",
    )


def vanished(path: Path) -> StoreTrouble:
    """Say that the file or its folder is gone."""
    return StoreTrouble(
        f"Het bestand {path} is er niet meer.",
        tip="Kijk of de schijf of map nog verbonden is en begin opnieuw. Is het weg? "
        "Zet een reservekopie terug: kvv beheer herstel.",
    )


def full(path: Path) -> StoreTrouble:
    """Say that the disk is full."""
    return StoreTrouble(
        f"De schijf met {path.parent} is vol. Het laatste is niet bewaard.",
        tip=f"{SAFE} Maak ruimte en begin opnieuw.",
    )


def not_writable(path: Path) -> StoreTrouble:
    """Say that nothing can be written there."""
    return StoreTrouble(
        f"In de map {path.parent} kan kvv niet schrijven.",
        tip=f"{SAFE} Vraag schrijfrecht op die map, of kies een andere map met --gegevens.",
    )


def _of_database(path: Path, name: str) -> StoreTrouble | None:
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreTrouble(
            f"Het bestand {path} is te lang bezet door een ander venster.",
            tip=f"{SAFE} Wacht even en probeer het opnieuw.",
        )
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return damaged(path)
    if name.startswith("SQLITE_FULL"):
        return full(path)
    if name.startswith((*WRITE_ERRORS, "SQLITE_IOERR")):
        return _of_place(path) or (not_writable(path) if name.startswith(WRITE_ERRORS) else _failing(path))
    return None


def _of_place(path: Path) -> StoreTrouble | None:
    """What the place itself tells: it is gone, or there is no room."""
    try:
        if not path.exists():
            return vanished(path)
        return full(path) if shutil.disk_usage(path.parent).free < NEARLY_FULL else None
    except OSError:
        return None


def _of_disk(path: Path, error: OSError) -> StoreTrouble:
    if error.errno in NO_ROOM:
        return full(path)
    if error.errno in NO_RIGHT:
        return not_writable(path)
    if isinstance(error, FileNotFoundError):
        return vanished(path)
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        return StoreTrouble(
            f"De map {path.parent} is niet te gebruiken: op die plaats staat een bestand.",
            tip="Kies een andere map met --gegevens.",
        )
    return _failing(path)


def _failing(path: Path) -> StoreTrouble:
    return StoreTrouble(
        f"Lezen of schrijven van {path} lukt niet: de schijf geeft een fout.",
        tip=f"{SAFE} Kijk of de schijf of map nog verbonden is en begin opnieuw.",
    )
