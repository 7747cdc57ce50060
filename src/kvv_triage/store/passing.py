"""A folder for a private copy that passes: to look into a copy of the record, or a key file, without changing it.

Who is killed leaves it behind, with what may be erased later. So its maker holds a file in it locked, and the next
start removes every one that nobody holds.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir, mkdtemp

from kvv_triage.store.locks import IsTaken, locked

PREFIX = "kvv-"
SLOT = "slot"
IN_MEMORY = Path("/dev/shm")  # noqa: S108 -- it gets a folder that nobody else can open, with encrypted files
"""Where Linux has room when no disk has."""


@contextmanager
def passing_folder(room: Path | None = None) -> Iterator[Path]:
    """A new folder that nobody else can open, in this room or where temporary files go; gone afterwards."""
    folder = Path(mkdtemp(prefix=PREFIX, dir=room))
    try:
        with locked(folder / SLOT):
            yield folder
            _empty(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_left(folder_of_record: Path) -> None:
    """Remove the folders that killed processes of ours left. Best effort: the next start tries again."""
    for room in (gettempdir, lambda: IN_MEMORY, lambda: folder_of_record):
        with suppress(OSError):  # also when there is no folder for temporary files in which one can write
            for folder in Path(room()).glob(f"{PREFIX}*"):
                with suppress(OSError, IsTaken):
                    _remove_unless_held(folder)


def _remove_unless_held(folder: Path) -> None:
    is_ours = sys.platform == "win32" or folder.lstat().st_uid == os.getuid()
    if is_ours and folder.is_dir() and (folder / SLOT).is_file():
        with locked(folder / SLOT):
            _empty(folder)
        folder.rmdir()


def _empty(folder: Path) -> None:
    """Remove the copy; what tells that the folder is one of these goes last."""
    for file in folder.iterdir():
        if file.is_dir():
            shutil.rmtree(file)
        elif file.name != SLOT:
            file.unlink(missing_ok=True)
