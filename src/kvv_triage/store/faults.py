"""What a disk says when it fails, as one Dutch sentence with what to do now."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from kvv_triage.errors import StoreTrouble

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)
NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)
IN_USE = (32, 33)
"""Windows' own numbers: somebody has the file open, or a part of it locked."""
LONGEST_ON_WINDOWS = 259 - len(".0a1b2c3d.nieuw-journal")
"""Characters in the path of a file that is made there: beside it stand others while it is made, with longer names."""
SAFE = "Wat al bewaard was, blijft staan."


class DiskTrouble(StoreTrouble):
    """The disk takes nothing more; what stands on it can perhaps still be read."""

    folder: Path | None = None
    """Where that is, as far as it is known."""

    def at(self, path: Path) -> Self:
        """The same, about the disk with this file."""
        self.folder = path.parent
        return self


class Full(DiskTrouble):
    """There is no room for what has to be written."""


class Busy(StoreTrouble):
    """Another window is in the way; it can be tried again."""


class Newer(StoreTrouble):
    """A newer kvv made the file."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Het bestand {path} is gemaakt met een nieuwere versie van kvv.",
            tip="Werk kvv bij en begin opnieuw. Er is niets aan het bestand veranderd.",
        )


@contextmanager
def disk_in_dutch(path: Path) -> Iterator[None]:
    """Turn a failure of the disk at this path into StoreTrouble; a bug stays a bug."""
    try:
        yield
    except OSError as error:
        raise _of_disk(path, error) from error


def vanished(path: Path) -> StoreTrouble:
    """Say that the file or its folder is gone."""
    return StoreTrouble(
        f"Het bestand {path} is er niet meer.",
        tip="Kijk of de schijf of map nog verbonden is en begin opnieuw. Is het weg? "
        "Zet een reservekopie terug: kvv beheer herstel.",
    )


def name_too_long(path: Path) -> StoreTrouble:
    """Say that the disk takes no name of that length."""
    return StoreTrouble(
        f"De naam {path} is te lang.",
        tip=f"{SAFE} Kies een kortere naam of een map met een kortere naam.",
    )


def full(path: Path) -> Full:
    """Say that the disk is full."""
    return Full(
        f"De schijf met {path.parent} is vol. Het laatste is niet bewaard.",
        tip=f"{SAFE} Maak ruimte en begin opnieuw.",
    ).at(path)


def not_writable(path: Path) -> DiskTrouble:
    """Say that nothing can be written there."""
    return DiskTrouble(
        f"In de map {path.parent} kan kvv niet schrijven.",
        tip=f"{SAFE} Vraag schrijfrecht op die map, of kies een andere map met --gegevens.",
    ).at(path)


def in_use(path: Path) -> StoreTrouble:
    """Say that another program has the file open."""
    return StoreTrouble(
        f"Het bestand {path} is in gebruik, door een ander venster of een ander programma.",
        tip=f"{SAFE} Sluit andere vensters met kvv, wacht even en begin opnieuw.",
    )


def failing(path: Path) -> DiskTrouble:
    """Say that the disk itself gives an error."""
    return DiskTrouble(
        f"Lezen of schrijven van {path} lukt niet: de schijf geeft een fout.",
        tip=f"{SAFE} Kijk of de schijf of map nog verbonden is en begin opnieuw.",
    ).at(path)


def _of_disk(path: Path, error: OSError) -> StoreTrouble:
    if error.errno in NO_ROOM:
        return full(path)
    if getattr(error, "winerror", None) in IN_USE:  # else it passes for a missing right
        return in_use(path)
    if error.errno in NO_RIGHT:
        return not_writable(path)
    if error.errno in NO_LOCKS:
        return StoreTrouble(
            f"De map {path.parent} kan niet wat kvv nodig heeft, zoals een bestand op slot doen.",
            tip="Kies met --gegevens een map op deze computer.",
        )
    if _is_of_its_length(path, error):
        return name_too_long(path)
    if isinstance(error, FileNotFoundError):
        return vanished(path)
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        return StoreTrouble(
            f"De map {path.parent} is niet te gebruiken: op die plaats staat een bestand.",
            tip="Kies een andere map met --gegevens.",
        )
    return failing(path)


def _is_of_its_length(path: Path, error: OSError) -> bool:
    """Whether the name is what the disk does not take; Windows calls a long path one that is not there or not right."""
    is_long_on_windows = os.name == "nt" and len(str(path)) > LONGEST_ON_WINDOWS
    return error.errno == errno.ENAMETOOLONG or (is_long_on_windows and error.errno in (errno.ENOENT, errno.EINVAL))
