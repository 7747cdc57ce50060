"""Opening the record of a folder with its key, and making it the first time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kvv_triage.store.key import keyfile
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.sqlcipher.store import FileStore, open_store


def open_record(folder: Path, key: Secret[bytes]) -> FileStore:
    """Open the record that belongs to the key file in this folder; close it, or use it in a `with`.

    The key file remembers whether the record was ever made. So a start that was killed in between goes on the next
    time, and a record that was there and is gone is never quietly replaced by an empty one. Raises StoreTrouble.
    """
    path = folder / keyfile.FILE_NAME
    keys = keyfile.read(path)
    if keys is None or keys.is_begun:
        return open_store(folder, key)
    store = open_store(folder, key, create=True)
    try:
        keyfile.write(path, replace(keys, is_begun=True))
    except BaseException:
        store.close()
        raise
    return store
