"""Putting a backup back: which key file opens it, and what is asked for it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.record.unlocking import Opener, ask_key
from kvv_triage.saving import private_folder
from kvv_triage.store.faults import disk_in_dutch
from kvv_triage.store.interface import Author, Restored
from kvv_triage.store.key import keyfile, keys
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.opening import restore

STAGE = "herstel"
"""The folder with the key file of a backup, until it is certain that the backup comes back."""


def put_back(asker: Opener, folder: Path, source: Path, author: Author, at: datetime) -> tuple[Restored, Secret[bytes]]:
    """Put a backup in the place of the record of this folder, and give the key that opens it.

    A folder without a record gets the key file of the backup too, together with the record or not at all: a backup
    that turns out to be damaged, or to be of another team, is not in the way of the next one.
    """
    copied = source.expanduser().absolute()
    if not copied.is_file():
        raise CannotDo(f"Er is geen reservekopie {copied}.", tip="Kijk na of de schijf verbonden is.")
    stage = folder / STAGE
    shutil.rmtree(stage, ignore_errors=True)  # of one that was killed
    if (folder / keyfile.RECORD_NAME).exists() or _fits(folder, copied):
        key = ask_key(asker, folder)
        return restore(folder, key, copied, author, at), key
    with disk_in_dutch(stage):
        private_folder(folder)
        try:
            keys.adopt(stage, keyfile.key_file_of(copied))
            key = ask_key(asker, stage)
            key_file = (stage / keyfile.FILE_NAME).read_bytes()
            return restore(folder, key, copied, author, at, key_file), key
        finally:
            shutil.rmtree(stage, ignore_errors=True)


def _fits(folder: Path, copied: Path) -> bool:
    """Whether the key file of this folder opens the backup; the newer of the two knows the passphrase of today."""
    beside = keyfile.read(keyfile.key_file_of(copied))
    with suppress(StoreTrouble):
        if own := keyfile.read(folder / keyfile.FILE_NAME):
            return beside is None or beside.check == own.check
    return False
