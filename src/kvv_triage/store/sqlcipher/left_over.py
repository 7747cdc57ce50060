"""What a process that was killed left beside the record of the files that it was making."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from kvv_triage.saving import remove_left_over
from kvv_triage.store.key import keyfile
from kvv_triage.store.locks import IsTaken
from kvv_triage.store.passing import remove_left
from kvv_triage.store.sqlcipher.snapshot import MADE_BY_SQLITE, remove, tidying

if sys.platform != "win32":
    import fcntl

LEAST_AGE_SECONDS = 60
"""SQLite holds a file that it writes or reads; this is for the moments between, where nothing else keeps others off."""


def tidy_up(folder: Path) -> None:
    """Remove what was left unfinished beside the record in this folder; what is being made now stays.

    Best effort: it only takes room, and it is encrypted.
    """
    remove_left_over(folder, {keyfile.FILE_NAME})
    remove_left(folder)
    with suppress(OSError):
        matches = map(MADE_BY_SQLITE.fullmatch, os.listdir(folder))  # noqa: PTH208 -- their names are all that is needed
        wholes = {folder / match["whole"] for match in matches if match and ".kvv." in match["whole"]}
        if wholes:
            with suppress(IsTaken), tidying(folder / keyfile.RECORD_NAME):
                _remove_those_left(wholes)


def _remove_those_left(wholes: Iterable[Path]) -> None:
    for whole in wholes:
        with suppress(OSError):
            if not whole.exists() or _is_left(whole):
                remove(whole)


def _is_left(whole: Path) -> bool:
    """Whether nobody has it open, as far as the system tells, nor wrote in it just now."""
    if time.time() - whole.stat().st_mtime < LEAST_AGE_SECONDS:
        return False
    if sys.platform == "win32":  # where nobody can remove what somebody has open
        return True
    with whole.open("r+b") as file:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
