"""Letters to the record: who has no key yet can seal one, and only who has the key reads it."""

from __future__ import annotations

from pathlib import Path

from kvv_triage.store.key import keyfile, sealing
from kvv_triage.store.key.secret import Secret

ABOUT = b"kvv letter 1"


def public_key(folder: Path) -> bytes | None:
    """What a letter to the record in this folder is sealed with; None without a key file, or with one of an old format.

    Raises StoreTrouble when the key file is damaged or newer.
    """
    keys = keyfile.read(folder / keyfile.FILE_NAME)
    return None if keys is None else keys.letterbox


def seal(public: bytes, text: bytes) -> bytes:
    """Seal a letter."""
    return sealing.seal(public, text, ABOUT)


def unseal(key: Secret[bytes], sealed: bytes) -> bytes:
    """Read a letter with the key of the record; raises DoesNotFit."""
    return sealing.unseal(keyfile.letterbox_key(key), sealed, ABOUT)
