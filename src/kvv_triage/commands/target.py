"""Where a command writes its result: a file that is free and can be written."""

from __future__ import annotations

import sys
from pathlib import Path

from kvv_triage.errors import CannotDo
from kvv_triage.saving import private_file, save


def check_free(target: Path) -> None:
    """Raise CannotDo when a file of that name is already there, before any work is done."""
    try:
        is_free = not target.exists()
    except OSError as error:
        raise _cannot_write(target) from error
    if not is_free:
        raise CannotDo(f"{target} bestaat al.", tip="Kies een andere naam, of haal het bestand eerst weg.")


def _cannot_write(target: Path) -> CannotDo:
    return CannotDo(f"{target} is niet te schrijven.", tip="Kies een andere plaats.")


def write_whole(target: Path, text: str) -> None:
    """Write a new file: whole, or not at all."""
    try:
        private_file(target, is_new=True)  # takes the name, so that nothing that came there meanwhile is replaced
        try:
            save(target, text.encode())
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _cannot_write(target) from error
    sys.stderr.write(f"Het rapport staat in {target}.\n")
