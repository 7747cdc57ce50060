"""Putting a backup back: which key file opens it, and what is asked for it."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.record.unlocking import Opener, ask_key, made_anew, show_new_code
from kvv_triage.saving import private_folder
from kvv_triage.store.faults import disk_in_dutch
from kvv_triage.store.interface import Author, DoesNotOpen, Restored
from kvv_triage.store.key import keyfile, keys
from kvv_triage.store.key.keyfile import KeyFile, KeyFileChanged
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.letters import deliver, waiting
from kvv_triage.store.opening import open_record, restore
from kvv_triage.store.passing import passing_folder

ASKED = "Wat was de wachtzin toen deze kopie werd gemaakt?"
ASKED_FOR_LETTERS = "Er ligt nog een weging klaar. Wat is de nieuwste wachtzin?"


class PutBack(NamedTuple):
    """What was put back, the key that opens it, and what to say of what lay ready for the record that stood here."""

    restored: Restored
    key: Secret[bytes]
    found: tuple[StoreTrouble, ...] = ()


def put_back(asker: Opener, folder: Path, source: Path, author: Author, at: datetime) -> PutBack:
    """Put a backup in the place of the record of this folder.

    A folder without a record gets the key file of the backup too, together with the record or not at all: a backup
    that turns out to be damaged, or to be of another team, is not in the way of the next one. So does one whose own key
    file cannot be read, or whose record is damaged and takes along the earlier keys that it knew. What lies ready for
    the record that stood here comes along, as far as somebody knows its passphrase.
    """
    copied = source.expanduser().absolute()
    if not copied.is_file():
        raise CannotDo(f"Er is geen reservekopie {copied}.", tip="Kijk na of de schijf verbonden is.")
    own, beside = _read(folder / keyfile.FILE_NAME), _read(keyfile.key_file_of(copied))
    # The newer of the two knows the passphrase of today.
    today: Secret[bytes] | None = None
    is_same = own is not None and (beside is None or beside.check == own.check)
    has_record = (folder / keyfile.RECORD_NAME).exists()
    if is_same or (own and (has_record or waiting(folder))):
        try:
            today = ask_key(asker, folder) if is_same or has_record else _key_of_letters(asker, folder)
            if today:
                return PutBack(restore(folder, today, copied, author, at), today)
        except KeyFileChanged as changed:
            if beside is None:
                raise
            today = changed.key
        except DoesNotOpen:
            if is_same:
                raise
    with disk_in_dutch(folder / keyfile.FILE_NAME):
        private_folder(folder)
        with passing_folder(folder) as stage:  # until it is certain that the backup comes back
            keys.adopt(stage, keyfile.key_file_of(copied))
            key, code = _key_of_copy(asker, stage)
            key_file = (stage / keyfile.FILE_NAME).read_bytes()
            restored = restore(folder, key, copied, author, at, key_file)
    found: tuple[StoreTrouble | None, ...] = ()
    if today:  # what waits for the record that stood here can be read with its key alone
        with open_record(folder, key) as record:
            found = (record.found, deliver(record, folder, (today,)))
    if code:
        show_new_code(asker, folder, code)
    return PutBack(restored, key, tuple(filter(None, found)))


def _key_of_letters(asker: Opener, folder: Path) -> Secret[bytes] | None:
    """The key of the record that is gone; None when nobody knows it, as the copy can come back without it."""
    try:
        return ask_key(asker, folder, ASKED_FOR_LETTERS)
    except KeyFileChanged:
        raise
    except (StoreTrouble, EOFError):
        return None


def _key_of_copy(asker: Opener, stage: Path) -> tuple[Secret[bytes], Secret[str] | None]:
    """The key of the copy; with a new recovery code when its key file was changed, so that it is made anew."""
    try:
        return ask_key(asker, stage, ASKED), None
    except KeyFileChanged as changed:
        note = "Het sleutelbestand naast de kopie is veranderd of beschadigd. kvv maakt het opnieuw."
        created = made_anew(asker, stage, changed.key, note)
        return created.key, created.recovery_code


def _read(path: Path) -> KeyFile | None:
    """What a key file tells; None when there is none that can be read."""
    with suppress(StoreTrouble):
        return keyfile.read(path)
    return None
